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
  rest = withoutRelays(rest + text.slice(from));
  const made = { rest, gives: new Map<string, boolean>() };
  texts.set(module, made);
  return made;
}

/**
 * A text without the signals that end a call only when somebody else's does, and that one may be missing:
 * `options?.signal?.addEventListener("abort", () => controller.abort())`. A signal that has to be handed over may carry a
 * timeout, and so may one whose controller is used in any other way.
 */
function withoutRelays(text: string): string {
  if (!text.includes("AbortController")) return text;
  let rest = text;
  for (const [, name = ""] of text.matchAll(/\b(?:const|let|var)\s+([\w$]+)\s*=\s*new\s+(?:[\w$]+\.)?AbortController\s*\(\s*\)/g)) {
    const written = name.replaceAll("$", "\\$");
    const relay = new RegExp(`\\?\\.addEventListener\\(\\s*["']abort["']\\s*,\\s*\\(\\)\\s*=>\\s*${written}\\.abort\\(\\)`, "g");
    const given = new RegExp(`(?<![\\w$.])(?:signal|abortSignal)\\s*:\\s*${written}\\.signal\\b(?!\\s*[.?])`, "g");
    const declared = new RegExp(`\\b${written}\\s*=\\s*new\\b`, "g");
    const left = rest.replace(relay, "").replace(given, "");
    const isRelay = relay.test(rest) && !new RegExp(`(?<![\\w$])${written}(?![\\w$])`).test(left.replace(declared, ""));
    if (isRelay) rest = left;
  }
  return rest;
}
