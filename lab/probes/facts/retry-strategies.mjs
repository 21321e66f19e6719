/** Reconnect strategies of the Redis clients: how often a closed port is dialled, and which answers end it. */
import { EventEmitter } from "node:events";

import { untilQuiet } from "../../net/bounded.mjs";
import { findRefusingPort } from "../../net/index.mjs";
import { openBullmq, openIoredis, openIoredisCluster, openRedis3, openRedisCluster } from "../openers/returning-keyed.mjs";
import { startRespCluster } from "../standins/resp-cluster.mjs";

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").Seen} Seen */

/** Reconnects after which nobody would call it giving up. */
const MANY = 40;
const WAIT_MS = 6_000;

/**
 * Runs a client until its strategy was asked `MANY` times, it has ended, or time is up.
 *
 * @param {(told: (attempt: number) => void, port: number) => { ended: Promise<unknown>, close: () => unknown }} open
 * @param {ProbeContext} ctx
 * @returns {Promise<Seen>} `"endless"`, or the number of times it was asked
 */
async function countAsked(open, ctx) {
  let asked = 0;
  let tell = () => {};
  const many = new Promise((resolve) => {
    tell = () => resolve(undefined);
  });
  const { ended, close } = open(() => {
    asked += 1;
    if (asked >= MANY) tell();
  }, await findRefusingPort());
  ctx.defer(close);
  const late = new Promise((resolve) => setTimeout(resolve, WAIT_MS).unref());
  await Promise.race([many, ended, late]);
  return asked >= MANY ? "endless" : asked;
}

/** @param {ProbeContext} ctx @param {any} options @param {(attempt: number) => unknown} answer */
async function dialIoredis(ctx, options, answer) {
  const loaded = await ctx.load(ctx.alias);
  const Redis = loaded.Redis ?? loaded.default;
  return countAsked((told, port) => {
    const redis = new Redis({
      host: "127.0.0.1",
      port,
      ...options,
      retryStrategy(/** @type {number} */ times) {
        told(times);
        return answer(times);
      },
    });
    redis.on("error", () => {});
    return { ended: new Promise((resolve) => redis.once("end", resolve)), close: () => redis.disconnect() };
  }, ctx);
}

/** @param {ProbeContext} ctx @param {(attempt: number) => unknown} answer */
async function dialNodeRedis(ctx, answer) {
  const { createClient } = await ctx.load(ctx.alias);
  return countAsked((told, port) => {
    const client = createClient({
      socket: {
        host: "127.0.0.1",
        port,
        reconnectStrategy(/** @type {number} */ retries) {
          told(retries);
          return answer(retries);
        },
      },
    });
    client.on("error", () => {});
    return { ended: client.connect().catch(() => {}), close: () => (client.destroy ? client.destroy() : client.disconnect()) };
  }, ctx);
}

/** @param {ProbeContext} ctx @param {number | undefined} maxRetriesPerRequest @returns {Promise<Seen>} reconnects until a command is rejected */
async function countUntilRejected(ctx, maxRetriesPerRequest) {
  const loaded = await ctx.load(ctx.alias);
  const Redis = loaded.Redis ?? loaded.default;
  let reconnects = 0;
  const redis = new Redis({
    host: "127.0.0.1",
    port: await findRefusingPort(),
    ...(maxRetriesPerRequest === undefined ? {} : { maxRetriesPerRequest }),
    retryStrategy: () => {
      reconnects += 1;
      return 1;
    },
  });
  redis.on("error", () => {});
  ctx.defer(() => redis.disconnect());
  await redis.get("cart").catch(() => {});
  return reconnects - 1; // the last one is asked for when the command is already given up
}

/**
 * @typedef {object} Asked a client that takes a strategy
 * @property {string} id of the strategy: `<package>/<client>/<option>`
 * @property {string[]} versions
 * @property {import("../measure/reconnect.mjs").Opener} open
 * @property {(strategy: (given: any) => unknown) => any} write the options that carry it
 * @property {true} [first] it has to be connected before it asks
 * @property {unknown} stop an answer that ends it
 * @property {number} [connections] each of which asks
 */

/**
 * How often the strategy is asked while the server is away.
 *
 * @param {ProbeContext} ctx
 * @param {Asked} asked
 * @param {unknown} answer
 * @returns {Promise<Seen>}
 */
async function countAnswers(ctx, { open, write, first }, answer) {
  const asking = new EventEmitter();
  let asked = 0;
  const strategy = () => {
    asked += 1;
    asking.emit("asked");
    return answer;
  };
  const server = first && (await startRespCluster());
  const { use, close } = await open(ctx, server ? server.port : await findRefusingPort(), write(strategy));
  if (close !== undefined) ctx.defer(close);
  const used = use();
  used.catch(() => {});
  if (server) {
    await used;
    await server.close();
  }
  await untilQuiet(asking, "asked", { quietMs: 1_000, ceilingMs: WAIT_MS, isDone: () => asked >= MANY });
  return asked >= MANY ? "endless" : asked;
}

/** @param {string} packageName @param {string[]} versions @returns {Asked[]} */
const redisClass = (packageName, versions) => [
  { id: `${packageName}/Redis/sentinelRetryStrategy`, versions, open: openSentinels, write: (sentinelRetryStrategy) => ({ sentinelRetryStrategy }), stop: null },
  { id: `${packageName}/Cluster/clusterRetryStrategy`, versions, open: openIoredisCluster, write: (clusterRetryStrategy) => ({ clusterRetryStrategy }), stop: null },
];

/** @type {import("../measure/reconnect.mjs").Opener} */
const openSentinels = (ctx, port, options) => openIoredis(ctx, port, { sentinels: [{ host: "127.0.0.1", port }], name: "main", ...options });

const forks = ["iovalkey-0"];
const bullmqs = ["bullmq-4", "bullmq-5", "bullmq-6"];

/** @type {Asked[]} */
const strategies = [
  ...redisClass("ioredis", ["ioredis-4", "ioredis-5", "ioredis-6"]),
  ...redisClass("iovalkey", forks),
  { id: "redis/createClient 3/retry_strategy", versions: ["redis-3"], open: openRedis3, write: (retry_strategy) => ({ retry_strategy }), stop: undefined },
  { id: "redis/createCluster/defaults.socket.reconnectStrategy", versions: ["redis-4", "redis-5", "redis-6"], open: openRedisCluster, write: (reconnectStrategy) => ({ reconnectStrategy }), first: true, stop: false },
  ...["Queue", "QueueEvents", "FlowProducer", "Worker"].map((name) => ({
    id: `bullmq/${name}/connection.retryStrategy`,
    versions: name === "Worker" ? bullmqs.slice(0, 2) : bullmqs,
    open: openBullmq(name),
    write: (/** @type {unknown} */ retryStrategy) => ({ retryStrategy }),
    stop: null,
    connections: name === "Worker" ? 2 : 1,
  })),
];

const ioredis = ["ioredis-4", "ioredis-5", "ioredis-6"];
const nodeRedis = ["redis-4", "redis-5", "redis-6"];

/** @type {Probe[]} */
export const probes = [
  ...strategies.map((asked) => {
    const [packageName = ""] = asked.id.split("/");
    return strategyProbe(`${asked.id}/constant`, packageName, asked.versions, "endless", (ctx) => countAnswers(ctx, asked, 1), `an answer of ${asked.stop}`, asked.connections ?? 1, (ctx) => countAnswers(ctx, asked, asked.stop));
  }),
  strategyProbe("iovalkey/Redis/retryStrategy/constant", "iovalkey", forks, "endless", (ctx) => dialIoredis(ctx, {}, () => 1), "an answer of null", 1, (ctx) => dialIoredis(ctx, {}, () => null)),
  strategyProbe("iovalkey/Redis/maxRetriesPerRequest/absent", "iovalkey", forks, 20, (ctx) => countUntilRejected(ctx, undefined), "maxRetriesPerRequest: 3", 3, (ctx) => countUntilRejected(ctx, 3)),
  strategyProbe("ioredis/Redis/retryStrategy/constant", "ioredis", ioredis, "endless", (ctx) => dialIoredis(ctx, {}, () => 1), "an answer of null", 1, (ctx) => dialIoredis(ctx, {}, () => null)),
  strategyProbe("ioredis/Redis/retryStrategy/string", "ioredis", ioredis, 1, (ctx) => dialIoredis(ctx, {}, () => "100"), "an answer of 1", "endless", (ctx) => dialIoredis(ctx, {}, () => 1)),
  strategyProbe("ioredis/Redis/retryStrategy/0", "ioredis", ioredis, "endless", (ctx) => dialIoredis(ctx, {}, () => 0), "an answer of undefined", 1, (ctx) => dialIoredis(ctx, {}, () => undefined)),
  strategyProbe("ioredis/Redis/maxRetriesPerRequest/absent", "ioredis", ioredis, 20, (ctx) => countUntilRejected(ctx, undefined), "maxRetriesPerRequest: 3", 3, (ctx) => countUntilRejected(ctx, 3)),
  strategyProbe("redis/createClient/reconnectStrategy/constant", "redis", nodeRedis, "endless", (ctx) => dialNodeRedis(ctx, () => 1), "an answer of false", 1, (ctx) => dialNodeRedis(ctx, () => false)),
  strategyProbe("redis/createClient/reconnectStrategy/error", "redis", nodeRedis, 1, (ctx) => dialNodeRedis(ctx, () => new Error("gone")), "an answer of 1", "endless", (ctx) => dialNodeRedis(ctx, () => 1)),
  strategyProbe(
    "redis/createClient/reconnectStrategy/null",
    "redis",
    nodeRedis,
    "goes on",
    async (ctx) => (Number(await dialNodeRedis(ctx, (retries) => (retries < 2 ? 1 : null))) > 3 ? "goes on" : "gives up"),
    "an answer of false at the third attempt",
    "gives up",
    async (ctx) => (Number(await dialNodeRedis(ctx, (retries) => (retries < 2 ? 1 : false))) > 3 ? "goes on" : "gives up"),
  ),
];

/**
 * @param {string} id
 * @param {string} packageName
 * @param {string[]} versions
 * @param {Seen} expected
 * @param {Probe["run"]} run
 * @param {string} describe
 * @param {Seen} controlExpected
 * @param {Probe["run"]} runControl
 * @returns {Probe}
 */
function strategyProbe(id, packageName, versions, expected, run, describe, controlExpected, runControl) {
  return {
    id,
    fact: id.split("/").slice(0, 3).join(" "),
    package: packageName,
    versions,
    kind: "behaviour",
    how: "against a closed port on loopback",
    speed: packageName === "ioredis" || packageName === "redis" ? "newest-version" : "on-demand",
    needs: [],
    expected,
    run,
    control: { describe, expected: controlExpected, run: runControl },
  };
}
