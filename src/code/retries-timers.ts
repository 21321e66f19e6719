import type { Reading } from "./constructions.js";
import { bare, staticName, type ModuleText, type Node } from "./module-text.js";
import { isTooLong, nodesWithin } from "./retries-callbacks.js";
import type { HandRetry } from "./retries-loops.js";
import type { ConnectionWork } from "./retries-work.js";
import { functionAt } from "./retries.js";

/** Intervals that dial whenever the connection is not there, and never stop: a slow attempt overlaps the next one. */
export function findRetryIntervals(reading: Reading, work: ConnectionWork): HandRetry[] {
  const { module } = reading;
  if (!module.parsed.text.includes("setInterval")) return [];
  return module.nodesOf("CallExpression").flatMap((call): HandRetry[] => {
    const callee = bare(call.callee);
    const [given] = call.arguments;
    if (callee.type !== "Identifier" || callee.name !== "setInterval" || !given || isCleared(call, module)) return [];
    const [made] = functionAt(given, reading);
    if (!made || !("body" in made) || !made.body) return [];
    const body = made.body as Node;
    if (isTooLong(body, module)) return [];
    const test = conditionOn(body, reading);
    const calls = work.callsIn(body).filter(({ does, client }) => does === "makes" || (does === "connects" && ["connection", "multiplexed"].includes(client.holds)));
    if (!test || calls.length === 0 || hasFlag(body, module)) return [];
    return [{ kind: "hand", shape: "timer", at: call, attempts: "endless", capped: false, work: calls }];
  });
}

/** `if (!connection.ok) …` about what is filled there: it repeats what failed, where anything else is periodic work. */
function conditionOn(body: Node, reading: Reading): Node | undefined {
  const { module } = reading;
  const called = nodesWithin(body, module).flatMap((each) => (each.type === "CallExpression" ? functionAt(each.callee, reading) : []));
  const assigned = [body, ...called].flatMap((each) => nodesWithin(each, module).flatMap((inner) => (inner.type === "AssignmentExpression" ? [module.textOf(inner.left)] : [])));
  return nodesWithin(body, module).find((each) => {
    const test = each.type === "IfStatement" || each.type === "ConditionalExpression" ? each.test : each.type === "LogicalExpression" ? each.left : undefined;
    return test !== undefined && nodesWithin(test, module).some((part) => assigned.includes(module.textOf(part)));
  });
}

/** The handle is kept and cleared somewhere, perhaps once connected. */
function isCleared(call: Node, module: ModuleText): boolean {
  const holder = call.parent;
  const target = holder?.type === "VariableDeclarator" ? holder.id : holder?.type === "AssignmentExpression" ? holder.left : holder?.type === "PropertyDefinition" ? holder.key : undefined;
  if (!target) return false;
  const text = (holder?.type === "PropertyDefinition" ? `this.${module.textOf(target)}` : module.textOf(target)).replace(/\s*:.*$/, "");
  return module.nodesOf("CallExpression").some(({ callee, arguments: [first] }) => {
    const called = bare(callee);
    return called.type === "Identifier" && called.name === "clearInterval" && first !== undefined && module.textOf(first) === text;
  });
}

/** An attempt under way is remembered: a boolean is set in the callback. */
function hasFlag(body: Node, module: ModuleText): boolean {
  return nodesWithin(body, module).some((each) => {
    return each.type === "AssignmentExpression" && each.right.type === "Literal" && typeof each.right.value === "boolean" && staticName(each.left) !== "ok";
  });
}
