/**
 * What README.md and the pages of the rules quote from the results, and the programs they show: the text between
 * `<!-- measured: name -->` and `<!-- /measured -->`.
 */
import { readFileSync } from "node:fs";

import { CLIENTS } from "./clients.mjs";
import { cureOf } from "./judge-results.mjs";
import { rowsOf, tellPair } from "./page-tables.mjs";

/** @typedef {import("./judge-results.mjs").Row} Row */

const PROGRAMS = new URL("../../fixtures/lab/", import.meta.url);

/** @param {Row} outage */
const tellSeconds = (outage) =>
  outage["crash"] !== undefined ? "the process ends" : outage["recoveredAfterS"] === null ? `not back within ${outage["watchedS"]} s` : `back after ${outage["recoveredAfterS"]} s`;

/** @param {Row} outage */
const tellHung = (outage) => `${outage["hung"]} requests without an answer or an error`;

/** @param {Row} storm */
const tellPeak = ({ peakConnections }) => `${peakConnections} ${peakConnections === 1 ? "connection" : "connections"} at once`;

/** @param {Row} herd */
const tellHerd = (herd) => `${herd["peakPer100Ms"]} of 200 back within 100 ms`;

/** @param {Row} restart */
const tellRestart = (restart) => (restart["answersAgain"] ? "answers again" : "the process ends");

/** @param {Row} storm */
const tellAttempts = (storm) => `${tellPeak(storm)}, up to ${storm["peakAttemptsPerSecond"]} attempts a second`;

/** @param {Row} storm */
const tellFailed = ({ failed, ok }) => `${failed} of ${failed + ok} requests failed`;

/**
 * The line of each rule: scenario, program, and what is told of it.
 *
 * @type {Record<string, [string, string, (result: Row) => string][]>}
 */
const LINES = {
  "no-ineffective-option": [["storm", "storm-undici-typo", tellPeak]],
  "no-pool-in-hot-path": [
    ["storm", "storm-ioredis", tellPeak],
    ["storm", "storm-pg", tellFailed],
  ],
  "no-retry-around-reconnecting-client": [["storm", "storm-ioredis-retry", tellAttempts]],
  "no-unbounded-retry": [
    ["herd", "herd-ioredis", tellHerd],
    ["herd", "herd-node-redis", tellHerd],
  ],
  "require-error-listener": [
    ["restart", "restart-pg", tellRestart],
    ["restart", "restart-node-redis", tellRestart],
  ],
  "require-liveness": [
    ["dead-peer", "ioredis", tellSeconds],
    ["dead-peer", "node-redis-pool", tellSeconds],
    ["dead-peer", "mariadb", tellSeconds],
  ],
  "require-max-connections": [["storm", "storm-undici", tellPeak]],
  "require-release": [["dead-peer", "pg-connect", tellSeconds]],
  "require-timeouts": [
    ["dead-peer", "pg", tellHung],
    ["dead-peer", "ioredis", tellHung],
  ],
};

/** @param {Record<string, Row>} scenarios @param {string} rule */
function quoteFor(scenarios, rule) {
  const pairs = /** @type {[string, string, (result: Row) => string][]} */ (LINES[rule]).flatMap(([scenario, name, tell]) => {
    const row = scenarios[scenario]?.["clients"]?.[name];
    return row === undefined || row.before.skipped !== undefined ? [] : [tellPair(row, tell)];
  });
  return pairs.length === 0 ? "" : `Measured ([evidence](../evidence.md)): ${pairs.join("; ")}.`;
}

/** Those that never came back count as slower than all others. @param {Row} results */
function tellWritten(results) {
  const outages = rowsOf(results).map((row) => row["before"]);
  const times = outages.map(({ recoveredAfterS }) => recoveredAfterS ?? Infinity).toSorted((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  const lost = times.filter((time) => time === Infinity).length;
  return median === Infinity
    ? `${lost} of ${times.length} clients are not back within ${outages[0]?.watchedS} s`
    : `half of ${times.length} clients are away for ${median} s or longer`;
}

/** @param {Row} results */
function tellRepaired(results) {
  const outages = rowsOf(results).map((row) => row[cureOf(row) ?? "before"]);
  const times = outages.flatMap(({ recoveredAfterS }) => recoveredAfterS ?? []);
  return `${times.length === outages.length ? "all" : times.length} of ${outages.length} are back within ${Math.max(...times)} s`;
}

/** @param {Record<string, any>} results */
function headline({ short, full }) {
  /** @type {string[][]} */
  const lines = [];
  const [kernel, dropped] =
    full?.scenarios["no-ack"]?.clients === undefined
      ? ["`tcp_retries2` 5", short.scenarios["no-ack"]]
      : ["Linux as installed", full.scenarios["no-ack"]];
  for (const [what, scenario] of [
    [`a server dies without a word (${kernel})`, dropped],
    ["a load balancer loses its backend and goes on acknowledging", short.scenarios["dead-peer"]],
  ]) {
    if (scenario?.clients !== undefined) lines.push([what, tellWritten(scenario), tellRepaired(scenario)]);
  }
  const storms = short.scenarios.storm?.clients ?? {};
  for (const [name, tell] of /** @type {const} */ ([
    ["storm-ioredis-retry", tellAttempts],
    ["storm-pg", tellFailed],
  ])) {
    const row = storms[name];
    if (row?.before.ok !== undefined) lines.push([row.title, tell(row.before), tell(row.fixed)]);
  }
  const rows = lines.map((cells) => `| ${cells.join(" | ")} |`);
  const title = "Measured by `npm run lab` with small programs, as written and as the built plugin repairs them; where no option helps, with the code from the rule's page ([evidence](docs/evidence.md)):";
  return [title, "", "| outage | as written | repaired |", "| --- | --- | --- |", ...rows].join("\n");
}

/** @param {string} program */
function showProgram(program) {
  const code = CLIENTS.find((client) => client.code?.program === program)?.code;
  if (code === undefined) throw new Error(`${program} is no program that the lab runs`);
  const { why } = code;
  const text = readFileSync(new URL(`${program}.mjs`, PROGRAMS), "utf8");
  return `✅ ${why.slice(0, 1).toUpperCase()}${why.slice(1)}. The lab runs this very program.\n\n\`\`\`js\n${text}\`\`\``;
}

/**
 * A text with its measured parts made anew.
 *
 * @param {string} text
 * @param {string} rule whose page it is; empty for README.md
 * @param {Record<string, any>} results results.json
 * @throws {Error} when a name is not known
 */
export function quoteInto(text, rule, results) {
  return text.replaceAll(
    /(<!-- measured: ([\w-]+) -->\n)[^]*?(<!-- \/measured -->)/g,
    (_all, /** @type {string} */ open, /** @type {string} */ name, /** @type {string} */ close) => {
      const made =
        name === "headline" ? headline(results) : name === "figures" ? quoteFor(results["short"].scenarios, rule) : showProgram(name);
      return `${open}${made}\n${close}`;
    },
  );
}
