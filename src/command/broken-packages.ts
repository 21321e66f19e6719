import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { readFirstLine } from "./cannot-run.js";

/**
 * The package.json files above the given files that are no JSON. The rules read the versions of clients from them and
 * stay silent where they cannot, which nobody would notice without being told.
 *
 * @returns absolute path and the parser's reason
 */
export async function findBrokenPackages(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const broken = new Map<string, string>();
  const seen = new Set<string>();
  for (const file of files) {
    let folder = dirname(file);
    while (!seen.has(folder)) {
      seen.add(folder);
      const path = join(folder, "package.json");
      const text = await readFile(path, "utf8").catch(() => undefined);
      const reason = text === undefined ? undefined : readDefect(text);
      if (reason !== undefined) broken.set(path, reason);
      folder = dirname(folder);
    }
  }
  return broken;
}

function readDefect(text: string): string | undefined {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return undefined;
  } catch (thrown) {
    return readFirstLine(thrown);
  }
}
