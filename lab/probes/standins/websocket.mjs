import { connect } from "node:net";

/**
 * A WebSocket server. With `upstream` each socket is a tunnel to that port, as serverless PostgreSQL drivers want it; with
 * `engine` it shakes hands as engine.io does and goes on pinging that often; else it answers every message with itself.
 *
 * @param {any} WebSocketServer of the package `ws`
 * @param {{ upstream?: number, engine?: { pingInterval: number, pingTimeout: number } }} [how] in milliseconds
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function startWebSocketStandIn(WebSocketServer, { upstream, engine } = {}) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (/** @type {any} */ socket) => {
    socket.on("error", () => {});
    if (upstream !== undefined) tunnel(socket, upstream);
    else if (engine !== undefined) shakeHands(socket, engine);
    else socket.on("message", (/** @type {Buffer} */ data) => socket.send(data));
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    port: server.address().port,
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {any} socket @param {number} port */
function tunnel(socket, port) {
  const upstream = connect(port, "127.0.0.1").on("error", () => socket.terminate());
  upstream.on("data", (chunk) => socket.send(chunk));
  upstream.once("close", () => socket.close());
  socket.on("message", (/** @type {Buffer} */ data) => upstream.write(data));
  socket.once("close", () => upstream.destroy());
}

/** @param {any} socket @param {{ pingInterval: number, pingTimeout: number }} engine */
function shakeHands(socket, engine) {
  socket.send(`0${JSON.stringify({ sid: "one", upgrades: [], maxPayload: 1_000_000, ...engine })}`);
  const timer = setInterval(() => socket.send("2"), engine.pingInterval);
  socket.once("close", () => clearInterval(timer));
  socket.on("message", (/** @type {Buffer} */ data) => {
    const text = data.toString();
    if (text.startsWith("40")) socket.send('40{"sid":"two"}');
    // An event with an acknowledgement: 42<id>["name"]
    const id = /^42(\d+)/.exec(text)?.[1];
    if (id !== undefined) socket.send(`43${id}[]`);
  });
}
