/** HTTP clients, each sending one kind of request to a server that may answer nothing. */

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../measure/waiting-client.mjs").Session} Session */
/** @typedef {(ctx: ProbeContext, port: number, options: any) => Promise<Session>} Opener */

/** @param {number} port */
const originOf = (port) => `http://127.0.0.1:${port}`;

/** A response that nobody reads keeps its connection. @param {(value?: undefined) => void} done */
const readTo = (done) => (/** @type {import("node:http").IncomingMessage} */ response) => void response.once("end", done).resume();

/** @param {"Pool" | "BalancedPool" | "Client" | "Agent" | "ProxyAgent"} name @returns {Opener} */
export const openUndici = (name) => async (ctx, port, { request, ...options }) => {
  const undici = await ctx.load(ctx.alias);
  const origin = originOf(port);
  const isAgent = name === "Agent" || name === "ProxyAgent";
  const dispatcher = name === "Agent" ? new undici.Agent(options) : name === "ProxyAgent" ? new undici.ProxyAgent({ uri: origin, ...options }) : new undici[name](origin, { ...(name === "Client" ? {} : { connections: 1 }), ...options });
  ctx.defer(() => dispatcher.destroy());
  return {
    async ask() {
      const { body } = await dispatcher.request({ path: "/", method: "GET", ...(isAgent ? { origin } : {}), ...(request ? request() : {}) });
      await body.text();
    },
  };
};

/** `request` makes options of single requests, `handles` whether somebody listens for their timeouts. @type {Opener} */
export async function openNodeAgent(ctx, port, { request, handles = false, ...options }) {
  const http = await ctx.load("node:http");
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1, ...options });
  ctx.defer(() => agent.destroy());
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        const asked = http.get({ host: "127.0.0.1", port, agent, ...(request ? request() : {}) }, readTo(resolve)).on("error", reject);
        if (handles) asked.on("timeout", () => asked.destroy());
      }),
  };
}

/** @type {Opener} */
export async function openAgentkeepalive(ctx, port, options) {
  const Agent = await ctx.loadDefault(ctx.alias);
  const http = await ctx.load("node:http");
  const agent = new Agent({ maxSockets: 1, ...options });
  ctx.defer(() => agent.destroy());
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        http.get({ host: "127.0.0.1", port, agent }, readTo(resolve)).on("error", reject);
      }),
  };
}

/** @type {Opener} */
export async function openSmithy(ctx, port, options) {
  const { NodeHttpHandler } = await ctx.load(ctx.alias);
  const handler = new NodeHttpHandler(options);
  ctx.defer(() => handler.destroy());
  const request = { protocol: "http:", hostname: "127.0.0.1", port, path: "/", method: "GET", headers: {}, query: {} };
  return {
    async ask() {
      const { response } = await handler.handle(request);
      await new Promise((resolve) => readTo(resolve)(response.body));
    },
  };
}

/** @type {Opener} */
export async function openSmithyHttp2(ctx, port, options) {
  const { NodeHttp2Handler } = await ctx.load(ctx.alias);
  const handler = new NodeHttp2Handler(options);
  ctx.defer(() => handler.destroy());
  const request = { protocol: "http:", hostname: "127.0.0.1", port, path: "/", method: "GET", headers: {}, query: {} };
  return { ask: () => handler.handle(request) };
}

/** @type {Opener} */
export async function openDynamo(ctx, port, requestHandler) {
  const { DynamoDBClient, ListTablesCommand } = await ctx.load(ctx.alias);
  const client = new DynamoDBClient({ region: "eu-west-1", endpoint: originOf(port), maxAttempts: 1, credentials: { accessKeyId: "a", secretAccessKey: "b" }, requestHandler });
  ctx.defer(() => client.destroy());
  return { ask: () => client.send(new ListTablesCommand({})) };
}

/** @type {Opener} */
export async function openAxios(ctx, port, options) {
  const axios = await ctx.loadDefault(ctx.alias);
  const client = axios.create({ baseURL: originOf(port), ...options });
  return { ask: () => client.get("/") };
}

/** @type {Opener} */
export async function openGot(ctx, port, options) {
  const got = await ctx.loadDefault(ctx.alias);
  const client = (got.default ?? got).extend({ retry: ctx.alias === "got-11" ? 0 : { limit: 0 }, ...options });
  return { ask: () => client.get(originOf(port)) };
}

/** Elasticsearch and OpenSearch. @type {Opener} */
export async function openElastic(ctx, port, options) {
  const { Client } = await ctx.load(ctx.alias);
  const client = new Client({ node: originOf(port), maxRetries: 0, ...options });
  ctx.defer(() => client.close());
  return { ask: () => client.info() }; // not a ping: after a HEAD some connections are closed
}

/** @type {Opener} */
export async function openClickhouse(ctx, port, options) {
  const { createClient } = await ctx.load(ctx.alias);
  const client = createClient({ url: originOf(port), max_open_connections: 1, keep_alive: { idle_socket_ttl: 10_000 }, ...options });
  ctx.defer(() => client.close());
  return { ask: async () => (await client.query({ query: "select 1" })).text() };
}
