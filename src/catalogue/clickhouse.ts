import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/** An HTTP agent of its own. The URL may carry every setting. An own agent is judged where it is made. */
const client = {
  name: "createClient",
  holds: "pool",
  makers: [{ path: "createClient", by: "call", options: [0], url: { options: ["url"] } }],
  settings: {
    limit: [
      {
        options: ["max_open_connections"],
        inUrl: ["max_open_connections"],
        when: [{ option: "http_agent", present: false }],
        absent: [
          {
            versions: ">=1 <2",
            value: 10,
            source: code("@clickhouse/client@1.23.1 dist/common/config.js:121"),
            probe: "@clickhouse/client/createClient/limit/absent",
          },
        ],
        write: 10,
      },
    ],
    commandTimeout: [
      {
        options: ["request_timeout"],
        inUrl: ["request_timeout"],
        unit: "ms",
        absent: [
          {
            versions: ">=1 <2",
            value: 30_000,
            source: code("@clickhouse/client@1.23.1 dist/common/config.js:93"),
            probe: "@clickhouse/client/createClient/commandTimeout/absent",
          },
        ],
        write: 30_000,
        onExpiry: "destroys",
      },
    ],
  },
  reconnect: [{ versions: ">=1 <2", source: code("@clickhouse/client@1.23.1 dist/connection"), by: "onDemand", givesUp: 1, probe: "@clickhouse/client/createClient/reconnect/absent" }],
  liveness: [{ versions: ">=1 <2", source: run("@clickhouse/client@1.23.1 against a black hole"), by: "self", probe: "@clickhouse/client/createClient/liveness/request_timeout" }],
  close: ["close"],
} as const satisfies Client;

export const clickhouse = { packages: ["@clickhouse/client"], clients: [client] } as const satisfies Family;
