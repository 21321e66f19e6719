import { consequences } from "../catalogue/consequences.js";
import type { Setting } from "../catalogue/shape.js";
import type { Node } from "../code/module-text.js";
import { givesPerCall, givesTimeoutPerCall } from "../code/call-timeouts.js";
import type { JudgedSite } from "./site.js";
import type { Verdict } from "./setting.js";

type Off = Extract<Verdict, { is: "off" }>;
type Default = Extract<Verdict, { is: "default" }>;

/** What is waited for without an end of the client's own, or with one that nobody chose. */
export interface Wait {
  readonly for: "connection" | "reply" | "slot";
  readonly verdict: Off | Default;
  readonly option: string;
}

/** Everything a construction may wait for far too long and has an option for. */
export interface EndlessWaits {
  readonly absent: readonly Wait[];
  readonly written: readonly (Wait & { readonly verdict: Extract<Off, { because: "written" }> })[];
  /** Those that the library's own number ends. */
  readonly finite: readonly (Wait & { readonly verdict: Default })[];
}

/**
 * The waits of a client that nothing ends. A reply is asked of connections for requests only: one that blocks on purpose,
 * subscribes or serves a queue waits as long as it takes.
 */
export function findEndlessWaits(site: JudgedSite): EndlessWaits {
  const waits: Wait[] = [];
  const add = (kind: Wait["for"], verdict: Verdict): void => {
    if ((verdict.is !== "off" && verdict.is !== "default") || verdict.setting.write === undefined) return;
    if (givesPerCall(site.reading, verdict.setting.perCall ?? [])) return;
    waits.push({ for: kind, verdict, option: verdict.setting.options[0] as string });
  };
  add("connection", site.setting("connectTimeout"));
  const reply = site.setting("commandTimeout");
  if ((reply.is === "off" || reply.is === "default") && isAsked(site, reply.setting) && !givesTimeoutPerCall(site.reading)) add("reply", reply);
  add("slot", site.setting("acquireTimeout"));
  const written = waits.filter((wait): wait is EndlessWaits["written"][number] => wait.verdict.is === "off" && wait.verdict.because === "written");
  const finite = waits.filter((wait): wait is EndlessWaits["finite"][number] => wait.verdict.is === "default");
  return { absent: waits.filter(({ verdict }) => verdict.is === "off" && verdict.because === "default"), written, finite };
}

/** Whether a limit for replies makes sense: not where commands wait on purpose, or are likely to. */
function isAsked(site: JudgedSite, { forRequests }: Setting): boolean {
  const { role } = site.role;
  return role === "request" || (role === "unknown" && forRequests === undefined);
}

/** `130 s for a connection and 940 s for a reply`, as a message says it. */
export function waitsText(waits: readonly Wait[]): string {
  const slots = new Set(waits.filter((wait) => wait.for === "slot").map(({ option }) => option));
  const texts = waits.flatMap((wait) => {
    if (wait.verdict.is === "default") return [`${secondsText(wait.verdict)} s for a ${wait.for === "slot" ? "free connection" : wait.for}`];
    if (wait.for === "slot") return ["for ever for a free connection"];
    // One option for both: the longer wait says it all.
    if (wait.for === "connection") return slots.has(wait.option) ? [] : [`${consequences.connect.seconds} s for a connection`];
    return [`${consequences.reply.seconds} s for a reply`];
  });
  return joined(texts);
}

function secondsText({ value, setting }: Default): string {
  return String(setting.unit === "s" ? value : value / 1000);
}

/** The options that end the waits, each once: `` `a` and `b` ``. */
export function optionsText(waits: readonly Wait[]): string {
  return joined([...new Set(waits.map(({ option }) => `\`${option}\``))]);
}

function joined(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1) ?? ""}`;
}

/** A command timeout in force on a connection that waits on purpose. */
export interface BrokenBlocking {
  readonly option: string;
  readonly at: Node;
  readonly role: string;
  /** ms */
  readonly value: number;
  readonly setting: Setting;
}

/** A timeout that covers commands in flight, on a connection whose commands are meant to wait. */
export function findBrokenBlocking(site: JudgedSite): BrokenBlocking | undefined {
  const { role } = site.role;
  if (role !== "blocking" && role !== "queue") return undefined;
  for (const setting of site.construction.client.settings.commandTimeout ?? []) {
    if (setting.breaksBlocking === undefined) continue;
    const [option] = setting.options;
    const value = site.construction.options.get(option as string);
    if (value.state !== "present") continue;
    const branch = value.branches.find(({ word }) => typeof word === "number" && word > 0);
    const verdict = site.setting("commandTimeout");
    if (branch && verdict.is === "on") return { option: option as string, at: branch.node, role, value: branch.word as number, setting };
  }
  return undefined;
}
