import type { Client, Family, Setting, ValueFact } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=2 <4";
const two = ">=2 <3";
const three = ">=3 <4";
const ran = run("mariadb@2.5.6, 3.0.2 and 3.5.4 against MariaDB 10.11");
const ranThree = run("mariadb@3.5.4 behind a black hole");
const config = code("mariadb@3.5.4 lib/config/pool-options.js:27-51, mariadb@2.5.6 lib/config/pool-options.js:25-42");

const connectTimeout = {
  options: ["connectTimeout"],
  inUrl: ["connectTimeout"],
  unit: "ms",
  absent: [{ versions, source: code("mariadb@3.5.4 lib/config/connection-options.js:133"), value: 1000, probe: "mariadb/createConnection/connectTimeout/absent" }],
  write: 5000,
  onExpiry: "destroys",
} as const satisfies Setting;

/** Kept by the server: a statement on a dead connection waits on. Versions before 2.3.1 do not know it. */
const queryTimeout = {
  versions: ">=2.3.1 <4",
  options: ["queryTimeout", "socketTimeout"],
  inUrl: ["queryTimeout", "socketTimeout"],
  unit: "ms",
  absent: [{ versions, source: code("mariadb@3.5.4 lib/cmd/query.js:252-261"), value: "off", probe: "mariadb/createConnection/commandTimeout/absent" }],
  values: [{ versions, source: code("mariadb@3.5.4 lib/cmd/query.js:252-261"), value: 0, means: "off", probe: "mariadb/createConnection/commandTimeout/0" }],
  write: 30_000,
  onExpiry: "rejects",
} as const satisfies Setting;

/** Silence of the socket, of an idle connection too: it has to exceed the slowest statement. */
const deadPeer = {
  options: ["socketTimeout"],
  inUrl: ["socketTimeout"],
  unit: "ms",
  absent: [{ versions, source: ranThree, value: "off", probe: "mariadb/createConnection/commandTimeout/absent" }],
  values: [{ versions, source: code("mariadb@3.5.4 lib/config/connection-options.js:159-167"), value: 0, means: "off", probe: "mariadb/createConnection/commandTimeout/0" }],
  write: 60_000,
  onExpiry: "destroys",
  disturbsIdle: { versions, source: run("mariadb@2.5.6 and 3.5.4, idle for longer: a pool dials again, a connection is gone"), probe: "mariadb/createPool/idle/socketTimeout" },
} as const satisfies Setting;

const looksSafe = [
  "keepAliveDelay",
  "connectTimeout",
  "acquireTimeout",
  "idleTimeout",
  "queryTimeout",
  "leakDetectionTimeout",
] as const;

/** `minimumIdle` is the limit by default: the pool opens connections up to it by itself, and goes on refilling. */
const pool = {
  name: "createPool",
  holds: "pool",
  makers: [{ path: "createPool", by: "call", options: [0], url: { args: [0] } }],
  types: ["Pool"],
  settings: {
    limit: [
      {
        options: ["connectionLimit"],
        inUrl: ["connectionLimit"],
        absent: [{ versions, source: config, value: 10, probe: "mariadb/createPool/limit/absent" }],
        values: [
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "mariadb/createPool/limit/Infinity" },
          { versions, source: ran, value: "<huge>", means: "off", probe: "mariadb/createPool/limit/huge" },
          { versions: two, source: ran, value: 0, means: 1, probe: "mariadb/createPool/limit/0" },
          { versions: three, source: ran, value: 0, means: "never", probe: "mariadb/createPool/limit/0" },
          { versions: two, source: ran, value: null, means: 1, probe: "mariadb/createPool/limit/null" },
          { versions: three, source: ran, value: null, means: "never", probe: "mariadb/createPool/limit/null" },
          { versions: two, source: ran, value: -1, means: 1, probe: "mariadb/createPool/limit/-1" },
          { versions: three, source: ran, value: -1, means: "never", probe: "mariadb/createPool/limit/-1" },
        ],
        ignored: [
          { versions, source: ran, option: "max", probe: "mariadb/createPool/limit/max" },
          { versions, source: ran, option: "pool.max", probe: "mariadb/createPool/limit/pool.max" },
        ],
        write: 10,
      },
    ],
    acquireTimeout: [
      {
        options: ["acquireTimeout"],
        inUrl: ["acquireTimeout"],
        unit: "ms",
        absent: [{ versions, source: config, value: 10_000, probe: "mariadb/createPool/acquireTimeout/absent" }],
        values: [{ versions: three, source: run("mariadb@3.5.4: every getConnection fails at once"), value: 0, means: "never" }],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
    connectTimeout: [connectTimeout],
    commandTimeout: [queryTimeout],
    deadPeer: [deadPeer],
  },
  errorEvent: [{ versions, source: run("mariadb@3.5.4: pool connections killed"), crashes: false, on: "", probe: "mariadb/createPool/errorEvent/unlistened" }],
  leases: [
    {
      take: "getConnection",
      by: "either",
      callbackArg: 1,
      release: ["release", "end"],
      destroy: ["destroy"],
      releaseIsAsync: true,
      shortcuts: ["query", "execute", "batch"],
      fact: { versions, source: code("mariadb@3.5.4 lib/pool.js:631-639,733-796"), probe: "mariadb/createPool/lease/leaked" },
    },
  ],
  reconnect: [{ versions, source: run("mariadb@3.5.4 with the server down: two attempts a second"), by: "loop", givesUp: "never", probe: "mariadb/createPool/reconnect/absent" }],
  liveness: [{ versions, source: ranThree, by: "option", options: ["socketTimeout"], looksSafe, probe: "mariadb/createPool/liveness/socketTimeout" }],
  close: ["end"],
} as const satisfies Client;

const cluster = {
  name: "createPoolCluster",
  holds: "cluster",
  makers: [{ path: "createPoolCluster().add", by: "call", options: [1, 0], url: { args: [1] } }],
  settings: {
    limit: [
      {
        options: ["connectionLimit"],
        inUrl: ["connectionLimit"],
        absent: [{ versions, source: config, value: 10, probe: "mariadb/createPoolCluster/limit/absent" }],
        values: [
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "mariadb/createPoolCluster/limit/Infinity" },
          { versions: two, source: ran, value: 0, means: 1, probe: "mariadb/createPoolCluster/limit/0" },
          { versions: three, source: ran, value: 0, means: "never", probe: "mariadb/createPoolCluster/limit/0" },
        ],
        write: 10,
      },
    ],
    connectTimeout: [connectTimeout],
    commandTimeout: [queryTimeout],
    deadPeer: [deadPeer],
  },
  close: ["end"],
} as const satisfies Client;

const noConnectTimeout = {
  versions,
  source: run("mariadb@2.5.6, 3.0.2 and 3.5.4 createConnection against a silent server"),
  value: 0,
  means: "off",
  probe: "mariadb/createConnection/connectTimeout/0",
} as const satisfies ValueFact;

const connection = {
  name: "createConnection",
  holds: "connection",
  makers: [{ path: "createConnection", by: "call", options: [0], url: { args: [0] } }],
  settings: {
    connectTimeout: [{ ...connectTimeout, values: [noConnectTimeout] }],
    commandTimeout: [queryTimeout],
    deadPeer: [deadPeer],
  },
  errorEvent: [
    {
      versions,
      source: run("mariadb@2.5.6 and 3.5.4: connection closed by the server"),
      crashes: true,
      on: "",
      probe: "mariadb/createConnection/errorEvent/unlistened",
    },
  ],
  reconnect: [{ versions, source: ranThree, by: "no", givesUp: 1, probe: "mariadb/createConnection/reconnect/absent" }],
  // Every write starts the timer again: statements that keep coming, sent without waiting, keep a dead one.
  liveness: [{ versions, source: ranThree, by: "option", options: ["socketTimeout"], looksSafe, probe: "mariadb/createConnection/liveness/socketTimeout" }],
  close: ["end", "destroy"],
} as const satisfies Client;

export const mariadb = {
  packages: ["mariadb", "mariadb/callback", "mariadb/callback.js"],
  clients: [pool, cluster, connection],
} as const satisfies Family;
