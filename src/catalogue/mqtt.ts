import type { Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=4 <6";

/** One connection. It dials every second for ever, and notices by itself when no answer to a ping comes (`keepalive`). */
export const mqtt = {
  packages: ["mqtt"],
  clients: [
    {
      name: "connect",
      holds: "multiplexed",
      makers: [
        { path: "connect", by: "call", options: [1, 0], url: { args: [0] } },
        { path: "connectAsync", by: "call", options: [1, 0], url: { args: [0] } },
      ],
      settings: {
        connectTimeout: [
          {
            options: ["connectTimeout"],
            unit: "ms",
            absent: [{ versions, source: code("mqtt@5.16.0 build/lib/client.js:63-73, mqtt@4.3.8 lib/client.js:24-33"), value: 30_000, probe: "mqtt/connect/connectTimeout/absent" }],
            write: 5000,
            onExpiry: "destroys",
          },
        ],
      },
      errorEvent: [{ versions, source: run("mqtt@4.3.8 and 5.16.0 against a closed port"), probe: "mqtt/connect/errorEvent/unlistened", crashes: false, on: "" }],
      reconnect: [{ versions, source: run("mqtt@4.3.8 and 5.16.0 against a closed port"), by: "loop", givesUp: "never", probe: "mqtt/connect/reconnect/absent" }],
      backoffs: [
        {
          versions,
          source: run("mqtt@4.3.8 and 5.16.0 against a closed port"),
          probe: "mqtt/connect/reconnectPeriod/absent",
          unit: "ms",
          delay: { option: "reconnectPeriod", absent: 1000 },
          unless: [[{ option: "reconnectPeriod", is: [0] }]],
        },
      ],
      liveness: [{ versions, source: run("mqtt@4.3.8 and 5.16.0: keepalive 1 ends it after 2.2 s"), by: "self", probe: "mqtt/connect/liveness/keepalive" }],
      roles: { subscriber: ["subscribe", "subscribeAsync"] },
      close: ["end", "endAsync"],
    },
  ],
} as const satisfies Family;
