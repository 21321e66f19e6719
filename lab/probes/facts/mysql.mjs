/** mysql, mysql2 and mariadb: pools of MySQL and MariaDB connections. */
import { startCounter } from "../measure/limit.mjs";
import { limitProbes } from "../measure/limit-probes.mjs";

/** @typedef {import("../measure/limit.mjs").OpenPool} OpenPool */

const REAL = "real MariaDB behind a counting proxy, 150 callers at once";

/**
 * @param {number} port
 * @param {string} query
 */
export const mysqlUrl = (port, query = "") => `mysql://probe:probe@127.0.0.1:${port}/probe${query}`;

/** @param {number} port */
const account = (port) => ({ host: "127.0.0.1", port, user: "probe", password: "probe", database: "probe" });

/**
 * A pool with callbacks: `getConnection((error, connection) => ...)`.
 *
 * @param {any} pool
 * @returns {OpenPool}
 */
export function openCallbackPool(pool) {
  /** @type {any[]} */
  const held = [];
  return {
    take: () =>
      new Promise((resolve, reject) => {
        pool.getConnection((/** @type {unknown} */ error, /** @type {unknown} */ connection) => {
          if (error) return reject(error);
          held.push(connection);
          resolve(connection);
        });
      }),
    close() {
      for (const connection of held) connection.destroy();
      pool.end(() => {});
    },
  };
}

const zeroIsUnbounded = /** @type {const} */ ({
  absent: 10,
  undefined: 10,
  null: "unbounded",
  0: "unbounded",
  "-1": "none",
  Infinity: "unbounded",
  huge: "unbounded",
  "string-5": 5,
});

/** @param {import("../probe.js").ProbeContext} ctx */
const prepareCallbackPool = async (ctx, /** @type {any} */ options, /** @type {string} */ query) => {
  const mysql = await ctx.loadDefault(ctx.alias);
  const { port, flows } = await startCounter(ctx, "mariadb");
  const config = query === "" ? { ...account(port), ...options } : mysqlUrl(port, query);
  return { flows, open: () => openCallbackPool(mysql.createPool(config)) };
};

const NOT_A_NUMBER = { byVersion: { "mysql2-2": 10, "mysql2-3": 10 }, otherwise: "none" };

const mysql = limitProbes({
  client: "mysql/createPool",
  option: "connectionLimit",
  versions: ["mysql-2"],
  needs: ["mariadb"],
  how: REAL,
  write: (value) => ({ connectionLimit: value }),
  prepare: prepareCallbackPool,
  expected: { ...zeroIsUnbounded, NaN: NOT_A_NUMBER },
  spellings: {
    "url?connectionLimit=20": { query: "?connectionLimit=20", expected: 20 },
    "url?connectionLimit=0": { query: "?connectionLimit=0", expected: "unbounded" },
    max: { options: { max: 4 }, expected: 10 },
    "pool.max": { options: { pool: { max: 4 } }, expected: 10 },
  },
});

const mysql2 = limitProbes({
  client: "mysql2/createPool",
  smoke: ["absent", "0"],
  option: "connectionLimit",
  versions: ["mysql2-1", "mysql2-2", "mysql2-3"],
  needs: ["mariadb"],
  how: REAL,
  write: (value) => ({ connectionLimit: value }),
  prepare: prepareCallbackPool,
  expected: { ...zeroIsUnbounded, NaN: NOT_A_NUMBER },
  spellings: {
    "url?connectionLimit=20": { query: "?connectionLimit=20", expected: 20 },
    "url?connectionLimit=0": { query: "?connectionLimit=0", expected: "unbounded" },
    max: { options: { max: 4 }, expected: 10 },
    "pool.max": { options: { pool: { max: 4 } }, expected: 10 },
  },
});

const mysql2Promise = limitProbes({
  client: "mysql2/promise.createPool",
  option: "connectionLimit",
  versions: ["mysql2-1", "mysql2-2", "mysql2-3"],
  needs: ["mariadb"],
  how: REAL,
  write: (value) => ({ connectionLimit: value }),
  async prepare(ctx, options, query) {
    const mysql = await ctx.loadDefault(`${ctx.alias}/promise.js`);
    const { port, flows } = await startCounter(ctx, "mariadb");
    const config = query === "" ? { ...account(port), ...options } : mysqlUrl(port, query);
    return { flows, open: () => openPromisePool(mysql.createPool(config)) };
  },
  expected: { absent: 10, 0: "unbounded", null: "unbounded", Infinity: "unbounded" },
});

/** @param {string} name @param {string[]} versions */
const cluster = (name, versions) =>
  limitProbes({
    client: `${name}/createPoolCluster`,
    option: "connectionLimit of add()",
    versions,
    needs: ["mariadb"],
    how: `${REAL}, one node`,
    write: (value) => ({ node: { connectionLimit: value } }),
    async prepare(ctx, { node, cluster: config }) {
      const mysql = await ctx.loadDefault(ctx.alias);
      const { port, flows } = await startCounter(ctx, "mariadb");
      return {
        flows,
        open() {
          const pools = mysql.createPoolCluster(config);
          pools.add("one", { ...account(port), ...node });
          return openCallbackPool(pools);
        },
      };
    },
    expected: { absent: 10, 0: "unbounded", null: "unbounded", Infinity: "unbounded" },
    spellings: { "cluster-level": { options: { cluster: { connectionLimit: 4 } }, expected: 10 } },
  });

/**
 * @param {any} pool
 * @returns {OpenPool}
 */
export function openPromisePool(pool) {
  return { take: () => pool.getConnection(), close: () => pool.end() };
}

/** mariadb 2 opens one connection whatever it was told. */
const noneButOneIn2 = { byVersion: { "mariadb-2": 1 }, otherwise: "none" };

const mariadb = limitProbes({
  client: "mariadb/createPool",
  option: "connectionLimit",
  versions: ["mariadb-2", "mariadb-3.0", "mariadb-3"],
  needs: ["mariadb"],
  how: REAL,
  write: (value) => ({ connectionLimit: value }),
  async prepare(ctx, options, query) {
    const mariadb = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startCounter(ctx, "mariadb");
    const config =
      query === ""
        ? { ...account(port), acquireTimeout: 3000, ...options }
        : mysqlUrl(port, query).replace("mysql:", "mariadb:");
    return { flows, open: () => openPromisePool(mariadb.createPool(config)) };
  },
  expected: {
    absent: 10,
    undefined: 10,
    null: noneButOneIn2,
    0: noneButOneIn2,
    "-1": noneButOneIn2,
    NaN: noneButOneIn2,
    Infinity: "unbounded",
    huge: "unbounded",
    "string-5": 5,
  },
  spellings: {
    "url?connectionLimit=20": { query: "?connectionLimit=20", expected: 20 },
    max: { options: { max: 4 }, expected: 10 },
    "pool.max": { options: { pool: { max: 4 } }, expected: 10 },
  },
});

const mariadbCluster = limitProbes({
  client: "mariadb/createPoolCluster",
  option: "connectionLimit of add()",
  versions: ["mariadb-2", "mariadb-3.0", "mariadb-3"],
  needs: ["mariadb"],
  how: `${REAL}, one node`,
  write: (value) => ({ connectionLimit: value }),
  async prepare(ctx, options) {
    const mariadb = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startCounter(ctx, "mariadb");
    return {
      flows,
      open() {
        const pools = mariadb.createPoolCluster();
        pools.add("one", { ...account(port), acquireTimeout: 3000, ...options });
        return openPromisePool(pools);
      },
    };
  },
  expected: { absent: 10, 0: noneButOneIn2, Infinity: "unbounded" },
});

export const probes = [
  ...mysql,
  ...mysql2,
  ...mysql2Promise,
  ...cluster("mysql", ["mysql-2"]),
  ...cluster("mysql2", ["mysql2-1", "mysql2-2", "mysql2-3"]),
  ...mariadb,
  ...mariadbCluster,
];
