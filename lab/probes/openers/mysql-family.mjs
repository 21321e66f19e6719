/** MariaDB and SQL Server through their drivers and what is built on these, each opened for a pool of one. */

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../measure/waiting-client.mjs").Session} Session */
/** @typedef {(ctx: ProbeContext, port: number, options: any) => Promise<Session>} Opener */

/** @param {number} port */
const account = (port) => ({ host: "127.0.0.1", port, user: "probe", password: "probe", database: "probe" });
/** @param {number} port */
const urlOf = (port) => `mysql://probe:probe@127.0.0.1:${port}/probe`;

/** @param {any} emitter */
const quiet = (emitter) => emitter.on("error", () => {});

/**
 * The result of a method that takes a callback last.
 *
 * @param {any} object
 * @param {string} method
 * @param {any[]} args
 * @returns {Promise<any>}
 */
const called = (object, method, ...args) =>
  new Promise((resolve, reject) => {
    object[method](...args, (/** @type {unknown} */ error, /** @type {unknown} */ answer) => (error ? reject(error) : resolve(answer)));
  });

/** mysql and mysql2; `query` holds options of single queries. @type {Opener} */
export async function openCallbackPool(ctx, port, { query, ...options }) {
  const mysql = await ctx.loadDefault(ctx.alias);
  const pool = mysql.createPool({ ...account(port), connectionLimit: 1, ...options });
  ctx.defer(() => pool.end(() => {}));
  return { ask: () => called(pool, "query", { sql: "select 1", ...query }), take: () => called(pool, "getConnection") };
}

/** A connection that is taken once and kept: a pool of mysql pings what it hands out, which is not what is looked at. @type {Opener} */
export async function openCallbackLease(ctx, port, { query, ...options }) {
  const mysql = await ctx.loadDefault(ctx.alias);
  const pool = mysql.createPool({ ...account(port), connectionLimit: 1, ...options });
  ctx.defer(() => pool.end(() => {}));
  /** @type {Promise<any> | undefined} */
  let taking;
  return {
    async ask() {
      taking ??= called(pool, "getConnection").then(quiet);
      return called(await taking, "query", { sql: "select 1", ...query });
    },
  };
}

/** @type {Opener} */
export async function openCallbackConnection(ctx, port, { query, ...options }) {
  const mysql = await ctx.loadDefault(ctx.alias);
  const connection = quiet(mysql.createConnection({ ...account(port), ...options }));
  ctx.defer(() => connection.destroy());
  return { ask: () => called(connection, "query", { sql: "select 1", ...query }) };
}

/** @type {Opener} */
export async function openMariadbPool(ctx, port, options) {
  const mariadb = await ctx.loadDefault(ctx.alias);
  const pool = quiet(mariadb.createPool({ ...account(port), connectionLimit: 1, ...options }));
  ctx.defer(() => pool.end());
  return { ask: () => pool.query("select 1"), take: () => pool.getConnection() };
}

/** @type {Opener} */
export async function openMariadbConnection(ctx, port, options) {
  const mariadb = await ctx.loadDefault(ctx.alias);
  /** @type {Promise<any> | undefined} */
  let connecting;
  return {
    async ask() {
      connecting ??= mariadb.createConnection({ ...account(port), ...options }).then(quiet);
      const connection = await connecting;
      ctx.defer(() => connection?.destroy());
      return connection?.query("select 1");
    },
  };
}

/** @type {Opener} */
export async function openMariadbCluster(ctx, port, options) {
  const mariadb = await ctx.loadDefault(ctx.alias);
  const cluster = mariadb.createPoolCluster();
  cluster.add("one", { ...account(port), connectionLimit: 1, ...options });
  ctx.defer(() => cluster.end());
  const pool = cluster.of("one");
  return { ask: () => pool.query("select 1"), take: () => pool.getConnection() };
}

/** @type {Opener} */
export async function openPrismaMariadb(ctx, port, options) {
  const { PrismaMariaDb } = await ctx.load(ctx.alias);
  // Asked for its version while it connects: that has to wait until somebody asks.
  /** @type {Promise<any> | undefined} */
  let connecting;
  const connect = () => (connecting ??= new PrismaMariaDb({ ...account(port), connectionLimit: 1, ...options }).connect());
  ctx.defer(async () => (await connecting)?.dispose());
  return {
    ask: async () => (await connect()).queryRaw({ sql: "select 1", args: [], argTypes: [] }),
    take: async () => (await connect()).startTransaction(),
  };
}

/** sequelize 6 changes what the newest driver has frozen. @param {string} dialect @returns {Opener} */
export const openSequelizeMysql = (dialect) => async (ctx, port, { pool, ...options }) => {
  const { Sequelize } = await ctx.loadDefault(ctx.alias);
  const dialectModule = await ctx.loadDefault(dialect === "mysql" ? "mysql2" : "mariadb-2");
  const db = new Sequelize({ dialect, dialectModule, ...account(port), username: "probe", logging: false, retry: { max: 1 }, pool: { max: 1, ...pool }, ...options });
  ctx.defer(() => db.close());
  return { ask: () => db.query("select 1"), take: () => db.transaction() };
};

/** @type {Opener} */
export async function openSequelizeMssql(ctx, port, { pool, dialectOptions, ...options }) {
  const { Sequelize } = await ctx.loadDefault(ctx.alias);
  const dialectModule = await ctx.loadDefault("tedious");
  const plain = { encrypt: false, trustServerCertificate: true, ...dialectOptions?.options };
  const db = new Sequelize({ dialect: "mssql", dialectModule, ...account(port), username: "probe", logging: false, retry: { max: 1 }, databaseVersion: "15.0.0", pool: { max: 1, ...pool }, dialectOptions: { ...dialectOptions, options: plain }, ...options });
  ctx.defer(() => db.close());
  return { ask: () => db.query("waitfor delay '00:10'", { raw: true }), take: () => db.transaction() };
}

/** @param {ProbeContext} ctx @param {any} config @param {string} statement @returns {Promise<Session>} */
async function sessionOfTypeorm(ctx, config, statement) {
  const typeorm = await ctx.loadDefault(ctx.alias);
  const source = typeorm.DataSource === undefined ? new typeorm.Connection(config) : new typeorm.DataSource(config);
  /** @type {Promise<unknown> | undefined} */
  let ready;
  ctx.defer(() => (source.destroy === undefined ? source.close() : source.destroy()));
  return {
    async ask() {
      await (ready ??= source.initialize === undefined ? source.connect() : source.initialize());
      return source.query(statement);
    },
  };
}

/** @type {Opener} */
export async function openTypeormMysql(ctx, port, { extra, ...options }) {
  const driver = await ctx.loadDefault("mysql2");
  return sessionOfTypeorm(ctx, { type: "mysql", driver, url: urlOf(port), connectorPackage: "mysql2", extra: { connectionLimit: 1, ...extra }, ...options }, "select 1");
}

/** @type {Opener} */
export async function openTypeormMssql(ctx, port, { pool, options, ...others }) {
  const driver = await ctx.loadDefault("mssql");
  const { host, user: username, password, database } = account(port);
  const plain = { encrypt: false, trustServerCertificate: true, ...options };
  return sessionOfTypeorm(ctx, { type: "mssql", driver, host, port, username, password, database, pool: { max: 1, ...pool }, options: plain, ...others }, "waitfor delay '00:10'");
}

/** @type {Opener} */
export async function openPrismaMssql(ctx, port, { options, ...others }) {
  const { PrismaMssql } = await ctx.load(ctx.alias);
  const plain = { encrypt: false, trustServerCertificate: true, ...options };
  /** @type {Promise<any> | undefined} */
  let connecting;
  const connect = () => (connecting ??= new PrismaMssql({ server: "127.0.0.1", port, user: "sa", password: "probe", database: "shop", pool: { max: 1 }, options: plain, ...others }).connect());
  ctx.defer(async () => (await connecting)?.dispose());
  return { ask: async () => (await connect()).queryRaw({ sql: "waitfor delay '00:10'", args: [], argTypes: [] }) };
}

/** @type {Opener} */
export async function openMssqlPool(ctx, port, { pool: size, ...options }) {
  const sql = await ctx.loadDefault(ctx.alias);
  const plain = { encrypt: false, trustServerCertificate: true };
  const pool = quiet(new sql.ConnectionPool({ server: "127.0.0.1", port, user: "sa", password: "probe", database: "shop", options: plain, pool: { max: 1, ...size }, ...options }));
  ctx.defer(() => pool.close());
  /** @type {Promise<unknown> | undefined} */
  let connecting;
  return {
    async ask() {
      await (connecting ??= pool.connect());
      return pool.request().batch("waitfor delay '00:10'");
    },
  };
}

/** @type {Opener} */
export async function openDrizzleMysql(ctx, port, { connection }) {
  const { drizzle } = await ctx.load(`${ctx.alias}/mysql2`);
  const { sql } = await ctx.load(ctx.alias);
  const db = drizzle({ connection: { ...account(port), connectionLimit: 1, ...connection } });
  ctx.defer(() => db.$client.end(() => {}));
  return { ask: () => db.execute(sql`select 1`) };
}

/** @type {Opener} */
export async function openKnexMysql(ctx, port, { pool, connection, ...options }) {
  const loaded = await ctx.loadDefault(ctx.alias);
  const knex = loaded.knex ?? loaded;
  const db = knex({ client: "mysql2", connection: { ...account(port), ...connection }, pool: { min: 0, max: 1, ...pool }, ...options });
  ctx.defer(() => db.destroy());
  return { ask: () => db.raw("select 1"), take: () => db.transaction() };
}

/** @type {Opener} */
export async function openMikroOrmMysql(ctx, port, { driverOptions, pool, ...options }) {
  const { MikroORM, EntitySchema } = await ctx.load(ctx.alias);
  const Thing = new EntitySchema({ name: "Thing", properties: { id: { type: "number", primary: true } } });
  const orm = await MikroORM.init({ entities: [Thing], clientUrl: urlOf(port), dbName: "probe", pool: { max: 1, ...pool }, driverOptions, connect: false, ...options });
  ctx.defer(() => orm.close(true));
  return { ask: () => orm.em.getConnection().execute("select 1") };
}

/** @type {Opener} */
export async function openDatabasesMysql(ctx, port, options) {
  const createConnectionPool = await ctx.loadDefault(ctx.alias);
  const { sql } = await ctx.load(ctx.alias);
  const create = createConnectionPool.default ?? createConnectionPool;
  const db = create({ connectionString: urlOf(port), poolSize: 1, onError: () => {}, tlsMode: "no-tls", ...options });
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
