import { isFunction } from "../code/frames.js";
import { Listeners, type Listening } from "../code/listeners.js";
import type { Origin } from "../code/origins.js";
import type { ModuleIndex } from "./module-index.js";
import { throughExports } from "./through-exports.js";

/**
 * Whether a function of another file listens to the errors of the client it is handed.
 * @returns nothing for what is no function of the project
 */
export function importedListening(index: ModuleIndex, from: string, origin: Origin, at: number, on: string): Listening["is"] | undefined {
  return throughExports(index, from, origin, (file, path) => {
    const found = file.functionOf(path);
    if (!found || "elsewhere" in found) return found;
    return { answer: isFunction(found.node) ? new Listeners(file.reading).ofParameter(found.node, at, on) : undefined };
  });
}
