import type { Client, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=6 <27";
const ran = run("oracledb@6.10.0 and 26.0.0 thin, their pool's own attributes");
const settingsCode = code("oracledb@26.0.0 and 6.10.0 lib/settings.js:52-60");

/**
 * With neither this nor `transportConnectTimeout` written, the TCP handshake ends after 20 s. A server that accepts and
 * stays silent is waited for without an end.
 */
const connectTimeout = {
  options: ["connectTimeout", "transportConnectTimeout"],
  unit: "s",
  absent: [
    {
      versions,
      source: code("oracledb@6.10.0 and 26.0.0 lib/thin/sqlnet/sessionAtts.js:190-191, constants.js:191"),
      value: 20,
      probe: "oracledb/getConnection/connectTimeout/absent",
    },
  ],
  write: 5,
  onExpiry: "destroys",
} as const satisfies Setting;

const pool = {
  name: "createPool",
  holds: "pool",
  makers: [{ path: "createPool", by: "call", options: [0] }],
  types: ["Pool"],
  settings: {
    limit: [
      {
        options: ["poolMax"],
        absent: [{ versions, source: settingsCode, value: 4, probe: "oracledb/createPool/limit/absent" }],
        values: [
          { versions, source: code("oracledb@26.0.0 lib/oracledb.js:430-434"), value: 0, means: "throws", probe: "oracledb/createPool/limit/0" },
          { versions, source: ran, value: "<Infinity>", means: "throws", probe: "oracledb/createPool/limit/Infinity" },
          { versions, source: ran, value: null, means: "throws", probe: "oracledb/createPool/limit/null" },
          { versions, source: ran, value: -1, means: "throws", probe: "oracledb/createPool/limit/-1" },
          { versions, source: code("oracledb@26.0.0 lib/oracledb.js:430-434"), value: "<huge>", means: "off", probe: "oracledb/createPool/limit/huge" },
        ],
        ignored: [
          { versions, source: ran, option: "max", probe: "oracledb/createPool/limit/max" },
          { versions, source: ran, option: "pool.max", probe: "oracledb/createPool/limit/pool.max" },
          { versions, source: ran, option: "connectionLimit", probe: "oracledb/createPool/limit/connectionLimit" },
        ],
        write: 4,
      },
    ],
    acquireTimeout: [
      {
        options: ["queueTimeout"],
        unit: "ms",
        absent: [{ versions, source: settingsCode, value: 60_000, probe: "oracledb/createPool/acquireTimeout/absent" }],
        values: [{ versions, source: settingsCode, value: 0, means: "off", probe: "oracledb/createPool/acquireTimeout/0" }],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
    connectTimeout: [connectTimeout],
  },
  leases: [
    {
      take: "getConnection",
      by: "either",
      callbackArg: 1,
      release: ["close", "release"],
      releaseIsAsync: true,
      fact: { versions, source: code("oracledb@26.0.0 lib/thin/pool.js:543-558") },
    },
  ],
  reconnect: [{ versions, source: settingsCode, by: "onDemand", givesUp: 1, probe: "oracledb/createPool/reconnect/absent" }],
  liveness: [
    {
      versions,
      source: code("oracledb@26.0.0 lib/thin/protocol/protocol.js:236-300"),
      by: "code",
      looksSafe: ["expireTime", "poolPingInterval", "queueTimeout", "connectTimeout"],
    },
  ],
  close: ["close"],
} as const satisfies Client;

/** With an account it makes a connection of its own; without one, or with an alias, it takes one from a pool. */
const connection = {
  name: "getConnection",
  holds: "connection",
  makers: [{ path: "getConnection", by: "call", options: [0] }],
  unless: [[{ option: "", present: false }], [{ option: "poolAlias", present: true }]],
  settings: { connectTimeout: [connectTimeout] },
  reconnect: [{ versions, source: settingsCode, by: "no", givesUp: 1, probe: "oracledb/getConnection/reconnect/absent" }],
  close: ["close", "release"],
} as const satisfies Client;

export const oracledb = { packages: ["oracledb"], clients: [pool, connection] } as const satisfies Family;
