import type { Word } from "../catalogue/shape.js";
import { escapes } from "./escapes.js";
import type { ModuleText, Node, Variable } from "./module-text.js";
import { bare, soleValue, staticName } from "./module-text.js";
import { pathInPattern } from "./origins.js";

/** What an expression is worth as far as this file tells. */
export type Value =
  | { readonly kind: "known"; readonly word: Word; readonly node: Node }
  | { readonly kind: "object"; readonly parts: readonly Part[]; readonly node: Node }
  /** One of several, by a condition. */
  | { readonly kind: "either"; readonly branches: readonly Value[]; readonly node: Node }
  | { readonly kind: "function"; readonly node: Node }
  /** There, but computed: an environment variable, a parameter, an import. */
  | { readonly kind: "computed"; readonly node: Node };

/** Pieces of an object in the order in which they take effect. */
export type Part =
  | { readonly type: "property"; readonly key: string; readonly value: Node; readonly node: Node; readonly sure: boolean }
  | { readonly type: "spread"; readonly value: Value }
  /** A property that another file has read already. */
  | { readonly type: "settled"; readonly key: string; readonly value: Value; readonly sure: boolean }
  /** A computed key or anything else that may hold every option. */
  | { readonly type: "opaque" };

/** What another file says about an imported name, or a member of one; nothing where it cannot be read. */
export type ResolveImport = (name: Node) => Value | undefined;

/** How an expression is followed at most, so that cyclic spreads and calls end. */
const MAX_DEPTH = 20;

/** Reads expressions of one file into values. It follows constants, spreads, casts, conditions, local functions and later writes. */
export class Values {
  readonly #ofVariables = new Map<Variable, Value>();

  constructor(
    readonly module: ModuleText,
    /** Whether a call makes a catalogued client: handing an options object to one leaves it readable. */
    readonly isMaker: (call: Node) => boolean,
    readonly resolveImport: ResolveImport = () => undefined,
  ) {}

  of(node: Node, depth = 0): Value {
    const expression = bare(node);
    const computed: Value = { kind: "computed", node: expression };
    if (depth > MAX_DEPTH) return computed;
    switch (expression.type) {
      case "Literal":
        if ("regex" in expression || "bigint" in expression) return computed;
        return { kind: "known", word: expression.value as Word, node: expression };
      case "TemplateLiteral":
        if (expression.expressions.length > 0) return computed;
        return { kind: "known", word: expression.quasis[0]?.value.cooked ?? "", node: expression };
      case "Identifier":
        return this.#ofName(expression, depth);
      case "UnaryExpression":
      case "BinaryExpression":
        return this.#ofArithmetic(expression, depth);
      case "LogicalExpression":
        return either(expression, [this.of(expression.left, depth + 1), this.of(expression.right, depth + 1)]);
      case "ConditionalExpression":
        return either(expression, [this.of(expression.consequent, depth + 1), this.of(expression.alternate, depth + 1)]);
      case "ObjectExpression":
        return { kind: "object", parts: this.#partsOf(expression.properties, depth), node: expression };
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        return { kind: "function", node: expression };
      case "MemberExpression":
        return this.#ofMember(expression, depth);
      case "CallExpression":
        return this.#ofCall(expression, depth);
      default:
        return computed;
    }
  }

  /** What stands under a key of an object value, as a value; `"absent"`, or `"unreadable"` when anything may be there. */
  property(value: Value, key: string, depth = 0): Value | "absent" | "unreadable" {
    if (value.kind === "known" || value.kind === "function") return "absent";
    if (value.kind === "computed") return "unreadable";
    if (value.kind === "either") return this.#inBranches(value, key, depth);
    const maybe: Value[] = [];
    for (const part of value.parts.toReversed()) {
      if (part.type === "opaque") return maybe.length > 0 ? either(value.node, maybe) : "unreadable";
      if (part.type === "property" || part.type === "settled") {
        if (part.key !== key) continue;
        const found = part.type === "settled" ? part.value : this.of(part.value, depth + 1);
        if (part.sure) return maybe.length > 0 ? either(value.node, [...maybe, found]) : found;
        maybe.push(found);
        continue;
      }
      const inside = this.property(part.value, key, depth + 1);
      if (inside === "absent") continue;
      if (inside === "unreadable" || maybe.length === 0) return inside;
      return either(value.node, [...maybe, inside]);
    }
    if (maybe.length === 0) return "absent";
    // Written on some paths only: counts as set by the author, unless what is written is itself bad.
    return either(value.node, [...maybe, { kind: "computed", node: value.node }]);
  }

  #inBranches(value: Extract<Value, { kind: "either" }>, key: string, depth: number): Value | "absent" | "unreadable" {
    const found = value.branches.map((branch) => this.property(branch, key, depth + 1));
    if (found.every((each) => each === "absent")) return "absent";
    const readable = found.filter((each) => typeof each === "object");
    if (readable.length === 0) return "unreadable";
    return either(value.node, readable.length === found.length ? readable : [...readable, { kind: "computed", node: value.node }]);
  }

  #ofName(name: Extract<Node, { type: "Identifier" }>, depth: number): Value {
    const variable = this.module.variableOf(name);
    if (variable) {
      const value = this.#ofVariable(variable, depth);
      // Of an import or a parameter the use tells more than the declaration.
      if (value.kind === "computed" && variable.defs[0]?.node.type !== "VariableDeclarator") return this.#orImported(name, { kind: "computed", node: name });
      return this.#orImported(name, value);
    }
    if (name.name === "undefined" || name.name === "Infinity" || name.name === "NaN") {
      return { kind: "known", word: `<${name.name}>`, node: name };
    }
    return { kind: "computed", node: name };
  }

  #ofVariable(variable: Variable, depth: number): Value {
    const known = this.#ofVariables.get(variable);
    if (known) return known;
    const node = (variable.defs[0]?.node ?? this.module.parsed.ast) as Node;
    this.#ofVariables.set(variable, { kind: "computed", node }); // a cycle of initialisers ends here
    const value = this.#readVariable(variable, node, depth);
    this.#ofVariables.set(variable, value);
    return value;
  }

  #readVariable(variable: Variable, node: Node, depth: number): Value {
    const computed: Value = { kind: "computed", node };
    if (node.type === "FunctionDeclaration" && node.id === variable.defs[0]?.name) return { kind: "function", node };
    if (node.type !== "VariableDeclarator") return computed;
    if (node.id.type !== "Identifier") {
      if (!node.init || variable.references.some((reference) => reference.isWrite() && !reference.init)) return computed;
      const path = pathInPattern(node.id, (name) => this.module.variableOf(name) === variable);
      return path ? this.#along(this.of(node.init, depth + 1), path, computed, depth) : computed;
    }
    const init = soleValue(variable);
    if (!init) return computed;
    const value = this.of(init, depth + 1);
    if (value.kind !== "object" && value.kind !== "either") return value;
    const writes = escapes(variable, this.module, this.isMaker);
    if (writes === "escapes") return computed;
    if (writes.length === 0) return value;
    const parts: Part[] = [{ type: "spread", value }, ...writes];
    return { kind: "object", parts, node: value.node };
  }

  #along(value: Value, path: readonly string[], fallback: Value, depth: number): Value {
    let current = value;
    for (const key of path) {
      const next = this.property(current, key, depth + 1);
      if (typeof next === "string") return next === "absent" ? { kind: "known", word: "<undefined>", node: value.node } : fallback;
      current = next;
    }
    return current;
  }

  #ofMember(member: Extract<Node, { type: "MemberExpression" }>, depth: number): Value {
    const computed: Value = { kind: "computed", node: member };
    const name = staticName(member);
    const object = bare(member.object);
    if (name === undefined) return computed;
    if (object.type === "Identifier" && object.name === "Number" && !this.module.variableOf(object)) {
      const word = { POSITIVE_INFINITY: "<Infinity>", NaN: "<NaN>", MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER, MAX_VALUE: Number.MAX_VALUE }[name];
      return word === undefined ? computed : { kind: "known", word, node: member };
    }
    if (object.type !== "Identifier" && object.type !== "MemberExpression") return computed;
    const found = this.property(this.of(object, depth + 1), name, depth + 1);
    return this.#orImported(member, typeof found === "string" ? computed : found);
  }

  #orImported(name: Node, value: Value): Value {
    return value.kind === "computed" ? (this.resolveImport(name) ?? value) : value;
  }

  #ofCall(call: Extract<Node, { type: "CallExpression" }>, depth: number): Value {
    const computed: Value = { kind: "computed", node: call };
    const callee = bare(call.callee);
    if (callee.type === "MemberExpression") {
      const object = bare(callee.object);
      if (object.type !== "Identifier" || object.name !== "Object" || this.module.variableOf(object)) return computed;
      const name = staticName(callee);
      const first = call.arguments[0];
      if (name === "freeze" || name === "seal") return first ? this.of(first, depth + 1) : computed;
      if (name !== "assign") return computed;
      const parts = call.arguments.map((argument): Part => {
        if (argument.type === "SpreadElement") return { type: "opaque" };
        return this.#spread(argument, depth);
      });
      return { kind: "object", parts, node: call };
    }
    if (callee.type !== "Identifier") return computed;
    const variable = this.module.variableOf(callee);
    if (!variable) return this.#ofConversion(callee.name, call, depth);
    const called = this.#ofVariable(variable, depth + 1);
    return called.kind === "function" ? this.#ofReturns(called.node, call, depth) : computed;
  }

  /** `Number("5")` and `parseInt("5", 10)` of a known text; of anything else the result is computed. */
  #ofConversion(name: string, call: Extract<Node, { type: "CallExpression" }>, depth: number): Value {
    const computed: Value = { kind: "computed", node: call };
    const first = call.arguments[0];
    if (!first || !["Number", "parseInt", "parseFloat", "BigInt", "String"].includes(name)) return computed;
    const value = this.of(first, depth + 1);
    if (value.kind !== "known" || typeof value.word === "boolean" || value.word === null) return computed;
    if (name === "String") return { kind: "known", word: String(value.word), node: call };
    if (typeof value.word === "string" && value.word.startsWith("<")) return name === "Number" ? { ...value, node: call } : computed;
    return numeric(Number(value.word), call);
  }

  #ofReturns(node: Node, call: Node, depth: number): Value {
    const computed: Value = { kind: "computed", node: call };
    const made = node as Extract<Node, { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }>;
    if (made.generator) return computed;
    if (made.body.type !== "BlockStatement") return this.of(made.body, depth + 1);
    const returns = returnsOf(made, this.module);
    if (returns.length === 0 || returns.length > 8) return computed;
    const values = returns.map((returned) => (returned ? this.of(returned, depth + 1) : computed));
    return values.length === 1 ? (values[0] as Value) : { kind: "either", branches: values, node: call };
  }

  #ofArithmetic(node: Extract<Node, { type: "UnaryExpression" | "BinaryExpression" }>, depth: number): Value {
    const computed: Value = { kind: "computed", node };
    if (node.type === "UnaryExpression") {
      if (node.operator === "void") return { kind: "known", word: "<undefined>", node };
      const operand = this.of(node.argument, depth + 1);
      const number = numberOf(operand);
      if (number === undefined) return computed;
      if (node.operator === "-") return numeric(-number, node);
      return node.operator === "+" ? numeric(number, node) : computed;
    }
    if (node.left.type === "PrivateIdentifier") return computed;
    const left = numberOf(this.of(node.left, depth + 1));
    const right = numberOf(this.of(node.right, depth + 1));
    if (left === undefined || right === undefined) return computed;
    const result = { "+": left + right, "-": left - right, "*": left * right, "/": left / right, "**": left ** right, "<<": left << right }[
      node.operator as string
    ];
    return result === undefined ? computed : numeric(result, node);
  }

  #partsOf(properties: readonly Node[], depth: number): Part[] {
    return properties.map((property): Part => {
      if (property.type === "SpreadElement") return this.#spread(property.argument, depth);
      const key = staticName(property);
      if (property.type !== "Property" || key === undefined) return { type: "opaque" };
      return { type: "property", key, value: property.value, node: property, sure: true };
    });
  }

  #spread(argument: Node, depth: number): Part {
    const spread = bare(argument);
    if (spread.type === "LogicalExpression" && spread.operator === "&&") {
      // `...(tls && { tls })`: where the left side is what is spread it is falsy, and brings nothing.
      const nothing: Value = { kind: "known", word: "<undefined>", node: spread.left };
      const value = this.of(spread.right, depth + 1);
      return value.kind === "computed" ? { type: "opaque" } : { type: "spread", value: either(spread, [nothing, value]) };
    }
    const value = this.of(argument, depth + 1);
    return value.kind === "computed" ? { type: "opaque" } : { type: "spread", value };
  }
}

function either(node: Node, branches: readonly Value[]): Value {
  return { kind: "either", branches: branches.flatMap((branch) => (branch.kind === "either" ? branch.branches : [branch])), node };
}

function numeric(number: number, node: Node): Value {
  if (Number.isNaN(number)) return { kind: "known", word: "<NaN>", node };
  return { kind: "known", word: number === Infinity ? "<Infinity>" : number, node };
}

function numberOf(value: Value): number | undefined {
  if (value.kind !== "known") return undefined;
  if (value.word === "<Infinity>") return Infinity;
  return typeof value.word === "number" ? value.word : undefined;
}

/** The arguments of a function's own `return` statements; `undefined` for a bare `return`. */
export function returnsOf(made: Node, module: ModuleText): (Node | undefined)[] {
  return module
    .nodesOf("ReturnStatement")
    .filter((statement) => functionAround(statement) === made)
    .map((statement) => statement.argument ?? undefined);
}

/** The function, or the class body member, that a node stands in directly. */
export function functionAround(node: Node): Node | undefined {
  let around = node.parent;
  while (around && !/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(around.type)) around = around.parent;
  return around;
}
