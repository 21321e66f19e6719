/**
 * Runs the probes of one installed version in a process of its own, several at a time: most of a probe is waiting.
 * What is not caught may come from the clean-up of another probe, so it counts only where a probe runs alone, and that
 * is how the parent runs again what came out differently.
 */
import { pathToFileURL } from "node:url";
import { join } from "node:path";

import "./measure/armed-timers.mjs"; // before any library is loaded
import "./measure/hurried-timers.mjs";

import { within, WaitedTooLong } from "../net/bounded.mjs";
import { readMessage } from "./measure/limit.mjs";
import { collectProbes } from "./runner/collect.mjs";

/** @typedef {import("./probe.js").ProbeContext} ProbeContext */
/** @typedef {import("./probe.js").Probe} Probe */
/** @typedef {import("./probe.js").Seen} Seen */
/**
 * @typedef {object} Order
 * @property {string} installDir
 * @property {string} alias
 * @property {string[]} ids
 * @property {Record<string, number>} ports
 * @property {number} lanes how many probes at a time
 * @property {boolean} [controlOnly] for the control of a probe that ends its process
 */

const PROBE_BOUND_MS = 60_000;
const CLEAN_UP_BOUND_MS = 300;

/** @type {Map<string, Promise<Seen>>} */
const controls = new Map();
/** Measuring now; a probe that is only cleaning up has its result already. */
const measuring = new Set();
let isAlone = false;

process.once("message", (/** @type {Order} */ order) => void obey(order));
// What a pool rejects while it is being torn down belongs to nobody.
process.on("unhandledRejection", () => {});
process.on("uncaughtException", (error) => {
  if (measuring.size > 0 && isAlone) process.send?.({ crashed: readMessage(error) }, () => process.exit(70));
});

/** @param {Order} order */
async function obey({ installDir, alias, ids, ports, lanes, controlOnly = false }) {
  const { load } = await import(pathToFileURL(join(installDir, "load.mjs")).href);
  const wanted = new Set(ids);
  const queue = (await collectProbes()).filter((probe) => wanted.has(probe.id));
  const context = { alias, ports, load, installDir };
  isAlone = ids.length === 1;
  const lane = async () => {
    for (let probe = queue.shift(); probe !== undefined; probe = queue.shift()) {
      const seen = controlOnly ? null : await runOnce(probe, probe.run, context);
      const control = await runControl(probe, context);
      process.send?.({ finished: probe.id, seen, control });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  process.send?.({ done: true }, () => process.exit(0));
}

/**
 * @param {Probe} probe
 * @param {{ alias: string, ports: Record<string, number>, load: ProbeContext["load"], installDir: string }} context
 */
function runControl(probe, context) {
  const { key = probe.id, run } = probe.control;
  let control = controls.get(key);
  if (control === undefined) {
    control = runOnce(probe, run, context);
    controls.set(key, control);
  }
  return control;
}

/**
 * @param {Probe} probe
 * @param {(ctx: ProbeContext) => Promise<Seen>} run
 * @param {{ alias: string, ports: Record<string, number>, load: ProbeContext["load"], installDir: string }} context
 * @returns {Promise<Seen>}
 */
async function runOnce(probe, run, { alias, ports, load, installDir }) {
  /** @type {(() => unknown)[]} */
  const cleanUps = [];
  const ctx = {
    alias,
    ports,
    load,
    installDir,
    /** @param {string} specifier */
    async loadDefault(specifier) {
      const loaded = await load(specifier);
      return loaded.default ?? loaded;
    },
    /** @param {() => unknown} cleanUp */
    defer(cleanUp) {
      cleanUps.unshift(cleanUp);
    },
  };
  measuring.add(probe.id);
  try {
    return await within(run(ctx), PROBE_BOUND_MS, probe.id);
  } catch (error) {
    return error instanceof WaitedTooLong && error.message.startsWith(probe.id)
      ? "probe ran out of time"
      : `probe failed: ${readMessage(error)}`;
  } finally {
    measuring.delete(probe.id);
    // All at once: closing a pool whose connections are held may wait for ever, until its server is closed as well.
    const cleaned = Promise.allSettled(cleanUps.map(async (cleanUp) => cleanUp()));
    await within(cleaned, CLEAN_UP_BOUND_MS, "clean-up").catch(() => {});
  }
}
