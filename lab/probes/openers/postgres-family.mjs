/** PostgreSQL through its driver and what is built on it, each opened for a pool of one. */

import { connect } from "node:net";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../measure/waiting-client.mjs").Session} Session */
/** @typedef {(ctx: ProbeContext, port: number, options: any) => Promise<Session>} Opener */

/** @param {number} port */
const account = (port) => ({ host: "127.0.0.1", port, user: "probe", password: "probe", database: "postgres" });
/** @param {number} port @param {string} [query] */
const urlOf = (port, query = "") => `postgres://probe:probe@127.0.0.1:${port}/postgres${query}`;

/** With a query the connection string carries it; else plain options, as most people write them. @param {number} port @param {any} options */
const addressed = (port, { query, ...options }) => (query === undefined ? { ...account(port), ...options } : { connectionString: urlOf(port, query), ...options });

/** @param {any} emitter */
const quiet = (emitter) => emitter.on("error", () => {});

/** @param {ProbeContext} ctx @param {any} pool @returns {Session} */
function sessionOfPool(ctx, pool) {
  quiet(pool);
  ctx.defer(() => pool.end());
  return {
    ask: () => pool.query("select 1"),
    async take() {
      quiet(await pool.connect());
    },
  };
}

/** @param {ProbeContext} ctx @param {any} client @returns {Session} */
function sessionOfClient(ctx, client) {
  quiet(client);
  ctx.defer(() => client.end());
  /** @type {Promise<unknown> | undefined} */
  let connected;
  return {
    async ask() {
      connected ??= client.connect();
      await connected;
      return client.query("select 1");
    },
  };
}

/** @type {Opener} */
export async function openPgPool(ctx, port, options) {
  const { Pool } = await ctx.loadDefault(ctx.alias);
  return sessionOfPool(ctx, new Pool({ max: 1, ...addressed(port, options) }));
}

/** Before 8.0.3 it takes a socket that nobody connected for a connected one on Node 14 and later: it is handed one. @type {Opener} */
export async function openOldPgPool(ctx, port, options) {
  const { Pool } = await ctx.loadDefault(ctx.alias);
  return sessionOfPool(ctx, new Pool({ max: 1, ...addressed(port, options), stream: connect(port, "127.0.0.1") }));
}

/** The package `pg-pool` is the class itself. @type {Opener} */
export async function openPgPoolPackage(ctx, port, options) {
  const Pool = await ctx.loadDefault(ctx.alias);
  return sessionOfPool(ctx, new Pool({ max: 1, ...addressed(port, options) }));
}

/** @type {Opener} */
export async function openPgClient(ctx, port, options) {
  const { Client } = await ctx.loadDefault(ctx.alias);
  return sessionOfClient(ctx, new Client(addressed(port, options)));
}

/** @type {Opener} */
export async function openPgPromise(ctx, port, options) {
  const pgp = await ctx.loadDefault(ctx.alias);
  const db = pgp({ noWarnings: true })({ max: 1, ...addressed(port, options) });
  ctx.defer(() => db.$pool.end());
  return { ask: () => db.any("select 1"), take: () => db.connect() };
}

/** @type {Opener} */
export async function openPrismaPg(ctx, port, options) {
  const { PrismaPg } = await ctx.load(ctx.alias);
  const adapter = await new PrismaPg({ max: 1, ...addressed(port, options) }).connect();
  ctx.defer(() => adapter.dispose());
  return { ask: () => adapter.queryRaw({ sql: "select 1", args: [], argTypes: [] }), take: () => adapter.startTransaction() };
}

/** @type {Opener} */
export async function openDrizzlePg(ctx, port, { query, ...options }) {
  const { drizzle } = await ctx.load(`${ctx.alias}/node-postgres`);
  const { sql } = await ctx.load(ctx.alias);
  const db = drizzle({ connection: { max: 1, ...addressed(port, { query, ...options.connection }) } });
  quiet(db.$client);
  ctx.defer(() => db.$client.end());
  return { ask: () => db.execute(sql`select 1`), take: () => db.$client.connect() };
}

/** @type {Opener} */
export async function openDrizzlePostgresJs(ctx, port, options) {
  const { drizzle } = await ctx.load(`${ctx.alias}/postgres-js`);
  const { sql } = await ctx.load(ctx.alias);
  const db = drizzle({ connection: { url: urlOf(port), max: 1, ...options.connection } });
  ctx.defer(() => db.$client.end({ timeout: 0 }));
  return { ask: () => db.execute(sql`select 1`) };
}

/** @type {Opener} */
export async function openPostgresJs(ctx, port, options) {
  const postgres = await ctx.loadDefault(ctx.alias);
  const sql = postgres({ ...account(port), max: 1, ...options });
  ctx.defer(() => sql.end({ timeout: 0 }));
  return { ask: () => sql`select 1` };
}

/** @param {ProbeContext} ctx @param {any} db @returns {Session} */
function sessionOfSequelize(ctx, db) {
  ctx.defer(() => db.close());
  return { ask: () => db.query("select 1"), take: () => db.transaction() };
}

/** @type {Opener} */
export async function openSequelizePg(ctx, port, { pool, ...options }) {
  const { Sequelize } = await ctx.loadDefault(ctx.alias);
  return sessionOfSequelize(ctx, new Sequelize({ dialect: "postgres", ...account(port), username: "probe", logging: false, retry: { max: 1 }, pool: { max: 1, ...pool }, ...options }));
}

/** @type {Opener} */
export async function openSequelize7Pg(ctx, port, { pool, ...options }) {
  const { Sequelize } = await ctx.load(ctx.alias);
  const { PostgresDialect } = await ctx.load("@sequelize/postgres");
  const db = new Sequelize({ dialect: PostgresDialect, host: "127.0.0.1", port, user: "probe", password: "probe", database: "postgres", logging: false, pool: { max: 1, ...pool }, ...options });
  ctx.defer(() => db.close());
  return { ask: () => db.query("select 1"), take: () => db.startUnmanagedTransaction() };
}

/** @type {Opener} */
export async function openTypeormPg(ctx, port, { query, extra, ...options }) {
  const typeorm = await ctx.loadDefault(ctx.alias);
  await ctx.load("pg");
  const config = { type: "postgres", url: urlOf(port, query), extra: { max: 1, ...extra }, ...options };
  const source = typeorm.DataSource === undefined ? new typeorm.Connection(config) : new typeorm.DataSource(config);
  /** @type {Promise<unknown> | undefined} */
  let ready;
  const start = () => (ready ??= source.initialize === undefined ? source.connect() : source.initialize());
  ctx.defer(() => (source.destroy === undefined ? source.close() : source.destroy()));
  return {
    async ask() {
      await start();
      return source.query("select 1");
    },
    async take() {
      await start();
      await source.createQueryRunner().connect();
    },
  };
}

/** @type {Opener} */
export async function openKnexPg(ctx, port, { pool, connection, ...options }) {
  const loaded = await ctx.loadDefault(ctx.alias);
  const knex = loaded.knex ?? loaded;
  const db = knex({ client: "pg", connection: { ...account(port), ...connection }, pool: { min: 0, max: 1, ...pool }, ...options });
  ctx.defer(() => db.destroy());
  return { ask: () => db.raw("select 1"), take: () => db.transaction() };
}

/** @type {Opener} */
export async function openMikroOrmPg(ctx, port, { driverOptions, pool, ...options }) {
  const { MikroORM, EntitySchema } = await ctx.load(ctx.alias);
  const Thing = new EntitySchema({ name: "Thing", properties: { id: { type: "number", primary: true } } });
  const orm = await MikroORM.init({ entities: [Thing], clientUrl: urlOf(port), dbName: "postgres", pool: { max: 1, ...pool }, driverOptions, connect: false, ...options });
  ctx.defer(() => orm.close(true));
  const connection = orm.em.getConnection();
  return { ask: () => connection.execute("select 1"), take: () => connection.begin() };
}

/** @type {Opener} */
export async function openDatabasesPg(ctx, port, options) {
  const createConnectionPool = await ctx.loadDefault(ctx.alias);
  const { sql } = await ctx.load(ctx.alias);
  const create = createConnectionPool.default ?? createConnectionPool;
  const db = create({ connectionString: urlOf(port), bigIntMode: "number", poolSize: 1, onError: () => {}, ...options });
  ctx.defer(() => db.dispose());
  return {
    ask: () => db.query((sql ?? create.sql)`select 1`),
    take: () =>
      new Promise((resolve, reject) => {
        db.task(() => {
          resolve(undefined);
          return new Promise(() => {});
        }).catch(reject);
      }),
  };
}

/** `show` asks the server for the limit it was told. @param {ProbeContext} ctx @param {number} port @param {any} options */
export async function openSlonik(ctx, port, options) {
  const { createPool, sql } = await ctx.load(ctx.alias);
  // Some majors connect while the pool is made: that has to wait until somebody asks.
  /** @type {Promise<any> | undefined} */
  let making;
  const open = () => (making ??= createPool(urlOf(port), { maximumPoolSize: 1, connectionRetryLimit: 0, queryRetryLimit: 0, transactionRetryLimit: 0, ...options }));
  ctx.defer(async () => (await making)?.end());
  const query = sql.unsafe ?? sql;
  return {
    ask: async () => (await open()).query(query`select 1`),
    show: async () => (await (await open()).query(query`show statement_timeout`)).rows[0].statement_timeout,
    take: async () => {
      const pool = await open();
      return new Promise((resolve, reject) => {
        pool
          .connect(() => {
            resolve(undefined);
            return new Promise(() => {});
          })
          .catch(reject);
      });
    },
  };
}
