/** What HTTP clients wait for, and what they do about a peer that is gone. */
import { startMuteServer, startUnreachablePort } from "../../net/dead-ends.mjs";
import { startLoopbackServer } from "../../net/loopback-server.mjs";
import { measureEnd } from "../measure/armed-timers.mjs";
import { valueProbes } from "../measure/value-probes.mjs";
import { waitingProbes } from "../measure/waiting-client.mjs";
import { asServer, startService } from "../standins/answering.mjs";
import * as family from "../openers/http-family.mjs";
import { startHeldHttp } from "./http.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

const UNDICI = ["undici-5", "undici-6", "undici-7"];
const held = { server: startHeldHttp, isMute: true, answering: asServer(startService) };

/** Its timers tick once a second for all clients together, so that only the clock shows how long they are. */
const undiciConnect = valueProbes({
  client: "undici/Pool",
  setting: "connectTimeout",
  option: "connect.timeout",
  versions: UNDICI,
  speed: "on-demand",
  how: "a port whose SYN packets go unanswered, watched for 16 s, and for 7 s; control: ends within 7 s",
  write: (value) => ({ connect: { timeout: value } }),
  controlValue: 600,
  controlExpected: "ends within 7 s",
  async measure(ctx, options) {
    const { port, close } = await startUnreachablePort();
    ctx.defer(close);
    const { ask } = await family.openUndici("Pool")(ctx, port, options);
    const asked = ask();
    if ((await measureEnd(() => asked, 7_000)) === "rejects") return "ends within 7 s";
    return (await measureEnd(() => asked, 9_000)) === "rejects" ? "ends within 16 s" : "pending";
  },
  expected: { absent: "ends within 16 s", 0: "pending" },
});

/** A proxy that opens every tunnel, and nothing comes out of it. @param {ProbeContext} ctx */
async function startTunnels(ctx) {
  const server = await startLoopbackServer((socket, flows) => {
    socket.on("end", () => socket.end());
    socket.on("data", (chunk) => {
      flows.touch();
      if (String(chunk).startsWith("CONNECT")) socket.write("HTTP/1.1 200 OK\r\n\r\n");
    });
  });
  ctx.defer(server.close);
  return server;
}

/** @param {"Pool" | "BalancedPool" | "Client" | "Agent" | "ProxyAgent"} name */
const undici = (name) =>
  waitingProbes({
    client: `undici/${name}`,
    versions: UNDICI,
    ...held,
    ...(name === "ProxyAgent" ? { server: startTunnels } : {}),
    open: family.openUndici(name),
    ...(name === "ProxyAgent" ? {} : { idle: { timeouts: { words: "headersTimeout", options: { headersTimeout: 600 }, expected: "undisturbed" } } }),
    liveness: {
      headersTimeout: {
        words: "headersTimeout: 600",
        options: { headersTimeout: 600 },
        expected: "destroyed",
        control: { words: "headersTimeout: 0, and what looks safe", options: { headersTimeout: 0, bodyTimeout: 600, keepAliveTimeout: 600 } },
      },
      signal: {
        words: "a signal of each request",
        options: { headersTimeout: 0, request: () => ({ signal: AbortSignal.timeout(600) }) },
        expected: "destroyed",
        control: { words: "none", options: { headersTimeout: 0 } },
      },
    },
  });

/** @param {string} client @param {string[]} versions @param {family.Opener} open @param {string} option @param {number | "never"} [absent] not where it is looked at elsewhere */
const search = (client, versions, open, option, absent) =>
  waitingProbes({
    client,
    versions,
    ...held,
    open,
    ...(absent === undefined ? { idle: { timeouts: { words: option, options: { [option]: 600 }, expected: /** @type {const} */ ("undisturbed") } } } : { command: { option, write: (/** @type {unknown} */ value) => ({ [option]: value }), expected: { absent } } }),
    liveness: { [option]: { words: `${option}: 600`, options: { [option]: 600 }, expected: "destroyed", control: { words: `${option}: 60000`, options: { [option]: 60_000 } } } },
  });

/** These have timers of their own running (when to look at the socket, when to warn), and Node's global agent one that only tells. */
const OFF = { byClock: true, expected: { absent: "pending", 0: "pending" } };

const smithyWaits = {
  connect: { option: "connectionTimeout", write: (/** @type {unknown} */ value) => ({ connectionTimeout: value }), ...OFF },
  command: { option: "socketTimeout", write: (/** @type {unknown} */ value) => ({ socketTimeout: value }), ...OFF },
};

/**
 * What clients over HTTP/2 make of the options of the other handler: nothing. Each ends a wait there, and none here.
 *
 * @type {import("../probe.js").Probe[]}
 */
const smithyHttp2 = [
  ["connectTimeout", "connectionTimeout", "a port whose SYN packets go unanswered"],
  ["commandTimeout", "socketTimeout", "an answer of a server that accepts and stays mute"],
].map(([setting, option, where]) => ({
  id: `@smithy/node-http-handler/NodeHttp2Handler/${setting}/${option}`,
  package: "@smithy/node-http-handler",
  versions: ["smithy-http-3", "smithy-http-4"],
  fact: `@smithy/node-http-handler/NodeHttp2Handler: ${option} ends no wait`,
  kind: "behaviour",
  how: `${option}: 600, waiting for ${where}, watched for 8 s`,
  speed: "on-demand",
  needs: [],
  expected: "pending",
  run: (ctx) => askHttp2(ctx, setting, { [String(option)]: 600 }),
  control: { describe: "requestTimeout: 600", expected: "rejects", run: (ctx) => askHttp2(ctx, setting, { requestTimeout: 600 }) },
}));

/**
 * @param {ProbeContext} ctx
 * @param {string | undefined} setting
 * @param {object} options
 */
async function askHttp2(ctx, setting, options) {
  const { port, close } = await (setting === "connectTimeout" ? startUnreachablePort() : startMuteServer());
  ctx.defer(close);
  const { ask } = await family.openSmithyHttp2(ctx, port, options);
  return measureEnd(ask, 8_000);
}

/** Its connections are undici's, which keep the limit to themselves. */
const elastic8 = valueProbes({
  client: "@elastic/elasticsearch/Client-8",
  setting: "commandTimeout",
  option: "requestTimeout",
  versions: ["elasticsearch-8"],
  kind: "effective-option",
  speed: "on-demand",
  how: "the transport's own symbol",
  write: (value) => ({ requestTimeout: value }),
  controlValue: 600,
  async measure(ctx, options) {
    const { Client } = await ctx.load(ctx.alias);
    const { transport } = new Client({ node: "http://127.0.0.1:1", ...options });
    const key = Object.getOwnPropertySymbols(transport).find(({ description }) => /request.?timeout/i.test(description ?? ""));
    return key === undefined ? "no such symbol" : transport[key];
  },
  expected: { absent: 600_000 },
});

export const probes = [
  ...undiciConnect,
  ...undici("Pool"),
  ...undici("BalancedPool"),
  ...undici("Client"),
  ...undici("Agent"),
  ...undici("ProxyAgent"),
  ...waitingProbes({
    client: "node:http/Agent",
    versions: ["node"],
    ...held,
    open: family.openNodeAgent,
    liveness: {
      all: {
        words: "timeout of the agent and of each request, and keepAlive",
        options: { timeout: 600, keepAliveMsecs: 500, request: () => ({ timeout: 600 }) },
        expected: "kept",
      },
      handler: {
        words: "timeout of each request and a listener that destroys it",
        options: { request: () => ({ timeout: 600 }), handles: true },
        expected: "destroyed",
        control: { words: "timeout without a listener", options: { request: () => ({ timeout: 600 }) } },
      },
      signal: { words: "a signal of each request", options: { request: () => ({ signal: AbortSignal.timeout(600) }) }, expected: "destroyed", control: { words: "none", options: {} } },
    },
  }),
  ...waitingProbes({
    client: "agentkeepalive/Agent",
    versions: ["agentkeepalive"],
    ...held,
    open: family.openAgentkeepalive,
    liveness: { timeout: { words: "timeout: 600", options: { timeout: 600 }, expected: "destroyed", control: { words: "timeout: 0", options: { timeout: 0 } } } },
  }),
  ...waitingProbes({
    client: "@smithy/node-http-handler/NodeHttpHandler",
    versions: ["smithy-http-3", "smithy-http-4"],
    ...held,
    open: family.openSmithy,
    ...smithyWaits,
    liveness: {
      socketTimeout: {
        words: "socketTimeout: 600",
        options: { socketTimeout: 600 },
        versions: ["smithy-http-4"],
        expected: "destroyed",
        control: { words: "requestTimeout and connectionTimeout instead", options: { requestTimeout: 600, connectionTimeout: 600 } },
      },
    },
  }),
  ...smithyHttp2,
  ...waitingProbes({ client: "@aws-sdk/client-dynamodb/DynamoDBClient", versions: ["@aws-sdk/client-dynamodb"], ...held, open: family.openDynamo, ...smithyWaits }),
  ...waitingProbes({ client: "axios/axios", versions: ["axios-0", "axios-1"], ...held, open: family.openAxios, command: { option: "timeout", write: (value) => ({ timeout: value }), ...OFF } }),
  ...waitingProbes({ client: "got/got", versions: ["got-11", "got-12", "got-13", "got-14", "got-16"], ...held, open: family.openGot, command: { option: "timeout.request", write: (value) => ({ timeout: { request: value } }), byClock: true, expected: { absent: "pending" } } }),
  ...search("@elastic/elasticsearch/Client", ["elasticsearch-7"], family.openElastic, "requestTimeout", 30_000),
  ...elastic8,
  ...search("@elastic/elasticsearch/Client-8", ["elasticsearch-8"], family.openElastic, "requestTimeout"),
  ...search("@elastic/elasticsearch/Client-9", ["elasticsearch-9"], family.openElastic, "requestTimeout", "never"),
  ...search("@opensearch-project/opensearch/Client", ["opensearch-2", "opensearch-3"], family.openElastic, "requestTimeout", 30_000),
  ...search("@clickhouse/client/createClient", ["clickhouse-1"], family.openClickhouse, "request_timeout", 30_000),
];
