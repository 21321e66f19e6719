/** How Redis clients and what is built on them, caches and document stores come back after a loss. */
import { reconnectProbe } from "../measure/reconnect.mjs";
import * as open from "../openers/returning-keyed.mjs";
import { startMemcached } from "../standins/answering.mjs";
import { startBoltStandIn } from "../standins/bolt.mjs";
import { startRespCluster } from "../standins/resp-cluster.mjs";
import { startMongod } from "./mongodb.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../measure/reconnect.mjs").Returning} Returning */

const EVER = "after a loss: by itself, for ever; at first: for ever";
/** The first connect is given up after a time of its own. */
const FAILS = "after a loss: by itself, for ever; at first: gives up";
const STOPPED = "after a loss: never; at first: 1 time";
const ONCE = "after a loss: at the next command, 1 time; at first: 1 time";

/** @param {ProbeContext} ctx @param {number} seenAt */
async function startCluster(ctx, seenAt) {
  const { port, close } = await startRespCluster(seenAt);
  ctx.defer(close);
  return port;
}

/** @param {ProbeContext} ctx */
async function startBolt(ctx) {
  const { port, close } = await startBoltStandIn();
  ctx.defer(close);
  return port;
}

/** @param {ProbeContext} ctx */
const startMongo = async (ctx) => (await startMongod(ctx)).port;

const ioredis = ["ioredis-4", "ioredis-5", "ioredis-6"];
const nodeRedis = ["redis-4", "redis-5", "redis-6"];
const bullmqs = ["bullmq-4", "bullmq-5", "bullmq-6"];

/** As their own one, which comes to 20 s between two attempts. */
const quick = { retryStrategy: (/** @type {number} */ attempt) => Math.min(attempt * 100, 2_000) };
const noStrategy = { describe: "retryStrategy: () => null", options: { retryStrategy: () => null }, expected: STOPPED };
const rejected = `${STOPPED}; commands are rejected`;
const noReconnect = { describe: "socket.reconnectStrategy: false", options: { reconnectStrategy: false }, expected: STOPPED };

/** @type {Returning[]} */
const onRedis = [
  { client: "ioredis/Redis", versions: ioredis, open: open.openIoredis, expected: EVER, control: noStrategy },
  { client: "ioredis/Redis.duplicate", versions: ioredis, open: open.openIoredisCopy, expected: EVER, control: noStrategy },
  { client: "iovalkey/Redis", versions: ["iovalkey-0"], open: open.openIoredis, expected: EVER, control: noStrategy },
  { client: "iovalkey/Redis.duplicate", versions: ["iovalkey-0"], open: open.openIoredisCopy, expected: EVER, control: noStrategy },
  { client: "redis/createClient 3", versions: ["redis-3"], open: open.openRedis3, counts: "none", expected: "after a loss: by itself", control: { describe: "retry_strategy: () => undefined", options: { retry_strategy: () => undefined }, expected: "after a loss: never" } },
  { client: "redis/createClient", versions: nodeRedis, open: open.openRedis, commands: true, expected: `${EVER}; commands wait`, control: { ...noReconnect, expected: rejected } },
  { client: "redis/createClient.duplicate", versions: nodeRedis, open: open.openRedisCopy, commands: true, expected: `${EVER}; commands wait`, control: { ...noReconnect, expected: rejected } },
  { client: "redis/createClientPool", versions: ["redis-5", "redis-6"], open: open.openRedisPool, commands: true, expected: `${EVER}; commands are rejected`, control: { ...noReconnect, expected: "after a loss: never; at first: 2 times; commands are rejected" } },
  // The Worker of bullmq 6 keeps the process busy once its timers are hurried.
  { client: "bullmq/Worker", versions: ["bullmq-4", "bullmq-5"], open: open.openBullmq("Worker"), options: quick, expected: EVER },
  ...["Queue", "QueueEvents", "FlowProducer"].map((name) => ({ client: `bullmq/${name}`, versions: bullmqs, open: open.openBullmq(name), options: quick, expected: EVER, control: noStrategy })),
  { client: "bull/Queue", versions: ["bull-4"], open: open.openBull, options: quick, expected: EVER, control: noStrategy },
  { client: "bee-queue/Queue", versions: ["bee-queue-1", "bee-queue-2"], open: open.openBeeQueue, counts: "none", expected: "after a loss: by itself" },
  { client: "@valkey/valkey-glide/GlideClient", versions: ["valkey-glide-2"], open: open.openGlide, counts: "none", quietMs: 3_000, expected: "after a loss: by itself" },
];

/** @type {Returning[]} */
const onCluster = [
  { client: "ioredis/Cluster", versions: ioredis, open: open.openIoredisCluster, expected: EVER, control: { ...noStrategy, options: { clusterRetryStrategy: () => null } } },
  { client: "iovalkey/Cluster", versions: ["iovalkey-0"], open: open.openIoredisCluster, expected: EVER, control: { ...noStrategy, options: { clusterRetryStrategy: () => null } } },
  { client: "redis/createCluster", versions: nodeRedis, open: open.openRedisCluster, expected: "after a loss: by itself, for ever; at first: 1 time", control: noReconnect },
];

/** @type {Returning[]} */
const onStandIns = [
  { client: "redis/createSentinel", versions: ["redis-5", "redis-6"], open: open.openRedisSentinel, expected: "at first: 17 times" },
  { client: "memcached/Memcached", versions: ["memcached-2"], serve: startMemcached, open: open.openMemcached, expected: "after a loss: at the next command, 6 times; at first: 6 times" },
  { client: "mongodb/MongoClient", versions: ["mongodb-4", "mongodb-5", "mongodb-6", "mongodb-7"], serve: startMongo, open: open.openMongodb, counts: "after a loss", expected: FAILS },
  { client: "mongoose/mongoose", versions: ["mongoose-6", "mongoose-8", "mongoose-9"], serve: startMongo, open: open.openMongoose, counts: "after a loss", expected: FAILS },
  { client: "cassandra-driver/Client", versions: ["cassandra-driver"], open: open.openCassandra, expected: "at first: 1 time; at the next command again" },
  { client: "neo4j-driver/driver", versions: ["neo4j-driver-5", "neo4j-driver-6"], serve: startBolt, open: open.openNeo4j, expected: ONCE },
];

export const probes = [
  ...onRedis.map((client) => reconnectProbe({ ...client, serve: "redis" })),
  ...onCluster.map((client) => reconnectProbe({ ...client, serve: startCluster })),
  ...onStandIns.map((client) => reconnectProbe(client)),
];
