/** Stand-ins that answer just enough for a client to count as connected, or to have its command done. */
import { createServer } from "node:http";
import { connect } from "node:net";

import { startLoopbackServer } from "../../net/loopback-server.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

/**
 * A server that answers what comes by a function of it, until its client ends.
 *
 * @param {ProbeContext} ctx
 * @param {(chunk: Buffer, socket: import("node:net").Socket) => void} answer
 * @param {string} [greeting]
 */
async function startAnswering(ctx, answer, greeting = "") {
  const { port, close } = await startLoopbackServer((socket, flows) => {
    if (greeting !== "") socket.write(greeting);
    socket.on("end", () => socket.end());
    socket.on("data", (chunk) => {
      flows.touch();
      answer(chunk, socket);
    });
  });
  ctx.defer(close);
  return port;
}

/** @param {ProbeContext} ctx memcached that has nothing */
export const startMemcached = (ctx) => startAnswering(ctx, (_chunk, socket) => socket.write("END\r\n"));

/** @param {ProbeContext} ctx a mail server that takes every mail, one command at a time */
export function startMailServer(ctx) {
  const writing = new WeakSet();
  return startAnswering(
    ctx,
    (chunk, socket) => {
      const text = String(chunk);
      const begins = /^DATA\r\n/i.test(text);
      if (writing.has(socket) && !/(?:^|\r\n)\.\r\n$/.test(text)) return;
      writing[begins ? "add" : "delete"](socket);
      socket.write(begins ? "354 go on\r\n" : "250 fine\r\n");
    },
    "220 mail.example.com ESMTP\r\n",
  );
}

/** @param {ProbeContext} ctx an LDAP server that lets everybody bind: `BindResponse { success }` with the number of the request */
export const startLdap = (ctx) =>
  startAnswering(ctx, (chunk, socket) => {
    const id = chunk.subarray(2, 4 + (chunk[3] ?? 0)); // tag, length, number
    const response = Buffer.from([0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0]);
    socket.write(Buffer.concat([Buffer.from([0x30, id.length + response.length]), id, response]));
  });

/** @param {ProbeContext} ctx an HTTP service that answers every request with an empty object, under any product's name */
export async function startService(ctx) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json", "x-elastic-product": "Elasticsearch" });
    response.end('{"version":{"number":"8.0.0","build_flavor":"default"},"tagline":"You Know, for Search"}');
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  ctx.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

/** @param {(ctx: ProbeContext) => Promise<number>} start @returns {(ctx: ProbeContext) => Promise<{ port: number }>} */
export const asServer = (start) => async (ctx) => ({ port: await start(ctx) });

/**
 * A WebSocket server; with a port to pass everything on to it is a bridge, as Neon's clients need one.
 *
 * @param {ProbeContext} ctx
 * @param {number} [target]
 */
export async function startWebSocketServer(ctx, target) {
  const { WebSocketServer } = await ctx.load("ws-8");
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  server.on("connection", (/** @type {any} */ socket) => {
    socket.on("error", () => {});
    if (target === undefined) return;
    const upstream = connect({ host: "127.0.0.1", port: target });
    upstream.on("error", () => {}).on("data", (chunk) => socket.send(chunk));
    upstream.once("close", () => socket.terminate());
    socket.on("message", (/** @type {Buffer} */ data) => upstream.write(data));
    socket.once("close", () => upstream.destroy());
  });
  ctx.defer(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return server.address().port;
}
