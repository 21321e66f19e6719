/** node-redis: the pool of version 5 and later. */
import { startCounter } from "../measure/limit.mjs";
import { limitProbes } from "../measure/limit-probes.mjs";

/** @param {any} pool */
const openRedisPool = (pool) => ({
  take: () =>
    new Promise((resolve, reject) => {
      pool
        .execute(() => {
          resolve(undefined);
          return new Promise(() => {});
        })
        .catch(reject);
    }),
  close: () => pool.destroy(),
});

/** @param {boolean} fromClient */
const redisPool = (fromClient) =>
  limitProbes({
    client: fromClient ? "redis/createClient.createPool" : "redis/createClientPool",
    option: "maximum",
    smoke: fromClient ? [] : ["absent"],
    versions: ["redis-5", "redis-6"],
    needs: ["redis"],
    how: "real redis-server behind a counting proxy, 150 tasks at once",
    write: (value) => ({ pool: { maximum: value } }),
    async prepare(ctx, { pool: poolOptions, client: clientOptions }, query) {
      const { createClient, createClientPool } = await ctx.load(ctx.alias);
      const { port, flows } = await startCounter(ctx, "redis");
      const config = { url: `redis://127.0.0.1:${port}${query}`, ...clientOptions };
      return {
        flows,
        async open() {
          const pool = fromClient
            ? createClient(config).createPool(poolOptions)
            : createClientPool(config, poolOptions);
          pool.on("error", () => {});
          await pool.connect();
          return openRedisPool(pool);
        },
      };
    },
    expected: fromClient
      ? { absent: 100, Infinity: "unbounded" }
      : {
          absent: 100,
          undefined: 1,
          null: 1,
          0: 1,
          "-1": 1,
          NaN: 1,
          Infinity: "unbounded",
          huge: "unbounded",
          "string-5": 5,
        },
    spellings: fromClient
      ? {}
      : {
          "url?maximum=20": { query: "?maximum=20", expected: 100 },
          max: { options: { pool: { max: 4 } }, expected: 100 },
          "client-level-maximum": { options: { client: { maximum: 4 } }, expected: 100 },
          "client-level-pool.maximum": { options: { client: { pool: { maximum: 4 } } }, expected: 100 },
        },
  });

export const probes = [...redisPool(false), ...redisPool(true)];
