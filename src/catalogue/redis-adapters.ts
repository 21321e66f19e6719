import type { Family } from "./shape.js";

/** Adapters of socket.io and stores of sessions, limits and caches: from then on the client is theirs. */
export const socketIoAdapters = {
  packages: ["@socket.io/redis-adapter", "@socket.io/redis-streams-adapter", "socket.io-redis", "socket.io-redis-adapter"],
  takers: [
    { path: "", by: "call", role: "queue" },
    { path: "createAdapter", by: "call", role: "queue" },
    { path: "createShardedAdapter", by: "call", role: "queue" },
    { path: "RedisAdapter", by: "new", role: "queue" },
  ],
} as const satisfies Family;

export const socketIoEmitter = {
  packages: ["@socket.io/redis-emitter", "@socket.io/redis-streams-emitter"],
  takers: [{ path: "Emitter", by: "new", role: "queue" }],
} as const satisfies Family;

/** Up to version 6 the module makes the class from the session module, 7 exports it as default, 8 by name. */
export const connectRedis = {
  packages: ["connect-redis"],
  takers: [
    { path: "()", by: "new", role: "queue" },
    { path: "", by: "new", role: "queue" },
    { path: "RedisStore", by: "new", role: "queue" },
  ],
} as const satisfies Family;

export const rateLimitRedis = {
  packages: ["rate-limit-redis"],
  takers: [
    { path: "", by: "new", role: "queue" },
    { path: "RedisStore", by: "new", role: "queue" },
  ],
} as const satisfies Family;

export const redisSubscriptions = {
  packages: ["graphql-redis-subscriptions"],
  takers: [{ path: "RedisPubSub", by: "new", role: "subscriber" }],
} as const satisfies Family;
