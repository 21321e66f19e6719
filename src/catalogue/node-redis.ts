import { client3 } from "./node-redis-3.js";
import { nodeRedisPool } from "./node-redis-pool.js";
import { connectTimeout, looksSafe, roles, strategy } from "./node-redis-socket.js";
import { nodeRedisReconnect, nodeRedisStrategies } from "./retry-strategies.js";
import type { Client, Family, LivenessFact } from "./shape.js";
import { run } from "./source.js";

/**
 * No option ends a dead connection that is written to: every write resets `socketTimeout`. Alone it closes an idle client
 * for good, because the library's own strategy gives up on it.
 */
function liveness(section: string, before: string, since: string, probes: string): LivenessFact[] {
  const options = [`${section}socket.socketTimeout`, `${section}socket.reconnectStrategy`] as const;
  return [
    { versions: before, source: run("redis@4.7.1 behind a silent proxy"), by: "code", looksSafe: looksSafe(section), probe: `${probes}/liveness/all` },
    {
      versions: since,
      source: run("redis@5.12.1 and 6.3.1 behind a silent proxy and with dropped packets"),
      by: "code",
      options,
      looksSafe: looksSafe(section),
      harmful: [{ versions: since, source: run("redis@5.12.1 and 6.3.1, idle for longer"), option: options[0], without: [options[1]], probe: `${probes}/idle/socketTimeout` }],
      probe: `${probes}/liveness/socketTimeout`,
    },
  ];
}

/** One connection for all callers. It dials again for ever and keeps commands in the meantime. */
function client(four: string): Client {
  const all = `${four} || >=5 <7`;
  return {
    name: "createClient",
    holds: "multiplexed",
    makers: [{ path: "createClient", by: "call", options: [0], url: { options: ["url"] }, versions: all }],
    types: ["RedisClientType"],
    // Nothing it can be told ends the wait for a reply: `commandOptions.timeout` is over once the command is written.
    settings: { connectTimeout: [connectTimeout("", all)] },
    errorEvent: [
      {
        versions: all,
        source: run("redis@4.7.1, 5.12.1 and 6.3.1: dropped without a listener"),
        probe: "redis/createClient/errorEvent/unlistened",
        crashes: true,
        on: "",
      },
    ],
    reconnect: nodeRedisReconnect,
    strategies: nodeRedisStrategies,
    liveness: liveness("", `${four} || >=5 <5.1.0`, ">=5.1.0 <7", "redis/createClient"),
    roles,
    close: ["close", "destroy", "quit", "disconnect"],
  };
}

/** One more connection with the same options and no listeners. */
function copy(four: string): Client {
  const all = `${four} || >=5 <7`;
  const source = run("redis@4.7.1, 5.12.1 and 6.3.1: duplicate()");
  return {
    name: "duplicate",
    holds: "multiplexed",
    makers: [{ path: "createClient().duplicate", by: "call", options: [0], versions: all }],
    settings: {},
    errorEvent: [{ versions: all, source, probe: "redis/createClient/errorEvent/duplicate", crashes: true, on: "" }],
    reconnect: nodeRedisReconnect,
    roles,
    close: ["close", "destroy", "quit", "disconnect"],
  };
}

/** One connection per master. What stands in `rootNodes` serves the discovery only. */
function cluster(four: string): Client {
  const all = `${four} || >=5 <7`;
  const source = run("redis@4.7.1, 5.12.1 and 6.3.1 with three masters");
  return {
    name: "createCluster",
    holds: "cluster",
    makers: [{ path: "createCluster", by: "call", options: [0] }],
    settings: { connectTimeout: [connectTimeout("defaults.", all)] },
    // connect() is rejected when no root node answers at once.
    reconnect: [
      { versions: all, source, by: "loop", givesUp: "never", firstConnect: "fails", strategy: "defaults.socket.reconnectStrategy", probe: "redis/createCluster/reconnect/absent" },
    ],
    strategies: [strategy("defaults.", all, "redis/createCluster/defaults.socket.reconnectStrategy/constant")],
    liveness: liveness("defaults.", `${four} || >=5 <5.1.0`, ">=5.1.0 <7", "redis/createCluster"),
    roles,
    close: ["close", "destroy", "quit", "disconnect"],
  };
}

const sentinelLooksSafe = ["scanInterval", ...looksSafe("nodeClientOptions.")];

const sentinel: Client = {
  name: "createSentinel",
  holds: "cluster",
  makers: [{ path: "createSentinel", by: "call", options: [0], versions: ">=5" }],
  settings: { connectTimeout: [connectTimeout("nodeClientOptions.", ">=5 <7")] },
  reconnect: [
    {
      versions: ">=5 <7",
      source: run("redis@6.3.1 against stopped sentinels"),
      by: "loop",
      givesUp: 17,
      firstConnect: "fails",
      probe: "redis/createSentinel/reconnect/absent",
      strategy: "nodeClientOptions.socket.reconnectStrategy",
      attemptsOption: "maxCommandRediscovers",
    },
  ],
  strategies: [strategy("nodeClientOptions.", ">=5 <7")],
  // An idle one dials again by itself whatever the strategy, so that `socketTimeout` alone does no harm here.
  liveness: [
    { versions: ">=5 <5.1.0", source: run("redis@5.0.1 with one sentinel and a silent proxy"), by: "code", looksSafe: sentinelLooksSafe, probe: "redis/createSentinel/liveness/all" },
    {
      versions: ">=5.1.0 <7",
      source: run("redis@5.12.1 and 6.3.1 with one sentinel, a silent proxy and dropped packets"),
      by: "code",
      options: ["nodeClientOptions.socket.socketTimeout", "nodeClientOptions.socket.reconnectStrategy"],
      looksSafe: sentinelLooksSafe,
      probe: "redis/createSentinel/liveness/socketTimeout",
    },
  ],
  roles,
  close: ["close", "destroy"],
};

/** node-redis, the client of version 3 apart. */
export const nodeRedis: Family = {
  packages: ["redis"],
  clients: [client3, client(">=4 <5"), copy(">=4 <5"), cluster(">=4 <5"), sentinel, ...nodeRedisPool],
};

/** The package node-redis is made from: its version 1 is version 4 of node-redis. */
export const redisClient: Family = {
  packages: ["@redis/client"],
  clients: [client(">=1 <2"), copy(">=1 <2"), cluster(">=1 <2"), sentinel, ...nodeRedisPool],
};
