import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/** A pool per server. Zero and below mean no limit; `Infinity` is not taken and leaves the default. */
const driver = {
  name: "driver",
  holds: "pool",
  types: ["Driver"],
  makers: [{ path: "driver", by: "call", options: [2] }],
  settings: {
    limit: [
      {
        options: ["maxConnectionPoolSize"],
        absent: [
          {
            versions: ">=5 <7",
            value: 100,
            source: code("neo4j-driver-core@5.28.3 lib/internal/pool/pool-config.js:20-38"),
            probe: "neo4j-driver/driver/limit/absent",
          },
        ],
        values: [
          {
            versions: ">=5 <7",
            value: 0,
            means: "off",
            source: run("neo4j-driver@6.3.0"),
            probe: "neo4j-driver/driver/limit/0",
          },
          {
            versions: ">=5 <7",
            value: -1,
            means: "off",
            source: run("neo4j-driver@6.3.0"),
            probe: "neo4j-driver/driver/limit/-1",
          },
          {
            versions: ">=5 <7",
            value: "<Infinity>",
            means: "default",
            source: run("neo4j-driver@6.3.0"),
            probe: "neo4j-driver/driver/limit/Infinity",
          },
          {
            versions: ">=5 <7",
            value: "<NaN>",
            means: "default",
            source: run("neo4j-driver@6.3.0"),
            probe: "neo4j-driver/driver/limit/NaN",
          },
          {
            versions: ">=5 <7",
            value: "<huge>",
            means: "off",
            source: run("neo4j-driver@6.3.0"),
            probe: "neo4j-driver/driver/limit/huge",
          },
          {
            versions: ">=5 <7",
            value: null,
            means: "default",
            source: code("neo4j-driver-core@5.28.3 lib/internal/pool/pool-config.js:32"),
            probe: "neo4j-driver/driver/limit/null",
          },
        ],
        write: 100,
      },
    ],
    connectTimeout: [
      {
        options: ["connectionTimeout"],
        unit: "ms",
        absent: [
          {
            versions: ">=5 <7",
            value: 30_000,
            source: code("neo4j-driver-bolt-connection lib/channel/node/node-channel.js:263-276"),
            probe: "neo4j-driver/driver/connectTimeout/absent",
          },
        ],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
    acquireTimeout: [
      {
        options: ["connectionAcquisitionTimeout"],
        unit: "ms",
        absent: [
          {
            versions: ">=5 <7",
            value: 60_000,
            source: code("neo4j-driver-core@5.28.3 lib/internal/pool/pool-config.js:23"),
            probe: "neo4j-driver/driver/acquireTimeout/absent",
          },
        ],
        onExpiry: "rejects",
      },
    ],
  },
  leases: [
    {
      take: "session",
      by: "return",
      release: ["close", "commit", "rollback"],
      releaseIsAsync: true,
      kind: "session",
      // After an awaited `run` the session holds nothing, and a transaction that fails has ended by itself.
      takenBy: ["beginTransaction"],
      failureReturns: true,
      fact: { versions: ">=5 <7", source: code("neo4j-driver-core@5.28.3 lib/transaction.js:286-308"), probe: "neo4j-driver/driver/lease/leaked" },
    },
  ],
  reconnect: [{ versions: ">=5 <7", source: code("neo4j-driver-core@5.28.3 lib/internal/transaction-executor.js:95-118"), by: "onDemand", givesUp: 1, probe: "neo4j-driver/driver/reconnect/absent" }],
  // Only a hint of the server (`connection.recv_timeout_seconds`) does it.
  liveness: [
    {
      versions: ">=5 <7",
      source: run("neo4j-driver@6.3.0 against a silent server"),
      by: "none",
      looksSafe: ["connectionTimeout", "connectionAcquisitionTimeout", "connectionLivenessCheckTimeout"],
      probe: "neo4j-driver/driver/liveness/all",
    },
  ],
  roles: { neutral: ["verifyConnectivity", "getServerInfo"] },
  close: ["close"],
} as const satisfies Client;

export const neo4j = { packages: ["neo4j-driver"], clients: [driver] } as const satisfies Family;
