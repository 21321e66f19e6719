/** Options that a client writes over, whatever stands there: looked up at the connections it made. */
import { startRedisClusterStandIn } from "../standins/redis-cluster.mjs";

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

const SEVEN = 7;

/**
 * @param {Pick<Probe, "id" | "package" | "versions" | "needs"> & {
 *   option: string,
 *   written: unknown,
 *   over: import("../probe.js").Seen,
 *   expected?: import("../probe.js").Expected,
 *   look: (ctx: ProbeContext) => Promise<unknown[]>,
 *   control: { describe: string, look: (ctx: ProbeContext) => Promise<unknown[]> },
 * }} overridden `look` answers what is in force at each connection
 * @returns {Probe}
 */
function overriddenProbe({ id, package: name, versions, needs, option, written, over, expected = over, look, control }) {
  /** @param {unknown[]} values */
  const tell = (values) => (values.length > 0 && values.every((value) => value === over) ? over : values.length > 0 && values.every((value) => value === written) ? "as written" : values.includes(over) ? "at some of them" : "at none");
  return {
    id,
    fact: `${id.split("/").slice(0, -2).join("/")}: ${option} written`,
    package: name,
    versions,
    kind: "effective-option",
    how: "the options of every connection it made",
    speed: "on-demand",
    needs,
    expected,
    run: async (ctx) => tell(await look(ctx)),
    control: { describe: control.describe, expected: "as written", run: async (ctx) => tell(await control.look(ctx)) },
  };
}

/** @param {"Worker" | "QueueEvents" | "Queue"} name */
const lookAtBullmq = (name) => async (/** @type {ProbeContext} */ ctx) => {
  const bullmq = await ctx.loadDefault(ctx.alias);
  const options = { connection: { host: "127.0.0.1", port: ctx.ports.redis, maxRetriesPerRequest: SEVEN }, autorun: false };
  const made = name === "Worker" ? new bullmq.Worker("orders", async () => {}, options) : new bullmq[name]("orders", options);
  made.on("error", () => {});
  ctx.defer(() => made.close(true));
  await made.waitUntilReady();
  const { connection, blockingConnection } = made.getBackend === undefined ? made : made.getBackend();
  const clients = await Promise.all([connection.client, ...(blockingConnection === undefined ? [] : [blockingConnection.client])]);
  return clients.map(({ options: { maxRetriesPerRequest } }) => maxRetriesPerRequest);
};

/** @param {"Worker" | "QueueEvents"} name @param {import("../probe.js").Expected} expected */
const bullmq = (name, expected) =>
  overriddenProbe({
    id: `bullmq/${name}/overridden/maxRetriesPerRequest`,
    package: "bullmq",
    versions: ["bullmq-4", "bullmq-5", "bullmq-6"],
    needs: ["redis"],
    option: "connection.maxRetriesPerRequest",
    written: SEVEN,
    over: null,
    expected,
    look: lookAtBullmq(name),
    control: { describe: "a Queue with the same connection", look: lookAtBullmq("Queue") },
  });

/** @param {ProbeContext} ctx @param {object} redisOptions */
async function connectCluster(ctx, redisOptions) {
  const loaded = await ctx.load(ctx.alias);
  const Cluster = loaded.Cluster ?? loaded.default.Cluster;
  const { port, close } = await startRedisClusterStandIn();
  ctx.defer(close);
  const cluster = new Cluster([{ host: "127.0.0.1", port }], { lazyConnect: true, redisOptions }).on("error", () => {});
  ctx.defer(() => cluster.disconnect());
  await cluster.connect();
  return cluster.nodes("all");
}

/** @param {string} client @param {string[]} versions */
const cluster = (client, versions) =>
  Object.entries({ retryStrategy: { written: () => SEVEN, over: null }, enableOfflineQueue: { written: false, over: true } }).map(([option, { written, over }]) =>
    overriddenProbe({
      id: `${client}/overridden/${option}`,
      package: client.split("/")[0] ?? "",
      versions,
      needs: [],
      option: `redisOptions.${option}`,
      written,
      over,
      look: async (ctx) => (await connectCluster(ctx, { [option]: written })).map((/** @type {any} */ node) => node.options[option]),
      control: {
        describe: "the same option of a single client",
        async look(ctx) {
          const loaded = await ctx.load(ctx.alias);
          const redis = new (loaded.Redis ?? loaded.default)({ lazyConnect: true, [option]: written });
          return [redis.options[option]];
        },
      },
    }),
  );

export const probes = [
  // From 5 on only the connection that blocks; the one for everything else takes it.
  bullmq("Worker", { byVersion: { "bullmq-4": null }, otherwise: "at some of them" }),
  bullmq("QueueEvents", null),
  ...cluster("ioredis/Cluster", ["ioredis-4", "ioredis-5", "ioredis-6"]),
  ...cluster("iovalkey/Cluster", ["iovalkey-0"]),
];
