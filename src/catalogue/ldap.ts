import type { Family } from "./shape.js";
import { code, run } from "./source.js";

const three = ">=3 <4";

/** One connection. Both timeouts are off, and the one of commands only rejects: nothing ends a dead connection. */
export const ldapjs = {
  packages: ["ldapjs"],
  clients: [
    {
      name: "createClient",
      holds: "multiplexed",
      makers: [{ path: "createClient", by: "call", options: [0] }],
      settings: {
        connectTimeout: [
          {
            options: ["connectTimeout"],
            unit: "ms",
            absent: [{ versions: three, source: code("ldapjs@3.0.7 lib/client/client.js:123-141"), value: "off", probe: "ldapjs/createClient/connectTimeout/absent" }],
            values: [{ versions: three, source: code("ldapjs@3.0.7 lib/client/client.js:123-141"), value: 0, means: "off", probe: "ldapjs/createClient/connectTimeout/0" }],
            write: 5000,
            onExpiry: "destroys",
          },
        ],
        commandTimeout: [
          {
            options: ["timeout"],
            unit: "ms",
            absent: [{ versions: three, source: run("ldapjs@3.0.7 against a silent server"), value: "off", probe: "ldapjs/createClient/commandTimeout/absent" }],
            values: [{ versions: three, source: run("ldapjs@3.0.7 against a silent server"), value: 0, means: "off", probe: "ldapjs/createClient/commandTimeout/0" }],
            write: 5000,
            onExpiry: "rejects",
          },
        ],
      },
      errorEvent: [{ versions: three, source: run("ldapjs@3.0.7 against a closed port"), probe: "ldapjs/createClient/errorEvent/unlistened", crashes: true, on: "" }],
      liveness: [{ versions: three, source: run("ldapjs@3.0.7 against a silent server"), by: "code", looksSafe: ["timeout", "idleTimeout"], probe: "ldapjs/createClient/liveness/all" }],
      close: ["unbind", "destroy"],
    },
  ],
} as const satisfies Family;

const eight = ">=8 <9";

/** One connection, dialled on demand; the timeout of commands closes it. */
export const ldapts = {
  packages: ["ldapts"],
  clients: [
    {
      name: "Client",
      holds: "multiplexed",
      makers: [{ path: "Client", by: "new", options: [0] }],
      settings: {
        connectTimeout: [
          {
            options: ["connectTimeout"],
            unit: "ms",
            absent: [{ versions: eight, source: code("ldapts@8.2.0 dist/index.cjs:2707-2708"), value: "off", probe: "ldapts/Client/connectTimeout/absent" }],
            values: [{ versions: eight, source: code("ldapts@8.2.0 dist/index.cjs:2707-2708"), value: 0, means: "off", probe: "ldapts/Client/connectTimeout/0" }],
            write: 5000,
            onExpiry: "destroys",
          },
        ],
        commandTimeout: [
          {
            options: ["timeout"],
            unit: "ms",
            absent: [{ versions: eight, source: run("ldapts@8.2.0 against a silent server"), value: "off", probe: "ldapts/Client/commandTimeout/absent" }],
            values: [{ versions: eight, source: run("ldapts@8.2.0 against a silent server"), value: 0, means: "off", probe: "ldapts/Client/commandTimeout/0" }],
            write: 5000,
            onExpiry: "destroys",
          },
        ],
      },
      reconnect: [{ versions: eight, source: code("ldapts@8.2.0 dist/index.cjs:3163-3275"), by: "onDemand", givesUp: 1, probe: "ldapts/Client/reconnect/absent" }],
      liveness: [{ versions: eight, source: run("ldapts@8.2.0 against a silent server"), by: "option", options: ["timeout"], looksSafe: ["connectTimeout"], probe: "ldapts/Client/liveness/timeout" }],
      close: ["unbind"],
    },
  ],
} as const satisfies Family;
