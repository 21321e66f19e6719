import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=3 <4";
const ran = run("postgres@3.4.9 against PostgreSQL 15.18");
const array = code("postgres@3.4.9 src/index.js:55-65");

/** The size goes into `Array(max)`: anything but a number makes an array of length 1, so one connection. */
const sql = {
  name: "postgres",
  holds: "pool",
  makers: [{ path: "", by: "call", options: [1, 0], url: { args: [0] } }],
  types: ["Sql"],
  settings: {
    limit: [
      {
        options: ["max"],
        absent: [
          { versions, source: code("postgres@3.4.9 src/index.js:447-500"), value: 10, probe: "postgres/postgres/limit/absent" },
          { versions: "<2", source: code("postgres@1.0.2 lib/index.js:319-332"), value: "varies", probe: "postgres/postgres/limit/absent" },
        ],
        values: [
          { versions, source: ran, value: "<string>", means: 1, probe: "postgres/postgres/limit/string-5" },
          { versions, source: array, value: null, means: 1, probe: "postgres/postgres/limit/null" },
          { versions, source: array, value: "<undefined>", means: 1, probe: "postgres/postgres/limit/undefined" },
          { versions, source: ran, value: 0, means: "never", probe: "postgres/postgres/limit/0" },
          { versions, source: array, value: "<Infinity>", means: "throws", probe: "postgres/postgres/limit/Infinity" },
          { versions, source: array, value: "<NaN>", means: "throws", probe: "postgres/postgres/limit/NaN" },
          { versions, source: array, value: -1, means: "throws", probe: "postgres/postgres/limit/-1" },
          { versions, source: ran, value: "<huge>", means: "off", probe: "postgres/postgres/limit/1000" },
        ],
        ignored: [
          { versions, source: ran, option: "?max", means: 1, probe: "postgres/postgres/limit/url?max=20" },
          { versions, source: ran, option: "connectionLimit", probe: "postgres/postgres/limit/connectionLimit" },
          { versions, source: ran, option: "poolSize", probe: "postgres/postgres/limit/poolSize" },
          { versions, source: ran, option: "pool.max", probe: "postgres/postgres/limit/pool.max" },
        ],
        write: 10,
      },
    ],
    connectTimeout: [
      {
        options: ["connect_timeout"],
        inUrl: ["connect_timeout"],
        unit: "s",
        absent: [{ versions, source: ran, value: 30, probe: "postgres/postgres/connectTimeout/absent" }],
        write: 5,
        onExpiry: "rejects",
      },
    ],
  },
  errorEvent: [{ versions, source: run("postgres@3.4.9: idle kill; it is no event emitter"), crashes: false, on: "", probe: "postgres/postgres/errorEvent/unlistened" }],
  leases: [
    { take: "reserve", by: "promise", release: ["release"], fact: { versions, source: run("postgres@3.4.9: reserve without release"), probe: "postgres/postgres/lease/leaked" } },
  ],
  // `backoff` only delays: a command that finds no server is rejected at once, and the next one dials after it.
  reconnect: [{ versions, source: ran, by: "onDemand", givesUp: 1, strategy: "backoff", probe: "postgres/postgres/reconnect/absent" }],
  liveness: [
    {
      versions,
      source: run("postgres@3.4.9 behind a black hole"),
      by: "code",
      looksSafe: ["keep_alive", "max_lifetime", "idle_timeout", "connect_timeout", "connection.statement_timeout"],
      probe: "postgres/postgres/liveness/all",
    },
  ],
  close: ["end", "close"],
} as const satisfies Client;

export const postgres = { packages: ["postgres"], clients: [sql] } as const satisfies Family;
