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
    const test = conditionOn(body, module);
    const calls = work.callsIn(body).filter(({ does, client }) => does === "makes" || (does === "connects" && ["connection", "multiplexed"].includes(client.holds)));
    if (!test || calls.length === 0 || hasFlag(body, module)) return [];
    return [{ kind: "hand", shape: "timer", at: call, attempts: "endless", capped: false, work: calls }];
  });
}

/** `if (!connection.ok) …`: it repeats what failed, where without a condition it is periodic work. */
function conditionOn(body: Node, module: ModuleText): Node | undefined {
  return nodesWithin(body, module).find((each) => each.type === "IfStatement" || each.type === "LogicalExpression" || each.type === "ConditionalExpression");
}

/** The handle is kept and cleared somewhere, perhaps once connected. */
function isCleared(call: Node, module: ModuleText): boolean {
  const holder = call.parent;
  const target = holder?.type === "VariableDeclarator" ? holder.id : holder?.type === "AssignmentExpression" ? holder.left : undefined;
  if (!target) return false;
  const text = module.textOf(target).replace(/\s*:.*$/, "");
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
