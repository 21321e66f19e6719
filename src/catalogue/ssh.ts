import type { Family } from "./shape.js";
import { run } from "./source.js";

const versions = ">=1 <2";

/** One connection. The handshake is bounded (20 s); only `keepaliveInterval` of `connect()` ends a dead one. */
export const ssh2 = {
  packages: ["ssh2"],
  clients: [
    {
      name: "Client",
      holds: "connection",
      makers: [{ path: "Client", by: "new", options: [0] }],
      settings: {},
      errorEvent: [{ versions, source: run("ssh2@1.17.0 against a closed port"), probe: "ssh2/Client/errorEvent/unlistened", crashes: true, on: "" }],
      reconnect: [{ versions, source: run("ssh2@1.17.0 against a closed port"), by: "no", givesUp: 1, probe: "ssh2/Client/reconnect/absent" }],
      close: ["end", "destroy"],
    },
  ],
} as const satisfies Family;
