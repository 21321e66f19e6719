#!/usr/bin/env node
/** Makes docs/evidence.md and its charts from results.json. `--check`: only says whether they are what it would make. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { drawBars } from "./chart.mjs";
import { judgeResults, tellOutage } from "./judge-results.mjs";

const DOCS = new URL("../../docs/", import.meta.url);

/** @typedef {import("./judge-results.mjs").Row} Row */
/** @typedef {keyof typeof KINDS} Kind */

const KINDS = { before: "as written", fixed: "after the plugin's repair", code: "with code by hand" };

/** @param {Row} row @returns {Kind[]} */
const kindsOf = (row) => /** @type {Kind[]} */ (Object.keys(KINDS)).filter((kind) => row[kind] !== undefined);

/** @param {Row} outage @param {string} unit */
const isMeasured = (outage, unit) => outage !== undefined && outage[unit] !== undefined;

/** Rows of a table, with its head. @param {string[]} head @param {(string | number)[][]} rows */
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** @param {Row} row */
const rowsOf = (row) => Object.entries(/** @type {Record<string, Row>} */ (row["clients"] ?? {}));

/** What the plugin did to a program, in words. @param {Row} repair */
function tellRepair({ fixes, suggestions, left }) {
  const said = [];
  if (fixes.length > 0) said.push(`fixed: ${fixes.map((/** @type {string} */ each) => `\`${each}\``).join(", ")}`);
  if (suggestions.length > 0)
    said.push(
      `suggestion taken: ${suggestions.map((/** @type {string} */ each) => `\`${each.split(": ")[0]}\``).join(", ")}`,
    );
  if (left.length > 0)
    said.push(`still reported: ${left.map((/** @type {string} */ each) => `\`${each}\``).join(", ")}`);
  return said.length > 0 ? said.join("; ") : "nothing is reported";
}

/** @param {string} title @param {Row} results */
function outageChart(title, results) {
  const groups = rowsOf(results).map(([, row]) => ({
    label: row["title"],
    bars: kindsOf(row)
      .filter((kind) => isMeasured(row[kind], "recoveredAfterS"))
      .map((kind) => {
        const { recoveredAfterS, watchedS } = row[kind];
        const isOpen = recoveredAfterS === null;
        return {
          kind,
          value: recoveredAfterS ?? watchedS,
          text: isOpen ? `no recovery in ${watchedS} s` : `${recoveredAfterS} s`,
          isOpen,
        };
      }),
  }));
  return drawBars(title, groups);
}

/** @param {Row} results */
function outageTable(results) {
  const rows = rowsOf(results).flatMap(([, row]) =>
    kindsOf(row).map((kind) => {
      const outage = row[kind];
      const what =
        kind === "fixed"
          ? tellRepair(row["repair"])
          : kind === "code"
            ? `${outage.why} ([program](../fixtures/lab/${outage.program}.mjs))`
            : row["fixed"] === undefined
              ? `the plugin changes nothing; ${tellRepair(row["repair"])}`
              : "";
      if (!isMeasured(outage, "recoveredAfterS"))
        return [row["title"], KINDS[kind], tellOutage(outage), "", "", "", what];
      const recovered =
        outage.recoveredAfterS === null ? `not in ${outage.watchedS} s` : `**${outage.recoveredAfterS} s**`;
      return [
        row["title"],
        KINDS[kind],
        recovered,
        outage.failed,
        outage.hung,
        `${outage.destroyed} of ${outage.dead}`,
        what,
      ];
    }),
  );
  return table(
    ["client", "program", "first success", "failed", "hung at the end", "dead connections destroyed", "what was done"],
    rows,
  );
}

/** @param {Row} results @param {string} unit @param {string} title */
function countChart(results, unit, title) {
  return drawBars(
    title,
    rowsOf(results).map(([, row]) => ({
      label: row["title"].replaceAll("`", "").replace(/ \(.*\)$/, ""),
      bars: kindsOf(row)
        .filter((kind) => isMeasured(row[kind], unit))
        .map((kind) => ({ kind, value: row[kind][unit], text: String(row[kind][unit]) })),
    })),
  );
}

/** @param {Row} results @param {[string, string][]} columns key and heading */
function countTable(results, columns) {
  const rows = rowsOf(results).flatMap(([, row]) =>
    kindsOf(row).map((kind) => {
      const result = row[kind];
      const cells = columns.map(([key]) =>
        result[key] === undefined ? (result.error ?? result.skipped ?? "") : (result[key] ?? "never"),
      );
      return [row["title"], KINDS[kind], ...cells, kind === "fixed" ? tellRepair(row["repair"]) : ""];
    }),
  );
  return table(["program", "variant", ...columns.map(([, heading]) => heading), "what was done"], rows);
}

/**
 * How many of the programs came back, and when: slowest and fastest; those that did not are named.
 *
 * @param {Row} results @param {Kind} kind
 */
function tellRecoveries(results, kind) {
  const measured = rowsOf(results)
    .map(([, row]) => row)
    .filter((row) => row[kind] !== undefined && isMeasured(row[kind], "recoveredAfterS"));
  const times = measured.flatMap((row) => (row[kind].recoveredAfterS === null ? [] : [row[kind].recoveredAfterS]));
  const lost = measured.filter((row) => row[kind].recoveredAfterS === null);
  const back = times.length === 0 ? "" : ` after ${Math.min(...times)} to ${Math.max(...times)} s`;
  const names =
    kind === "before" || lost.length === 0 ? "" : ` (not back: ${lost.map((row) => row["title"]).join("; ")})`;
  const watched = lost.length === 0 ? "" : ` within ${lost[0]?.[kind].watchedS} s`;
  return times.length === 0
    ? `none of ${measured.length} clients came back${watched}`
    : `${times.length} of ${measured.length} clients came back${back}${names}`;
}

/** @param {Row} results */
function headlineOf(results) {
  return `as written, ${tellRecoveries(results, "before")}; after the plugin's repair, ${tellRecoveries(results, "fixed")}; with code by hand where no repair does it, ${tellRecoveries(results, "code")}`;
}

/** @param {Record<string, any>} results results.json @returns {Record<string, string>} files below docs/ */
export function makePages({ date, environment, scenarios }) {
  /** @type {Record<string, string>} */
  const files = {};
  /** @type {string[]} */
  const headlines = [];
  /** @type {string[]} */
  const sections = [];
  /** @param {string} name @param {string} title @param {string} text @param {() => { headline: string, chart: string, table: string }} make */
  function section(name, title, text, make) {
    const results = scenarios[name];
    if (results === undefined) return;
    if (results.skipped !== undefined) {
      sections.push(`## ${title}\n\n${text}\n\nLeft out: ${results.skipped}.`);
      return;
    }
    const { headline, chart, table: rows } = make();
    headlines.push(`- **${title}**: ${headline}.`);
    files[`evidence/${name}.svg`] = chart;
    sections.push(`## ${title}\n\n${text} Mode: ${results.mode}.\n\n![${title}](evidence/${name}.svg)\n\n${rows}`);
  }

  section(
    "dead-peer",
    "Dead peer, packets acknowledged",
    "The open connections go silent behind a proxy that acknowledges and discards; new connections work. This is what a load balancer does that lost its backend. The kernel notices nothing, so no TCP setting helps.",
    () => ({
      headline: headlineOf(scenarios["dead-peer"]),
      chart: outageChart("Seconds until a request succeeds again (acknowledged)", scenarios["dead-peer"]),
      table: outageTable(scenarios["dead-peer"]),
    }),
  );
  section(
    "no-ack",
    "Dead peer, packets dropped",
    `The packets of the open connections are dropped in a network namespace and nothing is acknowledged; \`net.ipv4.tcp_retries2\` is ${scenarios["no-ack"]?.retries} there (Linux' default of 15 gives a dead connection up after about 15 minutes).`,
    () => ({
      headline: `with \`tcp_retries2\` at ${scenarios["no-ack"].retries}, ${headlineOf(scenarios["no-ack"])}`,
      chart: outageChart("Seconds until a request succeeds again (dropped)", scenarios["no-ack"]),
      table: outageTable(scenarios["no-ack"]),
    }),
  );
  section(
    "storm",
    "Connection storm",
    "50 requests a second for 10 s, counted at a proxy in front of the server.",
    () => {
      const storm = scenarios.storm.clients;
      const [first] = Object.values(storm).toSorted((a, b) => b.before.peakConnections - a.before.peakConnections);
      const failed = Object.values(storm).map(
        ({ before, fixed }) =>
          `${before.failed} of ${before.ok + before.failed} requests failed, repaired ${fixed?.failed ?? "nothing changed"}`,
      );
      return {
        headline: `up to ${first.before.peakConnections} connections at once, repaired ${first.fixed?.peakConnections ?? "the same"}; with a server that admits 100, ${failed[0]}`,
        chart: countChart(scenarios.storm, "peakConnections", "Most connections open at once"),
        table: countTable(scenarios.storm, [
          ["peakConnections", "peak connections"],
          ["connects", "connects"],
          ["leftOpen", "left open"],
          ["ok", "ok"],
          ["failed", "failed"],
          ["hung", "hung"],
          ["p50Ms", "p50 ms"],
          ["p99Ms", "p99 ms"],
        ]),
      };
    },
  );
  section(
    "herd",
    "Reconnecting herd",
    "200 clients lose their server for 4 s; counted are the connects within 100 ms once it is back.",
    () => ({
      headline: Object.values(scenarios.herd.clients)
        .map(
          ({ title, before, fixed }) =>
            `${title}: ${before.peakPer100Ms} connects within 100 ms, repaired ${fixed?.peakPer100Ms ?? "nothing changed"}`,
        )
        .join("; "),
      chart: countChart(scenarios.herd, "peakPer100Ms", "Most connects within 100 ms after the server came back"),
      table: countTable(scenarios.herd, [
        ["peakPer100Ms", "peak per 100 ms"],
        ["connects", "connects"],
        ["allBackAfterMs", "all back after ms"],
      ]),
    }),
  );
  section(
    "harm",
    "Harm check",
    "The repaired programs on a healthy server: a request, 12 s of silence, another request; blocking commands and a slow query. What is counted is what happens after the first request.",
    () => {
      const count = Object.values(scenarios.harm.clients).filter(
        ({ fixed, code }) => (fixed ?? code) !== undefined,
      ).length;
      const harmed = judgeResults({ harm: scenarios.harm }).map((complaint) => complaint.replace(/^harm, /, ""));
      return {
        headline:
          harmed.length === 0
            ? `none of ${count} repaired programs reconnects more often than before, and none loses a command`
            : `of ${count} repaired programs, not all are unharmed: ${harmed.join("; ")}`,
        chart: countChart(scenarios.harm, "connectsLater", "New connections on a healthy server after 12 s of silence"),
        table: countTable(scenarios.harm, [
          ["connectsAtFirst", "connects at first"],
          ["connectsLater", "connects later"],
          ["failed", "failed"],
        ]),
      };
    },
  );

  const { node, packages, values } = environment;
  const versions = Object.entries(packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
  files["evidence.md"] = `${[
    "<!-- Made by lab/outage/page.mjs from lab/outage/results.json. Do not edit. -->",
    "# Evidence: outages, and what ends them",
    `Small programs from \`fixtures/lab/\` run twice: as written, and as the built plugin repaired them with the strict preset and \`values: ${JSON.stringify(values)}\` (milliseconds). Nothing is repaired by hand; where a suggestion was taken, the table names it. Where no option does it, code that does is measured as well. Run it yourself: \`npm run lab -- --short\` (about 7 minutes; [more](../lab/README.md)).`,
    headlines.join("\n"),
    `Measured ${date}, Node ${node}, ${versions}. One run each on a shared machine of two cores, dead peers again (three times at most) when the event loop stalled for more than 0.5 s; tenths of a second are noise.`,
    ...sections,
  ].join("\n\n")}\n`;
  return files;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const files = makePages(JSON.parse(readFileSync(new URL("results.json", import.meta.url), "utf8")));
  const isCheck = process.argv.includes("--check");
  for (const [name, text] of Object.entries(files)) {
    const url = new URL(name, DOCS);
    if (isCheck) {
      if (existsSync(url) && readFileSync(url, "utf8") === text) continue;
      console.error(`docs/${name} is not what lab/outage/page.mjs makes: node lab/outage/page.mjs`);
      process.exitCode = 1;
    } else {
      mkdirSync(new URL(".", url), { recursive: true });
      writeFileSync(url, text);
    }
  }
}
