/** mssql. */
import { limitProbes } from "../measure/limit-probes.mjs";
import { startTdsStandIn } from "../standins/tds.mjs";

const REFUSED = "throws: Tarn: opt.max must be an integer > 0";

export const probes = limitProbes({
  client: "mssql/ConnectionPool",
  option: "pool.max",
  versions: ["mssql-6", "mssql-9", "mssql-12"],
  how: "stand-in TDS 7.4 server that begins no transaction, 150 transactions at once",
  write: (value) => ({ pool: { max: value } }),
  async prepare(ctx, { asString = false, ...options }, query) {
    const sql = await ctx.loadDefault(ctx.alias);
    const server = await startTdsStandIn();
    ctx.defer(server.close);
    const { port, flows } = server;
    const account = { server: "127.0.0.1", port, user: "sa", password: "probe", database: "shop" };
    const config = asString
      ? `Server=127.0.0.1,${port};Database=shop;User Id=sa;Password=probe;Encrypt=no;TrustServerCertificate=yes${query}`
      : { ...account, options: { encrypt: false, trustServerCertificate: true }, ...options };
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
      options: { options: { encrypt: false, trustServerCertificate: true, max: 4 } },
      expected: 10,
    },
  },
});
