import type { Client, Family } from "./shape.js";

const redis = {
  name: "Redis",
  holds: "multiplexed",
  makers: [
    { path: "", by: "new", options: [0, 1, 2], url: { args: [0] } },
    { path: "Redis", by: "new", options: [0, 1, 2], url: { args: [0] } },
  ],
  settings: {},
  close: ["quit", "disconnect"],
} as const satisfies Client;

/** One connection per node of the cluster, and one for subscriptions: the cluster bounds it, no option does. */
const cluster = {
  name: "Cluster",
  holds: "cluster",
  makers: [
    { path: "Cluster", by: "new", options: [1] },
    { path: "Redis.Cluster", by: "new", options: [1] },
  ],
  settings: {},
  close: ["quit", "disconnect"],
} as const satisfies Client;

export const ioredis = { packages: ["ioredis"], clients: [redis, cluster] } as const satisfies Family;
