/** @typedef {import("./children.mjs").Row} Row */

/**
 * The rows as a table.
 *
 * @param {Row[]} rows
 * @returns {string}
 */
export function formatTable(rows) {
  const cells = rows.map((row) => [
    isGood(row) ? "ok" : "NOT",
    row.id,
    row.version,
    String(row.expected),
    String(row.seen),
    `${row.control.ok ? "ok" : "NOT"}: ${row.control.describe} -> ${row.control.seen}`,
  ]);
  const table = [["", "fact", "version", "expected", "seen", "control"], ...cells];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** @param {Row} row */
export const isGood = (row) => row.ok && row.control.ok;

/**
 * What another version does differently, line by line.
 *
 * @param {Row[]} pinned
 * @param {Row[]} latest
 * @returns {string[]}
 */
export function formatChanges(pinned, latest) {
  const before = new Map(pinned.map((row) => [`${row.id} ${row.alias}`, row]));
  /** @type {string[]} */
  const lines = [];
  for (const row of latest) {
    const old = before.get(`${row.id} ${row.alias}`);
    if (old === undefined) lines.push(`${row.id}  ${row.version}: ${row.seen} (not in results.json)`);
    else if (old.seen !== row.seen) lines.push(`${row.id}  ${old.version}: ${old.seen} -> ${row.version}: ${row.seen}`);
    else if (!row.control.ok) lines.push(`${row.id}  ${row.version}: the control failed: ${row.control.seen}`);
  }
  return lines;
}
