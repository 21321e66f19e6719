/** A connection storm: a client per request against one that is shared, 50 requests a second for 10 s. */
import { setTimeout as after } from "node:timers/promises";

import { startCountingProxy } from "./counting-proxy.mjs";
import { runService } from "./run-service.mjs";

const PER_SECOND = 50;
const LOAD_MS = 10_000;
const DRAIN_MS = 2000;

/**
 * @typedef {object} Storm
 * @property {number} peakConnections open at once
 * @property {number} connects all in all
 * @property {number} leftOpen at the end
 * @property {number} ok
 * @property {number} failed
 * @property {number} hung
 * @property {number | null} p50Ms
 * @property {number | null} p99Ms
 * @property {string} [firstError]
 * @property {string} [crash]
 */

/**
 * @param {{ path: string, port: number, portName: string }} scenario
 * @returns {Promise<Storm>}
 */
export async function measureStorm({ path, port, portName }) {
  const proxy = await startCountingProxy(port);
  try {
    const service = await runService(path, { [portName]: String(proxy.port) });
    try {
      service.load(PER_SECOND);
      await after(LOAD_MS);
      const { sent } = await service.stop();
      await after(DRAIN_MS);
      const times = service.outcomes
        .filter(({ ok }) => ok)
        .map((each) => each.at - each.sent)
        .toSorted((a, b) => a - b);
      const failures = service.outcomes.filter(({ ok }) => !ok);
      const crash = service.crash();
      return {
        peakConnections: proxy.peak(),
        connects: proxy.connects.length,
        leftOpen: proxy.open(),
        ok: times.length,
        failed: failures.length,
        hung: Math.max(0, sent - service.outcomes.length),
        p50Ms: times[Math.floor(times.length * 0.5)] ?? null,
        p99Ms: times[Math.floor(times.length * 0.99)] ?? null,
        ...(failures[0]?.error === undefined ? {} : { firstError: failures[0].error }),
        ...(crash === undefined ? {} : { crash }),
      };
    } finally {
      await service.kill();
    }
  } finally {
    await proxy.close();
  }
}
