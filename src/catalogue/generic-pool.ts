import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/**
 * A pool of whatever its factory makes. Never unlimited by accident: everything that is not a number of at least one
 * becomes one. `acquire` waits for ever, and as long as somebody waits a failing factory is called again at once.
 */
const pool = {
  name: "createPool",
  holds: "pool",
  makers: [{ path: "createPool", by: "call", options: [1] }],
  types: ["Pool"],
  settings: {
    limit: [
      {
        options: ["max"],
        absent: [
          {
            versions: ">=3 <4",
            value: 1,
            source: code("generic-pool@3.9.0 lib/PoolOptions.js:88-93"),
            probe: "generic-pool/createPool/limit/absent",
          },
        ],
        values: [
          {
            versions: ">=3 <4",
            value: 0,
            means: 1,
            source: code("generic-pool@3.9.0 lib/PoolOptions.js:93"),
            probe: "generic-pool/createPool/limit/0",
          },
          {
            versions: ">=3 <4",
            value: null,
            means: 1,
            source: code("generic-pool@3.9.0 lib/PoolOptions.js:93"),
            probe: "generic-pool/createPool/limit/null",
          },
          {
            versions: ">=3 <4",
            value: "<NaN>",
            means: 1,
            source: code("generic-pool@3.9.0 lib/PoolOptions.js:93"),
            probe: "generic-pool/createPool/limit/NaN",
          },
          {
            versions: ">=3 <4",
            value: -1,
            means: 1,
            source: code("generic-pool@3.9.0 lib/PoolOptions.js:93"),
            probe: "generic-pool/createPool/limit/-1",
          },
          {
            versions: ">=3 <4",
            value: "<huge>",
            means: "off",
            source: run("generic-pool@3.9.0"),
            probe: "generic-pool/createPool/limit/huge",
          },
          {
            versions: ">=3 <4",
            value: "<Infinity>",
            means: 1,
            source: run("generic-pool@3.9.0"),
            probe: "generic-pool/createPool/limit/Infinity",
          },
        ],
        write: 10,
      },
    ],
    acquireTimeout: [
      {
        options: ["acquireTimeoutMillis"],
        unit: "ms",
        absent: [
          {
            versions: ">=3 <4",
            value: "off",
            source: code("generic-pool@3.9.0 lib/PoolOptions.js:75-78"),
            probe: "generic-pool/createPool/acquireTimeout/absent",
          },
        ],
        values: [
          {
            versions: ">=3 <4",
            value: 0,
            means: "off",
            source: code("generic-pool@3.9.0 lib/PoolOptions.js:75-78"),
            probe: "generic-pool/createPool/acquireTimeout/0",
          },
        ],
        write: 10_000,
        onExpiry: "rejects",
      },
    ],
  },
  leases: [
    {
      take: "acquire",
      by: "promise",
      release: [],
      releaseOnPool: ["release", "destroy"],
      releaseIsAsync: true,
      fact: { versions: ">=3 <4", source: code("generic-pool@3.9.0 lib/Pool.js"), probe: "generic-pool/createPool/lease/leaked" },
    },
  ],
  // Dead resources are handed out again unless the factory validates and `testOnBorrow` asks it to.
  liveness: [{ versions: ">=3 <4", source: code("generic-pool@3.9.0 lib/PoolOptions.js:57-65"), by: "option", options: ["testOnBorrow"], probe: "generic-pool/createPool/liveness/testOnBorrow" }],
  close: ["drain", "clear"],
} as const satisfies Client;

export const genericPool = { packages: ["generic-pool"], clients: [pool] } as const satisfies Family;
