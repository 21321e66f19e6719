import type { Reading } from "./constructions.js";
import { dottedName } from "./escapes.js";
import { bare, isWithin, staticName, type ModuleText, type Node, type Variable } from "./module-text.js";
import { alwaysLeaves, awaitsElse, hasBound, isCapped, mayBound, mayThrow, nodesRunIn } from "./retries-bounds.js";
import { isTooLong, nodesWithin } from "./retries-callbacks.js";
import { turnsOf } from "./retries-turns.js";
import type { ConnectionCall, ConnectionWork } from "./retries-work.js";

export type Loop = Extract<Node, { type: "WhileStatement" | "DoWhileStatement" | "ForStatement" }>;

/** A retry written by hand. */
export interface HandRetry {
  readonly kind: "hand";
  readonly shape: "loop" | "recursion" | "timer" | "listener" | "twice";
  readonly at: Node;
  /** Attempts where they are counted; `"some"` where there is an end whose number is not known. */
  readonly attempts: number | "endless" | "some";
  /** The delay grows to a cap. */
  readonly capped: boolean;
  /** It goes on for some errors only, and these do not say that the server is away: a lost race, a duplicate. */
  readonly selective?: boolean;
  /** What is repeated. */
  readonly work: readonly ConnectionCall[];
}

/** Loops that repeat what failed: they are left on success, and go round again when an error was caught. */
export function findRetryLoops(reading: Reading, work: ConnectionWork): HandRetry[] {
  const { module } = reading;
  if (!module.parsed.text.includes("catch")) return [];
  return module.nodesOf("WhileStatement", "DoWhileStatement", "ForStatement").flatMap((loop): HandRetry[] => {
    if (isTooLong(loop.body, module)) return [];
    const flag = readFlag(loop.test ?? undefined, loop, module);
    const tried = findTry(loop, flag, module);
    const repeated = tried?.block ?? caughtCall(loop, flag, module);
    if (!repeated) return [];
    const calls = work.callsIn(repeated);
    if (calls.length === 0 || isCountedIn(repeated, loop, module)) return [];
    const handler = tried?.handler?.body;
    if (handler && (alwaysLeaves(handler, module, loop) || isCaughtLate(handler, loop, module))) return [];
    const isOpen = (loop.test === null || loop.test === undefined || isTruthyLiteral(loop.test) || flag !== undefined) && !(loop.type === "ForStatement" && loop.update && loop.test);
    const isGivenUp = flag !== undefined && handler !== undefined && setsFlag(handler, flag, module);
    const bounded = !isOpen || isGivenUp || isBoundedInside(loop, tried, reading);
    return [{ kind: "hand", shape: "loop", at: loop, attempts: bounded ? turnsOf(loop, tried?.handler?.body, reading) : "endless", capped: isCapped(loop.body, module), selective: isSelective(tried, loop, module), work: calls }];
  });
}

/** `while (!connected)`: a flag that only the loop itself sets. */
function readFlag(test: Node | undefined, loop: Loop, module: ModuleText): string | undefined {
  if (!test) return undefined;
  const inner = bare(test);
  const asked = inner.type === "UnaryExpression" && inner.operator === "!" ? bare(inner.argument) : equalsNothing(inner);
  if (!asked) return undefined;
  if (asked.type === "Identifier") {
    const variable = module.variableOf(asked);
    return variable && isSetOnlyIn(loop, variable) ? asked.name : undefined;
  }
  if (asked.type !== "MemberExpression" || bare(asked.object).type !== "ThisExpression") return undefined;
  const text = module.textOf(asked);
  const writes = module.nodesOf("AssignmentExpression").filter(({ left }) => module.textOf(left) === text);
  const isOwn = writes.some((write) => isWithin(write, loop)) && writes.every((write) => isWithin(write, loop) || isInitial(write.right));
  return isOwn ? text : undefined;
}

function equalsNothing(node: Node): Node | undefined {
  if (node.type !== "BinaryExpression" || !/^===?$/.test(node.operator)) return undefined;
  return isInitial(node.right) ? bare(node.left) : undefined;
}

function isInitial(node: Node): boolean {
  const value = bare(node);
  return (value.type === "Literal" && (value.value === null || value.value === false)) || (value.type === "Identifier" && value.name === "undefined");
}

function isSetOnlyIn(loop: Loop, variable: Variable): boolean {
  const writes = variable.references.filter((reference) => reference.isWrite() && reference.init !== true);
  return writes.length > 0 && writes.every(({ identifier }) => isWithin(identifier as Node, loop));
}

/** The `try` of a loop body after whose success the loop is left. */
function findTry(loop: Loop, flag: string | undefined, module: ModuleText): Extract<Node, { type: "TryStatement" }> | undefined {
  const tries = nodesRunIn(loop.body, module).filter((each) => each.type === "TryStatement");
  return tries.find((tried) => {
    if (!tried.handler || nearestLoop(tried) !== loop) return false;
    if (leavesOnSuccess(tried.block, module, loop) || delegates(tried.block, module)) return true;
    if (flag !== undefined && setsFlag(tried.block, flag, module)) return true;
    return leavesAfter(tried, module, loop);
  });
}

/** Whether a `try` ends by leaving the loop. One that is left under a condition only goes on after success: it consumes, polls or waits. */
function leavesOnSuccess(node: Node, module: ModuleText, loop: Loop): boolean {
  if (node.type === "BlockStatement") return node.body.some((each) => leavesOnSuccess(each, module, loop));
  return node.type === "TryStatement" ? leavesOnSuccess(node.block, module, loop) : alwaysLeaves(node, module, loop);
}

/** `catch (error) { if (!(error instanceof WatchError)) throw error; }` */
function isSelective(tried: Extract<Node, { type: "TryStatement" }> | undefined, loop: Loop, module: ModuleText): boolean {
  const caught = tried?.handler?.param ? module.variableOf(tried.handler.param) : undefined;
  return (tried?.handler?.body.body ?? []).some((each) => {
    if (each.type !== "IfStatement" || !alwaysLeaves(each.consequent, module, loop) || !mayBound(each.test, loop.body, module)) return false;
    return nodesWithin(each.test, module).some((part) => part.type === "Identifier" && caught !== undefined && module.variableOf(part) === caught);
  });
}

/** Calls that only tell about an attempt. */
const TELLS = /(?:^|\.)(?:log|debug|info|warn|error|trace|verbose|write|notice)$/i;

/** Whether the count of a `for` is used in what is repeated: every turn does something else then, a key or a host each. */
function isCountedIn(repeated: Node, loop: Loop, module: ModuleText): boolean {
  const declarator = loop.type === "ForStatement" && loop.init?.type === "VariableDeclaration" ? loop.init.declarations[0] : undefined;
  const variable = declarator && module.variableOf(declarator.id);
  return (variable?.references ?? []).some(({ identifier }) => isWithin(identifier as Node, repeated) && !isTold(identifier as Node, repeated));
}

function isTold(node: Node, within: Node): boolean {
  for (let around = node.parent; around && around !== within; around = around.parent) {
    if (around.type === "CallExpression" && TELLS.test(dottedName(around.callee) ?? "")) return true;
  }
  return false;
}

function nearestLoop(node: Node): Node | undefined {
  let around = node.parent;
  while (around && !/^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(around.type)) around = around.parent;
  return around;
}

/** `yield* open()`: what is handed on ends, or fails and is opened again. */
function delegates(block: Node, module: ModuleText): boolean {
  return nodesRunIn(block, module).some((each) => each.type === "YieldExpression" && each.delegate);
}

function setsFlag(block: Node, flag: string, module: ModuleText): boolean {
  return nodesRunIn(block, module).some((each) => each.type === "AssignmentExpression" && module.textOf(each.left) === flag && !isInitial(each.right));
}

/** `try { client = await connect(); } catch { …; continue; } return client;` */
function leavesAfter(tried: Node, module: ModuleText, loop: Loop): boolean {
  const block = tried.parent;
  if (block?.type !== "BlockStatement") return false;
  const handler = tried.type === "TryStatement" ? tried.handler?.body.body.at(-1) : undefined;
  if (handler?.type !== "ContinueStatement") return false;
  return block.body.slice(block.body.indexOf(tried as (typeof block.body)[number]) + 1).some((each) => alwaysLeaves(each, module, loop));
}

/** `while (!client) client = await connect().catch(() => undefined)` */
function caughtCall(loop: Loop, flag: string | undefined, module: ModuleText): Node | undefined {
  if (flag === undefined) return undefined;
  const assignments = nodesRunIn(loop.body, module).filter((each) => each.type === "AssignmentExpression");
  const assigned = assignments.find(({ left }) => module.textOf(left) === flag);
  if (!assigned) return undefined;
  const value = bare(assigned.right);
  const callee = value.type === "CallExpression" ? bare(value.callee) : undefined;
  return callee?.type === "MemberExpression" && staticName(callee) === "catch" ? callee.object : undefined;
}

/** The error is kept and looked at after the loop's other work: too far to follow. */
function isCaughtLate(handler: Node, loop: Loop, module: ModuleText): boolean {
  const kept = nodesRunIn(handler, module).flatMap((each) => (each.type === "AssignmentExpression" && each.left.type === "Identifier" ? [each.left.name] : []));
  const tests = nodesRunIn(loop.body, module).flatMap((each) => (each.type === "IfStatement" && !isWithin(each, handler) ? [each.test] : []));
  return tests.some((test) => nodesWithin(test, module).some((each) => each.type === "Identifier" && kept.includes(each.name)));
}

/** An end inside the body: in the catch, the finally, or before and behind the `try`. Leaving inside the `try` is success. */
function isBoundedInside(loop: Loop, tried: Extract<Node, { type: "TryStatement" }> | undefined, reading: Reading): boolean {
  const { module } = reading;
  if (!tried) return hasBound(loop.body, module, loop);
  const body = loop.body.type === "BlockStatement" ? loop.body.body : [loop.body];
  const around = body.filter((statement) => !isWithin(tried, statement));
  if (around.some((each) => awaitsElse(each, module))) return true;
  const behind = [tried.handler?.body, tried.finalizer].flatMap((each) => (each ? [each] : []));
  return [...around, ...behind].some((each) => hasBound(each, module, loop) || mayThrow(each, reading));
}

function isTruthyLiteral(test: Node): boolean {
  const inner = bare(test);
  return inner.type === "Literal" && Boolean(inner.value);
}
