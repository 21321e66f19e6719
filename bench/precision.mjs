/** What the verdicts of the two readings come to: precision by rule, agreement, and what is still open. */
import { readings } from "./findings.mjs";

const isTrue = ({ verdict }) => verdict === "right" || verdict === "right-but-minor";

/**
 * What keeps a finding from being accepted; undefined where nothing does. Right against minor is a matter of weight and
 * open to nobody; right against wrong has to be settled, and what both call wrong or was settled as wrong has to go.
 * @param {import("./findings.mjs").Line} line
 * @returns {"unread" | "wrong" | "unsettled" | undefined}
 */
export function whyOpen({ first, second, settled }) {
  if (first.verdict === "?" || second.verdict === "?") return "unread";
  if (isTrue(first) && isTrue(second)) return undefined;
  if (!isTrue(first) && !isTrue(second)) return "wrong";
  if (settled === undefined) return "unsettled";
  return isTrue(settled) ? undefined : "wrong";
}

/** Findings that both have read and judged differently, in weight or in truth. */
export function listDisagreements(lines) {
  return lines.filter(
    ({ first, second }) => first.verdict !== "?" && second.verdict !== "?" && first.verdict !== second.verdict,
  );
}

/**
 * @typedef {object} Share
 * @property {number} findings
 * @property {Record<string, Record<string, number>>} counts by reading, then by verdict
 * @property {Record<string, number | undefined>} precision by reading: true ones among those read; undefined before any is
 * @property {number} read    how many both have read
 * @property {number} alike   how many of those have the same verdict twice
 * @property {number} oneSide how many of those are true twice or wrong twice
 */

/**
 * @param {import("./findings.mjs").Line[]} lines
 * @returns {Map<string, Share>} by rule in the order of the alphabet, then `all`
 */
export function countVerdicts(lines) {
  const rules = [...new Set(lines.map(readRule))].sort();
  const shares = new Map(rules.map((rule) => [rule, countShare(lines.filter((line) => readRule(line) === rule))]));
  return shares.set("all", countShare(lines));
}

function readRule({ finding }) {
  return finding.split(" ")[2];
}

function countShare(lines) {
  const counts = Object.fromEntries(readings.map((reading) => [reading, tally(lines.map((line) => line[reading]))]));
  const precision = Object.fromEntries(readings.map((reading) => [reading, readPrecision(counts[reading])]));
  const both = lines.filter(({ first, second }) => first.verdict !== "?" && second.verdict !== "?");
  const alike = both.filter(({ first, second }) => first.verdict === second.verdict).length;
  const oneSide = both.filter(({ first, second }) => isTrue(first) === isTrue(second)).length;
  return { findings: lines.length, counts, precision, read: both.length, alike, oneSide };
}

function tally(given) {
  const counts = { right: 0, "right-but-minor": 0, wrong: 0, "?": 0 };
  for (const { verdict } of given) counts[verdict] += 1;
  return counts;
}

function readPrecision(counts) {
  const truths = counts.right + counts["right-but-minor"];
  return truths + counts.wrong === 0 ? undefined : truths / (truths + counts.wrong);
}

/** The table of a run: one line per rule, both readings side by side. */
export function printPrecision(lines) {
  console.log(`\n${"precision by rule".padEnd(38)}${"findings".padStart(9)}${readings.map(writeHead).join("")}     alike`);
  for (const [rule, share] of countVerdicts(lines)) {
    const columns = readings.map((reading) => writeColumn(share.counts[reading], share.precision[reading]));
    const alike = share.read === 0 ? "-" : `${share.alike} of ${share.read}`;
    console.log(`${rule.padEnd(38)}${String(share.findings).padStart(9)}${columns.join("")}${alike.padStart(12)}`);
  }
  const all = countVerdicts(lines).get("all");
  console.log(`on the same side (true or wrong): ${all.oneSide} of ${all.read} that both have read`);
}

function writeHead(reading) {
  return `${reading}: right/minor/wrong`.padStart(28);
}

function writeColumn(counts, precision) {
  const share = precision === undefined ? "-" : `${(100 * precision).toFixed(1)} %`;
  return `${counts.right}/${counts["right-but-minor"]}/${counts.wrong}  ${share}`.padStart(28);
}
