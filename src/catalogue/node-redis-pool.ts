import { connectTimeout, looksSafe, roles } from "./node-redis-socket.js";
import { nodeRedisPoolReconnect, nodeRedisPoolStrategies } from "./retry-strategies.js";
import type { Client, Setting } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=5 <7";
const socketOptions = ["socket.socketTimeout", "socket.reconnectStrategy"] as const;

/** The pool's own options come second; everything that is no number of at least one makes a pool of one. */
const limit = {
  options: ["maximum"],
  absent: [{ versions, value: 100, source: code("@redis/client@5.12.1 dist/lib/client/pool.js:73"), probe: "redis/createClientPool/limit/absent" }],
  values: [
    { versions, value: 0, means: 1, source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/0" },
    { versions, value: null, means: 1, source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/null" },
    { versions, value: "<undefined>", means: 1, source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/undefined" },
    { versions, value: -1, means: 1, source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/-1" },
    { versions, value: "<NaN>", means: 1, source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/NaN" },
    { versions, value: "<Infinity>", means: "off", source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/Infinity" },
    { versions, value: "<huge>", means: "off", source: run("redis@6.3.1"), probe: "redis/createClientPool/limit/huge" },
  ],
  write: 100,
} as const satisfies Setting;

const acquireTimeout = {
  options: ["acquireTimeout"],
  unit: "ms",
  absent: [{ versions, value: 3000, source: code("@redis/client@5.12.1 dist/lib/client/pool.js:74"), probe: "redis/createClientPool/acquireTimeout/absent" }],
  values: [{ versions, value: 0, means: "off", source: run("redis@5.12.1 and 6.3.1 with 150 tasks"), probe: "redis/createClientPool/acquireTimeout/0" }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const pool = {
  name: "createClientPool",
  holds: "pool",
  makers: [
    { path: "createClientPool", by: "call", options: [1], versions },
    { path: "createClient().createPool", by: "call", options: [0], versions },
  ],
  settings: { limit: [limit], acquireTimeout: [acquireTimeout] },
  errorEvent: [
    {
      versions,
      source: run("redis@5.12.1 and 6.3.1: member reset without a listener on the pool"),
      probe: "redis/createClientPool/errorEvent/unlistened",
      crashes: true,
      on: "",
    },
  ],
  reconnect: nodeRedisPoolReconnect,
  strategies: nodeRedisPoolStrategies,
  roles,
  close: ["close", "destroy"],
} as const satisfies Client;

/**
 * The same call, read for what it tells the members of the pool: that stands in argument 0. A member carries one command
 * at a time, so that here `socketTimeout` does end a dead one; with the library's own strategy it closes healthy ones.
 */
const members: Client = {
  name: "createClientPool",
  holds: "pool",
  makers: [{ path: "createClientPool", by: "call", options: [0], url: { options: ["url"] }, versions }],
  settings: {
    connectTimeout: [connectTimeout("", versions)],
    deadPeer: [
      {
        options: [socketOptions[0]],
        unit: "ms",
        versions: ">=5.1.0 <7",
        absent: [{ versions: ">=5.1.0 <7", source: run("redis@5.12.1 and 6.3.1 behind a silent proxy"), value: "off", probe: "redis/createClientPool/deadPeer/absent" }],
        write: 10_000,
        // Alone it closes a healthy idle pool for good: the library's own strategy gives up after it, and nothing is sent.
        together: [
          { option: "pingInterval", text: "5000", share: 0.5 },
          { option: socketOptions[1], text: "(attempts) => Math.min(100 * 2 ** attempts, 5000) * (1 + 0.2 * Math.random())" },
        ],
        onExpiry: "destroys",
      },
    ],
  },
  liveness: [
    { versions: ">=5 <5.1.0", source: code("@redis/client@5.0.0 has no socketTimeout"), by: "code", looksSafe: looksSafe(""), probe: "redis/createClientPool/liveness/all" },
    {
      versions: ">=5.1.0 <7",
      source: run("redis@5.12.1 and 6.3.1 behind a silent proxy and with dropped packets"),
      by: "option",
      options: socketOptions,
      looksSafe: looksSafe(""),
      harmful: [
        {
          versions: ">=5.1.0 <7",
          source: run("redis@5.12.1 and 6.3.1, idle for longer"),
          option: socketOptions[0],
          without: [socketOptions[1]],
          probe: "redis/createClientPool/idle/socketTimeout",
        },
      ],
      probe: "redis/createClientPool/liveness/socketTimeout",
    },
  ],
  roles,
};

/** Pools of node-redis, from version 5 on. */
export const nodeRedisPool: readonly Client[] = [pool, members];
