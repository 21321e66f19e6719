import type { Client, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

const pools = ">=5 <7";

/** The pool's own options come second; everything falsy makes a pool of one. */
const limit = {
  options: ["maximum"],
  absent: [
    {
      versions: pools,
      value: 100,
      source: code("@redis/client@5.12.1 dist/lib/client/pool.js:73"),
      probe: "redis/createClientPool/limit/absent",
    },
  ],
  values: [
    { versions: pools, value: 0, means: 1, source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/0" },
    { versions: pools, value: null, means: 1, source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/null" },
    {
      versions: pools,
      value: "<undefined>",
      means: 1,
      source: run("redis@6.3.1"),
      probe: "redis/createClientPool/limit/undefined",
    },
    { versions: pools, value: -1, means: 1, source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/-1" },
    {
      versions: pools,
      value: "<NaN>",
      means: 1,
      source: run("redis@6.3.1"),
      probe: "redis/createClientPool/limit/NaN",
    },
    {
      versions: pools,
      value: "<Infinity>",
      means: "off",
      source: run("redis@6.3.1"),
      probe: "redis/createClientPool/limit/Infinity",
    },
    {
      versions: pools,
      value: "<huge>",
      means: "off",
      source: run("redis@6.3.1"),
      probe: "redis/createClientPool/limit/huge",
    },
  ],
  write: 100,
} as const satisfies Setting;

const acquireTimeout = {
  options: ["acquireTimeout"],
  unit: "ms",
  absent: [{ versions: pools, value: 3000, source: code("@redis/client@5.12.1 dist/lib/client/pool.js:74") }],
  values: [{ versions: pools, value: 0, means: "off", source: run("redis@6.3.1") }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const pool = {
  name: "createClientPool",
  holds: "pool",
  makers: [
    { path: "createClientPool", by: "call", options: [1] },
    { path: "createClient().createPool", by: "call", options: [0] },
  ],
  settings: { limit: [limit], acquireTimeout: [acquireTimeout] },
  close: ["close", "destroy"],
} as const satisfies Client;

const client = {
  name: "createClient",
  holds: "multiplexed",
  makers: [{ path: "createClient", by: "call", options: [0] }],
  settings: {},
} as const satisfies Client;

/** node-redis, and the client package it is made from. */
export const nodeRedis = { packages: ["redis", "@redis/client"], clients: [client, pool] } as const satisfies Family;
