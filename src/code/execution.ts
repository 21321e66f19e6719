import type { TSESTree } from "@typescript-eslint/utils";
import type { Memoiser } from "../catalogue/caches.js";
import type { Cache, Caches } from "./caches.js";
import { followFlow } from "./caches-flow.js";
import type { EntryPoints, Hot } from "./entry-points.js";
import { fitsName, fitsSelector } from "./entry-points-table.js";
import { callInPlace, frameOf, isExported, isFunction, loopAround, type ClassNode, type FunctionNode, type Turn } from "./frames.js";
import { ownName, type Callees } from "./frames-callees.js";
import { isWithin, memberName, type ModuleText, type Node, type Variable } from "./module-text.js";
import { staticName } from "./module-text.js";
import { pathText, type Origins } from "./origins.js";
import { functionAround } from "./values.js";

export type Broken = Extract<Cache, { is: "broken" }>;

/** How often a place in a file runs. */
export type Execution =
  | {
      readonly is: "hot";
      readonly hot: Hot;
      /** From what hands the function over down to the last call before the place. */
      readonly path: readonly Node[];
    }
  | { readonly is: "once" }
  /** In a runtime that wants a client per request. */
  | { readonly is: "required" }
  /** `isExported`: other files may call it. */
  | { readonly is: "unknown"; readonly isExported: boolean };

/** A loop on the way up: its turns make a client each. */
export interface LoopTurn extends Turn {
  /** What is made ends with its turn: it is not returned, stored or collected. */
  readonly isDropped: boolean;
}

/** An execution with the broken caches and the loops met on the way up to it, innermost first. */
export interface Runs {
  readonly execution: Execution;
  readonly broken: readonly Broken[];
  readonly turns: readonly LoopTurn[];
}

const ONCE: Runs = { execution: { is: "once" }, broken: [], turns: [] };
const UNKNOWN: Runs = { execution: { is: "unknown", isExported: false }, broken: [], turns: [] };
const ITERATING = /^(?:map|forEach|filter|flatMap|reduce|some|every|find)$/;

/** Answers how often places of one file run, from the place outwards: functions, classes, callbacks, caches. */
export class Executions {
  readonly #functions = new Map<Node, Runs | "open">();
  readonly #factories = new Map<Node, Runs | "open">();
  readonly #memoiserNames: RegExp;

  constructor(
    readonly module: ModuleText,
    readonly origins: Origins,
    readonly callees: Callees,
    readonly entryPoints: EntryPoints,
    readonly caches: Caches,
    readonly memoisers: readonly Memoiser[],
    memoiserNames: string,
  ) {
    this.#memoiserNames = new RegExp(memoiserNames);
  }

  /**
   * How often an expression is evaluated, caches around it taken into account.
   * @param carries its value is or contains the client; `false` for a call that makes one and drops it inside
   */
  of(node: Node, carries = true): Runs {
    const frame = frameOf(node);
    if (frame.kind === "field") return this.#constructs(frame.node);
    if (frame.kind === "module") return withTurn(ONCE, this.#turn(node, carries, undefined));
    const made = frame.node;
    const cache = this.caches.of(node, made);
    if (cache.is === "unsure") return UNKNOWN;
    if (cache.is === "kept") return this.#lives(cache);
    const goesOut = carries && cache.flow.isReturned;
    const runs = withTurn(this.ofFunction(made, goesOut), this.#turn(node, carries, made));
    return cache.is === "broken" && carries ? { ...runs, broken: [cache, ...runs.broken] } : runs;
  }

  /** A loop in the same frame, unless it is a retry: one that ends as soon as its turn has worked. */
  #turn(node: Node, carries: boolean, made: FunctionNode | undefined): LoopTurn | undefined {
    const turn = loopAround(node);
    if (!turn || leavesAfter(node, turn.node)) return undefined;
    if (!carries) return { ...turn, isDropped: true };
    const flow = followFlow(node, made, this.module, this.caches.slots);
    const outside = flow.writes.some(({ slot }) => {
      const name = slot.variable?.identifiers[0] as Node | undefined;
      return slot.lasts !== "local" || slot.holder !== undefined || !name || !isWithin(name, turn.node);
    });
    return { ...turn, isDropped: !flow.isReturned && !flow.isKept && !outside };
  }

  /** A correct cache is as good as what holds it lives long. */
  #lives({ slot }: Extract<Cache, { is: "kept" }>): Runs {
    if (slot.lasts === "instance" && slot.owner) return this.#constructs(slot.owner);
    if (slot.lasts === "closure" && slot.home) return this.ofFunction(slot.home, true);
    return ONCE;
  }

  /**
   * How often a function is called.
   * @param carries what it returns is or contains the client
   */
  ofFunction(made: FunctionNode, carries: boolean): Runs {
    const functions = carries ? this.#factories : this.#functions;
    const known = functions.get(made);
    if (known === "open") return UNKNOWN; // recursion tells nothing about who starts it
    if (known) return known;
    functions.set(made, "open");
    const runs = this.#readFunction(made, carries);
    functions.set(made, runs);
    return runs;
  }

  #readFunction(made: FunctionNode, carries: boolean): Runs {
    if (this.entryPoints.isEdge) return { execution: { is: "required" }, broken: [], turns: [] };
    const method = made.parent.type === "MethodDefinition" ? made.parent : undefined;
    if (method?.kind === "constructor") return this.#constructs(method.parent.parent as ClassNode);
    const inPlace = callInPlace(made);
    if (inPlace) return this.of(inPlace, carries);
    const declared = this.entryPoints.handing(made) ?? this.entryPoints.declared(made);
    if (declared) return hot(declared);
    if (method?.kind === "get" || (made.parent.type === "Property" && made.parent.kind === "get")) {
      return hot({ every: "call", label: `every read of \`${ownName(made) ?? "the getter"}\``, at: made.parent });
    }
    const passed = this.#asValue(made, made, carries);
    const all = passed ? [passed] : [];
    for (const use of this.callees.usesOf(made)) all.push(this.#ofUse(use, made, carries));
    const variable = this.callees.variableFor(made);
    const isHandedOut = variable ? isExported(variable, this.module) : made.parent.type === "ExportDefaultDeclaration";
    if (isHandedOut) all.push({ execution: { is: "unknown", isExported: true }, broken: [], turns: [] });
    return all.length === 0 ? UNKNOWN : combine(all);
  }

  #ofUse(use: Node, made: FunctionNode, carries: boolean): Runs {
    const around = use.parent;
    if ((around?.type === "CallExpression" || around?.type === "NewExpression") && around.callee === use) {
      return through(this.of(around, carries), around);
    }
    const handed = this.entryPoints.handing(use);
    if (handed) return hot(handed);
    return this.#asValue(use, made, carries) ?? UNKNOWN;
  }

  /** A function or its name as a value: the argument of a call, or part of one. */
  #asValue(value: Node, made: FunctionNode, carries: boolean): Runs | undefined {
    const path: string[] = [];
    let node = value;
    let around = node.parent;
    while (around && (around.type === "Property" || around.type === "ObjectExpression" || around.type === "ArrayExpression")) {
      if (around.type === "Property") path.unshift(staticName(around) ?? "");
      node = around;
      around = around.parent;
    }
    if (around?.type !== "CallExpression" && around?.type !== "NewExpression") return undefined;
    const index = around.arguments.indexOf(node as TSESTree.CallExpressionArgument);
    if (index < 0) return undefined;
    return this.#memoised(around, [String(index), ...path]) ?? this.#asArgument(around, { index, path, made, carries });
  }

  #asArgument(call: TSESTree.CallExpression | TSESTree.NewExpression, argument: PassedFunction): Runs | undefined {
    const { index, path, made, carries } = argument;
    const name = call.callee.type === "Identifier" ? call.callee.name : call.callee.type === "MemberExpression" ? memberName(call.callee) : undefined;
    // setTimeout(poll, delay) inside poll
    if (name === "setTimeout" && index === 0 && functionAround(call) === made && call.callee.type === "Identifier") {
      return hot({ every: "tick", label: "every tick of a timer that sets itself", at: call });
    }
    if (name === "setTimeout" && isWithin(call, made)) return UNKNOWN; // a new attempt after a failure or a lost connection
    const target = path.length === 0 ? this.callees.of(call.callee) : undefined;
    const inside = isFunction(target) ? this.#callsOfParameter(target, index) : [];
    if (inside.length > 0) return combine(inside.map((each) => this.of(each, carries)));
    if (name !== undefined && this.#memoiserNames.test(name)) return UNKNOWN;
    if (path.length > 0) return UNKNOWN; // an object of callbacks: who calls them is not known
    const isIterating = call.callee.type === "MemberExpression" && index === 0 && ITERATING.test(name ?? "");
    if (isIterating) return withTurn(through(this.of(call, carries), call), { node: call, isBounded: true, isDropped: !carries });
    // const find = traced(async () => …): what matters is who calls the result
    const holder = call.type === "CallExpression" ? this.callees.variableHolding(call) : undefined;
    const calls = holder ? callsOf(holder) : [];
    if (holder && calls.length > 0) return combine(calls.map((each) => through(this.of(each, carries), each)));
    return through(this.of(call, carries), call);
  }

  /** Where a function calls what it was handed: `const lazy = (make) => () => (value ??= make())`. */
  #callsOfParameter(target: FunctionNode, index: number): TSESTree.CallExpression[] {
    const parameter = target.params[index];
    const variable = parameter?.type === "Identifier" ? this.module.variableOf(parameter) : undefined;
    return variable ? callsOf(variable) : [];
  }

  /** Whether a call keeps what the function handed to it makes, or may do so. */
  keeps(call: TSESTree.CallExpression, made: FunctionNode): boolean {
    const index = call.arguments.indexOf(made as TSESTree.CallExpressionArgument);
    const name = call.callee.type === "Identifier" ? call.callee.name : call.callee.type === "MemberExpression" ? (memberName(call.callee) ?? "") : "";
    const target = this.callees.of(call.callee);
    return this.#memoiserNames.test(name) || (isFunction(target) && index >= 0) || this.#memoised(call, [String(index)]) !== undefined;
  }

  #memoised(call: TSESTree.CallExpression | TSESTree.NewExpression, selector: readonly string[]): Runs | undefined {
    const origin = this.origins.of(call.callee);
    if (!origin) return undefined;
    const path = pathText(origin.path);
    const memoiser = this.memoisers.find((each) => {
      return each.packages.includes(origin.specifier) && fitsName(each.names, path) && fitsSelector(each.at, selector, call.arguments.length);
    });
    if (!memoiser) return undefined;
    if (memoiser.lasts === "bounded") return ONCE;
    if (memoiser.lasts === "request") return hot({ every: "request", label: `every request (\`${pathText(origin.path)}()\` keeps for one request)`, at: call });
    return through(this.of(call), call);
  }

  /** How often a class is constructed. */
  #constructs(owner: ClassNode): Runs {
    const known = this.#functions.get(owner);
    if (known === "open") return UNKNOWN;
    if (known) return known;
    this.#functions.set(owner, "open");
    const declared = this.entryPoints.constructed(owner);
    const news = this.callees.newsOf(owner).map((each) => through(this.of(each), each));
    const runs = declared ? hot(declared) : news.length === 0 ? UNKNOWN : combine(news);
    this.#functions.set(owner, runs);
    return runs;
  }
}

interface PassedFunction {
  readonly index: number;
  /** Where in the argument it stands: `[]` for the argument itself. */
  readonly path: readonly string[];
  readonly made: FunctionNode;
  readonly carries: boolean;
}

function hot(by: Hot): Runs {
  return { execution: { is: "hot", hot: by, path: [by.at] }, broken: [], turns: [] };
}

function withTurn(runs: Runs, turn: LoopTurn | undefined): Runs {
  return turn ? { ...runs, turns: [turn, ...runs.turns] } : runs;
}

/** `return` or `break` behind a node in the turn of a loop, on the way that has worked. */
function leavesAfter(node: Node, loop: Node): boolean {
  for (let inner = node, around = node.parent; around && inner !== loop; inner = around, around = around.parent) {
    if (inner.type === "ReturnStatement") return true;
    if (around.type !== "BlockStatement") continue;
    const following = around.body.slice(around.body.indexOf(inner as TSESTree.Statement) + 1);
    if (following.some((statement) => statement.type === "ReturnStatement" || statement.type === "BreakStatement" || isLeavingTry(statement))) return true;
  }
  return false;
}

function isLeavingTry(statement: Node): boolean {
  if (statement.type !== "TryStatement") return false;
  return statement.block.body.some((inside) => inside.type === "ReturnStatement" || inside.type === "BreakStatement");
}

/** Adds a call to the way down. */
function through(runs: Runs, call: Node): Runs {
  const { execution } = runs;
  if (execution.is !== "hot" || execution.path.includes(call)) return runs;
  return { ...runs, execution: { ...execution, path: [...execution.path, call] } };
}

/** Required beats hot, hot beats unknown, and only what is once everywhere is once. */
function combine(all: readonly Runs[]): Runs {
  const find = (is: Execution["is"]): Runs | undefined => all.find(({ execution }) => execution.is === is);
  const exported = all.find(({ execution }) => execution.is === "unknown" && execution.isExported);
  return find("required") ?? find("hot") ?? exported ?? find("unknown") ?? all[0] ?? UNKNOWN;
}

function callsOf(variable: Variable): TSESTree.CallExpression[] {
  return variable.references.flatMap(({ identifier }) => {
    const around = (identifier as Node).parent;
    return around?.type === "CallExpression" && around.callee === (identifier as Node) ? [around] : [];
  });
}
