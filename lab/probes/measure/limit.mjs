/**
 * How many connections a pool really opens: 150 callers ask at once and nobody gives back until nothing moves any more.
 */
import { EventEmitter } from "node:events";

import { untilQuiet, WaitedTooLong, within } from "../../net/bounded.mjs";
import { startSilentProxy } from "../../net/silent-proxy.mjs";

/** Callers at once: more than the finite defaults, but for two that say so. */
export const CALLERS = 150;

/** Nothing moved for this long: no connection, no byte, no caller served. */
const QUIET_MS = 200;
/** That a pool opens nothing at all is said only after a longer stillness. */
const QUIET_WITHOUT_ANY_MS = 1_000;
const CEILING_MS = 20_000;
const OPEN_BOUND_MS = 8_000;

/**
 * @typedef {object} OpenPool
 * @property {(index: number) => Promise<unknown>} take resolves when the caller has its connection, which it then keeps
 * @property {() => unknown} [close]
 * @property {() => number} [count] connections in use, where the counter would also see the library's own (monitors)
 */

/**
 * Opens a pool and counts what 150 callers make it open.
 *
 * @param {object} measurement
 * @param {import("../../net/flows.mjs").FlowCounter} measurement.flows
 * @param {() => OpenPool | Promise<OpenPool>} measurement.open a throw is a result: "throws: ..."
 * @param {import("../probe.js").ProbeContext} measurement.ctx
 * @param {number} [measurement.callers]
 * @returns {Promise<import("../probe.js").Seen>} the number; "unbounded" when all callers had one; "none" or
 *   "rejects: ..." when not one was opened
 */
export async function measureLimit({ flows, open, ctx, callers = CALLERS }) {
  /** @type {OpenPool} */
  let pool;
  try {
    pool = await within((async () => open())(), OPEN_BOUND_MS, "the pool");
  } catch (error) {
    // Some connect while they are being made: with no connection to have, that never ends.
    if (error instanceof WaitedTooLong && flows.open === 0) return "none";
    return `throws: ${readMessage(error)}`;
  }
  const { take, close } = pool;
  const count = pool.count ?? (() => flows.open);
  if (close !== undefined) ctx.defer(close);

  const movement = new EventEmitter();
  const move = () => movement.emit("move");
  flows.on("activity", move);
  /** @type {unknown} */
  let rejection;
  for (let index = 0; index < callers; index += 1) {
    void (async () => {
      try {
        await take(index);
      } catch (error) {
        rejection ??= error;
      }
      move();
    })();
  }
  const isDone = () => count() >= callers;
  await untilQuiet(movement, "move", { quietMs: QUIET_MS, ceilingMs: CEILING_MS, isDone });
  if (count() === 0) {
    const quietMs = QUIET_WITHOUT_ANY_MS;
    const some = await untilQuiet(movement, "move", { quietMs, ceilingMs: CEILING_MS, isDone: () => count() > 0 });
    if (some === "done") await untilQuiet(movement, "move", { quietMs: QUIET_MS, ceilingMs: CEILING_MS, isDone });
  }
  flows.off("activity", move);
  const opened = count();
  if (opened >= callers) return "unbounded";
  if (opened > 0) return opened;
  return rejection === undefined ? "none" : `rejects: ${readMessage(rejection)}`;
}

/**
 * A counting proxy in front of a real server, closed after the probe.
 *
 * @param {import("../probe.js").ProbeContext} ctx
 * @param {import("../probe.js").ServiceName} service
 */
export async function startCounter(ctx, service) {
  const proxy = await startSilentProxy({ port: ctx.ports[service] });
  ctx.defer(proxy.close);
  return proxy;
}

/**
 * The first line of a message, short, and without what changes from run to run.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function readMessage(error) {
  const text =
    error instanceof Error ? error.message || String(/** @type {any} */ (error).code ?? error.name) : String(error);
  const [line = ""] = text.split("\n");
  return line
    .replace(/(127\.0\.0\.1|localhost):\d+/g, "$1:port")
    .replace(/\d+(\.\d+)? ?ms/g, "n ms")
    .slice(0, 120);
}
