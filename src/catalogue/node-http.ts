import type { Family, Setting } from "./shape.js";
import { page, run } from "./source.js";

/**
 * Per host; `maxTotalSockets` bounds all hosts together. Both are off, and anything falsy is off too. The versions are
 * those of Node, as the linter runs on it.
 */
const limit = {
  options: ["maxSockets", "maxTotalSockets"],
  absent: [
    {
      versions: ">=18",
      value: "off",
      source: page("https://nodejs.org/api/http.html#new-agentoptions"),
      probe: "node:http/Agent/limit/absent",
    },
  ],
  values: [
    {
      versions: ">=18",
      value: "<Infinity>",
      means: "off",
      source: run("Node 20.20.2"),
      probe: "node:http/Agent/limit/Infinity",
    },
    { versions: ">=18", value: 0, means: "off", source: run("Node 20.20.2"), probe: "node:http/Agent/limit/0" },
    { versions: ">=18", value: null, means: "off", source: run("Node 20.20.2"), probe: "node:http/Agent/limit/null" },
    {
      versions: ">=18",
      value: "<undefined>",
      means: "default",
      source: run("Node 20.20.2"),
      probe: "node:http/Agent/limit/undefined",
    },
    { versions: ">=18", value: "<NaN>", means: "off", source: run("Node 20.20.2"), probe: "node:http/Agent/limit/NaN" },
    {
      versions: ">=18",
      value: "<huge>",
      means: "off",
      source: run("Node 20.20.2"),
      probe: "node:http/Agent/limit/huge",
    },
  ],
  write: 50,
} as const satisfies Setting;

/** node:http and node:https: an agent dials again whenever every open socket to the host is busy. */
export const nodeHttp = {
  packages: ["http", "https", "node:http", "node:https"],
  clients: [
    {
      name: "Agent",
      holds: "agent",
      makers: [{ path: "Agent", by: "either", options: [0] }],
      unlessAssigned: ["createConnection"],
      settings: { limit: [limit] },
      // The agent's own timeout only tells: whoever listens to it has to destroy the request.
      liveness: [
        {
          versions: ">=18",
          source: run("Node 20.20.2 behind a silent proxy"),
          by: "code",
          perCall: ["signal"],
          looksSafe: ["timeout", "keepAlive", "keepAliveMsecs", "agentKeepAliveTimeoutBuffer"],
          probe: "node:http/Agent/liveness/all",
        },
      ],
      close: ["destroy"],
    },
  ],
} as const satisfies Family;
