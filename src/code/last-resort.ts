import type { Reading } from "./constructions.js";
import { isFunction } from "./frames.js";
import { bare, staticName, type Node } from "./module-text.js";
import { dottedName } from "./escapes.js";
import { functionAt } from "./retries.js";

/** What a text has to hold that adds a handler for uncaught exceptions. */
export const LAST_RESORT = /uncaughtException\b(?!Monitor)/;

const ADDING = /^(?:on|once|addListener|prependListener|prependOnceListener)$/;
/** `process.exit(1)`, `shutdown()`, `abort()`, `throw error`: what a handler says that lets the process end all the same. */
const ENDING = /(?:exit|abort|kill|terminate|quit|die|shut_?down|crash)\w*\s*\(|\bthrow\b/i;

/**
 * Whether a file adds a handler for uncaught exceptions after which the process goes on: `process.on("uncaughtException", …)`.
 * A handler that cannot be read counts as one that goes on.
 */
export function hasLastResort(reading: Reading): boolean {
  const { module } = reading;
  if (!module.matches(LAST_RESORT)) return false;
  return module.nodesOf("CallExpression").some(({ callee, arguments: [event, handler] }) => {
    const member = bare(callee);
    if (member.type !== "MemberExpression" || !ADDING.test(staticName(member) ?? "") || dottedName(member.object) !== "process") return false;
    return event?.type === "Literal" && event.value === "uncaughtException" && handler !== undefined && goesOn(handler, reading);
  });
}

function goesOn(handler: Node, reading: Reading): boolean {
  const [made] = functionAt(handler, reading);
  const body = made && isFunction(made) ? made.body : undefined;
  return body === undefined || !ENDING.test(reading.module.textOf(body));
}
