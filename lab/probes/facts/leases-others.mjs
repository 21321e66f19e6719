/** What is taken from a client and not given back, where the client is no pool of connections to PostgreSQL or MySQL alone. */
import { startSilentProxy } from "../../net/silent-proxy.mjs";
import { leakProbe, leaseProbe, nextCaller } from "../measure/lease.mjs";
import { startBoltStandIn } from "../standins/bolt.mjs";
import { startTdsStandIn } from "../standins/tds.mjs";
import { mongoUrl, startMongod } from "./mongodb.mjs";
import { postgresUrl } from "./postgres.mjs";
import { startNeonProxy } from "./postgres-wrappers.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

const TIMEOUT_MS = 300;
const SERVED = "the next caller is served";
const AMQPLIB = ["amqplib-0", "amqplib-1", "amqplib-2"];
const MONGODB = ["mongodb-4", "mongodb-5", "mongodb-6", "mongodb-7"];
const NEO4J = ["neo4j-driver-5", "neo4j-driver-6"];
const MSSQL = ["mssql-6", "mssql-9", "mssql-12"];

const channels = ["createChannel", "createConfirmChannel"].map((take) =>
  leakProbe({
    id: `amqplib/connect/lease/${take}`,
    client: "amqplib/connect with channelMax 1",
    versions: AMQPLIB,
    needs: ["rabbitmq"],
    seen: "the next caller fails: No channels left to allocate",
    async open(ctx) {
      const connection = await (await ctx.loadDefault(ctx.alias)).connect(`amqp://guest:guest@127.0.0.1:${ctx.ports.rabbitmq}?channelMax=1`);
      connection.on("error", () => {});
      ctx.defer(() => connection.close().catch(() => {}));
      return { take: () => connection[take](), give: (channel) => channel.close() };
    },
  }),
);

/** @param {ProbeContext} ctx @param {object} [options] @param {number} [port] */
async function openOverWebSockets(ctx, options = {}, port = ctx.ports.postgres) {
  const isVercel = ctx.alias.startsWith("vercel");
  const loaded = await ctx.load(ctx.alias);
  const { neonConfig } = isVercel ? await ctx.load("@neondatabase/serverless") : loaded;
  const proxy = await startNeonProxy(ctx, neonConfig, port);
  const connectionString = postgresUrl(proxy.port);
  const pool = isVercel
    ? loaded.createPool({ connectionString: connectionString.replace("127.0.0.1", "localhost"), max: 1, ...options })
    : new loaded.Pool({ connectionString, max: 1, ...options });
  pool.on("error", () => {});
  ctx.defer(() => void pool.end().catch(() => {}));
  return pool;
}

const overWebSockets = [
  { client: "@neondatabase/serverless/Pool", versions: ["neondatabase-serverless-0", "neondatabase-serverless-1"] },
  { client: "@vercel/postgres/createPool", versions: ["vercel-postgres-0"] },
].flatMap(({ client, versions }) => [
  leakProbe({
    client,
    versions,
    needs: ["postgres"],
    async open(ctx) {
      const pool = await openOverWebSockets(ctx);
      return { take: () => pool.connect(), give: (lease) => lease.release() };
    },
  }),
  leaseProbe({
    id: `${client}/lease/query_timeout-released`,
    fact: `${client}: a query_timeout expires on a dead connection, release() without the error`,
    versions,
    needs: ["postgres"],
    expected: "the next caller fails: Query read timeout",
    run: (ctx) => afterDeadQuery(ctx, (lease) => lease.release()),
    control: { describe: "release(error)", expected: SERVED, run: (ctx) => afterDeadQuery(ctx, (lease, error) => lease.release(error)) },
  }),
]);

/** @param {ProbeContext} ctx @param {(lease: any, error: unknown) => void} release */
async function afterDeadQuery(ctx, release) {
  const silent = await startSilentProxy({ port: ctx.ports.postgres });
  ctx.defer(silent.close);
  const pool = await openOverWebSockets(ctx, { query_timeout: TIMEOUT_MS }, silent.port);
  const lease = await pool.connect();
  lease.on("error", () => {});
  await lease.query("select 1");
  silent.freeze();
  await lease.query("select 1").then(
    () => lease.release(),
    (/** @type {unknown} */ error) => release(lease, error),
  );
  return nextCaller(async () => {
    const next = await pool.connect();
    next.on("error", () => {});
    await next.query("select 1");
  });
}

/** @param {ProbeContext} ctx */
async function openMssql(ctx) {
  const sql = await ctx.loadDefault(ctx.alias);
  const { port, close } = await startTdsStandIn({ begins: true });
  ctx.defer(close);
  const options = { encrypt: false, trustServerCertificate: true };
  const pool = new sql.ConnectionPool({ server: "127.0.0.1", port, user: "sa", password: "probe", database: "shop", options, pool: { max: 1 } });
  pool.on("error", () => {});
  await pool.connect();
  ctx.defer(() => pool.close());
  return { sql, pool };
}

const transactions = [
  leakProbe({
    client: "mssql/ConnectionPool",
    versions: MSSQL,
    needs: [],
    async open(ctx) {
      const { sql, pool } = await openMssql(ctx);
      return {
        async take() {
          const transaction = new sql.Transaction(pool);
          await transaction.begin();
          return transaction;
        },
        give: (transaction) => transaction.rollback(),
      };
    },
  }),
  leakProbe({
    id: "mssql/ConnectionPool/lease/prepared",
    client: "mssql/ConnectionPool with a prepared statement",
    versions: MSSQL,
    needs: [],
    async open(ctx) {
      const { sql, pool } = await openMssql(ctx);
      return {
        async take() {
          const statement = new sql.PreparedStatement(pool);
          await statement.prepare("select 1");
          return statement;
        },
        give: (statement) => statement.unprepare(),
      };
    },
  }),
];

/** @param {ProbeContext} ctx */
async function openNeo4j(ctx) {
  const neo4j = await ctx.loadDefault(ctx.alias);
  const { port, close } = await startBoltStandIn({ answers: true });
  ctx.defer(close);
  const driver = neo4j.driver(`bolt://127.0.0.1:${port}`, neo4j.auth.basic("a", "b"), { maxConnectionPoolSize: 1 });
  ctx.defer(() => driver.close());
  return driver;
}

/** @param {ProbeContext} ctx @param {(session: any) => Promise<unknown>} use @param {(session: any) => unknown} [end] */
async function afterSession(ctx, use, end = () => {}) {
  const driver = await openNeo4j(ctx);
  const session = driver.session();
  await use(session);
  await end(session);
  return nextCaller(() => driver.session().run("RETURN 1"));
}

const sessions = [
  leaseProbe({
    id: "neo4j-driver/driver/lease/leaked",
    fact: "neo4j-driver: a session with an open transaction is not closed, with one connection",
    versions: NEO4J,
    needs: [],
    expected: "the next caller waits",
    run: (ctx) => afterSession(ctx, (session) => session.beginTransaction()),
    control: { describe: "close()", expected: SERVED, run: (ctx) => afterSession(ctx, (session) => session.beginTransaction(), (session) => session.close()) },
  }),
  leaseProbe({
    id: "neo4j-driver/driver/lease/after-run",
    fact: "neo4j-driver: a session is not closed after an awaited run, with one connection",
    versions: NEO4J,
    needs: [],
    expected: SERVED,
    run: (ctx) => afterSession(ctx, (session) => session.run("RETURN 1")),
    control: { describe: "with a transaction of it open", expected: "the next caller waits", run: (ctx) => afterSession(ctx, (session) => session.beginTransaction()) },
  }),
  leaseProbe({
    id: "mongodb/MongoClient/lease/leaked",
    fact: "mongodb: sessions that are not ended are kept by the client",
    versions: MONGODB,
    needs: [],
    expected: "100 of 100",
    run: (ctx) => keptSessions(ctx, () => {}),
    control: { describe: "endSession()", expected: "0 of 100", run: (ctx) => keptSessions(ctx, (session) => session.endSession()) },
  }),
];

/** @param {ProbeContext} ctx @param {(session: any) => unknown} end */
async function keptSessions(ctx, end) {
  const { MongoClient } = await ctx.loadDefault(ctx.alias);
  const { port } = await startMongod(ctx);
  const client = new MongoClient(mongoUrl(port));
  ctx.defer(() => client.close(true));
  await client.connect();
  for (let count = 0; count < 100; count += 1) await end(client.startSession());
  const kept = client.s.activeSessions ?? client.s.sessions;
  return `${kept.size} of 100`;
}

export const probes = [...channels, ...overWebSockets, ...transactions, ...sessions];
