/** What MongoDB's drivers, Oracle's, Valkey's and a plain pool wait for, and what they do about a peer that is gone. */
import { once } from "node:events";
import { connect } from "node:net";

import { measureEnd } from "../measure/armed-timers.mjs";
import { valueProbes } from "../measure/value-probes.mjs";
import { waitingProbes } from "../measure/waiting-client.mjs";
import { startCounter } from "../measure/limit.mjs";
import { startUnreachablePort } from "../../net/dead-ends.mjs";
import { asServer, startService } from "../standins/answering.mjs";
import { startHeldHttp } from "./http.mjs";
import { mongoUrl, startMongod } from "./mongodb.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../measure/waiting-client.mjs").Session} Session */

/** A lost heartbeat drops the connections in use; how soon it is lost depends on these two. */
const heartbeats = {
  heartbeat: {
    words: "heartbeatFrequencyMS: 500, connectTimeoutMS: 600",
    options: { heartbeatFrequencyMS: 500, connectTimeoutMS: 600 },
    expected: /** @type {const} */ ("destroyed"),
    control: { words: "both 60000", options: { heartbeatFrequencyMS: 60_000, connectTimeoutMS: 60_000 } },
  },
};

/** @param {ProbeContext} ctx */
const startFinding = (ctx) => startMongod(ctx, { finds: true });

const idle = {
  timeouts: { words: "connectTimeoutMS and waitQueueTimeoutMS", options: { connectTimeoutMS: 600, waitQueueTimeoutMS: 600 }, expected: /** @type {const} */ ("undisturbed") },
};

const mongodb = waitingProbes({
  client: "mongodb/MongoClient",
  versions: ["mongodb-4", "mongodb-5", "mongodb-6", "mongodb-7"],
  server: startMongod,
  isMute: true,
  answering: startFinding,
  idle,
  async open(ctx, port, options) {
    const { MongoClient } = await ctx.loadDefault(ctx.alias);
    const client = new MongoClient(mongoUrl(port), { serverSelectionTimeoutMS: 2_000, ...options });
    ctx.defer(() => client.close(true));
    const orders = client.db("shop").collection("orders");
    return { ask: () => orders.findOne({}) };
  },
  liveness: heartbeats,
});

const mongoose = [
  ...waitingProbes({
    client: "mongoose/createConnection",
    versions: ["mongoose-6", "mongoose-8", "mongoose-9"],
    server: startMongod,
    isMute: true,
    answering: startFinding,
    idle,
    async open(ctx, port, options) {
      const mongoose = await ctx.loadDefault(ctx.alias);
      const connection = mongoose.createConnection(mongoUrl(port), { serverSelectionTimeoutMS: 2_000, ...options });
      connection.on("error", () => {});
      ctx.defer(() => connection.close(true));
      const ready = connection.asPromise();
      ready.catch(() => {});
      return {
        async ask() {
          await ready;
          return connection.getClient().db("shop").collection("orders").findOne({});
        },
      };
    },
    liveness: heartbeats,
  }),
  ...valueProbes({
    client: "mongoose/createConnection",
    setting: "acquireTimeout",
    option: "waitQueueTimeoutMS",
    versions: ["mongoose-6", "mongoose-8", "mongoose-9"],
    kind: "effective-option",
    speed: "on-demand",
    how: "the options of the driver's client it made",
    write: (value) => ({ waitQueueTimeoutMS: value }),
    controlValue: 600,
    async measure(ctx, options) {
      const mongoose = await ctx.loadDefault(ctx.alias);
      const { port } = await startMongod(ctx);
      const connection = await mongoose.createConnection(mongoUrl(port), options).asPromise();
      ctx.defer(() => connection.close(true));
      return connection.getClient().options.waitQueueTimeoutMS;
    },
    expected: { absent: 0, 0: 0 },
  }),
];

const oracle = [
  ...valueProbes({
    client: "oracledb/getConnection",
    setting: "connectTimeout",
    option: "connectTimeout (seconds)",
    versions: ["oracledb-6", "oracledb-26"],
    speed: "on-demand",
    how: "a port whose SYN packets go unanswered, watched for 18 s, and for 7 s more; control: ends within 18 s",
    write: (value) => ({ connectTimeout: value }),
    controlValue: 1,
    controlExpected: "ends within 18 s",
    async measure(ctx, options) {
      const oracledb = await ctx.loadDefault(ctx.alias);
      const { port, close } = await startUnreachablePort();
      ctx.defer(close);
      const asked = oracledb.getConnection({ user: "probe", password: "probe", connectString: `127.0.0.1:${port}/shop`, ...options });
      if ((await measureEnd(() => asked, 18_000)) === "rejects") return "ends within 18 s";
      return (await measureEnd(() => asked, 7_000)) === "rejects" ? "ends within 25 s" : "pending";
    },
    expected: { absent: "ends within 25 s" },
  }),
  ...valueProbes({
    client: "oracledb/createPool",
    setting: "acquireTimeout",
    option: "queueTimeout",
    versions: ["oracledb-6", "oracledb-26"],
    kind: "effective-option",
    speed: "on-demand",
    how: "pool.queueTimeout of a pool that has not dialled",
    write: (value) => ({ queueTimeout: value }),
    controlValue: 600,
    async measure(ctx, options) {
      const oracledb = await ctx.loadDefault(ctx.alias);
      const pool = await oracledb.createPool({ user: "probe", password: "probe", connectString: "127.0.0.1:1/shop", poolMin: 0, ...options });
      ctx.defer(() => pool.close(0));
      return pool.queueTimeout;
    },
    expected: { absent: 60_000, 0: 0 },
  }),
];

/** Its core is native: only the clock shows its limits. */
const glide = [
  ["commandTimeout", "requestTimeout", (/** @type {any} */ value) => ({ requestTimeout: value }), 5_000],
  ["connectTimeout", "advancedConfiguration.connectionTimeout", (/** @type {any} */ value) => ({ advancedConfiguration: { connectionTimeout: value } }), 20_000],
].flatMap(([setting, option, write, long]) =>
  valueProbes({
    client: "@valkey/valkey-glide/GlideClient",
    setting: String(setting),
    option: String(option),
    versions: ["valkey-glide-2"],
    needs: setting === "commandTimeout" ? ["redis"] : [],
    speed: "on-demand",
    how: `${setting === "commandTimeout" ? "an answer on a connection that went silent, watched for 2 s" : "a server that accepts and stays mute, watched for 8 s"}; control: ${long} ms`,
    write: /** @type {any} */ (write),
    controlValue: long,
    controlExpected: "pending",
    async measure(ctx, options) {
      const { GlideClient } = await ctx.load(ctx.alias);
      if (setting === "connectTimeout") {
        const { port } = await startHeldHttp(ctx);
        return measureEnd(() => GlideClient.createClient({ addresses: [{ host: "127.0.0.1", port }], ...options, connectionBackoff: { numberOfRetries: 0, factor: 1, exponentBase: 1 } }), 8_000);
      }
      const proxy = await startCounter(ctx, "redis");
      const client = await GlideClient.createClient({ addresses: [{ host: "127.0.0.1", port: proxy.port }], ...options });
      ctx.defer(() => client.close());
      proxy.freeze();
      return measureEnd(() => client.get("probe"), 2_000);
    },
    expected: { absent: "rejects" },
  }),
);

/** Nothing is sent: what is dead the pool is told by `validate`. */
const genericPool = valueProbes({
  client: "generic-pool/createPool",
  setting: "liveness",
  option: "testOnBorrow",
  versions: ["generic-pool"],
  speed: "on-demand",
  how: "a resource that `validate` calls dead is borrowed again; control: without",
  write: (value) => ({ testOnBorrow: value }),
  controlValue: false,
  controlExpected: "kept",
  async measure(ctx, options) {
    const { createPool } = await ctx.loadDefault(ctx.alias);
    let isDead = false;
    let made = 0;
    const factory = {
      create: async () => ({ number: (made += 1) }),
      destroy: async () => {},
      validate: async (/** @type {{ number: number }} */ { number }) => !(isDead && number === 1),
    };
    const pool = createPool(factory, { max: 1, ...options });
    await pool.release(await pool.acquire());
    isDead = true;
    const { number } = await pool.acquire();
    return number === 1 ? "kept" : "destroyed";
  },
  expected: {},
  spellings: { testOnBorrow: { options: { testOnBorrow: true }, expected: "destroyed" } },
});

/** What it holds are sockets to a server that answers: a borrower asks something on one and gives it back. */
const genericPoolIdle = waitingProbes({
  client: "generic-pool/createPool",
  versions: ["generic-pool"],
  server: asServer(startService),
  async open(ctx, port, options) {
    const { createPool } = await ctx.loadDefault(ctx.alias);
    const factory = {
      async create() {
        const socket = connect(port, "127.0.0.1").on("error", () => {});
        await once(socket, "connect");
        return socket;
      },
      destroy: async (/** @type {import("node:net").Socket} */ socket) => socket.destroy(),
      validate: async (/** @type {import("node:net").Socket} */ socket) => socket.writable,
    };
    const pool = createPool(factory, { max: 1, ...options });
    ctx.defer(() => pool.clear());
    return {
      async ask() {
        const socket = await pool.acquire();
        socket.write("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
        await once(socket, "data");
        await pool.release(socket);
      },
    };
  },
  idle: { timeouts: { words: "acquireTimeoutMillis and testOnBorrow", options: { acquireTimeoutMillis: 600, testOnBorrow: true }, expected: "undisturbed" } },
});

export const probes = [...mongodb, ...mongoose, ...oracle, ...glide, ...genericPool, ...genericPoolIdle];
