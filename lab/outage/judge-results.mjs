/** What the results must show, and how a terminal shows them. */

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
    return ["before", "fixed", "code"].filter((kind) => row[kind] !== undefined).map((kind) => `${row["title"]} (${kind}): ${tell(row[kind])}`);
  });
}

/**
 * The best that is offered for a client: what the plugin made, or the code of its page where that is not enough.
 *
 * @param {Row} row
 * @returns {Row | undefined}
 */
export const cureOf = (row) => row["code"] ?? row["fixed"];

/**
 * @param {Record<string, any>} measured results by scenario
 * @returns {string[]} what was not reached, one line each
 */
export function judgeResults(measured) {
  const complaints = [];
  for (const [scenario, results] of Object.entries(measured)) {
    for (const [name, row] of Object.entries(/** @type {Record<string, Row>} */ (results.clients ?? {}))) {
      const about = `${scenario}, ${name}`;
      const cure = OUTAGES.includes(scenario) ? cureOf(row) : row["fixed"];
      if (row["before"].error !== undefined) complaints.push(`${about}, as written: ${row["before"].error}`);
      if (cure === undefined) {
        if (OUTAGES.includes(scenario)) complaints.push(`${about}: the plugin changes nothing`);
        continue;
      }
      if (cure.error !== undefined || cure.crash !== undefined) complaints.push(`${about}: ${cure.error ?? cure.crash}`);
      else if (OUTAGES.includes(scenario) && cure.skipped === undefined) {
        if (cure.recoveredAfterS === null || cure.recoveredAfterS > RECOVERED_WITHIN_S) complaints.push(`${about}: ${tellOutage(cure)}`);
      } else if (scenario === "harm") {
        if (cure.failed > row["before"].failed) complaints.push(`${about}: ${cure.failed} commands failed: ${cure.firstError}`);
        if (cure.connectsLater > row["before"].connectsLater) complaints.push(`${about}: ${cure.connectsLater} new connections while healthy`);
      } else if (scenario === "herd" && cure.peakPer100Ms >= row["before"].peakPer100Ms) {
        complaints.push(`${about}: as many come back at once as before`);
      } else if (scenario === "storm" && cure.peakConnections > 10) complaints.push(`${about}: ${cure.peakConnections} connections at once`);
    }
  }
  return complaints;
}
