import { isFunction, type FunctionNode } from "./frames.js";
import type { LeaseFlow } from "./leases-flow.js";
import { LeasePromises, isChain } from "./leases-promises.js";
import type { Subject } from "./leases-subject.js";
import { bare, childrenOf, rootOf, staticName, type Node } from "./module-text.js";
import { dottedName } from "./escapes.js";
import { endsProcess, Ways, type State } from "./paths.js";

type CallNode = Extract<Node, { type: "CallExpression" | "NewExpression" }>;

/** Something that happens to a connection on a path and is wrong there. */
export type Mishap =
  /** Given back a second time. */
  | { readonly is: "twice"; readonly at: Node }
  /** Given back before the promise that is returned has settled. */
  | { readonly is: "early"; readonly at: Node; readonly returned: Node }
  /** Given back as if nothing had happened, after a use has failed. */
  | { readonly is: "unmarked"; readonly at: Node }
  /** Still held where a callback or a chain of promises ends, or where the next one is taken. */
  | { readonly is: "kept"; readonly at: Node; readonly afterFailure: boolean };

/** Methods that keep what they are handed and call it later. */
const KEEPING = /^(?:on|once|addListener|prependListener|addEventListener|setInterval|subscribe)$/;
const ONLOOKERS = /^(?:console\.\w+|Boolean|String|assert(?:\.\w+)?|expect)$/;
/** Methods of connections that answer at once. */
const SYNCHRONOUS = /^(?:escape|escapeId|format|on|once|off|emit|pause|resume|is[A-Z]|get[A-Z](?!onnection)|set[A-Z])/;

/** Follows one connection through expressions, in the order in which they are evaluated. */
export class LeaseSteps {
  /** By place and kind: one release can be the second on one path, and unmarked on another. */
  readonly #mishaps = new Map<string, Mishap>();
  readonly #entered = new Set<Node>();
  readonly #promises: LeasePromises;
  #returned: Node | undefined;
  /** Inside a branch that is entered by a flag: the flag is taken to know what has happened. */
  trusting = 0;

  constructor(
    readonly subject: Subject,
    readonly flow: LeaseFlow,
  ) {
    this.#promises = new LeasePromises(this);
  }

  get mishaps(): Mishap[] {
    return [...this.#mishaps.values()];
  }

  note(mishap: Mishap): void {
    const key = `${mishap.at.range[0]} ${mishap.at.range[1]} ${mishap.is}`;
    if (!this.#mishaps.has(key)) this.#mishaps.set(key, mishap);
  }

  inOrder(nodes: readonly Node[], state: State, node: Node): Ways {
    let current = new Map<State, Node>([[state, node]]);
    const out = new Ways();
    for (const each of nodes) {
      const next = new Map<State, Node>();
      for (const [entered] of current) {
        const ways = this.expression(each, entered);
        out.merge(ways, "on");
        for (const [reached, at] of ways.of("on")) next.set(reached, at);
      }
      current = next;
    }
    for (const [each, at] of current) out.add("on", each, at);
    return out;
  }

  expression(node: Node, state: State): Ways {
    if (state === "gone" || this.flow.isPlain(node.range, state)) return Ways.on(state, node);
    switch (node.type) {
      case "AwaitExpression":
        return this.#awaited(node, state);
      case "CallExpression":
      case "NewExpression":
        return this.#call(node, state);
      case "AssignmentExpression":
        return this.#assigned(node, state);
      case "LogicalExpression":
        return this.#either(node, state);
      case "ConditionalExpression":
        return this.#conditional(node, state);
      case "Identifier":
        return Ways.on(state, node);
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return Ways.on(this.subject.touching.has(node) ? this.#give(state) : state, node);
      case "VariableDeclarator":
        // let client; in a loop: each turn has a variable of its own.
        if (!node.init) return Ways.on(state === "back" && this.subject.is(node.id) ? "none" : state, node);
        // A named function of this home: what it does happens where it is called.
        if (isFunction(bare(node.init)) && node.id.type === "Identifier") return Ways.on(state, node);
        return this.#handed(node.init, state) ?? this.expression(node.init, state);
      case "ArrayExpression":
        return node.elements.some((each) => each && this.#handed(each, state)) ? Ways.on(this.#give(state), node) : this.inOrder(node.elements.filter((each) => each !== null), state, node);
      case "Property":
        return this.#handed(node.value, state) ?? this.expression(node.value, state);
      case "SpreadElement":
      case "YieldExpression":
        return (node.argument && (this.#handed(node.argument, state) ?? this.expression(node.argument, state))) ?? Ways.on(state, node);
      case "MemberExpression":
        if (this.subject.is(node.object) && !node.computed) return Ways.on(this.used(state), node);
        return this.inOrder(childrenOf(node, this.subject.module.parsed.visitorKeys), state, node);
      case "TaggedTemplateExpression": {
        const used = this.subject.is(node.tag) ? this.used(state) : state;
        return this.inOrder(node.quasi.expressions, used, node);
      }
      default:
        return this.inOrder(childrenOf(node, this.subject.module.parsed.visitorKeys), state, node);
    }
  }

  /** A returned expression: what is returned belongs to the caller, and a promise nobody waits for is still on its way. */
  returned(argument: Node, state: State, node: Node): Ways {
    const { subject } = this;
    const out = new Ways();
    const handed = this.#handed(argument, state);
    if (handed) return out.add("return", this.#give(state), node);
    const call = argument.type === "AwaitExpression" ? argument : bare(argument);
    if (call.type === "CallExpression" && isChain(call)) {
      const { done, failed } = this.#promises.read(call, state);
      for (const [each] of done) out.add("return", pending(each), node);
      for (const [each] of failed) out.add("return", each, node);
      return this.#early(out, argument);
    }
    const ways = this.expression(argument, state);
    const isPending = call.type === "CallExpression" ? this.#isPromise(call) : call.type === "TaggedTemplateExpression" && subject.is(call.tag);
    out.merge(ways, "on");
    for (const [each] of ways.of("on")) out.add("return", isPending ? pending(each) : each, node);
    return isPending ? this.#early(out, argument) : out;
  }

  #early(ways: Ways, returned: Node): Ways {
    this.#returned = returned;
    return ways;
  }

  /** The state after an awaited expression has thrown. */
  failed(state: State, node: Node): State {
    if (!this.subject.speaksIn(node.range)) return state;
    if (this.subject.lease.failureReturns && state === "held") return "back";
    return state === "held" ? "failed" : state === "lent" ? "lentFailed" : state;
  }

  used(state: State): State {
    return state === "none" && this.subject.lease.isLazy ? "held" : state;
  }

  /** Gives the connection back in a state, and notes what is wrong with that. */
  giveBack(call: Node, drops: boolean, state: State): State {
    if (state === "none" || state === "gone") return state;
    if (this.trusting > 0) return "back";
    if (state === "back") this.note({ is: "twice", at: call });
    if (state === "pending" || state === "lentPending") this.note({ is: "early", at: call, returned: this.#returned ?? call });
    if ((state === "failed" || state === "lentFailed") && !drops) this.note({ is: "unmarked", at: call });
    return "back";
  }

  #awaited(node: Extract<Node, { type: "AwaitExpression" }>, state: State): Ways {
    const argument = bare(node.argument);
    if (argument.type === "CallExpression" && isChain(argument)) {
      const { done, failed } = this.#promises.read(argument, state);
      const out = new Ways();
      for (const [each, at] of done) out.add("on", each, at);
      for (const [each] of failed) out.add("throw", each, node);
      return out;
    }
    const ways = this.expression(node.argument, state);
    if (argument.type === "CallExpression" && dottedName(argument.callee) === "Promise.allSettled") return ways;
    const out = new Ways().merge(ways);
    if (!this.flow.mayFail(node)) return out;
    if (argument === this.subject.take.call || this.subject.isTaking(argument)) return out.add("throw", state, node);
    for (const [each] of ways.of("on")) out.add("throw", this.failed(each, node.argument), node);
    return out;
  }

  #call(node: CallNode, state: State): Ways {
    const { subject } = this;
    if (node === subject.take.call) {
      if (state === "held" || state === "failed") this.note({ is: "kept", at: node, afterFailure: state === "failed" });
      return Ways.on(subject.startsEmpty ? "none" : "held", node);
    }
    if (node.type === "NewExpression") return this.#arguments(node, state);
    if (endsProcess(node)) return new Ways();
    const release = subject.releaseBy(node);
    if (release) {
      const ways = this.inOrder(node.arguments.filter((argument) => !subject.is(argument) && !isFunction(argument)), state, node);
      const out = new Ways().merge(ways, "on");
      for (const [each] of ways.of("on")) out.add("on", this.giveBack(node, release.drops, each), node);
      return out;
    }
    if (isChain(node)) return this.#floating(node, state);
    const closure = subject.closureAt(node.callee);
    if (closure) return this.#through(this.#arguments(node, state), (each) => this.#enter(closure, each));
    if (subject.isTaking(node) && state === "none") return this.#arguments(node, subject.isTakenElsewhere(node) ? "gone" : "held");
    const callee = bare(node.callee);
    if (callee.type !== "MemberExpression" || subject.is(callee.object)) return this.#arguments(node, state);
    return this.#through(this.expression(callee.object, state), (each) => this.#arguments(node, each));
  }

  /** A function of this home that is called: its body is run where it is called. */
  #enter(made: FunctionNode, state: State): Ways {
    if (this.#entered.has(made)) return Ways.on(state, made);
    this.#entered.add(made);
    const ways = this.flow.body(made, state);
    this.#entered.delete(made);
    const out = new Ways();
    for (const [each, at] of ways.of("return")) out.add("on", each, at);
    for (const [each, at] of ways.of("throw")) out.add("throw", each, at);
    return out;
  }

  /** Promises that nobody waits for: what is left when they end is left for good. */
  #floating(chain: Extract<Node, { type: "CallExpression" }>, state: State): Ways {
    const { subject } = this;
    const gives = subject.references.some((node) => node.range[0] >= chain.range[0] && node.range[1] <= chain.range[1] && subject.isReleaseAt(node));
    const { done, failed } = this.#promises.read(chain, state);
    if (!gives) return done.size > 0 ? [...done.keys()].reduce((ways, each) => ways.add("on", each, chain), new Ways()) : Ways.on(state, chain);
    for (const [each, at] of [...done, ...failed]) if (each === "held" || each === "failed") this.note({ is: "kept", at, afterFailure: each === "failed" });
    return Ways.on("gone", chain);
  }

  #arguments(node: CallNode, state: State): Ways {
    const callee = bare(node.callee);
    const name = callee.type === "MemberExpression" ? (staticName(callee) ?? "") : callee.type === "Identifier" ? callee.name : "";
    const isOwn = callee.type === "MemberExpression" && this.subject.is(callee.object);
    const isExecutor = node.type === "NewExpression" && name === "Promise";
    const isTaking = this.subject.isTaking(node);
    const start = new Map<State, Node>([[isOwn ? this.used(state) : state, node]]);
    const out = new Ways();
    let current = start;
    for (const argument of node.arguments) {
      const next = new Map<State, Node>();
      for (const [each] of current) {
        const ways = this.#argument(argument, each, { name, isOwn, isExecutor, isTaking, callee });
        out.merge(ways, "on");
        for (const [reached, at] of ways.of("on")) next.set(reached, at);
      }
      current = next;
    }
    for (const [each, at] of current) out.add("on", each, at);
    return out;
  }

  #argument(argument: Node, state: State, of: { name: string; isOwn: boolean; isExecutor: boolean; isTaking: boolean; callee: Node }): Ways {
    const { subject } = this;
    if (subject.is(argument)) {
      if (of.isOwn || ONLOOKERS.test(dottedName(of.callee) ?? "") || subject.lease.borrowedAs?.includes(of.name)) return Ways.on(this.used(state), argument);
      return Ways.on(this.#lend(state), argument);
    }
    if (subject.isReleaseValue(argument)) return Ways.on(this.#give(state), argument);
    const made = isFunction(bare(argument)) ? (bare(argument) as FunctionNode) : subject.closureAt(argument);
    if (made) {
      if (of.isExecutor && subject.touching.has(made)) return this.#enter(made, state);
      if (!subject.touching.has(made)) return Ways.on(state, argument);
      if (!subject.releasing.has(made)) return Ways.on(KEEPING.test(of.name) || subject.isPassedOnIn(made) ? this.#lend(state) : this.used(state), argument);
      if (of.isOwn && !KEEPING.test(of.name)) return this.#continued(made, state, of.isTaking ? "none" : this.flow.mayFail(of.callee) ? "failed" : state);
      return Ways.on(this.#give(state), argument);
    }
    if (argument.type === "ObjectExpression") return this.#section(argument, state);
    if (argument.type === "ArrayExpression" && argument.elements.some((each) => each && subject.is(each))) return Ways.on(this.#lend(state), argument);
    return this.expression(argument, state);
  }

  #isBorrowedIn(argument: Node): boolean {
    const { lease } = this.subject;
    if (argument.type !== "ObjectExpression") return false;
    return argument.properties.some((each) => each.type === "Property" && this.subject.is(each.value) && lease.borrowedAs?.includes(staticName(each) ?? ""));
  }

  /** `{ transaction }` borrows, `{ client }` hands on. */
  #section(object: Extract<Node, { type: "ObjectExpression" }>, state: State): Ways {
    let current = state;
    const others: Node[] = [];
    for (const property of object.properties) {
      if (property.type !== "Property" || !this.subject.is(property.value)) others.push(property);
      else current = this.subject.lease.borrowedAs?.includes(staticName(property) ?? "") ? this.used(current) : this.#lend(current);
    }
    return this.inOrder(others, current, object);
  }

  /** A callback of the connection's own method: what follows happens in there. */
  #continued(made: FunctionNode, state: State, failed: State): Ways {
    const [parameter] = made.params;
    const error = parameter?.type === "Identifier" ? this.subject.module.variableOf(parameter) : undefined;
    if (error) this.subject.failures.add(error);
    for (const each of new Set<State>([state, state === "held" ? failed : state])) {
      for (const [left, at] of this.flow.body(made, each).of("return")) {
        if (left === "held" || left === "failed") this.note({ is: "kept", at, afterFailure: left === "failed" });
      }
    }
    return Ways.on("gone", made);
  }

  #assigned(node: Extract<Node, { type: "AssignmentExpression" }>, state: State): Ways {
    const { subject } = this;
    if (!subject.is(node.left)) {
      return this.#handed(node.right, state) ?? this.inOrder([node.left, node.right], state, node);
    }
    const ways = this.expression(node.right, state);
    if (bare(node.right) === subject.take.call) return ways;
    const out = new Ways().merge(ways, "on");
    const isEmptied = (node.right.type === "Literal" && node.right.value === null) || (node.right.type === "Identifier" && node.right.name === "undefined");
    for (const [each] of ways.of("on")) out.add("on", isEmptied && (each === "back" || each === "none") ? "none" : "gone", node);
    return out;
  }

  #either(node: Extract<Node, { type: "LogicalExpression" }>, state: State): Ways {
    return this.#through(this.expression(node.left, state), (each) => {
      const split = this.subject.split(node.left, each);
      const [going, staying] = node.operator === "&&" ? [split.yes, split.no] : [split.no, split.yes];
      const gone = new Ways();
      for (const one of going) gone.merge(this.expression(node.right, one));
      const stayed = new Ways();
      for (const one of staying) stayed.add("on", one, node);
      return split.isLoose && gone.of("on").has("back") ? gone : gone.merge(stayed);
    });
  }

  #conditional(node: Extract<Node, { type: "ConditionalExpression" }>, state: State): Ways {
    return this.#through(this.expression(node.test, state), (each) => {
      const { yes, no } = this.subject.split(node.test, each);
      const out = new Ways();
      for (const one of yes) out.merge(this.#handed(node.consequent, one) ?? this.expression(node.consequent, one));
      for (const one of no) out.merge(this.#handed(node.alternate, one) ?? this.expression(node.alternate, one));
      return out;
    });
  }

  #through(ways: Ways, next: (state: State) => Ways): Ways {
    const out = new Ways().merge(ways, "on");
    for (const [each] of ways.of("on")) out.merge(next(each));
    return out;
  }

  /** The connection, its release, or a function that speaks of it, as a value that goes where it cannot be followed. */
  #handed(value: Node, state: State): Ways | undefined {
    const { subject } = this;
    const expression = value.type === "AwaitExpression" ? value : bare(value);
    const isHanded = subject.is(expression) || subject.isReleaseValue(expression) || subject.touching.has(expression) || subject.closureAt(expression) !== undefined;
    return isHanded ? Ways.on(this.#give(state), value) : undefined;
  }

  #give(state: State): State {
    return state === "back" || (state === "none" && !this.subject.startsEmpty) ? state : "gone";
  }

  #lend(state: State): State {
    switch (this.used(state)) {
      case "held":
        return "lent";
      case "failed":
        return "lentFailed";
      default:
        return this.used(state);
    }
  }

  /** Whether a call that speaks of the connection answers a promise, as far as can be told. */
  #isPromise(call: Extract<Node, { type: "CallExpression" }>): boolean {
    const { subject } = this;
    const { arrival } = subject.take;
    if (!subject.speaksIn(call.range) || call === subject.take.call || subject.releaseBy(call)) return false;
    if (arrival.in === "parameter" && arrival.by === "callback") return false;
    if (call.arguments.some((argument) => isFunction(argument) && subject.releasing.has(argument))) return false;
    const callee = bare(call.callee);
    if (callee.type === "MemberExpression" && subject.is(rootOf(callee))) return !SYNCHRONOUS.test(staticName(callee) ?? "");
    const local = this.subject.localFunction(callee);
    return local ? local.async : call.arguments.some((argument) => subject.is(argument) || this.#isBorrowedIn(argument));
  }
}

function pending(state: State): State {
  if (state === "held" || state === "failed") return "pending";
  return state === "lent" || state === "lentFailed" ? "lentPending" : state;
}
