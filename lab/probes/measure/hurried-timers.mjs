/**
 * Lets the timers of one measurement run faster, so that a default of ten attempts with seconds between them is seen
 * within a second. What a library reads from the clock itself is not changed.
 *
 * Must be imported before any library, and after armed-timers.mjs, whose timers it hurries.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";

/** How much faster. A connect timeout of 5 s is 250 ms then, which a server on loopback still keeps. */
export const TIMES_FASTER = 20;

const hurrying = new AsyncLocalStorage();

/**
 * Runs `work` with hurried timers, its callbacks and promises included.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export const hurried = (work) => hurrying.run(true, work);

/**
 * Runs `work` with timers as they are, from within what is hurried.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export const unhurried = (work) => hurrying.exit(work);

/** @param {unknown} ms @returns {any} */
const shortened = (ms) => (hurrying.getStore() === true && typeof ms === "number" ? ms / TIMES_FASTER : ms);

/**
 * @param {any} arm a function `(callback, ms, …)`
 * @returns {any}
 */
const hurry = (arm) =>
  Object.assign((/** @type {any} */ callback, /** @type {unknown} */ ms, /** @type {any[]} */ ...args) => arm(callback, shortened(ms), ...args), arm);

const { setTimeout: wait } = timersPromises;
/** @type {any} */
const hurriedWait = (/** @type {any} */ ms, /** @type {any[]} */ ...args) => wait(shortened(ms), ...args);

/** @type {typeof timers.setTimeout} */
const hurriedTimeout = Object.assign(hurry(timers.setTimeout), { [promisify.custom]: hurriedWait });
/** @type {typeof timers.setInterval} */
const hurriedInterval = hurry(timers.setInterval);
Object.assign(globalThis, { setTimeout: hurriedTimeout, setInterval: hurriedInterval });
Object.assign(timers, { setTimeout: hurriedTimeout, setInterval: hurriedInterval });
timersPromises.setTimeout = hurriedWait;
syncBuiltinESMExports();
