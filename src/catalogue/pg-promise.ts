import { PG_LOOKS_SAFE, pgTimeouts } from "./pg-options.js";
import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=10 <13";
const ran = run("pg-promise@10.15.4, 11.15.0 and 12.7.1 against PostgreSQL 15.18");
const behindBlackHole = run("pg-promise@12.7.1 behind a black hole: three calls, three timeouts, one connection");

/** `pgPromise(options)` makes the library, the call of that makes a database with a pool of pg. */
const database = {
  name: "pgp",
  holds: "pool",
  types: ["IDatabase"],
  makers: [
    { path: "()", by: "call", options: [0], url: { args: [0], options: ["connectionString"] }, urlBecomes: "connectionString" },
  ],
  settings: {
    limit: [
      {
        options: ["max", "poolSize"],
        absent: [{ versions, source: ran, value: 10, probe: "pg-promise/pgp/limit/absent" }],
        values: [
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "pg-promise/pgp/limit/Infinity" },
          { versions, source: ran, value: "<huge>", means: "off", probe: "pg-promise/pgp/limit/huge" },
          { versions, source: ran, value: 0, means: "default", probe: "pg-promise/pgp/limit/0" },
          { versions, source: ran, value: null, means: "default", probe: "pg-promise/pgp/limit/null" },
          { versions, source: ran, value: -1, means: "never", probe: "pg-promise/pgp/limit/-1" },
        ],
        ignored: [{ versions, source: ran, option: "?max", probe: "pg-promise/pgp/limit/url?max=20" }],
        write: 10,
      },
    ],
    ...pgTimeouts({ versions, source: behindBlackHole, onExpiry: "rejects", probes: "pg-promise/pgp" }),
  },
  errorEvent: [{ versions, source: run("pg-promise@12.7.1: idle and in-transaction kill"), crashes: false, on: "", probe: "pg-promise/pgp/errorEvent/unlistened" }],
  leases: [
    {
      take: "connect",
      by: "promise",
      release: ["done"],
      fact: { versions, source: code("pg-promise@12.7.1 lib/connect.js:19-72"), probe: "pg-promise/pgp/lease/leaked" },
    },
  ],
  reconnect: [{ versions, source: ran, by: "onDemand", givesUp: 1, probe: "pg-promise/pgp/reconnect/absent" }],
  liveness: [{ versions, source: behindBlackHole, by: "code", looksSafe: ["query_timeout", ...PG_LOOKS_SAFE], probe: "pg-promise/pgp/liveness/all" }],
  close: ["$pool.end", "$destroy"],
} as const satisfies Client;

export const pgPromise = { packages: ["pg-promise"], clients: [database] } as const satisfies Family;
