import type { Reading } from "./constructions.js";
import type { ModuleText } from "./module-text.js";

/** Names under which libraries take a timeout for one call. */
const PER_CALL = /\b(?:timeout|requestTimeout|queryTimeout|query_timeout|callTimeout|timeoutMs|maxTimeMS|deadline|abortSignal|signal)\b\s*[:=(,}]|AbortSignal\.timeout/;

/** Files without the calls that make their clients, and what was found in them. */
const texts = new WeakMap<ModuleText, { readonly rest: string; readonly gives: Map<string, boolean> }>();

/**
 * Whether a file gives timeouts to single calls, anywhere but where clients are made. Whoever does so has thought of
 * replies that do not come; which calls are covered only running it would tell.
 */
export function givesTimeoutPerCall(reading: Reading): boolean {
  return gives(reading, PER_CALL);
}

/** Whether one of these options is given to single calls, in the same sense. */
export function givesPerCall(reading: Reading, names: readonly string[]): boolean {
  return names.length > 0 && gives(reading, new RegExp(`\\b(?:${names.join("|")})\\b\\s*[:=,}]`));
}

function gives(reading: Reading, pattern: RegExp): boolean {
  // Most files say nothing of the kind anywhere: those need not be cut.
  if (!reading.module.matches(pattern)) return false;
  const { rest, gives: known } = textBesideMakers(reading);
  const answer = known.get(pattern.source) ?? pattern.test(rest);
  known.set(pattern.source, answer);
  return answer;
}

/** Whether single queries have a timeout of their own, in the same sense. An abort signal ends no query. */
export function timesQueries(reading: Reading): boolean {
  return givesPerCall(reading, ["timeout", "queryTimeout", "query_timeout", "callTimeout", "timeoutMs"]);
}

/** A file without the calls that make its clients. */
function textBesideMakers(reading: Reading): { readonly rest: string; readonly gives: Map<string, boolean> } {
  const { module } = reading;
  const cached = texts.get(module);
  if (cached !== undefined) return cached;
  const { text } = module.parsed;
  let from = 0;
  let rest = "";
  for (const { call } of reading.constructions) {
    const [start, end] = call.range;
    if (start > from) rest += `${text.slice(from, start)} `;
    from = Math.max(from, end);
  }
  rest += text.slice(from);
  const made = { rest, gives: new Map<string, boolean>() };
  texts.set(module, made);
  return made;
}
