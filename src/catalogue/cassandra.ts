import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=4 <5";

/**
 * A fixed number of connections per host (one for protocol v3 and later), each with up to 2,048 requests in flight. It
 * never grows, so there is no limit to choose.
 */
const client = {
  name: "Client",
  holds: "cluster",
  makers: [{ path: "Client", by: "new", options: [0] }],
  settings: {
    connectTimeout: [
      {
        options: ["socketOptions.connectTimeout"],
        unit: "ms",
        absent: [{ versions, source: code("cassandra-driver@4.10.0 lib/client-options.js:29-91"), value: 5000, probe: "cassandra-driver/Client/connectTimeout/absent" }],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
    commandTimeout: [
      {
        options: ["socketOptions.readTimeout"],
        unit: "ms",
        absent: [{ versions, source: code("cassandra-driver@4.10.0 lib/client-options.js:29-91"), value: 12_000, probe: "cassandra-driver/Client/commandTimeout/absent" }],
        values: [{ versions, source: code("cassandra-driver@4.10.0 lib/client-options.js:29-91"), value: 0, means: "off", probe: "cassandra-driver/Client/commandTimeout/0" }],
        write: 12_000,
        onExpiry: "rejects",
      },
    ],
  },
  reconnect: [
    {
      versions,
      source: run("cassandra-driver@4.10.0 against a server that is away: connect() rejects after one dial; after a loss lib/policies/index.js:68"),
      by: "loop",
      givesUp: "never",
      firstConnect: "fails",
      strategy: "policies.reconnection",
    },
  ],
  // After more than 64 commands have timed out, or by the heartbeat while it is idle.
  liveness: [{ versions, source: code("cassandra-driver@4.10.0 lib/host.js:349-354"), by: "self" }],
  close: ["shutdown"],
} as const satisfies Client;

export const cassandra = { packages: ["cassandra-driver"], clients: [client] } as const satisfies Family;
