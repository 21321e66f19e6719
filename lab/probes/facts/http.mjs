/** HTTP: undici, Node's agents, agentkeepalive and the handler of the AWS SDK 3. */
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";

import { limitProbes } from "../measure/limit-probes.mjs";
import { startHeldHttpServer } from "../standins/held-http.mjs";

const HOW = "HTTP server that answers nothing, 150 requests at once";

/** @param {import("../probe.js").ProbeContext} ctx */
export async function startHeldHttp(ctx) {
  const server = await startHeldHttpServer();
  ctx.defer(server.close);
  return { ...server, origin: `http://127.0.0.1:${server.port}` };
}

const undiciVersions = ["undici-5", "undici-6", "undici-7", "undici-8"];

/**
 * @param {string} name
 * @param {(undici: any, origin: string, options: any) => { dispatcher: any, takesOrigin: boolean }} make
 * @param {import("../measure/limit-probes.mjs").LimitClient["expected"]} expected
 */
const undiciProbes = (name, make, expected) =>
  limitProbes({
    client: `undici/${name}`,
    smoke: name === "Pool" ? ["absent"] : [],
    option: "connections",
    versions: undiciVersions,
    how: HOW,
    write: (value) => ({ connections: value }),
    async prepare(ctx, options) {
      const undici = await ctx.load(ctx.alias);
      const { origin, flows } = await startHeldHttp(ctx);
      return {
        flows,
        open() {
          const { dispatcher, takesOrigin } = make(undici, origin, options);
          const request = { path: "/", method: "GET", ...(takesOrigin ? { origin } : {}) };
          return { take: () => dispatcher.request(request), close: () => dispatcher.destroy() };
        },
      };
    },
    expected,
    spellings: {
      maxSockets: { options: { maxSockets: 4 }, expected: "unbounded" },
      max: { options: { max: 4 }, expected: "unbounded" },
    },
  });

const INVALID = "throws: invalid connections";
const INVALID_BEFORE_7 = { byVersion: { "undici-5": INVALID, "undici-6": INVALID }, otherwise: "unbounded" };

const pool = undiciProbes(
  "Pool",
  (undici, origin, options) => ({ dispatcher: new undici.Pool(origin, options), takesOrigin: false }),
  {
    absent: "unbounded",
    undefined: "unbounded",
    null: "unbounded",
    0: "unbounded",
    "-1": INVALID,
    NaN: INVALID,
    Infinity: INVALID,
    huge: "unbounded",
    "string-5": INVALID,
  },
);

const agent = undiciProbes(
  "Agent",
  (undici, _origin, options) => ({ dispatcher: new undici.Agent(options), takesOrigin: true }),
  {
    absent: "unbounded",
    undefined: "unbounded",
    null: "unbounded",
    0: "unbounded",
    "-1": "rejects: invalid connections",
    Infinity: "unbounded",
    huge: "unbounded",
    "string-5": "rejects: invalid connections",
  },
);

const balanced = undiciProbes(
  "BalancedPool",
  (undici, origin, options) => ({ dispatcher: new undici.BalancedPool(origin, options), takesOrigin: false }),
  {
    absent: "unbounded",
    null: "unbounded",
    0: "unbounded",
    Infinity: INVALID_BEFORE_7,
    huge: "unbounded",
    "string-5": INVALID,
  },
);

/** Through a proxy that tunnels: what it dials are the connections of its agent. */
const proxyAgent = limitProbes({
  client: "undici/ProxyAgent",
  option: "connections",
  versions: undiciVersions,
  how: "a proxy that tunnels to an HTTP server that answers nothing, 150 requests at once",
  write: (value) => ({ connections: value }),
  async prepare(ctx, options) {
    const { ProxyAgent } = await ctx.load(ctx.alias);
    const { origin, flows } = await startHeldHttp(ctx);
    const proxy = await startTunnel(ctx);
    return {
      flows,
      open() {
        const agent = new ProxyAgent({ uri: proxy, proxyTunnel: true, ...options });
        return { take: () => agent.request({ origin, path: "/", method: "GET" }), close: () => agent.destroy() };
      },
    };
  },
  expected: { absent: "unbounded", null: "unbounded", 0: "unbounded", Infinity: "unbounded", huge: "unbounded" },
});

/** @param {import("../probe.js").ProbeContext} ctx @returns {Promise<string>} the address of a proxy that tunnels */
async function startTunnel(ctx) {
  const proxy = createServer();
  proxy.on("connect", (request, client) => {
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect({ host: hostname, port: Number(port) }, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    client.on("error", () => {}).once("close", () => upstream.destroy());
    upstream.on("error", () => {}).once("close", () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  proxy.listen({ host: "127.0.0.1", port: 0, backlog: 1024 });
  await once(proxy, "listening");
  ctx.defer(() => proxy.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (proxy.address());
  return `http://127.0.0.1:${port}`;
}

/**
 * @param {any} http
 * @param {number} port
 * @param {any} agent
 */
const openAgent = (http, port, agent) => ({
  take: () =>
    new Promise((resolve, reject) => {
      http.get({ host: "127.0.0.1", port, agent }, resolve).on("error", reject);
    }),
  close: () => agent?.destroy(),
});

const nodeHttp = limitProbes({
  client: "node:http/Agent",
  smoke: ["absent"],
  option: "maxSockets",
  versions: ["node"],
  how: HOW,
  write: (value) => ({ maxSockets: value }),
  async prepare(ctx, options) {
    const http = await ctx.load("node:http");
    const { port, flows } = await startHeldHttp(ctx);
    return { flows, open: () => openAgent(http, port, new http.Agent(options)) };
  },
  expected: {
    absent: "unbounded",
    undefined: "unbounded",
    null: "unbounded",
    0: "unbounded",
    "-1": "none",
    NaN: "unbounded",
    Infinity: "unbounded",
    huge: "unbounded",
    "string-5": 5,
  },
  spellings: {
    keepAlive: { options: { keepAlive: true }, expected: "unbounded" },
    maxTotalSockets: { options: { maxTotalSockets: 4 }, expected: 4 },
    "maxTotalSockets-0": {
      options: { maxTotalSockets: 0 },
      expected: 'throws: The value of "maxTotalSockets" is out of range. It must be >= 1. Received 0',
    },
    "maxTotalSockets-Infinity": { options: { maxTotalSockets: Infinity }, expected: "unbounded" },
    "maxSockets-Infinity-maxTotalSockets": {
      options: { maxSockets: Infinity, maxTotalSockets: 4 },
      expected: 4,
    },
    maxFreeSockets: { options: { keepAlive: true, maxFreeSockets: 4 }, expected: "unbounded" },
    connections: { options: { connections: 4 }, expected: "unbounded" },
    max: { options: { max: 4 }, expected: "unbounded" },
  },
});

const globalAgent = limitProbes({
  client: "node:http/globalAgent",
  option: "maxSockets",
  versions: ["node"],
  how: HOW,
  write: (value) => ({ maxSockets: value }),
  async prepare(ctx, { maxSockets }) {
    const http = await ctx.load("node:http");
    const { port, flows } = await startHeldHttp(ctx);
    return {
      flows,
      open() {
        if (maxSockets === undefined) return openAgent(http, port, undefined);
        return openAgent(http, port, new http.Agent({ maxSockets }));
      },
    };
  },
  expected: { absent: "unbounded" },
});

const nodeHttps = limitProbes({
  client: "node:https/Agent",
  option: "maxSockets",
  versions: ["node"],
  kind: "effective-option",
  how: "HTTP server that answers nothing, 150 plain sockets made by the https agent's own queue",
  write: (value) => ({ maxSockets: value }),
  async prepare(ctx, options) {
    const [https, net, http] = [await ctx.load("node:https"), await ctx.load("node:net"), await ctx.load("node:http")];
    const { port, flows } = await startHeldHttp(ctx);
    return {
      flows,
      open() {
        const agent = new https.Agent(options);
        // Which sockets an agent may open is decided before they are made: plain ones save certificates here.
        agent.protocol = "http:";
        agent.createConnection = net.createConnection;
        return openAgent(http, port, agent);
      },
    };
  },
  expected: { absent: "unbounded", null: "unbounded", 0: "unbounded", Infinity: "unbounded", "string-5": 5 },
  spellings: { maxTotalSockets: { options: { maxTotalSockets: 4 }, expected: 4 } },
});

const fetchProbes = limitProbes({
  client: "node/fetch",
  option: "connections of the dispatcher",
  versions: ["node"],
  how: HOW,
  write: (value) => ({ connections: value }),
  async prepare(ctx, options) {
    const { origin, flows } = await startHeldHttp(ctx);
    // The dispatcher must be of the undici that Node carries: 6 in Node 20.
    const { Agent } = await ctx.load("undici-6");
    const dispatcher = options.connections === undefined ? {} : { dispatcher: new Agent(options) };
    return { flows, open: () => ({ take: () => fetch(origin, /** @type {any} */ (dispatcher)) }) };
  },
  expected: { absent: "unbounded" },
});

const agentkeepalive = limitProbes({
  client: "agentkeepalive/Agent",
  option: "maxSockets",
  versions: ["agentkeepalive"],
  how: HOW,
  write: (value) => ({ maxSockets: value }),
  async prepare(ctx, options) {
    const http = await ctx.load("node:http");
    const Agent = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startHeldHttp(ctx);
    return { flows, open: () => openAgent(http, port, new Agent(options)) };
  },
  expected: {
    absent: "unbounded",
    null: "unbounded",
    0: "unbounded",
    "-1": "none",
    Infinity: "unbounded",
    huge: "unbounded",
    "string-5": 5,
  },
  spellings: {
    maxFreeSockets: { options: { maxFreeSockets: 4 }, expected: "unbounded" },
    maxTotalSockets: { options: { maxTotalSockets: 4 }, expected: 4 },
  },
});

const smithy = limitProbes({
  client: "@smithy/node-http-handler/NodeHttpHandler",
  option: "httpAgent.maxSockets",
  versions: ["smithy-http-3", "smithy-http-4"],
  how: HOW,
  write: (value) => ({ ownAgent: { maxSockets: value } }),
  async prepare(ctx, { ownAgent, ...options }) {
    const { NodeHttpHandler } = await ctx.loadDefault(ctx.alias);
    const { Agent } = await ctx.load("node:http");
    const { port, flows } = await startHeldHttp(ctx);
    const config = ownAgent === undefined ? options : { ...options, httpAgent: new Agent(ownAgent) };
    const request = {
      protocol: "http:",
      hostname: "127.0.0.1",
      port,
      method: "GET",
      path: "/",
      headers: {},
      query: {},
    };
    return {
      flows,
      open() {
        const handler = new NodeHttpHandler(config);
        return { take: () => handler.handle({ ...request }), close: () => handler.destroy() };
      },
    };
  },
  expected: { absent: 50, undefined: "unbounded", null: "unbounded", 0: "unbounded", Infinity: "unbounded" },
  spellings: {
    "own-agent": { options: { ownAgent: {} }, expected: "unbounded" },
    "own-agent-keepAlive": { options: { ownAgent: { keepAlive: true } }, expected: "unbounded" },
    "plain-object": { options: { httpAgent: { keepAlive: true } }, expected: 50 },
    "plain-object-maxSockets": { options: { httpAgent: { maxSockets: 4 } }, expected: 4 },
    "plain-object-maxSockets-0": { options: { httpAgent: { maxSockets: 0 } }, expected: "unbounded" },
    "plain-object-maxSockets-undefined": { options: { httpAgent: { maxSockets: undefined } }, expected: "unbounded" },
    "plain-object-maxSockets-huge": { options: { httpAgent: { maxSockets: 1_000_000 } }, expected: "unbounded" },
    "plain-object-maxSockets-Infinity": { options: { httpAgent: { maxSockets: Infinity } }, expected: "unbounded" },
    "top-level-maxSockets": { options: { maxSockets: 4 }, expected: 50 },
  },
});

const dynamodb = limitProbes({
  client: "@aws-sdk/client-dynamodb/DynamoDBClient",
  option: "requestHandler.httpAgent.maxSockets",
  versions: ["@aws-sdk/client-dynamodb"],
  how: HOW,
  write: (value) => ({ requestHandler: { httpAgent: { maxSockets: value } } }),
  async prepare(ctx, { ownAgent, ...options }) {
    const { DynamoDBClient, ListTablesCommand } = await ctx.load(ctx.alias);
    const { Agent } = await ctx.load("node:http");
    const { origin, flows } = await startHeldHttp(ctx);
    const requestHandler = ownAgent === undefined ? {} : { requestHandler: { httpAgent: new Agent(ownAgent) } };
    const credentials = { accessKeyId: "probe", secretAccessKey: "probe" };
    return {
      flows,
      open() {
        const config = {
          endpoint: origin,
          region: "eu-west-1",
          credentials,
          maxAttempts: 1,
          ...requestHandler,
          ...options,
        };
        const client = new DynamoDBClient(config);
        return { take: () => client.send(new ListTablesCommand({})), close: () => client.destroy() };
      },
    };
  },
  expected: { absent: 50, 0: "unbounded", Infinity: "unbounded" },
  spellings: {
    "own-agent": { options: { ownAgent: { keepAlive: true } }, expected: "unbounded" },
    "own-agent-maxSockets": { options: { ownAgent: { maxSockets: 4 } }, expected: 4 },
    "top-level-httpAgent": { options: { httpAgent: { maxSockets: 4 } }, expected: 50 },
    "top-level-maxSockets": { options: { maxSockets: 4 }, expected: 50 },
    "requestHandler.maxSockets": { options: { requestHandler: { maxSockets: 4 } }, expected: 50 },
  },
});

export const probes = [
  ...pool,
  ...agent,
  ...balanced,
  ...proxyAgent,
  ...nodeHttp,
  ...globalAgent,
  ...nodeHttps,
  ...fetchProbes,
  ...agentkeepalive,
  ...smithy,
  ...dynamodb,
];
