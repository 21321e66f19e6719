import type { Client } from "../catalogue/shape.js";
import type { Construction, Reading } from "./constructions.js";
import { firstOf } from "./first-of.js";
import { bare, childrenOf, staticName, type Node, type Variable } from "./module-text.js";
import type { Call } from "./options.js";
import { functionAt } from "./retries.js";
import { classAround } from "./uses.js";

/** A client as far as the expression that holds it tells: with its construction where that stands in this file. */
export interface KnownClient {
  readonly client: Client;
  readonly packageName: string;
  readonly construction?: Construction;
}

/** A call that opens a connection or uses one. */
export interface ConnectionCall extends KnownClient {
  readonly node: Node;
  /** `makes`: constructs the client; `connects`: dials; `leases`: takes a connection from a pool; `asks`: sends a command or query. */
  readonly does: "makes" | "connects" | "leases" | "asks";
}

/** Members of a client that neither dial nor ask. Lower case. */
const IDLE = new Set(
  "on once off emit addlistener prependlistener removelistener removealllisteners setmaxlisteners listenercount end close quit disconnect destroy release terminate unref ref duplicate pipe then catch finally ack nack unsubscribe tostring bind call apply".split(" "),
);

const DIALS = /^(?:\$?connect|open|authenticate|initialize|initialise|connectasync|createconnection|createchannel|getconnection)$/i;

/** How far from a use its client is looked for, in names and local functions. */
const MAX_DEPTH = 6;
const MAX_HOPS = 2;

/** Nodes looked at for one answer, those of the local functions it calls included. */
const MAX_LOOKED_AT = 10_000;

/** Reads which calls of a file go to a catalogued client, through variables, class members and local functions. */
export class ConnectionWork {
  readonly #ofVariables = new Map<Variable, KnownClient | undefined>();
  readonly #byCall: ReadonlyMap<Node, Construction>;
  readonly #inFunctions = new Map<Node, readonly ConnectionCall[]>();
  #left = 0;

  constructor(readonly reading: Reading) {
    this.#byCall = new Map(reading.constructions.map((construction) => [construction.call, construction]));
  }

  /** The connection calls inside a node, those of local functions it calls included; listeners and timers of it left out. */
  callsIn(node: Node, hops = 0): readonly ConnectionCall[] {
    if (hops === 0) this.#left = MAX_LOOKED_AT;
    const found: ConnectionCall[] = [];
    const open: Node[] = [node];
    for (let next = open.pop(); next && this.#left > 0; next = open.pop()) {
      this.#left -= 1;
      if (next !== node && isDeferred(next)) continue;
      const call = this.#connectionCall(next);
      if (call) found.push(call);
      else if (next.type === "CallExpression" && hops < MAX_HOPS) found.push(...this.#behindLocal(next, hops));
      open.push(...childrenOf(next, this.reading.module.parsed.visitorKeys));
    }
    return found;
  }

  /** The client an expression holds, or was got from: `pool`, `this.redis`, `client.db().collection("users")`. */
  clientOf(node: Node, depth = 0): KnownClient | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const expression = bare(node);
    return this.#read(expression, depth) ?? this.reading.types?.of(expression);
  }

  #read(expression: Node, depth: number): KnownClient | undefined {
    switch (expression.type) {
      case "NewExpression":
      case "CallExpression": {
        const construction = this.#byCall.get(expression);
        if (construction) return known(construction);
        const callee = bare(expression.callee);
        return callee.type === "MemberExpression" ? this.clientOf(callee.object, depth + 1) : undefined;
      }
      case "Identifier": {
        const variable = this.reading.module.variableOf(expression);
        return variable && this.#ofVariable(variable, depth);
      }
      case "MemberExpression":
        if (bare(expression.object).type === "ThisExpression") return this.#ofMember(expression, depth);
        return this.clientOf(expression.object, depth + 1);
      default:
        return undefined;
    }
  }

  #connectionCall(node: Node): ConnectionCall | undefined {
    if (node.type === "TaggedTemplateExpression") {
      const holder = this.clientOf(node.tag);
      return holder && { ...holder, node, does: "asks" };
    }
    if (node.type !== "NewExpression" && node.type !== "CallExpression") return undefined;
    const construction = this.#byCall.get(node);
    if (construction) return { ...known(construction), node, does: "makes" };
    const callee = bare(node.callee);
    if (callee.type !== "MemberExpression") return undefined;
    const name = staticName(callee);
    if (name === undefined || IDLE.has(name.toLowerCase())) return undefined;
    const holder = this.clientOf(callee.object);
    if (!holder) return undefined;
    const dials = holder.client.holds === "pool" ? "leases" : "connects";
    return { ...holder, node, does: DIALS.test(name) ? dials : "asks" };
  }

  #behindLocal(call: Call, hops: number): readonly ConnectionCall[] {
    const [called] = functionAt(call.callee, this.reading);
    if (!called) return [];
    const cached = this.#inFunctions.get(called);
    if (cached) return cached;
    this.#inFunctions.set(called, []); // a function that calls itself ends here
    const found = "body" in called && called.body ? this.callsIn(called.body as Node, hops + 1) : [];
    if (hops === 0) this.#inFunctions.set(called, found);
    else this.#inFunctions.delete(called);
    return found;
  }

  #ofVariable(variable: Variable, depth: number): KnownClient | undefined {
    if (this.#ofVariables.has(variable)) return this.#ofVariables.get(variable);
    this.#ofVariables.set(variable, undefined); // a cycle of assignments ends here
    const written = variable.references.flatMap((reference) => (reference.isWrite() && reference.writeExpr ? [reference.writeExpr as Node] : []));
    const found = firstOf(written, (each) => this.clientOf(each, depth + 1)) ?? this.typedVariable(variable);
    this.#ofVariables.set(variable, found);
    return found;
  }

  #ofMember(member: Extract<Node, { type: "MemberExpression" }>, depth: number): KnownClient | undefined {
    const name = memberName(member);
    const owner = classAround(member);
    if (name === undefined || !owner) return undefined;
    const { module } = this.reading;
    const isSame = (each: Node): boolean => memberName(each) === name && classAround(each) === owner;
    const fields = module.nodesOf("PropertyDefinition").filter(isSame);
    const assigned = module.nodesOf("AssignmentExpression").filter(({ left }) => {
      const target = bare(left);
      return target.type === "MemberExpression" && bare(target.object).type === "ThisExpression" && isSame(target);
    });
    const values = [...fields.flatMap(({ value }) => (value ? [value] : [])), ...assigned.map(({ right }) => right)];
    return firstOf(values, (value) => this.clientOf(value, depth + 1)) ?? this.typedMember(owner, name);
  }

  /** The client that a variable or parameter is annotated as: `pool: Pool` where `Pool` is imported, as a type too. */
  typedVariable(variable: Variable): KnownClient | undefined {
    return this.#annotated(variable.identifiers[0] as Node | undefined);
  }

  /** The same of a field, also of one that is a parameter of the constructor. */
  typedMember(owner: Node, name: string): KnownClient | undefined {
    const { module } = this.reading;
    const field = module.nodesOf("PropertyDefinition").find((each) => memberName(each) === name && classAround(each) === owner);
    const parameter = module.nodesOf("TSParameterProperty").find((each) => {
      return each.parameter.type === "Identifier" && each.parameter.name === name && classAround(each) === owner;
    });
    return this.#annotated(field) ?? this.#annotated(parameter?.parameter);
  }

  #annotated(name: Node | undefined): KnownClient | undefined {
    const annotation = name && "typeAnnotation" in name ? (name.typeAnnotation as Node | undefined) : undefined;
    const type = annotation?.type === "TSTypeAnnotation" ? firstReference(annotation.typeAnnotation) : undefined;
    if (!type) return undefined;
    const [head, ...rest] = dotted(type.typeName);
    const imported = head && this.reading.module.variableOf(head);
    const definition = imported ? (imported.defs[0]?.node as Node | undefined) : undefined;
    const declaration = definition?.parent;
    if (!definition || declaration?.type !== "ImportDeclaration") return undefined;
    const specifier = declaration.source.value;
    const first = definition.type === "ImportSpecifier" && definition.imported.type === "Identifier" ? [definition.imported.name] : [];
    const path = [...first, ...rest.map(({ name: each }) => each)];
    return this.reading.table.clientOfType({ specifier, path });
  }
}

/** The name of a member or field, private ones with their `#`. */
function memberName(node: Node): string | undefined {
  const key = node.type === "MemberExpression" ? node.property : node.type === "PropertyDefinition" ? node.key : undefined;
  return key?.type === "PrivateIdentifier" ? `#${key.name}` : staticName(node);
}

type TypeReference = Extract<Node, { type: "TSTypeReference" }>;

function firstReference(type: Node): TypeReference | undefined {
  if (type.type === "TSTypeReference") return type;
  return type.type === "TSUnionType" ? firstOf(type.types, firstReference) : undefined;
}

function dotted(name: Node): Extract<Node, { type: "Identifier" }>[] {
  if (name.type === "Identifier") return [name];
  return name.type === "TSQualifiedName" ? [...dotted(name.left), ...dotted(name.right)] : [];
}

function known(construction: Construction): KnownClient {
  return { client: construction.client, packageName: construction.packageName, construction };
}

/** A function that runs later: a listener, or what a timer calls. */
function isDeferred(node: Node): boolean {
  if (!/Function/.test(node.type)) return false;
  if (node.type === "FunctionDeclaration") return true;
  const call = node.parent;
  if (call?.type === "VariableDeclarator" || call?.type === "AssignmentExpression" || call?.type === "Property") return true;
  if (call?.type !== "CallExpression" || call.callee === node) return false;
  const callee = bare(call.callee);
  const name = callee.type === "Identifier" ? callee.name : (staticName(callee) ?? "");
  return /^(?:on|once|addListener|prependListener|addEventListener|setTimeout|setInterval|setImmediate|nextTick|queueMicrotask)$/.test(name);
}
