import type { Construction, Reading } from "./constructions.js";
import { fieldOf } from "./frames-callees.js";
import { isClass, isExported } from "./frames.js";
import type { Node } from "./module-text.js";
import { findUses, readBinding, type Use } from "./uses.js";

/** What a connection is used for. */
export type Role = "request" | "blocking" | "subscriber" | "queue" | "unknown";

export interface RoleReading {
  readonly role: Role;
  /** Every use of the client stands in this file: it is not exported, returned, stored away, copied or handed on. */
  readonly complete: boolean;
}

/** Members that every emitter and client has and that tell nothing. */
const NEUTRAL = new Set(["on", "once", "off", "addlistener", "removelistener", "removealllisteners", "connect", "close", "end", "quit", "disconnect", "destroy"]);

/** Calls that only look at what they are given. */
const ONLOOKERS = /^(?:console\.\w+|Boolean|String|assert)$/;

/** A use of a client in whatever file it stands. */
export interface PlacedUse {
  readonly use: Use;
  readonly reading: Reading;
}

/**
 * The role of a connection, read from how it is used. The one place that decides it; exporting, returning or storing a
 * client hides uses but is not handing it on, passing it to a call that cannot be read is.
 * @param elsewhere uses in other files, where somebody has looked for them
 */
export function readRole(construction: Construction, reading: Reading, elsewhere: readonly PlacedUse[] = []): RoleReading {
  const { binding, chained } = readBinding(construction.call, reading.module);
  const uses: PlacedUse[] = [...[...chained, ...findUses(binding, reading.module)].map((use) => ({ use, reading })), ...elsewhere];
  const words = construction.client.roles;
  const has = (list: readonly string[] | undefined, use: Use): boolean =>
    use.member !== undefined && (list ?? []).some((word) => word.toLowerCase() === use.member?.toLowerCase());
  let complete = binding.kind === "variable" && !isExported(binding.variable, reading.module);
  if (binding.kind === "member") complete = isPrivateMember(binding.owner, binding.name);

  let handedOn = binding.kind === "passed" || binding.kind === "stored";
  let commands = 0;
  if (binding.kind === "passed") {
    const role = roleOfTaker(binding.call, reading);
    if (role) return { role, complete: true };
  }
  for (const { use, reading: place } of uses) {
    if (has(words?.blocking, use) || (construction.client.holds === "connection" && isListening(use, place))) return { role: "blocking", complete };
    if (has(words?.subscriber, use)) return { role: "subscriber", complete };
    if (has(words?.copies, use) || use.kind === "returned" || use.kind === "exported") complete = false;
    else if (use.kind === "argument" && use.call) {
      const role = roleOfTaker(use.call, place);
      if (role) return { role, complete };
      if (!ONLOOKERS.test(place.module.textOf(use.call.callee))) handedOn = true;
    } else if (use.kind === "other") handedOn = true;
    else if (use.member !== undefined && !NEUTRAL.has(use.member.toLowerCase()) && !has(words?.neutral, use)) commands += 1;
  }
  if (handedOn) return { role: "unknown", complete: false };
  return { role: commands > 0 ? "request" : "unknown", complete: complete && commands > 0 };
}

/** `client.query("LISTEN jobs")`: a connection that waits for what others send. */
export function isListening({ call }: Use, { module }: Reading): boolean {
  const [text] = call?.arguments ?? [];
  return text !== undefined && /^["'`]\s*LISTEN\b/i.test(module.textOf(text));
}

function roleOfTaker(call: NonNullable<Use["call"]>, reading: Reading): Role | undefined {
  const origin = reading.originOfCall(call);
  return origin && reading.table.takerOf(origin, call.type === "NewExpression" ? "new" : "call")?.role;
}

/** Whether nobody outside the class can see a member of it: its instances go where the class itself may not. */
function isPrivateMember(owner: Node, name: string): boolean {
  const field = isClass(owner) ? fieldOf(owner, name) : undefined;
  return name.startsWith("#") || field?.accessibility === "private";
}
