import type { Fact, Setting, SettingName, ValueFact, Word } from "../catalogue/shape.js";
import { assignedMembers } from "../code/assigned.js";
import { holds, isWord } from "../code/conditions.js";
import type { Construction } from "../code/constructions.js";
import type { Installed } from "../code/installed.js";
import type { Node } from "../code/module-text.js";
import type { Branch } from "../code/options.js";
import { mayHold, mayPrecede, pickFact } from "./facts.js";

/** Why nothing can be said. The bench counts them. */
export type UnsureReason = "options" | "url" | "version" | "fact" | "kind";

interface Judged {
  /** Option that decides: the one written, or the one a fix writes. */
  readonly option: string;
  readonly fact: Fact;
  /** The version is known and the fact is proven by a probe: a fix may act on it by itself. */
  readonly certain: boolean;
  readonly setting: Setting;
}

/** What a construction does about one setting. */
export type Verdict =
  | { readonly is: "none" }
  | { readonly is: "unsure"; readonly why: UnsureReason }
  | { readonly is: "set" }
  /** Written and in force. */
  | { readonly is: "on"; readonly value: number; readonly option: string }
  /** No limit, or a wait without an end. */
  | (Judged & { readonly is: "off"; readonly because: "default" })
  | (Judged & { readonly is: "off"; readonly because: "written"; readonly at: Node; readonly word: Word })
  /** Nothing written: the library's own number is in force. */
  | (Judged & { readonly is: "default"; readonly value: number })
  /** Written, and the library makes something else of it. */
  | (Judged & { readonly is: "ineffective"; readonly at: Node; readonly written: string; readonly inForce: number | "off" | "default"; readonly isText?: boolean });

/** Judges one setting of a construction against the catalogue. */
export function judgeSetting(site: Construction, name: SettingName, installed: Installed): Verdict {
  const settings = site.client.settings[name];
  if (!settings) return { is: "none" };
  if (!site.sure) return { is: "unsure", why: "kind" };
  // Versions from before the setting, or of which nothing is known: what would be written may mean nothing to them.
  const forms = settings.flatMap(({ versions }) => versions ?? []);
  if (forms.length === settings.length && mayPrecede(forms, installed)) return { is: "unsure", why: "version" };
  const verdicts: Verdict[] = [];
  for (const setting of settings) {
    const offered = mayHold(setting.versions, installed);
    const meant = !offered ? false : setting.when ? holds(setting.when, site.options) : true;
    if (meant === "unsure") return { is: "unsure", why: "options" };
    if (!meant) continue;
    verdicts.push(judge(site, setting, installed));
    if (offered === true) break;
  }
  const [first = { is: "none" } as const, ...others] = verdicts;
  if (others.length === 0) return first;
  // Several forms of the setting are possible: something is said only where they agree, and no fix acts on it by itself.
  if (others.some((other) => gist(other) !== gist(first))) return { is: "unsure", why: "version" };
  return "certain" in first ? { ...first, certain: false } : first;
}

/** What a verdict says, apart from the option it names. */
function gist(verdict: Verdict): string {
  return `${verdict.is} ${"value" in verdict ? verdict.value : ""} ${"inForce" in verdict ? verdict.inForce : ""}`;
}

function judge(site: Construction, setting: Setting, installed: Installed): Verdict {
  let unreadable = false;
  let bad: Verdict | undefined;
  for (const option of setting.options) {
    const value = site.options.get(option);
    if (value.state === "unreadable") unreadable = true;
    if (value.state !== "present") continue;
    const written = judgeBranches(value.branches, option, setting, installed);
    // An option that says nothing is made good by another name of the same setting.
    if (written && (written.is === "on" || written.is === "set")) return written;
    bad ??= written;
  }
  if (bad) return bad;
  if (unreadable) return { is: "unsure", why: "options" };
  const inUrl = judgeUrls(site, setting, installed);
  if (inUrl) return inUrl;
  const { unlessAssigned = [] } = site.client;
  const assigned = assignedMembers(site.call, [...unlessAssigned, ...setting.options], site.options.values.module);
  if (unlessAssigned.some((name) => assigned.has(name))) return { is: "none" };
  if (setting.options.some((option) => assigned.has(option))) return { is: "set" };
  return judgeIgnored(site, setting, installed) ?? judgeAbsent(setting, installed);
}

/** A known bad value in any branch counts; otherwise a value that is computed in some branch counts as set. */
function judgeBranches(branches: readonly Branch[], option: string, setting: Setting, installed: Installed): Verdict | undefined {
  let verdict: Verdict | undefined;
  for (const branch of branches) {
    const each = judgeBranch(branch, option, setting, installed);
    if (each && (each.is === "off" || each.is === "ineffective")) return each;
    // `undefined` in every branch is as good as absent; in one of several it counts as set.
    if (each && (!verdict || each.is === "set")) verdict = each;
  }
  if (verdict && branches.length > 1 && verdict.is !== "on") return { is: "set" };
  return verdict;
}

function judgeBranch(branch: Branch, option: string, setting: Setting, installed: Installed): Verdict | undefined {
  const { word, node, text } = branch;
  if (word === undefined && text === undefined) return { is: "set" };
  const fitting = (setting.values ?? []).filter((fact) => (word === undefined ? fact.value === "<string>" : isWord(word, fact.value)));
  const named = fitting.filter((fact) => fact.value === word);
  const listed = named.length > 0 ? named : fitting; // "<Infinity>" is also "<huge>"
  if (listed.length > 0) {
    const picked = pickFact<ValueFact>(listed, installed, (fact) => fact.means);
    if (!picked) return { is: "set" };
    const judged = { option, setting, fact: picked.fact, certain: picked.certain && picked.fact.probe !== undefined };
    const { means } = picked.fact;
    if (means === "off") return { ...judged, is: "off", because: "written", at: node, word: word ?? "<string>" };
    if (means === "set" || means === "throws" || means === "never") return { is: "set" };
    const absent = pickFact(setting.absent, installed, (fact) => fact.value);
    const inForce = means === "default" ? absent?.fact.value : means;
    if (word === "<undefined>" && means === "default") return undefined;
    if (typeof inForce !== "number" && inForce !== "off") return { is: "set" };
    return { ...judged, is: "ineffective", at: node, written: text ?? wordText(word as Word), inForce, ...(text === undefined ? {} : { isText: true }) };
  }
  if (word === "<undefined>") return undefined;
  return typeof word === "number" ? { is: "on", value: word, option } : { is: "set" };
}

function judgeUrls(site: Construction, setting: Setting, installed: Installed): Verdict | undefined {
  const names = (setting.inUrl ?? []).map((name) => name.toLowerCase());
  if (names.length === 0) return undefined;
  let unreadable = false;
  for (const url of site.options.urls) {
    for (const [name, text] of url.parameters) {
      if (!names.includes(name.toLowerCase())) continue;
      const number = Number(text);
      if (text === "" || Number.isNaN(number)) return { is: "set" };
      const branch: Branch = { word: number === Infinity ? "<Infinity>" : number, node: url.node };
      return judgeBranch(branch, name, setting, installed) ?? { is: "set" };
    }
    if (!url.whole) unreadable = true;
  }
  return unreadable ? { is: "unsure", why: "url" } : undefined;
}

/** The setting stands where the library does not look. Only certain where it stands nowhere else. */
function judgeIgnored(site: Construction, setting: Setting, installed: Installed): Verdict | undefined {
  for (const ignored of setting.ignored ?? []) {
    if (ignored.when && holds(ignored.when, site.options) !== true) continue;
    const picked = pickFact([ignored], installed, () => true);
    const at = picked && findIgnored(site, ignored.option);
    const absent = pickFact(setting.absent, installed, (fact) => fact.value);
    const inForce = ignored.means ?? absent?.fact.value;
    if (!picked || !at || (typeof inForce !== "number" && inForce !== "off")) continue;
    const certain = picked.certain && ignored.probe !== undefined;
    return { is: "ineffective", option: ignored.option, setting, fact: ignored, certain, at, written: ignored.option, inForce };
  }
  return undefined;
}

function findIgnored(site: Construction, option: string): Node | undefined {
  if (option.startsWith("?")) {
    const name = option.slice(1).toLowerCase();
    return site.options.urls.find((url) => [...url.parameters.keys()].some((key) => key.toLowerCase() === name))?.node;
  }
  const value = site.options.get(option);
  if (value.state !== "present") return undefined;
  return value.branches.find((branch) => branch.word !== "<undefined>")?.node;
}

function judgeAbsent(setting: Setting, installed: Installed): Verdict {
  const picked = pickFact(setting.absent, installed, (fact) => fact.value);
  if (!picked) return { is: "unsure", why: setting.absent.length === 0 ? "fact" : "version" };
  const judged = {
    option: setting.options[0] as string,
    setting,
    fact: picked.fact,
    certain: picked.certain && picked.fact.probe !== undefined,
  };
  if (picked.fact.value === "off") return { ...judged, is: "off", because: "default" };
  if (typeof picked.fact.value === "number") return { ...judged, is: "default", value: picked.fact.value };
  return { is: "none" };
}

/** A catalogue word as it is written in code. */
export function wordText(word: Word): string {
  return typeof word === "string" && word.startsWith("<") ? word.slice(1, -1) : JSON.stringify(word);
}
