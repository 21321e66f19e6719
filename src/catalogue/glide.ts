import type { Family } from "./shape.js";
import { run } from "./source.js";

const versions = ">=2 <3";
const ran = run("@valkey/valkey-glide@2.5.2");

/** One connection (two per node of a cluster) in a native core. After `createClient` has rejected the core goes on dialling. */
export const glide = {
  packages: ["@valkey/valkey-glide"],
  clients: [
    {
      name: "GlideClient",
      holds: "multiplexed",
      makers: [
        { path: "GlideClient.createClient", by: "call", options: [0] },
        { path: "GlideClusterClient.createClient", by: "call", options: [0] },
      ],
      settings: {
        connectTimeout: [
          {
            options: ["advancedConfiguration.connectionTimeout"],
            unit: "ms",
            absent: [{ versions, source: ran, value: 2000, probe: "@valkey/valkey-glide/GlideClient/connectTimeout/absent" }],
            onExpiry: "rejects",
          },
        ],
        commandTimeout: [{ options: ["requestTimeout"], unit: "ms", absent: [{ versions, source: ran, value: 250, probe: "@valkey/valkey-glide/GlideClient/commandTimeout/absent" }], onExpiry: "rejects" }],
      },
      errorEvent: [{ versions, source: ran, crashes: false, on: "", emits: false }],
      reconnect: [{ versions, source: ran, by: "loop", givesUp: "never", probe: "@valkey/valkey-glide/GlideClient/reconnect/absent" }],
      liveness: [{ versions, source: run("@valkey/valkey-glide@2.5.2 with dropped packets: TCP_USER_TIMEOUT of 5 s"), by: "self" }],
      roles: { blocking: ["blpop", "brpop", "blmove", "blmpop", "bzpopmin", "bzpopmax", "bzmpop", "xread", "xreadgroup", "wait"] },
      close: ["close"],
    },
  ],
} as const satisfies Family;
