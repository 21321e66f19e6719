/** How long SQL clients wait for a connection, for a free one and for an answer. */
import { startCounter } from "../measure/limit.mjs";
import { connectProbes, waitProbes } from "../measure/wait-probes.mjs";
import { startTdsStandIn } from "../standins/tds.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

const FULL = "a pool of one connection that is taken";
const FROZEN = "an answer on a connection that went silent";

/** @param {number} port */
const pgAccount = (port) => ({ host: "127.0.0.1", port, user: "probe", database: "postgres" });
/** @param {number} port */
const mysqlAccount = (port) => ({ host: "127.0.0.1", port, user: "probe", password: "probe", database: "probe" });

/** @param {any} emitter */
const quiet = (emitter) => emitter.on("error", () => {});

/** @param {ProbeContext} ctx @param {number} port @param {object} options */
async function makePgPool(ctx, port, options) {
  const { Pool } = await ctx.loadDefault(ctx.alias);
  const pool = quiet(new Pool({ ...pgAccount(port), ...options }));
  ctx.defer(() => pool.end());
  return pool;
}

const pgConnect = connectProbes({
  client: "pg/Pool",
  option: "connectionTimeoutMillis",
  versions: ["pg-8.0", "pg-8"],
  write: (value) => ({ connectionTimeoutMillis: value }),
  async begin(ctx, options, port) {
    const pool = await makePgPool(ctx, port, options);
    return () => pool.connect();
  },
  expected: { absent: "never", 0: "never", null: "never" },
  handshake: "rejects",
  spellings: {
    connectTimeout: { options: { connectTimeout: 600 }, expected: "never" },
    acquireTimeoutMillis: { options: { acquireTimeoutMillis: 600 }, expected: "never" },
  },
});

const pgAcquire = waitProbes({
  client: "pg/Pool",
  setting: "acquireTimeout",
  option: "connectionTimeoutMillis",
  versions: ["pg-8.0", "pg-8"],
  needs: ["postgres"],
  where: FULL,
  write: (value) => ({ connectionTimeoutMillis: value }),
  async begin(ctx, options) {
    const pool = await makePgPool(ctx, ctx.ports.postgres, { max: 1, ...options });
    quiet(await pool.connect());
    return () => pool.connect();
  },
  expected: { absent: "never", 0: "never" },
});

const pgQuery = waitProbes({
  client: "pg/Pool",
  smoke: ["absent"],
  setting: "commandTimeout",
  option: "query_timeout",
  versions: ["pg-8.0", "pg-8"],
  needs: ["postgres"],
  where: FROZEN,
  write: (value) => ({ query_timeout: value }),
  async begin(ctx, options) {
    const proxy = await startCounter(ctx, "postgres");
    const pool = await makePgPool(ctx, proxy.port, { max: 1, ...options });
    await pool.query("select 1");
    proxy.freeze();
    return () => pool.query("select 2");
  },
  expected: { absent: "never", 0: "never", null: "never" },
  spellings: {
    statement_timeout: { options: { statement_timeout: 600 }, expected: "never" },
    queryTimeout: { options: { queryTimeout: 600 }, expected: "never" },
  },
});

const postgresJs = connectProbes({
  smoke: ["absent"],
  client: "postgres/postgres",
  option: "connect_timeout (seconds)",
  versions: ["postgres-3"],
  write: (value) => ({ connect_timeout: value }),
  control: { value: 1 },
  async begin(ctx, options, port) {
    const postgres = await ctx.loadDefault(ctx.alias);
    const sql = postgres({ ...pgAccount(port), ...options });
    ctx.defer(() => sql.end({ timeout: 0 }));
    return () => sql`select 1`;
  },
  expected: { absent: 30_000, 0: "never", null: "never" },
  handshake: "rejects",
  unit: 1,
});

/** @param {any} pool */
const takeByCallback = (pool) =>
  new Promise((resolve, reject) => {
    pool.getConnection((/** @type {unknown} */ error, /** @type {unknown} */ connection) =>
      error ? reject(error) : resolve(connection),
    );
  });

/** @param {string} name @param {string[]} versions */
const mysqlProbes = (name, versions) => [
  ...connectProbes({
    client: `${name}/createPool`,
    option: "connectTimeout",
    versions,
    write: (value) => ({ connectTimeout: value }),
    async begin(ctx, options, port) {
      const mysql = await ctx.loadDefault(ctx.alias);
      const pool = mysql.createPool({ ...mysqlAccount(port), ...options });
      return () => takeByCallback(pool);
    },
    expected: { absent: 10_000, 0: name === "mysql" ? 10_000 : "never" },
    handshake: name === "mysql" ? "pending" : "rejects",
  }),
  ...waitProbes({
    client: `${name}/createPool`,
    setting: "commandTimeout",
    option: "timeout of one query",
    versions: versions.filter((alias) => alias !== "mysql2-1"), // came with 2.0
    needs: ["mariadb"],
    where: FROZEN,
    write: (value) => ({ timeout: value }),
    async begin(ctx, options) {
      const mysql = await ctx.loadDefault(ctx.alias);
      const proxy = await startCounter(ctx, "mariadb");
      const pool = mysql.createPool({ ...mysqlAccount(proxy.port), connectionLimit: 1 });
      /** @type {any} */
      const connection = quiet(await takeByCallback(pool));
      proxy.freeze();
      return () =>
        new Promise((resolve, reject) => {
          connection.query(
            { sql: "select 1", ...options },
            (/** @type {unknown} */ error, /** @type {unknown} */ rows) => (error ? reject(error) : resolve(rows)),
          );
        });
    },
    expected: { absent: "never", 0: "never" },
  }),
];

/** mysql and mysql2 have no limit for waiting in the queue: the control is a pool that refuses to queue. */
const mysqlAcquire = (/** @type {string} */ name, /** @type {string[]} */ versions) =>
  waitProbes({
    client: `${name}/createPool`,
    setting: "acquireTimeout",
    option: "waitForConnections",
    versions,
    needs: ["mariadb"],
    where: FULL,
    write: (value) => ({ waitForConnections: value }),
    control: { value: false },
    async begin(ctx, options) {
      const mysql = await ctx.loadDefault(ctx.alias);
      const pool = mysql.createPool({ ...mysqlAccount(ctx.ports.mariadb), connectionLimit: 1, ...options });
      ctx.defer(() => pool.end(() => {}));
      await takeByCallback(pool);
      return () => takeByCallback(pool);
    },
    expected: { absent: "never" },
    spellings: { acquireTimeout: { options: { acquireTimeout: 600 }, expected: "never" } },
  });

const mariadb = [
  ...connectProbes({
    client: "mariadb/createConnection",
    option: "connectTimeout",
    versions: ["mariadb-2", "mariadb-3.0", "mariadb-3"],
    write: (value) => ({ connectTimeout: value }),
    async begin(ctx, options, port) {
      const mariadb = await ctx.loadDefault(ctx.alias);
      const account = mysqlAccount(port);
      return () => mariadb.createConnection({ ...account, ...options });
    },
    expected: { absent: 1_000, 0: "never" },
    handshake: { byVersion: { "mariadb-3": "rejects" }, otherwise: "pending" },
  }),
  ...waitProbes({
    client: "mariadb/createPool",
    setting: "acquireTimeout",
    option: "acquireTimeout",
    versions: ["mariadb-2", "mariadb-3.0", "mariadb-3"],
    needs: ["mariadb"],
    where: FULL,
    write: (value) => ({ acquireTimeout: value }),
    async begin(ctx, options) {
      const mariadb = await ctx.loadDefault(ctx.alias);
      const pool = mariadb.createPool({ ...mysqlAccount(ctx.ports.mariadb), connectionLimit: 1, ...options });
      ctx.defer(() => pool.end());
      await pool.getConnection();
      return () => pool.getConnection();
    },
    expected: { absent: 10_000 },
  }),
  ...waitProbes({
    client: "mariadb/createConnection",
    setting: "commandTimeout",
    option: "socketTimeout",
    versions: ["mariadb-2", "mariadb-3"],
    needs: ["mariadb"],
    where: FROZEN,
    write: (value) => ({ socketTimeout: value }),
    async begin(ctx, options) {
      const mariadb = await ctx.loadDefault(ctx.alias);
      const proxy = await startCounter(ctx, "mariadb");
      const connection = quiet(await mariadb.createConnection({ ...mysqlAccount(proxy.port), ...options }));
      proxy.freeze();
      return () => connection.query("select 1");
    },
    expected: { absent: "never", 0: "never" },
    spellings: { queryTimeout: { options: { queryTimeout: 600 }, expected: "never" } },
  }),
];

/** @param {ProbeContext} ctx @param {number} port @param {object} options */
async function makeMssqlPool(ctx, port, options) {
  const sql = await ctx.loadDefault(ctx.alias);
  const account = { server: "127.0.0.1", port, user: "sa", password: "probe", database: "shop" };
  const plain = { encrypt: false, trustServerCertificate: true };
  const pool = quiet(new sql.ConnectionPool({ ...account, options: plain, ...options }));
  ctx.defer(() => pool.close());
  return { sql, pool };
}

const mssql = [
  ...connectProbes({
    client: "mssql/ConnectionPool",
    option: "connectionTimeout",
    versions: ["mssql-6", "mssql-9", "mssql-12"],
    write: (value) => ({ connectionTimeout: value }),
    async begin(ctx, options, port) {
      const { pool } = await makeMssqlPool(ctx, port, options);
      return () => pool.connect();
    },
    expected: { absent: 15_000 },
    handshake: "rejects",
  }),
  ...waitProbes({
    client: "mssql/ConnectionPool",
    setting: "acquireTimeout",
    option: "pool.acquireTimeoutMillis",
    versions: ["mssql-6", "mssql-9", "mssql-12"],
    where: FULL,
    write: (value) => ({ pool: { max: 1, acquireTimeoutMillis: value } }),
    async begin(ctx, options) {
      const server = await startTdsStandIn();
      ctx.defer(server.close);
      const { sql, pool } = await makeMssqlPool(ctx, server.port, { pool: { max: 1 }, ...options });
      await pool.connect();
      void new sql.Transaction(pool).begin().catch(() => {});
      return () => new sql.Transaction(pool).begin();
    },
    expected: { absent: 30_000 },
  }),
  ...waitProbes({
    client: "mssql/ConnectionPool",
    setting: "commandTimeout",
    option: "requestTimeout",
    versions: ["mssql-6", "mssql-9", "mssql-12"],
    where: FROZEN,
    write: (value) => ({ requestTimeout: value }),
    async begin(ctx, options) {
      const server = await startTdsStandIn();
      ctx.defer(server.close);
      const { pool } = await makeMssqlPool(ctx, server.port, options);
      await pool.connect();
      return () => pool.request().batch("waitfor delay '00:10'");
    },
    expected: { absent: 15_000, 0: "never" },
  }),
];

export const probes = [
  ...pgConnect,
  ...pgAcquire,
  ...pgQuery,
  ...postgresJs,
  ...mysqlProbes("mysql", ["mysql-2"]),
  ...mysqlProbes("mysql2", ["mysql2-1", "mysql2-2", "mysql2-3"]),
  ...mysqlAcquire("mysql", ["mysql-2"]),
  ...mysqlAcquire("mysql2", ["mysql2-1", "mysql2-2", "mysql2-3"]),
  ...mariadb,
  ...mssql,
];
