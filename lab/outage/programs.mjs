/**
 * The programs of `fixtures/lab/`, by scenario: the server each needs, and what its repair is told. Those that lose their
 * peer are in `clients.mjs`.
 */

/**
 * @typedef {object} Program
 * @property {string} name of its row in the results
 * @property {string} title
 * @property {string} [program] its file, where the name is another one
 * @property {"redis" | "postgres" | "mariadb" | "http"} server
 * @property {string} portName environment variable that carries the port
 * @property {import("./project.mjs").Era} [era] of its packages; `newest` unless stated
 * @property {Record<string, number>} [values] instead of those of the mode; `{}`: what the plugin writes by default
 * @property {readonly string[]} [applySuggestions] suggestions to click, by messageId; `setDeadPeer` unless stated
 * @property {{ program: string, why: string }} [code] code that does what no fix does; the rule's page shows it
 * @property {{ program: string, why: string }} [control] code that does harm, and must be seen to
 *
 * @typedef {object} StormTraits
 * @property {"outage" | "stall"} [trouble] what happens to the server under the load
 * @property {number} bound connections that the repaired program may hold
 *
 * @typedef {object} HarmTraits
 * @property {number} [calls] after the silence, all at once; 5 unless stated
 * @property {{ of: string, everyMs: number, connections: number, why: string }} [cost] new connections that a suggestion (`of`) is known to cost
 */

const REDIS = /** @type {const} */ ({ server: "redis", portName: "CACHE_PORT" });
const POSTGRES = /** @type {const} */ ({ server: "postgres", portName: "ORDERS_PORT" });
const MARIADB = /** @type {const} */ ({ server: "mariadb", portName: "ORDERS_PORT" });
const HTTP = /** @type {const} */ ({ server: "http", portName: "USERS_PORT" });

/** @type {readonly (Program & StormTraits)[]} */
export const STORMS = [
  { name: "storm-pg", title: "pg, a Pool per request (server admits 100)", ...POSTGRES, bound: 10 },
  { name: "storm-ioredis", title: "ioredis, a client per request", ...REDIS, bound: 1 },
  { name: "storm-ioredis-closed", title: "ioredis, a client per request, closed after it", ...REDIS, bound: 1 },
  {
    name: "storm-ioredis-retry",
    title: "ioredis, a client per attempt of a retry (server down for 10 s)",
    ...REDIS,
    applySuggestions: ["setDeadPeer", "dropOuterRetry"],
    trouble: "outage",
    bound: 1,
  },
  {
    name: "storm-undici",
    title: "undici, a Pool without a limit (server stalls for 4 s)",
    ...HTTP,
    trouble: "stall",
    bound: 50,
  },
  {
    name: "storm-undici-typo",
    title: "undici, a misspelled limit of 20 (server stalls for 4 s)",
    ...HTTP,
    trouble: "stall",
    bound: 20,
  },
];

/** @type {readonly Program[]} */
export const HERDS = [
  { name: "herd-ioredis", title: "ioredis, `retryStrategy: () => 1000`", ...REDIS },
  { name: "herd-node-redis", title: "redis, `reconnectStrategy: () => 1000`", ...REDIS },
];

/** @type {readonly Program[]} */
export const RESTARTS = [
  { name: "restart-pg", title: "pg, a Pool without an error listener", ...POSTGRES },
  { name: "restart-node-redis", title: "redis, a client without an error listener", ...REDIS },
];

/**
 * Programs that wait on purpose. `mariadb` closes a connection that was idle for its `socketTimeout`: with the 60 s that
 * are written by default it is judged like the others, what the 5 s of the other scenarios cost is measured beside it.
 *
 * @type {readonly (Program & HarmTraits)[]}
 */
export const PATIENT = [
  { name: "jobs-ioredis", title: "ioredis, BLPOP 5 s and XREAD BLOCK 7 s beside plain commands", ...REDIS, calls: 1 },
  { name: "jobs-bullmq", title: "bullmq 6, a queue and its worker", ...REDIS },
  { name: "jobs-bullmq-5", program: "jobs-bullmq", title: "bullmq 5, a queue and its worker", ...REDIS, era: "older" },
  { name: "subscriber-ioredis", title: "ioredis, a subscriber", ...REDIS, calls: 1 },
  { name: "subscriber-node-redis", title: "redis, a subscriber beside a pool", ...REDIS, calls: 1 },
  { name: "report-pg", title: "pg, a query of 3 s", ...POSTGRES },
  { name: "report-mariadb", title: "mariadb, a query of 3 s", ...MARIADB, values: {} },
  { name: "mariadb-default", program: "mariadb", title: "mariadb, createPool, 60 s by default", ...MARIADB, values: {} },
  {
    name: "mariadb-short",
    program: "mariadb",
    title: "mariadb, createPool, 5 s",
    ...MARIADB,
    cost: {
      of: "require-liveness/nothingDestroys",
      everyMs: 5000,
      connections: 10,
      why: "the `socketTimeout` of mariadb also runs while a connection is idle: the pool makes it anew each time it has expired",
    },
  },
  {
    name: "control-blpop",
    program: "queue-ioredis",
    title: "ioredis, BLPOP 5 s",
    ...REDIS,
    calls: 1,
    control: { program: "control-blpop", why: "a `socketTimeout` of 2 s under a BLPOP of 5 s" },
  },
  {
    name: "control-closed",
    program: "node-redis",
    title: "redis, createClient, idle",
    ...REDIS,
    control: { program: "control-closed", why: "a `socketTimeout` of 2 s with the library's own strategy" },
  },
];
