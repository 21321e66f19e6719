import { isFunction } from "./frames.js";
import { LeaseSteps } from "./leases-steps.js";
import type { Subject } from "./leases-subject.js";
import { childrenOf, type Node } from "./module-text.js";
import { turnsOf, Ways, type Positions, type State, type Way } from "./paths.js";

/** A block of code nested deeper than this is nobody's: nothing is said of it. */
const MAX_DEPTH = 400;

/** Thrown where the code is nested too deeply to be followed. */
export class TooDeep extends Error {}

/**
 * Follows one connection through the statements of a function. Each statement is looked at once per state in which it can
 * be reached, and code that neither speaks of the connection nor leaves is passed over, so that the work is linear.
 */
export class LeaseFlow {
  readonly steps: LeaseSteps;
  readonly #known = new Map<Node, Map<State, Ways>>();
  readonly #turns: Positions;
  #loops = 0;
  #depth = 0;

  /** Where something failed on a path that has been looked at, by position. */
  readonly failing: Map<number, Node> = new Map();

  /** @param upTo position behind which nothing fails */
  constructor(
    readonly subject: Subject,
    readonly upTo = Infinity,
  ) {
    this.#turns = turnsOf(subject.module);
    this.steps = new LeaseSteps(subject, this);
  }

  /** Whether what is awaited or called here may fail; noted, to find out later which of them is the one. */
  mayFail(node: Node): boolean {
    this.failing.set(node.range[0], node);
    return node.range[0] <= this.upTo;
  }

  /** The ways out of a function's body, entered in a state; `return` and falling off the end are both `return`. */
  body(made: Node, state: State): Ways {
    if (!isFunction(made)) return Ways.on(state, made);
    if (made.body.type !== "BlockStatement") {
      const ways = this.steps.returned(made.body, state, made.body);
      return ways;
    }
    const ways = this.statement(made.body, state);
    const out = new Ways().merge(ways, "on");
    for (const [each] of ways.of("on")) out.add("return", each, made.body);
    return out;
  }

  /** Whether a range neither speaks of the connection nor leaves. */
  isPlain(range: readonly [number, number], state: State): boolean {
    if (this.subject.speaksIn(range)) return false;
    return state === "none" || state === "gone" || !this.#turns.anyIn(range);
  }

  statement(node: Node, state: State): Ways {
    if (state === "gone" || this.isPlain(node.range, state)) return Ways.on(state, node);
    let byState = this.#known.get(node);
    if (!byState) this.#known.set(node, (byState = new Map()));
    const known = byState.get(state);
    if (known) return known;
    if (this.#depth > MAX_DEPTH) throw new TooDeep();
    this.#depth += 1;
    const ways = this.#read(node, state);
    this.#depth -= 1;
    byState.set(state, ways);
    return ways;
  }

  #read(node: Node, state: State): Ways {
    switch (node.type) {
      case "BlockStatement":
        return this.#block(node.body, state, node);
      case "IfStatement":
        return this.#if(node, state);
      case "TryStatement":
        return this.#try(node, state);
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForOfStatement":
      case "ForInStatement":
        return this.#loop(node, state);
      case "SwitchStatement":
        return this.#switch(node, state);
      case "LabeledStatement":
        return this.#labeled(node, state);
      case "ReturnStatement":
        return node.argument ? this.steps.returned(node.argument, state, node) : new Ways().add("return", state, node);
      case "ThrowStatement":
        return this.#then(this.steps.expression(node.argument, state), "throw", node);
      case "BreakStatement":
        return new Ways().add(`break ${node.label?.name ?? ""}`, state, node);
      case "ContinueStatement":
        return new Ways().add(`continue ${node.label?.name ?? ""}`, state, node);
      case "ExpressionStatement":
        return this.steps.expression(node.expression, state);
      case "FunctionDeclaration":
        return Ways.on(state, node);
      default:
        return this.steps.inOrder(childrenOf(node, this.subject.module.parsed.visitorKeys), state, node);
    }
  }

  #then(ways: Ways, way: Way, node: Node): Ways {
    const out = new Ways().merge(ways, "on");
    for (const [state] of ways.of("on")) out.add(way, state, node);
    return out;
  }

  #block(statements: readonly Node[], state: State, node: Node): Ways {
    const out = new Ways();
    let current = new Map<State, Node>([[state, node]]);
    const start = state === "none" ? firstEndingAfter(statements, this.subject.first) : 0;
    for (let index = start; index < statements.length && current.size > 0; index += 1) {
      const statement = statements[index] as Node;
      // Nothing more is said of the connection: whatever leaves from here on leaves in the same state.
      if (this.#loops === 0 && statement.range[0] > this.subject.relevant.last) break;
      const next = new Map<State, Node>();
      for (const [each] of current) {
        const ways = this.statement(statement, each);
        out.merge(ways, "on");
        for (const [reached, at] of ways.of("on")) if (!next.has(reached)) next.set(reached, at);
      }
      current = next;
    }
    for (const [each, at] of current) out.add("on", each, at);
    return out;
  }

  /** Runs `next` in every state in which a piece goes on. */
  #after(ways: Ways, next: (state: State) => Ways): Ways {
    const out = new Ways().merge(ways, "on");
    for (const [state] of ways.of("on")) out.merge(next(state));
    return out;
  }

  #if(node: Extract<Node, { type: "IfStatement" }>, state: State): Ways {
    return this.#after(this.steps.expression(node.test, state), (tested) => {
      const { yes, no, isLoose = false } = this.subject.split(node.test, tested);
      if (isLoose) this.steps.trusting += 1;
      const then = new Ways();
      for (const each of yes) then.merge(this.statement(node.consequent, each));
      const otherwise = new Ways();
      for (const each of no) {
        if (node.alternate) otherwise.merge(this.statement(node.alternate, each));
        else otherwise.add("on", each, node);
      }
      if (!isLoose) return then.merge(otherwise);
      this.steps.trusting -= 1;
      return this.#trusting(then, otherwise);
    });
  }

  /** A release under a flag: the flag is taken to know when. */
  #trusting(then: Ways, otherwise: Ways): Ways {
    const isBack = [then, otherwise].some((ways) => ways.of("on").has("back"));
    const all = new Ways().merge(then).merge(otherwise);
    if (!isBack) return all;
    const out = new Ways().merge(all, "on");
    for (const [state, at] of all.of("on")) if (state === "back" || state === "gone" || state === "none") out.add("on", state, at);
    return out;
  }

  #try(node: Extract<Node, { type: "TryStatement" }>, state: State): Ways {
    const { block, handler, finalizer } = node;
    const tried = this.statement(block, state);
    let ways = tried;
    if (handler) {
      ways = new Ways().merge(tried, "throw");
      for (const [thrown] of tried.of("throw")) ways.merge(this.statement(handler.body, thrown));
    }
    if (!finalizer) return ways;
    const out = new Ways();
    for (const way of ways.ways) {
      for (const [each, at] of ways.of(way)) {
        const final = this.statement(finalizer, each);
        out.merge(final, "on");
        for (const [last] of final.of("on")) out.add(way, last, at);
      }
    }
    return out;
  }

  #loop(node: Extract<Node, { type: "ForStatement" | "WhileStatement" | "DoWhileStatement" | "ForOfStatement" | "ForInStatement" }>, state: State): Ways {
    this.#loops += 1;
    const out = new Ways();
    const seen = new Set<State>();
    const open: State[] = [];
    const enter = (each: State): void => {
      if (seen.has(each)) return;
      seen.add(each);
      open.push(each);
    };
    const before = this.#before(node, state);
    out.merge(before, "on");
    const isEndless = (node.type === "ForStatement" && !node.test) || ("test" in node && node.test?.type === "Literal" && Boolean(node.test.value));
    const leave = (each: State, at: Node): void => {
      if (!isEndless) out.add("on", each, at);
    };
    for (const [each] of before.of("on")) {
      enter(each);
      if (node.type !== "DoWhileStatement") leave(each, node);
    }
    const labels = ["", ...labelsOf(node)];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      const ways = this.statement(node.body, each);
      out.merge(ways, "on", ...labels.flatMap((label): Way[] => [`break ${label}`, `continue ${label}`]));
      for (const label of labels) for (const [broken, at] of ways.of(`break ${label}`)) out.add("on", broken, at);
      const rounds = [ways.of("on"), ...labels.map((label) => ways.of(`continue ${label}`))].flatMap((states) => [...states.keys()]);
      for (const round of rounds) {
        const tested = this.#between(node, round);
        out.merge(tested, "on");
        for (const [again, at] of tested.of("on")) {
          leave(again, at);
          enter(again);
        }
      }
    }
    this.#loops -= 1;
    return out;
  }

  #before(node: Node, state: State): Ways {
    switch (node.type) {
      case "ForStatement":
        return this.steps.inOrder([node.init, node.test].filter((each) => each !== null), state, node);
      case "WhileStatement":
        return this.steps.expression(node.test, state);
      case "ForOfStatement":
      case "ForInStatement": {
        const ways = this.steps.expression(node.right, state);
        if (node.type === "ForInStatement" || !node.await || !this.mayFail(node)) return ways;
        for (const [each] of ways.of("on")) ways.add("throw", this.steps.failed(each, node.right), node);
        return ways;
      }
      default:
        return Ways.on(state, node);
    }
  }

  #between(node: Node, state: State): Ways {
    if (node.type === "ForStatement") return this.steps.inOrder([node.update, node.test].filter((each) => each !== null), state, node);
    return node.type === "WhileStatement" || node.type === "DoWhileStatement" ? this.steps.expression(node.test, state) : Ways.on(state, node);
  }

  #switch(node: Extract<Node, { type: "SwitchStatement" }>, state: State): Ways {
    const out = new Ways();
    const asked = this.steps.expression(node.discriminant, state);
    out.merge(asked, "on");
    const hasDefault = node.cases.some(({ test }) => test === null);
    for (const [each] of asked.of("on")) {
      if (!hasDefault) out.add("on", each, node);
      let falling = new Map<State, Node>();
      for (const one of node.cases) {
        const ways = new Ways();
        for (const entered of new Set([each, ...falling.keys()])) ways.merge(this.#block(one.consequent, entered, one));
        out.merge(ways, "on", "break ");
        for (const [broken, at] of ways.of("break ")) out.add("on", broken, at);
        falling = new Map(ways.of("on"));
      }
      for (const [last, at] of falling) out.add("on", last, at);
    }
    return out;
  }

  #labeled(node: Extract<Node, { type: "LabeledStatement" }>, state: State): Ways {
    const ways = this.statement(node.body, state);
    const out = new Ways().merge(ways, `break ${node.label.name}`);
    for (const [each, at] of ways.of(`break ${node.label.name}`)) out.add("on", each, at);
    return out;
  }
}

function labelsOf(loop: Node): string[] {
  const labels: string[] = [];
  for (let around = loop.parent; around?.type === "LabeledStatement"; around = around.parent) labels.push(around.label.name);
  return labels;
}

/** The first of a list of statements that ends after a position, found without looking at all. */
function firstEndingAfter(statements: readonly Node[], position: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle] as Node).range[1] <= position) low = middle + 1;
    else high = middle;
  }
  // Functions are hoisted: one declared further up is only entered where it is called.
  return low;
}
