import { once } from "node:events";
import { connect } from "node:net";

import { FlowCounter } from "../../net/flows.mjs";

/**
 * Carries WebSockets to a TCP server, as the proxy does that Neon's driver dials. Each is one connection of its server.
 *
 * @param {any} WebSocketServer of the package ws
 * @param {number} port of the server behind
 * @returns {Promise<import("../../net/loopback-server.mjs").LoopbackServer>}
 */
export async function startWebSocketProxy(WebSocketServer, port) {
  const flows = new FlowCounter();
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  server.on("connection", (/** @type {any} */ client) => {
    const upstream = connect({ host: "127.0.0.1", port });
    flows.add(upstream);
    client.on("message", (/** @type {Buffer} */ data) => {
      flows.touch();
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      flows.touch();
      client.send(data);
    });
    upstream.once("close", () => client.terminate());
    client.on("error", () => {});
    client.once("close", () => upstream.destroy());
  });
  return {
    port: server.address().port,
    flows,
    async close() {
      flows.destroyAll();
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
