import type { Client, Family, Lease } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=6 <13";
const ran = run("mssql@6.4.1, 9.3.3 and 12.7.14 with their pool filled");
const source = code("mssql@12.7.14 lib/tedious/connection-pool.js:42-54,104-115, mssql@6.4.1 lib/tedious/connection-pool.js:38-49");
const tedious = code("tedious@19.2.2 lib/connection.js:1287-1331,2746");
const limitValues = [
  { versions, source: ran, value: "<Infinity>", means: "off", probe: "mssql/ConnectionPool/limit/Infinity" },
  { versions, source: ran, value: "<huge>", means: "off", probe: "mssql/ConnectionPool/limit/huge" },
  { versions, source: ran, value: 0, means: "throws", probe: "mssql/ConnectionPool/limit/0" },
  { versions, source: ran, value: -1, means: "throws", probe: "mssql/ConnectionPool/limit/-1" },
  { versions, source: ran, value: null, means: "throws", probe: "mssql/ConnectionPool/limit/null" },
] as const;
const limitIgnored = [
  { versions, source: ran, option: "max", probe: "mssql/ConnectionPool/limit/top-level-max" },
  { versions, source: ran, option: "connectionLimit", probe: "mssql/ConnectionPool/limit/top-level-connectionLimit" },
  { versions, source: ran, option: "options.max", probe: "mssql/ConnectionPool/limit/options.max" },
] as const;
const absent = [{ versions, source, value: 10, probe: "mssql/ConnectionPool/limit/absent" }] as const;

const transaction = {
  kind: "transaction",
  takenBy: ["begin"],
  release: ["commit", "rollback"],
  releaseIsAsync: true,
  borrowedAs: ["Request", "PreparedStatement"],
  fact: { versions, source: code("mssql@12.7.14 lib/tedious/transaction.js:44-90"), probe: "mssql/ConnectionPool/lease/leaked" },
} as const satisfies Partial<Lease>;

/** Its connections end by themselves: a request that gets no answer is cancelled, and 5 s later the connection is closed. */
const pool = {
  name: "ConnectionPool",
  holds: "pool",
  makers: [
    { path: "ConnectionPool", by: "new", options: [0], url: { args: [0], standsFor: "" } },
    // Without options it answers the pool that is there already.
    { path: "connect", by: "call", reuses: true, options: [0], minArguments: 1, url: { args: [0], standsFor: "" } },
  ],
  settings: {
    limit: [
      {
        versions: ">=9 <13",
        options: ["pool.max"],
        inUrl: ["Max Pool Size"],
        absent,
        values: limitValues,
        ignored: limitIgnored,
        write: 10,
      },
      // 6 reads no size from a connection string; 7 and 8 were not looked at.
      { versions: ">=6 <7", options: ["pool.max"], absent, values: limitValues, ignored: limitIgnored, write: 10 },
    ],
    acquireTimeout: [
      {
        options: ["pool.acquireTimeoutMillis"],
        unit: "ms",
        absent: [{ versions, source, value: 30_000, probe: "mssql/ConnectionPool/acquireTimeout/absent" }],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
    connectTimeout: [
      {
        options: ["connectionTimeout", "options.connectTimeout"],
        inUrl: ["Connection Timeout", "Connect Timeout"],
        unit: "ms",
        absent: [
          { versions, source: run("mssql@12.7.14 against a silent server"), value: 15_000, probe: "mssql/ConnectionPool/connectTimeout/absent" },
        ],
        values: [
          { versions: ">=9 <13", source: run("mssql@12.7.14: it fails at once"), value: 0, means: "never", probe: "mssql/ConnectionPool/connectTimeout/0" },
          { versions: ">=6 <9", source: code("mssql@6.4.1 lib/tedious/connection-pool.js:38-49"), value: 0, means: "default", probe: "mssql/ConnectionPool/connectTimeout/0" },
        ],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
    commandTimeout: [
      {
        options: ["requestTimeout", "options.requestTimeout"],
        inUrl: ["Request Timeout"],
        unit: "ms",
        absent: [{ versions, source, value: 15_000, probe: "mssql/ConnectionPool/commandTimeout/absent" }],
        values: [{ versions, source: tedious, value: 0, means: "off", probe: "mssql/ConnectionPool/commandTimeout/0" }],
        write: 15_000,
        onExpiry: "destroys",
      },
    ],
  },
  // What is lost while it is idle is only marked; other errors of a connection are passed on, and nobody has seen one.
  errorEvent: [{ versions, source: run("mssql@6.4.1, 9.3.3 and 12.7.14 with closed connections"), crashes: false, on: "", probe: "mssql/ConnectionPool/errorEvent/unlistened" }],
  reconnect: [{ versions, source, by: "onDemand", givesUp: 1, probe: "mssql/ConnectionPool/reconnect/absent" }],
  leases: [
    { ...transaction, take: "transaction", by: "return" },
    { ...transaction, take: "Transaction", by: "new" },
    {
      take: "PreparedStatement",
      by: "new",
      takenBy: ["prepare"],
      release: ["unprepare"],
      releaseIsAsync: true,
      fact: { versions, source: code("mssql@12.7.14 lib/base/prepared-statement.js:255-290"), probe: "mssql/ConnectionPool/lease/prepared" },
    },
  ],
  liveness: [{ versions, source: tedious, by: "self", probe: "mssql/ConnectionPool/liveness/requestTimeout" }],
  close: ["close"],
} as const satisfies Client;

export const mssql = {
  packages: ["mssql", "mssql/msnodesqlv8", "mssql/msnodesqlv8.js"],
  clients: [pool],
} as const satisfies Family;
