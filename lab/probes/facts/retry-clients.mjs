/** Retries told by the options of a client, or of what makes one: an attempt is what the client asks for, or a dial. */
import { untilQuiet } from "../../net/bounded.mjs";
import { retryProbes } from "../measure/attempts.mjs";
import { reconnectProbe, startFront } from "../measure/reconnect.mjs";
import { openMongodb, openMongoose } from "../openers/returning-keyed.mjs";
import { startMongodStandIn } from "../standins/mongod.mjs";

/** @typedef {import("../measure/attempts.mjs").Work} Work */
/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").Seen} Seen */

/**
 * Starts a Nest application of one module, and ends it.
 *
 * @param {ProbeContext} ctx
 * @param {any} module
 */
async function startNest(ctx, module) {
  await ctx.load("reflect-metadata");
  const { NestFactory } = await ctx.load("@nestjs/core");
  const { Logger } = await ctx.load("@nestjs/common");
  Logger.overrideLogger(false);
  class Root {}
  const app = await NestFactory.createApplicationContext({ module: Root, imports: [module] }, { logger: false, abortOnError: false });
  await app.close().catch(() => {});
}

/** @type {(client: string, versions: string[], start: (loaded: any, options: any, work: Work, ctx: ProbeContext) => unknown) => Probe[]} */
const nestProbes = (client, versions, start) =>
  retryProbes({
    client,
    package: client.split("/").slice(0, 2).join("/"),
    versions,
    start,
    control: { describe: "retryAttempts: 4", options: { retryAttempts: 4 }, expected: 4 },
    ways: {
      absent: { options: {}, expected: { byVersion: { "nestjs-typeorm-12": 10 }, otherwise: 9 } },
      Infinity: { options: { retryAttempts: Infinity }, expected: "endless" },
      NaN: { options: { retryAttempts: Number.NaN }, expected: "endless" },
      0: { options: { retryAttempts: 0 }, expected: 1 },
    },
  });

const nest = [
  ...nestProbes("@nestjs/typeorm/TypeOrmModule", ["nestjs-typeorm-10", "nestjs-typeorm-11", "nestjs-typeorm-12"], (loaded, options, work, ctx) =>
    startNest(ctx, loaded.TypeOrmModule.forRootAsync({ useFactory: () => ({ type: "postgres", retryDelay: 1, ...options }), dataSourceFactory: async () => ({ initialize: work }) })),
  ),
  ...nestProbes("@nestjs/mongoose/MongooseModule", ["nestjs-mongoose-10", "nestjs-mongoose-11", "nestjs-mongoose-12"], async (loaded, options, work, ctx) => {
    // It makes its own connection: that one does not open, and what is awaited of it fails.
    const { connection } = await ctx.loadDefault("mongoose");
    const made = Object.getPrototypeOf(connection);
    const { asPromise, openUri, close } = made;
    Object.assign(made, { openUri: async () => {}, asPromise: work, close: async () => {} });
    ctx.defer(() => Object.assign(made, { asPromise, openUri, close }));
    return startNest(ctx, loaded.MongooseModule.forRoot("mongodb://127.0.0.1:1/shop", { retryDelay: 1, ...options }));
  }),
  ...nestProbes("@nestjs/sequelize/SequelizeModule", ["nestjs-sequelize-10", "nestjs-sequelize-11", "nestjs-sequelize-12"], async (loaded, options, work, ctx) => {
    // It makes its own Sequelize: what it asks of that one is replaced.
    const { Sequelize } = await ctx.loadDefault("sequelize-typescript");
    const { authenticate, sync } = Sequelize.prototype;
    Object.assign(Sequelize.prototype, { authenticate: work, sync: async () => {} });
    ctx.defer(() => Object.assign(Sequelize.prototype, { authenticate, sync }));
    return startNest(ctx, loaded.SequelizeModule.forRoot({ dialect: "mysql", dialectModule: await ctx.loadDefault("mysql2-3"), autoLoadModels: true, retryDelay: 1, ...options }));
  }),
];

/** Dials of a cluster's only node after which nobody would call it giving up. */
const MANY = 60;
const CEILING_MS = 15_000;

/**
 * How often one `getConnection` of a cluster dials a node that is away.
 *
 * @param {ProbeContext} ctx
 * @param {any} options
 * @returns {Promise<Seen>}
 */
async function countDials(ctx, options) {
  const front = await startFront(ctx);
  const { flows } = front;
  const cluster = (await ctx.loadDefault(ctx.alias)).createPoolCluster(options);
  cluster.add("MASTER", { host: "127.0.0.1", port: front.port, user: "probe", password: "probe" });
  let isAnswered = false;
  cluster.getConnection(() => {
    isAnswered = true;
    flows.touch();
  });
  await untilQuiet(flows, "activity", { quietMs: 700, ceilingMs: CEILING_MS, isDone: () => flows.connects >= MANY || isAnswered });
  const seen = flows.connects >= MANY ? "endless" : flows.connects;
  // Else it goes on for as long as this process lives.
  cluster._canRetry = false;
  return seen;
}

/** @param {string} packageName @param {string[]} versions @returns {Probe[]} */
const clusterProbes = (packageName, versions) =>
  Object.entries({
    absent: { options: {}, expected: 5 },
    Infinity: { options: { removeNodeErrorCount: Infinity }, expected: "endless" },
    "canRetry-false": { options: { removeNodeErrorCount: Infinity, canRetry: false }, expected: 1 },
    restoreNodeTimeout: { options: { restoreNodeTimeout: 5_000 }, expected: 5 },
  }).map(([what, { options, expected }]) => ({
    id: `${packageName}/createPoolCluster/attempts/${what}`,
    fact: `${packageName}.createPoolCluster: dials for one getConnection, ${what}`,
    package: packageName,
    versions,
    kind: "behaviour",
    how: "a server that closes what it accepts",
    speed: "newest-version",
    needs: [],
    expected,
    run: (ctx) => countDials(ctx, options),
    control: { describe: "removeNodeErrorCount: 2", expected: 2, run: (ctx) => countDials(ctx, { removeNodeErrorCount: 2 }), key: `${packageName} cluster` },
  }));

/**
 * How often ioredis connects again when a command fails for good.
 *
 * @param {ProbeContext} ctx
 * @param {boolean | 1 | 2} answer of `reconnectOnError`
 * @returns {Promise<Seen>}
 */
async function countReconnects(ctx, answer) {
  const loaded = await ctx.load(ctx.alias);
  const Redis = loaded.Redis ?? loaded.default;
  const key = `probe:${process.pid}:${Math.random()}`;
  const redis = new Redis({ host: "127.0.0.1", port: ctx.ports.redis, retryStrategy: () => 1, reconnectOnError: () => answer });
  redis.on("error", () => {});
  ctx.defer(() => redis.disconnect());
  let connects = 0;
  let isRejected = false;
  /** @type {() => void} */
  let tell = () => {};
  const many = new Promise((resolve) => {
    tell = () => resolve(undefined);
  });
  redis.on("connect", () => {
    connects += 1;
    if (connects >= MANY) tell();
  });
  await redis.set(key, "text", "EX", 60);
  const failed = redis.lpush(key, "item").catch(() => {
    isRejected = true;
  });
  await Promise.race([many, failed, new Promise((resolve) => setTimeout(resolve, CEILING_MS).unref())]);
  return isRejected ? "rejected" : connects >= MANY ? "endless" : connects;
}

/** @type {Probe[]} */
const onError = [
  {
    id: "ioredis/Redis/reconnectOnError/2",
    fact: "ioredis: a reconnectOnError that always answers 2 sends a command that cannot succeed again and again",
    package: "ioredis",
    versions: ["ioredis-4", "ioredis-5", "ioredis-6"],
    kind: "behaviour",
    how: "a real Redis, LPUSH on a key that holds text",
    speed: "newest-version",
    needs: ["redis"],
    expected: "endless",
    run: (ctx) => countReconnects(ctx, 2),
    control: { describe: "an answer of 1", expected: "rejected", run: (ctx) => countReconnects(ctx, 1) },
  },
];

/** @param {ProbeContext} ctx */
async function startMongo(ctx) {
  const { port, close } = await startMongodStandIn(await ctx.load("bson"));
  ctx.defer(close);
  return port;
}

/** Before the unified topology: a server that is lost is dialled so often. */
const legacy = { useUnifiedTopology: false, useNewUrlParser: true };

/** @type {Probe[]} */
const oldMongo = [
  { client: "mongodb/MongoClient", versions: ["mongodb-3"], open: openMongodb },
  { client: "mongoose/mongoose", versions: ["mongoose-5"], open: openMongoose },
].map((each) =>
  reconnectProbe({
    ...each,
    serve: startMongo,
    what: "reconnectTries-Infinity",
    options: { ...legacy, reconnectTries: Infinity, reconnectInterval: 1_000 },
    expected: "after a loss: by itself, for ever; at first: 1 time",
    control: { describe: "reconnectTries: 3", options: { ...legacy, reconnectTries: 3, reconnectInterval: 1_000 }, expected: "after a loss: by itself, 2 times; at first: 1 time" },
  }),
);

export const probes = [...nest, ...clusterProbes("mysql", ["mysql-2"]), ...clusterProbes("mysql2", ["mysql2-1", "mysql2-2", "mysql2-3"]), ...onError, ...oldMongo];
