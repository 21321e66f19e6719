import type { Client, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

/** Node's own agent per node: version 7, and later ones with `Connection: HttpConnection` or a proxy. */
const httpAgent = {
  options: ["agent.maxSockets"],
  versions: ">=7 <8",
  absent: [
    {
      versions: ">=7 <8",
      value: 256,
      source: code("@elastic/elasticsearch@7.17.14 lib/Connection.js:58-64"),
      probe: "@elastic/elasticsearch/Client/limit/absent",
    },
  ],
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
      probe: "@elastic/elasticsearch/Client-undici/limit/absent",
    },
  ],
} as const satisfies Setting;

const client = {
  name: "Client",
  holds: "pool",
  makers: [{ path: "Client", by: "new", options: [0] }],
  settings: {
    limit: [httpAgent, undiciPool],
    commandTimeout: [
      {
        options: ["requestTimeout"],
        unit: "ms",
        absent: [
          { versions: ">=7 <8", value: 30_000, source: run("@elastic/elasticsearch@7.17.14: read from a live client"), probe: "@elastic/elasticsearch/Client/commandTimeout/absent" },
          { versions: ">=8 <9", value: 600_000, source: run("@elastic/elasticsearch@8.19.2: read from a live client"), probe: "@elastic/elasticsearch/Client-8/commandTimeout/absent" },
          { versions: ">=9 <10", value: "off", source: run("@elastic/elasticsearch@9.4.3: read from a live client"), probe: "@elastic/elasticsearch/Client-9/commandTimeout/absent" },
        ],
        write: 30_000,
        onExpiry: "destroys",
      },
    ],
  },
  reconnect: [
    {
      versions: ">=7 <10",
      source: code("@elastic/elasticsearch@9.4.3 lib/client.js:135"),
      by: "onDemand",
      givesUp: 4,
      attemptsPerCommand: 4,
      attemptsOption: "maxRetries",
      attemptsOptionCounts: "retries",
      sdk: true,
      probe: "@elastic/elasticsearch/Client/reconnect/absent",
    },
  ],
  liveness: [
    { versions: ">=7 <8", source: run("@elastic/elasticsearch@7.17.14 against a black hole"), by: "self", probe: "@elastic/elasticsearch/Client/liveness/requestTimeout" },
    {
      versions: ">=8 <9",
      source: run("@elastic/elasticsearch@8.19.2 against a black hole"),
      by: "self",
      afterSeconds: 600,
      options: ["requestTimeout"],
      perCall: ["signal", "requestTimeout"],
      probe: "@elastic/elasticsearch/Client-8/liveness/requestTimeout",
    },
    { versions: ">=9 <10", source: run("@elastic/elasticsearch@9.4.3 against a black hole"), by: "option", options: ["requestTimeout"], probe: "@elastic/elasticsearch/Client-9/liveness/requestTimeout" },
  ],
  close: ["close"],
} as const satisfies Client;

export const elasticsearch = { packages: ["@elastic/elasticsearch"], clients: [client] } as const satisfies Family;
