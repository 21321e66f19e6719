import type { Node } from "../code/module-text.js";
import type { Origin } from "../code/origins.js";
import type { Part, Value, Values } from "../code/values.js";
import type { ModuleIndex } from "./module-index.js";

/** Re-exports on the way to a constant, at most. */
const MAX_MODULES = 4;
/** Sections within sections of an options object, at most. */
const MAX_SECTIONS = 6;

/**
 * What a constant of another file is worth, said of the name that stands for it here: reports and fixes belong to the
 * file that is linted.
 * @returns nothing for what is no constant, or cannot be read
 */
export function importedValue(index: ModuleIndex, from: string, origin: Origin, at: Node): Value | undefined {
  return find(index, from, origin, at, MAX_MODULES);
}

function find(index: ModuleIndex, from: string, origin: Origin, at: Node, modules: number): Value | undefined {
  if (modules === 0 || origin.path.some((segment) => segment.endsWith("()"))) return undefined;
  const module = index.moduleOf(from, origin.specifier);
  // `options.database`: the constant is the first name, the rest is inside.
  const [name, ...inside] = origin.path;
  const exported = module?.file.exported(name === undefined ? [] : [name]);
  if (!module || !exported) return undefined;
  if ("elsewhere" in exported) {
    for (const elsewhere of exported.elsewhere) {
      const found = find(index, module.path, { specifier: elsewhere.specifier, path: [...elsewhere.path, ...inside] }, at, modules - 1);
      if (found) return found;
    }
    return undefined;
  }
  const { values } = module.file.reading;
  let value = values.of(exported.node);
  for (const key of inside) {
    const next = values.property(value, key);
    // A section that is missing may be filled in by code of a third file.
    if (typeof next === "string") return undefined;
    value = next;
  }
  return value.kind === "computed" || value.kind === "function" ? undefined : settled(value, at, values, MAX_SECTIONS);
}

/** The same value without a node of the other file in it. */
function settled(value: Value, at: Node, values: Values, depth: number): Value {
  if (depth === 0) return { kind: "computed", node: at };
  switch (value.kind) {
    case "known":
      return { kind: "known", word: value.word, node: at };
    case "either":
      return { kind: "either", branches: value.branches.map((branch) => settled(branch, at, values, depth - 1)), node: at };
    case "object":
      return { kind: "object", parts: value.parts.map((part) => settledPart(part, at, values, depth)), node: at };
    default:
      return { kind: "computed", node: at };
  }
}

function settledPart(part: Part, at: Node, values: Values, depth: number): Part {
  switch (part.type) {
    case "property":
      return { type: "settled", key: part.key, value: settled(values.of(part.value), at, values, depth - 1), sure: part.sure };
    case "settled":
      return { ...part, value: settled(part.value, at, values, depth - 1) };
    case "spread":
      return { type: "spread", value: settled(part.value, at, values, depth - 1) };
    default:
      return part;
  }
}
