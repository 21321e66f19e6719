/** A program under measurement, behind a proxy that counts its connections. */
import { startCountingProxy } from "./counting-proxy.mjs";
import { runService } from "./run-service.mjs";

/**
 * @typedef {{ path: string, port: number, portName: string }} Place of a program and its server
 *
 * @typedef {object} Verdict what the outcomes of a program say
 * @property {number} ok
 * @property {number} failed
 * @property {string} [firstError]
 * @property {string} [crash] how it ended by itself
 */

/**
 * Starts the program, measures, and ends both whatever happens.
 *
 * @template Result
 * @param {Place} place
 * @param {(running: { service: import("./run-service.mjs").RunningService, proxy: import("./counting-proxy.mjs").CountingProxy }) => Promise<Result>} measure
 * @param {number} [instances] how many copies of the program one process runs
 * @returns {Promise<Result>}
 */
export async function runBehindProxy({ path, port, portName }, measure, instances = 1) {
  const proxy = await startCountingProxy(port);
  try {
    const service = await runService(path, { [portName]: String(proxy.port) }, instances);
    try {
      return await measure({ service, proxy });
    } finally {
      await service.kill();
    }
  } finally {
    await proxy.close();
  }
}

/**
 * @param {import("./run-service.mjs").RunningService} service
 * @returns {Verdict}
 */
export function tellOutcomes(service) {
  const failures = service.outcomes.filter(({ ok }) => !ok);
  const crash = service.crash();
  return {
    ok: service.outcomes.length - failures.length,
    failed: failures.length,
    ...(failures[0]?.error === undefined ? {} : { firstError: failures[0].error }),
    ...(crash === undefined ? {} : { crash }),
  };
}
