import type { Reading } from "./constructions.js";
import type { ModuleText, Node } from "./module-text.js";
import { bare, staticName } from "./module-text.js";
import { functionAround } from "./values.js";

/** Calls that end a connection instead of waiting for it. */
const ENDS = new Set(["destroy", "disconnect", "terminate", "end", "close", "forceClose", "resetConnection"]);
const TIMERS = new Set(["setInterval", "setTimeout", "timeout"]);

const known = new WeakMap<ModuleText, boolean>();

/**
 * Whether a file holds a watchdog: a timer on whose failure path a client is ended. A timer that only logs is none. Which
 * client it ends is not asked: whoever wrote one knows the problem.
 */
export function hasWatchdog(reading: Reading): boolean {
  const { module } = reading;
  const cached = known.get(module);
  if (cached !== undefined) return cached;
  const has = module.nodesOf("CallExpression").some((call) => isEnd(call) && (standsOnFailurePath(call, module) || standsInTimer(call)));
  known.set(module, has);
  return has;
}

function isEnd(call: Extract<Node, { type: "CallExpression" }>): boolean {
  const callee = bare(call.callee);
  return callee.type === "MemberExpression" && ENDS.has(staticName(callee) ?? "");
}

/** In a `catch` of something that a timer races or repeats. */
function standsOnFailurePath(call: Node, module: ModuleText): boolean {
  for (let around = call.parent; around; around = around.parent) {
    if (around.type === "CatchClause" || isRejectionHandler(around)) return isTimed(around, module);
  }
  return false;
}

function isRejectionHandler(node: Node): boolean {
  const call = node.parent;
  if (call?.type !== "CallExpression" || bare(call.callee).type !== "MemberExpression") return false;
  const name = staticName(bare(call.callee));
  return (name === "catch" && call.arguments[0] === node) || (name === "then" && call.arguments[1] === node);
}

/** The function around it runs on a timer, or races one. */
function isTimed(node: Node, module: ModuleText): boolean {
  for (let made = functionAround(node); made; made = functionAround(made)) {
    const text = module.textOf(made);
    if (/\b(?:setTimeout|setInterval)\s*\(|AbortSignal\.timeout\(|\.race\(|\b[wW]ith_?[tT]imeout\b/.test(text)) return true;
    if (isTimerCallback(made) || isScheduledByName(made, module)) return true;
  }
  return false;
}

function standsInTimer(call: Node): boolean {
  for (let made = functionAround(call); made; made = functionAround(made)) if (isTimerCallback(made)) return true;
  return false;
}

function isTimerCallback(made: Node): boolean {
  const call = made.parent;
  if (call?.type !== "CallExpression" || call.arguments[0] !== made) return false;
  const callee = bare(call.callee);
  return TIMERS.has(callee.type === "Identifier" ? callee.name : (staticName(callee) ?? ""));
}

/** `setInterval(check, 5000)` for a function declared elsewhere in the file. */
function isScheduledByName(made: Node, module: ModuleText): boolean {
  const name = made.type === "FunctionDeclaration" ? made.id?.name : made.parent?.type === "VariableDeclarator" && made.parent.id.type === "Identifier" ? made.parent.id.name : undefined;
  return name !== undefined && new RegExp(`\\bset(?:Interval|Timeout)\\(\\s*${name}\\b`).test(module.parsed.text);
}
