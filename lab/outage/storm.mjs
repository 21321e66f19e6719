/**
 * A connection storm, 50 requests a second: on a healthy server for 10 s, while the server is down for 10 s, or while it
 * answers nothing for 4 s.
 */
import { setTimeout as after } from "node:timers/promises";

import { runBehindProxy, tellOutcomes } from "./behind-proxy.mjs";

const PER_SECOND = 50;
const LOAD_MS = 10_000;
const DRAIN_MS = 2000;
export const DOWN_MS = 10_000;
export const STALL_MS = 4000;
/** Load before and after the trouble. */
const HEALTHY_MS = 3000;
const AFTER_RESTART_MS = 6000;

/**
 * @typedef {object} StormTraits
 * @property {number} peakConnections open at once, at the server
 * @property {number} connects that the server accepted
 * @property {number} attempts to connect that the program made, refused ones as well
 * @property {number} peakAttemptsPerSecond
 * @property {number[]} [attemptsAfterRestart] in each second after the server was back
 * @property {number} leftOpen at the end
 * @property {number} hung
 * @property {number | null} p50Ms of the requests that succeeded
 * @property {number | null} p99Ms
 *
 * @typedef {import("./behind-proxy.mjs").Verdict & StormTraits} Storm
 */

/**
 * @param {readonly number[]} times `Date.now()` of each
 * @param {number} from
 * @param {number} seconds
 */
function countPerSecond(times, from, seconds) {
  const counts = Array.from({ length: seconds }, () => 0);
  for (const time of times) {
    const second = Math.floor((time - from) / 1000);
    if (second >= 0 && second < seconds) counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
}

/**
 * @param {import("./behind-proxy.mjs").Place} place
 * @param {"outage" | "stall"} [trouble]
 * @returns {Promise<Storm>}
 */
export async function measureStorm(place, trouble) {
  return runBehindProxy(place, async ({ service, proxy }) => {
    const startedAt = Date.now();
    let restartedAt = 0;
    service.load(PER_SECOND);
    if (trouble === undefined) await after(LOAD_MS);
    else {
      await after(HEALTHY_MS);
      await (trouble === "outage" ? proxy.fail() : proxy.pause());
      await after(trouble === "outage" ? DOWN_MS : STALL_MS);
      restartedAt = Date.now();
      await (trouble === "outage" ? proxy.recover() : proxy.resume());
      await after(AFTER_RESTART_MS);
    }
    const { sent, attempts } = await service.stop();
    await after(DRAIN_MS);
    const times = service.outcomes
      .filter(({ ok }) => ok)
      .map((each) => each.at - each.sent)
      .toSorted((a, b) => a - b);
    const seconds = Math.ceil((Date.now() - startedAt) / 1000);
    return {
      peakConnections: proxy.peak(),
      connects: proxy.connects.length,
      attempts: attempts.length,
      peakAttemptsPerSecond: Math.max(...countPerSecond(attempts, startedAt, seconds)),
      ...(trouble === "outage"
        ? { attemptsAfterRestart: countPerSecond(attempts, restartedAt, AFTER_RESTART_MS / 1000) }
        : {}),
      leftOpen: proxy.open(),
      hung: Math.max(0, sent - service.outcomes.length),
      p50Ms: times[Math.floor(times.length * 0.5)] ?? null,
      p99Ms: times[Math.floor(times.length * 0.99)] ?? null,
      ...tellOutcomes(service),
    };
  });
}
