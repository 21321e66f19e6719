/**
 * The findings file: one sorted line per finding with the verdict of whoever read it.
 *
 *   pg-boss@10.4.2 src/db.js:17:19 require-max-connections finiteByDefault Pool fix | right
 *   └ finding ─────────────────────────────────────────────────────────────┘ └ repair └ verdict, then a reason if one helps
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "./pinned-set.mjs";

export const findingsPath = join(benchFolder, "findings.txt");
export const verdicts = ["right", "right-but-minor", "wrong", "?"];

/**
 * @typedef {object} Line
 * @property {string} finding package, place, rule, message and client: what makes it the same finding
 * @property {"fix" | "suggestion" | "none"} repair
 * @property {string} verdict one of `verdicts`
 * @property {string} reason  why, where the verdict is not plain; may be empty
 */

/** @returns {Line} */
export function readLine(text) {
  const match = /^(\S+ \S+ \S+ \S+ \S+) (fix|suggestion|none) \| (\S+)(?: (.*))?$/.exec(text);
  if (match === null) throw new Error(`not a line of findings.txt: ${text}`);
  const [, finding, repair, verdict, reason = ""] = match;
  if (!verdicts.includes(verdict)) throw new Error(`${verdict} is no verdict (${verdicts.join(", ")}): ${text}`);
  return { finding, repair, verdict, reason };
}

/** @param {Line} line */
export function writeLine({ finding, repair, verdict, reason }) {
  return `${finding} ${repair} | ${verdict}${reason === "" ? "" : ` ${reason}`}`;
}

/** @returns {Map<string, Line>} by finding */
export function readLines(text) {
  const lines = text
    .split("\n")
    .filter((line) => line !== "")
    .map(readLine);
  return new Map(lines.map((line) => [line.finding, line]));
}

/** The findings file as it stands in the folder: its verdicts may be newer than the last commit. */
export function readFindingsFile() {
  return existsSync(findingsPath) ? readLines(readFileSync(findingsPath, "utf8")) : new Map();
}

/** The findings file of the last commit; empty where there is none yet. */
export function readCommittedFindings() {
  try {
    const options = { cwd: benchFolder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64_000_000 };
    return readLines(execFileSync("git", ["show", "HEAD:./findings.txt"], options));
  } catch {
    return new Map();
  }
}

/**
 * Gives fresh findings the verdicts that were given before.
 * @param {Line[]} fresh
 * @param {Map<string, Line>} known
 */
export function carryVerdicts(fresh, known) {
  return fresh.map((line) => {
    const before = known.get(line.finding);
    return before === undefined ? line : { ...line, verdict: before.verdict, reason: before.reason };
  });
}

/** @param {Line[]} lines */
export function writeFindingsFile(lines) {
  writeFileSync(findingsPath, `${lines.map(writeLine).join("\n")}\n`);
}

/**
 * The change between two runs.
 * @param {Map<string, Line>} before
 * @param {Line[]} after
 */
export function compareFindings(before, after) {
  const now = new Map(after.map((line) => [line.finding, line]));
  const added = after.filter(({ finding }) => !before.has(finding));
  const removed = [...before.values()].filter(({ finding }) => !now.has(finding));
  const isFixed = (line) => line?.repair === "fix";
  const fixesAdded = after.filter((line) => isFixed(line) && !isFixed(before.get(line.finding)));
  const fixesRemoved = [...before.values()].filter((line) => isFixed(line) && !isFixed(now.get(line.finding)));
  const changed = [...added, ...removed, ...fixesAdded, ...fixesRemoved];
  const packages = new Set(changed.map(({ finding }) => finding.split(" ")[0]));
  return { added, removed, fixesAdded, fixesRemoved, packages };
}
