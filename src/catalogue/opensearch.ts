import type { Client, Family } from "./shape.js";
import { code } from "./source.js";

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
          },
        ],
      },
    ],
  },
  close: ["close"],
} as const satisfies Client;

export const opensearch = { packages: ["@opensearch-project/opensearch"], clients: [client] } as const satisfies Family;
