import { dirname, resolve } from "node:path";
import type { Origin } from "./origins.js";

/** Keeps the names that settings give apart from import specifiers. */
const MARK = "own:";

/** Something the settings say of an export. */
export interface OwnExport {
  /** As it is imported, or a path beginning with a dot. */
  readonly from: string;
  /** First name of the path from the module; nothing where all it exports is meant. */
  readonly name?: string | undefined;
}

interface OwnModule {
  readonly key: string;
  /** Empty: everything it exports. */
  readonly names: Set<string>;
}

/** Modules of the project that the settings speak of: which imports lead to them, and under what name the tables know them. */
export class OwnModules {
  readonly #imported = new Map<string, OwnModule>();
  readonly #byPath = new Map<string, OwnModule>();

  readonly isEmpty: boolean;

  /** @param folder what relative paths are relative to */
  constructor(entries: readonly OwnExport[], folder: string) {
    this.isEmpty = entries.length === 0;
    for (const { from, name } of entries) {
      const isPath = from.startsWith(".");
      const modules = isPath ? this.#byPath : this.#imported;
      const at = isPath ? stemOf(resolve(folder, from)) : from;
      const known = modules.get(at);
      if (!known) modules.set(at, { key: ownKey(from), names: new Set(name === undefined ? [] : [name]) });
      else if (name === undefined) known.names.clear();
      else if (known.names.size > 0) known.names.add(name);
    }
  }


  /** Whether an import in a file leads to one of them. */
  has(specifier: string, filename: string): boolean {
    return this.#moduleOf(specifier, filename) !== undefined;
  }

  /** The origin as the tables know it: another one only for what the settings speak of. */
  named(origin: Origin, filename: string): Origin {
    const found = this.#moduleOf(origin.specifier, filename);
    const [first = "default"] = origin.path;
    // The namespace of a module leads to all of its names.
    const isMeant = found && (found.names.size === 0 || found.names.has(first) || origin.path.length === 0);
    return isMeant ? { specifier: found.key, path: origin.path } : origin;
  }

  #moduleOf(specifier: string, filename: string): OwnModule | undefined {
    if (!specifier.startsWith(".")) return this.#imported.get(specifier);
    return this.#byPath.size === 0 ? undefined : this.#byPath.get(stemOf(resolve(dirname(filename), specifier)));
  }
}

/** The name under which a family of own exports stands in the tables. */
export function ownKey(from: string): string {
  return MARK + from;
}

/** Whether a specifier is such a name. */
export function isOwn(specifier: string): boolean {
  return specifier.startsWith(MARK);
}

/** What users wrote, of such a name; anything else as it is. */
export function withoutMark(specifier: string): string {
  return specifier.startsWith(MARK) ? specifier.slice(MARK.length) : specifier;
}

/** A path without the ending that imports may leave out or write as another one. */
function stemOf(path: string): string {
  return path.replace(/\.(?:d\.)?[cm]?[jt]sx?$/, "").replace(/[\\/]index$/, "");
}
