/** How SQL clients come back after a loss, and how often they dial a server that is away. */
import { reconnectProbe } from "../measure/reconnect.mjs";
import * as open from "../openers/returning-sql.mjs";
import { startWebSocketServer } from "../standins/answering.mjs";
import { startTdsStandIn } from "../standins/tds.mjs";
import { mysqlUrl } from "./mysql.mjs";
import { postgresUrl } from "./postgres.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../measure/reconnect.mjs").Returning} Returning */

const ONCE = "after a loss: at the next command, 1 time; at first: 1 time";
/** A node is dropped for good after five failures. */
const FIVE = "after a loss: at the next command, 5 times; at first: 5 times";
const NEVER = "after a loss: never; at first: 1 time";

/** @param {ProbeContext} ctx */
async function startTds(ctx) {
  const { port, close } = await startTdsStandIn();
  ctx.defer(close);
  return port;
}

/** @param {ProbeContext} ctx */
const bridge = (ctx) => startWebSocketServer(ctx, ctx.ports.postgres);
/** Their own seconds to connect are short once they are hurried. */
const patient = { connectTimeout: 60_000 };
const tds = { host: "127.0.0.1", username: "sa", password: "probe", database: "shop" };
const tdsOptions = { encrypt: false, trustServerCertificate: true };

const sequelizes = ["sequelize-5", "sequelize-6"];
const typeorms = ["typeorm-0.2", "typeorm-0.3", "typeorm-1"];
const knexes = ["knex-0.95", "knex-1", "knex-2", "knex-3"];
const mysql2s = ["mysql2-1", "mysql2-2", "mysql2-3"];
const mariadbs = ["mariadb-2", "mariadb-3"];

/** @type {Returning[]} */
const onPostgres = [
  { client: "pg/Pool", versions: ["pg-7", "pg-8.0", "pg-8"], open: open.openPgPool, expected: ONCE },
  { client: "pg/Client", versions: ["pg-8.0", "pg-8"], open: open.openPgClient, expected: NEVER },
  { client: "pg-pool/Pool", versions: ["pg-pool-2", "pg-pool-3"], open: open.openBarePgPool, expected: ONCE },
  { client: "pg-promise/pgp", versions: ["pg-promise-10", "pg-promise-11", "pg-promise-12"], open: open.openPgPromise, expected: ONCE },
  { client: "postgres/postgres", versions: ["postgres-3"], open: open.openPostgres, expected: ONCE },
  { client: "@databases/pg/createConnectionPool", versions: ["databases-pg-5", "databases-pg-6"], open: open.openDatabasesPg, counts: "none", expected: "after a loss: at the next command" },
  { client: "drizzle-orm/node-postgres", versions: ["drizzle-orm"], open: open.openDrizzlePg, expected: ONCE },
  { client: "drizzle-orm/postgres-js", versions: ["drizzle-orm"], open: open.openDrizzlePostgresJs, expected: ONCE },
  { client: "knex/pg", versions: knexes, open: open.openKnex("pg", (port) => postgresUrl(port)), expected: ONCE },
  { client: "sequelize/postgres", versions: sequelizes, open: open.openSequelize((port) => ({ dialect: "postgres", host: "127.0.0.1", port, username: "probe", database: "postgres" })), expected: ONCE },
  { client: "@sequelize/core/postgres", versions: ["@sequelize/core"], open: open.openSequelize7, expected: ONCE },
  { client: "typeorm/postgres", versions: typeorms, open: open.openTypeorm((port) => ({ type: "postgres", url: postgresUrl(port) })), expected: ONCE },
  { client: "@prisma/adapter-pg/PrismaPg", versions: ["prisma-adapter-pg-6", "@prisma/adapter-pg"], open: open.openPrisma("PrismaPg", (port) => ({ connectionString: postgresUrl(port) })), expected: ONCE },
  { client: "@mikro-orm/postgresql/MikroORM", versions: ["@mikro-orm/postgresql"], open: open.openMikroOrm((port) => ({ clientUrl: postgresUrl(port) })), expected: ONCE },
  { client: "slonik/createPool", versions: ["slonik-47"], open: open.openSlonik, expected: "after a loss: at the next command, 3 times; at first: 1 time" },
];

/** @type {Returning[]} */
const onBridge = [
  { client: "@neondatabase/serverless/Pool", versions: ["neondatabase-serverless-1"], serve: bridge, open: open.openNeon, expected: ONCE },
];

/** @type {Returning[]} */
const onMariadb = [
  { client: "mysql/createPool", versions: ["mysql-2"], open: open.openMysqlPool, expected: ONCE },
  { client: "mysql/createPoolCluster", versions: ["mysql-2"], open: open.openMysqlCluster, expected: FIVE },
  { client: "mysql/createConnection", versions: ["mysql-2"], open: open.openMysqlConnection, expected: NEVER },
  { client: "mysql2/createPool", versions: mysql2s, open: open.openMysqlPool, expected: ONCE },
  { client: "mysql2/createPoolCluster", versions: mysql2s, open: open.openMysqlCluster, expected: FIVE },
  { client: "mysql2/createConnection", versions: mysql2s, open: open.openMysqlConnection, expected: NEVER },
  { client: "mysql2/promise.createPool", versions: mysql2s, open: open.openPromisePool, expected: ONCE },
  { client: "mysql2/promise.createConnection", versions: mysql2s, open: open.openPromiseConnection, expected: NEVER },
  { client: "mariadb/createPool", versions: mariadbs, open: open.openMariadbPool, expected: "after a loss: by itself, for ever; at first: for ever" },
  { client: "mariadb/createConnection", versions: mariadbs, open: open.openMariadbConnection, expected: NEVER },
  { client: "drizzle-orm/mysql2", versions: ["drizzle-orm"], open: open.openDrizzleMysql, expected: ONCE },
  { client: "knex/mysql2", versions: knexes, open: open.openKnex("mysql2", (port) => mysqlUrl(port)), expected: ONCE },
  { client: "sequelize/mysql", versions: sequelizes, open: open.openSequelize(async (port, ctx) => ({ dialect: "mysql", dialectModule: await ctx.loadDefault("mysql2"), dialectOptions: patient, host: "127.0.0.1", port, username: "probe", password: "probe", database: "probe" })), expected: ONCE },
  { client: "sequelize/mariadb", versions: sequelizes, open: open.openSequelize(async (port, ctx) => ({ dialect: "mariadb", dialectModule: await ctx.loadDefault("mariadb-2"), dialectOptions: patient, host: "127.0.0.1", port, username: "probe", password: "probe", database: "probe" })), counts: "none", expected: "after a loss: at the next command" },
  { client: "typeorm/mysql", versions: typeorms, open: open.openTypeorm((port) => ({ type: "mysql", url: mysqlUrl(port), connectorPackage: "mysql2" })), expected: ONCE },
  { client: "@prisma/adapter-mariadb/PrismaMariaDb", versions: ["@prisma/adapter-mariadb"], open: open.openPrisma("PrismaMariaDb", (port) => ({ connectTimeout: 20_000, host: "127.0.0.1", port, user: "probe", password: "probe", database: "probe" })), counts: "none", expected: "after a loss: by itself" },
];

/** @type {Returning[]} */
const onTds = [
  { client: "mssql/ConnectionPool", versions: ["mssql-6", "mssql-9", "mssql-12"], open: open.openMssql, expected: ONCE },
  { client: "sequelize/mssql", versions: sequelizes, open: open.openSequelize(async (port, ctx) => ({ dialect: "mssql", dialectModule: await ctx.loadDefault("tedious"), ...tds, port, databaseVersion: "15.0.0", dialectOptions: { options: tdsOptions } })), expected: ONCE },
  { client: "knex/mssql", versions: knexes, open: open.openKnex("mssql", (port) => ({ server: "127.0.0.1", port, user: "sa", password: "probe", database: "shop", options: { ...tdsOptions, port } })), expected: ONCE },
];

/** Oracle's protocol has no stand-in here: only a first connect that fails is looked at. @type {Returning[]} */
const alone = [
  { client: "sequelize/oracle", versions: ["sequelize-6"], open: open.openSequelize(async (port, ctx) => ({ dialect: "oracle", dialectModule: await ctx.loadDefault("oracledb-6"), username: "probe", password: "probe", dialectOptions: { connectString: `127.0.0.1:${port}/shop` } })), expected: "at first: 1 time; at the next command again" },
  { client: "oracledb/createPool", versions: ["oracledb-6", "oracledb-26"], open: open.openOracle(true), expected: "at first: 1 time; at the next command again" },
  { client: "oracledb/getConnection", versions: ["oracledb-6", "oracledb-26"], open: open.openOracle(false), expected: "at first: 1 time" },
];

export const probes = [
  ...onPostgres.map((client) => reconnectProbe({ ...client, serve: "postgres" })),
  ...onBridge.map((client) => reconnectProbe({ ...client })),
  ...onMariadb.map((client) => reconnectProbe({ ...client, serve: "mariadb" })),
  ...onTds.map((client) => reconnectProbe({ ...client, serve: startTds })),
  ...alone.map((client) => reconnectProbe(client)),
];
