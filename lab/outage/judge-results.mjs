/** What the results must show, and how a terminal shows them. */
import { KINDS } from "./variants.mjs";

const RECOVERED_WITHIN_S = 10;

/** Scenarios whose results are outages. */
const OUTAGES = ["dead-peer", "no-ack"];

/** @typedef {Record<string, any>} Row one program of a scenario, as in results.json */

/** @param {Row} outage */
export function tellOutage(outage) {
  if (outage.skipped !== undefined) return `left out: ${outage.skipped}`;
  if (outage.error !== undefined) return `not measured: ${outage.error}`;
  if (outage.crash !== undefined) return `crashed: ${outage.crash}`;
  const recovered = outage.recoveredAfterS === null ? `not within ${outage.watchedS} s` : `${outage.recoveredAfterS} s`;
  return `${recovered}; ${outage.failed} failed, ${outage.hung} hung; ${outage.destroyed} of ${outage.dead} dead connections destroyed`;
}

/** @param {Row} result */
function tellOther(result) {
  return Object.entries(result)
    .filter(([, value]) => !Array.isArray(value))
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}

/**
 * @param {string} scenario
 * @param {any} results
 * @returns {string[]}
 */
export function summarise(scenario, results) {
  if (results.skipped !== undefined) return [`left out: ${results.skipped}`];
  const tell = OUTAGES.includes(scenario) ? tellOutage : tellOther;
  return Object.values(/** @type {Record<string, Row>} */ (results.clients)).flatMap((row) => {
    return KINDS.filter((kind) => row[kind] !== undefined).map((kind) => `${row["title"]} (${kind}): ${tell(row[kind])}`);
  });
}

/**
 * Back in time, for good, on a connection that is not the dead one, and never with more connections than it may hold.
 *
 * @param {Row} outage
 * @param {Row} row
 */
function findOutageShortfall(outage, row) {
  const last = Math.max(outage["recoveredAfterS"] ?? Infinity, outage["lastFailureAfterS"] ?? 0);
  if (last > RECOVERED_WITHIN_S || outage["hung"] > 0 || outage["destroyed"] < outage["dead"]) return tellOutage(outage);
  return outage["peakConnections"] > (row["bound"] ?? Infinity)
    ? `${outage["peakConnections"]} connections at once, where it may hold ${row["bound"]}`
    : undefined;
}

/**
 * A suggestion may cost connections where the page says how many; a fix that makes itself may not.
 *
 * @param {Row} health
 * @param {Row} row
 */
function findHarm(health, { before, cost, repair }) {
  if (health["failed"] > before["failed"]) return `${health["failed"]} commands failed: ${health["firstError"]}`;
  if (health["hung"] > before["hung"]) return `${health["hung"]} commands never ended`;
  const isKnown = cost !== undefined && !repair.fixes.includes(cost.of);
  return health["connectsLater"] > before["connectsLater"] + (isKnown ? cost["connects"] : 0)
    ? `${health["connectsLater"]} new connections while healthy`
    : undefined;
}

/** @param {Row} storm @param {Row} row */
function findStormShortfall(storm, { before, bound }) {
  if (storm["peakConnections"] > bound)
    return `${storm["peakConnections"]} connections at once, where it may hold ${bound}`;
  if (storm["hung"] > 0) return `${storm["hung"]} requests hung`;
  return storm["attempts"] >= before["attempts"]
    ? `${storm["attempts"]} attempts to connect, where it made ${before["attempts"]} as written`
    : undefined;
}

/** @param {Row} herd @param {Row} row */
function findHerdShortfall(herd, { before }) {
  return herd["peakPer100Ms"] >= before["peakPer100Ms"] ? "as many come back at once as before" : undefined;
}

/** @param {Row} restart */
function findRestartShortfall(restart) {
  return restart["answersAgain"] ? undefined : "it answers no more";
}

/** @type {Record<string, (after: Row, row: Row) => string | undefined>} */
const SHORTFALLS = {
  "dead-peer": findOutageShortfall,
  "no-ack": findOutageShortfall,
  storm: findStormShortfall,
  herd: findHerdShortfall,
  restart: findRestartShortfall,
  harm: findHarm,
};

/**
 * Which variant the plugin answers for: what it writes, or the code of the rule's page where it says that no option ends a dead
 * connection, whatever else it has written.
 *
 * @param {Row} row
 * @returns {"fixed" | "code" | undefined} nothing where neither was measured
 */
export function cureOf(row) {
  if (row["code"] === undefined) return row["fixed"] === undefined ? undefined : "fixed";
  return row["fixed"] === undefined || row["repair"].left.includes("require-liveness/noRemedy") ? "code" : "fixed";
}

/**
 * @param {string} scenario
 * @param {Row} row
 * @param {import("./variants.mjs").Kind} kind
 * @returns {string | undefined} what a program after its repair does not reach
 */
function findShortfall(scenario, row, kind) {
  const after = row[kind];
  if (kind === "fixed" && cureOf(row) === "code") return undefined;
  if (after["error"] !== undefined || after["crash"] !== undefined) return after["error"] ?? after["crash"];
  return SHORTFALLS[scenario]?.(after, row);
}

/**
 * @param {Record<string, any>} measured results by scenario
 * @returns {string[]} what could not be measured here and is neither reached nor missed, one line each
 */
export function findLeftOut(measured) {
  return Object.entries(measured).flatMap(([scenario, results]) => {
    if (results.skipped !== undefined) return [`${scenario}: ${results.skipped}`];
    return Object.entries(/** @type {Record<string, Row>} */ (results.clients)).flatMap(([name, row]) => {
      return row["before"].skipped === undefined ? [] : [`${scenario}, ${name}: ${row["before"].skipped}`];
    });
  });
}

/**
 * @param {Record<string, any>} measured results by scenario
 * @returns {string[]} what was not reached, one line each
 */
export function judgeResults(measured) {
  const complaints = [];
  for (const [scenario, results] of Object.entries(measured)) {
    for (const [name, row] of Object.entries(/** @type {Record<string, Row>} */ (results.clients ?? {}))) {
      if (row["before"].skipped !== undefined) continue;
      if (row["before"].error !== undefined)
        complaints.push(`${scenario}, ${name}, as written: ${row["before"].error}`);
      const after = KINDS.filter((kind) => kind !== "before" && row[kind] !== undefined);
      if (after.length === 0 && scenario !== "harm")
        complaints.push(`${scenario}, ${name}: the plugin changes nothing`);
      for (const kind of after) {
        const shortfall = findShortfall(scenario, row, kind);
        // A control that could not be measured proves nothing either.
        if (kind === "control" && (shortfall === undefined || row[kind].error !== undefined))
          complaints.push(`${scenario}, ${name}: the check does not notice ${row[kind].why}`);
        if (kind !== "control" && shortfall !== undefined)
          complaints.push(`${scenario}, ${name} (${kind}): ${shortfall}`);
      }
    }
  }
  return complaints;
}
