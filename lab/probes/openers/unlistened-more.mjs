/** More of what unlistened.mjs opens: wrappers of other clients, and clients of message brokers and services. */

/** @typedef {import("./unlistened.mjs").Opening} Opening */

const HOST = "127.0.0.1";
/** @param {number} port */
const pgUrl = (port) => `postgres://probe@${HOST}:${port}/postgres`;
/** @param {number} port */
const mysqlUrl = (port) => `mysql://probe:probe@${HOST}:${port}/probe`;

/** Neon's driver, told to dial the proxy of WebSockets that its URL names. @param {any} neonConfig @param {any} WebSocket */
function useProxy(neonConfig, WebSocket) {
  Object.assign(neonConfig, {
    webSocketConstructor: WebSocket,
    wsProxy: (/** @type {string} */ host, /** @type {number} */ port) => `${host}:${port}`,
    useSecureWebSocket: false,
    pipelineConnect: false,
    pipelineTLS: false,
  });
}

/** @type {Record<string, (opening: Opening) => Promise<any>>} */
export const moreOpeners = {
  async "sequelize/postgres"({ alias, loadDefault, port }) {
    const db = new (await loadDefault(alias)).Sequelize(pgUrl(port), { logging: false });
    await db.authenticate();
    return db;
  },

  async "@sequelize/core/postgres"({ alias, load, port }) {
    const { Sequelize } = await load(alias);
    const { PostgresDialect } = await load("@sequelize/postgres");
    const db = new Sequelize({ dialect: PostgresDialect, url: pgUrl(port) });
    await db.authenticate();
    return db;
  },

  async "knex/pg"({ alias, loadDefault, port }) {
    const loaded = await loadDefault(alias);
    const db = (loaded.knex ?? loaded)({ client: "pg", connection: pgUrl(port), pool: { min: 1, max: 2 } });
    await db.raw("select 1");
    return db;
  },

  async "@databases/pg"({ alias, loadDefault, port }) {
    const loaded = await loadDefault(alias);
    const db = (loaded.default ?? loaded)({ connectionString: pgUrl(port), bigIntMode: "number" });
    await db.task(async () => {});
    return db;
  },

  async "slonik/createPool"({ alias, load, port }) {
    const pool = await (await load(alias)).createPool(pgUrl(port));
    await pool.connect(async () => {});
    return pool;
  },

  async "drizzle-orm/mysql2"({ alias, load, port }) {
    const db = (await load(`${alias}/mysql2`)).drizzle(mysqlUrl(port));
    await db.execute("select 1");
    return db;
  },

  async "drizzle-orm/postgres-js"({ alias, load, port }) {
    const db = (await load(`${alias}/postgres-js`)).drizzle(pgUrl(port));
    await db.execute("select 1");
    return db;
  },

  async "postgres/postgres"({ alias, loadDefault, port }) {
    const sql = (await loadDefault(alias))(pgUrl(port));
    await sql`select 1`;
    return sql;
  },

  async "@mikro-orm/postgresql"({ alias, load, port }) {
    const { EntitySchema, MikroORM } = await load(alias);
    const shop = new EntitySchema({ name: "Shop", properties: { id: { type: "number", primary: true } } });
    const orm = await MikroORM.init({ host: HOST, port, user: "probe", dbName: "postgres", entities: [shop] });
    await orm.connect();
    await orm.em.fork().execute("select 1");
    return orm;
  },

  async "@prisma/adapter-pg"({ alias, load, port }) {
    const adapter = await new (await load(alias)).PrismaPg({ connectionString: pgUrl(port) }).connect();
    await adapter.executeScript("select 1");
    return adapter;
  },

  async "@neondatabase/serverless/Pool"({ alias, load, port }) {
    const { Pool, neonConfig } = await load(alias);
    useProxy(neonConfig, (await load("ws-8")).WebSocket);
    const pool = new Pool({ connectionString: pgUrl(port) });
    await pool.query("select 1");
    return pool;
  },

  async "@neondatabase/serverless/Client"({ alias, load, port }) {
    const { Client, neonConfig } = await load(alias);
    useProxy(neonConfig, (await load("ws-8")).WebSocket);
    const client = new Client(pgUrl(port));
    await client.connect();
    return client;
  },

  async "@vercel/postgres/createPool"({ alias, load, port }) {
    useProxy((await load("@neondatabase/serverless")).neonConfig, (await load("ws-8")).WebSocket);
    const pool = (await load(alias)).createPool({ connectionString: pgUrl(port).replace(HOST, "localhost") });
    await pool.query("select 1");
    return pool;
  },

  async "ioredis/duplicate"({ alias, loadDefault, port }) {
    const loaded = await loadDefault(alias);
    const copy = new (loaded.Redis ?? loaded)(port, HOST).duplicate();
    await copy.ping();
    return copy;
  },

  async "iovalkey/Redis"({ alias, loadDefault, port }) {
    const loaded = await loadDefault(alias);
    const client = new (loaded.Redis ?? loaded)(port, HOST);
    await client.ping();
    return client;
  },

  async "iovalkey/duplicate"({ alias, loadDefault, port }) {
    const loaded = await loadDefault(alias);
    const client = new (loaded.Redis ?? loaded)(port, HOST).duplicate();
    await client.ping();
    return client;
  },

  async "mssql/ConnectionPool"({ alias, loadDefault, port }) {
    const { ConnectionPool } = await loadDefault(alias);
    const options = { encrypt: false, trustServerCertificate: true };
    const pool = new ConnectionPool({ server: HOST, port, user: "sa", password: "probe", database: "shop", options });
    await pool.connect();
    await pool.request().query("select 1");
    return pool;
  },

  async "amqp-connection-manager/connect"({ alias, loadDefault, port }) {
    const manager = (await loadDefault(alias)).connect([`amqp://${HOST}:${port}`]);
    await new Promise((resolve) => manager.once("connect", resolve));
    return manager;
  },

  async "nats/connect"({ alias, load, port }) {
    return (await load(alias)).connect({ servers: `${HOST}:${port}` });
  },

  async "kafkajs/Kafka refused"({ alias, load, port }) {
    const { Kafka, logLevel } = await load(alias);
    const kafka = new Kafka({ brokers: [`${HOST}:${port}`], logLevel: logLevel.NOTHING, retry: { retries: 1 } });
    void kafka.producer().connect().catch(() => {});
    void kafka.consumer({ groupId: "shop" }).connect().catch(() => {});
    return kafka;
  },

  async "memcached/Memcached refused"({ alias, loadDefault, port }) {
    const cache = new (await loadDefault(alias))(`${HOST}:${port}`);
    cache.get("basket", () => {});
    return cache;
  },

  async "nodemailer/createTransport refused"({ alias, loadDefault, port }) {
    const transport = (await loadDefault(alias)).createTransport({ host: HOST, port, pool: true });
    void transport.sendMail({ from: "shop@example.com", to: "buyer@example.com", text: "On its way." }).catch(() => {});
    return transport;
  },

  async "socket.io-client/io refused"({ alias, load, port }) {
    return (await load(alias)).io(`http://${HOST}:${port}`);
  },

  async "reconnecting-websocket/ReconnectingWebSocket refused"({ alias, load, loadDefault, port }) {
    const loaded = await loadDefault(alias);
    const { WebSocket } = await load("ws-8");
    return new (loaded.default ?? loaded)(`ws://${HOST}:${port}`, [], { WebSocket });
  },
};
