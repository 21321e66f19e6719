/** What the clients of MariaDB, MySQL and SQL Server wait for, and what they do about a peer that is gone. */
import * as family from "../openers/mysql-family.mjs";
import { waitingProbes } from "../measure/waiting-client.mjs";
import { startTdsStandIn } from "../standins/tds.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

/** @param {ProbeContext} ctx */
async function startTds(ctx) {
  const server = await startTdsStandIn();
  ctx.defer(server.close);
  return server;
}

const MYSQL2_LOOKS_SAFE = { enableKeepAlive: true, keepAliveInitialDelay: 500, connectTimeout: 600, idleTimeout: 600, maxIdle: 0, queueLimit: 5 };
const MARIADB_LOOKS_SAFE = { keepAliveDelay: 500, connectTimeout: 600, acquireTimeout: 700, idleTimeout: 1, queryTimeout: 600, leakDetectionTimeout: 600 };

/** @param {string} words @param {any} options @param {"kept" | "kept, callers get an error"} expected */
const kept = (words, options, expected) => ({ all: { words, options, expected } });

/**
 * `socketTimeout` destroys, and nothing else does.
 *
 * @param {(options: any) => any} at
 * @param {any} [looksSafe]
 * @param {"kept" | "kept, callers get an error"} [expected] of what looks safe: with a pool's own limit callers get errors
 */
const destroysBySocketTimeout = (at, looksSafe = MARIADB_LOOKS_SAFE, expected = looksSafe === MARIADB_LOOKS_SAFE ? "kept, callers get an error" : "kept") => ({
  socketTimeout: {
    words: "socketTimeout: 600",
    options: at({ socketTimeout: 600 }),
    expected: /** @type {const} */ ("destroyed"),
    control: { words: "what looks safe instead", options: at(looksSafe), expected },
  },
});

/** @param {any} options */
const same = (options) => options;
/** @param {any} dialectOptions */
const inDialect = (dialectOptions) => ({ dialectOptions });

/**
 * `socketTimeout` counts the silence of connections that nobody uses as well.
 *
 * @param {(options: any) => any} at
 * @param {"dials again" | "closed for good"} expected
 */
const idlesOut = (at, expected) => ({ words: "socketTimeout: 600", options: at({ socketTimeout: 600 }), expected, control: { words: "without it", options: at({ connectTimeout: 600 }) } });

const QUERY_TIMEOUT_IDLES = { words: "queryTimeout: 600", options: { queryTimeout: 600 }, expected: /** @type {const} */ ("undisturbed") };

/** @param {"queryTimeout" | "socketTimeout"} option @param {(options: any) => any} at */
const mariadbWait = (option, at) => ({ option, write: (/** @type {unknown} */ value) => at({ [option]: value }), expected: { absent: "never", 0: "never" } });

const REQUEST_TIMEOUT = "the request runs into its own limit";

/** What mysql does and mysql2 does not. */
const QUERY_TIMEOUT = {
  "query-timeout": { words: "a timeout of each query", options: { query: { timeout: 600 } }, expected: /** @type {const} */ ("destroyed"), control: { words: "none", options: {} } },
};

export const probes = [
  ...waitingProbes({
    client: "mysql2/createPool",
    versions: ["mysql2-2", "mysql2-3"],
    server: "mariadb",
    open: family.openCallbackPool,
    liveness: kept("all that looks safe and a timeout of each query", { ...MYSQL2_LOOKS_SAFE, query: { timeout: 600 } }, "kept, callers get an error"),
  }),
  ...waitingProbes({
    client: "mysql2/createConnection",
    versions: ["mysql2-2", "mysql2-3"],
    server: "mariadb",
    open: family.openCallbackConnection,
    liveness: kept("all that looks safe and a timeout of each query", { enableKeepAlive: true, keepAliveInitialDelay: 500, connectTimeout: 600, query: { timeout: 600 } }, "kept, callers get an error"),
  }),
  ...waitingProbes({
    client: "mysql/createPool",
    versions: ["mysql-2"],
    server: "mariadb",
    open: family.openCallbackLease,
    liveness: { ...kept("acquireTimeout, connectTimeout, timeout: 600", { acquireTimeout: 600, connectTimeout: 600, timeout: 600 }, "kept"), ...QUERY_TIMEOUT },
  }),
  ...waitingProbes({
    client: "mysql/createConnection",
    versions: ["mysql-2"],
    server: "mariadb",
    open: family.openCallbackConnection,
    liveness: { ...kept("connectTimeout, timeout: 600", { connectTimeout: 600, timeout: 600 }, "kept"), ...QUERY_TIMEOUT },
  }),
  ...waitingProbes({
    client: "mariadb/createPool",
    versions: ["mariadb-2", "mariadb-3"],
    server: "mariadb",
    open: family.openMariadbPool,
    idle: { socketTimeout: idlesOut(same, "dials again"), queryTimeout: QUERY_TIMEOUT_IDLES },
    liveness: destroysBySocketTimeout(same),
  }),
  ...waitingProbes({
    client: "mariadb/createConnection",
    versions: ["mariadb-2", "mariadb-3"],
    server: "mariadb",
    open: family.openMariadbConnection,
    idle: { socketTimeout: idlesOut(same, "closed for good"), queryTimeout: QUERY_TIMEOUT_IDLES },
    liveness: {
      socketTimeout: { ...destroysBySocketTimeout(same, { keepAliveDelay: 500, connectTimeout: 600, queryTimeout: 600 }).socketTimeout, isAskedOnce: true },
      // Every write starts the timer again, and statements are sent without waiting for the answers of those before.
      "socketTimeout-pipelined": { words: "socketTimeout: 600, and statements keep coming", options: { socketTimeout: 600 }, expected: "kept", versions: ["mariadb-3"] },
    },
  }),
  ...waitingProbes({
    client: "mariadb/createPoolCluster",
    versions: ["mariadb-3"],
    server: "mariadb",
    open: family.openMariadbCluster,
    idle: { timeouts: idlesOut(same, "dials again") },
    command: { ...mariadbWait("socketTimeout", same), spellings: { "queryTimeout-0": { options: { queryTimeout: 0 }, expected: "never" } } },
  }),
  ...waitingProbes({
    client: "@prisma/adapter-mariadb/PrismaMariaDb",
    versions: ["@prisma/adapter-mariadb"],
    server: "mariadb",
    open: family.openPrismaMariadb,
    idle: { timeouts: idlesOut(same, "dials again") },
    acquire: { option: "acquireTimeout", write: (value) => ({ acquireTimeout: value }), expected: { absent: 10_000 } },
    command: mariadbWait("socketTimeout", same),
    liveness: destroysBySocketTimeout(same),
  }),
  ...waitingProbes({
    client: "sequelize/mariadb",
    versions: ["sequelize-6"],
    server: "mariadb",
    open: family.openSequelizeMysql("mariadb"),
    idle: { timeouts: idlesOut(inDialect, "dials again") },
    connect: { option: "dialectOptions.connectTimeout", write: (value) => inDialect({ connectTimeout: value }), expected: { absent: 1_000 } },
    command: { ...mariadbWait("socketTimeout", inDialect), expected: { absent: "never" } },
    liveness: destroysBySocketTimeout(inDialect, { connectTimeout: 600, queryTimeout: 600 }),
  }),
  ...waitingProbes({
    client: "sequelize/mysql",
    versions: ["sequelize-5", "sequelize-6"],
    server: "mariadb",
    open: family.openSequelizeMysql("mysql"),
    connect: { option: "dialectOptions.connectTimeout", write: (value) => inDialect({ connectTimeout: value }), expected: { absent: 10_000 } },
    liveness: kept("connectTimeout: 600, pool.acquire and pool.idle: 600", { dialectOptions: { connectTimeout: 600 }, pool: { acquire: 600, idle: 600 } }, "kept, callers get an error"),
  }),
  ...waitingProbes({
    client: "sequelize/mssql",
    versions: ["sequelize-6"],
    server: startTds,
    isMute: true,
    open: family.openSequelizeMssql,
    command: { option: "dialectOptions.options.requestTimeout", write: (value) => inDialect({ options: { requestTimeout: value } }), expected: { absent: 15_000, 0: "never" } },
    liveness: {
      requestTimeout: { words: REQUEST_TIMEOUT, options: inDialect({ options: { requestTimeout: 600, cancelTimeout: 600 } }), expected: "destroyed", control: { words: "requestTimeout: 0", options: inDialect({ options: { requestTimeout: 0 } }) } },
    },
  }),
  ...waitingProbes({
    client: "typeorm/mysql",
    versions: ["typeorm-0.3", "typeorm-1"],
    server: "mariadb",
    open: family.openTypeormMysql,
    liveness: kept("every limit at 600 ms", { connectTimeout: 600, acquireTimeout: 600, maxQueryExecutionTime: 600, enableQueryTimeout: true, extra: { connectTimeout: 600 } }, "kept, callers get an error"),
  }),
  ...waitingProbes({
    client: "typeorm/mssql",
    versions: ["typeorm-0.3", "typeorm-1"],
    server: startTds,
    isMute: true,
    open: family.openTypeormMssql,
    connect: { option: "connectionTimeout", write: (value) => ({ connectionTimeout: value }), expected: { absent: 15_000 }, handshake: "rejects" },
  }),
  ...waitingProbes({
    client: "@prisma/adapter-mssql/PrismaMssql",
    versions: ["prisma-adapter-mssql-7"],
    server: startTds,
    isMute: true,
    open: family.openPrismaMssql,
    liveness: { requestTimeout: { words: REQUEST_TIMEOUT, options: { requestTimeout: 600, options: { cancelTimeout: 600 } }, expected: "destroyed", control: { words: "requestTimeout: 0", options: { requestTimeout: 0 } } } },
  }),
  ...waitingProbes({
    client: "mssql/ConnectionPool",
    versions: ["mssql-6", "mssql-9", "mssql-12"],
    server: startTds,
    isMute: true,
    open: family.openMssqlPool,
    connect: { option: "connectionTimeout", write: (value) => ({ connectionTimeout: value }), expected: { 0: { byVersion: { "mssql-6": 15_000 }, otherwise: "rejects: Failed to connect to 127.0.0.1:port in n ms" } } },
    liveness: { requestTimeout: { words: REQUEST_TIMEOUT, options: { requestTimeout: 600, options: { encrypt: false, trustServerCertificate: true, cancelTimeout: 600 } }, expected: "destroyed", control: { words: "requestTimeout: 0", options: { requestTimeout: 0 } } } },
  }),
  ...waitingProbes({
    client: "drizzle-orm/mysql2",
    versions: ["drizzle-orm"],
    server: "mariadb",
    open: family.openDrizzleMysql,
    connect: { option: "connection.connectTimeout", write: (value) => ({ connection: { connectTimeout: value } }), expected: { absent: 10_000, 0: "never" }, handshake: "rejects" },
    liveness: kept("all that looks safe", { connection: { connectTimeout: 600, enableKeepAlive: true, keepAliveInitialDelay: 500, idleTimeout: 600 } }, "kept"),
  }),
  ...waitingProbes({
    client: "knex/mysql2",
    versions: ["knex-0.95", "knex-1", "knex-2", "knex-3"],
    server: "mariadb",
    open: family.openKnexMysql,
    acquire: { option: "acquireConnectionTimeout", write: (value) => ({ acquireConnectionTimeout: value }), expected: { absent: 60_000 } },
    liveness: kept("connectTimeout, enableKeepAlive, idleTimeoutMillis", { connection: { connectTimeout: 600, enableKeepAlive: true }, pool: { idleTimeoutMillis: 600 } }, "kept"),
  }),
  ...waitingProbes({
    client: "@mikro-orm/mysql/MikroORM",
    versions: ["@mikro-orm/mysql"],
    server: "mariadb",
    open: family.openMikroOrmMysql,
    liveness: kept("driverOptions.connectTimeout and enableKeepAlive", { driverOptions: { connectTimeout: 600, enableKeepAlive: true, keepAliveInitialDelay: 500 } }, "kept"),
  }),
  ...waitingProbes({
    client: "@databases/mysql/createConnectionPool",
    versions: ["databases-mysql-7"],
    server: "mariadb",
    open: family.openDatabasesMysql,
    acquire: { option: "queueTimeoutMilliseconds", write: (value) => ({ queueTimeoutMilliseconds: value }), expected: { absent: 60_000 } },
    liveness: kept("every limit of its own at 600 ms", { queueTimeoutMilliseconds: 600, acquireLockTimeoutMilliseconds: 600, idleTimeoutMilliseconds: 600, maxConnectionAgeMilliseconds: 600 }, "kept, callers get an error"),
  }),
];
