import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/** One connection. Ten attempts per server after a loss, none for the first connect; a dead one is dropped after three pings. */
function connection(versions: string, probes: string): Client {
  return {
    name: "connect",
    holds: "multiplexed",
    makers: [{ path: "connect", by: "call", options: [0] }],
    settings: {
      connectTimeout: [
        {
          options: ["timeout"],
          unit: "ms",
          absent: [{ versions, source: code("nats@2.29.3 lib/nats-base-client/options.js:28-49"), value: 20_000, probe: `${probes}/connectTimeout/absent` }],
          write: 5000,
          onExpiry: "rejects",
        },
      ],
    },
    errorEvent: [{ versions, source: run("nats@2.29.3 against a closed port"), crashes: false, on: "", emits: false, probe: `${probes}/errorEvent/unlistened` }],
    reconnect: [
      {
        versions,
        source: code("nats@2.29.3 lib/nats-base-client/protocol.js:513-556"),
        by: "loop",
        givesUp: 10,
        firstConnect: "fails",
        attemptsOption: "maxReconnectAttempts",
        probe: `${probes}/reconnect/absent`,
      },
    ],
    backoffs: [
      {
        versions,
        source: code("nats@2.29.3 lib/nats-base-client/options.js:28-49"),
        probe: `${probes}/reconnectTimeWait/absent`,
        unit: "ms",
        delay: { option: "reconnectTimeWait", absent: 2000 },
        attempts: { option: "maxReconnectAttempts", endless: [-1], absent: "ends" },
        unless: [[{ option: "reconnect", is: [false] }]],
      },
    ],
    liveness: [{ versions, source: run("nats@2.29.3: pingInterval 500 ends it after 1.5 s"), by: "self", probe: `${probes}/liveness/pingInterval` }],
    roles: { subscriber: ["subscribe"] },
    close: ["close", "drain"],
  };
}

export const nats: Family = { packages: ["nats"], clients: [connection(">=2 <3", "nats/connect")] };

export const natsTransport: Family = { packages: ["@nats-io/transport-node"], clients: [connection(">=3 <4", "@nats-io/transport-node/connect")] };
