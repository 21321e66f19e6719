import type { Client, Condition, Family, LivenessFact, Maker, Setting } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=4 <7";
const six = ">=6 <7";
const older = ">=4 <6";
const ran = run("sequelize@5.22.5 and 6.37.8 against PostgreSQL 15.18 and MariaDB 10.11");
const manager = code("sequelize@6.37.8 lib/dialects/abstract/connection-manager.js:17-28, sequelize@5.22.5 the same file :34-38");
const behindBlackHole = run("sequelize@6.37.8 behind a black hole");

const limit = {
  options: ["pool.max"],
  absent: [{ versions, source: manager, value: 5, probe: "sequelize/postgres/limit/absent" }],
  values: [
    { versions: six, source: ran, value: "<Infinity>", means: "off", probe: "sequelize/postgres/limit/Infinity" },
    { versions: older, source: ran, value: "<Infinity>", means: "never", probe: "sequelize/postgres/limit/Infinity" },
    { versions, source: ran, value: "<huge>", means: "off", probe: "sequelize/postgres/limit/huge" },
    { versions, source: ran, value: "<undefined>", means: "default", probe: "sequelize/postgres/limit/undefined" },
    { versions, source: ran, value: 0, means: "throws", probe: "sequelize/postgres/limit/0" },
    { versions, source: ran, value: null, means: "throws", probe: "sequelize/postgres/limit/null" },
    { versions, source: ran, value: -1, means: "throws", probe: "sequelize/postgres/limit/-1" },
  ],
  ignored: [
    { versions, source: ran, option: "?max", probe: "sequelize/postgres/limit/url?max=20" },
    { versions, source: ran, option: "?connectionLimit", probe: "sequelize/mysql/limit/url?connectionLimit=20" },
    { versions, source: ran, option: "max", probe: "sequelize/postgres/limit/top-level-max" },
    { versions, source: ran, option: "poolSize", probe: "sequelize/postgres/limit/top-level-poolSize" },
    { versions, source: ran, option: "pool.maxConnections", probe: "sequelize/postgres/limit/pool.maxConnections" },
    { versions, source: ran, option: "dialectOptions.max", probe: "sequelize/postgres/limit/dialectOptions.max" },
    {
      versions,
      source: ran,
      option: "dialectOptions.connectionLimit",
      probe: "sequelize/mysql/limit/dialectOptions.connectionLimit",
    },
  ],
  write: 5,
} as const satisfies Setting;

const acquireTimeout = {
  options: ["pool.acquire"],
  unit: "ms",
  absent: [
    { versions: ">=5 <7", source: manager, value: 60_000, probe: "sequelize/postgres/acquireTimeout/absent" },
    { versions: ">=4 <5", source: code("sequelize@4.44.4 lib/dialects/abstract/connection-manager.js:11-15"), value: 10_000, probe: "sequelize/postgres-4/acquireTimeout/absent" },
  ],
  values: [{ versions: six, source: manager, value: 0, means: 30_000, probe: "sequelize/postgres/acquireTimeout/0" }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

/** Before 6 the driver is not told. Of 6: the query that asks for the server's version runs outside the pool, so `pool.acquire` does not bound it. */
const pgConnect = {
  options: ["dialectOptions.connectionTimeoutMillis"],
  inUrl: ["connectionTimeoutMillis"],
  versions: six,
  unit: "ms",
  absent: [
    { versions: six, source: run("sequelize@6.37.8 with an unreachable host and pool.acquire 1500"), value: "off", probe: "sequelize/postgres/connectTimeout/absent" },
  ],
  values: [{ versions: six, source: behindBlackHole, value: 0, means: "off", probe: "sequelize/postgres/connectTimeout/0" }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const pgCommand = {
  options: ["dialectOptions.query_timeout", "dialectOptions.statement_timeout", "dialectOptions.options"],
  inUrl: ["query_timeout", "statement_timeout", "options"],
  versions: six,
  unit: "ms",
  absent: [{ versions: six, source: behindBlackHole, value: "off", probe: "sequelize/postgres/commandTimeout/absent" }],
  values: [{ versions: six, source: behindBlackHole, value: 0, means: "off", probe: "sequelize/postgres/commandTimeout/0" }],
  write: 30_000,
  onExpiry: "destroys",
} as const satisfies Setting;

const makers = [
  { path: "Sequelize", by: "new", options: [3, 1, 0], url: { args: [0, 1, 2] } },
  { path: "", by: "new", options: [3, 1, 0], url: { args: [0, 1, 2] } },
] as const satisfies Maker[];

const POSTGRES = ["postgres", "postgresql"] as const;
const MYSQL = ["mysql"] as const;
const MARIADB = ["mariadb"] as const;
const MSSQL = ["mssql"] as const;

const SQLITE = [[{ option: "dialect", is: ["sqlite"] }], [{ url: ["sqlite:"] }]] as const satisfies Condition[][];

const base = {
  name: "Sequelize",
  holds: "pool",
  makers,
  settings: { limit: [limit], acquireTimeout: [acquireTimeout] },
  errorEvent: [{ versions, source: run("sequelize@6.37.8 with pg: idle and in-transaction kill"), crashes: false, on: "", probe: "sequelize/postgres/errorEvent/unlistened" }],
  leases: [
    {
      take: "transaction",
      by: "promise",
      kind: "transaction",
      release: ["commit", "rollback"],
      releaseIsAsync: true,
      borrowedAs: ["transaction"],
      unlessEmbedded: { word: "sqlite", options: ["dialect"] },
      fact: { versions, source: code("sequelize@6.37.8 lib/transaction.js"), probe: "sequelize/postgres/lease/leaked" },
    },
  ],
  close: ["close"],
} as const satisfies Client;

/** 6 knows pg's "Query read timeout" and drops the connection; before, it went back to the pool. */
const pgLiveness = [
  {
    versions: six,
    source: behindBlackHole,
    by: "option",
    options: ["dialectOptions.query_timeout"],
    looksSafe: ["dialectOptions.keepAlive", "dialectOptions.statement_timeout", "pool.acquire", "pool.idle"],
    probe: "sequelize/postgres/liveness/query_timeout",
  },
  {
    versions: older,
    source: code("sequelize@5.22.5 lib/dialects/postgres/query.js"),
    by: "code",
    looksSafe: ["dialectOptions.query_timeout", "dialectOptions.keepAlive", "dialectOptions.statement_timeout", "pool.acquire"],
    probe: "sequelize/postgres/liveness/query_timeout-5",
  },
] as const satisfies LivenessFact[];

/** It dials for a query, once. */
const dials = (dialect: string) => [{ versions, source: ran, by: "onDemand", givesUp: 1, probe: `sequelize/${dialect}/reconnect/absent` }] as const;

const onPostgres = {
  ...base,
  reconnect: dials("postgres"),
  settings: {
    ...base.settings,
    connectTimeout: [pgConnect],
    commandTimeout: [pgCommand],
  },
  liveness: pgLiveness,
} as const satisfies Client;

const driverConnect = {
  options: ["dialectOptions.connectTimeout"],
  inUrl: ["connectTimeout"],
  unit: "ms",
  write: 5000,
  onExpiry: "destroys",
} as const;

const onMysql = {
  ...base,
  reconnect: dials("mysql"),
  settings: { ...base.settings, connectTimeout: [{ ...driverConnect, absent: [{ versions, source: ran, value: 10_000, probe: "sequelize/mysql/connectTimeout/absent" }] }] },
  liveness: [
    {
      versions,
      source: run("sequelize@6.37.8 with mysql2 behind a black hole"),
      by: "code",
      looksSafe: ["dialectOptions.connectTimeout", "pool.acquire", "pool.idle"],
      probe: "sequelize/mysql/liveness/all",
    },
  ],
} as const satisfies Client;

const onMariadb = {
  ...base,
  reconnect: dials("mariadb"),
  settings: {
    ...base.settings,
    connectTimeout: [{ ...driverConnect, absent: [{ versions, source: ran, value: 1000, probe: "sequelize/mariadb/connectTimeout/absent" }] }],
    deadPeer: [
      {
        options: ["dialectOptions.socketTimeout"],
        inUrl: ["socketTimeout"],
        unit: "ms",
        absent: [{ versions, source: run("sequelize@6.37.8 with mariadb behind a black hole"), value: "off", probe: "sequelize/mariadb/commandTimeout/absent" }],
        write: 60_000,
        onExpiry: "destroys",
        disturbsIdle: { versions, source: run("sequelize@6.37.8 with mariadb, idle for longer: it dials again"), probe: "sequelize/mariadb/idle/timeouts" },
      },
    ],
  },
  liveness: [
    {
      versions,
      source: run("sequelize@6.37.8 with mariadb behind a black hole"),
      by: "option",
      options: ["dialectOptions.socketTimeout"],
      looksSafe: ["dialectOptions.connectTimeout", "dialectOptions.queryTimeout", "pool.acquire"],
      probe: "sequelize/mariadb/liveness/socketTimeout",
    },
  ],
} as const satisfies Client;

const onMssql = {
  ...base,
  reconnect: dials("mssql"),
  settings: {
    ...base.settings,
    commandTimeout: [
      {
        options: ["dialectOptions.options.requestTimeout"],
        unit: "ms",
        absent: [{ versions, source: code("tedious@19.2.2 lib/connection.js:1040-1051"), value: 15_000, probe: "sequelize/mssql/commandTimeout/absent" }],
        values: [{ versions, source: code("tedious@19.2.2 lib/connection.js:1287-1331"), value: 0, means: "off", probe: "sequelize/mssql/commandTimeout/0" }],
        write: 15_000,
        onExpiry: "destroys",
      },
    ],
  },
  liveness: [{ versions, source: code("tedious@19.2.2 lib/connection.js:1287-1331,2746"), by: "self", probe: "sequelize/mssql/liveness/requestTimeout" }],
} as const satisfies Client;

/** The dialect stands in the options or at the start of the URL. */
const clients = [
  { ...onPostgres, when: [{ option: "dialect", is: POSTGRES }] },
  { ...onPostgres, when: [{ option: "dialect", present: false }, { url: ["postgres"] }] },
  { ...onMysql, when: [{ option: "dialect", is: MYSQL }] },
  { ...onMysql, when: [{ option: "dialect", present: false }, { url: ["mysql:"] }] },
  { ...onMariadb, when: [{ option: "dialect", is: MARIADB }] },
  { ...onMariadb, when: [{ option: "dialect", present: false }, { url: ["mariadb:"] }] },
  { ...onMssql, when: [{ option: "dialect", is: MSSQL }] },
  { ...base, reconnect: dials("oracle"), when: [{ option: "dialect", isNot: [...POSTGRES, ...MYSQL, ...MARIADB, ...MSSQL] }], unless: [...SQLITE, [{ url: ["postgres", "mysql:", "mariadb:"] }]] },
] as const satisfies Client[];

export const sequelize = { packages: ["sequelize"], clients } as const satisfies Family;

/** Decorated models around the same class; the facts are sequelize's. */
export const sequelizeTypescript = { packages: ["sequelize-typescript"], versionsOf: "sequelize", clients } as const satisfies Family;

const forRoot = [
  { path: "SequelizeModule.forRoot", by: "call", options: [0], url: { options: ["uri"] } },
] as const satisfies Maker[];
const nest = { name: "SequelizeModule", makers: forRoot } as const;

/** Nest's module: the address stands in `uri`. */
export const nestSequelize = {
  packages: ["@nestjs/sequelize"],
  versionsOf: "sequelize",
  clients: clients.map((client) => ({ ...client, ...nest })),
} as const satisfies Family;

const seven = ">=7.0.0-alpha.1 <8";
const ranSeven = run("@sequelize/core@7.0.0-alpha.48 with @sequelize/postgres against PostgreSQL 15.18");
const POSTGRES_DIALECT = ["@sequelize/postgres"] as const;

const coreLimit = {
  options: ["pool.max"],
  absent: [{ versions: seven, source: ranSeven, value: 5, probe: "@sequelize/core/postgres/limit/absent" }],
  values: [
    { versions: seven, source: ranSeven, value: "<Infinity>", means: "off", probe: "@sequelize/core/postgres/limit/Infinity" },
    { versions: seven, source: ranSeven, value: 0, means: "throws", probe: "@sequelize/core/postgres/limit/0" },
  ],
  write: 5,
} as const satisfies Setting;

const core = {
  name: "Sequelize",
  holds: "pool",
  makers: [{ path: "Sequelize", by: "new", options: [0], url: { options: ["url"] } }],
  settings: {
    limit: [coreLimit],
    acquireTimeout: [
      {
        options: ["pool.acquire"],
        unit: "ms",
        absent: [{ versions: seven, source: ranSeven, value: 60_000, probe: "@sequelize/core/postgres/acquireTimeout/absent" }],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
  },
  errorEvent: [{ versions: seven, source: ranSeven, crashes: false, on: "", probe: "@sequelize/core/postgres/errorEvent/unlistened" }],
  reconnect: [{ versions: seven, source: ranSeven, by: "onDemand", givesUp: 1, probe: "@sequelize/core/postgres/reconnect/absent" }],
  close: ["close"],
} as const satisfies Client;

/** 7 takes the dialect as a class of a package of its own, and the driver's options among its own. */
export const sequelizeCore = {
  packages: ["@sequelize/core"],
  clients: [
    {
      ...core,
      when: [{ option: "dialect", from: POSTGRES_DIALECT }],
      settings: {
        ...core.settings,
        commandTimeout: [
          {
            options: ["query_timeout", "statement_timeout"],
            unit: "ms",
            absent: [{ versions: seven, source: ranSeven, value: "off", probe: "@sequelize/core/postgres/commandTimeout/absent" }],
            write: 30_000,
            onExpiry: "destroys",
          },
        ],
      },
      liveness: [
        { versions: seven, source: ranSeven, by: "option", options: ["query_timeout"], looksSafe: ["keepAlive", "statement_timeout"], probe: "@sequelize/core/postgres/liveness/query_timeout" },
      ],
    },
    { ...core, reconnect: [{ versions: seven, source: ranSeven, by: "onDemand", givesUp: 1 }], when: [{ option: "dialect", from: ["@sequelize/mysql", "@sequelize/mariadb", "@sequelize/mssql", "@sequelize/oracle"] }] },
  ],
} as const satisfies Family;
