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
    {
      versions: drivers,
      value: null,
      means: "default",
      source: run("mongodb@7.9.0"),
      probe: "mongodb/MongoClient/limit/null",
    },
  ],
  write: 100,
} as const satisfies Setting;

const connectTimeout = {
  options: ["connectTimeoutMS"],
  inUrl: ["connectTimeoutMS"],
  unit: "ms",
  absent: [
    {
      versions: drivers,
      value: 30_000,
      source: code("mongodb@7.9.0 lib/connection_string.js:679"),
      probe: "mongodb/MongoClient/connectTimeout/absent",
    },
  ],
  write: 5000,
  onExpiry: "destroys",
} as const satisfies Setting;

const acquireTimeout = {
  options: ["waitQueueTimeoutMS"],
  inUrl: ["waitQueueTimeoutMS"],
  unit: "ms",
  absent: [
    {
      versions: drivers,
      value: "off",
      source: code("mongodb@7.9.0 lib/connection_string.js:1076"),
      probe: "mongodb/MongoClient/acquireTimeout/absent",
    },
  ],
  values: [{ versions: drivers, value: 0, means: "off", source: code("mongodb@7.9.0 lib/connection_string.js:1076"), probe: "mongodb/MongoClient/acquireTimeout/0" }],
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
  settings: { limit: [limit], connectTimeout: [connectTimeout], acquireTimeout: [acquireTimeout] },
  errorEvent: [
    {
      versions: drivers,
      source: run("mongodb@4.17.2, 5.9.2, 6.22.0 and 7.9.0 without a listener"),
      probe: "mongodb/MongoClient/errorEvent/unlistened",
      crashes: false,
      on: "",
    },
  ],
  leases: [
    {
      take: "startSession",
      by: "return",
      release: ["endSession"],
      releaseIsAsync: true,
      kind: "session",
      borrowedAs: ["session"],
      loses: { thing: "session", then: "the client keeps it, and what its transaction holds stays locked until the server ends that" },
      fact: { versions: drivers, source: code("mongodb@7.9.0 lib/mongo_client.js"), probe: "mongodb/MongoClient/lease/leaked" },
    },
  ],
  // Monitors go on in the background; an operation looks for a server for 30 s and is repeated once.
  // Its monitor dials for as long as the client is there; a first connect that finds no server in time ends it.
  reconnect: [
    {
      versions: drivers,
      source: code("mongodb@7.9.0 lib/sdam/monitor.js:221-234"),
      probe: "mongodb/MongoClient/reconnect/absent",
      by: "loop",
      givesUp: "never",
      firstConnect: "fails",
    },
  ],
  // Version 3 dials a lost server so often, unless it was told to use what 4 always uses.
  backoffs: [
    {
      versions: ">=3 <4",
      source: run("mongodb@3.7.4 on a stand-in that is gone"),
      probe: "mongodb/MongoClient/reconnect/reconnectTries-Infinity",
      unit: "ms",
      delay: { option: "reconnectInterval", absent: 1_000 },
      attempts: { option: "reconnectTries", endless: ["<huge>"], absent: "ends" },
      unless: [[{ option: "autoReconnect", is: [false] }], [{ option: "useUnifiedTopology", is: [true] }]],
    },
  ],
  liveness: [
    {
      versions: drivers,
      source: run("mongodb@4.17.2, 5.9.2, 6.22.0 and 7.9.0 on a stand-in that goes silent: a lost heartbeat drops connections in use"),
      by: "self",
      probe: "mongodb/MongoClient/liveness/heartbeat",
    },
  ],
  roles: { blocking: ["watch"], neutral: ["db", "options"] },
  close: ["close"],
} as const satisfies Client;

/** The MongoDB driver: a pool per server, and one or two monitoring connections beside it. */
export const mongodb = { packages: ["mongodb"], clients: [client] } as const satisfies Family;
