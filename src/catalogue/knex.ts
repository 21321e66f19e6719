import type { Client, Condition, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=0.95 <4";
const ran = run("knex@0.95.15, 1.0.7, 2.5.1 and 3.3.0 against PostgreSQL 15.18 and MariaDB 10.11");
const pools = code("knex@3.3.0 lib/client.js:229-265, knex@0.95.15 lib/client.js:196-215");

/** The pool is tarn's: it opens `pool.max` connections of the driver, whose own sizes mean nothing here. */
const limit = {
  options: ["pool.max"],
  absent: [{ versions, source: pools, value: 10, probe: "knex/pg/limit/absent" }],
  values: [
    { versions, source: ran, value: "<Infinity>", means: "off", probe: "knex/pg/limit/Infinity" },
    { versions, source: ran, value: "<huge>", means: "off", probe: "knex/pg/limit/huge" },
    { versions, source: ran, value: "<undefined>", means: "default", probe: "knex/pg/limit/undefined" },
    { versions, source: ran, value: 0, means: "never", probe: "knex/pg/limit/0" },
    { versions, source: ran, value: null, means: "throws", probe: "knex/pg/limit/null" },
    { versions, source: ran, value: -1, means: "throws", probe: "knex/pg/limit/-1" },
  ],
  ignored: [
    { versions, source: ran, option: "?max", probe: "knex/pg/limit/url?max=20" },
    { versions, source: ran, option: "?connectionLimit", probe: "knex/mysql2/limit/url?connectionLimit=20" },
    { versions, source: ran, option: "max", probe: "knex/pg/limit/top-level-max" },
    { versions, source: ran, option: "poolSize", probe: "knex/pg/limit/top-level-poolSize" },
    { versions, source: ran, option: "connectionLimit", probe: "knex/pg/limit/top-level-connectionLimit" },
    { versions, source: ran, option: "connection.max", probe: "knex/pg/limit/connection.max" },
    { versions, source: ran, option: "connection.connectionLimit", probe: "knex/mysql2/limit/connection.connectionLimit" },
  ],
  write: 10,
} as const satisfies Setting;

const acquireTimeout = {
  options: ["acquireConnectionTimeout", "pool.acquireTimeoutMillis"],
  unit: "ms",
  absent: [{ versions, source: pools, value: 60_000, probe: "knex/pg/acquireTimeout/absent" }],
  values: [
    { versions: ">=2.5 <4", source: run("knex@3.3.0"), value: 0, means: "throws", probe: "knex/pg/acquireTimeout/0" },
    { versions: ">=0.95 <2", source: code("knex@1.0.7 lib/client.js:201-220"), value: 0, means: "default", probe: "knex/pg/acquireTimeout/0" },
  ],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

/** Whatever the driver does: making a connection is given up after this. */
const connectTimeout = {
  options: ["pool.createTimeoutMillis", "connection.connectionTimeoutMillis", "connection.connectTimeout"],
  unit: "ms",
  absent: [{ versions, source: code("tarn@3.1.2 dist/Pool.js:20-79"), value: 30_000, probe: "knex/pg/connectTimeout/absent" }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const SQLITE = ["sqlite3", "better-sqlite3", "sqlite", "node-sqlite3"] as const;
const POSTGRES = ["pg", "postgres", "postgresql", "cockroachdb", "redshift", "pgnative", "pg-native"] as const;
const MYSQL = ["mysql", "mysql2", "mariadb"] as const;

/** Without `connection` it only writes SQL; a pool given to it was made elsewhere. */
const idle = [
  [{ option: "connection", present: false }],
  [{ option: "connectionPool", present: true }],
  [{ option: "client", is: SQLITE }],
  [{ option: "dialect", is: SQLITE }],
  [{ url: ["sqlite"] }],
] as const satisfies Condition[][];

const base = {
  name: "knex",
  holds: "pool",
  types: ["Knex"],
  makers: [
    { path: "", by: "call", options: [0], url: { args: [0], options: ["connection", "connection.connectionString"], standsFor: "connection" } },
    { path: "knex", by: "call", options: [0], url: { args: [0], options: ["connection", "connection.connectionString"], standsFor: "connection" } },
  ],
  settings: { limit: [limit], acquireTimeout: [acquireTimeout], connectTimeout: [connectTimeout] },
  errorEvent: [{ versions, source: run("knex@3.3.0: idle and in-transaction kill"), crashes: false, on: "", probe: "knex/pg/errorEvent/unlistened" }],
  leases: [
    {
      take: "transaction",
      by: "promise",
      kind: "transaction",
      release: ["commit", "rollback"],
      releaseIsAsync: true,
      borrowedAs: ["transacting"],
      unlessEmbedded: { word: "sqlite", options: ["client", "dialect"] },
      fact: { versions, source: run("knex@3.3.0: a transaction neither committed nor rolled back"), probe: "knex/knex/lease/leaked" },
    },
  ],
  close: ["destroy"],
} as const satisfies Client;

/** It dials for a query, once. */
const dials = (dialect: string) => [{ versions, source: ran, by: "onDemand", givesUp: 1, probe: `knex/${dialect}/reconnect/absent` }] as const;

const onPostgres = {
  ...base,
  reconnect: dials("pg"),
  when: [{ option: "client", is: POSTGRES }],
  unless: idle,
  liveness: [
    {
      versions,
      source: run("knex@3.3.0 with pg behind a black hole: only .timeout(ms) of a query and a racing pool.validate end it"),
      by: "code",
      looksSafe: ["connection.query_timeout", "connection.statement_timeout", "connection.keepAlive", "pool.idleTimeoutMillis"],
      probe: "knex/pg/liveness/all",
    },
  ],
} as const satisfies Client;

const onMysql = {
  ...base,
  reconnect: dials("mysql2"),
  when: [{ option: "client", is: MYSQL }],
  unless: idle,
  liveness: [
    {
      versions,
      source: run("knex@3.3.0 with mysql2 behind a black hole: only .timeout(ms) of a query and a racing pool.validate end it"),
      by: "code",
      looksSafe: ["connection.connectTimeout", "connection.enableKeepAlive", "pool.idleTimeoutMillis"],
      probe: "knex/mysql2/liveness/all",
    },
  ],
} as const satisfies Client;

/** Oracle, SQL Server, a dialect class, or a URL that names the dialect. */
const onOther = {
  ...base,
  reconnect: dials("mssql"),
  when: [{ option: "client", isNot: [...POSTGRES, ...MYSQL] }],
  unless: idle,
} as const satisfies Client;

/** The settings are the same for every dialect: making connections is tarn's business. */
export const knex = { packages: ["knex"], clients: [onPostgres, onMysql, onOther] } as const satisfies Family;
