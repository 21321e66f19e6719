/** What the timeouts that fixes write do to connections that are well: requests that take long, and subscribers. */
import { slowProbes, subscribedProbes } from "../measure/slow.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

const EMPTY_LIST = "probe-empty";
const again = () => 100;
const LIMIT_MS = 1_000;

/** @param {any} emitter */
const quiet = (emitter) => emitter.on("error", () => {});

/** @param {ProbeContext} ctx @param {any} options */
async function makeIoredis(ctx, { port = ctx.ports.redis, ...options }) {
  const loaded = await ctx.load(ctx.alias);
  const Redis = loaded.Redis ?? loaded.default;
  const redis = quiet(new Redis({ host: "127.0.0.1", port, retryStrategy: () => null, ...options }));
  ctx.defer(() => redis.disconnect());
  return redis;
}

/** @param {ProbeContext} ctx @param {any} options */
async function makeNodeRedis(ctx, { port = ctx.ports.redis, socket, ...options }) {
  const { createClient } = await ctx.load(ctx.alias);
  const client = quiet(createClient({ socket: { host: "127.0.0.1", port, ...socket }, ...options }));
  ctx.defer(() => client.destroy());
  await client.connect();
  return client;
}

let channels = 0;
/** A channel of its own for each measurement: several share a server. */
const nextChannel = () => `probe-news-${process.pid}-${(channels += 1)}`;

/** @param {any} redis @param {string} channel */
const sayOn = (redis, channel) => () => redis.publish(channel, "news");

/** @type {Parameters<typeof subscribedProbes>[0]["listen"]} */
async function listenIoredis(ctx, port, options, hear) {
  const subscriber = await makeIoredis(ctx, { port, ...options });
  const channel = nextChannel();
  subscriber.on("message", hear);
  await subscriber.subscribe(channel);
  return sayOn(await makeIoredis(ctx, {}), channel);
}

/** @type {Parameters<typeof subscribedProbes>[0]["listen"]} */
async function listenNodeRedis(ctx, port, options, hear) {
  const subscriber = await makeNodeRedis(ctx, { port, ...options, socket: { reconnectStrategy: false, ...options.socket } });
  const channel = nextChannel();
  await subscriber.subscribe(channel, hear);
  return sayOn(await makeNodeRedis(ctx, {}), channel);
}

/** @param {ProbeContext} ctx @param {any} options @returns {Promise<(seconds: number) => Promise<unknown>>} */
async function beginIoredis(ctx, options) {
  const redis = await makeIoredis(ctx, options);
  return (seconds) => redis.blpop(EMPTY_LIST, seconds);
}

/** @param {ProbeContext} ctx @param {any} options @returns {Promise<(seconds: number) => Promise<unknown>>} */
async function beginPool(ctx, { socket, ...options }) {
  const { createClientPool } = await ctx.load(ctx.alias);
  const pool = quiet(createClientPool({ socket: { host: "127.0.0.1", port: ctx.ports.redis, ...socket }, ...options }, { minimum: 1, maximum: 1 }));
  ctx.defer(() => pool.destroy());
  await pool.connect();
  return (seconds) => pool.blPop(EMPTY_LIST, seconds);
}

/** @param {number} port */
const account = (port) => ({ host: "127.0.0.1", port, user: "probe", password: "probe" });

/** @param {ProbeContext} ctx @param {any} options @returns {Promise<(seconds: number) => Promise<unknown>>} */
async function beginPg(ctx, options) {
  const { Pool } = await ctx.loadDefault(ctx.alias);
  const pool = quiet(new Pool({ ...account(ctx.ports.postgres), database: "postgres", max: 1, ...options }));
  ctx.defer(() => pool.end());
  return (seconds) => pool.query("select pg_sleep($1)", [seconds]);
}

/** @param {"createPool" | "createConnection"} maker */
const beginMariadb = (maker) => async (/** @type {ProbeContext} */ ctx, /** @type {any} */ options) => {
  const mariadb = await ctx.loadDefault(ctx.alias);
  const client = quiet(await mariadb[maker]({ ...account(ctx.ports.mariadb), database: "probe", ...(maker === "createPool" ? { connectionLimit: 1 } : {}), ...options }));
  ctx.defer(() => client.end());
  return (/** @type {number} */ seconds) => client.query("select sleep(?)", [seconds]);
};

const withSocketTimeout = (/** @type {string[]} */ versions) => ({ socketTimeout: { words: "socketTimeout", options: { socketTimeout: LIMIT_MS }, versions } });
const COMMAND_TIMEOUT = { words: "commandTimeout without resending", options: { commandTimeout: LIMIT_MS, autoResendUnfulfilledCommands: false } };

/** @param {string} client @param {string[]} versions @param {string[]} modern */
function ofIoredis(client, versions, modern) {
  const started = { client, versions, needs: /** @type {["redis"]} */ (["redis"]) };
  const { socketTimeout } = withSocketTimeout(modern);
  const heard = { expected: /** @type {const} */ ("heard") };
  return [
    ...slowProbes({ ...started, begin: beginIoredis, cases: { commandTimeout: COMMAND_TIMEOUT, socketTimeout } }),
    ...subscribedProbes({ ...started, listen: listenIoredis, cases: { commandTimeout: { ...COMMAND_TIMEOUT, ...heard }, socketTimeout: { ...socketTimeout, ...heard } } }),
  ];
}

export const probes = [
  ...ofIoredis("ioredis/Redis", ["ioredis-4", "ioredis-5", "ioredis-6"], ["ioredis-5", "ioredis-6"]),
  ...ofIoredis("iovalkey/Redis", ["iovalkey-0"], ["iovalkey-0"]),
  ...slowProbes({
    client: "redis/createClientPool",
    versions: ["redis-5", "redis-6"],
    needs: ["redis"],
    begin: beginPool,
    cases: { socketTimeout: { words: "socketTimeout with a strategy and a ping", options: { pingInterval: LIMIT_MS / 2, socket: { socketTimeout: LIMIT_MS, reconnectStrategy: again } } } },
  }),
  ...subscribedProbes({
    client: "redis/createClient",
    versions: ["redis-5", "redis-6"],
    needs: ["redis"],
    listen: listenNodeRedis,
    cases: {
      socketTimeout: { words: "socketTimeout", options: { socket: { socketTimeout: LIMIT_MS, reconnectStrategy: undefined } }, expected: "not heard" },
    },
  }),
  ...slowProbes({
    client: "pg/Pool",
    versions: ["pg-8.0", "pg-8"],
    needs: ["postgres"],
    begin: beginPg,
    cases: { query_timeout: { words: "query_timeout", options: { query_timeout: LIMIT_MS, connectionTimeoutMillis: LIMIT_MS } } },
  }),
  ...slowProbes({ client: "mariadb/createPool", versions: ["mariadb-2", "mariadb-3"], needs: ["mariadb"], begin: beginMariadb("createPool"), cases: withSocketTimeout(["mariadb-2", "mariadb-3"]) }),
  ...slowProbes({ client: "mariadb/createConnection", versions: ["mariadb-2", "mariadb-3"], needs: ["mariadb"], begin: beginMariadb("createConnection"), cases: withSocketTimeout(["mariadb-2", "mariadb-3"]) }),
];
