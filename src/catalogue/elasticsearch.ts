import type { Client, Family, Setting } from "./shape.js";
import { code } from "./source.js";

/** Node's own agent per node: version 7, and later ones with `Connection: HttpConnection` or a proxy. */
const httpAgent = {
  options: ["agent.maxSockets"],
  versions: ">=7 <8",
  absent: [{ versions: ">=7 <8", value: 256, source: code("@elastic/elasticsearch@7.17.14 lib/Connection.js:58-64") }],
} as const satisfies Setting;

/** An undici pool per node. */
const undiciPool = {
  options: ["agent.connections"],
  versions: ">=8 <10",
  when: [
    { option: "Connection", present: false },
    { option: "proxy", present: false },
  ],
  absent: [
    {
      versions: ">=8 <10",
      value: 256,
      source: code("@elastic/transport@9.4.0 lib/connection/UndiciConnection.js:48-57"),
    },
  ],
} as const satisfies Setting;

const client = {
  name: "Client",
  holds: "pool",
  makers: [{ path: "Client", by: "new", options: [0] }],
  settings: { limit: [httpAgent, undiciPool] },
  close: ["close"],
} as const satisfies Client;

export const elasticsearch = { packages: ["@elastic/elasticsearch"], clients: [client] } as const satisfies Family;
