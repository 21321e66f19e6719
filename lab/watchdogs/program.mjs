/** The text of a program with a watchdog over its client, and of the same without one. */

/** @typedef {import("./clients.mjs").Watchdog} Watchdog */

/** How long an answer may take, and how often one is asked for, in milliseconds. */
const ANSWER_WITHIN_MS = 2000;
const EVERY_MS = 5000;
const SECONDS = ANSWER_WITHIN_MS / 1000;
const COLUMNS = 110;

/** @param {readonly string[]} lines */
const indented = (lines) => lines.map((line) => `  ${line}`);

/** @param {Watchdog} watchdog */
const opened = ({ isAwaited }) => (isAwaited ? "await open()" : "open()");

/** Node's own modules first. @param {readonly string[]} imports */
const sorted = (imports) => [...imports.filter((line) => line.includes('"node:')).toSorted(bySource), ...imports.filter((line) => !line.includes('"node:')).toSorted(bySource)];

/** @param {string} a @param {string} b */
const bySource = (a, b) => ((a.split('"')[1] ?? "") < (b.split('"')[1] ?? "") ? -1 : 1);

/**
 * A line that is too long gets a line for each option of its first object.
 *
 * @param {string} line
 * @returns {string[]}
 */
function broken(line) {
  const from = line.indexOf("{ ");
  const to = line.lastIndexOf(" }");
  if (line.length <= COLUMNS || from < 0 || to < from) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  const options = split(line.slice(from + 2, to)).map((option) => `${indent}  ${option},`);
  return [line.slice(0, from + 1), ...options.flatMap(broken), `${indent}${line.slice(to + 1)}`];
}

/** At commas that stand in nothing else. @param {string} text */
function split(text) {
  const parts = [""];
  let depth = 0;
  for (const char of text) {
    if ("{[(".includes(char)) depth += 1;
    if ("}])".includes(char)) depth -= 1;
    if (char === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop()}${char}`);
  }
  return parts.map((part) => part.trim());
}

/** @param {Watchdog} watchdog @param {readonly string[]} [more] imports */
function begun(watchdog, more = []) {
  const { imports, of, open, isAwaited, read } = watchdog;
  return [
    ...sorted([...imports, ...more]),
    "",
    `${isAwaited ? "async " : ""}function open() {`,
    ...indented(open).flatMap(broken),
    "}",
    "",
    `let ${of} = ${opened(watchdog)};`,
    "",
    "export async function readUser(id) {",
    ...indented(read),
    "}",
    "",
  ];
}

/** @param {Watchdog} watchdog @returns {string} the program without what watches */
export const unwatched = (watchdog) => begun(watchdog).join("\n");

/** @param {Watchdog} watchdog */
export function watched(watchdog) {
  const { of, ping, end, then } = watchdog;
  const fate = then === "destroyed" ? "and is closed, with all that waits for it" : "what waits for it goes on until the kernel gives it up";
  return [
    ...begun(watchdog, ['import { setTimeout as after } from "node:timers/promises";']),
    `/** Who owes an answer for ${SECONDS} s gets a successor${then === "destroyed" ? "," : ";"} ${fate}. */`,
    "async function watch() {",
    `  const watched = ${of};`,
    `  const late = after(${ANSWER_WITHIN_MS}).then(() => Promise.reject(new Error("no answer within ${SECONDS} s")));`,
    "  try {",
    `    await Promise.race([${ping}, late]);`,
    "  } catch (error) {",
    `    console.error("${of}:", error.message);`,
    `    ${of} = ${opened(watchdog)};`,
    `    await ${end};`,
    "  }",
    "}",
    "",
    `setInterval(() => watch().catch((error) => console.error("${of}:", error.message)), ${EVERY_MS});`,
    "",
  ].join("\n");
}
