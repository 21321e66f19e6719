import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @typedef {import("./children.mjs").Row} Row */

export const resultsFile = fileURLToPath(new URL("../results.json", import.meta.url));

/** @returns {{ seen: string, rows: Row[] }} `seen` is the day of the last change */
export function readResults() {
  try {
    return JSON.parse(readFileSync(resultsFile, "utf8"));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return { seen: "", rows: [] };
    throw error;
  }
}

/** @param {Pick<Row, "id" | "version">} row */
export const rowKey = ({ id, version }) => `${id}@${version}`;

/**
 * Puts new rows in the place of old ones. Old rows that were not run this time stay while `isKept` says so.
 *
 * @param {Row[]} old
 * @param {Row[]} fresh
 * @param {(row: Row) => boolean} [isKept]
 * @returns {Row[]} sorted by id, then by version
 */
export function mergeRows(old, fresh, isKept = () => true) {
  const merged = new Map(old.filter(isKept).map((row) => [rowKey(row), row]));
  for (const row of fresh) merged.set(rowKey(row), row);
  return [...merged.values()].sort((a, b) => compareText(a.id, b.id) || compareVersions(a.version, b.version));
}

/**
 * Writes the file only when a row has changed, so that running the probes again leaves no trace.
 *
 * @param {Row[]} rows
 * @returns {boolean} whether anything changed
 */
export function writeResults(rows) {
  const old = readResults();
  if (JSON.stringify(old.rows) === JSON.stringify(rows)) return false;
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`);
  const day = new Date().toISOString().slice(0, 10);
  // Renamed into place, so that whoever reads meanwhile sees a whole file.
  const unfinished = `${resultsFile}.${process.pid}`;
  writeFileSync(unfinished, `{\n  "seen": "${day}",\n  "rows": [\n${lines.join(",\n")}\n  ]\n}\n`);
  renameSync(unfinished, resultsFile);
  return true;
}

/**
 * @param {string} a
 * @param {string} b
 */
function compareText(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * @param {string} a
 * @param {string} b
 */
function compareVersions(a, b) {
  return a.localeCompare(b, "en", { numeric: true });
}
