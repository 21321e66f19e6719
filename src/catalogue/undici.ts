import type { Client, Family, HeldBody, Setting } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=5 <9";
const poolCode = code("undici@7.30.2 lib/dispatcher/pool.js:68, undici@8.12.4 lib/dispatcher/pool.js:58-99");
const counted = run("undici@5.29.0, 6.29.1, 7.30.2 and 8.12.4, 150 requests at once");

/**
 * Connections per origin. Off when absent and when falsy (`connections || null`). A pool throws on `Infinity`; an agent
 * keeps it for the pools it makes, and those are then unlimited.
 */
const ofPool = {
  options: ["connections"],
  when: [{ option: "factory", present: false }],
  absent: [{ versions, value: "off", source: poolCode, probe: "undici/Pool/limit/absent" }],
  values: [
    { versions, value: null, means: "off", source: counted, probe: "undici/Pool/limit/null" },
    { versions, value: 0, means: "off", source: counted, probe: "undici/Pool/limit/0" },
    { versions, value: "<Infinity>", means: "throws", source: counted, probe: "undici/Pool/limit/Infinity" },
    { versions, value: "<huge>", means: "off", source: counted, probe: "undici/Pool/limit/huge" },
  ],
  write: 50,
} as const satisfies Setting;

const ofAgent = {
  ...ofPool,
  absent: [{ versions, value: "off", source: code("undici@7.30.2 lib/dispatcher/agent.js:19-25"), probe: "undici/Agent/limit/absent" }],
  values: [
    { versions, value: null, means: "off", source: counted, probe: "undici/Agent/limit/null" },
    { versions, value: 0, means: "off", source: counted, probe: "undici/Agent/limit/0" },
    { versions, value: "<Infinity>", means: "off", source: counted, probe: "undici/Agent/limit/Infinity" },
    { versions, value: "<huge>", means: "off", source: counted, probe: "undici/Agent/limit/huge" },
  ],
} as const satisfies Setting;

const connectTimeout = {
  options: ["connect.timeout", "connectTimeout"],
  unit: "ms",
  absent: [
    {
      versions: ">=5 <9",
      value: 10_000,
      source: code("undici@7.30.2 lib/core/connect.js:75, undici@8.12.4 lib/core/connect.js"),
      probe: "undici/Pool/connectTimeout/absent",
    },
  ],
  values: [{ versions: ">=5 <9", value: 0, means: "off", source: code("undici@7.30.2 lib/core/connect.js:127-129"), probe: "undici/Pool/connectTimeout/0" }],
  write: 5000,
  onExpiry: "destroys",
} as const satisfies Setting;

/** From the request to the first header. Each chunk of the body has as long again (`bodyTimeout`). */
const commandTimeout = {
  options: ["headersTimeout"],
  unit: "ms",
  absent: [
    {
      versions: ">=5 <8",
      value: 300_000,
      source: code("undici@7.30.2 lib/dispatcher/client.js:262"),
      probe: "undici/Client/headersTimeout/absent",
    },
    { versions: ">=8 <9", value: 300_000, source: code("undici@8.12.4 lib/dispatcher/client.js"), probe: "undici/Client/headersTimeout/absent" },
  ],
  values: [
    {
      versions: ">=5 <8",
      value: 0,
      means: "off",
      source: code("undici@7.30.2 lib/dispatcher/client.js:262"),
      probe: "undici/Client/headersTimeout/0",
    },
    {
      versions: ">=5 <8",
      value: null,
      means: "default",
      source: code("undici@7.30.2 lib/dispatcher/client.js:262"),
      probe: "undici/Client/headersTimeout/null",
    },
  ],
  write: 30_000,
  onExpiry: "destroys",
} as const satisfies Setting;

/** It dials for a request, once. */
const dials = <Name extends string>(name: Name) =>
  [{ versions: ">=5 <9", source: run("undici@5.29.0 to 8.12.4 against a stopped server"), by: "onDemand", givesUp: 1, probe: `undici/${name}/reconnect/absent` }] as const;

/** A dispatcher of the call may be one whose interceptors read what nobody else does. */
const body = {
  versions,
  take: "request",
  options: [1],
  body: "body",
  dump: "dump",
  fits: 65_536,
  unless: [[{ option: "method", is: ["HEAD", "head"] }], [{ option: "dispatcher", present: true }]],
  source: run("undici@5.29.0, 6.29.1, 7.30.2 and 8.12.4: a body of 65,000 bytes, of 66,000 and of 5,000,000, also after garbage collection"),
  probe: "undici/request/lease/unread",
} as const satisfies HeldBody;

const ofDispatcher = [{ ...body, options: [0], unless: [[{ option: "method", is: ["HEAD", "head"] }]], probe: "undici/Pool/lease/leaked" }] as const satisfies HeldBody[];

/** A hung request ends after five minutes, with its connection. */
const shared = {
  liveness: [
    {
      versions: ">=5 <9",
      source: run("undici@5.29.0, 6.29.1 and 7.30.2 behind a black hole: 300.3 s by default"),
      by: "self",
      afterSeconds: 300,
      options: ["headersTimeout"],
      perCall: ["signal", "headersTimeout"],
      looksSafe: ["connect.timeout", "bodyTimeout", "keepAliveTimeout", "clientTtl"],
      probe: "undici/Pool/liveness/headersTimeout",
    },
  ],
  bodies: ofDispatcher,
  close: ["close", "destroy"],
} as const;

const pool = {
  ...shared,
  name: "Pool",
  reconnect: dials("Pool"),
  holds: "pool",
  makers: [
    { path: "Pool", by: "new", options: [1] },
    { path: "RoundRobinPool", by: "new", options: [1], versions: ">=7" },
  ],
  settings: { limit: [ofPool], connectTimeout: [connectTimeout], commandTimeout: [commandTimeout] },
} as const satisfies Client;

const balancedPool = {
  ...pool,
  name: "BalancedPool",
  reconnect: dials("BalancedPool"),
  makers: [{ path: "BalancedPool", by: "new", options: [1] }],
  settings: {
    limit: [
      {
        ...ofPool,
        absent: [{ versions, value: "off", source: poolCode, probe: "undici/BalancedPool/limit/absent" }],
        values: [
          { versions, value: null, means: "off", source: counted, probe: "undici/BalancedPool/limit/null" },
          { versions, value: 0, means: "off", source: counted, probe: "undici/BalancedPool/limit/0" },
          { versions: ">=5 <7", value: "<Infinity>", means: "throws", source: counted, probe: "undici/BalancedPool/limit/Infinity" },
          { versions: ">=7 <9", value: "<Infinity>", means: "off", source: counted, probe: "undici/BalancedPool/limit/Infinity" },
          { versions, value: "<huge>", means: "off", source: counted, probe: "undici/BalancedPool/limit/huge" },
        ],
      },
    ],
  },
} as const satisfies Client;

const agent = {
  ...shared,
  name: "Agent",
  reconnect: dials("Agent"),
  holds: "agent",
  makers: [
    { path: "Agent", by: "new", options: [0] },
    { path: "EnvHttpProxyAgent", by: "new", options: [0], versions: ">=6" },
  ],
  settings: { limit: [ofAgent], connectTimeout: [connectTimeout], commandTimeout: [commandTimeout] },
} as const satisfies Client;

/** Hands its options on to an `Agent` of its own. */
const proxyAgent = {
  ...agent,
  name: "ProxyAgent",
  reconnect: dials("ProxyAgent"),
  makers: [{ path: "ProxyAgent", by: "new", options: [0], url: { args: [0], options: ["uri"] }, urlBecomes: "uri" }],
  settings: {
    limit: [
      {
        ...ofAgent,
        when: [
          { option: "factory", present: false },
          { option: "clientFactory", present: false },
        ],
        absent: [{ versions, value: "off", source: counted, probe: "undici/ProxyAgent/limit/absent" }],
        values: [
          { versions, value: null, means: "off", source: counted, probe: "undici/ProxyAgent/limit/null" },
          { versions, value: 0, means: "off", source: counted, probe: "undici/ProxyAgent/limit/0" },
          { versions, value: "<Infinity>", means: "off", source: counted, probe: "undici/ProxyAgent/limit/Infinity" },
          { versions, value: "<huge>", means: "off", source: counted, probe: "undici/ProxyAgent/limit/huge" },
        ],
      },
    ],
  },
} as const satisfies Client;

/** Exactly one connection. */
const client = {
  ...shared,
  name: "Client",
  reconnect: dials("Client"),
  holds: "multiplexed",
  makers: [{ path: "Client", by: "new", options: [1] }],
  settings: { connectTimeout: [connectTimeout], commandTimeout: [commandTimeout] },
} as const satisfies Client;

/** undici, the HTTP client of Node's `fetch`: a pool per origin that dials again whenever every open connection is busy. */
export const undici = {
  packages: ["undici"],
  clients: [pool, balancedPool, agent, proxyAgent, client],
  bodies: [body],
} as const satisfies Family;
