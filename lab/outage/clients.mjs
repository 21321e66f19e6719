/** The programs that lose their peer: each client of `fixtures/lab/`, and what is known about its connections. */

/**
 * @typedef {object} ClientTraits
 * @property {number} connections it holds when the peer dies
 * @property {number} [bound] connections it may hold; without: it has no limit
 * @property {number} perSecond requests
 *
 * @typedef {import("./programs.mjs").Program & ClientTraits} Client
 */

const WATCHDOG = {
  program: "node-redis-watchdog",
  why: "no option of a single client ends a dead connection in use: a watchdog pings it every 5 s",
};
const REDIS = /** @type {const} */ ({ server: "redis", portName: "CACHE_PORT", perSecond: 50 });
const SINGLE = { ...REDIS, connections: 1, bound: 1 };
const POOL = { ...REDIS, connections: 10, bound: 10 };
const ORDERS = /** @type {const} */ ({ portName: "ORDERS_PORT", perSecond: 50, connections: 10, bound: 10 });
const USERS = /** @type {const} */ ({ server: "http", portName: "USERS_PORT", perSecond: 50, connections: 10, bound: 10 });

/** @type {readonly Client[]} */
export const CLIENTS = [
  { name: "ioredis", title: "ioredis", ...SINGLE },
  { name: "ioredis-5", program: "ioredis", title: "ioredis 5", ...SINGLE, era: "older" },
  { name: "node-redis-pool", title: "redis, createClientPool", ...POOL },
  { name: "node-redis-pool-5", program: "node-redis-pool", title: "redis 5, createClientPool", ...POOL, era: "older" },
  { name: "node-redis", title: "redis, createClient", ...SINGLE, code: WATCHDOG },
  { name: "node-redis-5", program: "node-redis", title: "redis 5, createClient", ...SINGLE, era: "older", code: WATCHDOG },
  { name: "pg", title: "pg, pool.query()", server: "postgres", ...ORDERS },
  { name: "pg-connect", title: "pg, pool.connect() and release()", server: "postgres", ...ORDERS },
  {
    name: "mysql2",
    title: "mysql2, createPool",
    server: "mariadb",
    ...ORDERS,
    code: {
      program: "mysql2-watchdog",
      why: "no option of the pool ends a dead connection: whoever took it destroys it",
    },
  },
  // A connection that was idle for 500 ms is pinged when it is taken: only a busy pool shows what is in use.
  { name: "mariadb", title: "mariadb, createPool", server: "mariadb", ...ORDERS, perSecond: 100 },
  {
    name: "undici",
    title: "undici, Pool",
    ...USERS,
    code: { program: "undici-watchdog", why: "the library's own `headersTimeout` is 300 s: a shorter one is written" },
  },
  {
    name: "node-http",
    title: "node:http, Agent",
    ...USERS,
    code: {
      program: "node-http-watchdog",
      why: "no option of the agent destroys a socket: each request carries a signal",
    },
  },
  {
    name: "fetch",
    title: "fetch",
    ...USERS,
    bound: undefined,
    code: { program: "fetch-watchdog", why: "fetch takes no limit but this one: each request carries a signal" },
  },
];
