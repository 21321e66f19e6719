/** A herd: 200 clients lose their server at the same moment. How many come back within the same 100 ms? */
import { setTimeout as after } from "node:timers/promises";

import { runBehindProxy } from "./behind-proxy.mjs";

export const CLIENTS_IN_HERD = 200;
const DOWN_MS = 4000;
const WATCH_MS = 5000;
const BUCKET_MS = 100;

/**
 * @typedef {object} Herd
 * @property {number} peakPer100Ms most connects within 100 ms after the server came back
 * @property {number} connects after it came back
 * @property {number | null} allBackAfterMs
 * @property {number[]} per100Ms connects in each 100 ms
 */

/**
 * @param {import("./behind-proxy.mjs").Place} place
 * @returns {Promise<Herd>}
 */
export async function measureHerd(place) {
  return runBehindProxy(
    place,
    async ({ service, proxy }) => {
      await service.burst(CLIENTS_IN_HERD);
      const before = proxy.open();
      if (before < CLIENTS_IN_HERD)
        throw new Error(`${place.path}: only ${before} of ${CLIENTS_IN_HERD} clients connected`);
      await proxy.fail();
      await after(DOWN_MS);
      const from = proxy.connects.length;
      const backAt = Date.now();
      await proxy.recover();
      await after(WATCH_MS);
      const times = proxy.connects.slice(from).map((at) => at - backAt);
      const per100Ms = Array.from({ length: Math.ceil(WATCH_MS / BUCKET_MS) }, (_, bucket) => {
        return times.filter((at) => Math.floor(at / BUCKET_MS) === bucket).length;
      });
      return {
        peakPer100Ms: Math.max(...per100Ms),
        connects: times.length,
        allBackAfterMs: proxy.open() >= CLIENTS_IN_HERD ? (times[CLIENTS_IN_HERD - 1] ?? null) : null,
        per100Ms,
      };
    },
    CLIENTS_IN_HERD,
  );
}
