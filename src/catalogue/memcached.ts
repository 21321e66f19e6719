import type { Client, Family } from "./shape.js";
import { code } from "./source.js";

/** A pool per server. */
const client = {
  name: "Memcached",
  holds: "pool",
  makers: [{ path: "", by: "new", options: [1] }],
  settings: {
    limit: [
      {
        options: ["poolSize"],
        absent: [{ versions: ">=2 <3", value: 10, source: code("memcached@2.2.2 lib/memcached.js:80") }],
        write: 10,
      },
    ],
  },
  close: ["end"],
} as const satisfies Client;

export const memcached = { packages: ["memcached"], clients: [client] } as const satisfies Family;
