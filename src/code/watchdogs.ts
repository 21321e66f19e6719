import { timesQueries } from "./call-timeouts.js";
import type { Construction, Reading } from "./constructions.js";
import { isBuiltIn } from "./installed.js";
import type { ModuleText, Node } from "./module-text.js";
import { bare, staticName } from "./module-text.js";
import { findUses, readBinding } from "./uses.js";
import { functionAround } from "./values.js";

/** Calls that end a connection, or the request on it, instead of waiting for it. */
const ENDS = new Set(["destroy", "disconnect", "terminate", "end", "close", "forceClose", "resetConnection", "dispose"]);
/** Those that give nothing back, so that nobody is handed the dead connection next. */
const DESTROYS = new Set(["destroy", "terminate"]);
/** The older word for requests. An abort controller's own is no end: many clients only stop waiting then. */
const ABORTS = new Set(["abort"]);
const TIMERS = new Set(["setInterval", "setTimeout", "timeout"]);

const known = new WeakMap<ModuleText, boolean>();

/**
 * Whether a file holds a watchdog: a timer on whose failure path a client is ended, or queries with timeouts of their own
 * after which the connection is destroyed. A timer that only logs is none. Which client it ends is not asked: whoever wrote
 * one knows the problem.
 */
export function hasWatchdog(reading: Reading): boolean {
  const { module } = reading;
  const cached = known.get(module);
  if (cached !== undefined) return cached;
  const has = module.nodesOf("CallExpression").some((call) => {
    if (isCallOf(call, ABORTS)) return isSocketTimer(functionAround(call) ?? call);
    if (!isCallOf(call, ENDS)) return false;
    return standsOnFailurePath(call, module) || standsInTimer(call) || (isCallOf(call, DESTROYS) && isConditional(call) && timesQueries(reading));
  });
  known.set(module, has);
  return has;
}

/**
 * Whether a client is handed to a function of another file that watches over it: whose file holds a watchdog, or cannot be
 * read.
 */
export function isWatchedElsewhere({ call }: Construction, reading: Reading): boolean {
  const { binding } = readBinding(call, reading.module);
  return findUses(binding, reading.module).some(({ kind, call: taker, node }) => {
    if (kind !== "argument" || !taker?.arguments.some((argument) => bare(argument) === bare(node))) return false;
    const origin = reading.originOfCall(taker);
    // Node's own functions watch over nobody: `once(socket, "open")`.
    if (origin === undefined || isBuiltIn(origin.specifier) || reading.table.knows(origin.specifier)) return false;
    return reading.outside?.watches(origin) !== false;
  });
}

function isCallOf(call: Extract<Node, { type: "CallExpression" }>, names: ReadonlySet<string>): boolean {
  const callee = bare(call.callee);
  return callee.type === "MemberExpression" && names.has(staticName(callee) ?? "");
}

/** In a `catch`, a rejection handler or a branch, as in `if (error) connection.destroy()`. */
function isConditional(call: Node): boolean {
  for (let node = call; node.parent; node = node.parent) {
    const around = node.parent;
    if (around.type === "CatchClause" || isRejectionHandler(node)) return true;
    if ((around.type === "IfStatement" || around.type === "ConditionalExpression") && around.test !== node) return true;
    if (around.type === "LogicalExpression" && around.right === node) return true;
  }
  return false;
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
  if (call?.type !== "CallExpression" || call.arguments[0] !== made) return isSocketTimer(made);
  const callee = bare(call.callee);
  return TIMERS.has(callee.type === "Identifier" ? callee.name : (staticName(callee) ?? ""));
}

/** The timers that sockets and requests have: `request.setTimeout(2000, …)`, `request.on("timeout", …)`. */
function isSocketTimer(made: Node): boolean {
  const call = made.parent;
  if (call?.type !== "CallExpression" || call.arguments[1] !== made) return false;
  const callee = bare(call.callee);
  const name = callee.type === "MemberExpression" ? staticName(callee) : undefined;
  const [first] = call.arguments;
  return name === "setTimeout" || ((name === "on" || name === "once") && first?.type === "Literal" && first.value === "timeout");
}

/** `setInterval(check, 5000)` for a function declared elsewhere in the file. */
function isScheduledByName(made: Node, module: ModuleText): boolean {
  const name = made.type === "FunctionDeclaration" ? made.id?.name : made.parent?.type === "VariableDeclarator" && made.parent.id.type === "Identifier" ? made.parent.id.name : undefined;
  return name !== undefined && new RegExp(`\\bset(?:Interval|Timeout)\\(\\s*${name}\\b`).test(module.parsed.text);
}
