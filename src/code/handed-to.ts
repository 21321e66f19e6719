import type { Construction, Reading } from "./constructions.js";
import type { Node } from "./module-text.js";
import type { Call } from "./options.js";
import { findUses, readBinding, type Use } from "./uses.js";

/** What a function of the user's own does with the client it is handed. */
type Part = "closers" | "limiters";

/**
 * Whether a client is handed to something that is not its own library's: `axios.create({ httpAgent: agent })`, a global, an
 * array. What is done with it there this file does not show. Exporting and returning it is no handing on.
 */
export function isHandedToOthers(construction: Construction, reading: Reading): boolean {
  const { binding } = readBinding(construction.call, reading.module);
  const isOwn = (call: Call): boolean => construction.family.packages.includes(reading.originOfCall(call)?.specifier ?? "");
  if (binding.kind === "stored") return true;
  if (binding.kind === "passed") return !isOwn(binding.call);
  return findUses(binding, reading.module).some(({ kind, call }) => (kind === "argument" ? !call || !isOwn(call) : kind === "other"));
}

/** Whether what an expression makes is handed, at once or later, to a function that is known to close or to bound it. */
export function isHandedToOneOf(part: Part, made: Node, reading: Reading): boolean {
  // Only the settings know such functions.
  if (reading.table.own.isEmpty) return false;
  const { binding } = readBinding(made, reading.module);
  if (binding.kind === "passed") return isOneOf(part, binding.call, reading);
  return findUses(binding, reading.module).some((use) => handsToOneOf(part, use, reading));
}

/** Whether this one use of a client hands it to such a function. */
export function handsToOneOf(part: Part, use: Use, reading: Reading): boolean {
  return use.kind === "argument" && use.call !== undefined && isOneOf(part, use.call, reading);
}

function isOneOf(part: Part, call: Node, reading: Reading): boolean {
  if (reading.table.own.isEmpty || (call.type !== "CallExpression" && call.type !== "NewExpression")) return false;
  const origin = reading.originOfCall(call);
  return origin !== undefined && reading.table.takesClient(part, origin, call.type === "NewExpression" ? "new" : "call");
}
