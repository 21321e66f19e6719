/** The parent's side of a program under load: starts it, counts what comes back, and kills it at the end. */
import { fork } from "node:child_process";
import { EventEmitter } from "node:events";
import { fileURLToPath } from "node:url";

import { until } from "../net/index.mjs";

const SERVICE = fileURLToPath(new URL("service.mjs", import.meta.url));
const START_WITHIN_MS = 30_000;
/** Node prints the whole client beside an error that nobody listens to. */
const TOLD_AT_MOST = 50_000;
const BURST_WITHIN_MS = 12_000;

/**
 * @typedef {{ sent: number, at: number, ok: boolean, error?: string }} Outcome times are those of `Date.now()`
 *
 * @typedef {object} RunningService
 * @property {Outcome[]} outcomes in the order in which they settled
 * @property {EventEmitter} changes emits `"change"` with every message and at the end of the process
 * @property {() => string | undefined} crash how it ended by itself, if it did
 * @property {(calls: number, ms?: number) => Promise<void>} burst sends calls at once and waits for all or for the end, 12 s unless stated
 * @property {(perSecond: number) => void} load starts the steady rate
 * @property {() => Promise<{ sent: number, stallMs: number, attempts: number[] }>} stop ends the load; what hangs stays hanging
 * @property {() => Promise<void>} kill
 */

/**
 * @param {string} path of the program
 * @param {Record<string, string>} env ports of the servers
 * @param {number} [instances] how many copies of the program one process runs
 * @returns {Promise<RunningService>}
 */
export async function runService(path, env, instances = 1) {
  const child = fork(SERVICE, [path, String(instances)], { env: { ...process.env, ...env }, silent: true });
  const changes = new EventEmitter().setMaxListeners(0);
  /** @type {Outcome[]} */
  const outcomes = [];
  /** @type {Map<string, any>} */
  const told = new Map();
  let errors = "";
  let isKilled = false;
  /** @type {string | number | null | undefined} */
  let endedWith;
  /** What it wrote may arrive after its end: the message is looked for when it is asked for. */
  const tellCrash = () => {
    if (endedWith === undefined) return undefined;
    return `ended by itself (${endedWith}): ${errors.split("\n").findLast((line) => /^\S*Error\b/.test(line)) ?? "no message"}`;
  };
  child.stdout?.resume();
  child.stderr?.on("data", (chunk) => {
    errors = (errors + chunk).slice(-TOLD_AT_MOST);
  });
  child.on("message", (/** @type {any} */ message) => {
    if (message.is === "settled")
      outcomes.push({ sent: message.sent, at: message.at, ok: message.ok, error: message.error });
    else told.set(message.is, message);
    changes.emit("change");
  });
  child.on("exit", (code, signal) => {
    if (!isKilled) endedWith = signal ?? code;
    changes.emit("change");
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  /** @param {string} is @param {number} ms */
  async function hear(is, ms) {
    await until(changes, "change", () => told.has(is) || hasEnded(), ms, `"${is}" from ${path}`);
    const message = told.get(is);
    told.delete(is);
    if (message === undefined) throw new Error(`${path} ${tellCrash() ?? "ended"}\n${errors}`);
    return message;
  }

  /** @param {object} message */
  const tell = (message) => {
    if (child.connected) child.send(message);
  };

  const service = {
    outcomes,
    changes,
    crash: tellCrash,
    /** @param {number} calls @param {number} [ms] */
    async burst(calls, ms = BURST_WITHIN_MS) {
      tell({ do: "burst", calls });
      await hear("burst", ms);
    },
    /** @param {number} perSecond */
    load: (perSecond) => tell({ do: "load", perSecond }),
    async stop() {
      if (hasEnded()) return { sent: outcomes.length, stallMs: 0, attempts: [] };
      tell({ do: "stop" });
      const { sent, stallMs, attempts } = await hear("stopped", 10_000);
      return { sent, stallMs, attempts };
    },
    async kill() {
      isKilled = true;
      child.kill("SIGKILL");
      await until(changes, "change", hasEnded, 5000, `the end of ${path}`);
    },
  };
  try {
    await hear("ready", START_WITHIN_MS);
  } catch (error) {
    await service.kill();
    throw error;
  }
  return service;
}
