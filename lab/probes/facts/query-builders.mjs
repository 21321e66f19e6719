/** knex, kysely and drizzle-orm: they make a pool of their own or hand options to a driver's. */
import { startCounter } from "../measure/limit.mjs";
import { limitProbes } from "../measure/limit-probes.mjs";
import { mysqlUrl, openCallbackPool } from "./mysql.mjs";
import { openPgPool, postgresUrl } from "./postgres.mjs";

const ON_POSTGRES = "real PostgreSQL behind a counting proxy, 150 transactions at once";
const ON_MARIADB = "real MariaDB behind a counting proxy, 150 transactions at once";

/** @param {any} db */
const openKnex = (db) => ({ take: () => db.transaction(), close: () => db.destroy() });

/** @param {import("../probe.js").ProbeContext} ctx */
async function loadKnex(ctx) {
  const loaded = await ctx.loadDefault(ctx.alias);
  return loaded.knex ?? loaded;
}

const TARN_REFUSES = "throws: Tarn: opt.max must be an integer > 0";

const knexPg = limitProbes({
  client: "knex/pg",
  smoke: ["absent"],
  option: "pool.max",
  versions: ["knex-0.95", "knex-1", "knex-2", "knex-3"],
  needs: ["postgres"],
  how: ON_POSTGRES,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, { connection, ...options }, query) {
    const knex = await loadKnex(ctx);
    const { port, flows } = await startCounter(ctx, "postgres");
    const url = postgresUrl(port, query);
    const config = {
      client: "pg",
      connection: connection === undefined ? url : { connectionString: url, ...connection },
      acquireConnectionTimeout: 5000,
      ...options,
    };
    return { flows, open: () => openKnex(knex(config)) };
  },
  expected: {
    absent: 10,
    undefined: 10,
    null: TARN_REFUSES,
    0: "rejects: Unable to acquire a connection",
    "-1": TARN_REFUSES,
    NaN: TARN_REFUSES,
    Infinity: "unbounded",
    huge: "unbounded",
    "string-5": TARN_REFUSES,
  },
  spellings: {
    "url?max=20": { query: "?max=20", expected: 10 },
    "top-level-max": { options: { max: 4 }, expected: 10 },
    "connection.max": { options: { connection: { max: 4 } }, expected: 10 },
    "top-level-connectionLimit": { options: { connectionLimit: 4 }, expected: 10 },
    "top-level-poolSize": { options: { poolSize: 4 }, expected: 10 },
    "empty-pool": { options: { pool: {} }, expected: 10 },
    "pool.min-only": { options: { pool: { min: 3 } }, expected: 10 },
  },
});

const knexMysql = limitProbes({
  client: "knex/mysql2",
  option: "pool.max",
  versions: ["knex-0.95", "knex-1", "knex-2", "knex-3"],
  needs: ["mariadb"],
  how: ON_MARIADB,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, { connection, ...options }, query) {
    const knex = await loadKnex(ctx);
    const { port, flows } = await startCounter(ctx, "mariadb");
    const account = { host: "127.0.0.1", port, user: "probe", password: "probe", database: "probe", ...connection };
    const config = {
      client: "mysql2",
      connection: query === "" ? account : mysqlUrl(port, query),
      acquireConnectionTimeout: 5000,
      ...options,
    };
    return { flows, open: () => openKnex(knex(config)) };
  },
  expected: { absent: 10, 0: "rejects: Unable to acquire a connection", Infinity: "unbounded", huge: "unbounded" },
  spellings: {
    "url?connectionLimit=20": { query: "?connectionLimit=20", expected: 10 },
    "connection.connectionLimit": { options: { connection: { connectionLimit: 4 } }, expected: 10 },
    "top-level-connectionLimit": { options: { connectionLimit: 4 }, expected: 10 },
  },
});

const kyselyPg = limitProbes({
  client: "kysely/PostgresDialect",
  option: "max of the given Pool",
  versions: ["kysely"],
  needs: ["postgres"],
  how: ON_POSTGRES,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, { pool, dialect }) {
    const { Kysely, PostgresDialect } = await ctx.load(ctx.alias);
    const { Pool } = await ctx.loadDefault("pg");
    const { port, flows } = await startCounter(ctx, "postgres");
    return {
      flows,
      open() {
        const own = new Pool({ connectionString: postgresUrl(port), ...pool }).on("error", () => {});
        const db = new Kysely({ dialect: new PostgresDialect({ pool: own, ...dialect }) });
        return { take: () => holdConnection(db), close: () => db.destroy() };
      },
    };
  },
  expected: { absent: 10, 0: 10, Infinity: "unbounded" },
  spellings: { "dialect-level-max": { options: { dialect: { max: 4 } }, expected: 10 } },
});

const kyselyMysql = limitProbes({
  client: "kysely/MysqlDialect",
  option: "connectionLimit of the given pool",
  versions: ["kysely"],
  needs: ["mariadb"],
  how: ON_MARIADB,
  write: (value) => ({ connectionLimit: value }),
  async prepare(ctx, options) {
    const { Kysely, MysqlDialect } = await ctx.load(ctx.alias);
    const mysql = await ctx.loadDefault("mysql2");
    const { port, flows } = await startCounter(ctx, "mariadb");
    return {
      flows,
      open() {
        const pool = mysql.createPool({ uri: mysqlUrl(port), ...options });
        const db = new Kysely({ dialect: new MysqlDialect({ pool }) });
        return { take: () => holdConnection(db), close: () => db.destroy() };
      },
    };
  },
  expected: { absent: 10, 0: "unbounded", null: "unbounded" },
});

/**
 * @param {any} db a Kysely
 * @returns {Promise<void>} settles when the connection is there; it is kept
 */
const holdConnection = (db) =>
  new Promise((resolve, reject) => {
    db.connection()
      .execute(() => {
        resolve();
        return new Promise(() => {});
      })
      .catch(reject);
  });

const drizzlePg = limitProbes({
  client: "drizzle-orm/node-postgres",
  option: "connection.max",
  versions: ["drizzle-orm"],
  needs: ["postgres"],
  how: "real PostgreSQL behind a counting proxy, 150 callers of $client at once",
  write: (value) => ({ connection: { max: value } }),
  async prepare(ctx, { connection, asUrl = false, ...options }, query) {
    const { drizzle } = await ctx.load(`${ctx.alias}/node-postgres`);
    const { port, flows } = await startCounter(ctx, "postgres");
    const url = postgresUrl(port, query);
    return {
      flows,
      open() {
        const db = asUrl
          ? drizzle(url, options)
          : drizzle({ connection: { connectionString: url, ...connection }, ...options });
        return openPgPool(db.$client);
      },
    };
  },
  expected: { absent: 10, null: 10, 0: 10, "-1": "none", Infinity: "unbounded", "string-5": 5 },
  spellings: {
    "url-form": { options: { asUrl: true }, expected: 10 },
    "url-form?max=20": { options: { asUrl: true }, query: "?max=20", expected: 10 },
    "url-form-max-beside": { options: { asUrl: true, max: 4 }, expected: 10 },
    "top-level-max": { options: { max: 4 }, expected: 10 },
  },
});

const drizzleMysql = limitProbes({
  client: "drizzle-orm/mysql2",
  option: "connection.connectionLimit",
  versions: ["drizzle-orm"],
  needs: ["mariadb"],
  how: "real MariaDB behind a counting proxy, 150 callers of $client at once",
  write: (value) => ({ connection: { connectionLimit: value } }),
  async prepare(ctx, { connection, asUrl = false, ...options }, query) {
    const { drizzle } = await ctx.load(`${ctx.alias}/mysql2`);
    const { port, flows } = await startCounter(ctx, "mariadb");
    const uri = mysqlUrl(port, query);
    return {
      flows,
      open() {
        const db = asUrl ? drizzle(uri, options) : drizzle({ connection: { uri, ...connection }, ...options });
        return openCallbackPool(db.$client);
      },
    };
  },
  expected: { absent: 10, null: "unbounded", 0: "unbounded", Infinity: "unbounded" },
  spellings: {
    "url-form": { options: { asUrl: true }, expected: 10 },
    "url-form?connectionLimit=20": { options: { asUrl: true }, query: "?connectionLimit=20", expected: 20 },
    "top-level-connectionLimit": { options: { connectionLimit: 4 }, expected: 10 },
  },
});

export const probes = [...knexPg, ...knexMysql, ...kyselyPg, ...kyselyMysql, ...drizzlePg, ...drizzleMysql];
