import type { ModuleText, Node } from "../code/module-text.js";
import { staticName } from "../code/module-text.js";
import type { Place } from "../code/options.js";
import type { Edit } from "./edit.js";

type ObjectLiteral = Extract<Node, { type: "ObjectExpression" }>;

/** One missing option and the text of its value. */
export interface Missing {
  readonly place: Place;
  readonly value: string;
}

/**
 * Writes options that are missing, in the style of what stands around them. `order` lists the client's options as fixes
 * write them: several rules that write into one object, in any order, arrive at the same text. Options that would go
 * to different places are written one place at a time.
 */
export function writeOptions(missing: readonly Missing[], module: ModuleText, order: readonly string[]): Edit[] {
  const edits: Edit[] = [];
  const places = new Map<unknown, Missing[]>();
  for (const each of missing) {
    const target = targetOf(each.place);
    places.set(target, [...(places.get(target) ?? []), each]);
  }
  for (const group of places.values()) edits.push(...writeInto(group, module, order));
  return edits;
}

function targetOf(place: Place): unknown {
  if (place.into === "object") return place.object;
  return place.into === "argument" ? place.call : place.node;
}

function writeInto(group: readonly Missing[], module: ModuleText, order: readonly string[]): Edit[] {
  const [{ place }] = group as readonly [Missing, ...Missing[]];
  const properties = merge(group);
  const text = properties.join(", ");
  switch (place.into) {
    case "object":
      return insertProperties(place.object, place.keys[0] as string, properties, module, order);
    case "spread": {
      // Around the expression, not in its place: another edit may change a value inside it.
      const { node } = place;
      const key = node.parent?.type === "Property" && node.parent.shorthand ? `${module.textOf(node)}: ` : ""; // `{ socket }`
      const [before, after] = ["ConditionalExpression", "LogicalExpression"].includes(node.type) ? ["(", ")"] : ["", ""];
      return [
        { range: [node.range[0], node.range[0]], text: `${key}{ ...${before}` },
        { range: [node.range[1], node.range[1]], text: `${after}, ${text} }` },
      ];
    }
    case "wrapped": {
      const { option, node, rest } = place;
      const source = module.textOf(node);
      if (rest) return joinRest(node, rest, merge([{ place: { ...place, keys: option.split(".") }, value: source }, ...group]), module);
      if (source === option) return [{ range: node.range, text: `{ ${option}, ${text} }` }];
      const wrapped = merge([{ place: { ...place, keys: option.split(".") }, value: source }, ...group]);
      return [{ range: node.range, text: `{ ${wrapped.join(", ")} }` }];
    }
    case "argument":
      return appendArgument(place.call, `{ ${text} }`, module);
  }
}

/** `f(url, { a })` as `f({ url, a })`. */
function joinRest(node: Node, rest: Node, properties: readonly string[], module: ModuleText): Edit[] {
  const text = properties.join(", ");
  const first = rest.type === "ObjectExpression" ? rest.properties[0] : undefined;
  const more = rest.type === "ObjectExpression" ? "" : `, ...${module.textOf(rest)}`;
  if (!first) return [{ range: [node.range[0], rest.range[1]], text: `{ ${text}${more} }` }];
  // The braces stay where they are, so that comments behind them do.
  const indent = lineIndent(first.range[0], module.parsed.text);
  return [
    { range: [node.range[0], rest.range[0]], text: "" },
    { range: [first.range[0], first.range[0]], text: `${text},${indent === undefined ? " " : `${eolOf(module)}${indent}`}` },
  ];
}

function eolOf(module: ModuleText): string {
  return module.parsed.text.includes("\r\n") ? "\r\n" : "\n";
}

interface Tree {
  readonly [key: string]: string | Tree;
}

/** `["pool: { max: 10, min: 0 }"]` for two options of one section. */
function merge(group: readonly Missing[]): string[] {
  const tree: Record<string, string | Tree> = {};
  for (const { place, value } of group) {
    let level = tree;
    for (const key of place.keys.slice(0, -1)) level = (level[key] ??= {}) as Record<string, string | Tree>;
    level[place.keys.at(-1) as string] = value;
  }
  return printed(tree);
}

function printed(tree: Tree): string[] {
  return Object.entries(tree).map(([key, value]) => {
    return `${keyText(key)}: ${typeof value === "string" ? value : `{ ${printed(value).join(", ")} }`}`;
  });
}

function keyText(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key);
}

function appendArgument(call: Extract<Place, { into: "argument" }>["call"], argument: string, module: ModuleText): Edit[] {
  const end = call.range[1];
  const last = call.arguments.at(-1);
  if (last) {
    const comma = commaAfter(last.range[1], end, module);
    return comma === undefined
      ? [{ range: [last.range[1], last.range[1]], text: `, ${argument}` }]
      : [{ range: [comma + 1, comma + 1], text: ` ${argument},` }];
  }
  if (module.parsed.text[end - 1] === ")") return [{ range: [end - 1, end - 1], text: argument }];
  return [{ range: [end, end], text: `(${argument})` }]; // `new Pool` without parentheses
}

function insertProperties(object: ObjectLiteral, key: string, properties: readonly string[], module: ModuleText, order: readonly string[]): Edit[] {
  const { text } = module.parsed;
  const [first] = object.properties;
  if (!first) {
    const written = properties.join(", ");
    const inside = text.slice(object.range[0] + 1, object.range[1] - 1);
    if (inside.trim() === "") return [{ range: object.range, text: `{ ${written} }` }];
    return [{ range: [object.range[0] + 1, object.range[0] + 1], text: ` ${written},` }]; // { /* a comment */ }
  }
  const anchor = neighbour(object, key, order);
  const indent = lineIndent(first.range[0], text);
  const separator = indent === undefined ? " " : `${eolOf(module)}${indent}`;
  const written = properties.join(`,${separator}`);
  if (anchor.side === "before") {
    const [start] = anchor.property.range;
    return [{ range: [start, start], text: `${written},${separator}` }];
  }
  const end = anchor.property.range[1];
  const comma = commaAfter(end, object.range[1], module);
  if (indent === undefined) {
    return comma === undefined
      ? [{ range: [end, end], text: `, ${written}` }]
      : [{ range: [comma + 1, comma + 1], text: ` ${written},` }];
  }
  // A comment behind the property belongs to it: the new line goes after it.
  const after = endOfLineComment(comma === undefined ? end : comma + 1, text);
  if (comma !== undefined) return [{ range: [after, after], text: `${separator}${written},` }];
  if (after === end) return [{ range: [end, end], text: `,${separator}${written}` }];
  return [
    { range: [end, end], text: "," },
    { range: [after, after], text: `${separator}${written}` },
  ];
}

/** After the last property that comes earlier in the client's order; else before the first of a tail that comes later; else at the end. */
function neighbour(object: ObjectLiteral, key: string, order: readonly string[]): { property: Node; side: "before" | "after" } {
  const rank = (name: string | undefined): number => order.findIndex((path) => path === name || path.split(".")[0] === name || path.split(".").at(-1) === name);
  const own = rank(key);
  const properties = object.properties;
  const ranks = properties.map((property) => rank(staticName(property)));
  if (own >= 0) {
    const earlier = ranks.findLastIndex((each) => each >= 0 && each < own);
    // What follows a spread overrides it and what precedes it may be overridden: never write in front of one.
    const lastSpread = properties.findLastIndex((property) => property.type === "SpreadElement");
    if (earlier >= 0 && earlier > lastSpread) return { property: properties[earlier] as Node, side: "after" };
    let tail = properties.length;
    while (tail > 0 && (ranks[tail - 1] ?? -1) > own) tail -= 1;
    if (tail < properties.length) return { property: properties[tail] as Node, side: "before" };
  }
  return { property: properties.at(-1) as Node, side: "after" };
}

/** Position of the comma between `from` and the next code before `end`, past comments. */
function commaAfter(from: number, end: number, module: ModuleText): number | undefined {
  const { text } = module.parsed;
  let at = from;
  while (at < end) {
    if (text.startsWith("//", at)) at = nextLine(at, text);
    else if (text.startsWith("/*", at)) at = text.indexOf("*/", at) + 2;
    else if (/\s/.test(text[at] as string)) at += 1;
    else return text[at] === "," ? at : undefined;
  }
  return undefined;
}

function nextLine(at: number, text: string): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** The end of a comment that stands behind a position on the same line, else the position. */
function endOfLineComment(at: number, text: string): number {
  const rest = text.slice(at, nextLine(at, text)).replace(/\r$/, "");
  return /^\s*(?:\/\/.*|(?:\/\*[^]*?\*\/\s*)+)$/.test(rest) ? at + rest.trimEnd().length : at;
}

/** The white space before a position when nothing else stands before it on its line. */
function lineIndent(at: number, text: string): string | undefined {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const before = text.slice(start, at);
  return start > 0 && before.trim() === "" ? before : undefined;
}
