/** neo4j-driver. */
import { limitProbes } from "../measure/limit-probes.mjs";
import { startBoltStandIn } from "../standins/bolt.mjs";

export const probes = limitProbes({
  client: "neo4j-driver/driver",
  option: "maxConnectionPoolSize",
  versions: ["neo4j-driver-5", "neo4j-driver-6"],
  how: "stand-in Bolt 4.4 server that answers no query, 150 sessions at once",
  write: (value) => ({ maxConnectionPoolSize: value }),
  async prepare(ctx, options, query) {
    const neo4j = await ctx.loadDefault(ctx.alias);
    const server = await startBoltStandIn();
    ctx.defer(server.close);
    return {
      flows: server.flows,
      open() {
        const driver = neo4j.driver(`bolt://127.0.0.1:${server.port}${query}`, neo4j.auth.basic("a", "b"), options);
        return { take: () => driver.session().run("RETURN 1"), close: () => driver.close() };
      },
    };
  },
  expected: {
    absent: 100,
    undefined: 100,
    null: 100,
    0: "unbounded",
    "-1": "unbounded",
    NaN: 100,
    Infinity: 100,
    huge: "unbounded",
    "string-5": 5,
  },
  spellings: {
    maxPoolSize: { options: { maxPoolSize: 4 }, expected: 100 },
    "pool.max": { options: { pool: { max: 4 } }, expected: 100 },
  },
});
