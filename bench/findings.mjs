/**
 * The findings file: one sorted line per finding with the verdicts of two readings that did not see each other.
 *
 *   pg-boss@10.4.2 src/db.js:17:19 require-max-connections finiteByDefault Pool fix | right | right-but-minor one job
 *   └ finding ─────────────────────────────────────────────────────────────┘ └ repair  └ first  └ second, then a reason
 *
 * Where the two were on different sides, a third column says what was settled, and why: `| settled right the URL has none`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "./pinned-set.mjs";

export const findingsPath = join(benchFolder, "findings.txt");
export const verdicts = ["right", "right-but-minor", "wrong", "?"];
export const readings = ["first", "second"];

/**
 * @typedef {object} Verdict
 * @property {string} verdict one of `verdicts`
 * @property {string} reason  why, where the verdict is not plain; may be empty
 *
 * @typedef {object} Line
 * @property {string} finding package, place, rule, message and client: what makes it the same finding
 * @property {"fix" | "suggestion" | "none"} repair
 * @property {Verdict} first
 * @property {Verdict} second
 * @property {Verdict | undefined} settled what was agreed on after the two readings
 */

/** @type {Verdict} what a finding has before it is read */
export const unread = { verdict: "?", reason: "" };

/**
 * A line with one reading only, as older commits have them, is unread by the second.
 * @returns {Line}
 */
export function readLine(text) {
  const [head, ...columns] = text.split(" | ");
  const match = /^(\S+ \S+ \S+ \S+ \S+) (fix|suggestion|none)$/.exec(head);
  if (match === null || columns.length === 0 || columns.length > 3) throw new Error(`not a line of findings.txt: ${text}`);
  const [first, second = unread] = columns.slice(0, 2).map((column) => readVerdict(column, text));
  return { finding: match[1], repair: match[2], first, second, settled: columns[2] && readSettled(columns[2], text) };
}

function readVerdict(column, text) {
  const [, verdict, reason = ""] = /^(\S+)(?: (.*))?$/.exec(column) ?? [];
  if (!verdicts.includes(verdict)) throw new Error(`${verdict} is no verdict (${verdicts.join(", ")}): ${text}`);
  return { verdict, reason };
}

function readSettled(column, text) {
  if (!column.startsWith("settled ")) throw new Error(`the third column opens with settled: ${text}`);
  const settled = readVerdict(column.slice("settled ".length), text);
  if (settled.verdict === "?" || settled.reason === "") throw new Error(`settled takes a verdict and a reason: ${text}`);
  return settled;
}

/** @param {Line} line */
export function writeLine({ finding, repair, first, second, settled }) {
  const columns = [`${finding} ${repair}`, writeVerdict(first), writeVerdict(second)];
  if (settled !== undefined) columns.push(`settled ${writeVerdict(settled)}`);
  return columns.join(" | ");
}

function writeVerdict({ verdict, reason }) {
  return reason === "" ? verdict : `${verdict} ${reason}`;
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

/**
 * The findings file of a commit; empty where it has none.
 * @param {string} commit anything git takes for one
 */
export function readCommittedFindings(commit) {
  try {
    const options = { cwd: benchFolder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64_000_000 };
    return readLines(execFileSync("git", ["show", `${commit}:./findings.txt`], options));
  } catch {
    return new Map();
  }
}

/**
 * Gives fresh findings the verdicts that were given before.
 * @param {{ finding: string, repair: string }[]} fresh
 * @param {Map<string, Line>} known
 * @returns {Line[]}
 */
export function carryVerdicts(fresh, known) {
  return fresh.map(({ finding, repair }) => {
    const { first = unread, second = unread, settled } = known.get(finding) ?? {};
    return { finding, repair, first, second, settled };
  });
}

/** @param {Iterable<Line>} lines in any order */
export function writeFindingsFile(lines) {
  const sorted = [...lines].sort((left, right) => (left.finding < right.finding ? -1 : 1));
  writeFileSync(findingsPath, `${sorted.map(writeLine).join("\n")}\n`);
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
