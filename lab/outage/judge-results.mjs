/** What the results must show, and how a terminal shows them. */

const RECOVERED_WITHIN_S = 10;
/** What every pool of the storm programs is configured with. */
const BOUND_OF_POOLS = 10;

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
    return ["before", "fixed", "code"]
      .filter((kind) => row[kind] !== undefined)
      .map((kind) => `${row["title"]} (${kind}): ${tell(row[kind])}`);
  });
}

/**
 * @param {string} scenario
 * @param {Row} before
 * @param {Row} after
 * @returns {string | undefined} what a program after its repair does not reach
 */
function findShortfall(scenario, before, after) {
  if (after["skipped"] !== undefined) return undefined;
  if (after["error"] !== undefined || after["crash"] !== undefined) return after["error"] ?? after["crash"];
  if (OUTAGES.includes(scenario)) {
    return after["recoveredAfterS"] === null || after["recoveredAfterS"] > RECOVERED_WITHIN_S
      ? tellOutage(after)
      : undefined;
  }
  if (scenario === "harm") {
    if (after["failed"] > before["failed"]) return `${after["failed"]} commands failed: ${after["firstError"]}`;
    return after["connectsLater"] > before["connectsLater"]
      ? `${after["connectsLater"]} new connections while healthy`
      : undefined;
  }
  if (scenario === "herd")
    return after["peakPer100Ms"] >= before["peakPer100Ms"] ? "as many come back at once as before" : undefined;
  return after["peakConnections"] > BOUND_OF_POOLS ? `${after["peakConnections"]} connections at once` : undefined;
}

/**
 * @param {Record<string, any>} measured results by scenario
 * @returns {string[]} what was not reached, one line each
 */
export function judgeResults(measured) {
  const complaints = [];
  for (const [scenario, results] of Object.entries(measured)) {
    for (const [name, row] of Object.entries(/** @type {Record<string, Row>} */ (results.clients ?? {}))) {
      if (row["before"].error !== undefined)
        complaints.push(`${scenario}, ${name}, as written: ${row["before"].error}`);
      const after = ["fixed", "code"].filter((kind) => row[kind] !== undefined);
      if (after.length === 0 && scenario !== "harm")
        complaints.push(`${scenario}, ${name}: the plugin changes nothing`);
      for (const kind of after) {
        const shortfall = findShortfall(scenario, row["before"], row[kind]);
        if (shortfall !== undefined) complaints.push(`${scenario}, ${name} (${kind}): ${shortfall}`);
      }
    }
  }
  return complaints;
}
