/** Opens clients of brokers, sockets, mail and HTTP services as users do, and sends something through them. */
import { once } from "node:events";

/** @typedef {import("../measure/reconnect.mjs").Opener} Opener */

const HOST = "127.0.0.1";

/** @param {any} emitter */
const listened = (emitter) => emitter.on("error", () => {});

/** @param {(callback: (error: unknown, result?: any) => void) => void} start @returns {Promise<any>} */
const called = (start) => new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))));

/** @type {Opener} */
export async function openAmqplib(ctx, port) {
  const connection = listened(await (await ctx.loadDefault(ctx.alias)).connect(`amqp://${HOST}:${port}`));
  return { use: async () => (await connection.createChannel()).close(), close: () => connection.close() };
}

/** @type {Opener} */
export async function openAmqpManager(ctx, port, options) {
  const manager = (await ctx.loadDefault(ctx.alias)).connect([`amqp://${HOST}:${port}`], options);
  for (const event of ["connectFailed", "disconnect", "error"]) manager.on(event, () => {});
  const channel = listened(manager.createChannel({ json: true }));
  return { use: () => channel.waitForConnect(), close: () => manager.close() };
}

/** @type {Opener} */
export async function openMqtt(ctx, port, options) {
  const client = listened((await ctx.loadDefault(ctx.alias)).connect(`mqtt://${HOST}:${port}`, options));
  const publish = () => new Promise((resolve, reject) => client.publish("a", "b", { qos: 1 }, (/** @type {any} */ error) => (error ? reject(error) : resolve(undefined))));
  return { use: publish, close: () => client.end(true) };
}

/** @type {Opener} */
export async function openNats(ctx, port, options) {
  const client = await (await ctx.loadDefault(ctx.alias)).connect({ servers: `${HOST}:${port}`, reconnectJitter: 0, ...options });
  return { use: () => client.flush(), close: () => client.close() };
}

/** @type {Opener} */
export async function openSocketIo(ctx, port, options) {
  const { io } = await ctx.load(ctx.alias);
  const socket = io(`http://${HOST}:${port}`, { transports: ["websocket"], ...options });
  return { use: () => new Promise((resolve) => socket.once("connect", resolve)), close: () => socket.close() };
}

/** @type {Opener} */
export async function openWebSocket(ctx, port) {
  const { WebSocket } = await ctx.load(ctx.alias);
  const socket = listened(new WebSocket(`ws://${HOST}:${port}`));
  return { use: () => ponged(socket), close: () => socket.terminate() };
}

/** @param {any} socket */
async function ponged(socket) {
  if (socket.readyState === 0) await once(socket, "open");
  socket.ping();
  await once(socket, "pong");
}

/** @type {Opener} */
export async function openReconnectingWebSocket(ctx, port, options) {
  const ReconnectingWebSocket = await ctx.loadDefault(ctx.alias);
  const { WebSocket } = await ctx.load("ws-8");
  const socket = new ReconnectingWebSocket(`ws://${HOST}:${port}`, [], { WebSocket, ...options });
  socket.addEventListener("error", () => {});
  const opened = () => new Promise((resolve) => (socket.readyState === 1 ? resolve(undefined) : socket.addEventListener("open", resolve)));
  return { use: opened, close: () => socket.close() };
}

/** @param {"producer" | "admin" | "consumer"} kind @returns {Opener} */
export const openKafka = (kind) => async (ctx, port, options) => {
  const { Kafka, logLevel } = await ctx.loadDefault(ctx.alias);
  const kafka = new Kafka({ brokers: [`${HOST}:${port}`], logLevel: logLevel.NOTHING, ...options });
  const client = kafka[kind](kind === "consumer" ? { groupId: "mail" } : {});
  return { use: () => client.connect(), close: () => client.disconnect() };
};

/** @type {Opener} */
export async function openSsh(ctx, port) {
  const { Client } = await ctx.loadDefault(ctx.alias);
  const client = listened(new Client()).connect({ host: HOST, port, username: "probe", password: "probe" });
  await Promise.race([once(client, "ready"), once(client, "close").then(() => Promise.reject(new Error("closed")))]);
  return { use: () => called((done) => client.exec("true", done)), close: () => client.end() };
}

/** @type {Opener} */
export async function openLdapts(ctx, port) {
  const { Client } = await ctx.load(ctx.alias);
  const client = new Client({ url: `ldap://${HOST}:${port}` });
  return { use: () => client.bind("cn=probe", "probe"), close: () => client.unbind() };
}

/** @type {Opener} */
export async function openMailPool(ctx, port) {
  const transport = listened((await ctx.loadDefault(ctx.alias)).createTransport({ host: HOST, port, pool: true, secure: false, ignoreTLS: true }));
  return { use: () => transport.sendMail({ from: "a@example.com", to: "b@example.com", text: "c" }), close: () => transport.close() };
}

/** @param {(undici: any, origin: string) => any} make @returns {Opener} */
export const openUndici = (make) => async (ctx, port) => {
  const undici = await ctx.loadDefault(ctx.alias);
  const origin = `http://${HOST}:${port}`;
  const dispatcher = make(undici, origin);
  const asked = async () => {
    const { body } = await dispatcher.request({ origin, path: "/", method: "GET" });
    await body.dump();
  };
  return { use: asked, close: () => dispatcher.destroy() };
};

/** @type {Opener} */
export async function openSearch(ctx, port, options) {
  const { Client } = await ctx.loadDefault(ctx.alias);
  const client = new Client({ node: `http://${HOST}:${port}`, ...options });
  return { use: () => client.info(), close: () => client.close() };
}

/** @type {Opener} */
export async function openClickhouse(ctx, port) {
  const client = (await ctx.loadDefault(ctx.alias)).createClient({ url: `http://${HOST}:${port}` });
  const asked = async () => {
    const { stream } = await client.exec({ query: "select 1" });
    stream.resume();
    await once(stream, "end");
  };
  return { use: asked, close: () => client.close() };
}

/** @param {string} client @param {string} command @returns {Opener} */
export const openAws = (client, command) => async (ctx, port, options) => {
  const { [client]: Client, [command]: Command } = await ctx.load(ctx.alias);
  const made = new Client({ region: "eu-west-1", endpoint: `http://${HOST}:${port}`, credentials: { accessKeyId: "a", secretAccessKey: "b" }, ...options });
  return { use: () => made.send(new Command({})), close: () => made.destroy() };
};
