import { execFileSync, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

let packed: string | undefined;

/** The package as it would be published, packed once for each file of tests. */
export function tarball(): string {
  if (packed === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "connections-packed-"));
    const output = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [first] = JSON.parse(output) as ({ filename: string } | undefined)[];
    if (!first) throw new Error("npm pack made nothing");
    packed = join(folder, first.filename);
  }
  return packed;
}

/** A service with one thing to repair by itself: `new Pool()` of undici opens any number of connections. */
export const BAD = `import { Pool } from "undici";

export const backend = new Pool("http://backend:8080");
`;
export const RULE = "connections/require-max-connections";
export const FIXED = /connections: \d+/;

export const CONFIG = `import connections from "eslint-plugin-connections";

export default [connections.configs.recommended];
`;

/** What a test may say of a project besides its files. */
interface Wanted {
  /** Development dependencies besides the plugin, by name. `undici` is always among the dependencies. */
  readonly with?: Readonly<Record<string, string>>;
  /** More of its package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Default: `npm install`. `[]`: nothing is installed. */
  readonly install?: readonly string[];
}

/** A project of its own in a temporary folder, with the packed plugin installed from the registry's packages. */
export function makeProject(files: Readonly<Record<string, string>>, wanted: Wanted = {}): string {
  const root = mkdtempSync(join(tmpdir(), "connections-everywhere-"));
  const manifest = {
    name: "service",
    version: "1.0.0",
    private: true,
    type: "module",
    dependencies: { undici: "7.18.2" },
    devDependencies: { "eslint-plugin-connections": `file:${tarball()}`, ...wanted.with },
    ...wanted.manifest,
  };
  write(root, { "package.json": `${JSON.stringify(manifest, null, 2)}\n`, ...files });
  const [program, ...args] = wanted.install ?? ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  if (program !== undefined) must(run(root, program, ...args));
  return root;
}

/** Writes files below a folder. */
export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

export function read(root: string, name: string): string {
  return readFileSync(join(root, name), "utf8");
}

/** Runs a program in a project, its own `node_modules/.bin` first. At most 4 minutes. */
export function run(root: string, program: string, ...args: string[]): SpawnSyncReturns<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`, NO_COLOR: "1", HUSKY: "1" };
  // Tools behave otherwise where they think that a test runner or a server of continuous integration looks on.
  for (const name of ["CI", "VITEST", "NODE_ENV", "FORCE_COLOR"]) delete env[name];
  return spawnSync(program, args, { cwd: root, encoding: "utf8", env, timeout: 240_000, maxBuffer: 1 << 28 });
}

/** The result of a program that has to succeed. */
export function must(result: SpawnSyncReturns<string>): SpawnSyncReturns<string> {
  if (result.status !== 0) throw new Error(`exit code ${String(result.status)}\n${result.stdout}\n${result.stderr}\n${result.error?.message ?? ""}`);
  return result;
}

/** The findings of `eslint --format json`, as `file:line rule`. */
export function eslint(root: string, ...args: string[]): string[] {
  return findingsIn(run(root, "eslint", "--format", "json", ...args));
}

export function findingsIn({ stdout, stderr }: SpawnSyncReturns<string>): string[] {
  if (!stdout.trimStart().startsWith("[")) throw new Error(stdout + stderr);
  const results = JSON.parse(stdout) as { filePath: string; messages: { line: number; ruleId: string | null; message: string }[] }[];
  return results.flatMap(({ filePath, messages }) => messages.map(({ line, ruleId, message }) => `${filePath.split("/").at(-1) ?? ""}:${line} ${ruleId ?? message}`));
}
