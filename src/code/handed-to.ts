import type { Reading } from "./constructions.js";
import type { Node } from "./module-text.js";
import { findUses, readBinding, type Use } from "./uses.js";

/** What a function does with the client it is handed. */
type Part = "closers" | "limiters";

/** Whether a use hands the client to a function that is known to do this. */
export function isHandedTo(part: Part, use: Use, reading: Reading): boolean {
  return use.kind === "argument" && use.call !== undefined && isOne(part, use.call, reading);
}

/** Whether what an expression makes is handed to such a function, at once or later. */
export function isHandedOn(part: Part, made: Node, reading: Reading): boolean {
  // Only the settings know such functions.
  if (reading.table.own.isEmpty) return false;
  const { binding } = readBinding(made, reading.module);
  if (binding.kind === "passed") return isOne(part, binding.call, reading);
  return findUses(binding, reading.module).some((use) => isHandedTo(part, use, reading));
}

function isOne(part: Part, call: Node, reading: Reading): boolean {
  if (reading.table.own.isEmpty || (call.type !== "CallExpression" && call.type !== "NewExpression")) return false;
  const origin = reading.originOfCall(call);
  return origin !== undefined && reading.table.takesClient(part, origin, call.type === "NewExpression" ? "new" : "call");
}
