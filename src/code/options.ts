import type { Maker, Word } from "../catalogue/shape.js";
import { readUrl, type UrlText } from "./connection-url.js";
import type { ModuleText, Node } from "./module-text.js";
import { bare, soleValue, staticName } from "./module-text.js";
import type { Origins } from "./origins.js";
import { returnsOf, type Value, type Values } from "./values.js";
import { writtenOptions, type WrittenOption } from "./written-options.js";

export type Call = Extract<Node, { type: "NewExpression" | "CallExpression" }>;

/** One value an option may have; without a word it is computed by the author. */
export interface Branch {
  readonly word?: Word;
  /** The source of what is computed and certainly text: an environment variable. */
  readonly text?: string;
  /** The expression that is worth it, perhaps far from the construction. */
  readonly node: Node;
}

/** What a construction says about one option. */
export type OptionValue =
  | { readonly state: "absent" }
  | { readonly state: "present"; readonly branches: readonly Branch[] }
  | { readonly state: "unreadable" };

/** Where a missing option can be written without touching anything else. */
export type Place =
  | { readonly into: "object"; readonly object: Extract<Node, { type: "ObjectExpression" }>; readonly keys: readonly string[] }
  /** The expression becomes `{ ...expression, keys }`. */
  | { readonly into: "spread"; readonly node: Node; readonly keys: readonly string[] }
  /** A new last argument. */
  | { readonly into: "argument"; readonly call: Call; readonly keys: readonly string[] }
  /** The string becomes `{ option: string, keys }`; the option may be dotted. */
  | { readonly into: "wrapped"; readonly node: Node; readonly option: string; readonly rest?: Node; readonly keys: readonly string[] };

/** The options handed to one construction. */
export class OptionBag {
  #found: { readonly value: Value | "none" | "unreadable"; readonly node?: Node } | undefined;

  constructor(
    readonly call: Call,
    readonly maker: Maker,
    readonly values: Values,
    readonly origins: Origins,
  ) {}

  /** Read when somebody asks: hardly any rule wants the options of every client. */
  get #bag(): { readonly value: Value | "none" | "unreadable"; readonly node?: Node } {
    this.#found ??= this.#findBag();
    return this.#found;
  }

  get #value(): Value | "none" | "unreadable" {
    return this.#bag.value;
  }

  get #node(): Node | undefined {
    return this.#bag.node;
  }

  /** Reads an option by its dotted path, `pool.max`; the empty path is the options object itself. */
  get(path: string): OptionValue {
    if (this.#value === "none") return this.#inText(path);
    if (this.#value === "unreadable") return { state: "unreadable" };
    if (path === "") return { state: "present", branches: [{ node: this.#value.node }] };
    let value = this.#value;
    for (const key of path.split(".")) {
      // A function where a section may stand makes the section: nothing is known of it.
      if (value.kind === "function") return { state: "unreadable" };
      // A connection string where a section may stand holds no options by name.
      if (value.kind === "computed" && isSurelyText(value.node, this.values)) return { state: "absent" };
      const next = this.values.property(value, key);
      if (next === "absent") return { state: "absent" };
      if (next === "unreadable") return { state: "unreadable" };
      value = next;
    }
    return { state: "present", branches: this.#branchesOf(value) };
  }

  /** Without an options object: the one option that a string argument is short for. */
  #inText(path: string): OptionValue {
    const { standsFor, args = [] } = this.maker.url ?? {};
    const text = path === standsFor ? args.map((index) => this.call.arguments[index]).find((argument) => argument !== undefined) : undefined;
    return text ? { state: "present", branches: [{ node: text }] } : { state: "absent" };
  }

  #branchesOf(value: Value): Branch[] {
    if (value.kind === "either") return value.branches.flatMap((branch) => this.#branchesOf(branch));
    if (value.kind === "known") return [{ word: value.word, node: value.node }];
    const isText = value.kind === "computed" && isSurelyText(value.node, this.values);
    return [{ node: value.node, ...(isText ? { text: this.values.module.textOf(value.node) } : {}) }];
  }

  /** Whether anything at all may be said about options: `false` when the bag itself cannot be read. */
  get readable(): boolean {
    return this.#value !== "unreadable";
  }

  /** The connection strings of the construction, with what is known of their text. */
  get urls(): UrlText[] {
    const urls: UrlText[] = [];
    for (const index of this.maker.url?.args ?? []) {
      const argument = this.call.arguments[index];
      if (argument && argument !== this.#node && argument.type !== "SpreadElement") urls.push(readUrl(argument, this.values));
    }
    for (const option of this.maker.url?.options ?? []) {
      const value = this.get(option);
      if (value.state !== "present") continue;
      for (const branch of value.branches) if (this.#mayBeText(branch.node)) urls.push(readUrl(branch.node, this.values));
    }
    return urls;
  }

  #mayBeText(node: Node): boolean {
    return !["object", "function"].includes(this.values.of(node).kind);
  }

  /**
   * The object literal that holds the options of a level (`[]` the options themselves), when it is this construction's own:
   * nothing when it is shared, computed, or not there.
   */
  literalAt(level: readonly string[]): Extract<Node, { type: "ObjectExpression" }> | undefined {
    if (typeof this.#value === "string" || !this.#node) return undefined;
    const place = this.#placeIn(this.#node, [...level, ""], undefined);
    return place?.into === "object" && place.keys.length === 1 ? place.object : undefined;
  }

  /** The names written at a level, however the options come together; none of an object that something else may look at. */
  writtenAt(level: readonly string[]): WrittenOption[] {
    return typeof this.#value === "string" || !this.#node ? [] : writtenOptions(this.#node, level, this.values);
  }

  /** Where a missing option would be written. Nothing when there is no place that leaves everything else as it is. */
  placeFor(path: string): Place | undefined {
    const keys = path.split(".");
    if (this.#value === "unreadable") return undefined;
    if (this.#node) return this.#placeIn(this.#node, keys, this.maker.urlBecomes);
    const args = this.call.arguments;
    if (this.maker.options.includes(args.length)) return { into: "argument", call: this.call, keys };
    const [text, rest] = args;
    const { urlBecomes: option, urlTakesRest = false, url } = this.maker;
    if (!text || option === undefined || !url?.args?.includes(0) || args.length > (urlTakesRest ? 2 : 1)) return undefined;
    const isPlain = !rest || this.values.module.parsed.text.slice(text.range[1], rest.range[0]).trim() === ",";
    return isPlain ? { into: "wrapped", node: text, option, ...(rest ? { rest } : {}), keys } : undefined;
  }

  #findBag(): { value: Value | "none" | "unreadable"; node?: Node } {
    const args = this.call.arguments;
    const positions = this.maker.options;
    if (args.slice(0, Math.max(...positions) + 1).some((argument) => argument.type === "SpreadElement")) return { value: "unreadable" };
    for (const index of positions) {
      const argument = args[index];
      if (!argument) continue;
      const value = this.values.of(argument);
      if ((value.kind === "object" || isOneOfObjects(value)) && this.maker.answeredBy !== undefined) return this.#answerOf(value, this.maker.answeredBy);
      if (value.kind === "object" || isOneOfObjects(value)) return { value, node: argument };
      const canBeText = this.maker.url?.args?.includes(index) ?? false;
      if (value.kind === "known" || value.kind === "function" || (canBeText && isSurelyText(argument, this.values))) continue;
      return { value: "unreadable" };
    }
    return { value: "none" };
  }

  /** The options that a function among what was handed over answers, where it has one answer. */
  #answerOf(given: Value, key: string): { value: Value | "unreadable"; node?: Node } {
    const made = this.values.property(given, key);
    if (typeof made === "string" || made.kind !== "function") return { value: "unreadable" };
    const { body } = made.node as Extract<Node, { type: "ArrowFunctionExpression" | "FunctionExpression" }>;
    const answers = body.type === "BlockStatement" ? returnsOf(made.node, this.values.module) : [body];
    const [answer] = answers;
    const value = answer && answers.length === 1 ? this.values.of(answer) : undefined;
    return answer && value && (value.kind === "object" || isOneOfObjects(value)) ? { value, node: answer } : { value: "unreadable" };
  }

  #placeIn(node: Node, keys: readonly string[], urlBecomes: string | undefined): Place | undefined {
    const { module } = this.values;
    const expression = bare(node);
    const object = expression.type === "ObjectExpression" ? expression : privateObject(expression, module);
    if (!object) {
      const value = this.values.of(node);
      if (value.kind === "object" || isOneOfObjects(value)) return { into: "spread", node, keys };
      return urlBecomes !== undefined && isSurelyText(node, this.values) ? { into: "wrapped", node, option: urlBecomes, keys } : undefined;
    }
    const [key, ...rest] = keys;
    const property = object.properties.findLast((each) => each.type === "Property" && staticName(each) === key);
    if (property?.type === "Property") {
      const inside = urlBecomes?.startsWith(`${key}.`) ? urlBecomes.slice(urlBecomes.indexOf(".") + 1) : undefined;
      return rest.length > 0 ? this.#placeIn(property.value, rest, inside) : undefined;
    }
    // A section that comes through a spread would be replaced as a whole by a new one of the same name.
    if (rest.length > 0 && this.values.property(this.values.of(object), key as string) !== "absent") return undefined;
    return { into: "object", object, keys };
  }
}

function isOneOfObjects(value: Value): boolean {
  return value.kind === "either" && value.branches.some((branch) => branch.kind === "object");
}

/** Whether an expression cannot be anything but text (or nothing): an environment variable, a template, a `: string` parameter. */
export function isSurelyText(node: Node, values: Values): boolean {
  const expression = bare(node);
  switch (expression.type) {
    case "TemplateLiteral":
      return true;
    case "Literal":
      return typeof expression.value === "string";
    case "BinaryExpression":
      return expression.operator === "+" && (isSurelyText(expression.left, values) || isSurelyText(expression.right, values));
    case "LogicalExpression":
      return isSurelyText(expression.left, values) && isSurelyText(expression.right, values);
    case "ConditionalExpression":
      return isSurelyText(expression.consequent, values) && isSurelyText(expression.alternate, values);
    case "CallExpression": {
      const callee = bare(expression.callee);
      if (callee.type === "Identifier") return callee.name === "String";
      return callee.type === "MemberExpression" && ["toString", "replace", "replaceAll", "trim", "concat"].includes(staticName(callee) ?? "");
    }
    case "MemberExpression": {
      const object = bare(expression.object);
      return object.type === "MemberExpression" && staticName(object) === "env" ? true : staticName(expression) === "href";
    }
    case "Identifier": {
      const variable = values.module.variableOf(expression);
      const definition = variable?.defs[0];
      const name = definition?.name as Node | undefined;
      const annotation = name?.type === "Identifier" ? name.typeAnnotation?.typeAnnotation : undefined;
      if (annotation?.type === "TSStringKeyword") return true;
      const value = variable && soleValue(variable);
      return value !== undefined && value !== node && isSurelyText(value, values);
    }
    default:
      return false;
  }
}

/** The object literal of a constant that nothing else uses. */
function privateObject(name: Node, module: ModuleText): Extract<Node, { type: "ObjectExpression" }> | undefined {
  const variable = name.type === "Identifier" ? module.variableOf(name) : undefined;
  const value = variable && soleValue(variable);
  if (!variable || !value) return undefined;
  const reads = variable.references.filter((reference) => !reference.isWrite());
  const declaration = variable.defs[0]?.node.parent as Node | undefined;
  const isExported = declaration?.parent?.type === "ExportNamedDeclaration";
  const literal = bare(value);
  return reads.length === 1 && !isExported && literal.type === "ObjectExpression" ? literal : undefined;
}
