import type { LivenessFact } from "../catalogue/shape.js";
import { givesPerCall } from "../code/call-timeouts.js";
import type { Construction, Reading } from "../code/constructions.js";
import { isHandedToOthers } from "../code/handed-to.js";
import type { Node } from "../code/module-text.js";
import { staysInFunction } from "../code/uses.js";
import type { JudgedSite } from "./site.js";
import { pickFact } from "./facts.js";

/** What a construction does about a dead connection that is in use. */
export type Liveness =
  | { readonly is: "fine" }
  | { readonly is: "unsure" }
  /** An option would do it. */
  | { readonly is: "missing"; readonly options: readonly string[]; readonly looksSafe: string | undefined; readonly fact: LivenessFact; readonly certain: boolean }
  /** It does so by itself, after minutes. */
  | { readonly is: "slow"; readonly options: readonly string[]; readonly seconds: number; readonly fact: LivenessFact }
  /** No option does it, only code. */
  | { readonly is: "noRemedy"; readonly looksSafe: string | undefined; readonly fact: LivenessFact }
  /** An option that closes healthy connections unless others stand beside it. */
  | { readonly is: "harmful"; readonly option: string; readonly without: string; readonly at: Node; readonly fact: LivenessFact };

/** Judges whether anything would destroy a dead connection in use. */
export function judgeLiveness(site: JudgedSite): Liveness {
  const { construction } = site;
  if (!construction.sure || !site.isOffered) return { is: "unsure" };
  const picked = pickFact(construction.client.liveness ?? [], site.installed, (fact) => JSON.stringify([fact.by, fact.options, fact.harmful]));
  if (!picked) return { is: "unsure" };
  const { fact } = picked;
  if (givesPerCall(site.reading, fact.perCall ?? [])) return { is: "fine" };
  if (fact.by === "self") return judgeSlow(site, fact, picked.certain);
  const harm = findHarm(site, fact);
  if (harm) return harm;

  const needed = (fact.options ?? []).map((option) => stateOf(site, option));
  if (needed.length > 0 && needed.every((state) => state === "there")) return { is: "fine" };
  if (needed.includes("unreadable") || !construction.options.readable) return { is: "unsure" };
  const looksSafe = (fact.looksSafe ?? []).find((option) => stateOf(site, option) === "there");
  if (endsWithItsCall(site)) return { is: "fine" };
  if (fact.by !== "option") return handsOn(construction, site.reading) ? { is: "unsure" } : { is: "noRemedy", looksSafe, fact };
  const options = (fact.options ?? []).filter((_option, index) => needed[index] === "absent");
  return { is: "missing", options, looksSafe, fact, certain: picked.certain && fact.probe !== undefined };
}

/** What is done by itself can be switched off, and may take its time. */
function judgeSlow(site: JudgedSite, fact: LivenessFact, isCertain: boolean): Liveness {
  const { afterSeconds: seconds, options = [] } = fact;
  if (seconds === undefined) return { is: "fine" };
  if (!site.construction.options.readable) return { is: "unsure" };
  const states = options.map((option) => stateOf(site, option));
  if (states.includes("there")) return { is: "fine" };
  if (states.includes("unreadable")) return { is: "unsure" };
  const isOff = options.some((option) => site.construction.options.get(option).state === "present");
  if (isOff) return { is: "missing", options, looksSafe: undefined, fact, certain: isCertain && fact.probe !== undefined };
  return { is: "slow", options, seconds, fact };
}

/** A client for one call, whose commands time out: it ends with that call, and nobody meets the dead connection again. */
function endsWithItsCall(site: JudgedSite): boolean {
  return ["on", "set"].includes(site.setting("commandTimeout").is) && staysInFunction(site.construction.call, site.reading.module);
}

/** Requests are made by somebody else, who may end them: an agent handed to another HTTP client. */
function handsOn(construction: Construction, reading: Reading): boolean {
  return construction.client.holds === "agent" && isHandedToOthers(construction, reading);
}

function findHarm(site: JudgedSite, fact: LivenessFact): Liveness | undefined {
  for (const { option, without } of fact.harmful ?? []) {
    const value = site.construction.options.get(option);
    if (value.state !== "present") continue;
    const at = value.branches.find(({ word }) => word === undefined || (typeof word === "number" && word > 0))?.node;
    const missing = without.find((each) => stateOf(site, each) === "absent");
    if (at && missing !== undefined) return { is: "harmful", option, without: missing, at, fact };
  }
  return undefined;
}

/** `0`, `null`, `false` and `undefined` switch a timeout off: as good as absent. */
function stateOf(site: JudgedSite, option: string): "there" | "absent" | "unreadable" {
  const value = site.construction.options.get(option);
  if (value.state === "unreadable") return "unreadable";
  if (value.state === "absent") return urlHas(site, option);
  const isOff = value.branches.every(({ word }) => word === 0 || word === null || word === false || word === "<undefined>");
  return isOff ? "absent" : "there";
}

/** An option that the library reads from its URL may stand there. */
function urlHas(site: JudgedSite, option: string): "there" | "absent" | "unreadable" {
  const settings = Object.values(site.construction.client.settings).flat();
  const names = settings.find(({ options }) => options.includes(option))?.inUrl ?? [];
  if (names.length === 0) return "absent";
  const { urls } = site.construction.options;
  if (urls.some(({ parameters }) => [...parameters.keys()].some((name) => names.includes(name)))) return "there";
  return urls.some(({ whole }) => !whole) ? "unreadable" : "absent";
}
