import { bare, isWithin, staticName, type ModuleText, type Node } from "./module-text.js";
import { isFunction, isReference, type FunctionNode } from "./retries-callbacks.js";
import { usesOfFunction } from "./retries.js";

/** A place in a function that runs the same function again. */
export interface Reentry {
  readonly node: Node;
  /** Called at once, or by a timer. */
  readonly by: "call" | "timer";
  /** The arguments it is called with. */
  readonly args: readonly Node[];
}

/** The calls and timers inside a function that run it again. */
export function reentriesOf(made: FunctionNode, module: ModuleText): Reentry[] {
  return usesOfFunction(made, module)
    .filter((use) => isWithin(use, made) && use !== made)
    .flatMap((use) => reentryAt(use));
}

/** `F(…)`, `setTimeout(F, …)`, `setTimeout(F.bind(this), …)`, `setTimeout(() => F(), …)`, `.catch(F)`, `.then(F)` behind a sleep. */
export function reentryAt(use: Node): Reentry[] {
  const around = use.parent;
  if (!around) return [];
  if (around.type === "CallExpression" && around.callee === use) {
    const timer = timerAround(around);
    return [{ node: timer ?? around, by: timer ? "timer" : "call", args: around.arguments }];
  }
  const given = around.type === "MemberExpression" && staticName(around) === "bind" && around.parent?.type === "CallExpression" ? around.parent : use;
  const call = given.parent;
  if (call?.type !== "CallExpression" || !isReference(use)) return [];
  if (isTimer(call)) return [{ node: call, by: "timer", args: call.arguments.slice(2) }];
  const callee = bare(call.callee);
  const name = callee.type === "MemberExpression" ? staticName(callee) : undefined;
  return name === "then" || name === "catch" ? [{ node: call, by: "call", args: [] }] : [];
}

function timerAround(call: Node): Node | undefined {
  for (let around = call.parent; around; around = around.parent) {
    if (isFunction(around)) return around.parent?.type === "CallExpression" && isTimer(around.parent) ? around.parent : undefined;
  }
  return undefined;
}

function isTimer(call: Extract<Node, { type: "CallExpression" }>): boolean {
  const callee = bare(call.callee);
  const name = callee.type === "Identifier" ? callee.name : staticName(callee);
  return /^(?:setTimeout|setImmediate|nextTick|queueMicrotask)$/.test(name ?? "");
}
