import { PG_LOOKS_SAFE } from "./pg-options.js";
import type { Client, Family, Lease, Maker, Setting } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=0.2 <2";
/** `poolSize` of the SQL drivers: absent in 0.3.6, there in 0.3.10; the releases between were not looked at. */
const withPoolSize = ">=0.3.10 <2";
const before = ">=0.2 <0.3.7";
const ran = run("typeorm@0.2.45, 0.3.6, 0.3.10, 0.3.31 and 1.1.1 against PostgreSQL 15.18 and MariaDB 10.11");
const behindBlackHole = run("typeorm@1.1.1 behind a black hole: three timeouts, one connection");

const pgLimit = {
  options: ["poolSize", "extra.max", "extra.poolSize"],
  versions: withPoolSize,
  absent: [{ versions: withPoolSize, source: ran, value: 10, probe: "typeorm/postgres/limit/absent" }],
  values: [
    { versions: withPoolSize, source: ran, value: "<Infinity>", means: "off", probe: "typeorm/postgres/limit/poolSize-Infinity" },
    { versions: withPoolSize, source: ran, value: "<huge>", means: "off", probe: "typeorm/postgres/limit/huge" },
    { versions: withPoolSize, source: ran, value: 0, means: "default", probe: "typeorm/postgres/limit/poolSize-0" },
    { versions: withPoolSize, source: ran, value: null, means: "default", probe: "typeorm/postgres/limit/null" },
    { versions: withPoolSize, source: ran, value: -1, means: "never", probe: "typeorm/postgres/limit/-1" },
  ],
  ignored: [
    { versions, source: ran, option: "?max", probe: "typeorm/postgres/limit/url?max=20" },
    { versions, source: ran, option: "max", probe: "typeorm/postgres/limit/top-level-max" },
    { versions, source: ran, option: "pool.max", probe: "typeorm/postgres/limit/top-level-pool.max" },
    { versions, source: ran, option: "connectionLimit", probe: "typeorm/postgres/limit/top-level-connectionLimit" },
    { versions, source: ran, option: "extra.connectionLimit", probe: "typeorm/postgres/limit/extra.connectionLimit" },
  ],
  write: 10,
} as const satisfies Setting;

const pgLimitBefore = {
  ...pgLimit,
  options: ["extra.max", "extra.poolSize"],
  versions: before,
  absent: [{ versions: before, source: ran, value: 10, probe: "typeorm/postgres/limit/absent" }],
  values: [
    { versions: before, source: ran, value: "<Infinity>", means: "off", probe: "typeorm/postgres/limit/Infinity" },
    { versions: before, source: ran, value: "<huge>", means: "off", probe: "typeorm/postgres/limit/huge" },
    { versions: before, source: ran, value: 0, means: "default", probe: "typeorm/postgres/limit/0" },
    { versions: before, source: ran, value: null, means: "default", probe: "typeorm/postgres/limit/null" },
  ],
  ignored: [...pgLimit.ignored, { versions: before, source: ran, option: "poolSize", probe: "typeorm/postgres/limit/poolSize" }],
} as const satisfies Setting;

const mysqlLimit = {
  options: ["poolSize", "extra.connectionLimit"],
  versions: withPoolSize,
  absent: [{ versions: withPoolSize, source: ran, value: 10, probe: "typeorm/mysql/limit/absent" }],
  values: [
    { versions: withPoolSize, source: ran, value: 0, means: "off", probe: "typeorm/mysql/limit/poolSize-0" },
    { versions: withPoolSize, source: ran, value: null, means: "off", probe: "typeorm/mysql/limit/null" },
    { versions: withPoolSize, source: ran, value: "<Infinity>", means: "off", probe: "typeorm/mysql/limit/Infinity" },
  ],
  ignored: [
    { versions, source: ran, option: "?connectionLimit", probe: "typeorm/mysql/limit/url?connectionLimit=20" },
    { versions, source: ran, option: "connectionLimit", probe: "typeorm/mysql/limit/top-level-connectionLimit" },
    { versions, source: ran, option: "extra.max", probe: "typeorm/mysql/limit/extra.max" },
  ],
  write: 10,
} as const satisfies Setting;

const mysqlLimitBefore = {
  ...mysqlLimit,
  options: ["extra.connectionLimit"],
  versions: before,
  absent: [{ versions: before, source: ran, value: 10, probe: "typeorm/mysql/limit/absent" }],
  values: [
    { versions: before, source: ran, value: 0, means: "off", probe: "typeorm/mysql/limit/0" },
    { versions: before, source: ran, value: null, means: "off", probe: "typeorm/mysql/limit/null" },
    { versions: before, source: ran, value: "<Infinity>", means: "off", probe: "typeorm/mysql/limit/Infinity" },
  ],
  ignored: [...mysqlLimit.ignored, { versions: before, source: ran, option: "poolSize", probe: "typeorm/mysql/limit/poolSize" }],
} as const satisfies Setting;

/** Handed to pg as `connectionTimeoutMillis`: making a connection and waiting for one. */
const pgConnection = {
  options: ["connectTimeoutMS", "extra.connectionTimeoutMillis"],
  unit: "ms",
  absent: [{ versions, source: run("typeorm@1.1.1 with an unreachable host"), value: "off", probe: "typeorm/postgres/acquireTimeout/absent" }],
  values: [
    { versions, source: code("typeorm@1.1.1 driver/postgres/PostgresDriver.js:1378"), value: 0, means: "off", probe: "typeorm/postgres/acquireTimeout/0" },
  ],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const url = { options: ["url"] } as const;
const makers = [
  { path: "DataSource", by: "new", options: [0], url, versions: ">=0.3 <2" },
  { path: "Connection", by: "new", options: [0], url, versions: "<1" },
  { path: "createConnection", by: "call", options: [1, 0], url, versions: "<1" },
  { path: "getConnectionManager().create", by: "call", options: [0], url, versions: "<1" },
] as const satisfies Maker[];

const lease = {
  take: "createQueryRunner",
  by: "return",
  release: ["release"],
  releaseIsAsync: true,
  // The connection is taken by the first query.
  isLazy: true,
  takenBy: ["connect"],
  unlessEmbedded: { word: "sqlite", options: ["type"] },
  fact: { versions, source: run("typeorm@1.1.1: query runners not released"), probe: "typeorm/postgres/lease/leaked" },
} as const satisfies Lease;

const survives = run("typeorm@1.1.1 with pg: idle and in-transaction kill");

const oneAttempt = { versions, source: run("typeorm@1.1.1: initialize() makes one attempt"), by: "onDemand", givesUp: 1 } as const;

const base = {
  name: "DataSource",
  holds: "pool",
  makers,
  errorEvent: [{ versions, source: survives, crashes: false, on: "", probe: "typeorm/postgres/errorEvent/unlistened" }],
  leases: [lease],
  close: ["destroy", "close"],
} as const;

/** Without options (`createConnection()` reads a file) no `type` is known, and it is none of these. */
const onPostgres = {
  ...base,
  when: [{ option: "type", is: ["postgres", "cockroachdb"] }],
  settings: {
    limit: [pgLimit, pgLimitBefore],
    acquireTimeout: [pgConnection],
    connectTimeout: [pgConnection],
    commandTimeout: [
      {
        options: ["extra.query_timeout", "extra.statement_timeout", "extra.options"],
        inUrl: ["query_timeout", "statement_timeout", "options"],
        unit: "ms",
        absent: [{ versions, source: behindBlackHole, value: "off", probe: "typeorm/postgres/commandTimeout/absent" }],
        write: 30_000,
        onExpiry: "rejects",
      },
    ],
  },
  liveness: [
    {
      versions,
      source: behindBlackHole,
      by: "code",
      looksSafe: ["connectTimeoutMS", "maxQueryExecutionTime", "extra.query_timeout", ...PG_LOOKS_SAFE.map((option) => `extra.${option}`)],
      probe: "typeorm/postgres/liveness/all",
    },
  ],
} as const satisfies Client;

const onMysql = {
  ...base,
  when: [{ option: "type", is: ["mysql", "mariadb"] }],
  settings: {
    limit: [mysqlLimit, mysqlLimitBefore],
    connectTimeout: [
      {
        options: ["connectTimeout"],
        unit: "ms",
        absent: [{ versions, source: run("typeorm@1.1.1 with mysql2"), value: 10_000, probe: "typeorm/mysql/connectTimeout/absent" }],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
  },
  liveness: [
    {
      versions,
      source: run("typeorm@1.1.1 with mysql2 behind a black hole: the query after the timeout hangs"),
      by: "code",
      looksSafe: ["connectTimeout", "acquireTimeout", "maxQueryExecutionTime", "enableQueryTimeout", "extra.connectTimeout"],
      probe: "typeorm/mysql/liveness/all",
    },
  ],
} as const satisfies Client;

const onMssql = {
  ...base,
  when: [{ option: "type", is: ["mssql"] }],
  settings: {
    limit: [
      {
        options: ["pool.max"],
        absent: [{ versions, source: code("typeorm@1.1.1 driver/sqlserver/SqlServerDriver.js:971-1023"), value: 10, probe: "typeorm/mssql/limit/absent" }],
        values: [{ versions, source: code("tarn@3.1.2 dist/Pool.js:20-79"), value: "<Infinity>", means: "off", probe: "typeorm/mssql/limit/Infinity" }],
        write: 10,
      },
    ],
    connectTimeout: [
      {
        options: ["connectionTimeout", "options.connectTimeout"],
        unit: "ms",
        absent: [{ versions, source: code("tedious@19.2.2 lib/connection.js:1040-1051"), value: 15_000, probe: "typeorm/mssql/connectTimeout/absent" }],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
    commandTimeout: [
      {
        options: ["requestTimeout", "options.requestTimeout"],
        unit: "ms",
        absent: [{ versions, source: code("tedious@19.2.2 lib/connection.js:1040-1051"), value: 15_000 }],
        values: [{ versions, source: code("tedious@19.2.2 lib/connection.js:1287-1331"), value: 0, means: "off" }],
        write: 15_000,
        onExpiry: "destroys",
      },
    ],
  },
  liveness: [{ versions, source: code("tedious@19.2.2 lib/connection.js:1287-1331,2746"), by: "self" }],
} as const satisfies Client;

const onOracle = {
  ...base,
  when: [{ option: "type", is: ["oracle"] }],
  settings: {
    limit: [
      {
        versions: withPoolSize,
        options: ["poolSize", "extra.poolMax"],
        absent: [
          {
            versions: withPoolSize,
            source: code("typeorm@1.1.1 driver/oracle/OracleDriver.js:914"),
            value: 4,
            probe: "typeorm/oracle/limit/absent",
          },
        ],
        write: 4,
      },
      {
        versions: before,
        options: ["extra.poolMax"],
        absent: [
          { versions: before, source: code("oracledb@6.10.0 lib/settings.js:52-60"), value: 4, probe: "typeorm/oracle/limit/absent" },
        ],
        write: 4,
      },
    ],
  },
} as const satisfies Client;

/** There is no server for SQL Server and Oracle in the lab. */
const clients = [
  { ...onPostgres, reconnect: [{ ...oneAttempt, probe: "typeorm/postgres/reconnect/absent" }] },
  { ...onMysql, reconnect: [{ ...oneAttempt, probe: "typeorm/mysql/reconnect/absent" }] },
  { ...onMssql, reconnect: [oneAttempt] },
  { ...onOracle, reconnect: [oneAttempt] },
] as const satisfies Client[];

export const typeorm = { packages: ["typeorm"], clients } as const satisfies Family;

const forRoot = [{ path: "TypeOrmModule.forRoot", by: "call", options: [0], url }] as const satisfies Maker[];
const nest = { name: "TypeOrmModule", makers: forRoot } as const;

/** Makes the data source of the options it is given; without options it reads a file. */
export const nestTypeorm = {
  packages: ["@nestjs/typeorm"],
  versionsOf: "typeorm",
  clients: clients.map((client) => ({ ...client, ...nest })),
} as const satisfies Family;
