import { isDeepStrictEqual } from "node:util";
import semver from "semver";
import type { Stretch } from "./plan.js";

/**
 * Splits a package's releases into stretches of equal description, never across majors.
 * Halving: two ends that agree are taken to agree in between, so an option that came and went inside is not seen.
 * @param releases oldest first
 * @param read describes one release; called for few of them
 */
export function findStretches(releases: readonly string[], read: (version: string) => unknown): Stretch[] {
  return [...byMajor(releases)].flatMap(([major, list]) => {
    const starts = [0, ...findChanges(list, 0, list.length - 1, read)];
    return starts.map((start, index): Stretch => {
      const next = starts[index + 1];
      const lower = index === 0 ? firstOf(list) : shorten(list[start] ?? "");
      const upper = next === undefined ? `${major + 1}` : shorten(list[next] ?? "");
      return { versions: `>=${lower} <${upper}`, from: list[(next ?? list.length) - 1] ?? "" };
    });
  });
}

/** One stretch per major, read at its newest release: for packages whose options hardly change inside a major. */
export function wholeMajors(releases: readonly string[]): Stretch[] {
  return [...byMajor(releases)].map(([major, list]) => ({
    versions: `>=${firstOf(list)} <${major + 1}`,
    from: list.at(-1) ?? "",
  }));
}

function byMajor(releases: readonly string[]): Map<number, string[]> {
  const majors = new Map<number, string[]>();
  for (const release of releases) {
    const major = semver.major(release);
    majors.set(major, [...(majors.get(major) ?? []), release]);
  }
  return majors;
}

/** Where a major's first range begins: with the major, or with the release that the plan begins with. */
function firstOf(list: readonly string[]): string {
  const [first = ""] = list;
  return semver.minor(first) === 0 ? String(semver.major(first)) : shorten(first);
}

/** Indexes at which a release differs from the one before it. */
function findChanges(list: readonly string[], low: number, high: number, read: (version: string) => unknown): number[] {
  if (low >= high || isDeepStrictEqual(read(list[low] ?? ""), read(list[high] ?? ""))) return [];
  if (high - low === 1) return [high];
  const middle = Math.floor((low + high) / 2);
  return [...findChanges(list, low, middle, read), ...findChanges(list, middle, high, read)];
}

/** `5.4.0` as `5.4`: what people write in ranges. */
function shorten(version: string): string {
  return version.replace(/(\.0)+$/, "");
}

/** Joins neighbours inside one major whose descriptions are equal; the newer one's version stands for both. */
export function joinEqual<Entry extends { readonly versions: string; readonly from: string }>(
  entries: readonly Entry[],
  isEqual: (one: Entry, other: Entry) => boolean,
): Entry[] {
  const joined: Entry[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    const [lower = ""] = last?.versions.split(" ") ?? [];
    const [nextLower = "", upper = ""] = entry.versions.split(" ");
    const sameMajor = lower.split(".")[0] === nextLower.split(".")[0];
    const touches = sameMajor && last?.versions.endsWith(` <${nextLower.slice(2)}`);
    if (last && touches && isEqual(last, entry)) {
      joined[joined.length - 1] = { ...entry, versions: `${lower} ${upper}` };
    } else {
      joined.push(entry);
    }
  }
  return joined;
}
