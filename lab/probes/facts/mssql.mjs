/** mssql, alone and under TypeORM and Prisma. */
import { limitProbes } from "../measure/limit-probes.mjs";
import { startTdsStandIn } from "../standins/tds.mjs";

const REFUSED = "throws: Tarn: opt.max must be an integer > 0";

const HOW = "stand-in TDS 7.4 server that begins no transaction, 150 transactions at once";
const PLAIN = { encrypt: false, trustServerCertificate: true };

/** @param {import("../probe.js").ProbeContext} ctx */
async function startTds(ctx) {
  const server = await startTdsStandIn();
  ctx.defer(server.close);
  return server;
}

const connectionPool = limitProbes({
  client: "mssql/ConnectionPool",
  option: "pool.max",
  versions: ["mssql-6", "mssql-9", "mssql-12"],
  how: HOW,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, { asString = false, ...options }, query) {
    const sql = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startTds(ctx);
    const account = { server: "127.0.0.1", port, user: "sa", password: "probe", database: "shop" };
    const config = asString
      ? `Server=127.0.0.1,${port};Database=shop;User Id=sa;Password=probe;Encrypt=no;TrustServerCertificate=yes${query}`
      : { ...account, options: PLAIN, ...options };
    return {
      flows,
      async open() {
        const pool = new sql.ConnectionPool(config);
        pool.on("error", () => {});
        await pool.connect();
        return { take: () => new sql.Transaction(pool).begin(), close: () => pool.close() };
      },
    };
  },
  expected: {
    absent: 10,
    undefined: REFUSED,
    null: REFUSED,
    0: REFUSED,
    "-1": REFUSED,
    Infinity: "unbounded",
    huge: "unbounded",
    "string-5": REFUSED,
  },
  spellings: {
    "string-form": { options: { asString: true }, expected: 10 },
    "string-form;Max Pool Size=20": {
      options: { asString: true },
      query: ";Max Pool Size=20",
      expected: { byVersion: { "mssql-6": 10 }, otherwise: 20 },
    },
    "top-level-max": { options: { max: 4 }, expected: 10 },
    "top-level-connectionLimit": { options: { connectionLimit: 4 }, expected: 10 },
    "options.max": {
      options: { options: { ...PLAIN, max: 4 } },
      expected: 10,
    },
  },
});

const typeorm = limitProbes({
  client: "typeorm/mssql",
  option: "pool.max",
  versions: ["typeorm-0.2", "typeorm-0.3", "typeorm-1"],
  how: HOW,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, options) {
    const loaded = await ctx.loadDefault(ctx.alias);
    const driver = await ctx.loadDefault(ctx.alias === "typeorm-0.2" ? "mssql-6" : "mssql-12");
    const { port, flows } = await startTds(ctx);
    const account = { type: "mssql", driver, host: "127.0.0.1", port, username: "sa", password: "probe", database: "shop" };
    return {
      flows,
      open() {
        const source = new (loaded.DataSource ?? loaded.Connection)({ ...account, options: PLAIN, ...options });
        // The stand-in tells no version, which is asked for once the pool is there.
        void (source.initialize ?? source.connect).call(source).catch(() => {});
        return { take: async () => new driver.Transaction(await poolOf(source)).begin(), close: () => source.driver.master?.close() };
      },
    };
  },
  expected: { absent: 10, Infinity: "unbounded" },
});

/** @param {any} source @returns {Promise<any>} the pool that it makes while it connects */
async function poolOf(source) {
  while (source.driver.master?.connected !== true) await new Promise((resolve) => setTimeout(resolve, 20));
  return source.driver.master;
}

const prisma = limitProbes({
  client: "@prisma/adapter-mssql/PrismaMssql",
  option: "pool.max",
  versions: ["prisma-adapter-mssql-7"],
  how: HOW,
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, { asUrl = false, ...options }, query) {
    const { PrismaMssql } = await ctx.load(ctx.alias);
    const { port, flows } = await startTds(ctx);
    const account = { server: "127.0.0.1", port, user: "sa", password: "probe", database: "shop", options: PLAIN, ...options };
    const url = `sqlserver://127.0.0.1:${port};database=shop;user=sa;password=probe;encrypt=false${query}`;
    return {
      flows,
      async open() {
        const adapter = await new PrismaMssql(asUrl ? url : account).connect();
        return { take: () => adapter.startTransaction(), close: () => adapter.dispose() };
      },
    };
  },
  expected: { absent: 10 },
  spellings: {
    "url-form": { options: { asUrl: true }, expected: 10 },
    "url-form;connectionLimit=20": { options: { asUrl: true }, query: ";connectionLimit=20", expected: 20 },
  },
});

export const probes = [...connectionPool, ...typeorm, ...prisma];
