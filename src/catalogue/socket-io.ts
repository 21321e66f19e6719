import type { Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=4 <5";

/** One connection per host, shared by all namespaces. It dials again for ever, with growth, cap and jitter of its own. */
export const socketIoClient = {
  packages: ["socket.io-client"],
  clients: [
    {
      name: "io",
      holds: "multiplexed",
      makers: [
        { path: "", by: "call", options: [1, 0], url: { args: [0] } },
        { path: "io", by: "call", options: [1, 0], url: { args: [0] } },
        { path: "connect", by: "call", options: [1, 0], url: { args: [0] } },
        { path: "Manager", by: "new", options: [1, 0], url: { args: [0] } },
      ],
      settings: {
        connectTimeout: [
          {
            options: ["timeout"],
            unit: "ms",
            absent: [{ versions, source: code("socket.io-client@4.8.4 build/cjs/manager.js:62-72"), value: 20_000, probe: "socket.io-client/io/connectTimeout/absent" }],
            write: 5000,
            onExpiry: "destroys",
          },
        ],
      },
      errorEvent: [{ versions, source: run("socket.io-client@4.8.4 against a closed port"), crashes: false, on: "", probe: "socket.io-client/io/errorEvent/unlistened" }],
      reconnect: [
        {
          versions,
          source: code("socket.io-client@4.8.4 build/cjs/manager.js:62-72"),
          by: "loop",
          givesUp: "never",
          attemptsOption: "reconnectionAttempts",
          probe: "socket.io-client/io/reconnect/absent",
        },
      ],
      backoffs: [
        {
          versions,
          source: code("socket.io-client@4.8.4 build/cjs/manager.js:62-72"),
          probe: "socket.io-client/io/reconnectionDelay/absent",
          unit: "ms",
          delay: { option: "reconnectionDelay", absent: 1000 },
          cap: { option: "reconnectionDelayMax", absent: 5000 },
          attempts: { option: "reconnectionAttempts", endless: ["<Infinity>", 0], absent: "endless" },
          unless: [[{ option: "reconnection", is: [false] }]],
        },
      ],
      liveness: [{ versions, source: code("engine.io-client build/cjs/socket.js:412-431"), by: "self", probe: "socket.io-client/io/liveness/pings" }],
      close: ["disconnect", "close"],
    },
  ],
} as const satisfies Family;
