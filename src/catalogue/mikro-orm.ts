import type { Client, Condition, Family, Maker, Setting } from "./shape.js";
import { code, run } from "./source.js";

const seven = ">=7 <8";
const tarn = ">=5 <7";
const versions = ">=5 <8";
const ran = run("@mikro-orm/postgresql@7.2.1 and @mikro-orm/mysql@7.2.1");
const knexCode = code("@mikro-orm/knex@6.6.16 AbstractSqlConnection.js:175, @mikro-orm/core@5.9.8 utils/Configuration.js:239");
const behindBlackHole = run("@mikro-orm/postgresql@7.2.1 behind a black hole: the connection goes back to the pool");

const makers = [
  { path: "MikroORM.init", by: "call", options: [0], url: { options: ["clientUrl"] } },
  { path: "MikroORM", by: "new", options: [0], url: { options: ["clientUrl"] } },
] as const satisfies Maker[];

/** Without options it reads its configuration file. */
const elsewhere = [[{ option: "", present: false }]] as const satisfies Condition[][];

const written = code("tarn@3.1.2 dist/Pool.js:20-79, pg-pool@3.14.0 index.js:91");

const limit = {
  options: ["pool.max"],
  absent: [
    { versions: seven, source: ran, value: 10, probe: "@mikro-orm/postgresql/MikroORM/limit/absent" },
    { versions: tarn, source: knexCode, value: 10, probe: "@mikro-orm/postgresql/MikroORM/limit/absent" },
  ],
  values: [{ versions, source: written, value: "<Infinity>", means: "off", probe: "@mikro-orm/postgresql/MikroORM/limit/Infinity" }],
  write: 10,
} as const satisfies Setting;

const mysqlLimit = {
  ...limit,
  options: ["pool.max", "driverOptions.connectionLimit"],
  absent: [
    { versions: seven, source: ran, value: 10, probe: "@mikro-orm/mysql/MikroORM/limit/absent" },
    { versions: tarn, source: knexCode, value: 10, probe: "@mikro-orm/mysql/MikroORM/limit/absent" },
  ],
  values: [
    { versions, source: written, value: "<Infinity>", means: "off", probe: "@mikro-orm/mysql/MikroORM/limit/Infinity" },
    { versions: seven, source: code("@mikro-orm/mysql@7.2.1 MySqlConnection.js"), value: 0, means: "off", probe: "@mikro-orm/mysql/MikroORM/limit/0" },
  ],
} as const satisfies Setting;

/** There is none for 5. */
const mssqlLimit = {
  ...limit,
  absent: [
    { versions: seven, source: run("@mikro-orm/mssql@7.2.1"), value: 10, probe: "@mikro-orm/mssql/MikroORM/limit/absent" },
    { versions: ">=6 <7", source: knexCode, value: 10, probe: "@mikro-orm/mssql/MikroORM/limit/absent" },
  ],
  values: [{ versions: ">=6 <8", source: written, value: "<Infinity>", means: "off", probe: "@mikro-orm/mssql/MikroORM/limit/Infinity" }],
} as const satisfies Setting;

const acquireBefore = {
  versions: tarn,
  options: ["pool.acquireTimeoutMillis"],
  unit: "ms",
  absent: [{ versions: tarn, source: knexCode, value: 60_000 }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const pgConnection = {
  versions: seven,
  options: ["driverOptions.connectionTimeoutMillis"],
  unit: "ms",
  absent: [{ versions: seven, source: run("@mikro-orm/postgresql@7.2.1 with an unreachable host"), value: "off", probe: "@mikro-orm/postgresql/MikroORM/acquireTimeout/absent" }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const base = {
  name: "MikroORM",
  holds: "pool",
  makers,
  unless: elsewhere,
  close: ["close"],
} as const;

const postgresql = {
  ...base,
  settings: {
    limit: [{ ...limit, options: ["pool.max", "driverOptions.max"] }],
    acquireTimeout: [pgConnection, acquireBefore],
    connectTimeout: [pgConnection],
    commandTimeout: [
      {
        versions: seven,
        options: ["driverOptions.query_timeout", "driverOptions.statement_timeout", "driverOptions.options"],
        unit: "ms",
        absent: [{ versions: seven, source: behindBlackHole, value: "off", probe: "@mikro-orm/postgresql/MikroORM/commandTimeout/absent" }],
        write: 30_000,
        onExpiry: "rejects",
      },
    ],
  },
  errorEvent: [{ versions: seven, source: code("@mikro-orm/postgresql@7.2.5 PostgreSqlConnection.js (handlePoolErrors)"), crashes: false, on: "", probe: "@mikro-orm/postgresql/MikroORM/errorEvent/unlistened" }],
  reconnect: [{ versions: seven, source: ran, by: "onDemand", givesUp: 1, probe: "@mikro-orm/postgresql/MikroORM/reconnect/absent" }],
  liveness: [
    {
      versions: seven,
      source: behindBlackHole,
      by: "code",
      looksSafe: ["driverOptions.query_timeout", "driverOptions.keepAlive", "driverOptions.statement_timeout", "pool.idleTimeoutMillis"],
      probe: "@mikro-orm/postgresql/MikroORM/liveness/all",
    },
  ],
} as const satisfies Client;

/** 7 hands `pool.max` to mysql2 as `connectionLimit`, where 0 is no limit. */
const mysql = {
  ...base,
  settings: {
    limit: [mysqlLimit],
    acquireTimeout: [acquireBefore],
  },
  liveness: [
    {
      versions: seven,
      source: code("@mikro-orm/mysql@7.2.1 MySqlConnection.js: a query takes no timeout"),
      by: "code",
      looksSafe: ["driverOptions.connectTimeout", "driverOptions.enableKeepAlive"],
      probe: "@mikro-orm/mysql/MikroORM/liveness/all",
    },
  ],
} as const satisfies Client;

const mssql = { ...base, settings: { limit: [mssqlLimit] } } as const satisfies Client;

export const mikroOrmPostgresql = { packages: ["@mikro-orm/postgresql"], clients: [postgresql] } as const satisfies Family;
export const mikroOrmMysql = { packages: ["@mikro-orm/mysql", "@mikro-orm/mariadb"], clients: [mysql] } as const satisfies Family;
export const mikroOrmMssql = { packages: ["@mikro-orm/mssql"], clients: [mssql] } as const satisfies Family;

/** The driver is an option here: its `type` up to 5, its class since. */
export const mikroOrmCore = {
  packages: ["@mikro-orm/core"],
  clients: [
    { ...postgresql, when: [{ option: "type", is: ["postgresql"] }] },
    { ...postgresql, when: [{ option: "driver", from: ["@mikro-orm/postgresql"] }] },
    { ...mysql, when: [{ option: "type", is: ["mysql", "mariadb"] }] },
    { ...mysql, when: [{ option: "driver", from: ["@mikro-orm/mysql", "@mikro-orm/mariadb"] }] },
  ],
} as const satisfies Family;
