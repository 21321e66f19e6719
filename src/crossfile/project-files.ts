import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from "node:fs";
import { dirname, join } from "node:path";
import { canParse } from "./parse.js";

/** Folders that hold what was installed, built or generated. */
export const passedFolders: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".hg",
  ".svn",
  "dist",
  "build",
  "coverage",
  ".next",
  ".nuxt",
  ".output",
  ".svelte-kit",
  ".turbo",
  ".vercel",
  ".yarn",
]);

/** More files than these are not one project that somebody edits. */
const MAX_FILES = 20_000;

/**
 * The outermost folder above a file that has a package.json, as far as the repository goes: the root of a workspace, else
 * of the package. Nothing for a file that belongs to no package.
 */
export function projectRoot(filename: string): string | undefined {
  let root: string | undefined;
  for (let folder = dirname(filename); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) root = folder;
    if (existsSync(join(folder, ".git")) || folder === dirname(folder)) return root;
  }
}

/** Every source file below a folder. What cannot be looked into is left out. */
export function filesBelow(root: string): string[] {
  const files: string[] = [];
  const open = [root];
  for (let folder = open.pop(); folder !== undefined && files.length < MAX_FILES; folder = open.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !passedFolders.has(entry.name)) open.push(path);
      else if (entry.isFile() && canParse(entry.name)) files.push(path);
    }
  }
  return files.sort();
}

/** What stands in a folder; nothing where it cannot be looked into. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // removed between the two looks, or no permission
  }
}

/** Time and size of a file: as long as they are the same, so is its text. Nothing where no file can be looked at. */
export function stampOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? `${stats.mtimeMs} ${stats.size}` : undefined;
  } catch {
    return undefined; // no permission, a link to itself
  }
}

/** The text of a file as linters count it, without its byte order mark. Nothing where it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return undefined; // removed between the two looks
  }
}
