import { nodeRedisStrategies } from "./retry-strategies.js";
import type { Client } from "./shape.js";
import { run } from "./source.js";

const versions = ">=3 <4";

/** node-redis 3: callbacks, snake case, and a loop that ends after an hour (200 ms growing by 1.7 reaches it in 18 attempts). */
export const client3 = {
  name: "createClient",
  holds: "multiplexed",
  makers: [{ path: "createClient", by: "call", options: [2, 1, 0], url: { args: [0], options: ["url"] }, versions }],
  settings: {},
  errorEvent: [{ versions, source: run("redis@3.1.2: refused and dropped without a listener"), probe: "redis/createClient/errorEvent/unlistened-3", crashes: true, on: "" }],
  reconnect: [
    {
      versions,
      source: run("redis@3.1.2 against a stopped server"),
      by: "loop",
      givesUp: "afterTime",
      probe: "redis/createClient 3/reconnect/absent",
      strategy: "retry_strategy",
      attemptsPerCommand: "off",
    },
  ],
  strategies: nodeRedisStrategies,
  liveness: [
    {
      versions,
      source: run("redis@3.1.2 behind a silent proxy and with dropped packets"),
      by: "code",
      looksSafe: ["socket_keepalive", "socket_initial_delay", "connect_timeout", "retry_strategy"],
      probe: "redis/createClient-3/liveness/all",
    },
  ],
  roles: {
    blocking: ["blpop", "brpop", "brpoplpush", "blmove", "bzpopmin", "bzpopmax", "xread", "xreadgroup", "wait"],
    subscriber: ["subscribe", "psubscribe", "monitor"],
    neutral: ["connected", "ready", "options", "setMaxListeners", "unref"],
    copies: ["duplicate"],
  },
  close: ["quit", "end"],
} as const satisfies Client;
