/**
 * Writes src/catalogue/known-options/<package>.json from the packages' own types and code.
 *
 *   npm run options                    everything, at the versions pinned in versions.json
 *   npm run options -- pg ioredis      these packages only
 *   npm run options -- --split pg      look for the releases at which names change, and pin them first
 *   npm run options -- --pin pg        pin the newest release of each major, for majors that hardly change
 *   npm run options -- --show pg@8.0.0 print what is read of one release, write nothing
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Description, describe, releasesOf } from "./describe.js";
import { cache, listVersions } from "./download.js";
import type { PackagePlan, Plan, Review, Stretch } from "./plan.js";
import { findStretches, joinEqual, wholeMajors } from "./stretches.js";

const here = join(cache, "..");
const target = join(here, "..", "..", "src", "catalogue", "known-options");

/** One range of versions of one client, as it is written. */
export interface Entry extends Description {
  readonly versions: string;
  readonly from: string;
}

export interface KnownOptionsFile {
  readonly package: string;
  readonly clients: Record<string, Entry[]>;
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(here, name), "utf8"));
}

export function readPlan(): Plan {
  return readJson("packages.json") as Plan;
}

export function readReviews(): Review[] {
  return (readJson("reviews.json") as { notes: Review[] }).notes;
}

export function readPinned(): Record<string, Stretch[]> {
  return readJson("versions.json") as Record<string, Stretch[]>;
}

/** Describes every pinned stretch of a package. */
export function generate(
  plan: Plan,
  planned: PackagePlan,
  pinned: readonly Stretch[],
  reviews: readonly Review[],
): KnownOptionsFile {
  const clients: Record<string, Entry[]> = Object.fromEntries(Object.keys(planned.clients).map((name) => [name, []]));
  for (const { versions, from } of pinned) {
    for (const [client, description] of Object.entries(describe(plan, planned, from, reviews))) {
      clients[client]?.push({ versions, from: `${planned.publishedAs ?? planned.name}@${from}`, ...description });
    }
  }
  const isEqual = (one: Entry, other: Entry): boolean =>
    one.open === other.open && one.reviewed === other.reviewed && isDeepStrictEqual(one.options, other.options);
  return {
    package: planned.name,
    clients: Object.fromEntries(Object.entries(clients).map(([name, entries]) => [name, joinEqual(entries, isEqual)])),
  };
}

/** Where a package's file stands: a colon (`node:http`) cannot be part of a file name everywhere. */
export function fileOf(packageName: string): string {
  return `${packageName.replace(":", "-")}.json`;
}

/** JSON with one line per level of names: diffs show what came and went. */
export function toText(file: KnownOptionsFile): string {
  const text = JSON.stringify(file, null, 2).replaceAll(
    /\[\s+("[^\]]*?")\s+\]/g,
    (_, names: string) => `[${names.replaceAll(/\s*\n\s*/g, " ")}]`,
  );
  return `${text}\n`;
}

function readReleases(planned: PackagePlan): string[] {
  return releasesOf(planned, listVersions(planned.publishedAs ?? planned.name));
}

function split(plan: Plan, planned: PackagePlan, reviews: readonly Review[]): Stretch[] {
  const seen = new Map<string, unknown>();
  return findStretches(readReleases(planned), (version) => {
    const known = seen.get(version) ?? describe(plan, planned, version, reviews);
    seen.set(version, known);
    return known;
  });
}

function show(plan: Plan, names: readonly string[], reviews: readonly Review[]): void {
  for (const name of names) {
    const at = name.lastIndexOf("@");
    const planned = plan.packages.find((candidate) => candidate.name === name.slice(0, at));
    if (!planned) throw new Error(`packages.json does not name ${name.slice(0, at)}`);
    const clients = describe(plan, planned, name.slice(at + 1), reviews);
    for (const [client, { open, options }] of Object.entries(clients)) {
      console.log(`${name} ${client}${open ? " (open)" : ""}`);
      for (const [level, found] of Object.entries(options)) {
        console.log(`  ${level || "."}: ${[found].flat().join(" ")}`);
      }
    }
  }
}

function main(words: readonly string[]): void {
  const names = words.filter((word) => !word.startsWith("--"));
  const plan = readPlan();
  const reviews = readReviews();
  if (words.includes("--show")) return show(plan, names, reviews);
  const chosen = plan.packages.filter((planned) => names.length === 0 || names.includes(planned.name));
  const unplanned = names.filter((name) => !chosen.some((planned) => planned.name === name));
  if (unplanned.length > 0) throw new Error(`packages.json does not name ${unplanned.join(", ")}`);

  for (const planned of chosen) {
    try {
      write(plan, planned, reviews, words);
    } catch (error) {
      console.error(`${planned.name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}

/** Pins a package's versions where the words ask for it, and writes its file. */
function write(plan: Plan, planned: PackagePlan, reviews: readonly Review[], words: readonly string[]): void {
  const started = Date.now();
  if (words.includes("--split") || words.includes("--pin")) {
    const stretches = words.includes("--pin") ? wholeMajors(readReleases(planned)) : split(plan, planned, reviews);
    const all = { ...readPinned(), [planned.name]: stretches };
    const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(join(here, "versions.json"), `${JSON.stringify(sorted, null, 2)}\n`);
  }
  const pinned = readPinned()[planned.name];
  if (!pinned) throw new Error("versions.json does not pin it: run with --split or --pin");
  const file = generate(plan, planned, pinned, reviews);
  const path = join(target, fileOf(planned.name));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, toText(file));
  const ranges = Object.values(file.clients).flat().length;
  const clients = Object.keys(file.clients).length;
  console.log(`${planned.name}: ${clients} clients, ${ranges} ranges, ${Date.now() - started} ms`);
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
