/** The scenarios: what each runs, and the shape of its results. */
import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { CLIENTS } from "./clients.mjs";
import { digAckedHole, measureCalmly } from "./dead-peer.mjs";
import { measureHealth } from "./harm.mjs";
import { measureHerd } from "./herd.mjs";
import { limitConnections } from "./limited-role.mjs";
import { runAll } from "./run-all.mjs";
import { measureStorm } from "./storm.mjs";
import { prepare, prepareClients } from "./variants.mjs";

const NO_ACK = fileURLToPath(new URL("no-ack.mjs", import.meta.url));

/**
 * @typedef {object} Mode
 * @property {"smoke" | "short" | "full"} name
 * @property {Record<string, number>} values `settings.connections.values`
 * @property {{ before: number, after: number }} capMs how long a dead peer is watched
 * @property {number} retries `net.ipv4.tcp_retries2` of the namespace
 * @property {number} noAckCapMs
 * @property {number} atOnce measurements side by side
 *
 * @typedef {Pick<import("./clients.mjs").Client, "name" | "title" | "portName" | "code"> & { server: string }} Program
 *
 * @typedef {object} Setting
 * @property {Mode} mode
 * @property {import("./project.mjs").Project} project
 * @property {ReturnType<typeof import("./servers.mjs").makeServers>} servers
 * @property {readonly import("./clients.mjs").Client[]} clients
 */

/**
 * Programs of the other scenarios: those that make a client per request, those that come back in step, those that wait.
 *
 * @type {readonly Program[]}
 */
const STORMS = [
  {
    name: "storm-pg",
    title: "pg, a Pool per request (server admits 100)",
    server: "postgres",
    portName: "ORDERS_PORT",
  },
  { name: "storm-ioredis", title: "ioredis, a client per request", server: "redis", portName: "CACHE_PORT" },
  {
    name: "storm-ioredis-closed",
    title: "ioredis, a client per request, closed after it",
    server: "redis",
    portName: "CACHE_PORT",
  },
];
/** @type {readonly Program[]} */
const HERDS = [
  { name: "herd-ioredis", title: "ioredis, `retryStrategy: () => 1000`", server: "redis", portName: "CACHE_PORT" },
  { name: "herd-node-redis", title: "redis, `reconnectStrategy: () => 1000`", server: "redis", portName: "CACHE_PORT" },
];
/** @type {readonly Program[]} */
const PATIENT = [
  { name: "jobs-ioredis", title: "ioredis, BLPOP 5 s and XREAD BLOCK 7 s", server: "redis", portName: "CACHE_PORT" },
  { name: "report-pg", title: "pg, a query of 3 s", server: "postgres", portName: "ORDERS_PORT" },
];

/**
 * @param {readonly import("./variants.mjs").Variant[]} variants
 * @param {Record<string, import("./variants.mjs").RepairNote>} notes
 * @param {readonly unknown[]} results
 */
function byClient(variants, notes, results) {
  /** @type {Record<string, any>} */
  const rows = {};
  for (const [index, { client, kind }] of variants.entries()) {
    const row = (rows[client.name] ??= { title: client.title, repair: notes[client.name] });
    row[kind] = results[index];
    if (kind === "code") row.code = { program: client.code?.program, why: client.code?.why, ...row.code };
  }
  return rows;
}

/** @param {Setting} setting */
async function runDeadPeers({ mode, project, servers, clients }) {
  const { variants, notes } = await prepareClients(project, clients, mode.values);
  const results = await runAll(variants, mode.atOnce, async ({ client, kind, path }) => {
    const { server, skipped } = await servers.get(client.server);
    if (server === undefined) return { skipped };
    const { portName, connections, perSecond } = client;
    const capMs = kind === "before" ? mode.capMs.before : mode.capMs.after;
    return measureCalmly({ path, portName, connections, perSecond, capMs }, () => digAckedHole(server.port));
  });
  return { clients: byClient(variants, notes, results) };
}

/** @returns {string | undefined} why there is no namespace here */
function whyNoNamespace() {
  if (process.platform !== "linux") return "network namespaces are Linux's";
  if (process.getuid?.() !== 0) return "needs root: run it as root to see this part";
  for (const [program = "", ...args] of [
    ["unshare", "--version"],
    ["nft", "--version"],
    ["ip", "-V"],
  ]) {
    try {
      execFileSync(program, args, { stdio: "pipe" });
    } catch {
      return `${program} is not installed (Debian: apt-get install nftables iproute2 util-linux)`;
    }
  }
  try {
    execFileSync("unshare", ["--net", "nft", "add", "table", "ip", "lab"], { stdio: "pipe" });
  } catch (error) {
    return `this kernel lets no namespace filter packets: ${String(/** @type {Error} */ (error).message)
      .split("\n")
      .at(-1)}`;
  }
  return undefined;
}

/** @param {Setting} setting */
async function runSilentNetworks({ mode, project, clients }) {
  const skipped = whyNoNamespace();
  if (skipped !== undefined) return { skipped };
  const { variants, notes } = await prepareClients(project, clients, mode.values);
  const capMs = { before: mode.noAckCapMs, after: mode.capMs.after };
  const job = JSON.stringify({ retries: mode.retries, atOnce: mode.atOnce, variants, capMs });
  const timeout = Math.ceil(variants.length / mode.atOnce) * (mode.noAckCapMs + 60_000);
  const { stdout } = await promisify(execFile)("unshare", ["--net", process.execPath, NO_ACK, job], {
    timeout,
    maxBuffer: 1e8,
  });
  const results = JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]");
  return { retries: mode.retries, clients: byClient(variants, notes, results) };
}

/**
 * Each program as written, then as repaired; one after the other where they would get in each other's way.
 *
 * @template Result
 * @param {Setting} setting
 * @param {readonly Program[]} programs
 * @param {number} atOnce
 * @param {(scenario: { path: string, port: number, portName: string }) => Promise<Result>} measure
 */
async function runPairs({ mode, project, servers }, programs, atOnce, measure) {
  const jobs = [];
  /** @type {Record<string, any>} */
  const rows = {};
  for (const { name, title, server, portName, code } of programs) {
    const wish = { values: mode.values, applySuggestions: ["setDeadPeer"] };
    const { before, fixed, note } = await prepare(project, name, wish);
    rows[name] = { title, repair: note };
    jobs.push({ name, kind: "before", path: before, server, portName });
    if (fixed !== undefined) jobs.push({ name, kind: "fixed", path: fixed, server, portName });
    if (code !== undefined)
      jobs.push({
        name,
        kind: "code",
        path: project.write(`${code.program}.mjs`, project.readProgram(code.program)),
        server,
        portName,
      });
  }
  const results = await runAll(jobs, atOnce, async ({ path, server, portName }) => {
    const { server: running, skipped } = await servers.get(/** @type {import("./servers.mjs").ServerName} */ (server));
    if (running === undefined) return { skipped };
    if (server === "postgres") await limitConnections(running.port);
    return measure({ path, port: running.port, portName });
  });
  for (const [index, { name, kind }] of jobs.entries()) rows[name][kind] = results[index];
  return { clients: rows };
}

export const SCENARIOS = {
  "dead-peer": runDeadPeers,
  "no-ack": runSilentNetworks,
  /** @param {Setting} setting */
  storm: (setting) => runPairs(setting, STORMS, 1, measureStorm),
  /** @param {Setting} setting */
  herd: (setting) => runPairs(setting, HERDS, 1, measureHerd),
  /** @param {Setting} setting */
  harm: (setting) => runPairs(setting, [...CLIENTS, ...PATIENT], 6, measureHealth),
};
