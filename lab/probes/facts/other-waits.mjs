/** How long builders and ORMs, Redis, HTTP, MongoDB and mail clients wait. */
import { valueProbes } from "../measure/value-probes.mjs";
import { connectProbes, waitProbes } from "../measure/wait-probes.mjs";
import { startBoltStandIn } from "../standins/bolt.mjs";
import { startHeldHttp } from "./http.mjs";
import { mysqlUrl } from "./mysql.mjs";
import { postgresUrl } from "./postgres.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

const FULL = "a pool of one connection that is taken";
const UNANSWERED = "the answer to a request";

/** @param {ProbeContext} ctx */
async function loadKnex(ctx) {
  const loaded = await ctx.loadDefault(ctx.alias);
  return loaded.knex ?? loaded;
}

const knex = waitProbes({
  client: "knex/pg",
  setting: "acquireTimeout",
  option: "acquireConnectionTimeout",
  versions: ["knex-0.95", "knex-1", "knex-2", "knex-3"],
  needs: ["postgres"],
  where: FULL,
  write: (value) => ({ acquireConnectionTimeout: value }),
  async begin(ctx, { pool, ...options }) {
    const knex = await loadKnex(ctx);
    const connection = postgresUrl(ctx.ports.postgres);
    /** @type {any} */
    let db;
    try {
      db = knex({ client: "pg", connection, pool: { min: 0, max: 1, ...pool }, ...options });
    } catch (error) {
      return () => Promise.reject(error);
    }
    ctx.defer(() => db.destroy());
    await db.transaction();
    return () => db.transaction();
  },
  expected: { absent: 60_000, 0: { byVersion: { "knex-0.95": 60_000, "knex-1": 60_000 }, otherwise: "rejects: Tarn: invalid opt.acquireTimeoutMillis 0" } },
  spellings: {
    "pool.acquireTimeoutMillis": { options: { pool: { acquireTimeoutMillis: 9_000 } }, expected: 9_000 },
    acquireTimeout: { options: { acquireTimeout: 9_000 }, expected: 60_000 },
  },
});

const sequelize = waitProbes({
  client: "sequelize/postgres",
  setting: "acquireTimeout",
  option: "pool.acquire",
  versions: ["sequelize-5", "sequelize-6"],
  needs: ["postgres"],
  where: FULL,
  write: (value) => ({ pool: { max: 1, acquire: value } }),
  async begin(ctx, options) {
    const { Sequelize } = await ctx.loadDefault(ctx.alias);
    const db = new Sequelize(postgresUrl(ctx.ports.postgres), { logging: false, pool: { max: 1 }, ...options });
    ctx.defer(() => db.close());
    await db.transaction();
    return () => db.transaction();
  },
  expected: { absent: 60_000, 0: 30_000 },
  spellings: { "top-level-acquire": { options: { acquire: 9_000 }, expected: 60_000 } },
});

/** @param {string} type @param {string} module @param {string} option @param {any} facts */
const typeormConnect = (type, module, option, facts) =>
  connectProbes({
    client: `typeorm/${type}`,
    option,
    versions: ["typeorm-0.2", "typeorm-0.3", "typeorm-1"],
    write: (value) => ({ [option]: value }),
    async begin(ctx, options, port) {
      const typeorm = await ctx.loadDefault(ctx.alias);
      await ctx.load(module);
      const url = type === "postgres" ? postgresUrl(port) : mysqlUrl(port);
      const config = { type, url, ...(type === "mysql" ? { connectorPackage: "mysql2" } : {}), ...options };
      const source = typeorm.DataSource === undefined ? new typeorm.Connection(config) : new typeorm.DataSource(config);
      return () => (source.initialize === undefined ? source.connect() : source.initialize());
    },
    ...facts,
  });

const typeorm = [
  ...typeormConnect("postgres", "pg", "connectTimeoutMS", { expected: { absent: "never" }, handshake: "rejects" }),
  ...typeormConnect("mysql", "mysql2", "connectTimeout", { expected: { absent: 10_000 }, handshake: "rejects" }),
];

const redisVersions = ["redis-5", "redis-6"];

const redis = [
  ...connectProbes({
    client: "redis/createClient",
    option: "socket.connectTimeout",
    versions: redisVersions,
    write: (value) => ({ connectTimeout: value }),
    async begin(ctx, socket, port) {
      const { createClient } = await ctx.load(ctx.alias);
      const client = createClient({ socket: { host: "127.0.0.1", port, reconnectStrategy: false, ...socket } });
      client.on("error", () => {});
      ctx.defer(() => client.destroy());
      return () => client.connect();
    },
    expected: { absent: 5_000, 0: "never" },
    handshake: "pending",
  }),
  ...waitProbes({
    client: "redis/createClientPool",
    setting: "acquireTimeout",
    option: "acquireTimeout",
    versions: redisVersions,
    needs: ["redis"],
    where: FULL,
    write: (value) => ({ acquireTimeout: value }),
    async begin(ctx, options) {
      const { createClientPool } = await ctx.load(ctx.alias);
      const url = `redis://127.0.0.1:${ctx.ports.redis}`;
      const pool = createClientPool({ url }, { maximum: 1, ...options });
      pool.on("error", () => {});
      await pool.connect();
      ctx.defer(() => pool.destroy());
      void pool.execute(() => new Promise(() => {})).catch(() => {});
      return () => pool.execute(() => new Promise(() => {}));
    },
    expected: { absent: 3_000, 0: "never" },
  }),
];

const genericPool = waitProbes({
  client: "generic-pool/createPool",
  setting: "acquireTimeout",
  option: "acquireTimeoutMillis",
  versions: ["generic-pool"],
  where: FULL,
  write: (value) => ({ acquireTimeoutMillis: value }),
  async begin(ctx, options) {
    const { createPool } = await ctx.loadDefault(ctx.alias);
    const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1, ...options });
    await pool.acquire();
    return () => pool.acquire();
  },
  expected: { absent: "never", 0: "never" },
});

const neo4j = waitProbes({
  client: "neo4j-driver/driver",
  setting: "acquireTimeout",
  option: "connectionAcquisitionTimeout",
  versions: ["neo4j-driver-5", "neo4j-driver-6"],
  where: FULL,
  write: (value) => ({ connectionAcquisitionTimeout: value }),
  async begin(ctx, options) {
    const neo4j = await ctx.loadDefault(ctx.alias);
    const server = await startBoltStandIn();
    ctx.defer(server.close);
    const auth = neo4j.auth.basic("a", "b");
    const driver = neo4j.driver(`bolt://127.0.0.1:${server.port}`, auth, { maxConnectionPoolSize: 1, ...options });
    const isTaken = new Promise((resolve) => server.flows.once("activity", resolve));
    void driver
      .session()
      .run("RETURN 1")
      .then(null, () => {});
    await isTaken;
    return () => driver.session().run("RETURN 2");
  },
  expected: { absent: 60_000 },
});

/** @param {(ctx: ProbeContext, options: any, http: any) => Promise<(port: number) => unknown>} make */
const beginRequest = (make) => async (/** @type {ProbeContext} */ ctx, /** @type {any} */ options) => {
  const request = await make(ctx, options, await ctx.load("node:http"));
  const { port } = await startHeldHttp(ctx);
  return () => request(port);
};

/** @param {any} http @param {object} options @param {number} port */
const get = (http, options, port) =>
  new Promise((resolve, reject) => {
    http.get({ host: "127.0.0.1", port, ...options }, resolve).on("error", reject);
  });

const nodeHttp = waitProbes({
  client: "node:http/request",
  setting: "commandTimeout",
  option: "signal",
  versions: ["node"],
  where: UNANSWERED,
  write: (value) => ({ signal: value }),
  control: { value: "AbortSignal.timeout(600)" },
  begin: beginRequest(async (_ctx, { signal, ...options }, http) => (port) => {
    const limit = signal === undefined ? {} : { signal: AbortSignal.timeout(600) };
    // Not the global agent: that one watches its sockets for 5 s, and only tells.
    return get(http, { agent: new http.Agent(), ...options, ...limit }, port);
  }),
  expected: { absent: "never" },
});

const agentkeepalive = waitProbes({
  client: "agentkeepalive/Agent",
  setting: "commandTimeout",
  option: "timeout",
  versions: ["agentkeepalive"],
  where: UNANSWERED,
  write: (value) => ({ timeout: value }),
  begin: beginRequest(async (ctx, options, http) => {
    const Agent = await ctx.loadDefault(ctx.alias);
    const agent = new Agent(options);
    ctx.defer(() => agent.destroy());
    return (port) => get(http, { agent }, port);
  }),
  expected: { absent: 8_000, 0: "never" },
});

const mail = { from: "shop@example.com", to: "buyer@example.com", subject: "Your order", text: "It is on its way." };

const nodemailer = connectProbes({
  client: "nodemailer/createTransport",
  option: "connectionTimeout",
  versions: ["nodemailer-6", "nodemailer-7", "nodemailer-10"],
  write: (value) => ({ connectionTimeout: value }),
  async begin(ctx, options, port) {
    const nodemailer = await ctx.loadDefault(ctx.alias);
    const transport = nodemailer.createTransport({ host: "127.0.0.1", port, ignoreTLS: true, ...options });
    ctx.defer(() => transport.close());
    return () => transport.sendMail(mail);
  },
  // The shorter one is the limit for looking up the name; it has no effect on an address.
  expected: { absent: "30000 120000", 0: "30000 120000" },
  handshake: { byVersion: { "nodemailer-10": "rejects" }, otherwise: "pending" },
});

/** The options of a MongoClient are its settings; what they do is measured against a real driver elsewhere. */
const mongodb = [
  ["connectTimeout", "connectTimeoutMS", 30_000],
  ["commandTimeout", "socketTimeoutMS", 0],
  ["acquireTimeout", "waitQueueTimeoutMS", 0],
  ["serverSelectionTimeout", "serverSelectionTimeoutMS", 30_000],
].flatMap(([setting, option, absent]) =>
  valueProbes({
    client: "mongodb/MongoClient",
    setting: String(setting),
    option: String(option),
    versions: ["mongodb-4", "mongodb-5", "mongodb-6", "mongodb-7"],
    kind: "effective-option",
    how: `client.options.${option} of a client that is not connected`,
    write: (value) => ({ [String(option)]: value }),
    controlValue: 600,
    async measure(ctx, options, query) {
      const { MongoClient } = await ctx.loadDefault(ctx.alias);
      return new MongoClient(`mongodb://127.0.0.1:27017/shop${query}`, options).options[String(option)];
    },
    expected: { absent: Number(absent), ...(setting === "acquireTimeout" ? { 0: 0 } : {}) },
    spellings: { [`url?${option}=9000`]: { query: `?${option}=9000`, expected: 9_000 } },
  }),
);

/** undici keeps its limits under symbols; its timers tick once a second for all clients together. */
const undici = [
  ["headersTimeout", "headers timeout", 300_000],
  ["bodyTimeout", "body timeout", 300_000],
].flatMap(([option, symbol, absent]) =>
  valueProbes({
    client: "undici/Client",
    setting: String(option),
    option: String(option),
    versions: ["undici-5", "undici-6", "undici-7", "undici-8"],
    kind: "effective-option",
    how: `the client's own symbol "${symbol}"`,
    write: (value) => ({ [String(option)]: value }),
    controlValue: 600,
    async measure(ctx, options) {
      const { Client } = await ctx.load(ctx.alias);
      const client = new Client("http://127.0.0.1:1", options);
      ctx.defer(() => client.destroy());
      const key = Object.getOwnPropertySymbols(client).find(({ description }) => description === symbol);
      return key === undefined ? "no such symbol" : client[key];
    },
    expected: { absent: Number(absent), null: Number(absent), 0: 0 },
  }),
);

export const probes = [
  ...knex,
  ...sequelize,
  ...typeorm,
  ...redis,
  ...genericPool,
  ...neo4j,
  ...nodeHttp,
  ...agentkeepalive,
  ...nodemailer,
  ...mongodb,
  ...undici,
];
