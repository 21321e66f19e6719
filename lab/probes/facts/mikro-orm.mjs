/** MikroORM: over knex and tarn up to 6, over kysely and the drivers' own pools since 7. */
import { startCounter } from "../measure/limit.mjs";
import { limitProbes } from "../measure/limit-probes.mjs";
import { giveOwnPeers } from "../measure/peer-majors.mjs";
import { startTdsStandIn } from "../standins/tds.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

// npm installs the core once, for 7.
giveOwnPeers("@mikro-orm/core", (major) => (["5", "6"].includes(major) ? `mikro-orm-core-${major}` : undefined));

/**
 * @param {object} driver
 * @param {string} driver.client
 * @param {string[]} driver.versions
 * @param {import("../probe.js").ServiceName[]} driver.needs
 * @param {string} driver.how
 * @param {(ctx: ProbeContext) => Promise<{ port: number, flows: import("../../net/flows.mjs").FlowCounter }>} driver.start
 * @param {object} driver.account
 * @param {Pick<import("../measure/limit-probes.mjs").LimitClient, "expected" | "spellings">} facts
 */
const driverProbes = ({ start, account, ...driver }, facts) =>
  limitProbes({
    ...driver,
    option: "pool.max",
    write: (value) => ({ pool: { max: value } }),
    async prepare(ctx, options) {
      const { EntitySchema, MikroORM } = await loadOrm(ctx);
      const { port, flows } = await start(ctx);
      const shop = new EntitySchema({ name: "Shop", properties: { id: { type: "number", primary: true } } });
      return {
        flows,
        async open() {
          const orm = await MikroORM.init({ ...account, host: "127.0.0.1", port, entities: [shop], ...options });
          if (!(await orm.isConnected())) await orm.connect(); // 7 leaves it to the first statements
          return { take: () => orm.em.fork().begin(), close: () => orm.close(true) };
        },
      };
    },
    ...facts,
  });

/** The drivers of 5 do not hand on what stands in the core. @param {ProbeContext} ctx */
async function loadOrm({ alias, load }) {
  return { ...(alias.endsWith("-5") ? await load("mikro-orm-core-5") : {}), ...(await load(alias)) };
}

const postgresql = driverProbes(
  {
    client: "@mikro-orm/postgresql/MikroORM",
    versions: ["mikro-orm-postgresql-5", "mikro-orm-postgresql-6", "@mikro-orm/postgresql"],
    needs: ["postgres"],
    how: "real PostgreSQL behind a counting proxy, 150 transactions at once",
    start: (ctx) => startCounter(ctx, "postgres"),
    account: { user: "probe", dbName: "postgres" },
  },
  { expected: { absent: 10, Infinity: "unbounded" }, spellings: {} },
);

const NOTHING_BEFORE_7 = {
  byVersion: {
    "mikro-orm-mysql-5": "rejects: Unable to acquire a connection",
    "mikro-orm-mysql-6": "throws: Unable to acquire a connection",
  },
  otherwise: "unbounded",
};

const mysql = driverProbes(
  {
    client: "@mikro-orm/mysql/MikroORM",
    versions: ["mikro-orm-mysql-5", "mikro-orm-mysql-6", "@mikro-orm/mysql"],
    needs: ["mariadb"],
    how: "real MariaDB behind a counting proxy, 150 transactions at once",
    start: (ctx) => startCounter(ctx, "mariadb"),
    account: { user: "probe", password: "probe", dbName: "probe" },
  },
  { expected: { absent: 10, 0: NOTHING_BEFORE_7, Infinity: "unbounded" }, spellings: {} },
);

const mssql = driverProbes(
  {
    client: "@mikro-orm/mssql/MikroORM",
    versions: ["mikro-orm-mssql-6", "@mikro-orm/mssql"],
    needs: [],
    how: "stand-in TDS 7.4 server that begins no transaction, 150 transactions at once",
    async start(ctx) {
      const server = await startTdsStandIn();
      ctx.defer(server.close);
      return server;
    },
    account: {
      user: "sa",
      password: "probe",
      dbName: "shop",
      driverOptions: { options: { encrypt: false }, connection: { options: { encrypt: false } } },
    },
  },
  { expected: { absent: 10, Infinity: "unbounded" }, spellings: {} },
);

export const probes = [...postgresql, ...mysql, ...mssql];
