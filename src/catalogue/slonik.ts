import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=40 <50";
const older = ">=23 <39";
const ran = run("slonik@47.3.2 against PostgreSQL 15.18");
const source = code("slonik@47.3.2 src/factories/createClientConfiguration.ts:14-33");
const olderSource = code("slonik@33.3.3 src/factories/createPoolConfiguration.ts:36-42");

const pool = {
  name: "createPool",
  holds: "pool",
  makers: [{ path: "createPool", by: "call", options: [1], url: { args: [0] } }],
  settings: {
    limit: [
      {
        options: ["maximumPoolSize"],
        absent: [
          { versions, source, value: 10, probe: "slonik/createPool/limit/absent" },
          { versions: older, source: olderSource, value: 10, probe: "slonik/createPool/limit/absent" },
        ],
        values: [
          { versions, source: ran, value: "<Infinity>", means: "off", probe: "slonik/createPool/limit/Infinity" },
          { versions, source: ran, value: "<huge>", means: "off", probe: "slonik/createPool/limit/huge" },
          { versions: older, source: olderSource, value: "<Infinity>", means: "off", probe: "slonik/createPool/limit/Infinity" },
          { versions, source: ran, value: 0, means: "throws", probe: "slonik/createPool/limit/0" },
        ],
        ignored: [
          { versions, source, option: "?max", probe: "slonik/createPool/limit/url?max=20" },
          { versions: older, source: olderSource, option: "?max", probe: "slonik/createPool/limit/url?max=20" },
        ],
        write: 10,
      },
    ],
    connectTimeout: [
      {
        options: ["connectionTimeout"],
        unit: "ms",
        absent: [
          { versions, source, value: 5000, probe: "slonik/createPool/connectTimeout/absent" },
          { versions: older, source: olderSource, value: 5000, probe: "slonik/createPool/connectTimeout/absent" },
        ],
        values: [{ versions, source: code("slonik@47.3.2 src/factories/createConnectionPool.ts:128-341"), value: 0, means: "never" }],
        write: 5000,
        onExpiry: "rejects",
      },
    ],
    // Only the server keeps it: a connection that is dead stays.
    commandTimeout: [
      {
        options: ["statementTimeout"],
        unit: "ms",
        absent: [
          { versions, source, value: 60_000, probe: "slonik/createPool/commandTimeout/absent" },
          { versions: older, source: olderSource, value: 60_000, probe: "slonik/createPool/commandTimeout/absent" },
        ],
        write: 30_000,
        onExpiry: "rejects",
      },
    ],
    acquireTimeout: [
      {
        // Without an end since 40, and without an option; before, the timeout of pg's pool covered the wait.
        versions: older,
        options: ["connectionTimeout"],
        unit: "ms",
        absent: [{ versions: older, source: olderSource, value: 5000, probe: "slonik/createPool/acquireTimeout/absent" }],
        write: 5000,
        onExpiry: "rejects",
      },
    ],
  },
  errorEvent: [{ versions, source: run("slonik@47.3.2: idle and in-transaction kill"), crashes: false, on: "", probe: "slonik/createPool/errorEvent/unlistened" }],
  reconnect: [
    {
      versions,
      source,
      by: "onDemand",
      givesUp: 3,
      attemptsOption: "connectionRetryLimit",
      attemptsPerCommand: 3,
      probe: "slonik/createPool/reconnect/absent",
    },
  ],
  liveness: [
    {
      versions,
      source: run("slonik@47.3.2 behind a black hole"),
      by: "code",
      looksSafe: ["statementTimeout", "idleInTransactionSessionTimeout", "connectionTimeout", "idleTimeout"],
      probe: "slonik/createPool/liveness/all",
    },
  ],
  close: ["end"],
} as const satisfies Client;

export const slonik = { packages: ["slonik"], clients: [pool] } as const satisfies Family;
