import { families } from "../catalogue/index.js";
import { readKnownOptions, type KnownOptionsEntry } from "../catalogue/known-options.js";
import type { Setting, SettingName } from "../catalogue/shape.js";
import { packageOf } from "../code/maker-table.js";
import type { Node } from "../code/module-text.js";
import { isOwn } from "../code/own-modules.js";
import { isShared } from "../code/written-options.js";
import { pickFact } from "./facts.js";
import { isNearMiss } from "./near-miss.js";
import { mayHold } from "./facts.js";
import type { JudgedSite } from "./site.js";

/** An option that the client does not take where it stands. */
export interface IneffectiveOption {
  /** The property, or the URL that carries the parameter. */
  readonly at: Node;
  /** As written: `acquireTimeoutMillis`, `?max`. */
  readonly option: string;
  /**
   * `ignored`: catalogued as not looked at; `overridden`: the client writes over it; `level`: known at another level; `version`: known to other versions;
   * `foreign`: another library's name for something this client has; `spelling`: nearly a known name.
   */
  readonly why: "ignored" | "overridden" | "level" | "version" | "foreign" | "spelling";
  /** What this client calls it, where it belongs, or what it writes over it; nothing where it has no such option. */
  readonly instead: string | undefined;
  /** The name that it would have in the very place where it stands. */
  readonly inPlace?: string;
  /** For `version`: the versions that know it. */
  readonly versions?: string;
  /**
   * What renaming it would do: `sure` where it stands in the one object that is handed over, `open` where it comes through a
   * constant, a branch or a step, so that what else is written in the same breath is not seen; `taken` where the right name
   * is written already, or may be.
   */
  readonly renaming: "sure" | "open" | "taken";
}

/** Every option of a construction that does nothing. Only what resembles something known is said to be wrong. */
export function findIneffectiveOptions(site: JudgedSite): IneffectiveOption[] {
  if (!site.construction.sure || !site.isOffered) return [];
  const unknown = unknownNames(site);
  // Where it belongs says more than that it is written over, and that more than which versions' types still list it.
  const found = [...catalogued(site), ...unknown.filter(({ why }) => why === "level"), ...overridden(site), ...unknown];
  const seen = new Set<Node>();
  return found.filter(({ at }) => !seen.has(at) && seen.add(at));
}

/** Places that the catalogue says are not looked at; those of the limit are `require-max-connections`'s to report. */
function catalogued(site: JudgedSite): IneffectiveOption[] {
  const found: IneffectiveOption[] = [];
  for (const [name, settings] of Object.entries(site.construction.client.settings) as [SettingName, readonly Setting[]][]) {
    if (name === "limit") continue;
    for (const setting of settings) {
      const instead = setting.options[0];
      for (const fact of setting.ignored ?? []) {
        const at = pickFact([fact], site.installed, () => true) && placeOf(site, fact.option);
        if (at) found.push({ at, option: fact.option, why: "ignored", instead, renaming: "taken" });
      }
    }
  }
  return found;
}

/** What is written over; who writes the very same is not told so. */
function overridden(site: JudgedSite): IneffectiveOption[] {
  const { options } = site.construction;
  return (site.construction.client.overridden ?? []).flatMap((fact): IneffectiveOption[] => {
    const value = options.get(fact.option);
    if (value.state !== "present" || value.branches.every(({ word }) => word === fact.with) || !pickFact([fact], site.installed, () => true)) return [];
    const path = fact.option.split(".");
    const written = options.writtenAt(path.slice(0, -1)).filter(({ name }) => name === path.at(-1));
    return written.map(({ at }) => ({ at, option: fact.option, why: "overridden", instead: String(fact.with), renaming: "taken" }));
  });
}

function placeOf(site: JudgedSite, option: string): Node | undefined {
  const { options } = site.construction;
  if (option.startsWith("?")) {
    const name = option.slice(1).toLowerCase();
    return options.urls.find(({ parameters }) => [...parameters.keys()].some((key) => key.toLowerCase() === name))?.node;
  }
  const value = options.get(option);
  const written = value.state === "present" ? value.branches[0]?.node : undefined;
  const place = written?.parent?.type === "Property" || written?.parent?.type === "AssignmentExpression" ? written.parent : written;
  return place && isShared(place, site.reading.module) ? undefined : place;
}

function unknownNames(site: JudgedSite): IneffectiveOption[] {
  const { installed } = site;
  const entries = entriesFor(site);
  const entry = installed.is === "exact" ? entries.find(({ versions }) => mayHold(versions, installed) === true) : undefined;
  if (!entry || entry.open) return [];
  return Object.entries(entry.options).flatMap(([level, names]) => {
    if (names === "*") return [];
    const { options } = site.construction;
    const path = level === "" ? [] : level.split(".");
    return options.writtenAt(path).flatMap(({ at, name, typedBy }): IneffectiveOption[] => {
      if (names.some((known) => known.toLowerCase() === name.toLowerCase()) || isMeantForOthers(name, typedBy, site)) return [];
      const reason = reasonFor(name, level, entry, entries, site);
      if (!reason) return [];
      const inPlace = nameHere(reason, level);
      const isFree = inPlace !== undefined && options.get([...path, inPlace].join(".")).state === "absent";
      // A type that is written at the object has to have the name as well.
      const isOurs = typedBy.every((module) => isTypedHere(module, site));
      const renaming = isOurs && at.parent === options.literalAt(path) ? "sure" : "open";
      // What another library means by it may belong elsewhere: both are told by their whole paths.
      const option = reason.why === "foreign" ? [...path, name].join(".") : name;
      return [{ at, option, ...reason, ...(inPlace === undefined ? {} : { inPlace }), renaming: isFree ? renaming : "taken" }];
    });
  });
}

/** The right name, where it belongs beside the wrong one: within `pool`, `pool.max` is `max`, and `requestTimeout` is not there. */
function nameHere({ why, instead }: Reason, level: string): string | undefined {
  if (why === "spelling" || instead === undefined || level === "") return instead;
  return instead.startsWith(`${level}.`) ? instead.slice(level.length + 1) : undefined;
}

/** Whether the object is written with another library's type, and that one has the name, or nothing is known of its names. */
function isMeantForOthers(name: string, typedBy: readonly string[], site: JudgedSite): boolean {
  return typedBy.some((module) => {
    if (module.startsWith(".") || isTypedHere(module, site)) return false;
    const clients = Object.values(readKnownOptions(packageOf(module))?.clients ?? {}).flat();
    return clients.length === 0 || clients.some(({ options }) => Object.values(options).some((names) => names !== "*" && names.includes(name)));
  });
}

/** Whether a type comes from the library that makes the client. */
function isTypedHere(module: string, site: JudgedSite): boolean {
  const { family, specifier } = site.construction;
  const named = packageOf(module);
  return module === specifier || named === site.packageName || family.packages.includes(named);
}

function entriesFor(site: JudgedSite): readonly KnownOptionsEntry[] {
  const { maker, client, specifier } = site.construction;
  // A wrapper may take options of its own.
  if (isOwn(specifier)) return [];
  const clients = readKnownOptions(specifier)?.clients ?? readKnownOptions(site.packageName)?.clients ?? {};
  // A maker with several option objects has an entry for each; only the one that is named after it is meant.
  return clients[maker.path === "" ? client.name : maker.path] ?? [];
}

type Reason = Pick<IneffectiveOption, "why" | "instead" | "versions">;

function reasonFor(name: string, level: string, entry: KnownOptionsEntry, entries: readonly KnownOptionsEntry[], site: JudgedSite): Reason | undefined {
  const home = Object.entries(entry.options).find(([other, names]) => other !== level && names !== "*" && names.includes(name));
  if (home) return { why: "level", instead: home[0] === "" ? name : `${home[0]}.${name}` };
  const others = entries.filter(({ options }) => options[level] !== undefined && options[level] !== "*" && options[level].includes(name));
  if (others.length > 0) return { why: "version", instead: undefined, versions: others.map(({ versions }) => versions).join(" || ") };
  // The catalogue may have seen a name that the types do not list.
  const path = level === "" ? name : `${level}.${name}`;
  const settings = Object.values(site.construction.client.settings).flat();
  if (settings.some(({ options }) => options.some((option) => option === path || option.startsWith(`${path}.`)))) return undefined;
  const here = entry.options[level];
  const near = here === "*" || here === undefined ? [] : here.filter((known) => isNearMiss(name, known));
  if (near.length === 1) return { why: "spelling", instead: near[0] };
  vocabulary ??= readVocabulary();
  const meaning = vocabulary.get(name);
  if (meaning === undefined) return undefined;
  return { why: "foreign", instead: meaning === "several" ? undefined : site.construction.client.settings[meaning]?.[0]?.options[0] };
}

/** What names mean in the libraries that have them; `several` where these do not agree. */
let vocabulary: Map<string, SettingName | "several"> | undefined;

function readVocabulary(): Map<string, SettingName | "several"> {
  const words = new Map<string, SettingName | "several">();
  for (const { settings } of families.flatMap((family) => family.clients ?? [])) {
    for (const [meaning, list] of Object.entries(settings) as [SettingName, readonly Setting[]][]) {
      for (const path of list.flatMap(({ options }) => options)) {
        const name = path.split(".").at(-1) ?? path;
        const known = words.get(name);
        words.set(name, known === undefined || known === meaning ? meaning : "several");
      }
    }
  }
  return words;
}
