import type { Reading } from "./constructions.js";
import { bare, isWithin, staticName, type ModuleText, type Node } from "./module-text.js";
import { hasBound, isCapped, leaves, mayBound } from "./retries-bounds.js";
import { isFunction, isTooLong, nodesWithin, type FunctionNode } from "./retries-callbacks.js";
import type { HandRetry } from "./retries-loops.js";
import { findReconnects } from "./retries-listeners.js";
import { reentriesOf, reentryAt, type Reentry } from "./retries-reentry.js";
import type { ConnectionWork } from "./retries-work.js";
import { usesOfFunction } from "./retries.js";

/** Functions that run themselves again when they fail: in a `catch`, from a timer there, from a listener. */
export function findReentries(reading: Reading, work: ConnectionWork): HandRetry[] {
  const { module } = reading;
  const functions: FunctionNode[] = module.nodesOf("FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression");
  return functions.flatMap((made): HandRetry[] => {
    if (usesOfFunction(made, module).length === 0 || isTooLong(made.body, module)) return [];
    const reentries = [...reentriesOf(made, module), ...reentriesThrough(made, reading)];
    const listeners = findReconnects(made, reading, work);
    if (reentries.length === 0 && listeners.length === 0) return [];
    const failing = reentries.map((each) => ({ each, branch: failureBranch(each.node, made, module) }));
    // A function that goes on after success as well is a poll loop, whatever it does about errors.
    if (failing.some(({ branch }) => branch === undefined)) return [];
    const own = failing.flatMap(({ each, branch }): HandRetry[] => {
      if (!branch || branch === "elsewhere") return [];
      const calls = branch.tried.flatMap((tried) => work.callsIn(tried));
      if (calls.length === 0) return [];
      const bounded = isCounted(each, made, module) || isConditional(each.node, branch.node, module) || hasBound(branch.node, module) || startsGuarded(made, module);
      return [{ kind: "hand", shape: each.by === "timer" ? "timer" : "recursion", at: each.node, attempts: bounded ? "some" : "endless", capped: isCapped(branch.node, module), work: calls }];
    });
    const first = own[0];
    if (first && listeners.length > 0 && listeners.every(({ shape }) => shape === "listener") && first.attempts === "endless") {
      return [...own, ...listeners.map((each): HandRetry => ({ ...each, shape: "twice" }))];
    }
    return [...own, ...listeners];
  });
}

/** Calls of another local function that does nothing but run this one again: `scheduleReconnect()`. */
function reentriesThrough(made: FunctionNode, reading: Reading): Reentry[] {
  const { module } = reading;
  const helpers = new Map<FunctionNode, Node[]>();
  for (const use of usesOfFunction(made, module)) {
    const [reentry] = isWithin(use, made) ? [] : reentryAt(use);
    const helper = reentry && namedFunctionAround(reentry.node);
    if (!helper || helpers.has(helper) || isWithin(made, helper)) continue;
    const runs = usesOfFunction(helper, module).filter((each) => isWithin(each, made));
    if (runs.length === 0 || failureBranch(reentry.node, helper, module) !== undefined) continue;
    if (!isConditional(reentry.node, helper.body, module) && !hasBound(helper.body, module) && !isCapped(helper, module) && !clearsTimer(helper, module)) helpers.set(helper, runs);
  }
  return [...helpers.values()].flat().flatMap((use) => reentryAt(use));
}

function namedFunctionAround(node: Node): FunctionNode | undefined {
  for (let around = node.parent; around; around = around.parent) {
    if (isFunction(around) && (around.type === "FunctionDeclaration" || /^(?:VariableDeclarator|MethodDefinition|PropertyDefinition)$/.test(around.parent?.type ?? ""))) return around;
  }
  return undefined;
}

/** `clearTimeout(this.timer)`, or a flag: whoever writes that keeps count in another way too. */
function clearsTimer(made: FunctionNode, module: ModuleText): boolean {
  return nodesWithin(made, module).some((each) => {
    if (each.type === "CallExpression") return /^clear(?:Timeout|Interval)$/.test(module.textOf(each.callee));
    return each.type === "AssignmentExpression" && each.right.type === "Literal" && typeof each.right.value === "boolean";
  });
}

/** The branch for failure that a node stands in, with what was tried: `catch`, `.catch(…)`, `if (err)` of a callback. */
function failureBranch(node: Node, made: FunctionNode, module: ModuleText): { node: Node; tried: readonly Node[] } | "elsewhere" | undefined {
  let inner = node;
  for (let around = node.parent; around && around !== made; inner = around, around = around.parent) {
    if (around.type === "CatchClause") return around.parent?.type === "TryStatement" ? { node: around.body, tried: [around.parent.block] } : undefined;
    if (around.type === "TryStatement" && around.finalizer === inner) return undefined;
    if (around.type === "CallExpression" && around.callee.type === "MemberExpression") {
      const name = staticName(around.callee);
      const isHandler = (name === "catch" && around.arguments[0] === inner) || (name === "then" && around.arguments[1] === inner);
      if (isHandler) return { node: inner, tried: [around.callee.object] };
      if (/^(?:on|once|addListener|addEventListener)$/.test(name ?? "")) return "elsewhere";
    }
    if (isFunction(around) && (around.type === "FunctionDeclaration" || around.parent?.type === "VariableDeclarator")) return "elsewhere";
    if (around.type === "CallExpression" && bare(around.callee).type === "MemberExpression" && staticName(bare(around.callee)) === "catch" && around === node) {
      return { node, tried: [around.callee] };
    }
    if (around.type === "IfStatement" && around.consequent === inner) {
      const callback = errorCallback(around, module);
      if (callback) return { node: around.consequent, tried: [callback] };
    }
  }
  const own = node.type === "CallExpression" && node.callee.type === "MemberExpression" && staticName(node.callee) === "catch" ? node.callee.object : undefined;
  return own ? { node, tried: [own] } : undefined;
}

/** For `if (err) …` in `client.connect((err) => …)`: the call that was tried. */
function errorCallback(statement: Extract<Node, { type: "IfStatement" }>, module: ModuleText): Node | undefined {
  const test = bare(statement.test);
  const variable = test.type === "Identifier" ? module.variableOf(test) : undefined;
  const name = variable?.identifiers[0] as Node | undefined;
  for (let around: Node | undefined = statement.parent; around; around = around.parent) {
    if (!isFunction(around)) continue;
    const call = around.parent;
    return around.params[0] !== undefined && around.params[0] === name && call?.type === "CallExpression" ? call : undefined;
  }
  return undefined;
}

/** `connect(attempt + 1)`: a count is handed on, and compared with something. */
function isCounted({ args }: Reentry, made: FunctionNode, module: ModuleText): boolean {
  if (args.some((arg, index) => isChangedAndTested(arg, made.params[index], made, module))) return true;
  const changed = args.some((arg) => nodesWithin(arg, module).some(({ type }) => type === "BinaryExpression" || type === "UpdateExpression"));
  return changed && nodesWithin(made, module).some((each) => {
    return (each.type === "BinaryExpression" && /^[<>]=?$|^[!=]==?$/.test(each.operator)) || (each.type === "LogicalExpression" && each.operator !== "??");
  });
}

/** `connect(false)` where `connect(isFirst = true)` asks whether it is the first time. */
function isChangedAndTested(arg: Node, parameter: Node | undefined, made: FunctionNode, module: ModuleText): boolean {
  const name = parameter?.type === "AssignmentPattern" ? parameter.left : parameter;
  const variable = name && module.variableOf(name);
  if (!variable || (arg.type === "Identifier" && module.variableOf(arg) === variable)) return false;
  return nodesWithin(made.body, module).some((each) => {
    const test = each.type === "IfStatement" || each.type === "ConditionalExpression" ? each.test : each.type === "LogicalExpression" && each.operator !== "??" ? each.left : undefined;
    return test !== undefined && nodesWithin(test, module).some((part) => part.type === "Identifier" && module.variableOf(part) === variable);
  });
}

/** Run again only under a condition that may end it. */
function isConditional(node: Node, branch: Node, module: ModuleText): boolean {
  for (let around = node.parent; around && isWithin(around, branch); around = around.parent) {
    if ((around.type === "IfStatement" || around.type === "ConditionalExpression") && !isWithin(node, around.test) && mayBound(around.test, branch, module, "fails")) return true;
    if (around.type === "LogicalExpression" && isWithin(node, around.right)) return true;
    if (around.type === "SwitchStatement") return true;
  }
  return false;
}

/** `if (this.closed) return;` at the start of the function that is run again. */
export function startsGuarded(made: FunctionNode, module: ModuleText): boolean {
  if (made.body.type !== "BlockStatement") return false;
  return made.body.body.some((statement) => statement.type === "IfStatement" && !nodesWithin(statement, module).some(isFunction) && leaves(statement.consequent, module));
}
