import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import type { ESLint, Linter } from "eslint";
import satisfies from "semver/functions/satisfies.js";

import type { TsMorph } from "../audit/program.js";
import { hasParser } from "../crossfile/parse.js";
import { CannotRun, readFirstLine } from "./cannot-run.js";
import { readOwnPackage } from "./own-package.js";

/** A package as installed somewhere. */
interface Installed {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly load: () => unknown;
}

/** ESLint as it runs for this call of the command. */
export interface LoadedEslint {
  readonly ESLint: typeof ESLint;
  readonly version: string;
}

/**
 * ESLint from the linted project, else from beside this package.
 *
 * @param folders where to look from, nearest first
 * @throws CannotRun with the line that installs it, where there is none or only one that is too old
 */
export function loadEslint(folders: readonly string[]): LoadedEslint {
  const range = readOwnPackage().peerDependencies.eslint;
  const refused: string[] = [];
  for (const eslint of findInstalled("eslint", folders)) {
    if (satisfies(eslint.version, range, { includePrerelease: true })) {
      return { ESLint: (eslint.load() as { ESLint: typeof ESLint }).ESLint, version: eslint.version };
    }
    refused.push(eslint.version);
  }
  const problem = refused.length > 0 ? `ESLint ${refused.join(" and ")} cannot run these rules` : "ESLint is missing";
  throw new CannotRun(`${problem}: ${describeInstall(folders, ["eslint"])}`);
}

/**
 * The parser for TypeScript files, from the linted project, else from beside this package. Loading it loads
 * TypeScript, so ask only when there is a TypeScript file to lint.
 *
 * @param folders where to look from, nearest first
 * @param eslintVersion the parser has to support this ESLint by its own peer range
 * @throws CannotRun with the line that installs it, and with the reason why an installed one does not do
 */
export function loadTypeScriptParser(folders: readonly string[], eslintVersion: string): Linter.Parser {
  const name = "@typescript-eslint/parser";
  let refusal: string | undefined;
  for (const parser of findInstalled(name, folders)) {
    const range = parser.peerDependencies?.["eslint"] ?? "*";
    if (!satisfies(eslintVersion, range, { includePrerelease: true })) {
      refusal ??= `version ${parser.version} does not support ESLint ${eslintVersion}`;
      continue;
    }
    try {
      return parser.load() as Linter.Parser;
    } catch (thrown) {
      refusal ??= readFirstLine(thrown);
    }
  }
  const why = refusal === undefined ? "" : ` (${refusal})`;
  throw new CannotRun(`TypeScript files need ${name}${why}: ${describeInstall(folders, [name, "typescript"])}`);
}

/**
 * ts-morph, which follows names through a whole program, from the audited project, else from beside this package.
 *
 * @param folders where to look from, nearest first
 * @throws CannotRun with the line that installs it
 */
export function loadTsMorph(folders: readonly string[]): TsMorph {
  let refusal: string | undefined;
  for (const { load } of findInstalled("ts-morph", folders)) {
    try {
      return load() as TsMorph;
    } catch (thrown) {
      refusal ??= readFirstLine(thrown);
    }
  }
  const why = refusal === undefined ? "" : ` (${refusal})`;
  throw new CannotRun(`the audit needs ts-morph${why}: ${describeInstall(folders, ["ts-morph"])}`);
}

/** @throws CannotRun where the parser that reads the program is missing, with the line that installs it */
export function requireParser(folders: readonly string[]): void {
  if (!hasParser()) throw new CannotRun(`the audit needs oxc-parser: ${describeInstall(folders, ["oxc-parser", "oxc-resolver"])}`);
}

function* findInstalled(name: string, folders: readonly string[]): Generator<Installed> {
  const seen = new Set<string>();
  const places = folders.map((folder) => join(folder, "any-file.js"));
  for (const from of [...places, import.meta.url]) {
    const require = createRequire(from);
    let manifest: string;
    try {
      manifest = require.resolve(`${name}/package.json`);
    } catch {
      continue;
    }
    if (seen.has(manifest)) continue;
    seen.add(manifest);
    const { version, peerDependencies } = require(manifest) as Omit<Installed, "load">;
    yield { version, ...(peerDependencies && { peerDependencies }), load: () => require(name) as unknown };
  }
}

/** The line that installs packages, in the words of the package manager whose lock file stands nearest. */
function describeInstall(folders: readonly string[], packages: readonly string[]): string {
  const commands: Readonly<Record<string, string>> = {
    "pnpm-lock.yaml": "pnpm add --save-dev",
    "yarn.lock": "yarn add --dev",
    "bun.lock": "bun add --dev",
    "package-lock.json": "npm install --save-dev",
  };
  for (let folder = folders[0] ?? "."; ; folder = dirname(folder)) {
    const lock = Object.keys(commands).find((file) => existsSync(join(folder, file)));
    if (lock !== undefined) return `${commands[lock]} ${packages.join(" ")}`;
    if (folder === dirname(folder)) return `npm install --save-dev ${packages.join(" ")}`;
  }
}
