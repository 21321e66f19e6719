import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";

import { passedFolders } from "../crossfile/project-files.js";
import { readFileFailure } from "./cannot-run.js";
import { findGitIgnored } from "./git-ignored.js";

/** A file to lint. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  /** Named on the command line: then nothing but the project's own `ignores` leaves it out. */
  readonly isNamed: boolean;
}

/** What the paths of the command line lead to. */
export interface FoundFiles {
  /** Sorted by path, each once. */
  readonly files: readonly SourceFile[];
  /** Folders and files that exist and cannot be looked into, absolute, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** As written on the command line: there is no such thing. */
  readonly missing: readonly string[];
  /** As written on the command line: neither a folder nor JavaScript or TypeScript. */
  readonly foreign: readonly string[];
}

const typeScriptEndings = new Set([".ts", ".mts", ".cts", ".tsx"]);
const endings = new Set([".js", ".mjs", ".cjs", ".jsx", ...typeScriptEndings]);

/** Minified code, declarations (they make no connection), and the loaders Yarn writes. */
const passedFiles = /\.min\.[cm]?js$|\.d\.[cm]?ts$|^\.pnp\./;

export function isTypeScript(path: string): boolean {
  return typeScriptEndings.has(extname(path));
}

/**
 * Finds what to lint. Symbolic links inside a folder are not followed: what they point at is linted where it stands.
 *
 * @param paths as written on the command line
 */
export async function findFiles(paths: readonly string[], cwd: string): Promise<FoundFiles> {
  const files = new Map<string, SourceFile>();
  const unreadable = new Map<string, string>();
  const missing: string[] = [];
  const foreign: string[] = [];

  for (const written of paths) {
    const path = resolve(cwd, written);
    try {
      const what = await stat(path);
      if (what.isDirectory()) {
        const ignored = await findGitIgnored(path);
        for await (const file of walk(path, ignored, unreadable)) {
          if (!files.has(file)) files.set(file, { path: file, isNamed: false });
        }
      } else if (what.isFile() && endings.has(extname(path))) {
        files.set(path, { path, isNamed: true });
      } else {
        foreign.push(written);
      }
    } catch (thrown) {
      if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") missing.push(written);
      else unreadable.set(path, readFileFailure(thrown));
    }
  }

  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: sorted, unreadable, missing, foreign };
}

async function* walk(
  folder: string,
  ignored: ReadonlySet<string>,
  unreadable: Map<string, string>,
): AsyncGenerator<string> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    unreadable.set(folder, readFileFailure(thrown));
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (ignored.has(path)) continue;
    if (entry.isDirectory() && !passedFolders.has(entry.name)) yield* walk(path, ignored, unreadable);
    else if (entry.isFile() && isSource(entry.name)) yield path;
  }
}

function isSource(path: string): boolean {
  return endings.has(extname(path)) && !passedFiles.test(basename(path));
}
