/** Redis and its relatives through their clients. None of them dials again, so that what waits for a connection can end. */

import { setTimeout as after } from "node:timers/promises";

import { startRedisSentinel } from "../standins/redis-sentinel.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../measure/waiting-client.mjs").Session} Session */
/** @typedef {(ctx: ProbeContext, port: number, options: any) => Promise<Session & { block: () => Promise<unknown> }>} Opener */

const KEY = "probe";
/** Longer than anything under test. */
const BLOCKED_S = 20;

/** @param {any} emitter */
const quiet = (emitter) => emitter.on("error", () => {});

/** ioredis and iovalkey. @type {Opener} */
export async function openIoredis(ctx, port, options) {
  const loaded = await ctx.load(ctx.alias);
  const Redis = loaded.Redis ?? loaded.default;
  const redis = quiet(new Redis({ host: "127.0.0.1", port, lazyConnect: true, retryStrategy: () => null, ...options }));
  ctx.defer(() => redis.disconnect());
  return { ask: () => redis.get(KEY), block: () => redis.blpop(KEY, BLOCKED_S) };
}

/** The ports that stand-ins tell of themselves, for clients that have to be sent through a proxy. @type {WeakMap<object, number>} */
export const toldPorts = new WeakMap();

/** @type {Opener} */
export async function openIoredisCluster(ctx, port, options) {
  const loaded = await ctx.load(ctx.alias);
  const Cluster = loaded.Cluster ?? loaded.default.Cluster;
  const natMap = { [`127.0.0.1:${toldPorts.get(ctx)}`]: { host: "127.0.0.1", port } };
  const cluster = quiet(new Cluster([{ host: "127.0.0.1", port }], { natMap, lazyConnect: true, clusterRetryStrategy: () => null, slotsRefreshTimeout: 2_000_000, ...options }));
  ctx.defer(() => cluster.disconnect());
  return { ask: () => cluster.get(KEY), block: () => cluster.blpop(KEY, BLOCKED_S) };
}

/** @param {any} client @returns {Session & { block: () => Promise<unknown> }} */
function sessionOf(client) {
  /** @type {Promise<unknown> | undefined} */
  let connecting;
  const connect = () => (connecting ??= client.connect());
  return {
    async ask() {
      await connect();
      return client.get(KEY);
    },
    async block() {
      await connect();
      return client.blPop(KEY, BLOCKED_S);
    },
  };
}

/** node-redis 4 and later. @type {Opener} */
export async function openNodeRedis(ctx, port, { socket, ...options }) {
  const { createClient } = await ctx.load(ctx.alias);
  const client = quiet(createClient({ socket: { host: "127.0.0.1", port, reconnectStrategy: false, ...socket }, ...options }));
  ctx.defer(() => (client.destroy ? client.destroy() : client.disconnect()));
  return sessionOf(client);
}

/** @type {Opener} */
export async function openNodeRedisCluster(ctx, port, { socket, ...defaults }) {
  const { createCluster } = await ctx.load(ctx.alias);
  const cluster = quiet(
    createCluster({
      rootNodes: [{ socket: { host: "127.0.0.1", port } }],
      nodeAddressMap: () => ({ host: "127.0.0.1", port }),
      defaults: { ...defaults, socket: { reconnectStrategy: false, ...socket } },
    }),
  );
  ctx.defer(() => (cluster.destroy ? cluster.destroy() : cluster.disconnect()));
  return sessionOf(cluster);
}

/** A sentinel of its own tells it where the master is: behind the port. It has told it already when it answers. @type {Opener} */
export async function openNodeRedisSentinel(ctx, port, { socket, ...options }) {
  const { createClient, createSentinel } = await ctx.load(ctx.alias);
  const watcher = await startRedisSentinel(port);
  ctx.defer(watcher.close);
  const asking = quiet(createClient({ RESP: 2, socket: { host: "127.0.0.1", port: watcher.port } }));
  ctx.defer(() => asking.destroy());
  await asking.connect();
  const knowsMaster = async () => /flags,master,/.test(String(await asking.sendCommand(["SENTINEL", "MASTER", "main"])));
  while (!(await knowsMaster())) await after(50);
  const sentinel = quiet(
    createSentinel({
      name: "main",
      sentinelRootNodes: [{ host: "127.0.0.1", port: watcher.port }],
      nodeClientOptions: { ...options, socket: { reconnectStrategy: false, ...socket } },
    }),
  );
  ctx.defer(() => sentinel.destroy());
  return sessionOf(sentinel);
}

/** @type {Opener} */
export async function openNodeRedisPool(ctx, port, { socket, ...options }) {
  const { createClientPool } = await ctx.load(ctx.alias);
  const pool = quiet(createClientPool({ socket: { host: "127.0.0.1", port, reconnectStrategy: false, ...socket }, ...options }, { minimum: 1, maximum: 1, acquireTimeout: 0 }));
  ctx.defer(() => pool.destroy());
  return sessionOf(pool);
}

/** node-redis 3: callbacks. @type {Opener} */
export async function openNodeRedis3(ctx, port, options) {
  const { createClient } = await ctx.loadDefault(ctx.alias);
  const client = quiet(createClient({ host: "127.0.0.1", port, ...options }));
  ctx.defer(() => client.end(false));
  /** @param {string} method @param {any[]} args @returns {Promise<unknown>} */
  const called = (method, ...args) =>
    new Promise((resolve, reject) => {
      client[method](...args, (/** @type {unknown} */ error, /** @type {unknown} */ answer) => (error ? reject(error) : resolve(answer)));
    });
  return { ask: () => called("get", KEY), block: () => called("blpop", KEY, BLOCKED_S) };
}
