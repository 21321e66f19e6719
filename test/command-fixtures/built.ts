import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** The folder of the repository. */
export const repository = root;

/** The built command; compiled first where a source is newer than what was built from it. */
export function buildCommand(): string {
  const bin = join(root, "dist", "src", "command", "bin.js");
  const builtAt = statSync(bin, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (findNewest(join(root, "src")) > builtAt || findNewest(join(root, "rules")) > builtAt) {
    execFileSync(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", root]);
  }
  return bin;
}

function findNewest(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
