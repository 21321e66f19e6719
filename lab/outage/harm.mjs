/** Harm: a healthy server, a service that is idle, and commands that wait on purpose. A repair must not make it reconnect. */
import { setTimeout as after } from "node:timers/promises";

import { startCountingProxy } from "./counting-proxy.mjs";
import { runService } from "./run-service.mjs";

const IDLE_MS = 12_000;

/**
 * @typedef {object} Health
 * @property {number} connectsAtFirst for the first request
 * @property {number} connectsLater while idle and for the request after it
 * @property {number} failed
 * @property {string} [firstError]
 * @property {string} [crash]
 */

/**
 * One request, 12 s without any, one more.
 *
 * @param {{ path: string, port: number, portName: string }} scenario
 * @returns {Promise<Health>}
 */
export async function measureHealth({ path, port, portName }) {
  const proxy = await startCountingProxy(port);
  try {
    const service = await runService(path, { [portName]: String(proxy.port) });
    try {
      await service.burst(1);
      const connectsAtFirst = proxy.connects.length;
      await after(IDLE_MS);
      await service.burst(1);
      const failures = service.outcomes.filter(({ ok }) => !ok);
      const crash = service.crash();
      return {
        connectsAtFirst,
        connectsLater: proxy.connects.length - connectsAtFirst,
        failed: failures.length,
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
