import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=2 <3";

/** One connection per broker for each producer, consumer and admin; the `Kafka` object itself holds none. */
function client(name: string): Client {
  return {
    name,
    holds: "multiplexed",
    makers: [{ path: `new Kafka().${name}`, by: "call", options: [0] }],
    settings: {},
    errorEvent: [{ versions, source: run("kafkajs@2.2.4 against a closed port"), crashes: false, on: "", emits: false, probe: "kafkajs/Kafka/errorEvent/unlistened" }],
    liveness: [{ versions, source: run("kafkajs@2.2.4: requestTimeout against a silent broker"), by: "none", looksSafe: ["requestTimeout", "connectionTimeout"] }],
    close: ["disconnect"],
  };
}

/** Producer and admin dial six times, and repeat a command as often. */
function sender(name: string): Client {
  return {
    ...client(name),
    reconnect: [
      {
        versions,
        source: run("kafkajs@2.2.4 against a closed port"),
        by: "onDemand",
        givesUp: 6,
        attemptsPerCommand: 6,
        attemptsOption: "retry.retries",
        attemptsOptionCounts: "retries",
        attemptsInherited: true,
        probe: `kafkajs/${name}/reconnect/absent`,
      },
    ],
    backoffs: [
      {
        versions,
        source: run("kafkajs@2.2.4 against a closed port"),
        probe: `kafkajs/${name}/reconnect/retries-Infinity`,
        unit: "ms",
        delay: { option: "retry.initialRetryTime", absent: 300 },
        cap: { option: "retry.maxRetryTime", absent: 30_000 },
        attempts: { option: "retry.retries", endless: ["<huge>"], absent: "ends" },
      },
    ],
  };
}

/** `connect()` is rejected after six attempts; once it runs, it restarts itself on every error that may pass, for as long as `restartOnFailure` does not say no. */
const consumer: Client = {
  ...client("consumer"),
  reconnect: [{ versions, source: code("kafkajs@2.2.4 src/consumer/index.js:256-300"), by: "loop", givesUp: "never", firstConnect: "fails", strategy: "retry.restartOnFailure" }],
  roles: { blocking: ["run", "subscribe"] },
};

export const kafkajs: Family = { packages: ["kafkajs"], clients: [sender("producer"), sender("admin"), consumer] };
