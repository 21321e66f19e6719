/** The scenarios: what each runs, and the shape of its results. */
import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { digAckedHole, measureCalmly, scenarioOf } from "./dead-peer.mjs";
import { IDLE_MS, measureHealth } from "./harm.mjs";
import { measureHerd } from "./herd.mjs";
import { HERDS, PATIENT, RESTARTS, STORMS } from "./programs.mjs";
import { measureRestart } from "./restart.mjs";
import { measureStorm } from "./storm.mjs";
import { fillRows, measureInto, prepare } from "./variants.mjs";

const NO_ACK = fileURLToPath(new URL("no-ack.mjs", import.meta.url));
/** Idle programs side by side. */
const PATIENT_AT_ONCE = 12;

/**
 * @typedef {object} Setting
 * @property {import("./modes.mjs").Mode} mode
 * @property {import("./project.mjs").Project} project
 * @property {ReturnType<typeof import("./servers.mjs").makeServers>} servers
 * @property {readonly import("./clients.mjs").Client[]} clients
 *
 * @typedef {import("./programs.mjs").Program} Program
 */

/** @param {Setting} setting */
async function runDeadPeers({ mode, project, servers, clients }) {
  const { variants, rows } = await prepare(project, clients, mode.values);
  await measureInto(rows, variants, mode.atOnce, async (variant) => {
    const { server, skipped } = await servers.get(variant.program.server);
    if (server === undefined) return { skipped };
    return measureCalmly(scenarioOf(variant, mode, mode.capMs.before), () => digAckedHole(server.port));
  });
  return { clients: rows };
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
  const { variants, rows } = await prepare(project, clients, mode.values);
  const timeout = Math.ceil(variants.length / mode.atOnce) * (mode.noAckCapMs + 60_000);
  const job = JSON.stringify({ mode, variants });
  const { stdout } = await promisify(execFile)("unshare", ["--net", process.execPath, NO_ACK, job], {
    timeout,
    maxBuffer: 1e8,
  });
  fillRows(rows, variants, JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]"));
  return { retries: mode.retries, clients: rows };
}

/**
 * Programs of one server each, as written and as repaired.
 *
 * @template {Program} Of
 * @param {Setting} setting
 * @param {readonly Of[]} programs
 * @param {(program: Of, place: import("./behind-proxy.mjs").Place) => Promise<unknown>} measure
 * @param {number} atOnce how many side by side
 * @param {number} [beforeAtOnce] how many of those as written, which then run before all others
 */
async function runPrograms({ mode, project, servers }, programs, measure, atOnce, beforeAtOnce) {
  const { variants, rows } = await prepare(project, programs, mode.values);
  /** @param {typeof variants} some @param {number} many */
  const run = (some, many) =>
    measureInto(rows, some, many, async ({ program, path }) => {
      const { server, skipped } = await servers.get(program.server);
      if (server === undefined) return { skipped };
      return measure(program, { path, port: server.port, portName: program.portName });
    });
  const first = beforeAtOnce === undefined ? [] : variants.filter(({ kind }) => kind === "before");
  await run(first, beforeAtOnce ?? 0);
  await run(
    variants.filter((variant) => !first.includes(variant)),
    atOnce,
  );
  return rows;
}

/** Programs as written storm two at a time; repaired ones leave each other alone. @param {Setting} setting */
async function runStorms(setting) {
  const measure = (/** @type {typeof STORMS[number]} */ { trouble }, /** @type {any} */ place) => measureStorm(place, trouble);
  const rows = await runPrograms(setting, STORMS, measure, STORMS.length, 2);
  return { clients: rows };
}

/** @param {Setting} setting */
async function runHarm(setting) {
  /** @type {readonly (Program & import("./programs.mjs").HarmTraits)[]} */
  const programs = [...PATIENT, ...setting.clients.filter(({ name }) => name !== "mariadb")]; // the longest first
  const rows = await runPrograms(setting, programs, ({ calls }, place) => measureHealth(place, calls), PATIENT_AT_ONCE);
  for (const { name, cost } of programs) {
    if (cost === undefined) continue;
    const { of, everyMs, connections, why } = cost;
    Object.assign(rows[name] ?? {}, { cost: { of, why, connects: connections * Math.floor(IDLE_MS / everyMs) } });
  }
  return { clients: rows };
}

export const SCENARIOS = {
  "dead-peer": runDeadPeers,
  "no-ack": runSilentNetworks,
  storm: runStorms,
  /** @param {Setting} setting */
  herd: async (setting) => ({ clients: await runPrograms(setting, HERDS, (_program, place) => measureHerd(place), 1) }),
  /** @param {Setting} setting */
  restart: async (setting) => ({
    clients: await runPrograms(setting, RESTARTS, (_program, place) => measureRestart(place), 2),
  }),
  harm: runHarm,
};

/** Scenarios that leave each other alone run side by side: most of their time is spent waiting. */
export const SIDE_BY_SIDE = /** @type {const} */ ([["no-ack", "dead-peer", "harm", "restart"], ["storm"], ["herd"]]);
