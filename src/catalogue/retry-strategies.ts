import type { ReconnectFact, Strategy } from "./shape.js";
import { code, run } from "./source.js";

/**
 * How the Redis clients take a reconnect strategy. The answers that stop one do not stop another: ioredis gives up at
 * anything that is no number, node-redis at `false` or an error alone, and falls back to its own strategy otherwise.
 */
const stopsAtNonNumbers = ["<nonNumber>"] as const;

const answersTimes = {
  versions: ">=4 <7",
  unit: "ms",
  attempt: { argument: 0, first: 1 },
  stops: stopsAtNonNumbers,
  number: "stops",
  source: run("ioredis@6.0.0"),
} as const;

export const ioredisStrategies = [
  { ...answersTimes, option: "retryStrategy", probe: "ioredis/Redis/retryStrategy/constant" },
  { ...answersTimes, option: "sentinelRetryStrategy", source: code("ioredis@5.11.1 built/connectors/SentinelConnector/index.js"), probe: "ioredis/Redis/sentinelRetryStrategy/constant" },
] as const satisfies readonly Strategy[];

export const ioredisClusterStrategies = [{ ...answersTimes, option: "clusterRetryStrategy", source: run("ioredis@6.0.0"), probe: "ioredis/Cluster/clusterRetryStrategy/constant" }] as const satisfies readonly Strategy[];

/** A command that waits for the connection is rejected after `maxRetriesPerRequest` reconnects; with `null` it waits for ever. */
export const ioredisReconnect = [
  {
    versions: ">=4 <7",
    by: "loop",
    givesUp: "never",
    strategy: "retryStrategy",
    attemptsPerCommand: 20,
    attemptsOption: "maxRetriesPerRequest",
    unless: [[{ option: "retryStrategy", is: [null, false] }], [{ option: "maxRetriesPerRequest", is: [0] }], [{ option: "enableOfflineQueue", is: [false] }]],
    source: run("ioredis@5.11.1: 21 refused connections in 11.8 s, then the command is rejected"),
    probe: "ioredis/Redis/maxRetriesPerRequest/absent",
  },
] as const satisfies readonly ReconnectFact[];

const answersRetries = {
  versions: ">=4 <7",
  unit: "ms",
  attempt: { argument: 0, first: 0 },
  stops: [false, "<Error>"],
  number: "delay",
  source: run("redis@6.3.1"),
  probe: "redis/createClient/reconnectStrategy/constant",
} as const;

/** Before version 4 the strategy is handed one object, and anything but a number stops it. */
const answersOptions = {
  versions: ">=3 <4",
  option: "retry_strategy",
  unit: "ms",
  attempt: { argument: 0, member: "attempt", first: 1 },
  stops: stopsAtNonNumbers,
  number: "stops",
  source: run("redis@3.1.2"),
  probe: "redis/createClient 3/retry_strategy/constant",
} as const;

export const nodeRedisStrategies = [{ ...answersRetries, option: "socket.reconnectStrategy" }, answersOptions] as const satisfies readonly Strategy[];

/** The members of a pool are clients; their options come first. */
export const nodeRedisPoolStrategies = [
  { ...answersRetries, versions: ">=5 <7", option: "socket.reconnectStrategy", optionsAt: 0 },
] as const satisfies readonly Strategy[];

/** Commands wait in a queue until the client is connected again, however long that takes. */
export const nodeRedisReconnect = [
  {
    versions: ">=4 <7",
    by: "loop",
    givesUp: "never",
    strategy: "socket.reconnectStrategy",
    attemptsPerCommand: "off",
    unless: [[{ option: "socket.reconnectStrategy", is: [false] }], [{ option: "disableOfflineQueue", is: [true] }]],
    source: run("redis@6.3.1"),
    probe: "redis/createClient/reconnect/absent",
  },
] as const satisfies readonly ReconnectFact[];

/** A command waits for a member no longer than the pool's `acquireTimeout`. */
export const nodeRedisPoolReconnect = nodeRedisReconnect.map(({ attemptsPerCommand: _waits, ...fact }) => ({
  ...fact,
  versions: ">=5 <7",
  probe: "redis/createClientPool/reconnect/absent",
})) satisfies readonly ReconnectFact[];
