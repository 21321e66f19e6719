import { once } from "node:events";
import { createServer } from "node:net";

import { FlowCounter } from "./flows.mjs";

/**
 * @typedef {object} LoopbackServer
 * @property {number} port a free port of 127.0.0.1
 * @property {FlowCounter} flows what has connected so far
 * @property {() => Promise<void>} close stops listening and destroys every connection
 */

/**
 * A TCP server on a free loopback port that counts its connections and hands each to `serve`. Sockets are half-open: a
 * FIN from the client is answered only by a server that ends its own side.
 *
 * @param {(socket: import("node:net").Socket, flows: FlowCounter) => void} serve
 * @returns {Promise<LoopbackServer>}
 */
export async function startLoopbackServer(serve) {
  const flows = new FlowCounter();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    flows.add(socket);
    serve(socket, flows);
  });
  server.listen({ host: "127.0.0.1", port: 0, backlog: 1024 });
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port,
    flows,
    async close() {
      const closed = once(server, "close");
      server.close();
      flows.destroyAll();
      await closed;
    },
  };
}
