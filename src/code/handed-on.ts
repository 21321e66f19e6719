import type { Construction, Reading } from "./constructions.js";
import type { Call } from "./options.js";
import { findUses, readBinding } from "./uses.js";

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
