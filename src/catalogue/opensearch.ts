import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/** Node's own agent per node. */
const client = {
  name: "Client",
  holds: "pool",
  makers: [{ path: "Client", by: "new", options: [0] }],
  settings: {
    limit: [
      {
        options: ["agent.maxSockets"],
        absent: [
          {
            versions: ">=2 <4",
            value: 256,
            source: code("@opensearch-project/opensearch@3.9.0 lib/Connection.js:69-79"),
            probe: "@opensearch-project/opensearch/Client/limit/absent",
          },
        ],
      },
    ],
    commandTimeout: [
      {
        options: ["requestTimeout"],
        unit: "ms",
        absent: [
          {
            versions: ">=2 <4",
            value: 30_000,
            source: code("@opensearch-project/opensearch@3.9.0 lib/Client.js:102-103"),
            probe: "@opensearch-project/opensearch/Client/commandTimeout/absent",
          },
        ],
        write: 30_000,
        onExpiry: "destroys",
      },
    ],
  },
  // A timeout is repeated as well, at once: 30 s become 120 s.
  reconnect: [
    {
      versions: ">=2 <4",
      source: run("@opensearch-project/opensearch@3.9.0 against a black hole"),
      by: "onDemand",
      givesUp: 4,
      attemptsPerCommand: 4,
      attemptsOption: "maxRetries",
      attemptsOptionCounts: "retries",
      sdk: true,
      probe: "@opensearch-project/opensearch/Client/reconnect/absent",
    },
  ],
  liveness: [{ versions: ">=2 <4", source: run("@opensearch-project/opensearch@3.9.0 against a black hole"), by: "self", probe: "@opensearch-project/opensearch/Client/liveness/requestTimeout" }],
  close: ["close"],
} as const satisfies Client;

export const opensearch = { packages: ["@opensearch-project/opensearch"], clients: [client] } as const satisfies Family;
