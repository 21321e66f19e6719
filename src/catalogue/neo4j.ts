import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/** A pool per server. Zero and below mean no limit; `Infinity` is not taken and leaves the default. */
const driver = {
  name: "driver",
  holds: "pool",
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
          },
        ],
        values: [
          { versions: ">=5 <7", value: 0, means: "off", source: run("neo4j-driver@6.3.0") },
          { versions: ">=5 <7", value: -1, means: "off", source: run("neo4j-driver@6.3.0") },
          { versions: ">=5 <7", value: "<Infinity>", means: "default", source: run("neo4j-driver@6.3.0") },
          { versions: ">=5 <7", value: "<NaN>", means: "default", source: run("neo4j-driver@6.3.0") },
          { versions: ">=5 <7", value: "<huge>", means: "off", source: run("neo4j-driver@6.3.0") },
          {
            versions: ">=5 <7",
            value: null,
            means: "default",
            source: code("neo4j-driver-core@5.28.3 lib/internal/pool/pool-config.js:32"),
          },
        ],
        write: 100,
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
          },
        ],
        onExpiry: "rejects",
      },
    ],
  },
  close: ["close"],
} as const satisfies Client;

export const neo4j = { packages: ["neo4j-driver"], clients: [driver] } as const satisfies Family;
