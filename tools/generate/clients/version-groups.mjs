// Groups of versions for which the catalogue says the same of a client.
import semver from "semver";

/** What stands somewhere in a value and holds for a range of versions. */
function rangedIn(value) {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(rangedIn);
  return typeof value.versions === "string" ? [value, ...inner] : inner;
}

/** The versions at which some range begins or ends, in order. */
function boundaries(ranges) {
  const all = ranges.flatMap((range) => new semver.Range(range).set.flat().map((comparator) => comparator.semver.version ?? "0.0.0"));
  return [...new Set(all)].sort(semver.compare);
}

/** A value without what does not hold for a version: members and elements with a range that leaves it out. */
export function at(value, version) {
  if (Array.isArray(value)) return value.filter((each) => holds(each, version)).map((each) => at(each, version));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => holds(each, version))
      .map(([key, each]) => [key, at(each, version)]),
  );
}

function holds(value, version) {
  return typeof value?.versions !== "string" || semver.satisfies(version, value.versions, { includePrerelease: true });
}

/**
 * The versions of a client, lowest first, as `{ from, to }`: within one group nothing changes. `to` is where the next one
 * begins, nothing where no range says that it ends.
 */
export function versionGroups({ backoffs, ...client }) {
  // Versions of which only a delay is known get no description of their own: its fact names them.
  const ranged = rangedIn(client);
  const facts = ranged.filter(({ source }) => source !== undefined);
  const edges = boundaries(ranged.map(({ versions }) => versions));
  return edges
    .map((from, index) => ({ from, to: edges[index + 1] }))
    .filter(({ from }) => facts.some((fact) => holds(fact, from)) && at(client, from).makers.length > 0);
}

/** `>=7 <9`, for groups that follow one another. */
export function rangeText(groups) {
  const runs = [];
  for (const { from, to } of groups) {
    const last = runs.at(-1);
    if (last && last.to === from) last.to = to;
    else runs.push({ from, to });
  }
  return runs.map(({ from, to }) => `>=${short(from)}${to === undefined ? "" : ` <${short(to)}`}`).join(" || ");
}

/** `7` for 7.0.0, `5.4` for 5.4.0. */
function short(version) {
  return version.replace(/-0$/, "").replace(/(?:\.0){1,2}$/, "");
}

/**
 * What a function answers for each group, equal neighbours joined.
 * @returns `[{ answer, range }]`, without the groups for which it answers nothing
 */
export function byVersion(client, groups, answerFor) {
  const joined = [];
  for (const group of groups) {
    const answer = answerFor(at(client, group.from), group);
    const same = joined.find((each) => each.answer === answer);
    if (same) same.groups.push(group);
    else joined.push({ answer, groups: [group] });
  }
  return joined.filter(({ answer }) => answer !== undefined && answer !== "").map(({ answer, groups: own }) => ({ answer, range: rangeText(own), groups: own }));
}
