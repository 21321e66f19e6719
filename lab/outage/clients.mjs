/**
 * What is measured: each program of `fixtures/lab/`, the server it needs, and what its repair is told. Values are in
 * milliseconds and are the ones a team would write into `settings.connections.values`.
 */

/** What every scenario states: replies within 5 s. */
export const VALUES = { deadPeer: 5000, queryTimeout: 5000 };

/**
 * @typedef {object} Client
 * @property {string} name of the program
 * @property {string} title
 * @property {"redis" | "postgres" | "mariadb" | "http"} server
 * @property {string} portName
 * @property {number} connections it holds when the peer dies
 * @property {number} perSecond
 * @property {readonly string[]} [applySuggestions] suggestions to click, by messageId
 * @property {{ program: string, why: string }} [code] code that does what no fix does
 */

/** @type {readonly Client[]} */
export const CLIENTS = [
  {
    name: "ioredis",
    title: "ioredis",
    server: "redis",
    portName: "CACHE_PORT",
    connections: 1,
    perSecond: 50,
    applySuggestions: ["setDeadPeer"],
  },
  {
    name: "node-redis-pool",
    title: "redis, createClientPool",
    server: "redis",
    portName: "CACHE_PORT",
    connections: 10,
    perSecond: 50,
    applySuggestions: ["setDeadPeer"],
  },
  {
    name: "node-redis",
    title: "redis, createClient",
    server: "redis",
    portName: "CACHE_PORT",
    connections: 1,
    perSecond: 50,
    code: {
      program: "node-redis-watchdog",
      why: "no option of a single client ends a dead connection in use: a watchdog pings it",
    },
  },
  {
    name: "pg",
    title: "pg, Pool",
    server: "postgres",
    portName: "ORDERS_PORT",
    connections: 10,
    perSecond: 50,
    applySuggestions: ["setDeadPeer"],
  },
  {
    name: "mysql2",
    title: "mysql2, createPool",
    server: "mariadb",
    portName: "ORDERS_PORT",
    connections: 10,
    perSecond: 50,
    code: {
      program: "mysql2-watchdog",
      why: "no option of the pool ends a dead connection: whoever took it destroys it",
    },
  },
  // A connection that was idle for 500 ms is pinged when it is taken: only a busy pool shows what is in use.
  {
    name: "mariadb",
    title: "mariadb, createPool",
    server: "mariadb",
    portName: "ORDERS_PORT",
    connections: 10,
    perSecond: 100,
    applySuggestions: ["setDeadPeer"],
  },
  {
    name: "undici",
    title: "undici, Pool",
    server: "http",
    portName: "USERS_PORT",
    connections: 10,
    perSecond: 50,
    applySuggestions: ["setTimeouts", "setDeadPeer"],
    code: { program: "undici-watchdog", why: "the library's own `headersTimeout` is 300 s: a shorter one is written" },
  },
  {
    name: "node-http",
    title: "node:http, Agent",
    server: "http",
    portName: "USERS_PORT",
    connections: 10,
    perSecond: 50,
    applySuggestions: ["setTimeouts", "setDeadPeer"],
    code: {
      program: "node-http-watchdog",
      why: "no option of the agent destroys a socket: each request carries a signal",
    },
  },
];
