import type { Reading } from "./constructions.js";
import { bare, childrenOf, isWithin, staticName, type ModuleText, type Node } from "./module-text.js";
import { isFunction, nodesWithin } from "./retries-callbacks.js";
import { dottedName } from "./escapes.js";
import { functionAt } from "./retries.js";

/** Error codes that tell of a server that is away: a retry that goes on for these alone has no end all the same. */
const AWAY = /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|PIPE|HOST(?:UNREACH|DOWN)|NETUNREACH|AI_AGAIN|NOTFOUND)|PROTOCOL_CONNECTION_LOST|57P0[123]|08\d{3})$/;

/** The nodes of a body that run with it: those of functions inside it are left out. */
export function nodesRunIn(node: Node, module: ModuleText): Node[] {
  const found: Node[] = [];
  const open: Node[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    found.push(next);
    if (next !== node && isFunction(next)) continue;
    open.push(...childrenOf(next, module.parsed.visitorKeys));
  }
  return found;
}

/** Whether a statement or expression leaves what it stands in: throws, returns, rejects, ends the process, breaks the loop. */
export function leaves(node: Node, module: ModuleText, loop?: Node): boolean {
  return nodesRunIn(node, module).some((each) => {
    switch (each.type) {
      case "ThrowStatement":
      case "ReturnStatement":
        return !isInInnerFunction(each, node);
      case "BreakStatement":
        return loop === undefined || breaks(each) === loop;
      case "CallExpression": {
        const name = dottedName(each.callee) ?? "";
        return /^(?:process\.(?:exit|abort|kill)|reject|rej|done|fail|callback|cb|next)$/.test(name);
      }
      default:
        return false;
    }
  });
}

function isInInnerFunction(node: Node, within: Node): boolean {
  if (node === within) return false;
  for (let around = node.parent; around && around !== within; around = around.parent) if (isFunction(around)) return true;
  return false;
}

/** The loop or switch that a `break` leaves. */
function breaks(statement: Extract<Node, { type: "BreakStatement" }>): Node | undefined {
  let around: Node | undefined = statement.parent;
  if (statement.label) {
    const { name } = statement.label;
    while (around && !(around.type === "LabeledStatement" && around.label.name === name)) around = around.parent;
    return around?.type === "LabeledStatement" ? around.body : undefined;
  }
  while (around && !/^(?:For|ForIn|ForOf|While|DoWhile|Switch)Statement$/.test(around.type)) around = around.parent;
  return around;
}

/**
 * Whether a condition can put an end to a retry: anything that is not only about which error was caught, and of the
 * errors only those that do not say that the server is away. What cannot be told counts as an end.
 * @param when whether it ends when the condition holds, or goes on for as long as it does
 */
export function mayBound(test: Node, body: Node, module: ModuleText, when: "holds" | "fails" = "holds"): boolean {
  const condition = bare(test);
  if (condition.type === "LogicalExpression" && condition.operator === "&&") {
    const parts = [condition.left, condition.right].map((each) => mayBound(each, body, module, when));
    // What goes on while both hold ends with the first that does not; what ends when both hold needs both.
    return when === "fails" ? parts.includes(true) : !parts.includes(false);
  }
  const nodes = nodesWithin(test, module);
  const codes = nodes.flatMap((each) => (each.type === "Literal" && typeof each.value === "string" ? [each.value] : []));
  const isAboutError = nodes.some((each) => each.type === "MemberExpression" && ["code", "errno"].includes(staticName(each) ?? ""));
  if (isAboutError && codes.length > 0 && codes.every((each) => AWAY.test(each))) return false;
  // A count that is made anew on every turn never reaches anything.
  const counted = nodes.flatMap((each) => (each.type === "Identifier" ? [module.variableOf(each)] : [])).filter((each) => each !== undefined);
  const isFresh = counted.length > 0 && counted.every((variable) => isWithin(variable.identifiers[0] as Node | undefined, body) && isCounter(variable.identifiers[0] as Node));
  return !isFresh;
}

function isCounter(name: Node): boolean {
  const declarator = name.parent;
  return declarator?.type === "VariableDeclarator" && declarator.init?.type === "Literal" && typeof declarator.init.value === "number";
}

/** A condition inside a body under which it is left, or a signal that it listens to. */
export function hasBound(body: Node, module: ModuleText, loop?: Node): boolean {
  return nodesRunIn(body, module).some((each) => {
    if (each.type === "IfStatement") {
      const isLeaving = leaves(each.consequent, module, loop) || (each.alternate !== null && leaves(each.alternate, module, loop));
      return isLeaving && mayBound(each.test, loop && "body" in loop && loop.body ? (loop.body as Node) : body, module);
    }
    if (each.type === "ConditionalExpression") return leaves(each, module, loop);
    if (each.type === "SwitchStatement") return leaves(each, module, loop);
    return isSignal(each);
  });
}

function isSignal(node: Node): boolean {
  if (node.type === "MemberExpression") return ["throwIfAborted", "aborted"].includes(staticName(node) ?? "");
  return node.type === "Property" && staticName(node) === "signal";
}

/**
 * Whether the delay of a body grows to a cap: `Math.min(…)`, a variable that grows for as long as it is below one, one of two
 * delays by a count, one of a list.
 */
export function isCapped(body: Node, module: ModuleText): boolean {
  return nodesWithin(body, module).some((each) => {
    if (each.type === "AssignmentExpression") return growsUpTo(each, body, module);
    if (each.type === "ConditionalExpression") return isComparison(each.test) && isNumeric(each.consequent) && isNumeric(each.alternate);
    if (each.type === "LogicalExpression") return /^(?:\?\?|\|\|)$/.test(each.operator) && isElement(each.left) && isNumeric(each.right);
    if (each.type !== "CallExpression") return false;
    const callee = bare(each.callee);
    const name = dottedName(callee) ?? staticName(callee) ?? "";
    if (WAITS.test(name) && each.arguments.some((argument) => isComputedElsewhere(argument))) return true;
    return name === "Math.min" || /backoff|(?:next|get|calc\w*|compute)\w*(?:delay|wait)/i.test(name);
  });
}

/** `delayFor(attempt)`: what comes of it is not known. */
function isComputedElsewhere(node: Node): boolean {
  const value = bare(node);
  if (value.type !== "CallExpression" || /^(?:Math|Number)\b|\bbind$/.test(dottedName(value.callee) ?? "")) return false;
  return value.arguments.some((argument) => /^(?:Identifier|MemberExpression|UpdateExpression|BinaryExpression)$/.test(bare(argument).type));
}

function isComparison(test: Node): boolean {
  const condition = bare(test);
  return condition.type === "BinaryExpression" && /^[<>]=?$/.test(condition.operator);
}

/** A delay, written out or computed: `30_000`, `count * 100`, `MAX_DELAY`. */
function isNumeric(node: Node): boolean {
  const value = bare(node);
  if (value.type === "Literal") return typeof value.value === "number";
  return value.type === "BinaryExpression" ? /^[*+/-]|\*\*$/.test(value.operator) : /^(?:Identifier|MemberExpression)$/.test(value.type);
}

/** `DELAYS[attempt]` */
function isElement(node: Node): boolean {
  const value = bare(node);
  return value.type === "MemberExpression" && value.computed;
}

/** `if (delay < 30_000) delay *= 2`, `if (delay > MAX) delay = MAX`, `delay = delay * 2 > MAX ? MAX : delay * 2`. */
function growsUpTo(assignment: Extract<Node, { type: "AssignmentExpression" }>, body: Node, module: ModuleText): boolean {
  const right = bare(assignment.right);
  const target = module.textOf(assignment.left);
  const isCompared = (test: Node): boolean => {
    return nodesWithin(test, module).some((each) => each.type === "BinaryExpression" && /^[<>]=?$/.test(each.operator) && nodesWithin(each, module).some((part) => module.textOf(part) === target));
  };
  if (right.type === "Literal" && typeof right.value !== "number") return false;
  if (right.type === "Literal" && (right.value === 0 || assignment.operator === "+=")) return false; // a count
  if (right.type === "ConditionalExpression" && isCompared(right.test)) return true;
  for (let around: Node | undefined = assignment.parent; around && isWithin(around, body); around = around.parent) {
    if (around.type === "IfStatement" && isCompared(around.test)) return true;
  }
  return false;
}

/** Calls that only wait: what they are awaited for is the pause. */
const WAITS = /sleep|delay|wait|pause|setTimeout|timer|backoff/i;

/** Names of functions that are there to throw, or to decide what becomes of an error. */
const THROWS = /^(?:assert|check|ensure|throw|rethrow|bail|abort|expect|spend|consume|give_?up|handle|on\w*(?:error|fail))|(?:OrThrow|IfAborted|Budget)$/i;

/** Whether a statement may throw besides what it catches, or end the process: a local function that does, or one whose name says so. */
export function mayThrow(node: Node, reading: Reading): boolean {
  return nodesRunIn(node, reading.module).some((each) => {
    if (each.type !== "CallExpression") return false;
    const callee = bare(each.callee);
    const [called] = functionAt(callee, reading);
    if (called) return "body" in called && called.body !== null && nodesRunIn(called.body as Node, reading.module).some((inner) => inner.type === "ThrowStatement" || endsProcess(inner));
    return THROWS.test((callee.type === "Identifier" ? callee.name : staticName(callee)) ?? "");
  });
}

function endsProcess(node: Node): boolean {
  return node.type === "CallExpression" && /^process\.(?:exit|abort|kill)$/.test(dottedName(node.callee) ?? "");
}

/** Whether a statement waits for something else than time: for an answer, an event, another service. Its failure leaves what it stands in. */
export function awaitsElse(node: Node, module: ModuleText): boolean {
  return nodesRunIn(node, module).some((each) => each.type === "AwaitExpression" && !WAITS.test(module.textOf(each.argument)) && !/^new Promise/.test(module.textOf(each.argument)));
}

/** Whether some way through a list of statements ends without leaving it. */
export function alwaysLeaves(node: Node, module: ModuleText, loop?: Node): boolean {
  if (node.type === "BlockStatement") return node.body.some((each) => alwaysLeaves(each, module, loop));
  if (node.type === "IfStatement") {
    return node.alternate !== null && alwaysLeaves(node.consequent, module, loop) && alwaysLeaves(node.alternate, module, loop);
  }
  if (node.type === "BreakStatement") return loop === undefined || breaks(node) === loop;
  if (node.type === "ExpressionStatement") return node.expression.type === "CallExpression" && leaves(node, module, loop);
  return node.type === "ThrowStatement" || node.type === "ReturnStatement";
}
