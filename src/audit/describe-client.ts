import type { SettingName } from "../catalogue/shape.js";
import type { Installed } from "../code/installed.js";
import type { JudgedSite } from "../judge/site.js";
import { readEnvNumber } from "./env-number.js";
import type { Alive, Amount, Wait } from "./model.js";

/** How many connections a client may hold. The sites are the clients that the catalogue sees in one construction. */
export function limitOf(sites: readonly JudgedSite[]): Amount {
  const { site, verdict } = settingOf(sites, "limit");
  const { holds, name } = site.construction.client;
  switch (verdict.is) {
    case "on":
      return { is: "known", value: verdict.value, by: "written" };
    case "default":
      return { is: "known", value: verdict.value, by: "default" };
    case "off":
      return { is: "unlimited", why: verdict.because === "written" ? `"${verdict.option}" is written as no limit` : `"${verdict.option}" is not written` };
    case "ineffective":
      return ofIneffective(verdict.option, verdict.inForce);
    case "set":
      return ofEnvironment(site) ?? { is: "unknown", why: `"${site.construction.client.settings.limit?.[0]?.options[0] ?? "the limit"}" is ${writtenText(site, "limit")}` };
    case "unsure":
      return { is: "unknown", why: verdict.why === "version" || verdict.why === "fact" ? `what ${site.packageName} does without a limit is not known for this version` : "its options cannot be read" };
    case "none":
      if (holds === "connection" || holds === "multiplexed") return { is: "known", value: 1, by: "kind" };
      return { is: "unknown", why: holds === "cluster" ? "one connection for every node of the cluster" : `${name} has no option that says so` };
  }
}

/** `max: Number(process.env.PG_MAX ?? 10)`: what stands in for the variable counts, and is said to. */
function ofEnvironment(site: JudgedSite): Amount | undefined {
  const { options, client } = site.construction;
  for (const option of (client.settings.limit ?? []).flatMap((setting) => setting.options)) {
    const value = options.get(option);
    const branches = value.state === "present" ? value.branches : [];
    const read = branches.map(({ node }) => readEnvNumber(node, site.reading.module)).find((each) => each !== undefined);
    const otherwise = read?.otherwise ?? branches.map(({ word }) => word).find((word) => typeof word === "number");
    if (read && otherwise !== undefined) return { is: "known", value: otherwise, by: "fallback", unless: read.variable };
  }
  return undefined;
}

function ofIneffective(option: string, inForce: number | "off" | "default"): Amount {
  if (typeof inForce === "number") return { is: "known", value: inForce, by: "default" };
  return inForce === "off" ? { is: "unlimited", why: `"${option}" has no effect` } : { is: "unknown", why: `"${option}" has no effect` };
}

/** What one of the waits of a client is bounded by. */
export function waitOf(sites: readonly JudgedSite[], name: Exclude<SettingName, "limit">): Wait {
  const { site, verdict } = settingOf(sites, name);
  switch (verdict.is) {
    case "on":
      return { is: "known", value: inMs(site, name, verdict.option, verdict.value), by: "written" };
    case "default":
      return { is: "known", value: inMs(site, name, verdict.option, verdict.value), by: "default" };
    case "set":
      return { is: "computed", as: writtenText(site, name) };
    case "off":
      return { is: "endless" };
    case "ineffective":
      if (typeof verdict.inForce === "number") return { is: "known", value: inMs(site, name, verdict.option, verdict.inForce), by: "default" };
      return verdict.inForce === "off" ? { is: "endless" } : { is: "unknown" };
    default:
      return { is: verdict.is === "none" ? "none" : "unknown" };
  }
}

function inMs(site: JudgedSite, name: SettingName, option: string, value: number): number {
  const setting = site.construction.client.settings[name]?.find(({ options }) => options.includes(option));
  return setting?.unit === "s" ? value * 1_000 : value;
}

/** The first of the clients that says anything about a setting. */
function settingOf(sites: readonly JudgedSite[], name: SettingName) {
  const all = sites.map((site) => ({ site, verdict: site.setting(name) }));
  return all.find(({ verdict }) => verdict.is !== "none") ?? (all[0] as (typeof all)[number]);
}

/** What is written where a value is computed: `Number(process.env.PG_MAX)`. */
function writtenText(site: JudgedSite, name: SettingName): string {
  const { options, client } = site.construction;
  for (const option of (client.settings[name] ?? []).flatMap((setting) => setting.options)) {
    const value = options.get(option);
    if (value.state !== "present") continue;
    const text = site.reading.module.textOf((value.branches.find(({ word }) => word === undefined) ?? value.branches[0])?.node ?? site.at).replace(/\s+/g, " ");
    return text.length > 48 ? `${text.slice(0, 47)}…` : text;
  }
  return "computed";
}

/** What ends a dead connection in use; a timer that does it counts. */
export function aliveOf(sites: readonly JudgedSite[]): Alive {
  const all = sites.map((site) => ({ site, liveness: site.liveness }));
  const { site, liveness } = all.find(({ site: each }) => (each.construction.client.liveness?.length ?? 0) > 0) ?? (all[0] as (typeof all)[number]);
  if (liveness.is === "harmful") return { is: "harmful", options: [liveness.option] };
  if ((liveness.is === "missing" || liveness.is === "noRemedy") && site.isWatched) return { is: "watched", options: [] };
  if (liveness.is === "missing") return { is: "missing", options: liveness.options };
  if (liveness.is === "slow") return { is: "fine", options: [] };
  return { is: liveness.is === "unsure" ? "unknown" : liveness.is, options: [] };
}

/** `8.23.1`, or the range that is asked for. */
export function versionText(installed: Installed): string | undefined {
  if (installed.is === "exact") return installed.version;
  return installed.is === "range" ? installed.range : undefined;
}
