import type { Client, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

const drivers = ">=4 <8";

/** Per server, read from the URL as well, without regard to case. `0` is the specified word for no limit. */
const limit = {
  options: ["maxPoolSize"],
  inUrl: ["maxPoolSize"],
  absent: [
    {
      versions: drivers,
      value: 100,
      source: code("mongodb@7.9.0 lib/cmap/connection_pool.js:87"),
      probe: "mongodb/MongoClient/limit/absent",
    },
  ],
  values: [
    {
      versions: drivers,
      value: 0,
      means: "off",
      source: code("mongodb@7.9.0 lib/cmap/connection_pool.js:527"),
      probe: "mongodb/MongoClient/limit/0",
    },
    {
      versions: drivers,
      value: "<Infinity>",
      means: "off",
      source: run("mongodb@7.9.0"),
      probe: "mongodb/MongoClient/limit/Infinity",
    },
    {
      versions: drivers,
      value: "<huge>",
      means: "off",
      source: run("mongodb@7.9.0"),
      probe: "mongodb/MongoClient/limit/huge",
    },
    { versions: drivers, value: null, means: "default", source: run("mongodb@7.9.0") },
  ],
  write: 100,
} as const satisfies Setting;

const acquireTimeout = {
  options: ["waitQueueTimeoutMS"],
  inUrl: ["waitQueueTimeoutMS"],
  unit: "ms",
  absent: [{ versions: drivers, value: "off", source: code("mongodb@7.9.0 lib/connection_string.js:1076") }],
  values: [{ versions: drivers, value: 0, means: "off", source: code("mongodb@7.9.0 lib/connection_string.js:1076") }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const client = {
  name: "MongoClient",
  holds: "pool",
  makers: [
    { path: "MongoClient", by: "new", options: [1], url: { args: [0] } },
    { path: "MongoClient.connect", by: "call", options: [1], url: { args: [0] } },
  ],
  settings: { limit: [limit], acquireTimeout: [acquireTimeout] },
  close: ["close"],
} as const satisfies Client;

/** The MongoDB driver: a pool per server, and one or two monitoring connections beside it. */
export const mongodb = { packages: ["mongodb"], clients: [client] } as const satisfies Family;
