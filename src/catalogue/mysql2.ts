import type { Client, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=1 <4";
const ran = run("mysql2@1.7.0, 2.3.3 and 3.24.6 against MariaDB 10.11");
const silent = run("mysql2@1.7.0, 2.3.3 and 3.24.6 against a server that accepts and stays silent");
const config = code("mysql2@3.24.6 lib/pool_config.js:10-31, mysql2@2.3.3 and 1.7.0 lib/pool_config.js:15-20");
const killed = run("mysql2@1.7.0, 2.3.3 and 3.24.6: connections closed by the server, idle and checked out");
const behindBlackHole = run("mysql2@3.24.6 behind a black hole: recovers only by destroy() on error");
const looksSafe = ["enableKeepAlive", "keepAliveInitialDelay", "connectTimeout", "idleTimeout", "maxIdle", "queueLimit"] as const;
const url = { args: [0], options: ["uri"] } as const;

const connectTimeout = {
  options: ["connectTimeout"],
  inUrl: ["connectTimeout"],
  unit: "ms",
  absent: [{ versions, source: silent, value: 10_000, probe: "mysql2/createPool/connectTimeout/absent" }],
  values: [{ versions, source: silent, value: 0, means: "off", probe: "mysql2/createPool/connectTimeout/0" }],
  write: 5000,
  onExpiry: "destroys",
} as const satisfies Setting;

/** Waiting for a free connection has no end and no option: `acquireTimeout` belongs to mysql. */
const pool = {
  name: "createPool",
  holds: "pool",
  makers: [
    { path: "createPool", by: "call", options: [0], url, urlBecomes: "uri" },
    { path: "createPoolPromise", by: "call", options: [0], url, urlBecomes: "uri" },
  ],
  types: ["Pool"],
  settings: {
    limit: [
      {
        options: ["connectionLimit"],
        inUrl: ["connectionLimit"],
        absent: [{ versions, source: config, value: 10, probe: "mysql2/createPool/limit/absent" }],
        values: [
          { versions, source: ran, value: 0, means: "off", probe: "mysql2/createPool/limit/0" },
          { versions, source: ran, value: null, means: "off", probe: "mysql2/createPool/limit/null" },
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "mysql2/createPool/limit/Infinity" },
          { versions, source: ran, value: "<huge>", means: "off", probe: "mysql2/createPool/limit/huge" },
          { versions, source: ran, value: -1, means: "never", probe: "mysql2/createPool/limit/-1" },
        ],
        ignored: [
          { versions, source: ran, option: "max", probe: "mysql2/createPool/limit/max" },
          { versions, source: ran, option: "pool.max", probe: "mysql2/createPool/limit/pool.max" },
        ],
        write: 10,
      },
    ],
    connectTimeout: [connectTimeout],
  },
  errorEvent: [{ versions, source: killed, crashes: false, on: "", probe: "mysql2/createPool/errorEvent/unlistened" }],
  leases: [
    {
      take: "getConnection",
      by: "either",
      callbackArg: 1,
      release: ["release"],
      releaseOnPool: ["releaseConnection"],
      destroy: ["destroy"],
      shortcuts: ["query", "execute"],
      // 3.24 ignores a second release.
      twice: { versions: ">=1 <3", source: code("mysql2@2.3.3 lib/pool.js (releaseConnection)"), does: "shares", probe: "mysql2/createPool/lease/released-twice" },
      keepsDead: { versions, source: behindBlackHole, queryOptions: ["timeout"], probe: "mysql2/createPool/lease/timeout-released" },
      fact: { versions, source: code("mysql2@3.24.6 lib/pool_connection.js"), probe: "mysql2/createPool/lease/leaked" },
    },
  ],
  lostSlots: [
    {
      versions,
      source: run("mysql2@3.24.6 behind a black hole: pool.query neither gives the connection back nor drops it"),
      methods: ["query", "execute"],
      option: "timeout",
      probe: "mysql2/createPool/lease/lost-slot",
    },
  ],
  reconnect: [{ versions, source: run("mysql2@3.24.6 with a dropping server"), by: "onDemand", givesUp: 1, probe: "mysql2/createPool/reconnect/absent" }],
  liveness: [{ versions, source: behindBlackHole, by: "code", looksSafe, probe: "mysql2/createPool/liveness/all" }],
  close: ["end"],
} as const satisfies Client;

/** Every node has a pool of its own, with its own limit; what stands in the cluster's options bounds nothing. */
const cluster = {
  name: "createPoolCluster",
  holds: "cluster",
  makers: [{ path: "createPoolCluster().add", by: "call", options: [1, 0], url: { args: [1], options: ["uri"] } }],
  settings: {
    limit: [
      {
        options: ["connectionLimit"],
        inUrl: ["connectionLimit"],
        absent: [{ versions, source: config, value: 10, probe: "mysql2/createPoolCluster/limit/absent" }],
        values: [
          { versions, source: ran, value: 0, means: "off", probe: "mysql2/createPoolCluster/limit/0" },
          { versions, source: ran, value: null, means: "off", probe: "mysql2/createPoolCluster/limit/null" },
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "mysql2/createPoolCluster/limit/Infinity" },
        ],
        write: 10,
      },
    ],
    connectTimeout: [connectTimeout],
  },
  reconnect: [{ versions, source: code("mysql2@3.24.6 lib/pool_cluster.js:172-175,324-345"), by: "onDemand", givesUp: 5, probe: "mysql2/createPoolCluster/reconnect/absent" }],
  close: ["end"],
} as const satisfies Client;

const connection = {
  name: "createConnection",
  holds: "connection",
  makers: [
    { path: "createConnection", by: "call", options: [0], url, urlBecomes: "uri" },
    { path: "connect", by: "call", options: [0], url, urlBecomes: "uri" },
  ],
  settings: { connectTimeout: [connectTimeout] },
  errorEvent: [{ versions, source: killed, crashes: true, on: "", probe: "mysql2/createConnection/errorEvent/unlistened" }],
  reconnect: [{ versions, source: ran, by: "no", givesUp: 1, probe: "mysql2/createConnection/reconnect/absent" }],
  liveness: [{ versions, source: behindBlackHole, by: "code", looksSafe, probe: "mysql2/createConnection/liveness/all" }],
  close: ["end", "destroy"],
} as const satisfies Client;

export const mysql2 = { packages: ["mysql2"], clients: [pool, cluster, connection] } as const satisfies Family;

/** The same with promises. Its connections listen to themselves, so that a lost one does not end the process. */
export const mysql2Promise = {
  packages: ["mysql2/promise", "mysql2/promise.js"],
  clients: [
    { ...pool, leases: [{ ...pool.leases[0], by: "promise" }] },
    cluster,
    {
      ...connection,
      errorEvent: [{ versions, source: killed, crashes: false, on: "", probe: "mysql2/createConnection/errorEvent/promise" }],
    },
  ],
} as const satisfies Family;
