import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

/** An instance with its own defaults. It sends through an agent: Node's own, or one that is judged where it is made. */
const axiosInstance = {
  name: "axios",
  holds: "nothing",
  makers: [{ path: "create", by: "call", options: [0], minArguments: 1 }],
  settings: {
    commandTimeout: [
      {
        options: ["timeout", "signal"],
        unit: "ms",
        absent: [{ versions: ">=0.21 <2", source: run("axios@1.21.1 against a silent server"), value: "off", probe: "axios/axios/commandTimeout/absent" }],
        values: [{ versions: ">=0.21 <2", source: code("axios@1.21.1 lib/defaults/index.js:149"), value: 0, means: "off", probe: "axios/axios/commandTimeout/0" }],
        write: 30_000,
        onExpiry: "destroys",
      },
    ],
  },
} as const satisfies Client;

export const axios = { packages: ["axios"], clients: [axiosInstance] } as const satisfies Family;

/** Retries by itself and has no timeout of its own; versions before 12 also take a number. */
const gotInstance = {
  name: "got",
  holds: "nothing",
  makers: [
    { path: "extend", by: "call", options: [0], minArguments: 1 },
    { path: "got.extend", by: "call", options: [0], minArguments: 1 },
  ],
  settings: {
    commandTimeout: [
      {
        options: ["timeout.request", "timeout"],
        unit: "ms",
        absent: [{ versions: ">=11 <17", source: code("got@14.6.6 dist/source/core/options.js:104-112, got@11.8.6 dist/source/index.js:53"), value: "off", probe: "got/got/commandTimeout/absent" }],
        write: 30_000,
        onExpiry: "destroys",
      },
    ],
  },
} as const satisfies Client;

export const gotClient = { packages: ["got"], clients: [gotInstance] } as const satisfies Family;
