import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Reading } from "../code/constructions.js";
import { hasLastResort, LAST_RESORT } from "../code/last-resort.js";
import { ModuleText } from "../code/module-text.js";
import type { ModuleIndex } from "./module-index.js";
import { parseText } from "./parse.js";
import { filesBelow, passedFolders, readText } from "./project-files.js";

/** By run, and by folder: the files are looked through once, however many findings ask. */
const known = new WeakMap<object, Map<string, boolean>>();

/**
 * Whether a file of the same package adds a handler for uncaught exceptions after which the process goes on. Reads every file
 * of the package, and parses those that name the event: ask where a finding hangs on it.
 * @param isTestFile says of a path below the package that what stands there does not run with the service
 */
export function goesOnElsewhere(index: ModuleIndex, filename: string, isTestFile: (path: string) => boolean): boolean {
  const folder = packageFolder(filename);
  if (folder === undefined) return false;
  const run = index.enterRun();
  const answers = known.get(run) ?? new Map<string, boolean>();
  known.set(run, answers);
  let answer = answers.get(folder);
  if (answer === undefined) {
    answer = filesBelow(folder).some((path) => !isTestFile(path.slice(folder.length + 1)) && hasLastResortAt(path, index));
    answers.set(folder, answer);
  }
  return answer;
}

function hasLastResortAt(path: string, { makers }: ModuleIndex): boolean {
  const text = readText(path);
  const parsed = text !== undefined && LAST_RESORT.test(text) ? parseText(path, text) : undefined;
  return parsed !== undefined && hasLastResort(new Reading(new ModuleText(parsed, path), makers));
}

/** The folder of the nearest package.json above a file, or what was built inside it where the file is of that. */
function packageFolder(filename: string): string | undefined {
  let built: string | undefined;
  for (let folder = dirname(filename); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return built ?? folder;
    if (passedFolders.has(folder.slice(dirname(folder).length + 1))) built = folder;
  }
  return undefined;
}
