import { firstOf } from "../code/first-of.js";
import type { Origin } from "../code/origins.js";
import type { ModuleFile } from "./module-file.js";
import type { ModuleIndex } from "./module-index.js";

/** Re-exports on the way to a name, at most. */
const MAX_MODULES = 4;

/** What a module says of a name: the answer itself, or where the name comes from. */
type Said<T> = { readonly answer: T | undefined } | { readonly elsewhere: readonly Origin[] };

/**
 * Asks the module that a name comes from, and those it hands the name on from.
 * @param isWorthIt whether a module is looked at, told before it is parsed
 */
export function throughExports<T>(
  index: ModuleIndex,
  from: string,
  origin: Origin,
  ask: (file: ModuleFile, path: readonly string[]) => Said<T> | undefined,
  isWorthIt: (from: string, specifier: string) => boolean = () => true,
  modules = MAX_MODULES,
): T | undefined {
  const module = modules > 0 && isWorthIt(from, origin.specifier) ? index.moduleOf(from, origin.specifier) : undefined;
  const said = module && ask(module.file, origin.path);
  if (!module || !said) return undefined;
  return "answer" in said ? said.answer : firstOf(said.elsewhere, (elsewhere) => throughExports(index, module.path, elsewhere, ask, isWorthIt, modules - 1));
}
