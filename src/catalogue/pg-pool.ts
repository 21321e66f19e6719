import { PG_LOOKS_SAFE, pgTimeouts } from "./pg-options.js";
import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=2 <4";
const ran = run("pg-pool@2.0.10 and 3.14.0 against PostgreSQL 15.18");
const source = code("pg-pool@3.14.0 index.js:66-109, pg-pool@2.0.10 index.js:67-73");

const pool = {
  name: "Pool",
  holds: "pool",
  makers: [{ path: "", by: "new", options: [0], url: { options: ["connectionString"] } }],
  settings: {
    limit: [
      {
        options: ["max", "poolSize"],
        absent: [{ versions, source, value: 10, probe: "pg-pool/Pool/limit/absent" }],
        values: [
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "pg-pool/Pool/limit/Infinity" },
          { versions, source: ran, value: "<huge>", means: "off", probe: "pg-pool/Pool/limit/huge" },
          { versions, source, value: 0, means: "default", probe: "pg-pool/Pool/limit/0" },
          { versions, source, value: null, means: "default", probe: "pg-pool/Pool/limit/null" },
          { versions, source: ran, value: -1, means: "never", probe: "pg-pool/Pool/limit/-1" },
        ],
        ignored: [{ versions, source: ran, option: "?max", probe: "pg-pool/Pool/limit/url?max=20" }],
        write: 10,
      },
    ],
    ...pgTimeouts({ versions, source, onExpiry: "destroys", probes: "pg-pool/Pool" }),
  },
  errorEvent: [{ versions, source, crashes: true, on: "", probe: "pg-pool/Pool/errorEvent/unlistened" }],
  leases: [
    {
      take: "connect",
      by: "either",
      callbackArg: 1,
      callbackRelease: 2,
      release: ["release"],
      releaseTakesError: true,
      shortcuts: ["query"],
      twice: { versions, source: code("pg-pool@3.14.0 index.js:374, pg-pool@2.0.10 index.js:251"), does: "throws", probe: "pg-pool/Pool/lease/released-twice" },
      keepsDead: {
        versions,
        source: run("pg@8.23.1 behind a black hole: finally { client.release() } puts the dead client back"),
        poolOptions: ["query_timeout"],
        queryOptions: ["query_timeout"],
        probe: "pg-pool/Pool/lease/query_timeout-released",
      },
      fact: { versions, source: code("pg-pool@3.14.0 index.js:384-428"), probe: "pg-pool/Pool/lease/leaked" },
    },
  ],
  reconnect: [{ versions, source, by: "onDemand", givesUp: 1, probe: "pg-pool/Pool/reconnect/absent" }],
  liveness: [{ versions, source, by: "option", options: ["query_timeout"], looksSafe: PG_LOOKS_SAFE, probe: "pg-pool/Pool/liveness/query_timeout" }],
  close: ["end"],
} as const satisfies Client;

/** The class that pg exports as `Pool`; it is numbered on its own, so its facts stand under its own versions. */
export const pgPool = { packages: ["pg-pool"], clients: [pool] } as const satisfies Family;
