/** A proxy on a port that stays the same when its server goes away and comes back; notes every connection it accepts. */
import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * @typedef {object} CountingProxy
 * @property {number} port
 * @property {number[]} connects `Date.now()` of every connection accepted
 * @property {() => number} open
 * @property {() => number} peak
 * @property {() => void} pause goes on accepting and forwards nothing
 * @property {() => void} resume
 * @property {() => Promise<void>} fail stops listening and cuts every connection: connecting is refused
 * @property {() => Promise<void>} recover listens again on the same port
 * @property {() => Promise<void>} close
 */

/**
 * @param {number} target port of the real server
 * @returns {Promise<CountingProxy>}
 */
export async function startCountingProxy(target) {
  /** @type {Set<{ client: import("node:net").Socket, upstream: import("node:net").Socket }>} */
  const flows = new Set();
  /** @type {number[]} */
  const connects = [];
  let peak = 0;
  let isPaused = false;
  const server = createServer((client) => {
    connects.push(Date.now());
    const upstream = connect(target, "127.0.0.1");
    const flow = { client, upstream };
    flows.add(flow);
    peak = Math.max(peak, flows.size);
    client.on("error", () => {}); // a reset ends in "close" as well
    upstream.on("error", () => {});
    client.once("close", () => upstream.destroy());
    upstream.once("close", () => client.destroy());
    client.once("close", () => flows.delete(flow));
    if (!isPaused) join(flow);
  });
  /** @param {{ client: import("node:net").Socket, upstream: import("node:net").Socket }} flow */
  function join({ client, upstream }) {
    client.pipe(upstream);
    upstream.pipe(client);
  }
  /** @param {number} port */
  async function listen(port) {
    server.listen({ host: "127.0.0.1", port, backlog: 1024 });
    await once(server, "listening");
    return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
  }
  async function fail() {
    const closed = once(server, "close");
    server.close();
    for (const { client, upstream } of flows) {
      client.destroy();
      upstream.destroy();
    }
    await closed;
  }
  const port = await listen(0);
  return {
    port,
    connects,
    open: () => flows.size,
    peak: () => peak,
    pause() {
      isPaused = true;
      for (const { client, upstream } of flows) {
        client.unpipe(upstream);
        upstream.unpipe(client);
      }
    },
    resume() {
      isPaused = false;
      for (const flow of flows) join(flow);
    },
    fail,
    async recover() {
      await listen(port);
    },
    async close() {
      if (server.listening) await fail();
    },
  };
}
