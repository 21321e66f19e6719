import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const pgVersions = ">=5 <7";
const pgRan = run("@databases/pg@6.1.0 against PostgreSQL 15.18");
const pgCode = code("@databases/pg@6.1.0 lib/index.js:35,77-137");

const pg = {
  name: "createConnectionPool",
  holds: "pool",
  makers: [
    { path: "", by: "call", options: [0], url: { args: [0], options: ["connectionString"] }, urlBecomes: "connectionString" },
  ],
  settings: {
    limit: [
      {
        options: ["poolSize"],
        absent: [{ versions: pgVersions, source: pgCode, value: 10, probe: "@databases/pg/createConnectionPool/limit/absent" }],
        values: [{ versions: pgVersions, source: pgCode, value: "<Infinity>", means: "off", probe: "@databases/pg/createConnectionPool/limit/Infinity" }],
        ignored: [{ versions: pgVersions, source: pgCode, option: "?poolSize", probe: "@databases/pg/createConnectionPool/limit/url?poolSize=20" }],
        write: 10,
      },
    ],
    acquireTimeout: [
      {
        options: ["queueTimeoutMilliseconds"],
        unit: "ms",
        absent: [{ versions: pgVersions, source: pgCode, value: 60_000, probe: "@databases/pg/createConnectionPool/acquireTimeout/absent" }],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
    connectTimeout: [
      {
        options: ["connectionTimeoutMilliseconds"],
        unit: "ms",
        absent: [{ versions: pgVersions, source: pgCode, value: 10_000, probe: "@databases/pg/createConnectionPool/connectTimeout/absent" }],
        write: 10_000,
        onExpiry: "destroys",
      },
    ],
    commandTimeout: [
      {
        options: ["queryTimeoutMilliseconds", "statementTimeoutMilliseconds"],
        unit: "ms",
        absent: [{ versions: pgVersions, source: pgCode, value: "off", probe: "@databases/pg/createConnectionPool/commandTimeout/absent" }],
        values: [{ versions: pgVersions, source: pgCode, value: 0, means: "off", probe: "@databases/pg/createConnectionPool/commandTimeout/0" }],
        write: 30_000,
        onExpiry: "destroys",
      },
    ],
  },
  errorEvent: [{ versions: pgVersions, source: run("@databases/pg@6.1.0: idle and in-transaction kill"), crashes: false, on: "", probe: "@databases/pg/createConnectionPool/errorEvent/unlistened" }],
  // A command that finds no server dials for two seconds, as fast as it can.
  reconnect: [{ versions: pgVersions, source: pgRan, by: "onDemand", givesUp: "afterTime", probe: "@databases/pg/createConnectionPool/reconnect/absent" }],
  liveness: [
    {
      versions: pgVersions,
      source: run("@databases/pg@6.1.0 behind a black hole"),
      by: "option",
      options: ["queryTimeoutMilliseconds"],
      looksSafe: ["keepAlive", "statementTimeoutMilliseconds", "connectionTimeoutMilliseconds", "idleTimeoutMilliseconds"],
      probe: "@databases/pg/createConnectionPool/liveness/queryTimeoutMilliseconds",
    },
  ],
  close: ["dispose"],
} as const satisfies Client;

const mysqlVersions = ">=5 <8";
const mysqlCode = code("@databases/mysql@7.1.0 lib/index.js:22,52-55");

const mysql = {
  name: "createConnectionPool",
  holds: "pool",
  makers: [
    { path: "", by: "call", options: [0], url: { args: [0], options: ["connectionString"] }, urlBecomes: "connectionString" },
  ],
  settings: {
    limit: [
      {
        options: ["poolSize"],
        absent: [{ versions: mysqlVersions, source: mysqlCode, value: 10, probe: "@databases/mysql/createConnectionPool/limit/absent" }],
        values: [
          {
            versions: mysqlVersions,
            source: mysqlCode,
            value: "<Infinity>",
            means: "off",
            probe: "@databases/mysql/createConnectionPool/limit/Infinity",
          },
        ],
        write: 10,
      },
    ],
    acquireTimeout: [
      {
        options: ["queueTimeoutMilliseconds"],
        unit: "ms",
        absent: [{ versions: mysqlVersions, source: mysqlCode, value: 60_000, probe: "@databases/mysql/createConnectionPool/acquireTimeout/absent" }],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
  },
  liveness: [{ versions: mysqlVersions, source: mysqlCode, by: "code", probe: "@databases/mysql/createConnectionPool/liveness/all" }],
  close: ["dispose"],
} as const satisfies Client;

export const databasesPg = { packages: ["@databases/pg"], clients: [pg] } as const satisfies Family;
export const databasesMysql = { packages: ["@databases/mysql"], clients: [mysql] } as const satisfies Family;
