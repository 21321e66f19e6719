import { isFunction } from "../code/frames.js";
import { Listeners, type Listening } from "../code/listeners.js";
import type { Origin } from "../code/origins.js";
import type { ModuleIndex } from "./module-index.js";

/** Re-exports on the way to a function, at most. */
const MAX_MODULES = 4;

/**
 * Whether a function of another file listens to the errors of the client it is handed.
 * @returns nothing for what is no function of the project
 */
export function importedListening(index: ModuleIndex, from: string, origin: Origin, at: number, on: string, modules = MAX_MODULES): Listening["is"] | undefined {
  const module = modules > 0 ? index.moduleOf(from, origin.specifier) : undefined;
  const found = module?.file.functionOf(origin.path);
  if (!module || !found) return undefined;
  if ("elsewhere" in found) {
    for (const elsewhere of found.elsewhere) {
      const listening = importedListening(index, module.path, elsewhere, at, on, modules - 1);
      if (listening) return listening;
    }
    return undefined;
  }
  return isFunction(found.node) ? new Listeners(module.file.reading).ofParameter(found.node, at, on) : undefined;
}
