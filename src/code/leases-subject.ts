import type { Lease } from "../catalogue/shape.js";
import { isFunction, type FunctionNode } from "./frames.js";
import type { Take } from "./leases.js";
import { bare, isWithin, outer, staticName, type ModuleText, type Node, type Variable } from "./module-text.js";
import { Positions, type State } from "./paths.js";

type CallNode = Extract<Node, { type: "CallExpression" }>;

/** A call that gives the connection back. */
export interface Release {
  readonly call: CallNode;
  /** The connection is dropped, or may be: `destroy()`, `release(error)`. */
  readonly drops: boolean;
}

/** In which states the two branches of a condition are entered. `isLoose`: by a flag that may say more than can be followed. */
export interface Split {
  readonly yes: readonly State[];
  readonly no: readonly State[];
  readonly isLoose?: boolean;
}

/** One taken connection: every place in which its function speaks of it. */
export class Subject {
  /** Functions inside the home that speak of the connection, and those of them that give it back. */
  readonly touching: Set<Node> = new Set();
  readonly releasing: Set<Node> = new Set();
  /** Everything that changes the state: uses, releases, the taking itself. */
  readonly relevant: Positions;
  readonly first: number;
  readonly references: readonly Node[];
  /** The error parameters of callbacks that use the connection: where one is there, a use has failed. */
  readonly failures: Set<Variable> = new Set();
  readonly #named = new Map<Variable, FunctionNode>();
  readonly #speakers = new Set<Variable>();
  /** What decides whether the connection is taken at all, or somebody else's is used: conditions and values, as text. */
  readonly #guards = new Set<string>();

  constructor(
    readonly take: Take,
    readonly variable: Variable,
    readonly home: FunctionNode,
    readonly module: ModuleText,
  ) {
    const release = take.arrival.in === "parameter" ? take.arrival.release : undefined;
    for (const speaker of this.#findSpeakers()) this.#speakers.add(speaker);
    const all = [variable, ...(release ? [release] : []), ...this.#speakers].flatMap((each) => each.references.map(({ identifier }) => identifier as Node));
    this.references = all.filter((node) => isWithin(node, home));
    const positions = this.references.map(({ range }) => range[0]);
    if (take.arrival.in === "variable") positions.push(take.call.range[0]);
    const open = [...this.references];
    for (let node = open.pop(); node; node = open.pop()) {
      for (const made of this.#functionsAround(node)) {
        if (this.isReleaseAt(node) || this.releasing.has(this.#namedAt(node) as Node)) this.releasing.add(made);
        if (this.touching.has(made)) continue;
        this.touching.add(made);
        const name = this.#nameOf(made);
        if (!name) continue;
        this.#named.set(name, made);
        const uses = name.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier as Node);
        positions.push(...uses.map(({ range }) => range[0]));
        open.push(...uses);
      }
    }
    for (const { node, name } of variable.defs) if (node.type === "VariableDeclarator" && !node.init) positions.push(name.range[0]);
    for (const test of conditionsAround(take.call, home)) this.#guards.add(module.textOf(unnegated(test)));
    for (const { identifier, writeExpr } of variable.references) {
      if (writeExpr && !isWithin(take.call, writeExpr as Node) && isWithin(identifier as Node, home)) this.#guards.add(module.textOf(bare(writeExpr as Node)));
    }
    this.first = Math.min(...positions);
    this.relevant = new Positions(positions);
  }

  /** There is no connection yet when the thing arrives that will have one. */
  get startsEmpty(): boolean {
    return this.lease.isLazy === true || this.lease.takenBy !== undefined;
  }

  /** A call by which it takes its connection: `begin()`. */
  isTaking(call: Node): boolean {
    const callee = call.type === "CallExpression" ? bare(call.callee) : undefined;
    return callee?.type === "MemberExpression" && this.is(callee.object) && (this.lease.takenBy?.includes(staticName(callee) ?? "") ?? false);
  }

  /** Whether what such a call answers goes where it cannot be followed. */
  isTakenElsewhere(call: Node): boolean {
    const around = outer(call);
    if (around?.type === "ExpressionStatement") return false;
    const target = targetOf(call);
    return !target || !this.is(target);
  }

  get lease(): Lease {
    return this.take.lease;
  }

  /** Whether an expression is the connection itself, or what speaks for it. */
  is(node: Node): boolean {
    const expression = bare(node);
    const variable = expression.type === "Identifier" ? this.module.variableOf(expression) : undefined;
    return variable !== undefined && (variable === this.variable || this.#speakers.has(variable));
  }

  /** Whether a name stands for what the connection was taken for, and not for who took it. */
  isSpeaker(node: Node): boolean {
    const variable = this.module.variableOf(node);
    return variable !== undefined && this.#speakers.has(variable);
  }

  /** `const transaction = session.beginTransaction()`: the variables that what takes the connection is kept in. */
  #findSpeakers(): Variable[] {
    if (!this.lease.takenBy) return [];
    return this.variable.references.flatMap(({ identifier }): Variable[] => {
      const member = outer(identifier as Node);
      const call = member && outer(member);
      const target = call?.type === "CallExpression" && this.isTaking(call) ? targetOf(call) : undefined;
      const variable = target && this.module.variableOf(target);
      return variable && isWithin(variable.scope.block as Node, this.home) ? [variable] : [];
    });
  }

  /** Whether an expression is the function that gives it back: pg's `done`. */
  isReleaseFunction(node: Node): boolean {
    const expression = bare(node);
    const { arrival } = this.take;
    return expression.type === "Identifier" && arrival.in === "parameter" && arrival.release !== undefined && this.module.variableOf(expression) === arrival.release;
  }

  /** The function of this home that a name stands for, where it speaks of the connection. */
  closureAt(node: Node): FunctionNode | undefined {
    return this.#namedAt(node);
  }

  /** The function of this file that a callee is. */
  localFunction(callee: Node): FunctionNode | undefined {
    const variable = callee.type === "Identifier" ? this.module.variableOf(callee) : undefined;
    const definition = variable?.defs.length === 1 ? (variable.defs[0]?.node as Node) : undefined;
    if (isFunction(definition)) return definition;
    const init = definition?.type === "VariableDeclarator" ? definition.init : undefined;
    return isFunction(init ?? undefined) ? (init as FunctionNode) : undefined;
  }

  speaksIn(range: readonly [number, number]): boolean {
    return this.relevant.anyIn(range);
  }

  /** A call that gives the connection back. */
  releaseBy(call: CallNode): Release | undefined {
    const callee = bare(call.callee);
    const { lease } = this;
    if (this.isReleaseFunction(callee)) return { call, drops: lease.releaseTakesError === true && isError(call.arguments[0]) };
    if (callee.type !== "MemberExpression") return undefined;
    const name = staticName(callee) ?? "";
    if (this.is(callee.object)) {
      if (lease.destroy?.includes(name)) return { call, drops: true };
      if (lease.release.includes(name)) return { call, drops: lease.releaseTakesError === true && isError(call.arguments[0]) };
      return undefined;
    }
    const [first] = call.arguments;
    return first && lease.releaseOnPool?.includes(name) && this.is(first) ? { call, drops: false } : undefined;
  }

  /** Whether the connection's release stands here as a value: `.finally(done)`, `client.release.bind(client)`. */
  isReleaseValue(node: Node): boolean {
    const expression = bare(node);
    if (this.isReleaseFunction(expression)) return true;
    if (expression.type === "MemberExpression") return this.is(expression.object) && this.#gives(staticName(expression));
    if (expression.type !== "CallExpression") return false;
    const callee = bare(expression.callee);
    return callee.type === "MemberExpression" && staticName(callee) === "bind" && this.isReleaseValue(callee.object);
  }

  /** Whether a mention of the connection is part of giving it back. */
  isReleaseAt(node: Node): boolean {
    if (this.isReleaseFunction(node)) return true;
    const around = outer(node);
    if (around?.type === "MemberExpression" && bare(around.object) === node) return this.#gives(staticName(around));
    return around?.type === "CallExpression" && this.releaseBy(around) !== undefined;
  }

  /** Whether a function does more with the connection than to call its methods: `() => next(null, client)`. */
  isPassedOnIn(made: Node): boolean {
    return this.references.some((node) => {
      if (!isWithin(node, made)) return false;
      const around = outer(node);
      if (around?.type === "Property") return !this.lease.borrowedAs?.includes(staticName(around) ?? "");
      return !(around?.type === "MemberExpression" && bare(around.object) === node) && !(around?.type === "TaggedTemplateExpression" && around.tag === node);
    });
  }

  get isGivenBackSomewhere(): boolean {
    return this.references.some((node) => this.isReleaseAt(node));
  }

  /** What a condition tells about the connection. */
  split(test: Node, state: State): Split {
    const both: Split = { yes: [state], no: [state] };
    const expression = bare(test);
    if (expression.type === "UnaryExpression" && expression.operator === "!") {
      const inner = this.split(expression.argument, state);
      return { ...inner, yes: inner.no, no: inner.yes };
    }
    if (expression.type === "LogicalExpression" && expression.operator !== "??") {
      const left = this.split(expression.left, state);
      const right = this.split(expression.right, state);
      const isLoose = left.isLoose === true || right.isLoose === true;
      if (expression.operator === "&&") return { yes: left.yes.length === 0 ? [] : right.yes, no: merged(left.no, right.no), isLoose };
      return { yes: merged(left.yes, right.yes), no: left.no.length === 0 ? [] : right.no, isLoose };
    }
    // if (failedAndGaveBack(error)) return: what the function has done to the connection is in its answer.
    if (expression.type === "CallExpression" && this.releasing.has(this.closureAt(expression.callee) as Node)) return state === "held" || state === "failed" ? { yes: ["gone"], no: ["gone"] } : both;
    const asked = askedAbout(expression);
    if (this.#isGuard(expression) && !(asked && this.is(asked.node))) return { ...both, isLoose: true };
    if (!asked) return isFlag(expression, this.module) ? { ...both, isLoose: true } : both;
    const positive = this.#about(asked.node, state);
    if (!positive) return isFlag(asked.node, this.module) ? { ...both, isLoose: true } : both;
    return asked.isThere ? positive : { yes: positive.no, no: positive.yes };
  }

  /** Whether a condition after the taking asks again what decided about it. */
  #isGuard(test: Node): boolean {
    return test.range[0] > this.take.call.range[1] && this.#guards.has(this.module.textOf(unnegated(test)));
  }

  /** Entered as `yes` where the thing is there. */
  #about(node: Node, state: State): Split | undefined {
    const { arrival } = this.take;
    if (this.is(node)) {
      if (state === "none" && arrival.in === "variable" && !this.startsEmpty) return { yes: [], no: ["none"] };
      return { yes: [state], no: state === "gone" ? ["gone"] : [] };
    }
    const variable = node.type === "Identifier" ? this.module.variableOf(node) : undefined;
    if (!variable) return undefined;
    if (this.failures.has(variable)) return state === "failed" ? { yes: [state], no: [] } : state === "held" ? { yes: [], no: [state] } : undefined;
    return arrival.in === "parameter" && variable === arrival.error ? { yes: ["none"], no: [state] } : undefined;
  }

  #gives(name: string | undefined): boolean {
    return name !== undefined && (this.lease.release.includes(name) || (this.lease.destroy?.includes(name) ?? false));
  }

  #namedAt(node: Node): FunctionNode | undefined {
    const expression = bare(node);
    const variable = expression.type === "Identifier" ? this.module.variableOf(expression) : undefined;
    return variable && this.#named.get(variable);
  }

  #nameOf(made: Node): Variable | undefined {
    if (made.type === "FunctionDeclaration" && made.id) return this.module.variableOf(made.id);
    const around = made.parent;
    if (around?.type !== "VariableDeclarator" || around.init !== made || around.id.type !== "Identifier") return undefined;
    return this.module.variableOf(around.id);
  }

  #functionsAround(node: Node): FunctionNode[] {
    const found: FunctionNode[] = [];
    for (let around = node.parent; around && around !== this.home; around = around.parent) if (isFunction(around)) found.push(around);
    return found;
  }
}

/** A condition without its negations. */
function unnegated(test: Node): Node {
  const expression = bare(test);
  return expression.type === "UnaryExpression" && expression.operator === "!" ? unnegated(expression.argument) : expression;
}

/** The conditions under which a node of a function is reached. */
function conditionsAround(node: Node, home: Node): Node[] {
  const found: Node[] = [];
  for (let [inner, around] = [node, node.parent]; around && around !== home; [inner, around] = [around, around.parent]) {
    if ((around.type === "IfStatement" || around.type === "ConditionalExpression") && inner !== around.test) found.push(around.test);
    else if (around.type === "LogicalExpression" && inner === around.right) found.push(around.left);
  }
  return found;
}

/** The name that a call's result is given. */
function targetOf(call: Node): Node | undefined {
  const around = outer(call);
  const target = around?.type === "VariableDeclarator" ? around.id : around?.type === "AssignmentExpression" ? around.left : undefined;
  return target?.type === "Identifier" ? target : undefined;
}

/** `client`, `client != null`, `typeof client === "object"`: what is asked about, and whether `true` means that it is there. */
function askedAbout(expression: Node): { readonly node: Node; readonly isThere: boolean } | undefined {
  if (expression.type === "Identifier" || expression.type === "MemberExpression") return { node: expression, isThere: true };
  if (expression.type !== "BinaryExpression" || !/^[!=]==?$/.test(expression.operator)) return undefined;
  const { left, right } = expression;
  const isEmpty = (node: Node): boolean => (node.type === "Literal" && node.value === null) || (node.type === "Identifier" && node.name === "undefined");
  if (isEmpty(right)) return { node: bare(left), isThere: expression.operator.startsWith("!") };
  return isEmpty(left) ? { node: bare(right), isThere: expression.operator.startsWith("!") } : undefined;
}

/** A variable that is written more than once, or a property: it may stand for what has happened to the connection. */
function isFlag(node: Node, module: ModuleText): boolean {
  if (node.type === "MemberExpression") return bare(node.object).type === "ThisExpression" || FLAGS.test(staticName(node) ?? "");
  const variable = node.type === "Identifier" ? module.variableOf(node) : undefined;
  return (variable?.references.filter((reference) => reference.isWrite()).length ?? 0) > 1;
}

const FLAGS = /releas|done|clos|broken|fail|err|connected|open|active|finish/i;

function merged(...lists: (readonly State[])[]): State[] {
  return [...new Set(lists.flat())];
}

/** Whether an argument of a release says that the connection is to be dropped. */
function isError(argument: Node | undefined): boolean {
  if (!argument) return false;
  if (argument.type === "Literal") return argument.value !== null && argument.value !== false;
  return !(argument.type === "Identifier" && argument.name === "undefined");
}
