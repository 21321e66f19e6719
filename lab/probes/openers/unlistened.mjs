/**
 * Opens clients and answers the emitter on which a listener belongs. Each is connected and idle when it is answered, with
 * no listener anywhere but where the name says so.
 */
import { moreOpeners } from "./unlistened-more.mjs";

/**
 * @typedef {object} Opening
 * @property {string} alias
 * @property {(specifier: string) => Promise<any>} load
 * @property {(specifier: string) => Promise<any>} loadDefault
 * @property {number} port
 */

const HOST = "127.0.0.1";
/** @param {number} port */
const pgConfig = (port) => ({ host: HOST, port, user: "probe", database: "postgres" });
/** @param {number} port */
const mysqlConfig = (port) => ({ host: HOST, port, user: "probe", password: "probe", database: "probe" });

/** @param {(callback: (error: unknown, result?: any) => void) => void} start @returns {Promise<any>} */
const called = (start) =>
  new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))));

/**
 * The Client of pg 7 never gets past its first packet on Node 14 and later: its Pool is given the Client of pg 8.
 * @param {Opening} opening
 */
async function openPgPool({ alias, loadDefault, port }) {
  const { Pool } = await loadDefault(alias);
  const client = alias === "pg-7" ? { Client: (await loadDefault("pg-8")).Client } : {};
  const pool = new Pool({ ...pgConfig(port), ...client });
  await pool.query("select 1");
  return pool;
}

/** @type {Record<string, (opening: Opening) => Promise<any>>} */
export const openers = {
  "pg/Pool": openPgPool,

  async "pg/Pool checked out"(opening) {
    const pool = await openPgPool(opening);
    pool.on("error", () => {});
    return pool.connect();
  },

  async "pg/Client"({ alias, loadDefault, port }) {
    const { Client } = await loadDefault(alias);
    const client = new Client(pgConfig(port));
    await client.connect();
    return client;
  },

  async "pg-pool/Pool"({ alias, loadDefault, port }) {
    const Pool = await loadDefault(alias);
    const pool = new Pool(pgConfig(port));
    await pool.query("select 1");
    return pool;
  },

  async "pg-promise/pgp"({ alias, loadDefault, port }) {
    const db = (await loadDefault(alias))()(pgConfig(port));
    await db.any("select 1");
    return db.$pool;
  },

  async "drizzle-orm/drizzle"({ alias, load, port }) {
    const { drizzle } = await load(`${alias}/node-postgres`);
    const db = drizzle(`postgres://probe@${HOST}:${port}/postgres`);
    await db.execute("select 1");
    return db.$client;
  },

  async "drizzle-orm/drizzle of a Pool"({ alias, load, loadDefault, port }) {
    const { drizzle } = await load(`${alias}/node-postgres`);
    const { Pool } = await loadDefault("pg-8");
    const pool = new Pool(pgConfig(port));
    await drizzle(pool).execute("select 1");
    return pool;
  },

  async "kysely/PostgresDialect of a Pool"({ alias, load, loadDefault, port }) {
    const { Kysely, PostgresDialect, sql } = await load(alias);
    const { Pool } = await loadDefault("pg-8");
    const pool = new Pool(pgConfig(port));
    await sql`select 1`.execute(new Kysely({ dialect: new PostgresDialect({ pool }) }));
    return pool;
  },

  async "typeorm/postgres"({ alias, load, port }) {
    const { DataSource } = await load(alias);
    const source = new DataSource({ type: "postgres", ...pgConfig(port), username: "probe" });
    await source.initialize();
    await source.query("select 1");
    return source.driver.master;
  },

  async "redis/createClient 3 refused"({ alias, loadDefault, port }) {
    return (await loadDefault(alias)).createClient(port, HOST);
  },

  async "redis/createClient"({ alias, load, port }) {
    const client = (await load(alias)).createClient({ url: `redis://${HOST}:${port}` });
    await client.connect();
    await client.ping();
    return client;
  },

  async "redis/duplicate"({ alias, load, port }) {
    const client = (await load(alias)).createClient({ url: `redis://${HOST}:${port}` });
    client.on("error", () => {});
    const copy = client.duplicate();
    await copy.connect();
    await copy.ping();
    return copy;
  },

  async "redis/createClientPool"({ alias, load, port }) {
    const pool = (await load(alias)).createClientPool({ url: `redis://${HOST}:${port}` });
    await pool.connect();
    await pool.ping();
    return pool;
  },

  async "ioredis/Redis"({ alias, load, port }) {
    const { Redis } = await load(alias);
    const client = new Redis(port, HOST);
    await client.ping();
    return client;
  },

  async "amqplib/connect"({ alias, loadDefault, port }) {
    return (await loadDefault(alias)).connect(`amqp://${HOST}:${port}`);
  },

  async "amqplib/connect with a callback"({ alias, loadDefault, port }) {
    const amqp = await loadDefault(alias === "amqplib-0" ? `${alias}/callback_api.js` : `${alias}/callback_api`);
    return called((done) => amqp.connect(`amqp://${HOST}:${port}`, done));
  },

  async "mysql/createConnection"({ alias, loadDefault, port }) {
    const connection = (await loadDefault(alias)).createConnection(mysqlConfig(port));
    await called((done) => connection.query("select 1", done));
    return connection;
  },

  async "mysql/createConnection asked"({ alias, loadDefault, port }) {
    const connection = (await loadDefault(alias)).createConnection(mysqlConfig(port));
    await called((done) => connection.query("select 1", done));
    connection.query("select sleep(20)").on("error", () => undefined);
    return connection;
  },

  async "mysql2/promise createConnection"({ alias, loadDefault, port }) {
    const connection = await (await loadDefault(`${alias}/promise.js`)).createConnection(mysqlConfig(port));
    await connection.query("select 1");
    return connection;
  },

  async "mysql/createPool"({ alias, loadDefault, port }) {
    const pool = (await loadDefault(alias)).createPool(mysqlConfig(port));
    await called((done) => pool.query("select 1", done));
    return pool;
  },

  async "mysql/createPool checked out"({ alias, loadDefault, port }) {
    const pool = (await loadDefault(alias)).createPool(mysqlConfig(port));
    return called((done) => pool.getConnection(done));
  },

  async "mariadb/createConnection"({ alias, loadDefault, port }) {
    const connection = await (await loadDefault(alias)).createConnection(mysqlConfig(port));
    await connection.query("select 1");
    return connection;
  },

  async "mariadb/createPool"({ alias, loadDefault, port }) {
    const pool = (await loadDefault(alias)).createPool(mysqlConfig(port));
    await pool.query("select 1");
    return pool;
  },

  async "mongodb/MongoClient"({ alias, load, port }) {
    const { MongoClient } = await load(alias);
    const client = new MongoClient(`mongodb://${HOST}:${port}/?directConnection=true`);
    await client.connect();
    await client.db("admin").command({ ping: 1 });
    return client;
  },

  async "mqtt/connect"({ alias, loadDefault, port }) {
    const client = (await loadDefault(alias)).connect(`mqtt://${HOST}:${port}`);
    await new Promise((resolve) => client.once("connect", resolve));
    return client;
  },

  async "ws/WebSocket refused"({ alias, load, port }) {
    const { WebSocket } = await load(alias);
    return new WebSocket(`ws://${HOST}:${port}`);
  },

  async "ssh2/Client refused"({ alias, loadDefault, port }) {
    const { Client } = await loadDefault(alias);
    return new Client().connect({ host: HOST, port, username: "probe", password: "probe" });
  },

  async "ldapjs/createClient refused"({ alias, loadDefault, port }) {
    return (await loadDefault(alias)).createClient({ url: `ldap://${HOST}:${port}` });
  },

  ...moreOpeners,
};
