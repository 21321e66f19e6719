/**
 * What somebody gets who reads code and judges, and what comes back: sheets with source and without verdicts, answer files
 * with one line per item, `<id> <verdict> <reason>`. Ids hang on the item alone, so two sheets in different order have them
 * in common.
 */
import { createHash } from "node:crypto";

/** @param {string} item @returns {string} eight hexadecimal digits */
export function readId(item) {
  return createHash("sha256").update(item).digest("hex").slice(0, 8);
}

/** The same order for the same seed, another one for another; `items` stays as it is. */
export function shuffle(items, seed) {
  const weigh = (item) => createHash("sha256").update(`${seed} ${JSON.stringify(item)}`).digest("hex");
  return items
    .map((item) => ({ item, weight: weigh(item) }))
    .sort((left, right) => (left.weight < right.weight ? -1 : 1))
    .map(({ item }) => item);
}

/**
 * Numbered source lines around a place, its own marked with `>`.
 * @param {string} code
 * @param {number} line from 1
 */
export function writeExcerpt(code, line, { before = 12, after = 24 } = {}) {
  const first = Math.max(1, line - before);
  const lines = code.split("\n").slice(first - 1, line + after);
  return lines
    .map((text, index) => `${first + index === line ? ">" : " "}${String(first + index).padStart(5)}  ${text.slice(0, 240)}`)
    .join("\n");
}

/**
 * @param {string} text an answer file; lines that are empty or begin with `#` are for the reader alone
 * @param {string[]} verdicts what may be answered
 * @returns {Map<string, { verdict: string, reason: string }>} by id
 */
export function readAnswers(text, verdicts) {
  const answers = new Map();
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const [, id, verdict, reason = ""] = /^([0-9a-f]{8}) (\S+)(?: (.*))?$/.exec(line) ?? [];
    if (!verdicts.includes(verdict)) throw new Error(`not an answer (${verdicts.join(", ")}): ${line}`);
    if (answers.has(id)) throw new Error(`answered twice: ${id}`);
    answers.set(id, { verdict, reason: reason.replaceAll(" | ", ", ") });
  }
  return answers;
}
