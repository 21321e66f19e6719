import type { Client, Family, Lease, Setting } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=2 <3";
const ran = run("mysql@2.18.1 against MariaDB 10.11");
const config = code("mysql@2.18.1 lib/PoolConfig.js:5-22");

const connectTimeout = {
  options: ["connectTimeout"],
  inUrl: ["connectTimeout"],
  unit: "ms",
  absent: [{ versions, source: config, value: 10_000, probe: "mysql/createPool/connectTimeout/absent" }],
  write: 5000,
  onExpiry: "destroys",
} as const satisfies Setting;

const lease = {
  take: "getConnection",
  by: "callback",
  callbackArg: 1,
  release: ["release"],
  releaseOnPool: ["releaseConnection"],
  destroy: ["destroy"],
  shortcuts: ["query"],
  twice: { versions, source: code("mysql@2.18.1 lib/Pool.js (releaseConnection)"), does: "throws", probe: "mysql/createPool/lease/released-twice" },
  fact: { versions, source: code("mysql@2.18.1 lib/PoolConnection.js:15-60"), probe: "mysql/createPool/lease/leaked" },
} as const satisfies Lease;

/** `acquireTimeout` bounds the handshake and the ping of a reused connection, not the wait in the queue. */
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
        absent: [{ versions, source: config, value: 10, probe: "mysql/createPool/limit/absent" }],
        values: [
          { versions, source: ran, value: 0, means: "off", probe: "mysql/createPool/limit/0" },
          { versions, source: ran, value: null, means: "off", probe: "mysql/createPool/limit/null" },
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "mysql/createPool/limit/Infinity" },
          { versions, source: ran, value: "<huge>", means: "off", probe: "mysql/createPool/limit/huge" },
          { versions, source: ran, value: -1, means: "never", probe: "mysql/createPool/limit/-1" },
        ],
        ignored: [
          { versions, source: ran, option: "max", probe: "mysql/createPool/limit/max" },
          { versions, source: ran, option: "pool.max", probe: "mysql/createPool/limit/pool.max" },
        ],
        write: 10,
      },
    ],
    connectTimeout: [connectTimeout],
  },
  errorEvent: [{ versions, source: run("mysql@2.18.1: pool connections killed idle and checked out"), crashes: false, on: "", probe: "mysql/createPool/errorEvent/unlistened" }],
  leases: [lease],
  reconnect: [{ versions, source: ran, by: "onDemand", givesUp: 1, probe: "mysql/createPool/reconnect/absent" }],
  liveness: [
    {
      versions,
      source: run("mysql@2.18.1 behind a black hole: only a timeout written in the query destroys"),
      by: "code",
      looksSafe: ["acquireTimeout", "connectTimeout", "timeout"],
      perCall: ["timeout"],
      probe: "mysql/createPool/liveness/all",
    },
  ],
  close: ["end"],
} as const satisfies Client;

/** Every node has a pool of its own, with its own limit. */
const cluster = {
  name: "createPoolCluster",
  holds: "cluster",
  makers: [{ path: "createPoolCluster().add", by: "call", options: [1, 0], url: { args: [1] } }],
  settings: {
    limit: [
      {
        options: ["connectionLimit"],
        inUrl: ["connectionLimit"],
        absent: [{ versions, source: config, value: 10, probe: "mysql/createPoolCluster/limit/absent" }],
        values: [
          { versions, source: ran, value: 0, means: "off", probe: "mysql/createPoolCluster/limit/0" },
          { versions, source: ran, value: null, means: "off", probe: "mysql/createPoolCluster/limit/null" },
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "mysql/createPoolCluster/limit/Infinity" },
        ],
        write: 10,
      },
    ],
    connectTimeout: [connectTimeout],
  },
  reconnect: [{ versions, source: code("mysql@2.18.1 lib/PoolCluster.js:16-58"), by: "onDemand", givesUp: 5, probe: "mysql/createPoolCluster/reconnect/absent" }],
  close: ["end"],
} as const satisfies Client;

const connection = {
  name: "createConnection",
  holds: "connection",
  makers: [{ path: "createConnection", by: "call", options: [0], url: { args: [0] } }],
  settings: { connectTimeout: [connectTimeout] },
  errorEvent: [{ versions, source: run("mysql@2.18.1: connection killed without a listener"), crashes: true, on: "", tellsAsker: "mysql/createConnection/errorEvent/asked", probe: "mysql/createConnection/errorEvent/unlistened" }],
  reconnect: [{ versions, source: ran, by: "no", givesUp: 1, probe: "mysql/createConnection/reconnect/absent" }],
  liveness: [
    {
      versions,
      source: run("mysql@2.18.1 behind a black hole: only a timeout written in the query destroys"),
      by: "code",
      looksSafe: ["connectTimeout", "timeout"],
      perCall: ["timeout"],
      probe: "mysql/createConnection/liveness/all",
    },
  ],
  close: ["end", "destroy"],
} as const satisfies Client;

export const mysql = { packages: ["mysql"], clients: [pool, cluster, connection] } as const satisfies Family;
