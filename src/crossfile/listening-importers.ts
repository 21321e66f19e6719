import { readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Listeners } from "../code/listeners.js";
import { memberName } from "../code/module-text.js";
import type { ModuleIndex } from "./module-index.js";
import { canParse } from "./parse.js";
import { readText } from "./project-files.js";

/** Files of a folder that are looked at; in a larger one nobody is asked. */
const MAX_FILES = 300;
const ERROR_EVENT = /["'`]error["'`]|\.onerror\b/;

/**
 * Whether a file of the same folder listens to the errors of something that comes from this one: a client that is exported,
 * or made by a function that is. Reads the folder, and parses only what names the file and the event: ask where a finding
 * hangs on it.
 * @param members names under which an object that comes from this file holds it: wherever the neighbour has the object from
 */
export function isListenedBeside(index: ModuleIndex, filename: string, members: ReadonlySet<string>): boolean {
  const asked = real(filename);
  const stem = basename(filename).replace(/\.[^.]+$/, "");
  return neighboursOf(filename).some((path) => {
    const text = readText(path);
    if (text === undefined || !text.includes(stem) || !ERROR_EVENT.test(text)) return false;
    const reading = index.opened(path)?.reading;
    if (!reading) return false;
    return new Listeners(reading).receivers.some((receiver) => {
      if (receiver.type === "MemberExpression" && members.has(memberName(receiver) ?? "")) return true;
      const origin = reading.origins.of(receiver);
      const module = origin !== undefined && origin.specifier.startsWith(".") ? index.moduleOf(path, origin.specifier) : undefined;
      return module !== undefined && real(module.path) === asked;
    });
  });
}

function neighboursOf(filename: string): string[] {
  try {
    const names = readdirSync(dirname(filename)).filter((name) => canParse(name) && name !== basename(filename));
    return names.length > MAX_FILES ? [] : names.sort().map((name) => join(dirname(filename), name));
  } catch {
    return []; // a text without a folder: an editor's unsaved one
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // a text without a file
  }
}
