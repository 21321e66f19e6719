import type { Client } from "../catalogue/shape.js";
import type { Construction, Reading } from "./constructions.js";
import { bare, memberName, type Node, staticName, type Variable } from "./module-text.js";
import { ConnectionWork } from "./retries-work.js";
import { functionAt } from "./retries.js";
import { classAround } from "./uses.js";
import { returnsOf } from "./values.js";

/** A client that an expression is, with its construction where that stands in this file. */
export interface HeldClient {
  readonly client: Client;
  readonly packageName: string;
  readonly construction?: Construction;
  /** The other file in which it is made, where it is imported. */
  readonly home?: Reading;
}

/** Methods that answer the client itself, or another face of it. */
const FLUENT = new Set(["on", "once", "addListener", "prependListener", "setMaxListeners", "promise", "unref"]);

const MAX_DEPTH = 8;

/** Tells which expressions are a client itself, not what was got from one: `pool`, `this.pool`, `getPool()`, `pool.promise()`. */
export class Pools {
  readonly #byCall: ReadonlyMap<Node, Construction>;
  readonly #work: ConnectionWork;
  readonly #ofVariables = new Map<Variable, HeldClient | undefined>();
  readonly #ofMembers = new Map<string, HeldClient | undefined>();
  readonly #ofImports = new Map<string, HeldClient | undefined>();
  #assigned: Map<string, Node[]> | undefined;

  constructor(readonly reading: Reading) {
    this.#byCall = new Map(reading.constructions.map((construction) => [construction.call, construction]));
    this.#work = new ConnectionWork(reading);
  }

  of(node: Node, depth = 0): HeldClient | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const expression = bare(node);
    return this.#read(expression, depth) ?? this.reading.types?.of(expression) ?? this.#imported(expression);
  }

  /** What a function of this file answers, or a field of a class of it holds. */
  ofResult(called: Node, depth = 0): HeldClient | undefined {
    if (!("body" in called) || !called.body) return undefined;
    const body = called.body as Node;
    const returned = body.type === "BlockStatement" ? returnsOf(called, this.reading.module) : [body];
    for (const each of returned) {
      const found = each && this.of(each, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  ofField(owner: Node, name: string, depth = 0): HeldClient | undefined {
    const key = `${owner.range[0]}.${name}`;
    if (this.#ofMembers.has(key)) return this.#ofMembers.get(key);
    this.#ofMembers.set(key, undefined);
    let found: HeldClient | undefined;
    for (const value of this.#valuesOf(key)) found ??= this.of(value, depth + 1);
    found ??= this.#work.typedMember(owner, name);
    this.#ofMembers.set(key, found);
    return found;
  }

  /** A pool that another file makes and exports. */
  #imported(expression: Node): HeldClient | undefined {
    const { outside, origins, table } = this.reading;
    if (!outside || !/^(?:Identifier|MemberExpression|CallExpression)$/.test(expression.type)) return undefined;
    const origin = origins.of(expression);
    if (!origin || table.knows(origin.specifier)) return undefined;
    const key = `${origin.specifier} ${origin.path.join(".")}`;
    if (!this.#ofImports.has(key)) this.#ofImports.set(key, outside.client(origin));
    return this.#ofImports.get(key);
  }

  #read(expression: Node, depth: number): HeldClient | undefined {
    switch (expression.type) {
      case "NewExpression":
      case "CallExpression":
        return this.#ofCall(expression, depth);
      case "Identifier": {
        const variable = this.reading.module.variableOf(expression);
        return variable && this.#ofVariable(variable, depth);
      }
      case "MemberExpression":
        return this.#ofMember(expression, depth);
      case "LogicalExpression":
        return this.of(expression.left, depth + 1) ?? this.of(expression.right, depth + 1);
      case "ConditionalExpression":
        return this.of(expression.consequent, depth + 1) ?? this.of(expression.alternate, depth + 1);
      case "AssignmentExpression":
        return this.of(expression.right, depth + 1);
      default:
        return undefined;
    }
  }

  #ofCall(call: Extract<Node, { type: "NewExpression" | "CallExpression" }>, depth: number): HeldClient | undefined {
    const construction = this.#byCall.get(call);
    if (construction) return { client: construction.client, packageName: construction.packageName, construction };
    if (call.type === "NewExpression") return undefined;
    const callee = bare(call.callee);
    if (callee.type === "MemberExpression" && FLUENT.has(staticName(callee) ?? "")) return this.of(callee.object, depth + 1);
    const [called] = functionAt(callee, this.reading);
    return called && this.ofResult(called, depth);
  }

  #ofVariable(variable: Variable, depth: number): HeldClient | undefined {
    if (this.#ofVariables.has(variable)) return this.#ofVariables.get(variable);
    this.#ofVariables.set(variable, undefined); // a cycle of assignments ends here
    const written = variable.references.flatMap((reference) => (reference.isWrite() && reference.writeExpr ? [reference.writeExpr as Node] : []));
    const isPattern = variable.defs[0]?.node.type === "VariableDeclarator" && variable.defs[0].node.id.type !== "Identifier";
    let found: HeldClient | undefined;
    for (const value of isPattern ? [] : written) found ??= this.of(value, depth + 1);
    // What is annotated with an imported type: a parameter, as a rule.
    if (!isPattern) found ??= this.#work.typedVariable(variable);
    this.#ofVariables.set(variable, found);
    return found;
  }

  #ofMember(member: Extract<Node, { type: "MemberExpression" }>, depth: number): HeldClient | undefined {
    const name = memberName(member);
    if (bare(member.object).type !== "ThisExpression" || name === undefined) return undefined;
    const owner = classAround(member);
    if (!owner) return undefined;
    return this.ofField(owner, name, depth);
  }

  /** What the fields of the classes are given, by the class's position and the field's name. */
  #valuesOf(key: string): readonly Node[] {
    if (!this.#assigned) {
      this.#assigned = new Map();
      const { module } = this.reading;
      for (const field of module.nodesOf("PropertyDefinition")) this.#note(field, staticName(field) ?? privateName(field.key), field.value);
      for (const { left, right } of module.nodesOf("AssignmentExpression")) {
        const target = bare(left);
        if (target.type === "MemberExpression" && bare(target.object).type === "ThisExpression") this.#note(target, memberName(target), right);
      }
    }
    return this.#assigned.get(key) ?? [];
  }

  #note(place: Node, name: string | undefined, value: Node | null): void {
    const owner = classAround(place);
    if (!owner || name === undefined || !value) return;
    const key = `${owner.range[0]}.${name}`;
    this.#assigned?.set(key, [...(this.#assigned.get(key) ?? []), value]);
  }
}

function privateName(key: Node): string | undefined {
  return key.type === "PrivateIdentifier" ? `#${key.name}` : undefined;
}
