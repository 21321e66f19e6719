import * as starters from "../../net/services/start.mjs";

/** @typedef {import("../probe.js").ServiceName} ServiceName */

/** @type {Record<ServiceName, () => Promise<import("../../net/services/start.mjs").Service>>} */
const starterOf = {
  postgres: starters.startPostgres,
  mariadb: starters.startMariadb,
  redis: starters.startRedis,
  rabbitmq: starters.startRabbitmq,
  mosquitto: starters.startMosquitto,
  nats: starters.startNats,
};

/**
 * Starts what the probes need.
 *
 * @param {Iterable<ServiceName>} needed
 * @returns {Promise<{ ports: Record<string, number>, skipped: Map<string, string>, stop: () => Promise<void> }>} with the
 *   reason for every server that is not installed here
 */
export async function startServices(needed) {
  /** @type {Record<string, number>} */
  const ports = {};
  /** @type {Map<string, string>} */
  const skipped = new Map();
  /** @type {import("../../net/services/start.mjs").Service[]} */
  const running = [];
  const stop = async () => {
    await Promise.all(running.map((service) => service.stop()));
  };
  try {
    for (const name of needed) {
      const { service, skipped: reason } = await starters.startOrSkip(starterOf[name]);
      if (service === undefined) {
        skipped.set(name, reason ?? "");
        continue;
      }
      running.push(service);
      ports[name] = service.port;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, skipped, stop };
}
