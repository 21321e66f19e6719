/** Opens SQL clients as users do, and sends a command through them. Each has a listener for errors. */
import { mysqlUrl } from "../facts/mysql.mjs";
import { postgresUrl } from "../facts/postgres.mjs";

/** @typedef {import("../measure/reconnect.mjs").Opener} Opener */

const HOST = "127.0.0.1";
const SELECT = "select 1";
/** @param {number} port */
const account = (port) => ({ host: HOST, port, user: "probe", password: "probe", database: "probe" });

/** Its own second to connect is too short once it is hurried. */
const patient = { connectTimeout: 20_000 };

/** @param {any} emitter */
const listened = (emitter) => emitter.on("error", () => {});

/** @param {(callback: (error: unknown, result?: any) => void) => void} start @returns {Promise<any>} */
const called = (start) => new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))));

/** @type {Opener} pg 7 has no client that works on Node 14 and later: its pool is given that of 8. */
export async function openPgPool(ctx, port, options) {
  const { Pool } = await ctx.loadDefault(ctx.alias);
  const client = ctx.alias === "pg-7" ? { Client: (await ctx.loadDefault("pg-8")).Client } : {};
  const pool = listened(new Pool({ connectionString: postgresUrl(port), ...client, ...options }));
  return { use: () => pool.query(SELECT), close: () => pool.end() };
}

/** @type {Opener} */
export async function openPgClient(ctx, port) {
  const { Client } = await ctx.loadDefault(ctx.alias);
  const client = listened(new Client({ connectionString: postgresUrl(port) }));
  await client.connect();
  return { use: () => client.query(SELECT), close: () => client.end() };
}

/** @type {Opener} */
export async function openBarePgPool(ctx, port) {
  const Pool = await ctx.loadDefault(ctx.alias);
  const pool = listened(new Pool({ connectionString: postgresUrl(port) }));
  return { use: () => pool.query(SELECT), close: () => pool.end() };
}

/** @type {Opener} */
export async function openPgPromise(ctx, port) {
  const db = (await ctx.loadDefault(ctx.alias))({ noWarnings: true })(postgresUrl(port));
  return { use: () => db.any(SELECT), close: () => db.$pool.end() };
}

/** @type {Opener} */
export async function openPostgres(ctx, port, options) {
  const postgres = await ctx.loadDefault(ctx.alias);
  const sql = postgres(postgresUrl(port), { onnotice: () => {}, ...options });
  return { use: () => sql`select 1`, close: () => sql.end({ timeout: 0 }) };
}

/** @type {Opener} */
export async function openDatabasesPg(ctx, port) {
  const { default: createConnectionPool, sql } = await ctx.loadDefault(ctx.alias);
  const db = createConnectionPool({ connectionString: postgresUrl(port), bigIntMode: "string", poolSize: 1 });
  return { use: () => db.query(sql`select 1`), close: () => db.dispose() };
}

/** @type {Opener} */
export async function openDrizzlePg(ctx, port) {
  const { drizzle } = await ctx.load(`${ctx.alias}/node-postgres`);
  const db = drizzle(postgresUrl(port));
  listened(db.$client);
  return { use: () => db.execute(SELECT), close: () => db.$client.end() };
}

/** @type {Opener} */
export async function openDrizzlePostgresJs(ctx, port) {
  const { drizzle } = await ctx.load(`${ctx.alias}/postgres-js`);
  const postgres = await ctx.loadDefault("postgres-3");
  const db = drizzle(postgres(postgresUrl(port)));
  return { use: () => db.execute(SELECT), close: () => db.$client.end({ timeout: 0 }) };
}

/** @type {Opener} */
export async function openDrizzleMysql(ctx, port) {
  const { drizzle } = await ctx.load(`${ctx.alias}/mysql2`);
  const db = drizzle(mysqlUrl(port));
  return { use: () => db.execute(SELECT), close: () => db.$client.end() };
}

/** @param {string} client @param {(port: number) => any} connection @returns {Opener} */
export const openKnex = (client, connection) => async (ctx, port) => {
  const loaded = await ctx.loadDefault(ctx.alias);
  const db = (loaded.knex ?? loaded)({ client, connection: connection(port) });
  return { use: () => db.raw(SELECT), close: () => db.destroy() };
};

/** @param {(port: number, ctx: import("../probe.js").ProbeContext) => any} config @returns {Opener} */
export const openSequelize = (config) => async (ctx, port) => {
  const { Sequelize } = await ctx.loadDefault(ctx.alias);
  const db = new Sequelize({ logging: false, ...(await config(port, ctx)) });
  return { use: () => db.query(SELECT), close: () => db.close() };
};

/** @type {Opener} */
export async function openSequelize7(ctx, port) {
  const { Sequelize } = await ctx.load(ctx.alias);
  const { PostgresDialect } = await ctx.load("@sequelize/postgres");
  const db = new Sequelize({ dialect: PostgresDialect, url: postgresUrl(port) });
  return { use: () => db.query(SELECT), close: () => db.close() };
}

/** @param {(port: number) => any} config @returns {Opener} */
export const openTypeorm = (config) => async (ctx, port) => {
  const typeorm = await ctx.loadDefault(ctx.alias);
  const options = config(port);
  const source = typeorm.DataSource === undefined ? new typeorm.Connection(options) : new typeorm.DataSource(options);
  await (source.initialize === undefined ? source.connect() : source.initialize());
  return { use: () => source.query(SELECT), close: () => (source.destroy === undefined ? source.close() : source.destroy()) };
};

/** @param {string} name @param {(port: number) => any} config @returns {Opener} the driver adapter without Prisma's client */
export const openPrisma = (name, config) => async (ctx, port) => {
  const { [name]: Adapter } = await ctx.load(ctx.alias);
  const adapter = await new Adapter(config(port)).connect();
  return { use: () => adapter.queryRaw({ sql: SELECT, args: [], argTypes: [] }), close: () => adapter.dispose() };
};

/** @param {(port: number) => any} config @returns {Opener} */
export const openMikroOrm = (config) => async (ctx, port) => {
  const { MikroORM } = await ctx.load(ctx.alias);
  const orm = await MikroORM.init({ entities: [], discovery: { warnWhenNoEntities: false }, ...config(port) });
  return { use: () => orm.em.getConnection().execute(SELECT), close: () => orm.close(true) };
};

/** @type {Opener} */
export async function openSlonik(ctx, port) {
  const { createPool, sql } = await ctx.load(ctx.alias);
  const pool = await createPool(postgresUrl(port).replace("probe@", "probe:probe@"));
  return { use: () => pool.query(sql.unsafe`select 1`), close: () => pool.end() };
}

/** @type {Opener} it speaks through a WebSocket, which a bridge takes apart */
export async function openNeon(ctx, port) {
  const { Pool, neonConfig } = await ctx.load(ctx.alias);
  const { WebSocket } = await ctx.load("ws-8");
  Object.assign(neonConfig, { webSocketConstructor: WebSocket, wsProxy: `${HOST}:${port}`, useSecureWebSocket: false, pipelineConnect: false });
  const pool = listened(new Pool({ connectionString: `postgres://probe:probe@${HOST}/postgres`, ssl: false }));
  return { use: () => pool.query(SELECT), close: () => pool.end() };
}

/** @type {Opener} */
export async function openMysqlPool(ctx, port) {
  const pool = (await ctx.loadDefault(ctx.alias)).createPool(account(port));
  return { use: () => called((done) => pool.query(SELECT, done)), close: () => called((done) => pool.end(done)) };
}

/** @type {Opener} */
export async function openMysqlCluster(ctx, port, options) {
  const cluster = (await ctx.loadDefault(ctx.alias)).createPoolCluster(options);
  cluster.add("MASTER", account(port));
  return { use: () => borrowed(cluster), close: () => called((done) => cluster.end(done)) };
}

/** @param {any} cluster */
async function borrowed(cluster) {
  const connection = await called((done) => cluster.getConnection(done));
  try {
    await called((done) => connection.query(SELECT, done));
  } finally {
    connection.release();
  }
}

/** @type {Opener} */
export async function openMysqlConnection(ctx, port) {
  const connection = listened((await ctx.loadDefault(ctx.alias)).createConnection(account(port)));
  return { use: () => called((done) => connection.query(SELECT, done)), close: () => connection.destroy() };
}

/** @type {Opener} */
export async function openPromisePool(ctx, port) {
  const pool = (await ctx.loadDefault(`${ctx.alias}/promise.js`)).createPool(account(port));
  return { use: () => pool.query(SELECT), close: () => pool.end() };
}

/** @type {Opener} */
export async function openPromiseConnection(ctx, port) {
  const connection = await (await ctx.loadDefault(`${ctx.alias}/promise.js`)).createConnection(account(port));
  connection.connection.on("error", () => {});
  return { use: () => connection.query(SELECT), close: () => connection.destroy() };
}

/** @type {Opener} */
export async function openMariadbPool(ctx, port) {
  const pool = (await ctx.loadDefault(ctx.alias)).createPool({ ...account(port), ...patient });
  pool.on?.("error", () => {});
  return { use: () => pool.query(SELECT), close: () => pool.end() };
}

/** @type {Opener} */
export async function openMariadbConnection(ctx, port) {
  const connection = listened(await (await ctx.loadDefault(ctx.alias)).createConnection({ ...account(port), ...patient }));
  return { use: () => connection.query(SELECT), close: () => connection.destroy() };
}

/** @type {Opener} */
export async function openMssql(ctx, port) {
  const { ConnectionPool } = await ctx.loadDefault(ctx.alias);
  const options = { encrypt: false, trustServerCertificate: true };
  const pool = listened(new ConnectionPool({ server: HOST, port, user: "sa", password: "probe", database: "shop", options }));
  await pool.connect();
  return { use: () => pool.request().query(SELECT), close: () => pool.close() };
}

/** @param {boolean} isPool @returns {Opener} */
export const openOracle = (isPool) => async (ctx, port) => {
  const oracledb = await ctx.loadDefault(ctx.alias);
  const config = { user: "probe", password: "probe", connectString: `${HOST}:${port}/shop` };
  if (!isPool) {
    const connection = await oracledb.getConnection(config);
    return { use: () => connection.ping(), close: () => connection.close() };
  }
  const pool = await oracledb.createPool({ ...config, poolMin: 0 });
  return { use: () => pool.getConnection(), close: () => pool.close(0) };
};
