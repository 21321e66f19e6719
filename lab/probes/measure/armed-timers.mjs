/**
 * Which waits a library arms: every `setTimeout` and `socket.setTimeout` still running once it waits for one
 * thing. That shows a default of 60 s without waiting for it; that such a wait ends in a rejection is shown
 * by the control, with a short one.
 *
 * Must be imported before any library, because many keep their own reference to `setTimeout`.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import timers from "node:timers";

import { untilQuiet, within, WaitedTooLong } from "../../net/bounded.mjs";
import { readMessage } from "./limit.mjs";

/** @typedef {import("../probe.js").Seen} Seen */

/** Which of the things going on at the same time armed it. */
const recording = new AsyncLocalStorage();

/** @type {(callback: (...args: any[]) => void, ms?: number, ...args: any[]) => NodeJS.Timeout} */
const armTimer = timers.setTimeout;
/** @type {(timer: NodeJS.Timeout | string | number | undefined) => void} */
const disarmTimer = timers.clearTimeout;
const { setTimeout: armSocket } = Socket.prototype;

class Recording extends EventEmitter {
  /** @type {Map<unknown, number>} what is armed now, by timer or socket */
  waits = new Map();

  /**
   * @param {unknown} holder
   * @param {number} ms
   */
  arm(holder, ms) {
    // Short ones are ticks and delays between attempts, very long ones lifetimes.
    if (!(ms >= SHORTEST_MS && ms <= LONGEST_MS)) return;
    this.waits.set(holder, ms >= 1_000 ? Math.round(ms / 100) * 100 : ms);
    this.emit("armed");
  }

  /** @param {unknown} holder */
  disarm(holder) {
    this.waits.delete(holder);
  }
}

/** @type {WeakMap<object, Recording>} */
const recordingOf = new WeakMap();

/**
 * @param {object} holder
 * @param {unknown} ms
 */
function arm(holder, ms) {
  const record = recording.getStore();
  if (!(record instanceof Recording)) return;
  recordingOf.set(holder, record);
  record.arm(holder, Number(ms));
}

/** @param {unknown} holder */
function disarm(holder) {
  if (typeof holder === "object" && holder !== null) recordingOf.get(holder)?.disarm(holder);
}

const recordingTimer = Object.assign(
  /**
   * @param {(...args: any[]) => void} callback
   * @param {number} [ms]
   * @param {any[]} args
   */
  (callback, ms, ...args) => {
    /** @type {NodeJS.Timeout} */
    const timer = armTimer(
      (/** @type {any[]} */ ...given) => {
        disarm(timer);
        callback(...given);
      },
      ms,
      ...args,
    );
    arm(timer, ms);
    return timer;
  },
  armTimer,
);
globalThis.setTimeout = /** @type {any} */ (recordingTimer); // promisify finds its own form among the copied symbols
timers.setTimeout = globalThis.setTimeout;
/** @param {NodeJS.Timeout | string | number | undefined} timer */
const recordingClear = (timer) => {
  disarm(timer);
  disarmTimer(timer);
};
globalThis.clearTimeout = recordingClear;
timers.clearTimeout = recordingClear;
/** @type {typeof armSocket} */
Socket.prototype.setTimeout = function recordingSocketTimer(ms, callback) {
  disarm(this);
  arm(this, ms);
  return armSocket.call(this, ms, callback);
};
syncBuiltinESMExports();

const SHORTEST_MS = 250;
const LONGEST_MS = 1_200_000;
const QUIET_MS = 500;
const CEILING_MS = 10_000;

/**
 * @param {() => unknown} start begins what may wait
 * @returns {Promise<Seen>} the milliseconds of the wait armed, of several in ascending order with blanks between, or
 *   "never" when none was; "rejects: ..." when it ended at once
 */
export async function measureArmed(start) {
  const armed = new Recording();
  /** @type {Seen | undefined} */
  let ended;
  const movement = recording
    .run(armed, async () => start())
    .then(
      () => {
        ended = "ends at once";
      },
      (error) => {
        ended = `rejects: ${readMessage(error)}`;
      },
    );
  movement.finally(() => armed.emit("armed"));
  await recording.exit(() =>
    untilQuiet(armed, "armed", { quietMs: QUIET_MS, ceilingMs: CEILING_MS, isDone: () => ended !== undefined }),
  );
  if (ended !== undefined) return ended;
  const waits = [...new Set(armed.waits.values())].sort((a, b) => a - b);
  if (waits.length === 0) return "never";
  return waits.length === 1 ? (waits[0] ?? 0) : waits.join(" ");
}

/**
 * @param {() => unknown} start begins what may wait
 * @param {number} boundMs
 * @returns {Promise<"rejects" | "resolves" | "pending">}
 */
export async function measureEnd(start, boundMs) {
  try {
    await within((async () => start())(), boundMs, "the end");
    return "resolves";
  } catch (error) {
    return error instanceof WaitedTooLong ? "pending" : "rejects";
  }
}
