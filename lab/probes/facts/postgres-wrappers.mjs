/** What makes pools of PostgreSQL connections over pg, postgres or Neon's driver. */
import { startCounter } from "../measure/limit.mjs";
import { limitProbes } from "../measure/limit-probes.mjs";
import { startWebSocketProxy } from "../standins/websocket-proxy.mjs";
import { mysqlUrl } from "./mysql.mjs";
import { openPgPool, postgresUrl } from "./postgres.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

const REAL = "real PostgreSQL behind a counting proxy, 150 callers at once";

const slonik = limitProbes({
  client: "slonik/createPool",
  option: "maximumPoolSize",
  versions: ["slonik-33", "slonik-47"],
  needs: ["postgres"],
  how: REAL,
  write: (value) => ({ maximumPoolSize: value }),
  async prepare(ctx, options, query) {
    const { createPool } = await ctx.load(ctx.alias);
    const { port, flows } = await startCounter(ctx, "postgres");
    return {
      flows,
      async open() {
        const pool = await createPool(postgresUrl(port, query), options);
        return { take: () => hold((held) => pool.connect(held)) };
      },
    };
  },
  expected: {
    absent: 10,
    0: "throws: maximumPoolSize must be equal to or greater than 1.",
    Infinity: "unbounded",
    huge: "unbounded",
  },
  spellings: { "url?max=20": { query: "?max=20", expected: 10 } },
});

/**
 * @param {"postgres" | "mariadb"} service
 * @param {(port: number, query: string) => string} makeUrl
 * @returns {import("../measure/limit-probes.mjs").LimitClient["prepare"]}
 */
const prepareDatabases = (service, makeUrl) => async (ctx, options, query) => {
  const loaded = await ctx.loadDefault(ctx.alias);
  const createConnectionPool = loaded.default ?? loaded;
  const { port, flows } = await startCounter(ctx, service);
  const config = { connectionString: makeUrl(port, query), bigIntMode: "number", ...options };
  return {
    flows,
    async open() {
      const pool = createConnectionPool(config);
      await pool.task(async () => {}); // the first connection of all asks for the server's types
      return { take: () => hold((held) => pool.task(held)), close: () => pool.dispose() };
    },
  };
};

const databasesPg = limitProbes({
  client: "@databases/pg/createConnectionPool",
  option: "poolSize",
  versions: ["databases-pg-5", "databases-pg-6"],
  needs: ["postgres"],
  how: REAL,
  write: (value) => ({ poolSize: value }),
  prepare: prepareDatabases("postgres", postgresUrl),
  expected: { absent: 10, Infinity: "unbounded", huge: "unbounded" },
  spellings: { "url?poolSize=20": { query: "?poolSize=20", expected: 10 } },
});

const databasesMysql = limitProbes({
  client: "@databases/mysql/createConnectionPool",
  option: "poolSize",
  versions: ["databases-mysql-7"],
  needs: ["mariadb"],
  how: "real MariaDB behind a counting proxy, 150 callers at once",
  write: (value) => ({ poolSize: value }),
  prepare: prepareDatabases("mariadb", mysqlUrl),
  expected: { absent: 10, Infinity: "unbounded", huge: "unbounded" },
});

const drizzlePostgresJs = limitProbes({
  client: "drizzle-orm/postgres-js",
  option: "connection.max",
  versions: ["drizzle-orm"],
  needs: ["postgres"],
  how: `${REAL} (each a pg_sleep)`,
  write: (value) => ({ connection: { max: value } }),
  async prepare(ctx, { connection, asUrl = false }, query) {
    const { drizzle } = await ctx.load(`${ctx.alias}/postgres-js`);
    const { port, flows } = await startCounter(ctx, "postgres");
    const url = postgresUrl(port, query);
    return {
      flows,
      open() {
        const db = asUrl ? drizzle(url) : drizzle({ connection: { url, ...connection } });
        return { take: () => db.execute("select pg_sleep(30)"), close: () => void db.$client.end({ timeout: 0 }) };
      },
    };
  },
  expected: {
    absent: 10,
    undefined: 1,
    null: 1,
    0: "none",
    Infinity: "throws: Invalid array length",
    "string-5": 1,
  },
  spellings: {
    1000: { options: { connection: { max: 1000 } }, expected: "unbounded" },
    "url-form": { options: { asUrl: true }, expected: 10 },
    "url-form?max=20": { options: { asUrl: true }, query: "?max=20", expected: 1 },
  },
});

/** Pools over a WebSocket each. */
const NEON = "real PostgreSQL behind a proxy of WebSockets, 150 callers at once";

/**
 * Makes Neon's driver dial the proxy that a pool names as its host.
 *
 * @param {ProbeContext} ctx
 * @param {any} neonConfig
 * @param {number} [behind] port of what it carries to, PostgreSQL itself by default
 */
export async function startNeonProxy(ctx, neonConfig, behind = ctx.ports.postgres) {
  const { WebSocket, WebSocketServer } = await ctx.load("ws-8");
  Object.assign(neonConfig, {
    webSocketConstructor: WebSocket,
    wsProxy: (/** @type {string} */ host, /** @type {number} */ port) => `${host}:${port}`,
    useSecureWebSocket: false,
    pipelineConnect: false,
    pipelineTLS: false,
  });
  const proxy = await startWebSocketProxy(WebSocketServer, behind);
  ctx.defer(proxy.close);
  return proxy;
}

const neon = limitProbes({
  client: "@neondatabase/serverless/Pool",
  option: "max",
  versions: ["neondatabase-serverless-0", "neondatabase-serverless-1"],
  needs: ["postgres"],
  how: NEON,
  write: (value) => ({ max: value }),
  async prepare(ctx, options, query) {
    const { Pool, neonConfig } = await ctx.load(ctx.alias);
    const { port, flows } = await startNeonProxy(ctx, neonConfig);
    return { flows, open: () => openPgPool(new Pool({ connectionString: postgresUrl(port, query), ...options })) };
  },
  expected: { absent: 10, 0: 10, Infinity: "unbounded" },
  spellings: { "url?max=20": { query: "?max=20", expected: 10 } },
});

const vercel = limitProbes({
  client: "@vercel/postgres/createPool",
  option: "max",
  versions: ["vercel-postgres-0"],
  needs: ["postgres"],
  how: NEON,
  write: (value) => ({ max: value }),
  async prepare(ctx, options, query) {
    const { createPool } = await ctx.load(ctx.alias);
    const { neonConfig } = await ctx.load("@neondatabase/serverless");
    const { port, flows } = await startNeonProxy(ctx, neonConfig);
    const connectionString = postgresUrl(port, query).replace("127.0.0.1", "localhost");
    return { flows, open: () => openPgPool(createPool({ connectionString, ...options })) };
  },
  expected: { absent: 10, Infinity: "unbounded" },
  spellings: { "url?max=20": { query: "?max=20", expected: 10 } },
});

const prismaNeon = limitProbes({
  client: "@prisma/adapter-neon/PrismaNeon",
  option: "max",
  versions: ["prisma-adapter-neon-7"],
  needs: ["postgres"],
  how: NEON,
  write: (value) => ({ max: value }),
  async prepare(ctx, options, query) {
    const { PrismaNeon } = await ctx.load(ctx.alias);
    const { neonConfig } = await ctx.load("@neondatabase/serverless");
    const { port, flows } = await startNeonProxy(ctx, neonConfig);
    return {
      flows,
      async open() {
        const adapter = await new PrismaNeon({ connectionString: postgresUrl(port, query), ...options }).connect();
        return { take: () => adapter.startTransaction(), close: () => adapter.dispose() };
      },
    };
  },
  expected: { absent: 10 },
});

/**
 * Takes a connection in a callback that never ends.
 *
 * @param {(held: () => Promise<void>) => Promise<unknown>} borrow
 * @returns {Promise<void>} settles when the connection is there
 */
function hold(borrow) {
  return new Promise((resolve, reject) => {
    borrow(() => {
      resolve();
      return new Promise(() => {});
    }).catch(reject);
  });
}

export const probes = [
  ...slonik,
  ...databasesPg,
  ...databasesMysql,
  ...drizzlePostgresJs,
  ...neon,
  ...vercel,
  ...prismaNeon,
];
