import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import type { ESLint } from "eslint";

import { readFirstLine } from "./cannot-run.js";

/** What the project's own ESLint configuration says about one file, as far as this command listens to it. */
export interface ProjectSays {
  /** The folder of the configuration, to which its globs and relative paths refer; undefined without one. */
  readonly folder: string | undefined;
  readonly isIgnored: boolean;
  /** `settings.connections`, unchecked; undefined where there are none. */
  readonly settings: unknown;
}

/** ESLint's order of preference. */
const configNames = ["js", "mjs", "cjs", "ts", "mts", "cts"].map((ending) => `eslint.config.${ending}`);

const overrideConfig = [
  // A configuration that lints only JavaScript has no answer for a .ts file, or calls it ignored, while its settings
  // and ignores are meant for it too.
  { files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"] },
  // ESLint's own default is no word of the project, and a search passes installed packages over anyway.
  { ignores: ["!**/node_modules/"] },
];

/**
 * Opens the reader of the `eslint.config.*` files above linted files. Each is loaded once, by ESLint itself; one that
 * cannot be loaded warns once and then counts as absent.
 *
 * @param warn receives one line
 */
export function openProjectConfigs(
  EslintClass: typeof ESLint,
  cwd: string,
  warn: (line: string) => void,
): (file: string) => Promise<ProjectSays> {
  const folders = new Map<string, string | undefined>();
  const engines = new Map<string, ESLint | undefined>();
  const silent: ProjectSays = { folder: undefined, isIgnored: false, settings: undefined };

  const findConfigFolder = (folder: string): string | undefined => {
    if (folders.has(folder)) return folders.get(folder);
    const parent = dirname(folder);
    const isHere = configNames.some((name) => existsSync(join(folder, name)));
    const found = isHere ? folder : parent === folder ? undefined : findConfigFolder(parent);
    folders.set(folder, found);
    return found;
  };

  return async (file) => {
    const folder = findConfigFolder(dirname(file));
    if (folder === undefined) return silent;
    if (!engines.has(folder)) engines.set(folder, new EslintClass({ cwd: folder, overrideConfig }));
    const engine = engines.get(folder);
    if (engine === undefined) return silent;
    try {
      if (await engine.isPathIgnored(file)) return { folder, isIgnored: true, settings: undefined };
      return { folder, isIgnored: false, settings: await readSettings(engine, file) };
    } catch (thrown) {
      engines.set(folder, undefined);
      const name = configNames.find((candidate) => existsSync(join(folder, candidate))) ?? "eslint.config.js";
      const shown = relative(cwd, join(folder, name)) || name;
      warn(`${shown} cannot be loaded (${readFirstLine(thrown)}): its ignores and settings.connections are not used`);
      return silent;
    }
  };
}

async function readSettings(engine: ESLint, file: string): Promise<unknown> {
  const config = (await engine.calculateConfigForFile(file)) as { settings?: Record<string, unknown> } | undefined;
  return config?.settings?.["connections"];
}
