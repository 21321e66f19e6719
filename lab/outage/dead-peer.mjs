/**
 * A dead peer: the connections that a program holds go silent without a reset, new ones work. How long until a request
 * succeeds again, what failed on the way, and whether the dead connections were destroyed.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as after } from "node:timers/promises";

import { startSilentProxy, until, WaitedTooLong } from "../net/index.mjs";
import { runService } from "./run-service.mjs";

/** Healthy load before the silence, and load after the first success, in milliseconds. */
const BEFORE_MS = 1500;
const AFTERWARDS_MS = 4000;
const FILL_ATTEMPTS = 12;
/** A run that stalled for longer shows the machine and not the client, and is repeated. */
const CALM_MS = 500;
const RUNS_AT_MOST = 3;

/**
 * @typedef {object} Hole makes connections go silent
 * @property {number} port where the program connects
 * @property {() => number} open connections now
 * @property {() => number} freeze silences what is open, answers how many
 * @property {() => number} destroyed how many silenced connections the program has closed
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Outage
 * @property {number | null} recoveredAfterS first success of a request sent into the silence; null: not within the cap
 * @property {number} watchedS how long was waited at most
 * @property {number | null} lastFailureAfterS the last request that was rejected
 * @property {number} ok
 * @property {number} failed
 * @property {number} hung requests still waiting at the end
 * @property {number} dead connections that were silenced
 * @property {number} destroyed of those
 * @property {number | null} destroyedAfterS when the first of them was
 * @property {number} stallMs longest stall of the program's event loop or the lab's: what a loaded machine adds
 * @property {string} [crash]
 */

/**
 * A proxy that acknowledges and discards: the kernel sees nothing wrong.
 *
 * @param {number} port of the real server
 * @returns {Promise<Hole>}
 */
export async function digAckedHole(port) {
  const proxy = await startSilentProxy({ port });
  let dead = 0;
  return {
    port: proxy.port,
    open: () => proxy.flows.open,
    freeze: () => (dead = proxy.freeze()),
    // A FIN leaves the flow half open, a reset ends it.
    destroyed: () => Math.min(dead, proxy.hungUp() + dead - proxy.frozen()),
    close: () => proxy.close(),
  };
}

/** @param {number} ms */
const seconds = (ms) => Math.round(ms / 100) / 10;

/**
 * @param {object} scenario
 * @param {string} scenario.path of the program
 * @param {Hole} scenario.hole
 * @param {string} scenario.portName environment variable that carries the port
 * @param {number} scenario.connections how many the program holds
 * @param {number} scenario.perSecond requests
 * @param {number} scenario.capMs
 * @returns {Promise<Outage>}
 */
export async function measureOutage({ path, hole, portName, connections, perSecond, capMs }) {
  const service = await runService(path, { [portName]: String(hole.port) });
  try {
    for (let attempt = 0; hole.open() < connections; attempt += 1) {
      if (attempt === FILL_ATTEMPTS)
        throw new Error(`${path}: only ${hole.open()} of ${connections} connections were opened`);
      await service.burst(connections * 6);
    }
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    service.load(perSecond);
    await after(BEFORE_MS);
    const dead = hole.freeze();
    const silentAt = Date.now();
    /** @type {number | null} */
    let destroyedAt = null;
    const watch = setInterval(() => {
      if (destroyedAt === null && hole.destroyed() > 0) destroyedAt = Date.now();
    }, 50);
    const success = () => service.outcomes.find(({ ok, sent }) => ok && sent >= silentAt);
    try {
      await until(
        service.changes,
        "change",
        () => success() !== undefined || service.crash() !== undefined,
        capMs,
        "a success",
      );
      await after(AFTERWARDS_MS);
    } catch (error) {
      if (!(error instanceof WaitedTooLong)) throw error;
    } finally {
      clearInterval(watch);
    }
    const { sent, stallMs } = await service.stop();
    await after(500);
    const since = service.outcomes.filter(({ at }) => at >= silentAt);
    const failures = since.filter(({ ok }) => !ok);
    const first = success();
    const crash = service.crash();
    return {
      recoveredAfterS: first === undefined ? null : seconds(first.at - silentAt),
      watchedS: seconds(capMs),
      lastFailureAfterS: failures.length === 0 ? null : seconds(Math.max(...failures.map(({ at }) => at)) - silentAt),
      ok: since.length - failures.length,
      failed: failures.length,
      hung: Math.max(0, sent - service.outcomes.length),
      dead,
      destroyed: hole.destroyed(),
      destroyedAfterS: destroyedAt === null ? null : seconds(destroyedAt - silentAt),
      stallMs: Math.max(stallMs, Math.round(delay.max / 1e6)),
      ...(crash === undefined ? {} : { crash }),
    };
  } finally {
    await service.kill();
    await hole.close();
  }
}

/**
 * Measures again, at most three times, while the machine was not calm or not every connection was there to be silenced.
 *
 * @param {Omit<Parameters<typeof measureOutage>[0], "hole">} scenario
 * @param {() => Promise<Hole>} dig
 * @returns {Promise<Outage & { runs: number }>} the calmest
 */
export async function measureCalmly(scenario, dig) {
  /** @type {Outage[]} */
  const outages = [];
  while (outages.length < RUNS_AT_MOST) {
    const outage = await measureOutage({ ...scenario, hole: await dig() });
    outages.push(outage);
    if (outage.stallMs <= CALM_MS && outage.dead >= scenario.connections) break;
  }
  const [calmest] = outages.toSorted((a, b) => a.stallMs - b.stallMs);
  return { .../** @type {Outage} */ (calmest), runs: outages.length };
}
