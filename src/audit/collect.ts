import coerce from "semver/functions/coerce.js";
import gtr from "semver/ranges/gtr.js";
import type { Family } from "../catalogue/shape.js";
import { importsKnown, readMentions } from "../code/gate.js";
import type { Lifetime } from "../code/lifetimes.js";
import { JudgedSite } from "../judge/site.js";
import { addUp, type Scale } from "./budget.js";
import { findClosing } from "./closes.js";
import type { KeptClient } from "./consolidate.js";
import { aliveOf, limitOf, versionText, waitOf } from "./describe-client.js";
import { followClient } from "./follow-client.js";
import type { Audit, AuditedClient, Made, Place, Server } from "./model.js";
import type { Program, ProgramFile, Spot } from "./program.js";
import { readServers } from "./servers.js";
import { keptAt, Ways, type Way } from "./ways.js";

/** Ways that are shown for one client, at most; they are all counted. */
const MAX_SHOWN = 20;

/** The clients of a program. */
export interface FoundClients {
  /** Sorted by place. */
  readonly clients: readonly KeptClient[];
  /** Files, tests left out. */
  readonly files: number;
  /** One line each: what was left out and why. */
  readonly notices: readonly string[];
}

/** Finds every client of a program. */
export function findClients(program: Program, onFile: (shown: string) => void = () => undefined): FoundClients {
  const clients: KeptClient[] = [];
  const notices = new Set<string>();
  const { paths } = program;
  const own = paths.filter((path) => !program.settings.isTestFile(program.shown(path)));
  for (const path of own) {
    const shown = program.shown(path);
    onFile(shown);
    if (!importsKnown(readMentions(program.textOf(path)), path, program.makers)) continue;
    const file = program.file(path);
    if (file) clients.push(...clientsOf(program, file, notices));
    else notices.add(`${shown} does not parse: its clients are not counted`);
  }
  const tests = paths.length - own.length;
  if (tests > 0) notices.add(`${tests} test file${tests === 1 ? " is" : "s are"} left out`);
  clients.sort(({ client: { at: a } }, { client: { at: b } }) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return { clients, files: own.length, notices: [...notices].sort() };
}

/** Finds every client of a program and adds up what it may open. */
export function auditProgram(program: Program, scale: Scale, project: string, onFile?: (shown: string) => void): Audit {
  const { clients: kept, files, notices } = findClients(program, onFile);
  const clients = kept.map(({ client }) => client);
  const { instances, workers } = scale;
  return { project, files, instances, workers, clients, servers: addUp(clients, scale), notices };
}

function clientsOf(program: Program, file: ProgramFile, notices: Set<string>): KeptClient[] {
  const byCall = new Map<object, Lifetime[]>();
  for (const lifetime of file.open.readings.all) {
    const { call } = lifetime.construction;
    byCall.set(call, [...(byCall.get(call) ?? []), lifetime]);
  }
  return [...byCall.values()].flatMap((lifetimes) => {
    const { reading } = file.open;
    const offered = lifetimes.filter(({ construction }) => construction.client.holds !== "nothing" && new JudgedSite(construction, reading).isOffered);
    const [first] = offered;
    if (!first) return [];
    const site = new JudgedSite(first.construction, reading);
    const newer = newerThanKnown(first.construction.family, site);
    if (newer !== undefined) notices.add(newer);
    const made: Spot = { file, node: first.construction.call };
    const ways = new Ways(program).to(made);
    const groups = byKeeper(ways, made).flatMap(({ kept, ways: some }) => readServers(program, file, site, some).map((each) => ({ ...each, kept })));
    return groups.map((group, index) => ({ client: describe(program, { file, lifetimes: offered, index, ...group }), kept: group.kept }));
  });
}

/** One client for each place that keeps what a function hands it: forty modules that call it hold forty. */
function byKeeper(ways: readonly Way[], made: Spot): { kept: Spot; ways: Way[] }[] {
  const groups = new Map<Spot["node"], { kept: Spot; ways: Way[] }>();
  for (const way of ways) {
    const kept = keptAt(way, made);
    const group = groups.get(kept.node);
    if (group) group.ways.push(way);
    else groups.set(kept.node, { kept, ways: [way] });
  }
  return groups.size > 0 ? [...groups.values()] : [{ kept: made, ways: [] }];
}

interface Found {
  readonly file: ProgramFile;
  /** What the catalogue sees in the one construction. */
  readonly lifetimes: readonly Lifetime[];
  /** Which of the clients that the construction makes. */
  readonly index: number;
  readonly kept: Spot;
  readonly server: Server;
  readonly ways: readonly Way[];
}

function describe(program: Program, { file, lifetimes, index, kept, server, ways }: Found): AuditedClient {
  const { reading } = file.open;
  const [lifetime] = lifetimes as [Lifetime];
  const { call, maker } = lifetime.construction;
  const followed = followClient(program, kept);
  const isOwn = kept.node === call;
  const elsewhere = followed.uses.filter(({ file: place }) => !isOwn || place !== file).map(({ use, file: place }) => ({ use, reading: place.open.reading }));
  const sites = lifetimes.map(({ construction }) => new JudgedSite(construction, reading, elsewhere));
  const site = sites[0] as JudgedSite;
  const { line, column } = file.locate(call.range[0]);
  const at: Place = { file: program.shown(file.path), line };
  const keeper = program.place(kept);
  return {
    id: `${at.file}:${line}:${column}${index === 0 ? "" : `#${index + 1}`}`,
    at,
    column,
    kept: keeper,
    name: followed.name,
    client: site.clientName,
    package: site.packageName,
    version: versionText(site.installed),
    server,
    holds: lifetime.construction.client.holds as AuditedClient["holds"],
    limit: limitOf(sites),
    timeouts: { connect: waitOf(sites, "connectTimeout"), acquire: waitOf(sites, "acquireTimeout"), command: waitOf(sites, "commandTimeout") },
    liveness: aliveOf(sites),
    role: site.role.role,
    made: madeIn(program, ways, maker.reuses === true),
    closed: findClosing(program, isOwn ? lifetime : undefined, kept, followed),
    users: [...new Set([keeper.file, ...followed.uses.map(({ file: place }) => program.shown(place.path))])].sort(),
  };
}

/** @param reuses called again it goes on with the connections it has */
function madeIn(program: Program, all: readonly Way[], reuses: boolean): Made {
  const shown = (ways: readonly Way[]): Place[][] => ways.slice(0, MAX_SHOWN).map(({ path }) => placesOf(program, path));
  const repeated = all.filter(({ ends }) => ends === "repeated");
  if (reuses) return { is: "counted", times: 1, ways: shown(all) };
  if (repeated[0]) return { is: "repeated", every: repeated[0].every ?? "", ways: shown(repeated) };
  const unknown = all.filter(({ ends }) => ends === "unknown");
  const once = all.filter(({ ends }) => ends === "once");
  if (unknown[0] ?? all.length === 0) return { is: "unknown", why: unknown[0]?.why ?? "it calls itself", atLeast: once.length, ways: shown(all) };
  if (once.length === 0) return { is: "script", ways: shown(all) };
  return { is: "counted", times: once.length, ways: shown(once) };
}

/** A way as places, a line once. */
function placesOf(program: Program, path: Way["path"]): Place[] {
  const places = path.map((spot) => program.place(spot));
  return places.filter(({ file, line }, index) => file !== places[index - 1]?.file || line !== places[index - 1]?.line);
}

/** A line for a version that nobody has looked at yet. */
function newerThanKnown(family: Family, { installed, packageName }: JudgedSite): string | undefined {
  const version = installed.is === "exact" ? coerce(installed.version) : null;
  if (!version) return undefined;
  const ranges = new Set<string>();
  JSON.stringify(family, (key, value: unknown) => {
    if (key === "versions" && typeof value === "string") ranges.add(value);
    return value;
  });
  const isNewer = ranges.size > 0 && [...ranges].every((range) => gtr(version, range));
  return isNewer ? `${packageName} ${version.version} is newer than every version that was looked at: its clients are counted, its defaults are unknown` : undefined;
}
