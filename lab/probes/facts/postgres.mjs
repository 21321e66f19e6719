/** pg, pg-pool, pg-promise and postgres: pools of PostgreSQL connections. */
import { cpus } from "node:os";

import { startCounter } from "../measure/limit.mjs";
import { limitProbes } from "../measure/limit-probes.mjs";

const REAL = "real PostgreSQL behind a counting proxy, 150 callers at once";

/**
 * @param {number} port
 * @param {string} query
 */
export const postgresUrl = (port, query = "") => `postgres://probe@127.0.0.1:${port}/postgres${query}`;

const pg = limitProbes({
  client: "pg/Pool",
  smoke: ["absent", "Infinity"],
  option: "max",
  versions: ["pg-7", "pg-8.0", "pg-8"],
  needs: ["postgres"],
  how: `${REAL}; pg 7: its Pool with the Client of pg 8`,
  write: (value) => ({ max: value }),
  async prepare(ctx, options, query) {
    const { Pool } = await ctx.loadDefault(ctx.alias);
    // The Client of pg 7 never gets past its first packet on Node 14 and later: its Pool is given the Client of pg 8.
    const client = ctx.alias === "pg-7" ? { Client: (await ctx.loadDefault("pg-8")).Client } : {};
    const { port, flows } = await startCounter(ctx, "postgres");
    const connectionString = postgresUrl(port, query);
    return { flows, open: () => openPgPool(new Pool({ connectionString, ...client, ...options })) };
  },
  expected: {
    absent: 10,
    undefined: 10,
    null: 10,
    0: 10,
    "-1": "none",
    NaN: 10,
    Infinity: "unbounded",
    huge: "unbounded",
    "string-5": 5,
  },
  spellings: {
    "url?max=20": { query: "?max=20", expected: 10 },
    "url?pool_max=20": { query: "?pool_max=20", expected: 10 },
    poolSize: { options: { poolSize: 4 }, expected: 4 },
    connectionLimit: { options: { connectionLimit: 4 }, expected: 10 },
    "pool.max": { options: { pool: { max: 4 } }, expected: 10 },
    maxConnections: { options: { maxConnections: 4 }, expected: 10 },
    min: { options: { min: 2 }, expected: 10 },
  },
});

const pgPool = limitProbes({
  client: "pg-pool/Pool",
  option: "max",
  versions: ["pg-pool-2", "pg-pool-3"],
  needs: ["postgres"],
  how: REAL,
  write: (value) => ({ max: value }),
  async prepare(ctx, options, query) {
    const Pool = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startCounter(ctx, "postgres");
    return { flows, open: () => openPgPool(new Pool({ connectionString: postgresUrl(port, query), ...options })) };
  },
  expected: { absent: 10, null: 10, 0: 10, "-1": "none", Infinity: "unbounded", huge: "unbounded", "string-5": 5 },
  spellings: { "url?max=20": { query: "?max=20", expected: 10 } },
});

const pgPromise = limitProbes({
  client: "pg-promise/pgp",
  option: "max",
  versions: ["pg-promise-10", "pg-promise-11", "pg-promise-12"],
  needs: ["postgres"],
  how: REAL,
  write: (value) => ({ max: value }),
  async prepare(ctx, options, query) {
    const pgPromiseMaker = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startCounter(ctx, "postgres");
    return {
      flows,
      open() {
        const pgp = pgPromiseMaker({ noWarnings: true });
        const db = pgp({ connectionString: postgresUrl(port, query), ...options });
        return { take: () => db.connect(), close: () => void db.$pool.end() };
      },
    };
  },
  expected: { absent: 10, null: 10, 0: 10, "-1": "none", Infinity: "unbounded", huge: "unbounded", "string-5": 5 },
  spellings: {
    "url?max=20": { query: "?max=20", expected: 10 },
    poolSize: { options: { poolSize: 4 }, expected: 4 },
  },
});

const postgresJsLimits = limitProbes({
  client: "postgres/postgres",
  option: "max",
  versions: ["postgres-3"],
  needs: ["postgres"],
  how: `${REAL} (each a pg_sleep)`,
  write: (value) => ({ max: value }),
  async prepare(ctx, options, query) {
    const postgres = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startCounter(ctx, "postgres");
    return {
      flows,
      open() {
        const sql = postgres(postgresUrl(port, query), { onnotice: () => {}, ...options });
        return { take: () => sql`select pg_sleep(30)`, close: () => void sql.end({ timeout: 0 }) };
      },
    };
  },
  expected: {
    absent: 10,
    undefined: 1,
    null: 1,
    0: "none",
    "-1": "throws: Invalid array length",
    Infinity: "throws: Invalid array length",
    NaN: "throws: Invalid array length",
    "string-5": 1,
  },
  spellings: {
    1000: { options: { max: 1000 }, expected: "unbounded" },
    "url?max=20": { query: "?max=20", expected: 1 },
    poolSize: { options: { poolSize: 4 }, expected: 10 },
    "pool.max": { options: { pool: { max: 4 } }, expected: 10 },
    connectionLimit: { options: { connectionLimit: 4 }, expected: 10 },
  },
});

/** postgres 1 takes the number of CPUs for its default, which a result that holds on every machine cannot say. */
const postgresJs = postgresJsLimits.map((probe) =>
  probe.id === "postgres/postgres/limit/absent"
    ? {
        ...probe,
        versions: ["postgres-1", ...probe.versions],
        expected: { byVersion: { "postgres-1": "cpus" }, otherwise: 10 },
        how: `${probe.how}; "cpus" is the number of CPUs here`,
        /** @param {import("../probe.js").ProbeContext} ctx */
        async run(ctx) {
          const seen = await probe.run(ctx);
          return ctx.alias === "postgres-1" && seen === cpus().length ? "cpus" : seen;
        },
      }
    : probe,
);

/**
 * @param {any} pool
 * @returns {import("../measure/limit.mjs").OpenPool}
 */
export function openPgPool(pool) {
  /** @type {any[]} */
  const held = [];
  pool.on("error", () => {});
  return {
    async take() {
      const client = await pool.connect();
      client.on("error", () => {});
      held.push(client);
    },
    close() {
      for (const client of held) client.release(true);
      pool.end().catch(() => {});
    },
  };
}

export const probes = [...pg, ...pgPool, ...pgPromise, ...postgresJs];
