import type { Reading } from "./constructions.js";
import { bare, isWithin, type Node, type Variable } from "./module-text.js";
import { alwaysLeaves } from "./retries-bounds.js";
import type { Loop } from "./retries-loops.js";

/** A count of a loop: where it starts, and by how much it changes on every turn. */
interface Count {
  readonly variable: Variable;
  readonly from: number;
  readonly step: number;
}

/**
 * How often a loop with an end goes round when every turn fails: `for (let i = 0; i < 5; i++)`, `while (left > 0)`, or
 * `if (attempt >= 5) throw error` in its catch.
 * @returns `"some"` where the numbers are not known
 */
export function turnsOf(loop: Loop, handler: Node | undefined, reading: Reading): number | "some" {
  const test = loop.test ? bare(loop.test) : undefined;
  if (test?.type === "BinaryExpression") return turnsUntil(test, loop, false, reading) ?? "some";
  if (handler?.type !== "BlockStatement") return "some";
  const leaving = handler.body.find((each) => each.type === "IfStatement" && alwaysLeaves(each.consequent, reading.module, loop));
  const given = leaving?.type === "IfStatement" ? bare(leaving.test) : undefined;
  return (given?.type === "BinaryExpression" ? turnsUntil(given, loop, true, reading) : undefined) ?? "some";
}

/** @param leaves whether the loop is left when the comparison holds, rather than when it does not any more */
function turnsUntil(test: Extract<Node, { type: "BinaryExpression" }>, loop: Loop, leaves: boolean, reading: Reading): number | undefined {
  const limit = reading.values.of(test.right);
  const asked = bare(test.left);
  const isChanged = asked.type === "UpdateExpression";
  const count = countOf(isChanged ? asked.argument : asked, loop, reading);
  if (!count || limit.kind !== "known" || typeof limit.word !== "number") return undefined;
  const { from, step } = count;
  // What is counted before it is looked at: `++attempt >= 5`, or a count that goes up in the catch itself.
  const isAhead = isChanged ? asked.prefix : leaves && isCountedBefore(count.variable, test, loop);
  for (let turn = 0, at = from + (isAhead ? step : 0); turn <= MOST_TURNS; turn += 1, at += step) {
    const holds = compare(at, test.operator, limit.word);
    if (holds === undefined) return undefined;
    // The turn on which the loop is left from inside was made; the one its own test refuses was not.
    if (holds === leaves) return turn + (leaves ? 1 : 0) || undefined;
  }
  return undefined;
}

/** Nobody counts further by hand. */
const MOST_TURNS = 10_000;

function compare(left: number, operator: string, right: number): boolean | undefined {
  const answers: Record<string, boolean> = { "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "===": left === right, "==": left === right, "!==": left !== right, "!=": left !== right };
  return answers[operator];
}

/** A variable that starts with a number before the loop, and is changed at one place in it. */
function countOf(name: Node, loop: Loop, reading: Reading): Count | undefined {
  const variable = name.type === "Identifier" ? reading.module.variableOf(name) : undefined;
  const declarator = variable?.defs[0]?.node as Node | undefined;
  if (!variable || declarator?.type !== "VariableDeclarator" || !declarator.init || isWithin(declarator, loop.body)) return undefined;
  const start = reading.values.of(declarator.init);
  const changes = variable.references.filter((reference) => reference.isWrite() && reference.init !== true).map(({ identifier }) => identifier as Node);
  const [change] = changes;
  const step = changes.length === 1 && change && isWithin(change, loop) ? stepOf(change, reading) : undefined;
  if (start.kind !== "known" || typeof start.word !== "number" || step === undefined) return undefined;
  return { variable, from: start.word, step };
}

function stepOf(name: Node, reading: Reading): number | undefined {
  const change = name.parent;
  if (change?.type === "UpdateExpression") return change.operator === "++" ? 1 : -1;
  if (change?.type !== "AssignmentExpression" || !/^[+-]=$/.test(change.operator)) return undefined;
  const by = reading.values.of(change.right);
  if (by.kind !== "known" || typeof by.word !== "number") return undefined;
  return change.operator === "+=" ? by.word : -by.word;
}

/** Whether the count has already changed on this turn where it is looked at. */
function isCountedBefore(variable: Variable, test: Node, loop: Loop): boolean {
  const change = variable.references.find((reference) => reference.isWrite() && reference.init !== true)?.identifier as Node | undefined;
  return change !== undefined && isWithin(change, loop.body) && change.range[0] < test.range[0];
}
