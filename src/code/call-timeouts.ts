import type { Reading } from "./constructions.js";
import type { ModuleText } from "./module-text.js";

/** Names under which libraries take a timeout for one call. */
const PER_CALL = /\b(?:timeout|requestTimeout|queryTimeout|query_timeout|callTimeout|timeoutMs|maxTimeMS|deadline|abortSignal|signal)\b\s*[:=(,}]|AbortSignal\.timeout/;

const known = new WeakMap<ModuleText, boolean>();

/**
 * Whether a file gives timeouts to single calls, anywhere but where clients are made. Whoever does so has thought of
 * replies that do not come; which calls are covered only running it would tell.
 */
export function givesTimeoutPerCall(reading: Reading): boolean {
  const { module } = reading;
  const cached = known.get(module);
  if (cached !== undefined) return cached;
  const { text } = module.parsed;
  let from = 0;
  let rest = "";
  for (const { call } of reading.constructions) {
    const [start, end] = call.range;
    if (start > from) rest += `${text.slice(from, start)} `;
    from = Math.max(from, end);
  }
  const gives = PER_CALL.test(rest + text.slice(from));
  known.set(module, gives);
  return gives;
}
