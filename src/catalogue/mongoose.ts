import type { Client, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

const majors = ">=6 <10";

/** The driver's own option and number (mongoose 6 brings driver 4, 8 brings 6, 9 brings 7). */
const limit = {
  options: ["maxPoolSize"],
  inUrl: ["maxPoolSize"],
  absent: [
    {
      versions: majors,
      value: 100,
      source: run("mongoose@9.12.1"),
      probe: "mongoose/createConnection/limit/absent",
    },
  ],
  values: [
    {
      versions: majors,
      value: 0,
      means: "off",
      source: run("mongoose@9.12.1"),
      probe: "mongoose/createConnection/limit/0",
    },
    {
      versions: majors,
      value: "<Infinity>",
      means: "off",
      source: run("mongoose@9.12.1"),
      probe: "mongoose/createConnection/limit/Infinity",
    },
    {
      versions: majors,
      value: null,
      means: "default",
      source: run("mongoose@9.12.1"),
      probe: "mongoose/createConnection/limit/null",
    },
    {
      versions: majors,
      value: "<huge>",
      means: "off",
      source: run("mongoose@9.12.1"),
      probe: "mongoose/createConnection/limit/huge",
    },
  ],
  write: 100,
} as const satisfies Setting;

const acquireTimeout = {
  options: ["waitQueueTimeoutMS"],
  inUrl: ["waitQueueTimeoutMS"],
  unit: "ms",
  absent: [{ versions: majors, value: "off", source: run("mongoose@9.12.1"), probe: "mongoose/createConnection/acquireTimeout/absent" }],
  values: [{ versions: majors, value: 0, means: "off", source: run("mongoose@9.12.1"), probe: "mongoose/createConnection/acquireTimeout/0" }],
  write: 10_000,
  onExpiry: "rejects",
} as const satisfies Setting;

const url = { args: [0] } as const;

/** One driver client per connection. Without an address a connection holds nothing until `openUri`. */
const connection = {
  name: "mongoose",
  holds: "pool",
  makers: [
    { path: "connect", by: "call", reuses: true, options: [1], url, minArguments: 1 },
    { path: "createConnection", by: "call", options: [1], url, minArguments: 1 },
    { path: "connection.openUri", by: "call", reuses: true, options: [1], url, minArguments: 1 },
    { path: "createConnection().openUri", by: "call", reuses: true, options: [1], url, minArguments: 1 },
    { path: "new Mongoose().connect", by: "call", reuses: true, options: [1], url, minArguments: 1 },
    { path: "new Mongoose().createConnection", by: "call", options: [1], url, minArguments: 1 },
  ],
  settings: { limit: [limit], acquireTimeout: [acquireTimeout] },
  // As the driver, once it is connected; a first connect that fails is not repeated.
  reconnect: [
    {
      versions: majors,
      source: run("mongoose@6.13.11, 8.24.10 and 9.12.1"),
      probe: "mongoose/mongoose/reconnect/absent",
      by: "loop",
      givesUp: "never",
      firstConnect: "fails",
    },
  ],
  // As the driver of its time.
  backoffs: [
    {
      versions: ">=5 <6",
      source: run("mongoose@5.13.23 on a stand-in that is gone"),
      probe: "mongoose/mongoose/reconnect/reconnectTries-Infinity",
      unit: "ms",
      delay: { option: "reconnectInterval", absent: 1_000 },
      attempts: { option: "reconnectTries", endless: ["<huge>"], absent: "ends" },
      unless: [[{ option: "autoReconnect", is: [false] }], [{ option: "useUnifiedTopology", is: [true] }]],
    },
  ],
  liveness: [{ versions: majors, source: run("mongodb@4.17.2, 6.22.0 and 7.9.0 on a stand-in that goes silent"), by: "self", probe: "mongoose/createConnection/liveness/heartbeat" }],
  roles: { blocking: ["watch"] },
  close: ["disconnect", "close"],
} as const satisfies Client;

export const mongoose = { packages: ["mongoose"], clients: [connection] } as const satisfies Family;

const nest = ">=9 <13";

/** Hands its options to mongoose, and these on to the driver. */
export const nestMongoose = {
  packages: ["@nestjs/mongoose"],
  clients: [
    {
      ...connection,
      name: "MongooseModule",
      backoffs: [],
      makers: [{ path: "MongooseModule.forRoot", by: "call", options: [1], url, minArguments: 1 }],
      reconnect: [{ versions: nest, source: code("@nestjs/mongoose@12.0.0 dist/common/mongoose.utils.js:15-31"), by: "onDemand", givesUp: 9 }],
      liveness: [{ versions: nest, source: run("mongodb@4.17.2, 6.22.0 and 7.9.0 on a stand-in that goes silent"), by: "self" }],
      settings: {
        limit: [
          {
            ...limit,
            absent: [{ versions: nest, value: 100, source: run("mongoose@9.12.1"), probe: "mongoose/createConnection/limit/absent" }],
            values: [{ versions: nest, value: 0, means: "off", source: run("mongoose@9.12.1"), probe: "mongoose/createConnection/limit/0" }],
          },
        ],
        acquireTimeout: [
          {
            ...acquireTimeout,
            absent: [{ versions: nest, value: "off", source: run("mongoose@9.12.1") }],
            values: [{ versions: nest, value: 0, means: "off", source: run("mongoose@9.12.1") }],
          },
        ],
      },
    },
  ],
} as const satisfies Family;
