import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/** The core agent with keep-alive on, and with a socket timeout that destroys (8 s by default). As unlimited as the core agent. */
const agent = {
  name: "Agent",
  holds: "agent",
  makers: [
    { path: "", by: "new", options: [0] },
    { path: "HttpAgent", by: "new", options: [0] },
    { path: "HttpsAgent", by: "new", options: [0] },
  ],
  settings: {
    limit: [
      {
        options: ["maxSockets", "maxTotalSockets"],
        absent: [
          {
            versions: ">=4 <5",
            value: "off",
            source: run("agentkeepalive@4.6.0"),
            probe: "agentkeepalive/Agent/limit/absent",
          },
        ],
        values: [
          {
            versions: ">=4 <5",
            value: "<Infinity>",
            means: "off",
            source: run("agentkeepalive@4.6.0"),
            probe: "agentkeepalive/Agent/limit/Infinity",
          },
          {
            versions: ">=4 <5",
            value: 0,
            means: "off",
            source: run("agentkeepalive@4.6.0"),
            probe: "agentkeepalive/Agent/limit/0",
          },
          {
            versions: ">=4 <5",
            value: null,
            means: "off",
            source: run("agentkeepalive@4.6.0"),
            probe: "agentkeepalive/Agent/limit/null",
          },
          {
            versions: ">=4 <5",
            value: "<huge>",
            means: "off",
            source: run("agentkeepalive@4.6.0"),
            probe: "agentkeepalive/Agent/limit/huge",
          },
        ],
        write: 50,
      },
    ],
    commandTimeout: [
      {
        options: ["timeout"],
        unit: "ms",
        absent: [
          {
            versions: ">=4 <5",
            value: 8000,
            source: run("agentkeepalive@4.6.0 on a black hole"),
            probe: "agentkeepalive/Agent/commandTimeout/absent",
          },
        ],
        values: [
          {
            versions: ">=4 <5",
            value: 0,
            means: "off",
            source: run("agentkeepalive@4.6.0 on a black hole"),
            probe: "agentkeepalive/Agent/commandTimeout/0",
          },
        ],
        write: 30_000,
        onExpiry: "destroys",
      },
    ],
  },
  liveness: [{ versions: ">=4 <5", by: "self", source: code("agentkeepalive@4.6.0 lib/agent.js:311-361"), probe: "agentkeepalive/Agent/liveness/timeout" }],
  close: ["destroy"],
} as const satisfies Client;

export const agentkeepalive = { packages: ["agentkeepalive"], clients: [agent] } as const satisfies Family;
