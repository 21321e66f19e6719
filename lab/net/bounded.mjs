/**
 * Waiting for what happens, with a bound on every wait. Nothing here sleeps to let something else get ready.
 */
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";

/** Thrown when a bounded wait ran out. */
export class WaitedTooLong extends Error {
  /**
   * @param {string} what the thing waited for
   * @param {number} ms the bound that ran out, in milliseconds
   */
  constructor(what, ms) {
    super(`${what}: not seen within ${ms} ms`);
    this.name = "WaitedTooLong";
  }
}

/**
 * The promise, or a rejection with {@link WaitedTooLong} after `ms` milliseconds.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @param {string} what named in the error
 * @returns {Promise<T>}
 */
export function within(promise, ms, what) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const bound = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new WaitedTooLong(what, ms)), ms);
  });
  return /** @type {Promise<T>} */ (Promise.race([promise, bound])).finally(() => clearTimeout(timer));
}

/**
 * Waits until `isDone()` holds, looking again at every `event` of the emitter.
 *
 * @param {import("node:events").EventEmitter} emitter
 * @param {string} event
 * @param {() => boolean} isDone
 * @param {number} ms bound in milliseconds
 * @param {string} what named in the error
 * @returns {Promise<void>}
 */
export async function until(emitter, event, isDone, ms, what) {
  if (isDone()) return;
  const stop = new AbortController();
  const looked = (async () => {
    while (!isDone()) await once(emitter, event, { signal: stop.signal });
  })();
  looked.catch(() => {}); // aborted below once the bound has run out
  try {
    await within(looked, ms, what);
  } finally {
    stop.abort();
  }
}

/**
 * Waits until an emitter has kept still for `quietMs`: that no more will come can only be told by nothing coming.
 * Every event starts the period anew. A stall of this process does not count as stillness: after the period has run
 * out the event loop is turned twice more, and what was waiting in it starts the period anew.
 *
 * @param {import("node:events").EventEmitter} emitter
 * @param {string} event
 * @param {{ quietMs: number, ceilingMs: number, isDone?: () => boolean }} options `isDone` ends the wait at once
 * @returns {Promise<"done" | "quiet" | "ceiling">} what ended it
 */
export async function untilQuiet(emitter, event, { quietMs, ceilingMs, isDone = () => false }) {
  const ends = performance.now() + ceilingMs;
  let seen = 0;
  const count = () => {
    seen += 1;
  };
  emitter.on(event, count);
  try {
    for (;;) {
      if (isDone()) return "done";
      const left = ends - performance.now();
      if (left <= 0) return "ceiling";
      const before = seen;
      await nextEventOrTimer(emitter, event, Math.min(quietMs, left));
      if (seen === before) {
        await nextTurn();
        await nextTurn();
        if (seen === before && left > quietMs) return isDone() ? "done" : "quiet";
      }
    }
  } finally {
    emitter.off(event, count);
  }
}

/**
 * @param {import("node:events").EventEmitter} emitter
 * @param {string} event
 * @param {number} ms
 * @returns {Promise<void>}
 */
function nextEventOrTimer(emitter, event, ms) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      emitter.off(event, end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    emitter.on(event, end);
  });
}
