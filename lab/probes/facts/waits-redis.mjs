/** What the clients of Redis wait for, and what they do about a peer that is gone. */
import { startUnreachablePort } from "../../net/dead-ends.mjs";
import { startSilentProxy } from "../../net/silent-proxy.mjs";
import { measureEnd } from "../measure/armed-timers.mjs";
import { valueProbes } from "../measure/value-probes.mjs";
import { waitProbes } from "../measure/wait-probes.mjs";
import { waitingProbes } from "../measure/waiting-client.mjs";
import * as family from "../openers/redis-family.mjs";
import { startRedisClusterStandIn } from "../standins/redis-cluster.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").ServiceName} ServiceName */

/** @param {ProbeContext} ctx */
async function startCluster(ctx) {
  const server = await startRedisClusterStandIn();
  family.toldPorts.set(ctx, server.port);
  ctx.defer(server.close);
  return server;
}

/** @param {any} options */
const same = (options) => options;
/** @param {any} redisOptions */
const inRedisOptions = (redisOptions) => ({ redisOptions });

const IOREDIS_LOOKS_SAFE = {
  keepAlive: 500,
  connectTimeout: 600,
  commandTimeout: 600,
  maxRetriesPerRequest: 1,
  autoResendUnfulfilledCommands: false,
  blockingTimeout: 600,
};

/**
 * ioredis and its fork.
 *
 * @param {object} fork
 * @param {string} fork.client
 * @param {string[]} fork.versions
 * @param {string[]} fork.withSocketTimeout
 * @param {ServiceName | typeof startCluster} fork.server
 * @param {family.Opener} fork.open
 * @param {(options: any) => any} fork.at
 */
function ioredis({ client, versions, withSocketTimeout, server, open, at }) {
  const isCluster = at !== same;
  const started = { client, versions, server, open };
  const short = { socketTimeout: 600 };
  return [
    ...waitingProbes({
      ...started,
      connect: {
        option: "connectTimeout",
        write: (value) => at({ connectTimeout: value }),
        expected: { absent: 10_000, 0: "never" },
        spellings: isCluster ? { "top-level": { options: { connectTimeout: 600 }, expected: 10_000 } } : {},
        ...(isCluster ? {} : { handshake: "pending" }),
      },
      command: {
        option: "commandTimeout",
        write: (value) => at({ commandTimeout: value }),
        expected: { absent: "never" },
        spellings: isCluster ? { "top-level": { options: { commandTimeout: 600 }, expected: "never" } } : {},
      },
      idle: { socketTimeout: { words: "socketTimeout", options: at(short), expected: /** @type {const} */ ("undisturbed"), versions: withSocketTimeout } },
      liveness: {
        ...(versions.length > withSocketTimeout.length
          ? { all: { words: "all that looks safe", options: at(IOREDIS_LOOKS_SAFE), expected: /** @type {const} */ ("kept, callers get an error"), versions: versions.filter((each) => !withSocketTimeout.includes(each)) } }
          : {}),
        socketTimeout: {
          words: "socketTimeout: 600",
          options: at(short),
          versions: withSocketTimeout,
          expected: "destroyed",
          control: { words: "what looks safe instead", options: isCluster ? { ...at(IOREDIS_LOOKS_SAFE), ...short } : at(IOREDIS_LOOKS_SAFE), expected: "kept, callers get an error" },
        },
      },
    }),
    ...deadPeerProbes(client, withSocketTimeout, server, open, at),
    ...blockingProbes(client, versions, server, open, at),
  ];
}

/**
 * Whether a limit of its own ends the wait for an answer on a silent connection.
 *
 * @param {string} client
 * @param {string[]} versions
 * @param {ServiceName | typeof startCluster} server
 * @param {family.Opener} open
 * @param {(options: any) => any} at
 */
const deadPeerProbes = (client, versions, server, open, at) =>
  waitProbes({
    client,
    versions,
    setting: "deadPeer",
    option: "socketTimeout",
    speed: "on-demand",
    needs: typeof server === "string" ? [server] : [],
    where: "an answer to a blocking command",
    write: (value) => at({ socketTimeout: value }),
    async begin(ctx, options) {
      const { ask, block } = await open(ctx, typeof server === "string" ? ctx.ports[server] : (await server(ctx)).port, options);
      await ask();
      return block;
    },
    expected: { absent: "never" },
    spellings: at === same ? {} : { "top-level": { options: { socketTimeout: 600 }, expected: "never" } },
  });

/**
 * A command that waits on purpose, longer than the command timeout.
 *
 * @param {string} client
 * @param {string[]} versions
 * @param {ServiceName | typeof startCluster} server
 * @param {family.Opener} open
 * @param {(options: any) => any} at
 */
const blockingProbes = (client, versions, server, open, at) =>
  valueProbes({
    client,
    versions,
    setting: "commandTimeout",
    option: "commandTimeout",
    speed: "on-demand",
    needs: typeof server === "string" ? [server] : [],
    how: "BLPOP of 20 s, commandTimeout 600, watched for 3 s; control: without",
    write: same,
    controlValue: {},
    controlExpected: "pending",
    measure: measureBlocked(server, open),
    expected: {},
    spellings: {
      "breaks-blocking": {
        options: at({ commandTimeout: 600 }),
        expected: "rejects",
        control: { describe: "no commandTimeout", options: {}, expected: "pending" },
      },
    },
  });

/** @param {ServiceName | typeof startCluster} server @param {family.Opener} open */
const measureBlocked = (server, open) => async (/** @type {ProbeContext} */ ctx, /** @type {any} */ options) => {
  const { ask, block } = await open(ctx, typeof server === "string" ? ctx.ports[server] : (await server(ctx)).port, options);
  await ask();
  return measureEnd(block, 3_000);
};

const NODE_REDIS_LOOKS_SAFE = { pingInterval: 500, commandsQueueMaxLength: 50, disableOfflineQueue: true, commandOptions: { timeout: 600 }, socket: { keepAlive: true, keepAliveInitialDelay: 500, connectTimeout: 600 } };
/** The timer starts again with every write: where commands keep coming it never runs out. */
const WITH_SOCKET_TIMEOUT = { ...NODE_REDIS_LOOKS_SAFE, socket: { ...NODE_REDIS_LOOKS_SAFE.socket, socketTimeout: 1_000, reconnectStrategy: () => 100 } };

/** @param {string[]} without @param {string[]} withIt */
const nodeRedisCases = (without, withIt) => ({
  all: { words: "all that looks safe", options: NODE_REDIS_LOOKS_SAFE, expected: /** @type {const} */ ("kept"), versions: without },
  socketTimeout: { words: "all that looks safe, and socketTimeout with a strategy", options: WITH_SOCKET_TIMEOUT, expected: /** @type {const} */ ("kept"), versions: withIt },
});

/**
 * Its silence alone closes a healthy client for good, because the library's own strategy gives up after it: `undefined` takes
 * back what the opener says of it. Kept busy by a ping it never comes to that.
 *
 * @param {string[]} versions
 * @param {import("../measure/idle.mjs").Idled} [alone] of the timeout without a strategy
 */
const idleNodeRedis = (versions, alone = "closed for good") => {
  const control = { words: "without it", options: { socket: { reconnectStrategy: undefined } } };
  const again = { socketTimeout: 600, reconnectStrategy: () => 100 };
  return {
    socketTimeout: { words: "socketTimeout alone", options: { socket: { socketTimeout: 600, reconnectStrategy: undefined } }, expected: alone, versions, control },
    "socketTimeout-strategy": { words: "socketTimeout with a strategy", options: { socket: again }, expected: /** @type {const} */ ("dials again"), versions, control },
    "socketTimeout-ping": { words: "socketTimeout with a strategy and a ping", options: { pingInterval: 200, socket: again }, expected: /** @type {const} */ ("undisturbed"), versions },
  };
};

const commandOptions = (/** @type {any} */ timeout) => ({ commandOptions: { timeout } });

/** A command that waits to be written, because nobody answers the SYN. @param {ProbeContext} ctx @param {any} options */
async function askUnconnected(ctx, options) {
  const { port, close } = await startUnreachablePort();
  ctx.defer(close);
  const { createClient } = await ctx.load(ctx.alias);
  const client = createClient({ socket: { host: "127.0.0.1", port, connectTimeout: 0, reconnectStrategy: false }, ...options }).on("error", () => {});
  ctx.defer(() => client.destroy());
  void client.connect().catch(() => {});
  const asked = client.get("probe");
  return () => asked;
}

/** A command that is written, to a server that shook hands and says no more. @param {ProbeContext} ctx @param {any} options */
async function askSilent(ctx, options) {
  const proxy = await startSilentProxy({ port: ctx.ports.redis });
  ctx.defer(proxy.close);
  const { ask } = await family.openNodeRedis(ctx, proxy.port, options);
  await ask();
  return { ask, freeze: proxy.freeze };
}

/** @param {() => Promise<unknown>} wait */
async function measureWithin(wait) {
  if ((await measureEnd(wait, 2_000)) === "rejects") return "ends within 2 s";
  return (await measureEnd(wait, 6_000)) === "rejects" ? "ends within 8 s" : "pending";
}

/** How long a command may wait to be written. What is written is another matter: see below. */
const queueTimeout = valueProbes({
  client: "redis/createClient",
  setting: "queueTimeout",
  option: "commandOptions.timeout",
  versions: ["redis-5", "redis-6"],
  speed: "on-demand",
  how: "GET, never written: a port whose SYN packets go unanswered, watched for 2 s and for 8 s",
  write: commandOptions,
  controlValue: 600,
  controlExpected: "ends within 2 s",
  measure: async (ctx, options) => measureWithin(await askUnconnected(ctx, options)),
  expected: { absent: { byVersion: { "redis-5": "pending" }, otherwise: "ends within 8 s" }, undefined: "pending", 0: "pending" },
});

const WRITTEN = "GET, written to a server that shook hands and went silent, watched for 8 s";
const written = (/** @type {ProbeContext} */ ctx, /** @type {any} */ options) =>
  askSilent(ctx, options).then(({ ask, freeze }) => {
    freeze();
    return measureEnd(ask, 8_000);
  });

/** The same option does not end the wait for a reply, and neither does what version 6 puts there by itself. */
const replyTimeout = valueProbes({
  client: "redis/createClient",
  setting: "replyTimeout",
  option: "commandOptions.timeout",
  versions: ["redis-5", "redis-6"],
  speed: "on-demand",
  needs: ["redis"],
  how: `${WRITTEN}; control: the same option, and a GET that is never written`,
  write: commandOptions,
  controlValue: 500,
  controlExpected: "rejects",
  measure: written,
  measureControl: async (ctx, options) => measureEnd(await askUnconnected(ctx, options), 8_000),
  expected: { absent: "pending" },
  spellings: { "commandOptions.timeout": { options: commandOptions(500), expected: "pending" } },
});

/** Before 5.6 there is no such option. */
const replyWithout = valueProbes({
  client: "redis/createClient",
  setting: "replyTimeout",
  option: "commandOptions.timeout",
  versions: ["redis-4", "redis-5.0"],
  speed: "on-demand",
  needs: ["redis"],
  how: `${WRITTEN}; control: the server goes on answering`,
  write: commandOptions,
  controlValue: 500,
  controlExpected: "resolves",
  measure: written,
  measureControl: async (ctx, options) => measureEnd((await askSilent(ctx, options)).ask, 8_000),
  expected: {},
  spellings: { "commandOptions.timeout-before-5.6": { options: commandOptions(500), expected: "pending" } },
});

export const probes = [
  ...ioredis({ client: "ioredis/Redis", versions: ["ioredis-4", "ioredis-5", "ioredis-6"], withSocketTimeout: ["ioredis-5", "ioredis-6"], server: "redis", open: family.openIoredis, at: same }),
  ...ioredis({ client: "ioredis/Cluster", versions: ["ioredis-4", "ioredis-5", "ioredis-6"], withSocketTimeout: ["ioredis-5", "ioredis-6"], server: startCluster, open: family.openIoredisCluster, at: inRedisOptions }),
  ...ioredis({ client: "iovalkey/Redis", versions: ["iovalkey-0"], withSocketTimeout: ["iovalkey-0"], server: "redis", open: family.openIoredis, at: same }),
  ...ioredis({ client: "iovalkey/Cluster", versions: ["iovalkey-0"], withSocketTimeout: ["iovalkey-0"], server: startCluster, open: family.openIoredisCluster, at: inRedisOptions }),
  ...queueTimeout,
  ...replyTimeout,
  ...replyWithout,
  ...waitingProbes({ client: "redis/createClient", versions: ["redis-4", "redis-5.0", "redis-5", "redis-6"], server: "redis", open: family.openNodeRedis, idle: idleNodeRedis(["redis-5", "redis-6"]), liveness: nodeRedisCases(["redis-4", "redis-5.0"], ["redis-5", "redis-6"]) }),
  ...waitingProbes({ client: "redis/createCluster", versions: ["redis-4", "redis-5.0", "redis-5", "redis-6"], server: startCluster, open: family.openNodeRedisCluster, idle: idleNodeRedis(["redis-5", "redis-6"]), liveness: nodeRedisCases(["redis-4", "redis-5.0"], ["redis-5", "redis-6"]) }),
  ...waitingProbes({ client: "redis/createSentinel", versions: ["redis-5.0", "redis-5", "redis-6"], server: "redis", open: family.openNodeRedisSentinel, idle: idleNodeRedis(["redis-5", "redis-6"], "dials again"), liveness: nodeRedisCases(["redis-5.0"], ["redis-5", "redis-6"]) }),
  ...waitingProbes({
    client: "redis/createClient-3",
    package: "redis",
    versions: ["redis-3"],
    server: "redis",
    open: family.openNodeRedis3,
    liveness: { all: { words: "all that looks safe", options: { socket_keepalive: true, socket_initial_delay: 500, connect_timeout: 60_000 }, expected: "kept" } },
  }),
  ...waitingProbes({
    client: "redis/createClientPool",
    versions: ["redis-5.0", "redis-5", "redis-6"],
    server: "redis",
    open: family.openNodeRedisPool,
    idle: idleNodeRedis(["redis-5", "redis-6"]),
    liveness: {
      all: { words: "all that looks safe", options: { ...NODE_REDIS_LOOKS_SAFE, disableOfflineQueue: false, commandOptions: undefined }, expected: "kept", versions: ["redis-5.0"] },
      socketTimeout: {
        words: "socketTimeout: 600 with a strategy",
        options: { socket: { socketTimeout: 600, reconnectStrategy: () => 100 } },
        expected: "destroyed",
        versions: ["redis-5", "redis-6"],
        control: { words: "without it", options: {} },
      },
    },
  }),
  ...deadPeerProbes("redis/createClientPool", ["redis-5", "redis-6"], "redis", family.openNodeRedisPool, (socket) => ({ socket })),
];
