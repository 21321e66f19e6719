import { isExported, isFunction, type FunctionNode } from "./frames.js";
import type { Reading } from "./constructions.js";
import { bare, memberName, type Node, outer, staticName, type Variable } from "./module-text.js";
import { memberKey } from "./frames-callees.js";
import { functionAt, usesOfFunction } from "./retries.js";
import { classAround, findUses, readBinding, type Binding, type Use } from "./uses.js";

type CallNode = Extract<Node, { type: "CallExpression" }>;

/** What a file shows of the listeners on a client. */
export interface Listening {
  readonly is: "listened" | "handedOn" | "unlistened";
  /** The calls that add a listener for errors to it. */
  readonly listeners: readonly CallNode[];
  /** Where the client is kept. */
  readonly binding: Binding;
}

const ADDING = /^(?:on|once|addListener|prependListener|prependOnceListener|addEventListener)$/;
const ONLOOKERS = /^(?:console\.\w+|Boolean|String|assert(?:\.\w+)?)$/;

/** How many variables, parameters and functions a client is followed through. */
const MAX_HOPS = 6;

/** Finds who listens to the errors of a client: on its variable, its field, what it is returned or handed to. */
export class Listeners {
  /** Listeners by the last name of what they are added to: `db` of `app.locals.db.on("error", …)`. */
  #byName: Map<string, CallNode[]> | undefined;

  constructor(readonly reading: Reading) {}

  /** @param on where the emitter is, from the client: `""` itself, `$client` a member of it */
  of(call: Node, on: string): Listening {
    const { binding, chained } = readBinding(call, this.reading.module);
    const found: CallNode[] = [];
    const state: Search = { handed: false, isReturned: false, seen: new Set<unknown>(), found, on, heldAs: new Set() };
    this.#look(chained, state, 0);
    this.#follow(binding, call, state, 0);
    this.#followPromise(call, state);
    this.#inSubclass(call, state);
    if (found.length > 0) return { is: "listened", listeners: found, binding };
    const leaves = state.isReturned || state.heldAs.size > 0 || (binding.kind === "variable" && isExported(binding.variable, this.reading.module));
    if (!state.handed && leaves && this.reading.outside?.listensBeside(state.heldAs)) return { is: "handedOn", listeners: [], binding };
    return { is: state.handed ? "handedOn" : "unlistened", listeners: [], binding };
  }

  /** Whether a function listens to the errors of what it is handed. Where it does more with it than to call its methods, that cannot be told. */
  ofParameter(made: FunctionNode, index: number, on: string): Listening["is"] {
    const parameter = made.params[index];
    const variable = parameter?.type === "Identifier" ? this.reading.module.variableOf(parameter) : undefined;
    if (!variable) return "handedOn";
    const state: Search = { handed: false, isReturned: false, seen: new Set(), found: [], on, heldAs: new Set() };
    this.#variable(variable, state, 1);
    if (state.found.length > 0) return "listened";
    const uses = findUses({ kind: "variable", variable, declaration: made }, this.reading.module);
    return state.handed || uses.some(({ kind }) => kind !== "member" && kind !== "argument") ? "handedOn" : "unlistened";
  }

  /** Whether a call takes a client and is known to leave its errors alone. */
  isBystander(call: Node): boolean {
    if (call.type !== "CallExpression" && call.type !== "NewExpression") return false;
    const origin = this.reading.originOfCall(call);
    return origin !== undefined && this.reading.table.takesClient("bystanders", origin, call.type === "NewExpression" ? "new" : "call");
  }

  /** Everything that a file adds a listener for errors to. */
  get receivers(): readonly Node[] {
    return this.reading.module.nodesOf("CallExpression").flatMap((call) => this.#receiverOf(call) ?? []);
  }

  /** Every listener for errors that a file adds to something under this name. */
  named(name: string): readonly CallNode[] {
    if (!this.#byName) {
      this.#byName = new Map();
      for (const call of this.reading.module.nodesOf("CallExpression")) {
        const receiver = this.#receiverOf(call);
        const last = receiver && (receiver.type === "Identifier" ? receiver.name : receiver.type === "MemberExpression" ? memberName(receiver) : undefined);
        if (last !== undefined) this.#byName.set(last, [...(this.#byName.get(last) ?? []), call]);
      }
    }
    return this.#byName.get(name) ?? [];
  }

  /** `db.pool.on(…)`, `const { pool } = db`: perhaps the field of a class; not the field of another, nor a variable with a value of its own. */
  #mayBeMember(call: CallNode, owner: Node): boolean {
    const receiver = this.#receiverOf(call);
    if (receiver?.type === "MemberExpression") return bare(receiver.object).type !== "ThisExpression" || classAround(call) === owner;
    const variable = receiver?.type === "Identifier" ? this.reading.module.variableOf(receiver) : undefined;
    const declaration = variable?.defs[0]?.node as Node | undefined;
    if (declaration?.type !== "VariableDeclarator") return true;
    return declaration.id.type !== "Identifier" || (declaration.init !== null && bare(declaration.init).type === "MemberExpression");
  }

  /** What a call adds a listener for errors to. A name of an event that cannot be read may be the one. */
  #receiverOf(call: CallNode): Node | undefined {
    const callee = bare(call.callee);
    if (callee.type !== "MemberExpression" || !ADDING.test(staticName(callee) ?? "") || call.arguments.length < 2) return undefined;
    const [event] = call.arguments;
    const value = event && event.type !== "SpreadElement" ? this.reading.values.of(event) : undefined;
    return value?.kind === "known" && value.word !== "error" ? undefined : bare(callee.object);
  }

  #follow(binding: Binding, from: Node, state: Search, depth: number): void {
    if (depth > MAX_HOPS) return;
    const { module } = this.reading;
    if (binding.kind === "variable" || binding.kind === "member") {
      const key = binding.kind === "variable" ? binding.variable : `${binding.owner.range[0]}.${binding.name}`;
      if (state.seen.has(key)) return;
      state.seen.add(key);
      this.#look(findUses(binding, module), state, depth);
      if (binding.kind === "member") state.found.push(...this.named(binding.name).filter((call) => this.#mayBeMember(call, binding.owner)));
      this.#followAssigned(binding, from, state, depth);
    } else if (binding.kind === "returned") this.#followReturned(from, state, depth);
    else if (binding.kind === "passed") this.#intoCall(binding.call, binding.index, state, depth);
    else if (binding.kind === "stored") this.#followStored(binding.node, state);
  }

  /** `const pool = (globalThis.pool ??= new Pool())`: the assignment is a value too. */
  #followAssigned(binding: Binding, from: Node, state: Search, depth: number): void {
    if (!("declaration" in binding) || binding.declaration.type !== "AssignmentExpression" || binding.declaration === from) return;
    const { binding: further, chained } = readBinding(binding.declaration, this.reading.module);
    this.#look(chained, state, depth + 1);
    this.#follow(further, binding.declaration, state, depth + 1);
  }

  /** A property of another object: whoever listens on something of that name listens on it. */
  #followStored(node: Node, state: Search): void {
    if (node.type === "AssignmentExpression") {
      const target = bare(node.left);
      const name = target.type === "MemberExpression" ? memberName(target) : target.type === "Identifier" ? target.name : undefined;
      if (name !== undefined) state.found.push(...this.named(name));
      const { binding } = readBinding(node, this.reading.module);
      if (binding.kind !== "dropped" && binding.kind !== "stored") this.#follow(binding, node, state, 1);
    }
    // #pool = new Pool()
    if (node.type === "PropertyDefinition") state.found.push(...this.named(memberKey(node) ?? ""));
    if (node.type !== "Property") return;
    const name = staticName(node);
    if (name !== undefined) state.found.push(...this.named(name));
    const holder = node.parent ? outer(node.parent) : undefined;
    if (name !== undefined && (holder?.type === "ReturnStatement" || holder?.type === "ArrowFunctionExpression")) state.heldAs.add(name);
    if ((holder?.type === "CallExpression" || holder?.type === "NewExpression") && !this.isBystander(holder)) state.handed = true;
  }

  #look(uses: readonly Use[], state: Search, depth: number): void {
    for (const use of uses) {
      if (use.kind === "argument" && use.call) this.#intoCall(use.call, argumentIndex(use), state, depth, use.node);
      else if (use.kind === "member") this.#member(use, state);
      else if (use.kind === "returned") this.#followReturned(use.node, state, depth);
      else if (use.kind === "other") this.#other(use.node, state, depth);
    }
  }

  #member(use: Use, state: Search): void {
    const path = state.on === "" ? [] : state.on.split(".");
    let member: Node | undefined = use.node;
    for (const name of path) {
      if (member?.type !== "MemberExpression" || staticName(member) !== name) return;
      member = outer(member);
    }
    if (member?.type === "MemberExpression" && staticName(member) === "onerror") state.found.push(...errorHandlers(member));
    // client.once("ready", …).on("error", …)
    while (member?.type === "MemberExpression") {
      const call: Node | undefined = outer(member);
      if (call?.type !== "CallExpression" || bare(call.callee) !== member) return;
      if (this.#receiverOf(call)) state.found.push(call);
      if (!ADDING.test(staticName(member) ?? "") && staticName(member) !== "connect") return;
      const next: Node | undefined = outer(call);
      member = next?.type === "MemberExpression" && bare(next.object) === call ? next : undefined;
    }
  }

  /** `const other = pool`, `this.pool = pool`, `{ pool }`. */
  #other(node: Node, state: Search, depth: number): void {
    const around = outer(node);
    if (!around || depth > MAX_HOPS) return;
    if (around.type === "VariableDeclarator" || around.type === "AssignmentExpression") {
      const { binding } = readBinding(node, this.reading.module);
      this.#follow(binding, node, state, depth + 1);
    } else if (around.type === "Property") {
      const name = staticName(around);
      if (name !== undefined) state.found.push(...this.named(name));
      const holder = around.parent ? outer(around.parent) : undefined;
      if (name !== undefined && (holder?.type === "ReturnStatement" || holder?.type === "ArrowFunctionExpression")) state.heldAs.add(name);
      // const config = { client }: whoever gets the object gets the client.
      if (holder?.type === "VariableDeclarator" || holder?.type === "Property" || holder?.type === "ArrayExpression") state.handed = true;
    } else if (around.type === "ArrayExpression" || around.type === "ForOfStatement" || around.type === "SpreadElement") state.handed = true;
  }

  /** The callers of the function of this file that returns it. */
  #followReturned(node: Node, state: Search, depth: number): void {
    let made: Node | undefined = node.parent;
    while (made && !isFunction(made)) made = made.parent;
    if (!made || !isFunction(made) || depth > MAX_HOPS || state.seen.has(made)) return;
    state.seen.add(made);
    state.isReturned = true;
    if (isCalledElsewhere(made, this.reading)) state.handed = true;
    for (const use of usesOfFunction(made, this.reading.module)) {
      const call = outer(use);
      // new Client(connect): whoever is given the function gets what it makes.
      if ((call?.type === "CallExpression" || call?.type === "NewExpression") && bare(call.callee) !== use) state.handed = true;
      if (call?.type !== "CallExpression" || bare(call.callee) !== use) continue;
      const { binding, chained } = readBinding(call, this.reading.module);
      this.#look(chained, state, depth + 1);
      this.#follow(binding, call, state, depth + 1);
      this.#followPromise(call, state);
    }
  }

  /** A function of this file may listen; one that cannot be read may as well, and is given the benefit of the doubt. */
  #intoCall(call: Node, index: number, state: Search, depth: number, node?: Node): void {
    if (call.type !== "CallExpression" && call.type !== "NewExpression") return;
    const text = this.reading.module.textOf(call.callee);
    if (ONLOOKERS.test(text) || this.isBystander(call)) return;
    const [target] = call.type === "CallExpression" ? functionAt(call.callee, this.reading) : [];
    const parameter = target && isFunction(target) && index >= 0 ? target.params[index] : undefined;
    const variable = parameter?.type === "Identifier" ? this.reading.module.variableOf(parameter) : undefined;
    const isDirect = node === undefined || call.arguments.some((argument) => bare(argument) === node);
    if (!target && isDirect && call.type === "CallExpression" && this.#listensAfar(call, index, state)) return;
    if (!variable || !isDirect || depth > MAX_HOPS) state.handed = true;
    else this.#variable(variable, state, depth + 1);
  }

  /** Asks the file that a called function comes from: `false` where that leaves it open whether somebody listens. */
  #listensAfar(call: CallNode, index: number, state: Search): boolean {
    const origin = this.reading.outside && this.reading.origins.of(call.callee);
    if (!origin || index < 0 || this.reading.table.knows(origin.specifier)) return false;
    return this.reading.outside?.listening(origin, index, state.on) === "unlistened";
  }

  #variable(variable: Variable, state: Search, depth: number): void {
    if (state.seen.has(variable)) return;
    state.seen.add(variable);
    const declaration = (variable.defs[0]?.node ?? variable.scope.block) as Node;
    this.#look(findUses({ kind: "variable", variable, declaration }, this.reading.module), state, depth);
  }

  /** `connect(url).then((connection) => …)` and `connect(url, (error, connection) => …)`. */
  #followPromise(call: Node, state: Search): void {
    const handlers: [Node | undefined, number][] = [];
    const member = outer(call);
    const chained = member?.type === "MemberExpression" && bare(member.object) === call && staticName(member) === "then" ? outer(member) : undefined;
    if (chained?.type === "CallExpression") handlers.push([chained.arguments[0], 0]);
    if (call.type === "CallExpression") handlers.push([call.arguments.findLast((argument) => functionAt(argument, this.reading).length > 0), 1]);
    for (const [handler, index] of handlers) {
      const [made] = handler ? functionAt(handler, this.reading) : [];
      const parameter = made && isFunction(made) ? made.params[index] : undefined;
      const variable = parameter?.type === "Identifier" ? this.reading.module.variableOf(parameter) : undefined;
      if (variable) this.#variable(variable, state, 1);
      // .then(useConnection): somebody else gets it.
      else if (chained && index === 0 && !made) state.handed = true;
    }
  }

  /** `class Database extends Pool { constructor() { super(…); this.on("error", …); } }`. */
  #inSubclass(call: Node, state: Search): void {
    if (call.type !== "CallExpression" && call.type !== "NewExpression") return;
    let owner: Node | undefined;
    if (call.callee.type === "Super") owner = classAround(call);
    else if (call.callee.type === "Identifier") owner = this.reading.module.variableOf(call.callee)?.defs[0]?.node as Node | undefined;
    if (owner?.type !== "ClassDeclaration" && owner?.type !== "ClassExpression") return;
    const { range } = owner;
    for (const each of this.reading.module.nodesOf("CallExpression")) {
      if (each.range[0] > range[0] && each.range[1] < range[1] && this.#receiverOf(each)?.type === "ThisExpression") state.found.push(each);
    }
  }
}

/** A factory handed to a call, itself or in an object, or a method that a base class of another file calls. */
function isCalledElsewhere(made: Node, reading: Reading): boolean {
  let node = made;
  while (node.parent && /^(?:Property|ObjectExpression|ArrayExpression)$/.test(node.parent.type)) node = node.parent;
  const around = node.parent;
  if (around?.type === "CallExpression" || around?.type === "NewExpression") return around.callee !== node;
  if (around?.type === "VariableDeclarator" && node !== made) return isGivenAway(around.id, reading);
  if (around?.type !== "MethodDefinition") return false;
  const owner = classAround(around);
  return (owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression") && owner.superClass !== null && functionAt(owner.superClass, reading).length === 0 && !isLocalClass(owner.superClass, reading);
}

/** `connect(tools)`, `function connect(given = tools)`: an object whose functions somebody else calls. */
function isGivenAway(name: Node, reading: Reading): boolean {
  const references = (name.type === "Identifier" ? reading.module.variableOf(name)?.references : undefined) ?? [];
  return references.some(({ identifier }) => {
    const around = outer(identifier as Node);
    if (around?.type === "AssignmentPattern") return around.right === (identifier as Node);
    return (around?.type === "CallExpression" || around?.type === "NewExpression") && bare(around.callee) !== (identifier as Node);
  });
}

function isLocalClass(node: Node, reading: Reading): boolean {
  const definition = reading.module.variableOf(bare(node))?.defs[0]?.node as Node | undefined;
  return definition?.type === "ClassDeclaration" || definition?.type === "ClassExpression";
}

interface Search {
  handed: boolean;
  /** A function answers it, perhaps to another file. */
  isReturned: boolean;
  readonly seen: Set<unknown>;
  readonly found: CallNode[];
  /** Its names in objects that functions answer. */
  readonly heldAs: Set<string>;
  readonly on: string;
}

function argumentIndex(use: Use): number {
  return use.call?.arguments.findIndex((argument) => bare(argument) === use.node) ?? -1;
}

/** `socket.onerror = …`; what is assigned counts as a listener, wherever it comes from. */
function errorHandlers(member: Node): CallNode[] {
  const around = outer(member);
  return around?.type === "AssignmentExpression" && bare(around.left) === member ? [around as unknown as CallNode] : [];
}
