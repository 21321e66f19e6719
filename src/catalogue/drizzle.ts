import { PG_LOOKS_SAFE, pgTimeouts } from "./pg-options.js";
import type { Client, Condition, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=0.35 <1";
/** A client or a pool that was made elsewhere. */
const given = [[{ option: "client", present: true }], [{ option: "", present: false }]] as const satisfies Condition[][];

const pgRan = run("drizzle-orm@0.45.4 node-postgres against PostgreSQL 15.18");
const pgBlackHole = run("drizzle-orm@0.45.4 node-postgres behind a black hole: outside transactions the connection is dropped");

/** Makes a pool of pg; the plain URL form cannot say how large. */
const nodePostgres = {
  name: "drizzle",
  holds: "pool",
  makers: [
    {
      path: "drizzle",
      by: "call",
      options: [0],
      url: { args: [0], options: ["connection", "connection.connectionString"], standsFor: "" },
      urlBecomes: "connection.connectionString",
      urlTakesRest: true,
      versions,
    },
  ],
  unless: given,
  settings: {
    limit: [
      {
        options: ["connection.max"],
        absent: [{ versions, source: pgRan, value: 10, probe: "drizzle-orm/node-postgres/limit/absent" }],
        values: [
          { versions, source: pgRan, value: "<Infinity>", means: "off", probe: "drizzle-orm/node-postgres/limit/Infinity" },
          { versions, source: pgRan, value: 0, means: "default", probe: "drizzle-orm/node-postgres/limit/0" },
          { versions, source: pgRan, value: null, means: "default", probe: "drizzle-orm/node-postgres/limit/null" },
          { versions, source: pgRan, value: -1, means: "never", probe: "drizzle-orm/node-postgres/limit/-1" },
        ],
        ignored: [
          { versions, source: pgRan, option: "?max", probe: "drizzle-orm/node-postgres/limit/url-form?max=20" },
          { versions, source: pgRan, option: "max", probe: "drizzle-orm/node-postgres/limit/top-level-max" },
        ],
        write: 10,
      },
    ],
    ...pgTimeouts({ versions, source: pgBlackHole, under: "connection.", onExpiry: "destroys", probes: "drizzle-orm/node-postgres" }),
  },
  errorEvent: [{ versions, source: run("drizzle-orm@0.45.4 node-postgres: idle kill, no listener attached"), crashes: true, on: "$client", probe: "drizzle-orm/drizzle/errorEvent/unlistened" }],
  reconnect: [{ versions, source: pgRan, by: "onDemand", givesUp: 1, probe: "drizzle-orm/node-postgres/reconnect/absent" }],
  liveness: [
    {
      versions,
      source: pgBlackHole,
      by: "option",
      options: ["connection.query_timeout"],
      looksSafe: PG_LOOKS_SAFE.map((option) => `connection.${option}`),
      probe: "drizzle-orm/node-postgres/liveness/query_timeout",
    },
  ],
  close: ["$client.end"],
} as const satisfies Client;

const mysqlRan = run("drizzle-orm@0.45.4 mysql2 against MariaDB 10.11");

const mysql2 = {
  name: "drizzle",
  holds: "pool",
  makers: [
    {
      path: "drizzle",
      by: "call",
      options: [0],
      url: { args: [0], options: ["connection", "connection.uri"], standsFor: "" },
      urlBecomes: "connection.uri",
      urlTakesRest: true,
      versions,
    },
  ],
  unless: given,
  settings: {
    limit: [
      {
        options: ["connection.connectionLimit"],
        inUrl: ["connectionLimit"],
        absent: [{ versions, source: mysqlRan, value: 10, probe: "drizzle-orm/mysql2/limit/absent" }],
        values: [
          { versions, source: mysqlRan, value: 0, means: "off", probe: "drizzle-orm/mysql2/limit/0" },
          { versions, source: mysqlRan, value: null, means: "off", probe: "drizzle-orm/mysql2/limit/null" },
          { versions, source: mysqlRan, value: "<Infinity>", means: "off", probe: "drizzle-orm/mysql2/limit/Infinity" },
        ],
        ignored: [
          { versions, source: mysqlRan, option: "connectionLimit", probe: "drizzle-orm/mysql2/limit/top-level-connectionLimit" },
        ],
        write: 10,
      },
    ],
    connectTimeout: [
      {
        options: ["connection.connectTimeout"],
        inUrl: ["connectTimeout"],
        unit: "ms",
        absent: [{ versions, source: code("mysql2@3.24.6 lib/connection_config.js:79-96"), value: 10_000, probe: "drizzle-orm/mysql2/connectTimeout/absent" }],
        values: [{ versions, source: code("mysql2@3.24.6 lib/connection_config.js:79-96"), value: 0, means: "off", probe: "drizzle-orm/mysql2/connectTimeout/0" }],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
  },
  errorEvent: [{ versions, source: run("mysql2@3.24.6: pool connections killed idle and checked out"), crashes: false, on: "", probe: "drizzle-orm/mysql2/errorEvent/unlistened" }],
  reconnect: [{ versions, source: mysqlRan, by: "onDemand", givesUp: 1, probe: "drizzle-orm/mysql2/reconnect/absent" }],
  liveness: [
    {
      versions,
      source: code("drizzle-orm@0.45.4 mysql2/session.js: a query takes no timeout"),
      by: "code",
      looksSafe: ["connection.connectTimeout", "connection.enableKeepAlive", "connection.idleTimeout"],
      probe: "drizzle-orm/mysql2/liveness/all",
    },
  ],
  close: ["$client.end"],
} as const satisfies Client;

const jsRan = run("drizzle-orm@0.45.4 postgres-js against PostgreSQL 15.18");

const postgresJs = {
  name: "drizzle",
  holds: "pool",
  makers: [
    {
      path: "drizzle",
      by: "call",
      options: [0],
      url: { args: [0], options: ["connection", "connection.url"], standsFor: "" },
      urlBecomes: "connection.url",
      urlTakesRest: true,
      versions,
    },
  ],
  unless: given,
  settings: {
    limit: [
      {
        options: ["connection.max"],
        absent: [{ versions, source: code("postgres@3.4.9 src/index.js:447-500, drizzle-orm@0.45.4 postgres-js/driver.js:51-67"), value: 10, probe: "drizzle-orm/postgres-js/limit/absent" }],
        values: [
          { versions, source: code("postgres@3.4.9 src/index.js:55-65"), value: "<string>", means: 1, probe: "drizzle-orm/postgres-js/limit/string-5" },
          { versions, source: code("postgres@3.4.9 src/index.js:55-65"), value: "<undefined>", means: 1, probe: "drizzle-orm/postgres-js/limit/undefined" },
          { versions, source: code("postgres@3.4.9 src/index.js:55-65"), value: null, means: 1, probe: "drizzle-orm/postgres-js/limit/null" },
          { versions, source: code("postgres@3.4.9 src/index.js:55-65"), value: 0, means: "never", probe: "drizzle-orm/postgres-js/limit/0" },
        ],
        ignored: [{ versions, source: code("postgres@3.4.9 src/index.js:447-500"), option: "?max", means: 1, probe: "drizzle-orm/postgres-js/limit/url-form?max=20" }],
        write: 10,
      },
    ],
    connectTimeout: [
      {
        options: ["connection.connect_timeout"],
        inUrl: ["connect_timeout"],
        unit: "s",
        absent: [{ versions, source: run("postgres@3.4.9 against a silent server"), value: 30, probe: "drizzle-orm/postgres-js/connectTimeout/absent" }],
        write: 5,
        onExpiry: "rejects",
      },
    ],
  },
  errorEvent: [{ versions, source: run("postgres@3.4.9: idle kill; it is no event emitter"), crashes: false, on: "", probe: "drizzle-orm/postgres-js/errorEvent/unlistened" }],
  reconnect: [{ versions, source: jsRan, by: "onDemand", givesUp: 1, strategy: "connection.backoff", probe: "drizzle-orm/postgres-js/reconnect/absent" }],
  liveness: [
    {
      versions,
      source: run("postgres@3.4.9 behind a black hole"),
      by: "code",
      looksSafe: ["connection.keep_alive", "connection.max_lifetime", "connection.idle_timeout"],
      probe: "drizzle-orm/postgres-js/liveness/all",
    },
  ],
  close: ["$client.end"],
} as const satisfies Client;

export const drizzleNodePostgres = {
  packages: ["drizzle-orm/node-postgres"],
  clients: [nodePostgres],
  bystanders: [
    { path: "drizzle", by: "call", versions, source: run("drizzle-orm@0.45.4 with a Pool of its caller: idle kill"), probe: "drizzle-orm/drizzle/errorEvent/of-a-pool" },
  ],
} as const satisfies Family;
export const drizzleMysql2 = { packages: ["drizzle-orm/mysql2"], clients: [mysql2] } as const satisfies Family;
export const drizzlePostgresJs = { packages: ["drizzle-orm/postgres-js"], clients: [postgresJs] } as const satisfies Family;
