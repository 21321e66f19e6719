import type { Client, Family } from "./shape.js";

const seen = "2026-11-21";

/**
 * pg, pg-pool and what is built from them alike: a pool of up to `max` connections, each exclusive to one caller. Waiting
 * for a free one and connecting share one timeout, `connectionTimeoutMillis`, which is off.
 */
const pool = {
  name: "Pool",
  holds: "pool",
  makers: [
    { path: "Pool", by: "new", options: [0], url: { options: ["connectionString"] } },
    { path: "native.Pool", by: "new", options: [0], url: { options: ["connectionString"] } },
  ],
  settings: {
    limit: [
      {
        options: ["max", "poolSize"],
        absent: [
          { versions: ">=7 <9", value: 10, source: { kind: "code", where: "pg-pool@3.14.0 index.js:91", seen }, probe: "pg/Pool/limit/absent" },
        ],
        values: [
          { versions: ">=7 <9", value: "<Infinity>", means: "off", source: { kind: "run", where: "pg@8.23.1", seen }, probe: "pg/Pool/limit/Infinity" },
          { versions: ">=7 <9", value: 0, means: "default", source: { kind: "code", where: "pg-pool@3.14.0 index.js:91", seen }, probe: "pg/Pool/limit/0" },
          { versions: ">=7 <9", value: null, means: "default", source: { kind: "code", where: "pg-pool@3.14.0 index.js:91", seen }, probe: "pg/Pool/limit/null" },
        ],
        ignored: [
          { versions: ">=7 <9", option: "?max", source: { kind: "run", where: "pg@8.23.1", seen }, probe: "pg/Pool/limit/url-max" },
        ],
        write: 10,
      },
    ],
    acquireTimeout: [
      {
        options: ["connectionTimeoutMillis"],
        unit: "ms",
        absent: [
          {
            versions: ">=7 <9",
            value: "off",
            source: { kind: "code", where: "pg-pool@3.14.0 index.js:190-238", seen },
            probe: "pg/Pool/acquireTimeout/absent",
          },
        ],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
  },
  close: ["end"],
} as const satisfies Client;

export const pg = {
  packages: ["pg"],
  clients: [pool],
} as const satisfies Family;

export const pgPool = {
  packages: ["pg-pool"],
  clients: [{ ...pool, makers: [{ path: "", by: "new", options: [0], url: { options: ["connectionString"] } }] }],
} as const satisfies Family;
