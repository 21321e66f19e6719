/** docs/evidence.md and its charts, made of the results of a short run and a full one. */
import { cureOf, judgeResults } from "./judge-results.mjs";
import { countChart, countTable, outageChart, outageTable, rowsOf, tellOutages } from "./page-tables.mjs";

/** @typedef {import("./judge-results.mjs").Row} Row */
/** @typedef {{ date: string, environment: Row, scenarios: Record<string, Row> }} Run as in results.json */
/** @typedef {{ title: string, text: string, headline: (results: Row) => string, chart: (results: Row) => string, table: (results: Row) => string }} Section */

/** @param {string} what @param {string} title @returns {Pick<Section, "headline" | "chart" | "table">} */
const outage = (what, title) => ({
  headline: (results) => `${what}${tellOutages(results)}`,
  chart: (results) => outageChart(title, results),
  table: outageTable,
});

/** @type {Record<string, Section>} */
const SHORT = {
  "dead-peer": {
    title: "Dead peer, packets acknowledged",
    text: "The open connections go silent behind a proxy that acknowledges and discards; new connections work. This is what a load balancer does that lost its backend. The kernel notices nothing, so no TCP setting helps. A client without a limit on its connections (`fetch`) dials a new one for each request that hangs: it is back at once, and the requests on the dead ones never end.",
    ...outage("", "Seconds until a request succeeds again (acknowledged)"),
  },
  "no-ack": {
    title: "Dead peer, packets dropped",
    text: "The packets of the open connections are dropped in a network namespace and nothing is acknowledged; `net.ipv4.tcp_retries2` is 5 there, so that the kernel gives up early.",
    ...outage("with `tcp_retries2` at 5, ", "Seconds until a request succeeds again (dropped)"),
  },
  storm: {
    title: "Connection storm",
    text: "50 requests a second, counted at a proxy in front of the server and, refused attempts included, in the program. Programs as written ran two at a time, repaired ones side by side.",
    headline: (results) =>
      rowsOf(results)
        .map(({ title, before, fixed }) => {
          const after = fixed ?? { peakConnections: "the same", attempts: "as many", failed: "as many" };
          return `\n  - ${title}: ${before.peakConnections} connections at once, ${before.attempts} attempts to connect, ${before.failed} of ${before.ok + before.failed} requests failed; repaired ${after.peakConnections}, ${after.attempts}, ${after.failed}`;
        })
        .join(""),
    chart: (results) => countChart(results, "peakConnections", "Most connections open at once"),
    table: (results) =>
      countTable(results, [
        ["peakConnections", "peak connections"],
        ["connects", "accepted"],
        ["attempts", "attempts"],
        ["peakAttemptsPerSecond", "peak attempts per s"],
        ["attemptsAfterRestart", "attempts in each s after the restart"],
        ["leftOpen", "left open"],
        ["ok", "ok"],
        ["failed", "failed"],
        ["hung", "hung"],
        ["p50Ms", "p50 ms"],
        ["p99Ms", "p99 ms"],
      ]),
  },
  herd: {
    title: "Reconnecting herd",
    text: "200 clients lose their server for 4 s; counted are the connects within 100 ms once it is back.",
    headline: (results) =>
      rowsOf(results)
        .map(
          ({ title, before, fixed }) =>
            `${title}: ${before.peakPer100Ms} connects within 100 ms, repaired ${fixed?.peakPer100Ms ?? "nothing changed"}`,
        )
        .join("; "),
    chart: (results) => countChart(results, "peakPer100Ms", "Most connects within 100 ms after the server came back"),
    table: (results) =>
      countTable(results, [
        ["peakPer100Ms", "peak per 100 ms"],
        ["connects", "connects"],
        ["allBackAfterMs", "all back after ms"],
      ]),
  },
  restart: {
    title: "Restart of the server",
    text: "The server cuts every connection and is back after 1.5 s; nobody sends anything meanwhile.",
    headline: (results) => {
      const count = (/** @type {"before" | "fixed"} */ kind) =>
        rowsOf(results).filter((row) => row[kind]?.crash === undefined && row[kind]?.answersAgain).length;
      return `${count("before")} of ${rowsOf(results).length} programs live through it as written, repaired ${count("fixed")}`;
    },
    chart: (results) => countChart(results, "ok", "Requests answered after the restart"),
    table: (results) =>
      countTable(results, [
        ["answersAgain", "answers again"],
        ["ok", "ok"],
        ["failed", "failed"],
        ["crash", "how the process ended"],
      ]),
  },
  harm: {
    title: "Harm check",
    text: "The repaired programs on a healthy server: a request, 12 s of silence, more requests; subscribers, blocking commands, workers and slow queries. None may reconnect more often than as written, and none may lose a command. Two controls that do harm on purpose have to be noticed, or the run fails.",
    headline: tellHarm,
    chart: (results) => countChart(results, "connectsLater", "New connections on a healthy server after 12 s of silence"),
    table: (results) =>
      countTable(results, [
        ["connectsAtFirst", "connects at first"],
        ["connectsLater", "connects later"],
        ["failed", "failed"],
        ["hung", "never ended"],
      ]),
  },
};

/** @type {Record<string, Section>} */
const FULL = {
  "no-ack": {
    title: "Dead peer, packets dropped, untuned kernel",
    text: "The same with Linux' default, `tcp_retries2` 15, watched until the kernel gives up: the quarter of an hour of the second post-mortem. A request that was acknowledged in the moment before leaves nothing to repeat: such a connection is idle for the kernel, its keepalive ends it, and a pool whose other nine still hang counts as back.",
    ...outage("with Linux' default, ", "Seconds until a request succeeds again (dropped, untuned kernel)"),
  },
  "dead-peer": {
    title: "Dead peer, packets acknowledged, watched for longer",
    text: "As above, watched for 330 s: longer than the 300 s that undici waits for the headers of a reply by default.",
    ...outage("", "Seconds until a request succeeds again (acknowledged, watched for 330 s)"),
  },
};

/** @param {Row} results */
function tellHarm(results) {
  const rows = rowsOf(results);
  const count = rows.filter((row) => cureOf(row) !== undefined).length;
  const harmed = judgeResults({ harm: results }).map((complaint) => complaint.replace(/^harm, /, ""));
  const noticed = rows.filter(({ control }) => control !== undefined).length;
  const untouched = rows.filter((row) => [row["fixed"], row["code"], row["control"]].every((each) => each === undefined));
  if (harmed.length > 0) return `of ${count} repaired programs, not all are unharmed: ${harmed.join("; ")}`;
  const costs = rows
    .filter(({ cost }) => cost !== undefined)
    .map(({ title, cost, before, fixed }) => {
      const more = (fixed?.connectsLater ?? 0) - before.connectsLater;
      return ` One suggestion has a known cost: with ${title}, ${more} new connections in 12 s of silence, because ${cost.why}.`;
    });
  return `none of ${count} repaired programs loses a command or reconnects more often than before${costs.length > 0 ? ", but for the cost that is named" : ""}; left as written: ${untouched.map((row) => row["title"]).join("; ")}. The ${noticed} controls that do harm are noticed.${costs.join("")}`.replace(
    /\.$/,
    "",
  );
}

/**
 * @param {Run} run
 * @param {Record<string, Section>} sections
 * @param {string} prefix of the names of charts
 * @param {Record<string, string>} files gets the charts
 */
function makeSections({ scenarios }, sections, prefix, files) {
  /** @type {string[]} */
  const headlines = [];
  /** @type {string[]} */
  const texts = [];
  for (const [name, { title, text, headline, chart, table }] of Object.entries(sections)) {
    const results = scenarios[name];
    if (results === undefined) continue;
    if (results["skipped"] !== undefined) {
      texts.push(`## ${title}\n\n${text}\n\nLeft out: ${results["skipped"]}.`);
      continue;
    }
    const file = `evidence/${prefix}${name}.svg`;
    files[file] = chart(results);
    headlines.push(`- **${title}**: ${headline(results)}.`.replace(": \n", ":\n"));
    texts.push(`## ${title}\n\n${text}\n\n![${title}](${file})\n\n${table(results)}`);
  }
  return { headlines, texts };
}

/** @param {Run} run */
function tellRun({ date, environment }) {
  const versions = Object.entries(/** @type {Record<string, string[]>} */ (environment["packages"])).map(
    ([name, each]) => `${name} ${each.join(" and ")}`,
  );
  return `${date}, Node ${environment["node"]}, ${versions.join(", ")}`;
}

/**
 * @param {Record<string, any>} results results.json
 * @returns {Record<string, string>} files below docs/
 */
export function makePages({ short, full }) {
  /** @type {Record<string, string>} */
  const files = {};
  const parts = [makeSections(short, SHORT, "", files)];
  if (full !== undefined) parts.push(makeSections(full, FULL, "full-", files));
  files["evidence.md"] = `${[
    "<!-- Made by lab/outage/page.mjs from lab/outage/results.json. Do not edit. -->",
    "# Evidence: outages, and what ends them",
    `Small programs from \`fixtures/lab/\` run twice: as written, and as the built plugin repaired them with the strict preset and \`values: ${JSON.stringify(short.environment.values)}\` (milliseconds). Nothing is repaired by hand; where a suggestion was taken, the table names it. Where no option does it, the code from [the rule's page](rules/require-liveness.md) runs. Run it yourself: \`npm run lab -- --short\` (under five minutes; [more](../lab/README.md)).`,
    parts.flatMap(({ headlines }) => headlines).join("\n"),
    `Measured ${tellRun(short)}${full === undefined ? "" : `; watched for longer ${full.date}`}. One run each on a shared machine of two cores, dead peers again (three times at most) when the event loop stalled for more than 0.5 s; tenths of a second are noise.`,
    ...parts.flatMap(({ texts }) => texts),
  ].join("\n\n")}\n`;
  return files;
}
