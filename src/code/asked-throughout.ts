import { isExecutor, isFunction } from "./frames.js";
import type { Lifetime } from "./lifetimes.js";
import { isWithin, rootOf, soleValue, type ModuleText, type Node, type Variable } from "./module-text.js";

/**
 * Whether a client works for one call of the function that makes it and for nothing else: every use stands in that function or in what
 * the client itself calls back, and one of them ends it. Somebody waits for an answer of it all the time.
 */
export function isAskedThroughout({ made, uses, construction }: Lifetime, module: ModuleText): boolean {
  if (!made) return false;
  const ends = uses.some(({ call, member }) => call && member !== undefined && (construction.client.close ?? []).includes(member));
  return ends && uses.every((use) => use.kind === "member" && isWithin(use.node, made) && isCalledBack(use.node, made, module));
}

/** Every function between a use of the client and the one that makes it is handed to the client, to what it answers, or to `new Promise`. */
function isCalledBack(use: Node, made: Node, module: ModuleText): boolean {
  const client = variableAtRoot(use, module);
  for (let around = use.parent; around && around !== made; around = around.parent) {
    if (!isFunction(around) || isExecutor(around)) continue;
    const call = around.parent;
    if (call.type !== "CallExpression" || call.callee === around || client === undefined || !isOfClient(call, client, module)) return false;
  }
  return true;
}

/** `client.query(…)`, a chain of such calls, or one on what the client answered. */
function isOfClient(call: Node, client: Variable, module: ModuleText): boolean {
  const root = variableAtRoot(call, module);
  const answered = root && root !== client ? soleValue(root) : undefined;
  return root === client || (answered !== undefined && variableAtRoot(answered, module) === client);
}

function variableAtRoot(chain: Node, module: ModuleText): Variable | undefined {
  const root = rootOf(chain, "calls");
  return root.type === "Identifier" ? module.variableOf(root) : undefined;
}
