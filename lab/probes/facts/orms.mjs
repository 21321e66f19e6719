/** sequelize, @sequelize/core, typeorm and Prisma's driver adapters. */
import { startCounter } from "../measure/limit.mjs";
import { limitProbes } from "../measure/limit-probes.mjs";
import { mysqlUrl } from "./mysql.mjs";
import { postgresUrl } from "./postgres.mjs";

const ON_POSTGRES = "real PostgreSQL behind a counting proxy, 150 transactions at once";
const ON_MARIADB = "real MariaDB behind a counting proxy, 150 transactions at once";

const REFUSED = "throws: max must be an integer > 0";

const sequelizePg = limitProbes({
  client: "sequelize/postgres",
  option: "pool.max",
  versions: ["sequelize-5", "sequelize-6"],
  needs: ["postgres"],
  how: ON_POSTGRES,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, options, query) {
    const loaded = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startCounter(ctx, "postgres");
    return {
      flows,
      open() {
        const db = new loaded.Sequelize(postgresUrl(port, query), { logging: false, ...options });
        return { take: () => db.transaction(), close: () => db.close() };
      },
    };
  },
  expected: {
    absent: 5,
    undefined: 5,
    null: REFUSED,
    0: REFUSED,
    "-1": REFUSED,
    Infinity: { byVersion: { "sequelize-5": "none" }, otherwise: "unbounded" },
    huge: "unbounded",
    "string-5": REFUSED,
  },
  spellings: {
    "url?max=20": { query: "?max=20", expected: 5 },
    "top-level-max": { options: { max: 4 }, expected: 5 },
    "top-level-poolSize": { options: { poolSize: 4 }, expected: 5 },
    "dialectOptions.max": { options: { dialectOptions: { max: 4 } }, expected: 5 },
    "pool.maxConnections": { options: { pool: { maxConnections: 4 } }, expected: 5 },
    "pool-false": { options: { pool: false }, expected: "throws: Support for pool:false was removed in v4.0" },
  },
});

const sequelizeMysql = limitProbes({
  client: "sequelize/mysql",
  option: "pool.max",
  versions: ["sequelize-5", "sequelize-6"],
  needs: ["mariadb"],
  how: ON_MARIADB,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, options, query) {
    const loaded = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startCounter(ctx, "mariadb");
    return {
      flows,
      open() {
        const db = new loaded.Sequelize(mysqlUrl(port, query), { logging: false, ...options });
        return { take: () => db.transaction(), close: () => db.close() };
      },
    };
  },
  expected: { absent: 5, Infinity: { byVersion: { "sequelize-5": "none" }, otherwise: "unbounded" } },
  spellings: {
    "url?connectionLimit=20": { query: "?connectionLimit=20", expected: 5 },
    "dialectOptions.connectionLimit": { options: { dialectOptions: { connectionLimit: 4 } }, expected: 5 },
  },
});

const ONLY = "Only the following options can be set: application_name";

const sequelize7 = limitProbes({
  client: "@sequelize/core/postgres",
  option: "pool.max",
  versions: ["@sequelize/core"],
  needs: ["postgres"],
  how: ON_POSTGRES,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, options, query) {
    const { Sequelize } = await ctx.load(ctx.alias);
    const { PostgresDialect } = await ctx.load("@sequelize/postgres");
    const { port, flows } = await startCounter(ctx, "postgres");
    return {
      flows,
      open() {
        const db = new Sequelize({ dialect: PostgresDialect, url: postgresUrl(port, query), ...options });
        return { take: () => db.startUnmanagedTransaction(), close: () => db.close() };
      },
    };
  },
  expected: { absent: 5, 0: REFUSED, Infinity: "unbounded" },
  spellings: {
    "url?max=20": {
      query: "?max=20",
      expected: `throws: Option "max" cannot be set as a connection URL search parameter. ${ONLY}`,
    },
    "top-level-max": {
      options: { max: 4 },
      expected: "throws: The following options are not recognized by Sequelize nor PostgresDialect: max.",
    },
  },
});

/**
 * A data source under either of its names: `DataSource` since 0.3, `Connection` before.
 *
 * @param {any} typeorm
 * @param {object} options
 */
async function openTypeorm(typeorm, options) {
  const source = typeorm.DataSource === undefined ? new typeorm.Connection(options) : new typeorm.DataSource(options);
  await (source.initialize === undefined ? source.connect() : source.initialize());
  return {
    take: () => source.createQueryRunner().connect(),
    close: () => (source.destroy === undefined ? source.close() : source.destroy()),
  };
}

const typeormVersions = ["typeorm-0.2", "typeorm-0.3.6", "typeorm-0.3.10", "typeorm-0.3", "typeorm-1"];
/** `poolSize` of the SQL drivers came with 0.3.7 ... 0.3.10. */
const withoutPoolSize = { "typeorm-0.2": 10, "typeorm-0.3.6": 10 };

const typeormPg = limitProbes({
  client: "typeorm/postgres",
  option: "extra.max",
  versions: typeormVersions,
  needs: ["postgres"],
  how: "real PostgreSQL behind a counting proxy, 150 query runners at once",
  write: (value) => ({ extra: { max: value } }),
  async prepare(ctx, options, query) {
    const typeorm = await ctx.loadDefault(ctx.alias);
    await ctx.load("pg"); // loaded by the driver while it connects, which must not count as waiting
    const { port, flows } = await startCounter(ctx, "postgres");
    return { flows, open: () => openTypeorm(typeorm, { type: "postgres", url: postgresUrl(port, query), ...options }) };
  },
  expected: { absent: 10, null: 10, 0: 10, "-1": "none", Infinity: "unbounded", huge: "unbounded", "string-5": 5 },
  spellings: {
    poolSize: { options: { poolSize: 4 }, expected: { byVersion: withoutPoolSize, otherwise: 4 } },
    "poolSize-0": { options: { poolSize: 0 }, expected: 10 },
    "poolSize-Infinity": {
      options: { poolSize: Infinity },
      expected: { byVersion: withoutPoolSize, otherwise: "unbounded" },
    },
    "poolSize-under-extra.max": { options: { poolSize: 4, extra: { max: 6 } }, expected: 6 },
    "url?max=20": { query: "?max=20", expected: 10 },
    "top-level-max": { options: { max: 4 }, expected: 10 },
    "top-level-pool.max": { options: { pool: { max: 4 } }, expected: 10 },
    "top-level-connectionLimit": { options: { connectionLimit: 4 }, expected: 10 },
    "extra.connectionLimit": { options: { extra: { connectionLimit: 4 } }, expected: 10 },
    "extra.poolSize": { options: { extra: { poolSize: 4 } }, expected: 4 },
  },
});

const typeormMysql = limitProbes({
  client: "typeorm/mysql",
  option: "extra.connectionLimit",
  versions: typeormVersions,
  needs: ["mariadb"],
  how: "real MariaDB behind a counting proxy, 150 query runners at once, driver mysql2",
  write: (value) => ({ extra: { connectionLimit: value } }),
  async prepare(ctx, options, query) {
    const typeorm = await ctx.loadDefault(ctx.alias);
    await ctx.load("mysql2");
    const { port, flows } = await startCounter(ctx, "mariadb");
    const config = { type: "mysql", url: mysqlUrl(port, query), connectorPackage: "mysql2", ...options };
    return { flows, open: () => openTypeorm(typeorm, config) };
  },
  expected: { absent: 10, null: "unbounded", 0: "unbounded", Infinity: "unbounded", "string-5": 5 },
  spellings: {
    poolSize: { options: { poolSize: 4 }, expected: { byVersion: withoutPoolSize, otherwise: 4 } },
    "poolSize-0": { options: { poolSize: 0 }, expected: { byVersion: withoutPoolSize, otherwise: "unbounded" } },
    "url?connectionLimit=20": { query: "?connectionLimit=20", expected: 10 },
    "top-level-connectionLimit": { options: { connectionLimit: 4 }, expected: 10 },
    "extra.max": { options: { extra: { max: 4 } }, expected: 10 },
  },
});

const prismaPg = limitProbes({
  client: "@prisma/adapter-pg/PrismaPg",
  option: "max",
  versions: ["prisma-adapter-pg-6", "@prisma/adapter-pg"],
  needs: ["postgres"],
  how: `${ON_POSTGRES}, the adapter without Prisma's client`,
  write: (value) => ({ max: value }),
  async prepare(ctx, { asUrl = false, ...options }, query) {
    const { PrismaPg } = await ctx.load(ctx.alias);
    const { port, flows } = await startCounter(ctx, "postgres");
    const connectionString = postgresUrl(port, query);
    return { flows, open: () => openPrisma(new PrismaPg(asUrl ? connectionString : { connectionString, ...options })) };
  },
  expected: { absent: 10, null: 10, 0: 10, "-1": "none", Infinity: "unbounded", "string-5": 5 },
  spellings: {
    "url?connection_limit=20": { query: "?connection_limit=20", expected: 10 },
    "url?max=20": { query: "?max=20", expected: 10 },
    "url-form": { options: { asUrl: true }, expected: 10, versions: ["@prisma/adapter-pg"] },
    connectionLimit: { options: { connectionLimit: 4 }, expected: 10 },
    connection_limit: { options: { connection_limit: 4 }, expected: 10 },
  },
});

const prismaMariadb = limitProbes({
  client: "@prisma/adapter-mariadb/PrismaMariaDb",
  option: "connectionLimit",
  versions: ["@prisma/adapter-mariadb"],
  needs: ["mariadb"],
  how: `${ON_MARIADB}, the adapter without Prisma's client`,
  write: (value) => ({ connectionLimit: value }),
  async prepare(ctx, { asUrl = false, ...options }, query) {
    const { PrismaMariaDb } = await ctx.load(ctx.alias);
    const { port, flows } = await startCounter(ctx, "mariadb");
    const account = { host: "127.0.0.1", port, user: "probe", password: "probe", database: "probe" };
    const config = asUrl
      ? mysqlUrl(port, query).replace("mysql:", "mariadb:")
      : { ...account, acquireTimeout: 3000, ...options };
    return { flows, open: () => openPrisma(new PrismaMariaDb(config)) };
  },
  expected: { absent: 10, 0: "none", Infinity: "unbounded" },
  spellings: {
    "url-form": { options: { asUrl: true }, expected: 10 },
    "url-form?connectionLimit=20": { options: { asUrl: true }, query: "?connectionLimit=20", expected: 20 },
    "url-form?connection_limit=20": { options: { asUrl: true }, query: "?connection_limit=20", expected: 10 },
    max: { options: { max: 4 }, expected: 10 },
  },
});

/** @param {any} factory */
async function openPrisma(factory) {
  const adapter = await factory.connect();
  return { take: () => adapter.startTransaction(), close: () => adapter.dispose() };
}

export const probes = [
  ...sequelizePg,
  ...sequelizeMysql,
  ...sequelize7,
  ...typeormPg,
  ...typeormMysql,
  ...prismaPg,
  ...prismaMariadb,
];
