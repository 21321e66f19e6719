/** Opens Redis clients and what is built on them, caches and document stores as users do, and sends a command through them. */

/** @typedef {import("../measure/reconnect.mjs").Opener} Opener */

const HOST = "127.0.0.1";

/** @param {any} emitter */
const listened = (emitter) => emitter.on("error", () => {});

/** @param {(callback: (error: unknown, result?: any) => void) => void} start @returns {Promise<any>} */
const called = (start) => new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))));

/** @type {Opener} */
export async function openRedis3(ctx, port, options) {
  const client = listened((await ctx.loadDefault(ctx.alias)).createClient({ host: HOST, port, ...options }));
  return { use: () => called((done) => client.get("cart", done)), close: () => client.end(false) };
}

/** @param {any} client */
const endedRedis = (client) => (client.destroy ? client.destroy() : client.disconnect());

/** @type {Opener} */
export async function openRedis(ctx, port, socket) {
  const client = listened((await ctx.load(ctx.alias)).createClient({ socket: { host: HOST, port, ...socket } }));
  // What it does in the meantime is looked at, not whether connect() settles.
  const connected = client.connect();
  connected.catch(() => {});
  return { use: () => Promise.race([client.get("cart"), connected.then(() => new Promise(() => {}))]), close: () => endedRedis(client) };
}

/** @type {Opener} */
export async function openRedisCopy(ctx, port, socket) {
  const first = listened((await ctx.load(ctx.alias)).createClient({ socket: { host: HOST, port, ...socket } }));
  const client = listened(first.duplicate());
  client.connect().catch(() => {});
  return { use: () => client.get("cart"), close: () => endedRedis(client) };
}

/** @type {Opener} */
export async function openRedisPool(ctx, port, socket) {
  const pool = listened((await ctx.load(ctx.alias)).createClientPool({ socket: { host: HOST, port, ...socket } }));
  pool.connect().catch(() => {});
  // destroy() of version 5 throws into the process later; this process ends soon.
  return { use: () => pool.get("cart") };
}

/** @type {Opener} */
export async function openRedisCluster(ctx, port, socket) {
  const cluster = listened((await ctx.load(ctx.alias)).createCluster({ rootNodes: [{ url: `redis://${HOST}:${port}` }], defaults: { socket } }));
  await cluster.connect();
  return { use: () => cluster.get("cart"), close: () => endedRedis(cluster) };
}

/** @type {Opener} */
export async function openRedisSentinel(ctx, port, options) {
  const sentinel = listened((await ctx.load(ctx.alias)).createSentinel({ name: "main", sentinelRootNodes: [{ host: HOST, port }], ...options }));
  await sentinel.connect();
  return { use: () => sentinel.get("cart"), close: () => endedRedis(sentinel) };
}

/** @param {any} loaded the class, under its name or as the default */
const redisClass = (loaded) => loaded.Redis ?? loaded.default?.Redis ?? loaded.default;

/** @type {Opener} */
export async function openIoredis(ctx, port, options) {
  const client = listened(new (redisClass(await ctx.load(ctx.alias)))({ host: HOST, port, ...options }));
  return { use: () => client.get("cart"), close: () => client.disconnect() };
}

/** @type {Opener} */
export async function openIoredisCopy(ctx, port, options) {
  const first = listened(new (redisClass(await ctx.load(ctx.alias)))({ host: HOST, port, lazyConnect: true, ...options }));
  const client = listened(first.duplicate({ lazyConnect: false }));
  return { use: () => client.get("cart"), close: () => client.disconnect() };
}

/** @type {Opener} */
export async function openIoredisCluster(ctx, port, options) {
  const loaded = await ctx.load(ctx.alias);
  const Cluster = loaded.Cluster ?? redisClass(loaded).Cluster;
  const cluster = listened(new Cluster([{ host: HOST, port }], options));
  return { use: () => cluster.get("cart"), close: () => cluster.disconnect() };
}

/** @param {string} name @returns {Opener} */
export const openBullmq = (name) => async (ctx, port, options) => {
  const { [name]: Made } = await ctx.load(ctx.alias);
  const connection = { host: HOST, port, maxRetriesPerRequest: null, ...options };
  /** @type {Record<string, any[]>} */
  const before = { FlowProducer: [], Worker: ["mail", async () => {}] };
  const made = listened(new Made(...(before[name] ?? ["mail"]), { connection }));
  return { use: () => made.waitUntilReady(), close: () => made.close(true) };
};

/** @type {Opener} */
export async function openBull(ctx, port, options) {
  const Queue = await ctx.loadDefault(ctx.alias);
  const queue = listened(new Queue("mail", { redis: { host: HOST, port, ...options } }));
  return { use: () => queue.add({}), close: () => queue.close(true) };
}

/** @type {Opener} */
export async function openBeeQueue(ctx, port, options) {
  const Queue = await ctx.loadDefault(ctx.alias);
  const queue = listened(new Queue("mail", { redis: { host: HOST, port, ...options }, isWorker: false, getEvents: false }));
  return { use: () => queue.createJob({}).save(), close: () => queue.close(1) };
}

/** @type {Opener} */
export async function openGlide(ctx, port) {
  const { GlideClient } = await ctx.load(ctx.alias);
  const client = await GlideClient.createClient({ addresses: [{ host: HOST, port }] });
  return { use: () => client.get("cart"), close: () => client.close() };
}

/** @type {Opener} */
export async function openMemcached(ctx, port, options) {
  const Memcached = await ctx.loadDefault(ctx.alias);
  const client = new Memcached(`${HOST}:${port}`, options);
  return { use: () => called((done) => client.get("cart", done)), close: () => client.end() };
}

const ONE_SERVER = "?directConnection=true&heartbeatFrequencyMS=1000";

/** @type {Opener} */
export async function openMongodb(ctx, port, options) {
  const { MongoClient } = await ctx.loadDefault(ctx.alias);
  const client = new MongoClient(`mongodb://${HOST}:${port}/${ONE_SERVER}`, { serverSelectionTimeoutMS: 10_000, ...options });
  await client.connect();
  return { use: () => client.db("admin").command({ ping: 1 }), close: () => client.close(true) };
}

/** @type {Opener} */
export async function openMongoose(ctx, port, options) {
  const { Mongoose } = await ctx.loadDefault(ctx.alias);
  const mongoose = new Mongoose();
  listened(mongoose.connection);
  await mongoose.connect(`mongodb://${HOST}:${port}/${ONE_SERVER}`, { serverSelectionTimeoutMS: 10_000, ...options });
  return { use: () => mongoose.connection.getClient().db("admin").command({ ping: 1 }), close: () => mongoose.disconnect() };
}

/** @type {Opener} */
export async function openCassandra(ctx, port) {
  const { Client } = await ctx.loadDefault(ctx.alias);
  const client = new Client({ contactPoints: [`${HOST}:${port}`], localDataCenter: "datacenter1" });
  return { use: () => client.execute("select 1"), close: () => client.shutdown() };
}

/** @type {Opener} */
export async function openNeo4j(ctx, port) {
  const neo4j = await ctx.loadDefault(ctx.alias);
  const driver = neo4j.driver(`bolt://${HOST}:${port}`, neo4j.auth.basic("a", "b"));
  return { use: () => driver.verifyConnectivity(), close: () => driver.close() };
}
