import type { Setting } from "../catalogue/shape.js";
import type { JudgedSite } from "../judge/site.js";
import type { Wait } from "../judge/waits.js";
import type { Preferences, ValueName } from "../settings.js";
import { suggestionOnly, type Fix } from "./edit.js";
import { setOptions, type Wanted } from "./set-options.js";

/**
 * Writes every timeout that is missing, those that belong together at once. Made by itself are connect and acquire timeouts,
 * and a command timeout where all uses of the client are visible and ordinary requests; what is left over is suggested.
 * @returns the change to make and the change to suggest, each where there is one
 */
export function setTimeouts(site: JudgedSite, waits: readonly Wait[], messageId: string, context: Preferences): { fix?: Fix | undefined; suggest?: Fix | undefined } {
  const wanted = waits.map((wait) => ({ wait, want: wantedFor(site, wait) }));
  const safe = wanted.filter(({ wait, want }) => isMadeAlone(site, wait, want.name, context)).map(({ want }) => want);
  const all = setOptions(site, unique(wanted.map(({ want }) => want)), messageId, context);
  if (safe.length === wanted.length) return { fix: all };
  const half = safe.length > 0 ? setOptions(site, unique(safe), messageId, context) : undefined;
  // Where nothing is made by itself, half of it is no offer.
  return half?.certain === true ? { fix: half, suggest: suggestionOnly(all) } : { suggest: suggestionOnly(all) };
}

/**
 * Writes the timeout that ends a dead connection in use. By itself only where every use is visible and an ordinary request:
 * a connection that waits on purpose would be cut off.
 */
export function setDeadPeer(site: JudgedSite, options: readonly string[], messageId: string, context: Preferences): Fix | undefined {
  for (const [name, setting] of settingsOf(site)) {
    const [option] = setting.options;
    const [fact] = setting.absent;
    if (!options.includes(option as string) || setting.write === undefined || !fact) continue;
    const judged = site.setting(name);
    // A server-side limit may stand for the reply; for the dead connection only the client's own timer counts.
    const verdict = judged.is === "off" ? judged : ({ is: "off", because: "default", option: option as string, setting, fact, certain: false } as const);
    const value: ValueName = name === "deadPeer" ? "deadPeer" : isStore(site) ? "commandTimeout" : "queryTimeout";
    const fix = setOptions(site, [{ name: value, verdict, fallback: setting.write }], messageId, context);
    const isOrdinary = site.role.role === "request" && site.role.complete && isStore(site);
    const isChosen = context.settings.values[value] !== undefined;
    // A timer on the silence of a socket that runs while nobody uses it too: whether that is worth it, its owner says.
    return (isOrdinary || isChosen) && setting.disturbsIdle === undefined ? fix : suggestionOnly(fix);
  }
  return undefined;
}

function settingsOf(site: JudgedSite): ["deadPeer" | "commandTimeout", Setting][] {
  const { deadPeer, commandTimeout } = site.construction.client.settings;
  return [...(deadPeer ?? []).map((each): ["deadPeer", Setting] => ["deadPeer", each]), ...(commandTimeout ?? []).map((each): ["commandTimeout", Setting] => ["commandTimeout", each])];
}

function wantedFor(site: JudgedSite, { for: kind, verdict }: Wait): Wanted {
  const reply = isStore(site) ? "commandTimeout" : "queryTimeout";
  const name: ValueName = kind === "connection" ? "connectTimeout" : kind === "slot" ? "acquireTimeout" : reply;
  return { name, verdict, fallback: verdict.is === "default" ? verdict.value : (verdict.setting.write ?? 0) };
}

function isMadeAlone(site: JudgedSite, wait: Wait, name: ValueName, context: Preferences): boolean {
  // What is in force already is only written down.
  if (wait.for === "connection" || wait.verdict.is === "default") return true;
  // Callers that are started side by side all wait for the same few connections: how long is long enough only they know.
  if (wait.for === "slot") return !site.surroundings.sideBySide;
  if (name === "queryTimeout") return context.settings.values.queryTimeout !== undefined;
  return site.role.role === "request" && site.role.complete && !hasTwoCures(site, wait);
}

/**
 * What destroys a dead connection may end the wait for a reply too. Which of the two is meant its author says: written by two
 * rules, the text would hang on which of them came first.
 */
function hasTwoCures(site: JudgedSite, { verdict }: Wait): boolean {
  const other = site.setting("deadPeer");
  return other.is === "off" && verdict.setting.options.includes(other.setting.options[0] as string);
}

/** One option may end two waits: it is written once. */
function unique(wanted: readonly Wanted[]): Wanted[] {
  const seen = new Set<string>();
  return wanted.filter(({ verdict }) => {
    const option = verdict.setting.options[0] as string;
    return !seen.has(option) && seen.add(option) !== undefined;
  });
}

/** Key-value stores answer in milliseconds; their words for blocking and subscribing tell one from an ordinary request. */
function isStore(site: JudgedSite): boolean {
  return site.construction.client.roles?.blocking !== undefined;
}
