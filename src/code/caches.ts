import type { TSESTree } from "@typescript-eslint/utils";
import { findGuards, isNothing, type Guard } from "./caches-guards.js";
import { followFlow, type Flow } from "./caches-flow.js";
import { homeOf, Slots, type Slot } from "./caches-slots.js";
import { isExported, isFunction, type FunctionNode } from "./frames.js";
import { fieldOf, type Callees } from "./frames-callees.js";
import { isWithin, memberName, type ModuleText, type Node, type Variable } from "./module-text.js";
import { bare, soleValue, staticName } from "./module-text.js";
import { functionAround } from "./values.js";

/** How a cache fails to keep what is made. */
export type BrokenBy = "neverWritten" | "afterAwait" | "overwritten" | "swapped" | "keyedByRequest" | "cleared";

/** What keeps a client made at a place in a function. */
export type Cache =
  | { readonly is: "none"; readonly flow: Flow }
  /** Made once for as long as the slot lives. */
  | { readonly is: "kept"; readonly slot: Slot }
  | { readonly is: "broken"; readonly by: BrokenBy; readonly slot: Slot; readonly at: Node; readonly guard: Guard | undefined; readonly flow: Flow }
  /** Something keeps it, or decides whether it is made, that cannot be read. */
  | { readonly is: "unsure" };

interface Write {
  readonly slot: Slot;
  readonly at: Node;
  readonly made: FunctionNode | undefined;
  readonly value: Node | "reset";
}

/** Names of what belongs to one call: a slot on it keeps nothing. */
const PER_CALL = /^_?(?:req|request|res|response|reply|ctx|context|c|event|locals|socket|job|message|msg)$/;
const UNIQUE_KEY = /^(?:Date\.now\(\)|performance\.now\(\)|(?:crypto\.)?randomUUID\(\)|uuid(?:v4)?\(\)|nanoid\(\)|Symbol\(.*\)|(?:req|request|job|message|msg)\.id)$/;

/** Judges the shapes by which functions keep a client between calls. */
export class Caches {
  readonly slots: Slots;
  readonly #known = new Map<Node, Cache>();
  #writes: readonly Write[] | undefined;

  constructor(
    readonly module: ModuleText,
    readonly callees: Callees,
    /** Names of functions that let one caller in at a time. */
    readonly lockNames: RegExp,
    /** Methods that end a client. */
    readonly closingNames: ReadonlySet<string>,
  ) {
    this.slots = new Slots(module, callees);
  }

  /** What keeps the value of an expression in a function from one call to the next. */
  of(node: Node, made: FunctionNode): Cache {
    const known = this.#known.get(node);
    if (known) return known;
    const cache = this.#read(node, made);
    this.#known.set(node, cache);
    return cache;
  }

  #read(node: Node, made: FunctionNode): Cache {
    const guards = findGuards(node, made, this.slots);
    const flow = followFlow(node, made, this.module, this.slots);
    const lasting = guards.filter(({ slot }) => slot.lasts !== "local" && slot.lasts !== "argument");
    if (guards.some(({ slot, reached }) => reached === "empty" && this.#isGiven(slot, made))) return { is: "unsure" };
    const method = made.parent;
    const isGetter = (method.type === "MethodDefinition" || method.type === "Property") && method.kind === "get";
    if (isGetter && flow.isKept) return { is: "unsure" }; // it replaces itself with what it has made
    if (lasting.length > 0 && this.#isLocked(made)) return { is: "kept", slot: (lasting[0] as Guard).slot };

    const swap = this.#swapped(guards, made);
    const kept = swap && flow.writes.find(({ slot }) => slot.lasts !== "local" && !slot.key);
    if (swap && kept && guards.some(({ slot }) => slot.id === kept.slot.id) && !lasting.some((guard) => this.#keepsByKey(guard, made))) {
      return { is: "broken", by: "swapped", slot: kept.slot, at: kept.at, guard: swap, flow };
    }
    let late: { guard: Guard; at: Node } | undefined;
    for (const guard of lasting) {
      const fills = this.#writesTo(guard.slot, made).filter(({ at }) => at.range[1] > guard.from);
      const fill = fills.find((each) => each.made === made && !this.#awaitsBetween(guard.from, each.at.range[1], made));
      if (fill && isFlag(fill, guard)) return this.#verify(guard, node, made, flow);
      const own = fills.find(({ at, value }) => flow.writes.some((write) => write.at === at) || isBoolean(value) || this.#isOfThen(at, made));
      if (own && guard.reached !== "full" && !guard.isRefusal) late ??= { guard, at: own.at };
    }
    if (late) return { is: "broken", by: "afterAwait", slot: late.guard.slot, at: late.at, guard: late.guard, flow };

    for (const guard of lasting) {
      if (guard.isChoice) continue;
      if (guard.reached === "full") return { is: "unsure" };
      if (guard.reached === "empty" && this.#isClosed(guard.slot) && this.#writesTo(guard.slot).length === 0) {
        return { is: "broken", by: "neverWritten", slot: guard.slot, at: guard.slot.node, guard, flow };
      }
    }
    if (lasting.some(({ reached, isChoice }) => reached === "empty" && !isChoice)) return { is: "unsure" };
    const overwritten = flow.writes.find(({ slot }) => slot.lasts === "process" || slot.lasts === "instance");
    const isConstructor = made.parent.type === "MethodDefinition" && made.parent.kind === "constructor";
    if (overwritten && !(isConstructor && overwritten.slot.lasts === "instance")) {
      return { is: "broken", by: "overwritten", slot: overwritten.slot, at: overwritten.at, guard: undefined, flow };
    }
    return { is: "none", flow };
  }

  /** The slot is looked at and filled in time; it may still be the wrong slot, or emptied again. */
  #verify(guard: Guard, node: Node, made: FunctionNode, flow: Flow): Cache {
    const { slot } = guard;
    const broken = (by: BrokenBy, at: Node): Cache => ({ is: "broken", by, slot, at, guard, flow });
    // As the name of a property every object is "[object Object]": one client for all keys, another kind of bug.
    if (slot.key && slot.node.type !== "MemberExpression" && isNewKey(slot.key, this.module)) return broken("keyedByRequest", slot.key);
    const end = this.#endedIn(slot, node, made);
    if (end) return broken("cleared", end);
    return { is: "kept", slot };
  }

  /** `if (!pools.has(key)) pools.set(key, …)`, whatever else it is stored in. */
  #keepsByKey({ slot, from }: Guard, made: FunctionNode): boolean {
    return slot.key !== undefined && this.#writesTo(slot, made).some(({ at }) => at.range[1] > from);
  }

  /** Something the caller may have handed in: `client ?? new Pool()` of a parameter. */
  #isGiven(slot: Slot, made: FunctionNode): boolean {
    if (slot.lasts !== "argument") return false;
    const root = rootOf(slot);
    const name = root.variable?.name ?? "";
    return !PER_CALL.test(name) && root.variable?.defs[0]?.node === made;
  }

  /** The function runs inside a lock: `lock(async () => { if (!client) client = await connect(); })`. */
  #isLocked(made: FunctionNode): boolean {
    const call = made.parent.type === "CallExpression" ? made.parent : undefined;
    if (call && this.lockNames.test(calleeName(call) ?? "")) return true;
    return this.module.nodesOf("AwaitExpression").some(({ argument }) => {
      return argument.type === "CallExpression" && this.lockNames.test(calleeName(argument) ?? "") && functionAround(argument) === made;
    });
  }

  /** Every write this file makes to a slot, emptying it apart. */
  #writesTo(slot: Slot, made?: FunctionNode): Write[] {
    this.#writes ??= this.#readWrites();
    return this.#writes.filter((write) => {
      if (write.value === "reset" || !sameSlot(write.slot, slot)) return false;
      return made === undefined || write.made === made || isWithin(write.at, made);
    });
  }

  #readWrites(): Write[] {
    const writes: Write[] = [];
    for (const assignment of this.module.nodesOf("AssignmentExpression")) {
      const made = ownerOf(assignment);
      const slot = this.slots.of(assignment.left, made);
      if (slot) writes.push({ slot, at: assignment, made, value: isNothing(assignment.right) ? "reset" : assignment.right });
    }
    for (const member of this.module.membersNamed("set")) {
      const call = member.parent.type === "CallExpression" && member.parent.callee === member ? member.parent : undefined;
      const [key, value] = call?.arguments ?? [];
      const made = ownerOf(member);
      const holder = call && key && value ? this.slots.of(member.object, made) : undefined;
      if (!call || !holder || !key || !value) continue;
      const text = key.type === "Literal" ? String(key.value) : this.module.textOf(key).replace(/\s+/g, "");
      writes.push({ slot: { ...holder, id: `${holder.id}[${text}]`, node: call, key, holder }, at: call, made, value });
    }
    return writes;
  }

  /** An await, or a turn of a for-await loop, between two positions of a function itself. */
  #awaitsBetween(from: number, to: number, made: FunctionNode): boolean {
    const isBetween = (node: Node): boolean => node.range[1] > from && node.range[1] <= to && ownerOf(node) === made;
    return this.module.nodesOf("AwaitExpression", "YieldExpression").some(isBetween);
  }

  /** `connect((error, client) => { slot = client })`: filled when something calls back. */
  #isOfThen(at: Node, made: FunctionNode): boolean {
    const inner = ownerOf(at);
    return inner !== made && inner?.parent.type === "CallExpression" && isWithin(inner, made);
  }

  /** Nobody but this file can write the slot. */
  #isClosed(slot: Slot): boolean {
    if (slot.lasts === "instance") {
      const name = slot.id.split(".").at(-1) ?? "";
      const field = slot.owner && fieldOf(slot.owner, name);
      if (!slot.owner || slot.owner.superClass || slot.id.split(".").length !== 2) return false;
      return !field || (field.type === "PropertyDefinition" && !field.value && field.decorators.length === 0);
    }
    if (slot.key) {
      const store = slot.holder?.variable && soleValue(slot.holder.variable);
      const made = store && bare(store);
      return made?.type === "ObjectExpression" || (made?.type === "NewExpression" && made.callee.type === "Identifier" && /Map$|Cache$/.test(made.callee.name));
    }
    if (slot.id.startsWith("global.")) return !slot.id.startsWith("global.process");
    if (slot.holder && slot.holder === rootOf(slot) && slot.variable) return this.#isOwnObject(slot, slot.variable);
    const definition = slot.variable?.defs[0];
    const declarator = definition?.node as Node | undefined;
    if (!slot.variable || slot.holder || declarator?.type !== "VariableDeclarator" || declarator.init) return false;
    return declarator.parent.type === "VariableDeclaration" && declarator.parent.kind !== "const" && !isExported(slot.variable, this.module);
  }

  /** A member of an object literal that nothing but this file sees. */
  #isOwnObject(slot: Slot, variable: Variable): boolean {
    const value = soleValue(variable);
    const literal = value && bare(value);
    if (literal?.type !== "ObjectExpression" || isExported(variable, this.module)) return false;
    const name = slot.id.split(".").at(-1);
    const property = literal.properties.find((each) => each.type !== "Property" || staticName(each) === name);
    if (property && (property.type !== "Property" || !isNothing(property.value))) return false;
    return variable.references.every(({ identifier, init }) => {
      const around = (identifier as Node).parent;
      return init === true || (around?.type === "MemberExpression" && around.object === (identifier as Node));
    });
  }

  /** A slot that is compared with what this call was asked for, and then set to it. */
  #swapped(guards: readonly Guard[], made: FunctionNode): Guard | undefined {
    return guards.find(({ slot, comparedWith }) => {
      if (!comparedWith || slot.lasts === "local" || slot.lasts === "argument" || !this.#isOfCall(comparedWith, made)) return false;
      return this.#writesTo(slot, made).length > 0;
    });
  }

  /** Whether an expression hangs on a parameter or a variable of the function. */
  #isOfCall(node: Node, made: FunctionNode): boolean {
    const expression = bare(node);
    if (expression.type === "Identifier") {
      const name = this.module.variableOf(expression)?.identifiers[0] as Node | undefined;
      return name !== undefined && isWithin(name, made);
    }
    if (expression.type === "MemberExpression") return this.#isOfCall(expression.object, made);
    return expression.type === "CallExpression" && expression.arguments.some((argument) => this.#isOfCall(argument, made));
  }

  /** Where the same call empties the slot again or closes what is in it, on its normal path. */
  #endedIn(slot: Slot, node: Node, made: FunctionNode): Node | undefined {
    this.#writes ??= this.#readWrites();
    const reset = this.#writes.find((write) => write.value === "reset" && write.made === made && sameSlot(write.slot, slot) && write.at.range[0] > node.range[1]);
    if (reset && isOnNormalPath(reset.at, made)) return reset.at;
    for (const name of this.closingNames) {
      for (const member of this.module.membersNamed(name)) {
        const isCall = member.parent.type === "CallExpression" && member.parent.callee === member;
        if (!isCall || member.range[0] < node.range[1] || ownerOf(member) !== made || !isOnNormalPath(member, made)) continue;
        const closed = this.slots.of(member.object, made);
        if (closed && sameSlot(closed, slot)) return member.parent;
      }
    }
    return undefined;
  }
}

/** The function whose call runs a node itself. */
function ownerOf(node: Node): FunctionNode | undefined {
  const made = functionAround(node);
  return isFunction(made) ? made : undefined;
}

function rootOf(slot: Slot): Slot {
  let root = slot;
  while (root.holder) root = root.holder;
  return root;
}

function sameSlot(a: Slot, b: Slot): boolean {
  return a.id === b.id;
}

/** `started = true` fills a flag that is looked at as empty; any other value fills anything. */
function isFlag(write: Write, guard: Guard): boolean {
  if (guard.reached === "full") return isBoolean(write.value);
  return true;
}

function isBoolean(value: Node | "reset"): boolean {
  return value !== "reset" && value.type === "Literal" && typeof value.value === "boolean";
}

/** A key that no second call has again: an object made on the spot, the request, a new id. */
function isNewKey(key: Node, module: ModuleText): boolean {
  const expression = bare(key);
  if (expression.type === "ObjectExpression" || expression.type === "ArrayExpression" || expression.type === "NewExpression") return true;
  if (expression.type === "Identifier") {
    const variable = module.variableOf(expression);
    if (PER_CALL.test(expression.name) && variable?.defs[0]?.type === "Parameter") return true;
    const isLocal = variable && homeOf(variable.identifiers[0] as Node, false) !== undefined;
    const value = isLocal && soleValue(variable);
    return value ? /^(?:Object|Array|New)Expression$/.test(bare(value).type) || UNIQUE_KEY.test(module.textOf(value)) : false;
  }
  return UNIQUE_KEY.test(module.textOf(expression));
}

/** Not in a `catch`, not behind a condition of its own. */
function isOnNormalPath(node: Node, made: FunctionNode): boolean {
  let inner = node;
  for (let around = node.parent; around && around !== made; inner = around, around = around.parent) {
    if (around.type === "CatchClause") return false;
    if (around.type === "IfStatement" && inner !== around.test) return false;
    if (around.type === "ConditionalExpression" && inner !== around.test) return false;
  }
  return true;
}

function calleeName(call: TSESTree.CallExpression): string | undefined {
  if (call.callee.type === "Identifier") return call.callee.name;
  return call.callee.type === "MemberExpression" ? memberName(call.callee) : undefined;
}
