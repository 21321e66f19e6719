import * as starters from "../../net/services/start.mjs";

/** @typedef {import("../probe.js").ServiceName} ServiceName */
/**
 * @typedef {object} Services
 * @property {Record<string, number>} ports
 * @property {Map<string, string>} skipped the reason for every server that is not installed here
 * @property {() => Promise<void>} stop
 */

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
 * @returns {Promise<Services>}
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
