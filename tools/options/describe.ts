import semver from "semver";
import { arrange, readManifest } from "./download.js";
import type { Levels, PackagePlan, Plan, Review } from "./plan.js";
import { readSourceNames } from "./read-source.js";
import { openTypes, readTypeLevels } from "./read-types.js";

export interface Description {
  readonly open: boolean;
  readonly reviewed: boolean;
  readonly options: Levels;
}

/** Stable release order of a package's versions inside the planned range. */
export function releasesOf(plan: PackagePlan, published: readonly string[]): string[] {
  return published
    .filter((version) => semver.prerelease(version) === null && semver.satisfies(version, plan.versions))
    .sort(semver.compare);
}

/**
 * Reads one version of a package.
 * @returns its clients' options; a client which that version does not have is left out
 */
export function describe(
  plan: Plan,
  planned: PackagePlan,
  version: string,
  reviews: readonly Review[],
): Record<string, Description> {
  const beside = planned.with?.filter((entry) => semver.satisfies(version, entry.versions)) ?? [];
  const packages: Record<string, string> = { [planned.publishedAs ?? planned.name]: version };
  for (const { packages: named } of beside) Object.assign(packages, named);
  Object.assign(packages, followed(planned, version, packages));
  const folder = arrange(Object.entries(plan.shared), Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));

  const readings = Object.entries(planned.clients).flatMap(([client, list]) => {
    const reading = list.find((candidate) => semver.satisfies(version, candidate.versions));
    return reading ? [{ client, reading }] : [];
  });
  const texts = readings.flatMap(({ reading }) => reading.types ?? []);
  const types = texts.length > 0 ? openTypes(folder, texts) : [];

  let next = 0;
  const described: Record<string, Description> = {};
  for (const { client, reading } of readings) {
    const own = types.slice(next, (next += reading.types?.length ?? 0));
    const [problem] = own.flatMap((type) => ("problem" in type ? [type.problem] : []));
    if (problem !== undefined && !reading.optional) throw new Error(`${client}: ${problem}`);
    if (problem !== undefined && !reading.sources) continue;
    const names = new LevelNames();
    let open = reading.open ?? false;
    for (const type of own) {
      if ("problem" in type) continue;
      const read = readTypeLevels(type, reading.pass, reading.leaf);
      open ||= read.open;
      names.addAll(read.levels);
    }
    for (const source of reading.sources ?? []) {
      for (const [level, name] of readSourceNames(folder, source)) names.add(level, name);
    }
    for (const section of reading.pass ?? []) names.open(section);

    const notes = reviews.filter(
      (note) => note.package === planned.name && note.client === client && semver.satisfies(version, note.versions),
    );
    for (const note of notes) {
      names.addAll(note.add ?? {});
      for (const [level, gone] of Object.entries(note.remove ?? {})) names.remove(level, gone);
    }
    described[client] = { open, reviewed: notes.length > 0 || reading.reviewed === true, options: names.toLevels() };
  }
  return described;
}

function followed(planned: PackagePlan, version: string, beside: Record<string, string>): Record<string, string> {
  const asked = planned.follow ? readManifest(planned.name, version).dependencies : undefined;
  return Object.fromEntries(
    (planned.follow ?? []).flatMap((name) => {
      const range = asked?.[name];
      if (range === undefined) return [];
      const given = beside[name];
      const lowest = given && !semver.valid(range) ? given : semver.minVersion(range)?.version;
      return lowest ? [[name, lowest]] : [];
    }),
  );
}

/** Names gathered per level; `"*"` stays `"*"`. */
class LevelNames {
  readonly #levels = new Map<string, Set<string> | "*">();

  add(level: string, name: string): void {
    const names = this.#levels.get(level) ?? new Set<string>();
    if (names === "*") return;
    this.#levels.set(level, names.add(name));
  }

  open(level: string): void {
    if (!this.#isOption(level)) return;
    for (const below of [...this.#levels.keys()]) if (below.startsWith(`${level}.`)) this.#levels.delete(below);
    this.#levels.set(level, "*");
  }

  addAll(levels: Levels): void {
    for (const [level, names] of Object.entries(levels)) {
      if (names === "*") this.#levels.set(level, "*");
      else for (const name of names) this.add(level, name);
    }
  }

  remove(level: string, gone: readonly string[]): void {
    const names = this.#levels.get(level);
    if (names === undefined || names === "*") return;
    for (const name of gone) {
      names.delete(name);
      const path = level === "" ? name : `${level}.${name}`;
      for (const below of [...this.#levels.keys()]) {
        if (below === path || below.startsWith(`${path}.`)) this.#levels.delete(below);
      }
    }
  }

  toLevels(): Levels {
    const sorted = [...this.#levels].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([level, names]) => [level, names === "*" ? "*" : [...names].sort()]));
  }

  /** A section can be passed through only in versions that know its name. */
  #isOption(path: string): boolean {
    const dot = path.lastIndexOf(".");
    const level = this.#levels.get(dot < 0 ? "" : path.slice(0, dot));
    return level !== undefined && level !== "*" && level.has(path.slice(dot + 1));
  }
}
