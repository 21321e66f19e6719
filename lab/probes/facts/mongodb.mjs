/** mongodb and mongoose. */
import { limitProbes } from "../measure/limit-probes.mjs";
import { startMongodStandIn } from "../standins/mongod.mjs";

const HOW = "stand-in mongod that answers no find, 150 finds at once, monitors not counted";

/** @param {import("../probe.js").ProbeContext} ctx @param {{ finds?: boolean }} [how] whether it answers a `find` */
export async function startMongod(ctx, how) {
  const { serialize, deserialize } = await ctx.load("bson");
  const server = await startMongodStandIn({ serialize, deserialize }, how);
  ctx.defer(server.close);
  return server;
}

/** @param {number} port @param {string} query */
export const mongoUrl = (port, query = "") => `mongodb://127.0.0.1:${port}/shop${query}`;

const spellings = {
  "url?maxPoolSize=20": { query: "?maxPoolSize=20", expected: 20 },
  "url?maxpoolsize=20": { query: "?maxpoolsize=20", expected: 20 },
  "url?maxPoolSize=0": { query: "?maxPoolSize=0", expected: "unbounded" },
  "url?maxPoolSize=20-under-option": { options: { maxPoolSize: 4 }, query: "?maxPoolSize=20", expected: 4 },
  poolSize: { options: { poolSize: 4 }, expected: "throws: option poolsize is not supported" },
  max: { options: { max: 4 }, expected: "throws: option max is not supported" },
  maxConnections: { options: { maxConnections: 4 }, expected: "throws: option maxconnections is not supported" },
  connectionLimit: { options: { connectionLimit: 4 }, expected: "throws: option connectionlimit is not supported" },
};

const expected = {
  absent: 100,
  undefined: 100,
  null: 100,
  0: "unbounded",
  "-1": "throws: maxPoolSize can only be a positive int value, got: -1",
  Infinity: "unbounded",
  huge: "unbounded",
  "string-5": 5,
};

const mongodb = limitProbes({
  client: "mongodb/MongoClient",
  smoke: ["absent"],
  option: "maxPoolSize",
  versions: ["mongodb-4", "mongodb-5", "mongodb-6", "mongodb-7"],
  how: HOW,
  write: (value) => ({ maxPoolSize: value }),
  async prepare(ctx, options, query) {
    const { MongoClient } = await ctx.loadDefault(ctx.alias);
    const { port, flows, finding } = await startMongod(ctx);
    return {
      flows,
      open() {
        const client = new MongoClient(mongoUrl(port, query), options);
        const orders = client.db("shop").collection("orders");
        return { take: () => orders.findOne({}), count: finding, close: () => client.close(true) };
      },
    };
  },
  expected,
  spellings,
});

const mongoose = limitProbes({
  client: "mongoose/createConnection",
  option: "maxPoolSize",
  versions: ["mongoose-6", "mongoose-8", "mongoose-9"],
  how: HOW,
  write: (value) => ({ maxPoolSize: value }),
  async prepare(ctx, options, query) {
    const mongoose = await ctx.loadDefault(ctx.alias);
    const { port, flows, finding } = await startMongod(ctx);
    return {
      flows,
      async open() {
        const connection = await mongoose.createConnection(mongoUrl(port, query), options).asPromise();
        const orders = connection.getClient().db("shop").collection("orders");
        return { take: () => orders.findOne({}), count: finding, close: () => connection.close(true) };
      },
    };
  },
  expected,
  spellings: {
    "url?maxPoolSize=20": spellings["url?maxPoolSize=20"],
    poolSize: spellings.poolSize,
  },
});

const mongooseConnect = limitProbes({
  client: "mongoose/connect",
  option: "maxPoolSize",
  versions: ["mongoose-6", "mongoose-8", "mongoose-9"],
  how: HOW,
  write: (value) => ({ maxPoolSize: value }),
  async prepare(ctx, options, query) {
    const { Mongoose } = await ctx.loadDefault(ctx.alias);
    const mongoose = new Mongoose();
    const { port, flows, finding } = await startMongod(ctx);
    return {
      flows,
      async open() {
        await mongoose.connect(mongoUrl(port, query), options);
        const orders = mongoose.connection.getClient().db("shop").collection("orders");
        return { take: () => orders.findOne({}), count: finding, close: () => mongoose.disconnect() };
      },
    };
  },
  expected: { absent: 100, 0: "unbounded", Infinity: "unbounded" },
});

export const probes = [...mongodb, ...mongoose, ...mongooseConnect];
