/** Tables, charts and sentences of the evidence page, each from the results of one scenario. */
import { drawBars, WORDS } from "./chart.mjs";
import { cureOf, tellOutage } from "./judge-results.mjs";
import { KINDS } from "./variants.mjs";

/** @typedef {import("./judge-results.mjs").Row} Row */
/** @typedef {import("./variants.mjs").Kind} Kind */

/** @param {Row} row @returns {Kind[]} */
const kindsOf = (row) => KINDS.filter((kind) => row[kind] !== undefined);

/** @param {Row} results @returns {Row[]} */
export const rowsOf = (results) => Object.values(/** @type {Record<string, Row>} */ (results["clients"] ?? {}));

/** Rows of a table, with its head. @param {string[]} head @param {(string | number)[][]} rows */
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** @param {readonly string[]} names */
const quote = (names) => names.map((name) => `\`${name.split(": ")[0]}\``).join(", ");

/** What the plugin did to a program, in words. @param {Row} repair */
function tellRepair({ fixes, suggestions, left }) {
  const said = [
    fixes.length > 0 ? `fixed: ${quote(fixes)}` : "",
    suggestions.length > 0 ? `suggestion taken: ${quote(suggestions)}` : "",
    left.length > 0 ? `still reported: ${quote(left)}` : "",
  ].filter((part) => part !== "");
  return said.length > 0 ? said.join("; ") : "nothing is reported";
}

/** What was done to a program, in the last cell of its line. @param {Row} row @param {Kind} kind */
function tellWhat(row, kind) {
  if (kind === "fixed") return tellRepair(row["repair"]);
  if (kind === "before") return row["fixed"] === undefined ? `the plugin changes nothing; ${tellRepair(row["repair"])}` : "";
  return `${row[kind].why} ([program](../fixtures/lab/${row[kind].program}.mjs))`;
}

/** @param {string} title @param {Row} results */
export function outageChart(title, results) {
  const groups = rowsOf(results).map((row) => ({
    label: row["title"],
    bars: kindsOf(row).flatMap((kind) => {
      const { recoveredAfterS, watchedS, crash } = row[kind];
      if (recoveredAfterS === undefined) return [];
      const isOpen = recoveredAfterS === null;
      const lost = crash === undefined ? `no recovery in ${watchedS} s` : "the process ends";
      const text = isOpen ? lost : `${recoveredAfterS} s`;
      return [{ kind, value: recoveredAfterS ?? watchedS, text, isOpen }];
    }),
  }));
  return drawBars(title, groups);
}

/** @param {Row} results */
export function outageTable(results) {
  const rows = rowsOf(results).flatMap((row) =>
    kindsOf(row).map((kind) => {
      const { recoveredAfterS, watchedS, failed, hung, destroyed, dead, peakConnections } = row[kind];
      const name = [row["title"], WORDS[kind]];
      if (recoveredAfterS === undefined || row[kind].crash !== undefined)
        return [...name, tellOutage(row[kind]), "", "", "", "", tellWhat(row, kind)];
      const recovered = recoveredAfterS === null ? `not in ${watchedS} s` : `**${recoveredAfterS} s**`;
      const most = row["bound"] === undefined ? peakConnections : `${peakConnections} (${row["bound"]})`;
      return [...name, recovered, failed, hung, `${destroyed} of ${dead}`, most, tellWhat(row, kind)];
    }),
  );
  return table(
    [
      "client",
      "program",
      "first success",
      "failed",
      "hung at the end",
      "dead connections destroyed",
      "most live connections (bound)",
      "what was done",
    ],
    rows,
  );
}

/** @param {Row} results @param {string} unit @param {string} title */
export function countChart(results, unit, title) {
  return drawBars(
    title,
    rowsOf(results).map((row) => ({
      label: row["title"].replaceAll("`", "").replace(/ \(.*\)$/, ""),
      bars: kindsOf(row)
        .filter((kind) => row[kind][unit] !== undefined)
        .map((kind) => ({ kind, value: row[kind][unit], text: String(row[kind][unit]) })),
    })),
  );
}

/** @param {Row} results @param {[string, string][]} columns key and heading */
export function countTable(results, columns) {
  const rows = rowsOf(results).flatMap((row) =>
    kindsOf(row).map((kind) => {
      const result = row[kind];
      const cells = columns.map(([key]) => {
        if (result.error !== undefined || result.skipped !== undefined) return result.error ?? result.skipped;
        const value = result[key] ?? "";
        return Array.isArray(value) ? value.join(", ") : String(value);
      });
      return [row["title"], WORDS[kind], ...cells, tellWhat(row, kind)];
    }),
  );
  return table(["program", "variant", ...columns.map(([, heading]) => heading), "what was done"], rows);
}

/**
 * How many of the programs came back, and when: slowest and fastest; those that did not are named.
 *
 * @param {Row} results
 * @param {Kind} kind
 */
export function tellRecoveries(results, kind) {
  const measured = rowsOf(results).filter((row) => row[kind]?.recoveredAfterS !== undefined && (kind === "before" || cureOf(row) === kind));
  const lost = measured.filter((row) => row[kind].recoveredAfterS === null);
  const times = measured.flatMap((row) => row[kind].recoveredAfterS ?? []);
  if (times.length === 0) return `none of ${measured.length} clients came back within ${lost[0]?.[kind].watchedS} s`;
  const names = kind === "before" || lost.length === 0 ? "" : ` (not back: ${lost.map((row) => row["title"]).join("; ")})`;
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return `${times.length} of ${measured.length} clients came back after ${first === last ? first : `${first} to ${last}`} s${names}`;
}

/** @param {Row} results */
export function tellOutages(results) {
  return `as written, ${tellRecoveries(results, "before")}; after the plugin's repair, ${tellRecoveries(results, "fixed")}; with code by hand where no repair does it, ${tellRecoveries(results, "code")}`;
}

/** One program's seconds, as written against the best that was done to it. @param {Row} row @param {(result: Row) => string} tell */
export function tellPair(row, tell) {
  const kind = /** @type {Kind} */ (row["fixed"] === undefined ? "code" : "fixed");
  return `${row["title"]}: as written ${tell(row["before"])}, ${WORDS[kind]} ${tell(row[kind])}`;
}
