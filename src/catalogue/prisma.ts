import { PG_LOOKS_SAFE, pgTimeouts } from "./pg-options.js";
import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const pgVersions = ">=6 <8";
const pgRan = run("@prisma/adapter-pg@6.19.3 and 7.10.1 against PostgreSQL 15.18");
const pgBlackHole = run("@prisma/adapter-pg@7.10.1 behind a black hole");

/** Makes a pool of pg; the parameters that Prisma read from the URL up to 6 mean nothing to it. */
const prismaPg = {
  name: "PrismaPg",
  holds: "pool",
  makers: [
    {
      path: "PrismaPg",
      by: "new",
      options: [0],
      url: { args: [0], options: ["connectionString"] },
      urlBecomes: "connectionString",
    },
  ],
  settings: {
    limit: [
      {
        options: ["max"],
        absent: [{ versions: pgVersions, source: pgRan, value: 10, probe: "@prisma/adapter-pg/PrismaPg/limit/absent" }],
        values: [
          { versions: pgVersions, source: pgRan, value: "<Infinity>", means: "off", probe: "@prisma/adapter-pg/PrismaPg/limit/Infinity" },
          { versions: pgVersions, source: pgRan, value: 0, means: "default", probe: "@prisma/adapter-pg/PrismaPg/limit/0" },
          { versions: pgVersions, source: pgRan, value: null, means: "default", probe: "@prisma/adapter-pg/PrismaPg/limit/null" },
          { versions: pgVersions, source: pgRan, value: -1, means: "never", probe: "@prisma/adapter-pg/PrismaPg/limit/-1" },
        ],
        ignored: [
          {
            versions: pgVersions,
            source: pgRan,
            option: "?connection_limit",
            probe: "@prisma/adapter-pg/PrismaPg/limit/url?connection_limit=20",
          },
          { versions: pgVersions, source: pgRan, option: "?max", probe: "@prisma/adapter-pg/PrismaPg/limit/url?max=20" },
          { versions: pgVersions, source: pgRan, option: "connectionLimit", probe: "@prisma/adapter-pg/PrismaPg/limit/connectionLimit" },
          { versions: pgVersions, source: pgRan, option: "connection_limit", probe: "@prisma/adapter-pg/PrismaPg/limit/connection_limit" },
        ],
        write: 10,
      },
    ],
    ...pgTimeouts({ versions: pgVersions, source: pgBlackHole, onExpiry: "destroys", probes: "@prisma/adapter-pg/PrismaPg" }),
  },
  errorEvent: [{ versions: pgVersions, source: code("@prisma/adapter-pg@7.10.1 dist/index.mjs:757-807"), crashes: false, on: "", probe: "@prisma/adapter-pg/PrismaPg/errorEvent/unlistened" }],
  reconnect: [{ versions: pgVersions, source: pgRan, by: "onDemand", givesUp: 1, probe: "@prisma/adapter-pg/PrismaPg/reconnect/absent" }],
  liveness: [{ versions: pgVersions, source: pgBlackHole, by: "option", options: ["query_timeout"], looksSafe: PG_LOOKS_SAFE, probe: "@prisma/adapter-pg/PrismaPg/liveness/query_timeout" }],
} as const satisfies Client;

const mariaVersions = ">=7 <8";
const mariaRan = run("@prisma/adapter-mariadb@7.10.0 against MariaDB 10.11");
const factory = code("@prisma/adapter-mariadb@7.10.0 dist/index.mjs (normalizeConfig)");

const prismaMariaDb = {
  name: "PrismaMariaDb",
  holds: "pool",
  makers: [{ path: "PrismaMariaDb", by: "new", options: [0], url: { args: [0] } }],
  settings: {
    limit: [
      {
        options: ["connectionLimit"],
        inUrl: ["connectionLimit"],
        absent: [{ versions: mariaVersions, source: mariaRan, value: 10, probe: "@prisma/adapter-mariadb/PrismaMariaDb/limit/absent" }],
        values: [
          {
            versions: mariaVersions,
            source: mariaRan,
            value: "<Infinity>",
            means: "off",
            probe: "@prisma/adapter-mariadb/PrismaMariaDb/limit/Infinity",
          },
          { versions: mariaVersions, source: mariaRan, value: 0, means: "never", probe: "@prisma/adapter-mariadb/PrismaMariaDb/limit/0" },
        ],
        ignored: [
          {
            versions: mariaVersions,
            source: mariaRan,
            option: "?connection_limit",
            probe: "@prisma/adapter-mariadb/PrismaMariaDb/limit/url-form?connection_limit=20",
          },
          { versions: mariaVersions, source: mariaRan, option: "max", probe: "@prisma/adapter-mariadb/PrismaMariaDb/limit/max" },
        ],
        write: 10,
      },
    ],
    acquireTimeout: [
      {
        options: ["acquireTimeout"],
        inUrl: ["acquireTimeout"],
        unit: "ms",
        absent: [{ versions: mariaVersions, source: factory, value: 10_000, probe: "@prisma/adapter-mariadb/PrismaMariaDb/acquireTimeout/absent" }],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
    connectTimeout: [
      {
        options: ["connectTimeout"],
        inUrl: ["connectTimeout"],
        unit: "ms",
        absent: [{ versions: mariaVersions, source: factory, value: 1000 }],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
    deadPeer: [
      {
        options: ["socketTimeout"],
        inUrl: ["socketTimeout"],
        unit: "ms",
        absent: [{ versions: mariaVersions, source: factory, value: "off", probe: "@prisma/adapter-mariadb/PrismaMariaDb/commandTimeout/absent" }],
        write: 60_000,
        onExpiry: "destroys",
        disturbsIdle: { versions: mariaVersions, source: run("@prisma/adapter-mariadb@7.10.0, idle for longer: it dials again"), probe: "@prisma/adapter-mariadb/PrismaMariaDb/idle/timeouts" },
      },
    ],
  },
  reconnect: [{ versions: mariaVersions, source: factory, by: "loop", givesUp: "never", probe: "@prisma/adapter-mariadb/PrismaMariaDb/reconnect/absent" }],
  liveness: [
    {
      versions: mariaVersions,
      source: factory,
      by: "option",
      options: ["socketTimeout"],
      looksSafe: ["connectTimeout", "acquireTimeout", "idleTimeout", "queryTimeout"],
      probe: "@prisma/adapter-mariadb/PrismaMariaDb/liveness/socketTimeout",
    },
  ],
} as const satisfies Client;

const mssqlVersions = ">=7 <8";
const mssqlCode = code("@prisma/adapter-mssql@7.x dist/index.mjs:143-183");

const prismaMssql = {
  name: "PrismaMssql",
  holds: "pool",
  makers: [{ path: "PrismaMssql", by: "new", options: [0], url: { args: [0] } }],
  settings: {
    limit: [
      {
        options: ["pool.max"],
        inUrl: ["connectionLimit"],
        absent: [{ versions: mssqlVersions, source: mssqlCode, value: 10, probe: "@prisma/adapter-mssql/PrismaMssql/limit/absent" }],
        write: 10,
      },
    ],
  },
  liveness: [{ versions: mssqlVersions, source: code("tedious@19.2.2 lib/connection.js:1287-1331,2746"), by: "self", probe: "@prisma/adapter-mssql/PrismaMssql/liveness/requestTimeout" }],
} as const satisfies Client;

const neonVersions = ">=7 <8";
const neonCode = code("@prisma/adapter-neon@7.x dist/index.mjs:59-66");

const prismaNeon = {
  name: "PrismaNeon",
  holds: "pool",
  makers: [{ path: "PrismaNeon", by: "new", options: [0], url: { options: ["connectionString"] } }],
  settings: {
    limit: [
      {
        options: ["max"],
        absent: [{ versions: neonVersions, source: neonCode, value: 10, probe: "@prisma/adapter-neon/PrismaNeon/limit/absent" }],
        write: 10,
      },
    ],
    ...pgTimeouts({ versions: neonVersions, source: neonCode, onExpiry: "destroys", probes: "@prisma/adapter-neon/PrismaNeon" }),
  },
} as const satisfies Client;

const engine = "<7";
const urls = code("prisma-engines quaint/src/connector/postgres/url.rs, quaint/src/pooled.rs");
const own = [{ option: "adapter", present: false }] as const;

/** Up to 6 its engine has a pool as large as the machine: cores * 2 + 1. With an adapter the adapter's pool counts. */
const prismaClient = {
  name: "PrismaClient",
  holds: "pool",
  makers: [
    {
      path: "PrismaClient",
      by: "new",
      options: [0],
      url: { options: ["datasourceUrl", "datasources.db.url", "datasources.postgres.url"] },
    },
  ],
  settings: {
    limit: [
      {
        when: own,
        // Only the URL holds it; where that stands in the schema nothing is known of it.
        options: ["datasourceUrl.connection_limit"],
        inUrl: ["connection_limit", "connectionLimit"],
        absent: [{ versions: engine, source: urls, value: "varies" }],
      },
    ],
  },
  close: ["$disconnect"],
} as const satisfies Client;

export const prisma = { packages: ["@prisma/client"], clients: [prismaClient] } as const satisfies Family;
export const prismaAdapterPg = { packages: ["@prisma/adapter-pg"], clients: [prismaPg] } as const satisfies Family;
export const prismaAdapterMariaDb = { packages: ["@prisma/adapter-mariadb"], clients: [prismaMariaDb] } as const satisfies Family;
export const prismaAdapterMssql = { packages: ["@prisma/adapter-mssql"], clients: [prismaMssql] } as const satisfies Family;
export const prismaAdapterNeon = { packages: ["@prisma/adapter-neon"], clients: [prismaNeon] } as const satisfies Family;
