import { ioredisClusterStrategies, ioredisReconnect, ioredisStrategies } from "./retry-strategies.js";
import type { Client, Condition, Fact, Family, ReconnectFact, RoleWords, Setting, Strategy } from "./shape.js";
import { code, run } from "./source.js";

/** Blocking only with BLOCK, but a connection that is used so is nobody's for short requests. */
const blocking = [
  "blpop",
  "brpop",
  "brpoplpush",
  "blmove",
  "blmpop",
  "bzpopmin",
  "bzpopmax",
  "bzmpop",
  "xread",
  "xreadgroup",
  "wait",
  "waitaof",
] as const;

const roles = {
  blocking,
  subscriber: ["subscribe", "psubscribe", "ssubscribe", "monitor"],
  neutral: ["status", "options", "isCluster", "setMaxListeners", "nodes"],
  copies: ["duplicate"],
} as const satisfies RoleWords;

const looksSafe = [
  "keepAlive",
  "connectTimeout",
  "commandTimeout",
  "maxRetriesPerRequest",
  "enableOfflineQueue",
  "autoResendUnfulfilledCommands",
  "retryStrategy",
  "blockingTimeout",
] as const;

/** What one fork says: the versions that have the two timeouts, and all of them. */
interface Versions {
  readonly all: string;
  readonly withCommandTimeout: string;
  readonly withSocketTimeout: string;
  readonly without?: string;
  /** What was run. */
  readonly seen: string;
  /** Whose probes saw what is said of timeouts: `ioredis`. */
  readonly probes: string;
  /** Of a copy that nobody listens to. */
  readonly duplicate?: string;
  readonly unlistened: Fact;
  readonly reconnect: readonly ReconnectFact[];
  readonly strategies: readonly Strategy[];
  readonly clusterStrategies: readonly Strategy[];
  readonly clusterProbe: string;
}

/** Covers TCP and TLS only: a peer that accepts and stays mute is not noticed by it. */
function connectTimeout(option: string, { all, seen }: Versions, probes: string): Setting {
  return {
    options: [option],
    unit: "ms",
    absent: [{ versions: all, source: run(`${seen} against a blocked listener`), value: 10_000, probe: `${probes}/connectTimeout/absent` }],
    values: [{ versions: all, source: run(seen), value: 0, means: "off", probe: `${probes}/connectTimeout/0` }],
    write: 5000,
    onExpiry: "destroys",
  };
}

/** The caller gets an error; the connection is kept, and the command is still sent after the next reconnect. */
function commandTimeout(section: string, versions: Versions, probes: string): Setting[] {
  const own: Setting = {
    options: [`${section}commandTimeout`],
    unit: "ms",
    versions: versions.withCommandTimeout,
    absent: [{ versions: versions.withCommandTimeout, source: run(`${versions.seen} behind a silent proxy`), value: "off", probe: `${probes}/commandTimeout/absent` }],
    write: 5000,
    onExpiry: "rejects",
    breaksBlocking: {
      versions: versions.withCommandTimeout,
      source: run(`${versions.seen}: BLPOP and XREAD BLOCK longer than it are rejected`),
      probe: `${probes}/commandTimeout/breaks-blocking`,
    },
    // Without it a command that was rejected is still sent after the next reconnect: a retried write is done twice.
    together: [{ option: `${section}autoResendUnfulfilledCommands`, text: "false" }],
  };
  // A connection that is destroyed ends its commands, as long as they are not repeated for ever.
  const when: Condition[] = [{ option: `${section}maxRetriesPerRequest`, isNot: [null] }];
  // Queues demand such a client, and wait on it.
  return [{ ...own, options: [...own.options, `${section}socketTimeout`], when }, { ...own, forRequests: true }];
}

/** Runs only while a reply is awaited; received data resets it, writes do not. */
function deadPeer(option: string, versions: Versions, probes: string): Setting {
  return {
    options: [option],
    unit: "ms",
    versions: versions.withSocketTimeout,
    absent: [{ versions: versions.withSocketTimeout, source: run(`${versions.seen} behind a silent proxy`), value: "off", probe: `${probes}/deadPeer/absent` }],
    write: 10_000,
    onExpiry: "destroys",
  };
}

/** One connection for all callers. It dials again for ever and keeps commands in the meantime. */
function redis(names: readonly string[], versions: Versions): Client {
  const { withSocketTimeout, without, seen } = versions;
  const url = { args: [0] };
  const probes = `${versions.probes}/Redis`;
  return {
    name: names[0] as string,
    holds: "multiplexed",
    makers: [
      ...["", ...names].map((path) => ({ path, by: "new" as const, options: [2, 1, 0], url })),
      ...["createClient", ...names.map((name) => `${name}.createClient`)].map((path) => ({ path, by: "call" as const, options: [2, 1, 0], url })),
    ],
    settings: {
      connectTimeout: [connectTimeout("connectTimeout", versions, probes)],
      commandTimeout: commandTimeout("", versions, probes),
      deadPeer: [deadPeer("socketTimeout", versions, probes)],
    },
    errorEvent: [{ ...versions.unlistened, crashes: false, on: "" }],
    reconnect: versions.reconnect,
    strategies: versions.strategies,
    liveness: [
      ...(without === undefined ? [] : [{ versions: without, source: run("ioredis@4.31.0 behind a silent proxy"), by: "code" as const, looksSafe, probe: `${probes}/liveness/all` }]),
      { versions: withSocketTimeout, source: run(`${seen} behind a silent proxy and with dropped packets`), by: "option", options: ["socketTimeout"], looksSafe, probe: `${probes}/liveness/socketTimeout` },
    ],
    roles,
    close: ["quit", "disconnect", "end"],
  };
}

/** One connection per node and one for subscriptions: the cluster bounds it, no option does. */
function cluster(names: readonly string[], versions: Versions): Client {
  const { all, withSocketTimeout, without, seen } = versions;
  const source = run(`${seen} with three masters`);
  const probes = `${versions.probes}/Cluster`;
  const ignored = (option: string, setting: string) => [{ versions: all, source, option, probe: `${probes}/${setting}/top-level` }];
  return {
    name: "Cluster",
    holds: "cluster",
    makers: ["Cluster", ...names.map((name) => `${name}.Cluster`)].map((path) => ({ path, by: "new", options: [1] })),
    settings: {
      connectTimeout: [{ ...connectTimeout("redisOptions.connectTimeout", versions, probes), ignored: ignored("connectTimeout", "connectTimeout") }],
      commandTimeout: commandTimeout("redisOptions.", versions, probes).map((each) => ({ ...each, ignored: ignored("commandTimeout", "commandTimeout") })),
      deadPeer: [{ ...deadPeer("redisOptions.socketTimeout", versions, probes), ignored: ignored("socketTimeout", "deadPeer") }],
    },
    errorEvent: [{ versions: all, source, crashes: false, on: "" }],
    reconnect: [{ versions: all, source, by: "loop", givesUp: "never", strategy: "clusterRetryStrategy", probe: versions.clusterProbe }],
    strategies: versions.clusterStrategies,
    liveness: [
      ...(without === undefined ? [] : [{ versions: without, source: code("ioredis@4.31.0 built/cluster"), by: "code" as const, looksSafe, probe: `${probes}/liveness/all` }]),
      { versions: withSocketTimeout, source, by: "option", options: ["redisOptions.socketTimeout"], looksSafe: ["socketTimeout", ...looksSafe], probe: `${probes}/liveness/socketTimeout` },
    ],
    // Nodes that are lost are found again by asking the others, and what is sent meanwhile waits.
    overridden: [
      { versions: all, source, option: "redisOptions.retryStrategy", with: null, probe: `${probes}/overridden/retryStrategy` },
      { versions: all, source, option: "redisOptions.enableOfflineQueue", with: true, probe: `${probes}/overridden/enableOfflineQueue` },
    ],
    roles,
    close: ["quit", "disconnect"],
  };
}

/** One more connection with the same options, those of the call first. */
function copy(names: readonly string[], versions: Versions): Client {
  const { all, seen } = versions;
  const source = run(`${seen}: duplicate()`);
  return {
    name: "duplicate",
    holds: "multiplexed",
    makers: ["new ()", ...names.map((name) => `new ${name}()`), "createClient()"].map((made) => ({ path: `${made}.duplicate`, by: "call", options: [0] })),
    settings: {},
    errorEvent: [{ versions: all, source, crashes: false, on: "", ...(versions.duplicate === undefined ? {} : { probe: versions.duplicate }) }],
    reconnect: versions.reconnect,
    roles,
    close: ["quit", "disconnect", "end"],
  };
}

const ofIoredis: Versions = {
  all: ">=4 <7",
  withCommandTimeout: ">=4.25.0 <7",
  withSocketTimeout: ">=5.4.0 <7",
  without: ">=4 <5.4.0",
  seen: "ioredis@4.31.0, 5.11.1 and 6.0.0",
  probes: "ioredis",
  duplicate: "ioredis/Redis/errorEvent/duplicate",
  unlistened: {
    versions: ">=4 <7",
    source: run("ioredis@4.31.0, 5.11.1 and 6.0.0: refused and reset without a listener, it logs"),
    probe: "ioredis/Redis/errorEvent/unlistened",
  },
  reconnect: ioredisReconnect,
  strategies: ioredisStrategies,
  clusterStrategies: ioredisClusterStrategies,
  clusterProbe: "ioredis/Cluster/reconnect/absent",
};

export const ioredis: Family = {
  packages: ["ioredis"],
  clients: [redis(["Redis"], ofIoredis), cluster(["Redis"], ofIoredis), copy(["Redis"], ofIoredis)],
};

const fork = { versions: ">=0.3.0 <1", source: run("iovalkey@0.4.0 against a stopped server") };

/** What holds for ioredis and was seen in the fork too, by a probe of its own. */
function inFork<F extends Fact>(facts: readonly F[]): F[] {
  return facts.map(({ probe, ...fact }) => ({ ...fact, ...fork, ...(probe === undefined ? {} : { probe: probe.replace("ioredis", "iovalkey") }) }) as F);
}

const ofIovalkey: Versions = {
  all: fork.versions,
  withCommandTimeout: fork.versions,
  withSocketTimeout: fork.versions,
  seen: "iovalkey@0.4.0",
  probes: "iovalkey",
  unlistened: { ...fork, probe: "iovalkey/Redis/errorEvent/unlistened" },
  duplicate: "iovalkey/Redis/errorEvent/duplicate",
  reconnect: inFork<ReconnectFact>(ioredisReconnect),
  strategies: inFork<Strategy>(ioredisStrategies),
  clusterStrategies: inFork<Strategy>(ioredisClusterStrategies),
  clusterProbe: "iovalkey/Cluster/reconnect/absent",
};

/** The fork of ioredis for Valkey. */
export const iovalkey: Family = {
  packages: ["iovalkey"],
  clients: [redis(["Redis", "Valkey"], ofIovalkey), cluster(["Redis", "Valkey"], ofIovalkey), copy(["Redis", "Valkey"], ofIovalkey)],
};
