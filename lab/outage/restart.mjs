/** A restart: the server cuts every connection, is away for a while and comes back. Is the program still there? */
import { setTimeout as after } from "node:timers/promises";

import { runBehindProxy, tellOutcomes } from "./behind-proxy.mjs";

export const DOWN_MS = 1500;
/** A client that dials again does so within this. */
const BACK_WITHIN_MS = 6000;

/** @typedef {import("./behind-proxy.mjs").Verdict & { answersAgain: boolean }} Restart */

/**
 * @param {import("./behind-proxy.mjs").Place} place
 * @returns {Promise<Restart>} outcomes are those of the requests after the restart
 */
export async function measureRestart(place) {
  return runBehindProxy(place, async ({ service, proxy }) => {
    await service.burst(5);
    service.outcomes.length = 0;
    await proxy.fail();
    await after(DOWN_MS);
    await proxy.recover();
    const until = Date.now() + BACK_WITHIN_MS;
    const answers = () => service.outcomes.some(({ ok }) => ok);
    while (service.crash() === undefined && !answers() && Date.now() < until) {
      await service.burst(1).catch((error) => {
        if (service.crash() === undefined) throw error;
      });
      await after(200);
    }
    return { answersAgain: answers(), ...tellOutcomes(service) };
  });
}
