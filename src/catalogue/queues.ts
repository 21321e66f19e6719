import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const bullmqVersions = ">=4 <7";
const bullmqRan = run("bullmq@5.81.5 and 6.7.0");

/**
 * Given an address, each has connections of its own; given a client, it uses or copies that one. What blocks on the server
 * takes no limit for repeating its commands (a Worker from 5 on: only one of its two connections).
 * @param blocks versions in which all its connections do
 */
function ownConnection(name: string, options: number, url: string, blocks?: string): Client {
  return {
    name,
    holds: "multiplexed",
    makers: [{ path: name, by: "new", options: [options], url: { args: [] } }],
    when: [{ option: `${url}.host`, present: true }],
    settings: {},
    reconnect: [{ versions: bullmqVersions, source: bullmqRan, by: "loop", givesUp: "never", strategy: `${url}.retryStrategy`, probe: `bullmq/${name}/reconnect/absent` }],
    strategies: [
      {
        versions: bullmqVersions,
        source: bullmqRan,
        probe: `bullmq/${name}/connection.retryStrategy/constant`,
        option: `${url}.retryStrategy`,
        unit: "ms",
        attempt: { argument: 0, first: 1 },
        stops: ["<nonNumber>"],
        number: "stops",
      },
    ],
    ...(blocks === undefined ? {} : { overridden: [{ versions: blocks, source: bullmqRan, option: `${url}.maxRetriesPerRequest`, with: null, probe: `bullmq/${name}/overridden/maxRetriesPerRequest` }] }),
    close: ["close"],
  };
}

/** Queue 1 connection, Worker 2, QueueEvents 1, FlowProducer 1. */
export const bullmq: Family = {
  packages: ["bullmq", "@taskforcesh/bullmq-pro"],
  clients: [
    ownConnection("Queue", 1, "connection"),
    ownConnection("Worker", 2, "connection", ">=4 <5"),
    ownConnection("QueueEvents", 1, "connection", bullmqVersions),
    ownConnection("FlowProducer", 0, "connection"),
  ],
  takers: ["Queue", "QueuePro", "Worker", "WorkerPro", "QueueEvents", "FlowProducer", "JobScheduler"].map((path) => ({ path, by: "new", role: "queue" })),
};

/** One connection, three once it processes; `createClient` may share two of them. */
export const bull: Family = {
  packages: ["bull"],
  clients: [
    {
      name: "Bull",
      holds: "multiplexed",
      makers: ["", "Queue"].map((path) => ({ path, by: "either", options: [2, 1], url: { args: [1] } })),
      unless: [[{ option: "createClient", present: true }]],
      settings: {},
      reconnect: [{ versions: ">=4 <5", source: run("bull@4.16.5"), by: "loop", givesUp: "never", strategy: "redis.retryStrategy", probe: "bull/Queue/reconnect/absent" }],
      close: ["close"],
    },
  ],
  takers: ["", "Queue"].map((path) => ({ path, by: "either", role: "queue" })),
};

/** Three connections, on node-redis 3. */
export const beeQueue: Family = {
  packages: ["bee-queue"],
  clients: [
    {
      name: "Queue",
      holds: "multiplexed",
      makers: [{ path: "", by: "new", options: [1], url: { args: [] } }],
      when: [{ option: "redis.host", present: true }],
      settings: {},
      reconnect: [{ versions: ">=1 <3", source: code("bee-queue@2.0.0 brings redis 3"), by: "loop", givesUp: "afterTime", strategy: "redis.retry_strategy", probe: "bee-queue/Queue/reconnect/absent" }],
      close: ["close"],
    },
  ],
  takers: [{ path: "", by: "new", role: "queue" }],
};

/** Queues on other stores: they keep the client they are given for themselves. */
export const otherQueues = {
  packages: ["agenda", "pg-boss"],
  takers: [
    { path: "", by: "new", role: "queue" },
    { path: "Agenda", by: "new", role: "queue" },
    { path: "PgBoss", by: "new", role: "queue" },
  ],
} as const satisfies Family;
