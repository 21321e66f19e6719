import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/** A pool per server. */
const client = {
  name: "Memcached",
  holds: "pool",
  makers: [{ path: "", by: "new", options: [1] }],
  settings: {
    limit: [
      {
        options: ["poolSize"],
        absent: [
          {
            versions: ">=2 <3",
            value: 10,
            source: code("memcached@2.2.2 lib/memcached.js:80"),
            probe: "memcached/Memcached/limit/absent",
          },
        ],
        write: 10,
      },
    ],
    connectTimeout: [
      {
        options: ["timeout"],
        unit: "ms",
        absent: [{ versions: ">=2 <3", value: 5000, source: code("memcached@2.2.2 lib/memcached.js:87"), probe: "memcached/Memcached/connectTimeout/absent" }],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
  },
  errorEvent: [{ versions: ">=2 <3", source: run("memcached@2.2.2 against a closed port and a silent server"), crashes: false, on: "", probe: "memcached/Memcached/errorEvent/unlistened" }],
  reconnect: [{ versions: ">=2 <3", source: code("memcached@2.2.2 lib/memcached.js:81-86"), by: "onDemand", givesUp: 6, attemptsPerCommand: 6, attemptsOption: "retries", attemptsOptionCounts: "retries", probe: "memcached/Memcached/reconnect/absent" }],
  // `idle` (5 s) ends a silent connection, a command in flight is never answered.
  liveness: [{ versions: ">=2 <3", source: run("memcached@2.2.2 against a silent server"), by: "self", probe: "memcached/Memcached/liveness/idle" }],
  close: ["end"],
} as const satisfies Client;

export const memcached = { packages: ["memcached"], clients: [client] } as const satisfies Family;
