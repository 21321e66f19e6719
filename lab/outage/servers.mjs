/** Real servers for the scenarios, each started once when it is first asked for. */
import { once } from "node:events";
import { createServer } from "node:http";

import { startMariadb, startOrSkip, startPostgres, startRedis } from "../net/index.mjs";
import { limitConnections } from "./limited-role.mjs";

/** @typedef {import("./clients.mjs").Client["server"]} ServerName */
/** @typedef {{ port: number, stop: () => Promise<void> }} Server */

/** @returns {Promise<Server>} */
async function startHttp() {
  const server = createServer((request, response) => response.end(`you asked for ${request.url}\n`));
  server.keepAliveTimeout = 120_000; // the peer dies while connections are kept, not because they were closed for being idle
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const STARTERS = { redis: startRedis, postgres: startPostgres, mariadb: startMariadb };

export function makeServers() {
  /** @type {Map<ServerName, Promise<{ server?: Server, skipped?: string }>>} */
  const started = new Map();

  /** @param {ServerName} name */
  async function start(name) {
    if (name === "http") return { server: await startHttp() };
    const { service, skipped } = await startOrSkip(STARTERS[name]);
    if (name === "postgres" && service !== undefined) await limitConnections(service.port);
    return service === undefined ? { skipped } : { server: service };
  }

  return {
    /**
     * The server, or in one line why there is none.
     *
     * @param {ServerName} name
     */
    async get(name) {
      const running = started.get(name) ?? start(name);
      started.set(name, running);
      return running;
    },
    async stop() {
      for (const running of await Promise.allSettled(started.values())) {
        if (running.status === "fulfilled") await running.value.server?.stop();
      }
    },
  };
}
