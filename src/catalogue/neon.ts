import { PG_LOOKS_SAFE, pgTimeouts } from "./pg-options.js";
import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=0.9 <2";
const ran = run("@neondatabase/serverless@1.2.0: options of a pool after construction");
const types = code("@neondatabase/serverless@1.2.0 index.d.ts:1000-1093");

/** pg's pool over a WebSocket. `neon(url)` sends one HTTP request per query and has none. */
const pool = {
  name: "Pool",
  holds: "pool",
  makers: [{ path: "Pool", by: "new", options: [0], url: { options: ["connectionString"] } }],
  settings: {
    limit: [
      {
        options: ["max"],
        absent: [{ versions, source: ran, value: 10, probe: "@neondatabase/serverless/Pool/limit/absent" }],
        values: [
          { versions, source: types, value: "<Infinity>", means: "off", probe: "@neondatabase/serverless/Pool/limit/Infinity" },
          { versions, source: types, value: 0, means: "default", probe: "@neondatabase/serverless/Pool/limit/0" },
        ],
        ignored: [{ versions, source: types, option: "?max", probe: "@neondatabase/serverless/Pool/limit/url?max=20" }],
        write: 10,
      },
    ],
    ...pgTimeouts({ versions, source: types, onExpiry: "destroys", probes: "@neondatabase/serverless/Pool" }),
  },
  errorEvent: [{ versions, source: run("@neondatabase/serverless@1.2.0: no listener attached"), crashes: true, on: "", isUntyped: true, probe: "@neondatabase/serverless/Pool/errorEvent/unlistened" }],
  leases: [
    {
      take: "connect",
      by: "either",
      callbackArg: 1,
      callbackRelease: 2,
      release: ["release"],
      releaseTakesError: true,
      shortcuts: ["query"],
      keepsDead: {
        versions,
        source: types,
        poolOptions: ["query_timeout"],
        queryOptions: ["query_timeout"],
        probe: "@neondatabase/serverless/Pool/lease/query_timeout-released",
      },
      fact: { versions, source: types, probe: "@neondatabase/serverless/Pool/lease/leaked" },
    },
  ],
  reconnect: [{ versions, source: types, by: "onDemand", givesUp: 1, probe: "@neondatabase/serverless/Pool/reconnect/absent" }],
  liveness: [{ versions, source: types, by: "option", options: ["query_timeout"], looksSafe: PG_LOOKS_SAFE, probe: "@neondatabase/serverless/Pool/liveness/query_timeout" }],
  close: ["end"],
} as const satisfies Client;

const { connectTimeout, commandTimeout } = pgTimeouts({ versions, source: types, onExpiry: "rejects", probes: "@neondatabase/serverless/Client" });

const client = {
  name: "Client",
  holds: "connection",
  makers: [
    {
      path: "Client",
      by: "new",
      options: [0],
      url: { args: [0], options: ["connectionString"] },
      urlBecomes: "connectionString",
    },
  ],
  settings: { connectTimeout, commandTimeout },
  errorEvent: [{ versions, source: types, crashes: true, on: "", probe: "@neondatabase/serverless/Client/errorEvent/unlistened" }],
  close: ["end"],
} as const satisfies Client;

export const neon = { packages: ["@neondatabase/serverless"], clients: [pool, client] } as const satisfies Family;

const vercelVersions = "<1";
const vercelCode = code("@vercel/postgres@0.10.0 dist/chunk-7IR77QAQ.js:103-192");

/** Neon's pool with the address from the environment. */
const vercelPool = {
  ...pool,
  name: "createPool",
  makers: [{ path: "createPool", by: "call", options: [0], url: { options: ["connectionString"] } }],
  settings: {
    limit: [
      {
        options: ["max"],
        absent: [{ versions: vercelVersions, source: vercelCode, value: 10, probe: "@vercel/postgres/createPool/limit/absent" }],
        ignored: [{ versions: vercelVersions, source: vercelCode, option: "?max", probe: "@vercel/postgres/createPool/limit/url?max=20" }],
        write: 10,
      },
    ],
    ...pgTimeouts({ versions: vercelVersions, source: vercelCode, onExpiry: "destroys", probes: "@vercel/postgres/createPool" }),
  },
  errorEvent: [{ versions: vercelVersions, source: vercelCode, crashes: true, on: "", probe: "@vercel/postgres/createPool/errorEvent/unlistened" }],
  leases: [
    {
      ...pool.leases[0],
      keepsDead: {
        versions: vercelVersions,
        source: vercelCode,
        poolOptions: ["query_timeout"],
        queryOptions: ["query_timeout"],
        probe: "@vercel/postgres/createPool/lease/query_timeout-released",
      },
      fact: { versions: vercelVersions, source: vercelCode, probe: "@vercel/postgres/createPool/lease/leaked" },
    },
  ],
  reconnect: [{ versions: vercelVersions, source: vercelCode, by: "onDemand", givesUp: 1 }],
  liveness: [{ versions: vercelVersions, source: vercelCode, by: "option", options: ["query_timeout"], looksSafe: PG_LOOKS_SAFE, probe: "@vercel/postgres/createPool/liveness/query_timeout" }],
} as const satisfies Client;

export const vercelPostgres = { packages: ["@vercel/postgres"], clients: [vercelPool] } as const satisfies Family;
