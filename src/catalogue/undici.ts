import type { Client, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

/**
 * Connections per origin. Off when absent and when falsy (`connections || null`). A pool throws on `Infinity`; an agent
 * keeps it for the pools it makes, and those are then unlimited.
 */
const ofPool = {
  options: ["connections"],
  when: [{ option: "factory", present: false }],
  absent: [
    {
      versions: ">=5 <8",
      value: "off",
      source: code("undici@7.30.2 lib/dispatcher/pool.js:68"),
      probe: "undici/Pool/limit/absent",
    },
    { versions: ">=8 <9", value: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
  ],
  values: [
    { versions: ">=5 <8", value: null, means: "off", source: run("undici@7.30.2"), probe: "undici/Pool/limit/null" },
    { versions: ">=8 <9", value: null, means: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
    { versions: ">=5 <8", value: 0, means: "off", source: run("undici@7.30.2"), probe: "undici/Pool/limit/0" },
    { versions: ">=8 <9", value: 0, means: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
    {
      versions: ">=5 <8",
      value: "<Infinity>",
      means: "throws",
      source: run("undici@7.30.2"),
      probe: "undici/Pool/limit/Infinity",
    },
    {
      versions: ">=5 <8",
      value: "<huge>",
      means: "off",
      source: run("undici@7.30.2"),
      probe: "undici/Pool/limit/huge",
    },
  ],
  write: 50,
} as const satisfies Setting;

const ofAgent = {
  ...ofPool,
  absent: [
    {
      versions: ">=5 <8",
      value: "off",
      source: code("undici@7.30.2 lib/dispatcher/agent.js:19-25"),
      probe: "undici/Agent/limit/absent",
    },
    { versions: ">=8 <9", value: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
  ],
  values: [
    { versions: ">=5 <8", value: null, means: "off", source: run("undici@7.30.2"), probe: "undici/Agent/limit/null" },
    { versions: ">=5 <8", value: 0, means: "off", source: run("undici@7.30.2"), probe: "undici/Agent/limit/0" },
    {
      versions: ">=5 <8",
      value: "<Infinity>",
      means: "off",
      source: run("undici@7.30.2"),
      probe: "undici/Agent/limit/Infinity",
    },
    {
      versions: ">=5 <8",
      value: "<huge>",
      means: "off",
      source: run("undici@7.30.2"),
      probe: "undici/Agent/limit/huge",
    },
    { versions: ">=8 <9", value: null, means: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
    { versions: ">=8 <9", value: 0, means: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
  ],
} as const satisfies Setting;

const pool = {
  name: "Pool",
  holds: "pool",
  makers: [
    { path: "Pool", by: "new", options: [1] },
    { path: "RoundRobinPool", by: "new", options: [1], versions: ">=7" },
  ],
  settings: { limit: [ofPool] },
  close: ["close", "destroy"],
} as const satisfies Client;

const balancedPool = {
  ...pool,
  name: "BalancedPool",
  makers: [{ path: "BalancedPool", by: "new", options: [1] }],
  settings: {
    limit: [
      {
        ...ofPool,
        absent: [
          { versions: ">=5 <8", value: "off", source: run("undici@7.30.2"), probe: "undici/BalancedPool/limit/absent" },
          { versions: ">=8 <9", value: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
        ],
        values: [
          {
            versions: ">=5 <8",
            value: null,
            means: "off",
            source: run("undici@7.30.2"),
            probe: "undici/BalancedPool/limit/null",
          },
          {
            versions: ">=5 <8",
            value: 0,
            means: "off",
            source: run("undici@7.30.2"),
            probe: "undici/BalancedPool/limit/0",
          },
          {
            versions: ">=5 <8",
            value: "<huge>",
            means: "off",
            source: run("undici@7.30.2"),
            probe: "undici/BalancedPool/limit/huge",
          },
          { versions: ">=8 <9", value: null, means: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
          { versions: ">=8 <9", value: 0, means: "off", source: code("undici@8.12.4 lib/dispatcher/pool.js:58-99") },
        ],
      },
    ],
  },
} as const satisfies Client;

const agent = {
  name: "Agent",
  holds: "agent",
  makers: [
    { path: "Agent", by: "new", options: [0] },
    { path: "EnvHttpProxyAgent", by: "new", options: [0], versions: ">=6" },
  ],
  settings: { limit: [ofAgent] },
  close: ["close", "destroy"],
} as const satisfies Client;

/** Hands its options on to an `Agent` of its own. */
const proxyAgent = {
  ...agent,
  name: "ProxyAgent",
  makers: [{ path: "ProxyAgent", by: "new", options: [0], url: { args: [0], options: ["uri"] }, urlBecomes: "uri" }],
  settings: {
    limit: [
      {
        ...ofAgent,
        when: [
          { option: "factory", present: false },
          { option: "clientFactory", present: false },
        ],
        absent: [
          { versions: ">=5 <8", value: "off", source: run("undici@7.30.2") },
          { versions: ">=8 <9", value: "off", source: code("undici@8.12.4 lib/dispatcher/proxy-agent.js") },
        ],
      },
    ],
  },
} as const satisfies Client;

/** undici, the HTTP client of Node's `fetch`: a pool per origin that dials again whenever every open connection is busy. */
export const undici = {
  packages: ["undici"],
  clients: [pool, balancedPool, agent, proxyAgent],
} as const satisfies Family;
