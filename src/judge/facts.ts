import rangesIntersect from "semver/ranges/intersects.js";
import lowestOf from "semver/ranges/min-version.js";
import isSubset from "semver/ranges/subset.js";
import satisfiesRange from "semver/functions/satisfies.js";
import type { Fact } from "../catalogue/shape.js";
import type { Installed } from "../code/installed.js";

/** A fact that holds for what is installed. `certain` is false where the version itself is not known. */
export interface Pick<F extends Fact> {
  readonly fact: F;
  readonly certain: boolean;
}

/**
 * The fact that holds for an installed version. A range, or no version at all, counts only where every catalogued fact
 * it admits says the same; a version outside every catalogued range has no fact.
 */
export function pickFact<F extends Fact>(facts: readonly F[], installed: Installed, says: (fact: F) => unknown): Pick<F> | undefined {
  if (installed.is === "exact") {
    const fact = facts.find((each) => satisfies(installed.version, each.versions));
    return fact && { fact, certain: true };
  }
  const admitted = installed.is === "range" ? facts.filter((each) => intersects(installed.range, each.versions)) : facts;
  const [first] = admitted;
  if (!first) return undefined;
  const agreed = admitted.every((each) => says(each) === says(first));
  // What holds for every version needs none.
  return agreed ? { fact: first, certain: installed.is === "range" || first.versions === "*" } : undefined;
}

/** Whether a range of versions holds for what is installed; `"unsure"` where it holds for some of the versions it may be. */
export function mayHold(versions: string | undefined, installed: Installed): boolean | "unsure" {
  if (versions === undefined) return true;
  if (installed.is === "exact") return satisfies(installed.version, versions);
  if (installed.is === "unknown") return "unsure";
  if (!intersects(installed.range, versions)) return false;
  return subset(installed.range, versions) ? true : "unsure";
}

/**
 * Whether what is installed may be older than every one of some ranges of versions: the oldest that a range admits lies in
 * none of them. Of a version that is not known at all it is not said.
 */
export function mayPrecede(versions: readonly string[], installed: Installed): boolean {
  return installed.is === "range" && !versions.some((each) => includesLowest(each, installed.range));
}

/** A project has a few dozen packages, and asks the same of each of them at every site: parsing ranges anew would be most of the judging. */
const answers = new Map<string, boolean>();

function remembered(question: string, ask: () => boolean): boolean {
  let answer = answers.get(question);
  if (answer === undefined) {
    answer = ask();
    answers.set(question, answer);
  }
  return answer;
}

function satisfies(version: string, range: string): boolean {
  return remembered(`${version} in ${range}`, () => satisfiesRange(version, range, { includePrerelease: true }));
}

function intersects(range: string, other: string): boolean {
  return remembered(`${range} meets ${other}`, () => rangesIntersect(range, other));
}

function includesLowest(versions: string, range: string): boolean {
  return remembered(`lowest of ${range} in ${versions}`, () => satisfiesRange(lowestOf(range) ?? "", versions, { includePrerelease: true }));
}

function subset(range: string, other: string): boolean {
  return remembered(`${range} within ${other}`, () => isSubset(range, other));
}
