import { isFunction, type FunctionNode } from "./frames.js";
import type { LeaseSteps } from "./leases-steps.js";
import { bare, staticName, type Node } from "./module-text.js";
import type { State } from "./paths.js";

type CallNode = Extract<Node, { type: "CallExpression" }>;
type States = Map<State, Node>;

/** In which states a promise is fulfilled and rejected. */
export interface Settled {
  readonly done: States;
  readonly failed: States;
}

/** Whether a call is a link of a chain of promises. */
export function isChain(call: CallNode): boolean {
  const callee = bare(call.callee);
  return callee.type === "MemberExpression" && /^(?:then|catch|finally)$/.test(staticName(callee) ?? "");
}

/** Follows one connection through `.then(…).catch(…).finally(…)`. */
export class LeasePromises {
  constructor(readonly steps: LeaseSteps) {}

  read(node: Node, state: State): Settled {
    const links: CallNode[] = [];
    let root: Node = node;
    for (let call = asChain(root); call; call = asChain(root)) {
      links.unshift(call);
      root = (bare(call.callee) as Extract<Node, { type: "MemberExpression" }>).object;
    }
    let settled = this.#root(root, state);
    for (const link of links) settled = this.#link(link, settled);
    return settled;
  }

  #root(root: Node, state: State): Settled {
    const ways = this.steps.expression(root, state);
    const done: States = new Map(ways.of("on"));
    const failed: States = new Map(ways.of("throw"));
    if (root.type !== "AwaitExpression" && this.steps.flow.mayFail(root)) for (const [each] of done) failed.set(this.steps.failed(each, root), root);
    return { done, failed };
  }

  #link(link: CallNode, before: Settled): Settled {
    const name = staticName(bare(link.callee));
    const [first, second] = link.arguments;
    if (name === "then") {
      const done = this.#run(first, before.done);
      const caught = second ? this.#run(second, before.failed) : { done: new Map(), failed: before.failed };
      return { done: union(done.done, caught.done), failed: union(done.failed, caught.failed) };
    }
    if (name === "catch") {
      const caught = this.#run(first, before.failed);
      return { done: union(before.done, caught.done), failed: caught.failed };
    }
    const done = this.#run(first, before.done);
    const failed = this.#run(first, before.failed);
    return { done: done.done, failed: union(done.failed, failed.done, failed.failed) };
  }

  /** Runs what is handed to a link in every state in which it is entered. */
  #run(handed: Node | undefined, states: States): Settled {
    const { subject, flow } = this.steps;
    const done: States = new Map();
    const failed: States = new Map();
    for (const [state, at] of states) {
      if (!handed) {
        done.set(state, at);
        continue;
      }
      if (subject.isReleaseValue(handed)) {
        done.set(this.steps.giveBack(handed, false, state), handed);
        continue;
      }
      const made: FunctionNode | undefined = isFunction(bare(handed)) ? (bare(handed) as FunctionNode) : subject.closureAt(handed);
      if (!made) {
        done.set(state, at);
        continue;
      }
      const ways = flow.body(made, state);
      for (const [each, where] of ways.of("return")) {
        // A promise that is returned into the chain is waited for: it may be rejected as well.
        if (each === "pending" || each === "lentPending") {
          done.set(each === "pending" ? "held" : "lent", where);
          if (flow.mayFail(where)) failed.set(each === "pending" ? "failed" : "lentFailed", where);
        } else done.set(each, where);
      }
      for (const [each, where] of ways.of("throw")) failed.set(each, where);
    }
    return { done, failed };
  }
}

function asChain(node: Node): CallNode | undefined {
  const call = bareCall(node);
  return call && isChain(call) ? call : undefined;
}

/** An `await` inside a chain has settled what comes before it. */
function bareCall(node: Node): CallNode | undefined {
  if (node.type === "AwaitExpression") return undefined;
  const call = bare(node);
  return call.type === "CallExpression" ? call : undefined;
}

function union(...all: readonly States[]): States {
  return new Map(all.flatMap((states) => [...states]));
}
