import type { Client, Family } from "./shape.js";

/**
 * A fixed number of connections per host (one for protocol v3 and later), each with up to 2,048 requests in flight. It
 * never grows, so there is no limit to choose.
 */
const client = {
  name: "Client",
  holds: "cluster",
  makers: [{ path: "Client", by: "new", options: [0] }],
  settings: {},
  close: ["shutdown"],
} as const satisfies Client;

export const cassandra = { packages: ["cassandra-driver"], clients: [client] } as const satisfies Family;
