/** Harm: a healthy server, a service that is idle, and commands that wait on purpose. A repair must not make it reconnect. */
import { setTimeout as after } from "node:timers/promises";

import { WaitedTooLong } from "../net/index.mjs";
import { runBehindProxy, tellOutcomes } from "./behind-proxy.mjs";

export const IDLE_MS = 12_000;
/** Until a client has made the connections that it makes at its start. */
const SETTLE_MS = 1000;

/**
 * @typedef {object} HealthTraits
 * @property {number} connectsAtFirst for the first request
 * @property {number} connectsLater while idle and for the requests after it
 * @property {number} hung requests that never ended
 *
 * @typedef {import("./behind-proxy.mjs").Verdict & HealthTraits} Health
 */

/** What hangs is counted. @param {unknown} error */
function acceptHanging(error) {
  if (!(error instanceof WaitedTooLong)) throw error;
}

/**
 * One request, 12 s without any, some more.
 *
 * @param {import("./behind-proxy.mjs").Place} place
 * @param {number} [calls] after the silence, all at once
 * @returns {Promise<Health>}
 */
export async function measureHealth(place, calls = 5) {
  return runBehindProxy(place, async ({ service, proxy }) => {
    await service.burst(1).catch(acceptHanging);
    await after(SETTLE_MS);
    const connectsAtFirst = proxy.connects.length;
    await after(IDLE_MS);
    await service.burst(calls).catch(acceptHanging);
    return {
      connectsAtFirst,
      connectsLater: proxy.connects.length - connectsAtFirst,
      hung: 1 + calls - service.outcomes.length,
      ...tellOutcomes(service),
    };
  });
}
