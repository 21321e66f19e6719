import { PG_LOOKS_SAFE, pgTimeouts } from "./pg-options.js";
import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=7 <9";
const ran = run("pg@8.23.1 against PostgreSQL 15.18");
const source = code("pg-pool@3.14.0 index.js:91");
const pgUrl = { options: ["connectionString"] } as const;
const clientUrl = { args: [0], options: ["connectionString"] } as const;

/** Options that came with a 7.x: before it there is nothing to write. */
const since = { queryTimeout: ">=7.7.1 <9", clientConnectTimeout: ">=7.11 <9" } as const;
const ofPool = pgTimeouts({ versions, source: ran, onExpiry: "destroys", probes: "pg/Pool" });
const ofClient = pgTimeouts({ versions, source: ran, onExpiry: "rejects", probes: "pg/Client" });

/** A pool of up to `max` connections, each exclusive to one caller. */
const pool = {
  name: "Pool",
  holds: "pool",
  makers: [
    { path: "Pool", by: "new", options: [0], url: pgUrl },
    { path: "native.Pool", by: "new", options: [0], url: pgUrl },
  ],
  settings: {
    limit: [
      {
        options: ["max", "poolSize"],
        absent: [{ versions, source, value: 10, probe: "pg/Pool/limit/absent" }],
        values: [
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "pg/Pool/limit/Infinity" },
          { versions, source: ran, value: "<huge>", means: "off", probe: "pg/Pool/limit/huge" },
          { versions, source, value: 0, means: "default", probe: "pg/Pool/limit/0" },
          { versions, source, value: null, means: "default", probe: "pg/Pool/limit/null" },
          { versions, source, value: "<undefined>", means: "default", probe: "pg/Pool/limit/undefined" },
          { versions, source, value: "<NaN>", means: "default", probe: "pg/Pool/limit/NaN" },
          { versions, source: ran, value: -1, means: "never", probe: "pg/Pool/limit/-1" },
        ],
        ignored: [
          { versions, source: ran, option: "?max", probe: "pg/Pool/limit/url?max=20" },
          { versions, source: ran, option: "?pool_max", probe: "pg/Pool/limit/url?pool_max=20" },
          { versions, source: ran, option: "connectionLimit", probe: "pg/Pool/limit/connectionLimit" },
          { versions, source: ran, option: "maxConnections", probe: "pg/Pool/limit/maxConnections" },
          { versions, source: ran, option: "pool.max", probe: "pg/Pool/limit/pool.max" },
        ],
        write: 10,
      },
    ],
    acquireTimeout: ofPool.acquireTimeout,
    connectTimeout: ofPool.connectTimeout,
    commandTimeout: ofPool.commandTimeout.map((setting) => ({ ...setting, versions: since.queryTimeout })),
  },
  errorEvent: [{ versions, source: ran, crashes: true, on: "", probe: "pg/Pool/errorEvent/unlistened" }],
  leases: [
    {
      take: "connect",
      by: "either",
      callbackArg: 1,
      callbackRelease: 2,
      release: ["release"],
      releaseTakesError: true,
      shortcuts: ["query"],
      twice: { versions, source: code("pg-pool@3.14.0 index.js:374, pg-pool@2.0.10 index.js:251"), does: "throws", probe: "pg/Pool/lease/released-twice" },
      keepsDead: {
        versions,
        source: run("pg@8.23.1 behind a black hole: finally { client.release() } puts the dead client back"),
        poolOptions: ["query_timeout"],
        queryOptions: ["query_timeout"],
        probe: "pg/Pool/lease/query_timeout-released",
      },
      errorEvent: { versions, source: ran, probe: "pg/Pool/errorEvent/checked-out" },
      fact: { versions, source: code("pg-pool@3.14.0 index.js:384-428"), probe: "pg/Pool/lease/leaked" },
    },
  ],
  reconnect: [{ versions, source: ran, by: "onDemand", givesUp: 1, probe: "pg/Pool/reconnect/absent" }],
  liveness: [
    { versions: ">=7 <7.7.1", source: run("pg@7.6.1 behind a silent proxy: it has no query_timeout yet"), by: "code", looksSafe: PG_LOOKS_SAFE, probe: "pg/Pool-7.6/liveness/all" },
    {
      versions: since.queryTimeout,
      source: run("pg@8.23.1 behind a black hole: pool.query, and connect with release(error)"),
      by: "option",
      options: ["query_timeout"],
      looksSafe: PG_LOOKS_SAFE,
      probe: "pg/Pool/liveness/query_timeout",
    },
  ],
  close: ["end"],
} as const satisfies Client;

/** One connection for one use: it never dials again, and connecting twice throws. */
const client = {
  name: "Client",
  holds: "connection",
  makers: [
    { path: "Client", by: "new", options: [0], url: clientUrl, urlBecomes: "connectionString" },
    { path: "native.Client", by: "new", options: [0], url: clientUrl, urlBecomes: "connectionString" },
  ],
  settings: {
    connectTimeout: ofClient.connectTimeout.map((setting) => ({ ...setting, versions: since.clientConnectTimeout })),
    commandTimeout: ofClient.commandTimeout.map((setting) => ({ ...setting, versions: since.queryTimeout })),
  },
  errorEvent: [{ versions, source: ran, crashes: true, on: "", probe: "pg/Client/errorEvent/unlistened" }],
  reconnect: [{ versions, source: ran, by: "no", givesUp: 1, probe: "pg/Client/reconnect/absent" }],
  liveness: [
    {
      versions,
      source: run("pg@8.23.1 Client behind a black hole: query_timeout rejects and keeps the connection"),
      by: "code",
      looksSafe: ["query_timeout", ...PG_LOOKS_SAFE],
      probe: "pg/Client/liveness/all",
    },
  ],
  close: ["end"],
} as const satisfies Client;

export const pg = { packages: ["pg"], clients: [pool, client] } as const satisfies Family;
