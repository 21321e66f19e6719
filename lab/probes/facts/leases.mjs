/** Connections that are taken and not given back, given back twice, or given back dead. */
import { once } from "node:events";
import { createServer } from "node:http";

import { startSilentProxy } from "../../net/silent-proxy.mjs";
import { leakProbe, leaseProbe, nextCaller } from "../measure/lease.mjs";
import { readMessage } from "../measure/limit.mjs";
import { postgresUrl } from "./postgres.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

const TIMEOUT_MS = 300;
const SERVED = "the next caller is served";
const WAITS = "the next caller waits";
const UNDICI = ["undici-5", "undici-6", "undici-7", "undici-8"];

/** @param {number} port */
const account = (port) => ({ host: "127.0.0.1", port, user: "probe", password: "probe", database: "probe" });

/** @param {(callback: (error: unknown, result?: any) => void) => void} start @returns {Promise<any>} */
const called = (start) =>
  new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))));

/** @param {ProbeContext} ctx @param {object} [options] @param {number} [port] */
async function openPg(ctx, options = {}, port = ctx.ports.postgres) {
  const loaded = await ctx.loadDefault(ctx.alias);
  const Pool = ctx.alias.startsWith("pg-pool") ? loaded : loaded.Pool;
  // The Client of pg 7 never gets past its first packet on Node 14 and later: its Pool is given the Client of pg 8.
  const client = ctx.alias === "pg-7" ? { Client: (await ctx.loadDefault("pg-8")).Client } : {};
  const pool = new Pool({ connectionString: postgresUrl(port), max: 1, ...client, ...options });
  pool.on("error", () => {});
  ctx.defer(() => void pool.end().catch(() => {}));
  return pool;
}

/** @param {ProbeContext} ctx @param {number} [port] @param {number} [connectionLimit] */
async function openMysql(ctx, port = ctx.ports.mariadb, connectionLimit = 1) {
  const pool = (await ctx.loadDefault(ctx.alias)).createPool({ ...account(port), connectionLimit });
  ctx.defer(() => pool.end(() => {}));
  return { pool, take: () => called((done) => pool.getConnection(done)) };
}

/** @param {ProbeContext} ctx @param {"postgres" | "mariadb"} service */
async function startFreezing(ctx, service) {
  const proxy = await startSilentProxy({ port: ctx.ports[service] });
  ctx.defer(proxy.close);
  return proxy;
}

const leaks = [
  leakProbe({
    client: "pg/Pool",
    versions: ["pg-7", "pg-8.0", "pg-8"],
    needs: ["postgres"],
    async open(ctx) {
      const pool = await openPg(ctx);
      return { take: () => pool.connect(), give: (client) => client.release() };
    },
  }),
  leakProbe({
    client: "pg-pool/Pool",
    versions: ["pg-pool-2", "pg-pool-3"],
    needs: ["postgres"],
    async open(ctx) {
      const pool = await openPg(ctx);
      return { take: () => pool.connect(), give: (client) => client.release() };
    },
  }),
  leakProbe({
    client: "pg-promise/pgp",
    versions: ["pg-promise-11", "pg-promise-12"],
    needs: ["postgres"],
    async open(ctx) {
      const db = (await ctx.loadDefault(ctx.alias))({ noWarnings: true })({ connectionString: postgresUrl(ctx.ports.postgres), max: 1 });
      ctx.defer(() => void db.$pool.end());
      return { take: () => db.connect(), give: (connection) => connection.done() };
    },
  }),
  leakProbe({
    client: "postgres/postgres",
    versions: ["postgres-3"],
    needs: ["postgres"],
    async open(ctx) {
      const sql = (await ctx.loadDefault(ctx.alias))(postgresUrl(ctx.ports.postgres), { max: 1 });
      ctx.defer(() => void sql.end({ timeout: 0 }));
      return { take: () => sql.reserve(), give: (reserved) => reserved.release() };
    },
  }),
  ...["mysql", "mysql2"].map((name) =>
    leakProbe({
      client: `${name}/createPool`,
      versions: name === "mysql" ? ["mysql-2"] : ["mysql2-1", "mysql2-2", "mysql2-3"],
      needs: ["mariadb"],
      async open(ctx) {
        const { take } = await openMysql(ctx);
        return { take, give: (connection) => connection.release() };
      },
    }),
  ),
  leakProbe({
    client: "mariadb/createPool",
    versions: ["mariadb-2", "mariadb-3"],
    needs: ["mariadb"],
    async open(ctx) {
      const pool = (await ctx.loadDefault(ctx.alias)).createPool({ ...account(ctx.ports.mariadb), connectionLimit: 1 });
      ctx.defer(() => void pool.end().catch(() => {}));
      return { take: () => pool.getConnection(), give: (connection) => connection.release() };
    },
  }),
  leakProbe({
    client: "knex/knex",
    versions: ["knex-0.95", "knex-1", "knex-2", "knex-3"],
    needs: ["postgres"],
    async open(ctx) {
      const knex = await ctx.loadDefault(ctx.alias);
      const db = knex({ client: "pg", connection: postgresUrl(ctx.ports.postgres), pool: { min: 0, max: 1 } });
      ctx.defer(() => void db.destroy());
      return { take: () => db.transaction(), give: (trx) => trx.rollback(new Error("given back")).catch(() => {}) };
    },
  }),
  leakProbe({
    client: "sequelize/postgres",
    versions: ["sequelize-6"],
    needs: ["postgres"],
    async open(ctx) {
      const { Sequelize } = await ctx.loadDefault(ctx.alias);
      const db = new Sequelize(postgresUrl(ctx.ports.postgres), { logging: false, pool: { max: 1 } });
      ctx.defer(() => void db.close());
      return { take: () => db.transaction(), give: (transaction) => transaction.rollback() };
    },
  }),
  leakProbe({
    client: "typeorm/postgres",
    versions: ["typeorm-0.3", "typeorm-1"],
    needs: ["postgres"],
    async open(ctx) {
      const { DataSource } = await ctx.loadDefault(ctx.alias);
      const source = new DataSource({ type: "postgres", url: postgresUrl(ctx.ports.postgres), extra: { max: 1 } });
      await source.initialize();
      ctx.defer(() => void source.destroy());
      return {
        async take() {
          const runner = source.createQueryRunner();
          await runner.connect();
          return runner;
        },
        give: (runner) => runner.release(),
      };
    },
  }),
  leakProbe({
    client: "generic-pool/createPool",
    versions: ["generic-pool"],
    needs: [],
    async open(ctx) {
      const { createPool } = await ctx.loadDefault(ctx.alias);
      const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
      return { take: () => pool.acquire(), give: (resource) => pool.release(resource) };
    },
  }),
  leakProbe({
    client: "undici/Pool",
    versions: UNDICI,
    needs: [],
    async open(ctx) {
      const { Pool } = await ctx.load(ctx.alias);
      const pool = new Pool(await startAnswering(ctx, 5_000_000), { connections: 1 });
      ctx.defer(() => pool.destroy());
      return {
        async take() {
          const { body } = await pool.request({ path: "/", method: "GET" });
          body.on("error", () => {}); // the pool is destroyed while it is open
          return body;
        },
        give: (body) => body.arrayBuffer(),
      };
    },
  }),
];

/** @param {ProbeContext} ctx @param {number} bytes of every answer @returns {Promise<string>} the address */
async function startAnswering(ctx, bytes) {
  const server = createServer((_request, response) => response.end(Buffer.alloc(bytes)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ctx.defer(() => server.closeAllConnections());
  ctx.defer(() => server.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}

/** @param {ProbeContext} ctx @param {number} bytes @param {(body: any) => unknown} [read] */
async function afterRequest(ctx, bytes, read = () => {}) {
  const { Agent, request } = await ctx.load(ctx.alias);
  const dispatcher = new Agent({ connections: 1 });
  ctx.defer(() => dispatcher.destroy());
  const address = await startAnswering(ctx, bytes);
  const take = async () => {
    const { body } = await request(address, { dispatcher });
    body.on("error", () => {}); // the agent is destroyed while it is open
    return body;
  };
  await read(await take());
  return nextCaller(take);
}

const bodies = [
  leaseProbe({
    id: "undici/request/lease/unread",
    fact: "undici: a body of more than 65,536 bytes is not read, with one connection",
    versions: UNDICI,
    needs: [],
    expected: WAITS,
    run: (ctx) => afterRequest(ctx, 66_000),
    control: { describe: "body.dump()", expected: SERVED, run: (ctx) => afterRequest(ctx, 66_000, (body) => body.dump()) },
  }),
  leaseProbe({
    id: "undici/request/lease/unread-small",
    fact: "undici: a body of fewer than 65,536 bytes is not read, with one connection",
    versions: UNDICI,
    needs: [],
    expected: SERVED,
    run: (ctx) => afterRequest(ctx, 65_000),
    control: { describe: "of more", expected: WAITS, run: (ctx) => afterRequest(ctx, 66_000) },
  }),
];

/**
 * @param {string} id
 * @param {string[]} versions
 * @param {(ctx: ProbeContext, args: unknown[]) => Promise<string>} look releases with these arguments
 */
const releaseError = (id, versions, look) =>
  leaseProbe({
    id,
    fact: "release(error) drops the connection",
    versions,
    needs: ["postgres"],
    expected: "another connection",
    run: (ctx) => look(ctx, [true]),
    control: { describe: "release()", expected: "the same connection", run: (ctx) => look(ctx, []) },
  });

/** @param {ProbeContext} ctx @param {unknown[]} args */
async function pidAfterRelease(ctx, args) {
  const pool = await openPg(ctx);
  const pid = async (/** @type {unknown[]} */ releasing) => {
    const client = await pool.connect();
    const { rows } = await client.query("select pg_backend_pid() as pid");
    client.release(...releasing);
    return rows[0].pid;
  };
  return (await pid(args)) === (await pid([])) ? "the same connection" : "another connection";
}

const poison = [
  ...Object.entries({ "pg/Pool": ["pg-8.0", "pg-8"], "pg-pool/Pool": ["pg-pool-2", "pg-pool-3"] }).map(([client, versions]) =>
    leaseProbe({
      id: `${client}/lease/query_timeout-released`,
      fact: `${client}: a query_timeout expires on a dead connection, release() without the error`,
      versions,
      needs: ["postgres"],
      expected: "the next caller fails: Query read timeout",
      run: (ctx) => afterDeadQuery(ctx, (lease) => lease.release()),
      control: { describe: "release(error)", expected: SERVED, run: (ctx) => afterDeadQuery(ctx, (lease, error) => lease.release(error)) },
    }),
  ),
  leaseProbe({
    id: "mysql2/createPool/lease/timeout-released",
    fact: "mysql2 pool: the timeout of a query expires on a dead connection, release()",
    versions: ["mysql2-2", "mysql2-3"],
    needs: ["mariadb"],
    expected: WAITS,
    run: (ctx) => afterDeadMysqlQuery(ctx, (connection) => connection.release()),
    control: { describe: "destroy()", expected: SERVED, run: (ctx) => afterDeadMysqlQuery(ctx, (connection) => connection.destroy()) },
  }),
  leaseProbe({
    id: "mysql2/createPool/lease/lost-slot",
    fact: "mysql2: the timeout of a pool.query expires on a dead connection",
    versions: ["mysql2-2", "mysql2-3"],
    needs: ["mariadb"],
    expected: WAITS,
    async run(ctx) {
      const proxy = await startFreezing(ctx, "mariadb");
      const { pool } = await openMysql(ctx, proxy.port);
      await called((done) => pool.query("select 1", done));
      proxy.freeze();
      await called((done) => pool.query({ sql: "select 1", timeout: TIMEOUT_MS }, done)).catch(() => {});
      return nextCaller(() => called((done) => pool.query("select 1", done)));
    },
    control: {
      describe: "getConnection, and destroy() on the error",
      expected: SERVED,
      run: (ctx) => afterDeadMysqlQuery(ctx, (connection) => connection.destroy()),
    },
  }),
];

/** @param {ProbeContext} ctx @param {(client: any, error: unknown) => void} release */
async function afterDeadQuery(ctx, release) {
  const proxy = await startFreezing(ctx, "postgres");
  const pool = await openPg(ctx, { query_timeout: TIMEOUT_MS }, proxy.port);
  const client = await pool.connect();
  client.on("error", () => {});
  await client.query("select 1");
  proxy.freeze();
  await client.query("select 1").then(
    () => client.release(),
    (/** @type {unknown} */ error) => release(client, error),
  );
  return nextCaller(async () => {
    const next = await pool.connect();
    next.on("error", () => {});
    await next.query("select 1");
  });
}

/** @param {ProbeContext} ctx @param {(connection: any) => void} release */
async function afterDeadMysqlQuery(ctx, release) {
  const proxy = await startFreezing(ctx, "mariadb");
  const { take } = await openMysql(ctx, proxy.port);
  const connection = await take();
  await called((done) => connection.query("select 1", done));
  proxy.freeze();
  await called((done) => connection.query({ sql: "select 1", timeout: TIMEOUT_MS }, done)).catch(() => {});
  release(connection);
  return nextCaller(async () => {
    const next = await take();
    await called((done) => next.query("select 1", done));
  });
}

const twice = [
  ...Object.entries({ "pg/Pool": ["pg-7", "pg-8.0", "pg-8"], "pg-pool/Pool": ["pg-pool-2", "pg-pool-3"] }).map(([client, versions]) =>
    leaseProbe({
      id: `${client}/lease/released-twice`,
      fact: `${client}: release() twice`,
      versions,
      needs: ["postgres"],
      expected: "throws: Release called on client which has already been released to the pool.",
      run: async (ctx) => {
        const client = await (await openPg(ctx)).connect();
        client.release();
        return tryTo(() => client.release());
      },
      control: { describe: "once", expected: "nothing", run: async (ctx) => tryTo(await firstRelease(ctx)) },
    }),
  ),
  ...["mysql", "mysql2"].map((name) =>
    leaseProbe({
      id: `${name}/createPool/lease/released-twice`,
      fact: `${name}: release() twice, then two callers`,
      // mysql2 3 has mended it.
      versions: name === "mysql" ? ["mysql-2"] : ["mysql2-1", "mysql2-2"],
      needs: ["mariadb"],
      expected: name === "mysql" ? "throws: Connection already released" : "two callers share one connection",
      run: (ctx) => shareAfter(ctx, 2),
      control: { describe: "once", expected: "two callers, two connections", run: (ctx) => shareAfter(ctx, 1) },
    }),
  ),
];

/** @param {ProbeContext} ctx */
async function firstRelease(ctx) {
  const client = await (await openPg(ctx)).connect();
  return () => client.release();
}

/** @param {() => void} act */
function tryTo(act) {
  try {
    act();
    return "nothing";
  } catch (error) {
    return `throws: ${readMessage(error)}`;
  }
}

/** @param {ProbeContext} ctx @param {number} times */
async function shareAfter(ctx, times) {
  const { take } = await openMysql(ctx, ctx.ports.mariadb, 2);
  const connection = await take();
  for (let count = 0; count < times; count += 1) {
    const outcome = tryTo(() => connection.release());
    if (outcome !== "nothing") return outcome;
  }
  const [first, second] = await Promise.all([take(), take()]);
  return first === second || first.threadId === second.threadId ? "two callers share one connection" : "two callers, two connections";
}

export const probes = [
  ...leaks,
  ...bodies,
  releaseError("pg/Pool/lease/release-error", ["pg-7", "pg-8.0", "pg-8"], pidAfterRelease),
  releaseError("pg-pool/Pool/lease/release-error", ["pg-pool-2", "pg-pool-3"], pidAfterRelease),
  ...poison,
  ...twice,
];
