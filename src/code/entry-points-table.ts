import type { EntryPoint, FileConvention, Registration } from "../catalogue/shape.js";
import { pathText, type Origin } from "./origins.js";

/** The names entry points need that are neither registrations nor file conventions. */
export interface HandlerSigns {
  readonly handlerTypes: { readonly packages: readonly string[]; readonly functions: readonly string[]; readonly requests: readonly string[] };
  readonly edgeSigns: {
    readonly packages: readonly string[];
    readonly workerExports: readonly string[];
    readonly pagesExports: readonly string[];
    readonly types: readonly string[];
    readonly files: readonly string[];
  };
}

/** The entry points by import specifier. */
export class EntryPointTable {
  readonly #exact = new Map<string, EntryPoint[]>();
  readonly #prefixes: { readonly prefix: string; readonly entry: EntryPoint }[] = [];
  readonly #conventions: { readonly path: RegExp; readonly convention: FileConvention }[];

  constructor(
    entries: readonly EntryPoint[],
    conventions: readonly FileConvention[],
    readonly signs: HandlerSigns,
  ) {
    for (const entry of entries) {
      for (const specifier of entry.packages) {
        if (specifier.endsWith("*")) this.#prefixes.push({ prefix: specifier.slice(0, -1), entry });
        else this.#exact.set(specifier, [...(this.#exact.get(specifier) ?? []), entry]);
      }
    }
    this.#conventions = conventions.map((convention) => ({ path: new RegExp(convention.path), convention }));
  }

  /** Whether importing this makes a file one that may hold handlers. */
  knows(specifier: string): boolean {
    return this.#exact.has(specifier) || this.#prefixes.some(({ prefix }) => specifier.startsWith(prefix));
  }

  /** The same, by the types that handlers are annotated with too. */
  marks(specifier: string): boolean {
    return this.knows(specifier) || this.signs.handlerTypes.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  }

  entriesOf(specifier: string): readonly EntryPoint[] {
    return this.#exact.get(specifier) ?? this.#prefixes.filter(({ prefix }) => specifier.startsWith(prefix)).map(({ entry }) => entry);
  }

  /** Conventions whose path fits; the second sign is the caller's to check. */
  conventionsFor(filename: string): readonly FileConvention[] {
    const path = filename.replaceAll("\\", "/");
    return this.#conventions.filter(({ path: pattern }) => pattern.test(path)).map(({ convention }) => convention);
  }

  /** The registration that an import makes when it is called or constructed itself. */
  directly(origin: Origin, by: "call" | "new", selector: readonly string[], count: number): Registration | undefined {
    const path = pathText(origin.path);
    for (const entry of this.entriesOf(origin.specifier)) {
      const found = entry.often.find((each) => each.via === by && fitsName(each.names, path) && fitsSelector(each.at, selector, count));
      if (found) return found;
    }
    return undefined;
  }

  /** The entries whose objects an origin names, or what is chained on them. */
  receiversOf(origin: Origin): EntryPoint[] {
    const path = pathText(origin.path);
    return this.entriesOf(origin.specifier).filter((entry) => entry.receivers?.some((receiver) => path === receiver || path.startsWith(`${receiver}.`)));
  }
}

export function fitsName(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes("*");
}

/** Whether an argument, as `["1", "handler"]`, is one of those that are called. */
export function fitsSelector(patterns: readonly string[], [index, ...path]: readonly string[], count: number): boolean {
  return patterns.some((pattern) => {
    const [place = "", ...keys] = pattern.split(".");
    const [word, from] = place.split(":");
    const isPlace = word === "each" ? Number(index) >= Number(from ?? 0) : word === "last" ? Number(index) === count - 1 : word === index;
    if (!isPlace) return false;
    if (keys.at(-1) === "**") return path.length >= keys.length && keys.slice(0, -1).every((key, at) => key === path[at]);
    return keys.length === path.length && keys.every((key, at) => key === "*" || key === path[at]);
  });
}
