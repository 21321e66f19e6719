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
const FILL_WITHIN_MS = 30_000;
/** What was sent before the load ended is waited for this much longer than the longest limit that is written. */
const SETTLE_MS = 1500;
/** A run that stalled for longer, and for longer than a hundredth of the outage, shows the machine and is repeated. */
const CALM_MS = 500;
const RUNS_AT_MOST = 3;
const WATCH_MS = 100;

/**
 * @typedef {object} Hole makes connections go silent
 * @property {number} port where the program connects
 * @property {() => number} open connections now, silent ones and ones that the program has closed included
 * @property {() => number} live open connections that were not silenced
 * @property {() => number | Promise<number>} freeze silences what is open, answers how many
 * @property {() => number} destroyed how many silenced connections the program has closed
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Outage
 * @property {number | null} recoveredAfterS first success of a request sent into the silence; null: not within the cap
 * @property {number} watchedS how long was waited at most
 * @property {number | null} lastFailureAfterS the last request that was rejected
 * @property {number} peakConnections most at once, but for the silenced ones: those are counted by themselves
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
    live: () => proxy.flows.open - proxy.frozen(),
    freeze: () => (dead = proxy.freeze()),
    // A FIN leaves the flow half open, a reset ends it.
    destroyed: () => Math.min(dead, proxy.hungUp() + dead - proxy.frozen()),
    close: () => proxy.close(),
  };
}

/**
 * @param {import("./variants.mjs").Variant<import("./clients.mjs").Client>} variant
 * @param {import("./modes.mjs").Mode} mode
 * @param {number} beforeMs how long the program as written is watched
 * @returns {Omit<Parameters<typeof measureOutage>[0], "hole">}
 */
export function scenarioOf({ program: { portName, connections, perSecond }, kind, path }, mode, beforeMs) {
  return {
    path,
    portName,
    connections,
    perSecond: perSecond * mode.load,
    capMs: kind === "before" ? beforeMs : mode.capMs.after,
    longestMs: Math.max(...Object.values(mode.values)),
  };
}

/** @param {number} ms */
const seconds = (ms) => Math.round(ms / 100) / 10;

/** @type {Promise<unknown>} */
let started = Promise.resolve();

/**
 * One program starts after the other: a dozen at once would keep each other from opening their connections in time.
 *
 * @template Result
 * @param {() => Promise<Result>} start
 * @returns {Promise<Result>}
 */
function startInTurn(start) {
  const result = started.then(start);
  started = result.catch(() => {}); // told to whoever asked for it
  return result;
}

/**
 * Starts a program and has it open its connections.
 *
 * @param {string} path
 * @param {string} portName
 * @param {Hole} hole
 * @param {number} connections
 */
async function startFilled(path, portName, hole, connections) {
  const service = await runService(path, { [portName]: String(hole.port) });
  try {
    for (let attempt = 0; hole.open() < connections; attempt += 1) {
      if (attempt === FILL_ATTEMPTS)
        throw new Error(`${path}: only ${hole.open()} of ${connections} connections were opened`);
      await service.burst(connections * 6, FILL_WITHIN_MS);
    }
    return service;
  } catch (error) {
    await service.kill();
    throw error;
  }
}

/**
 * @param {object} scenario
 * @param {string} scenario.path of the program
 * @param {Hole} scenario.hole
 * @param {string} scenario.portName environment variable that carries the port
 * @param {number} scenario.connections how many the program holds
 * @param {number} scenario.perSecond requests
 * @param {number} scenario.capMs
 * @param {number} scenario.longestMs the longest limit that the program may have
 * @returns {Promise<Outage>}
 */
export async function measureOutage({ path, hole, portName, connections, perSecond, capMs, longestMs }) {
  const service = await startInTurn(() => startFilled(path, portName, hole, connections));
  /** @type {NodeJS.Timeout | undefined} */
  let watch;
  try {
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    service.load(perSecond);
    await after(BEFORE_MS);
    const dead = await hole.freeze();
    const silentAt = Date.now();
    /** @type {number | null} */
    let destroyedAt = null;
    let peakConnections = dead;
    watch = setInterval(() => {
      const destroyed = hole.destroyed();
      if (destroyedAt === null && destroyed > 0) destroyedAt = Date.now();
      peakConnections = Math.max(peakConnections, hole.live());
    }, WATCH_MS);
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
    }
    const { sent, stallMs } = await service.stop();
    if (success() !== undefined) await awaitOutcomes(service, sent, longestMs - AFTERWARDS_MS);
    await after(SETTLE_MS);
    const since = service.outcomes.filter(({ at }) => at >= silentAt);
    const failures = since.filter(({ ok }) => !ok);
    const first = success();
    const crash = service.crash();
    return {
      recoveredAfterS: first === undefined ? null : seconds(first.at - silentAt),
      watchedS: seconds(capMs),
      peakConnections,
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
    clearInterval(watch);
    await service.kill();
  }
}

/**
 * Requests that were sent into the silence may end long after the first success, where connections have no limit.
 *
 * @param {import("./run-service.mjs").RunningService} service
 * @param {number} sent
 * @param {number} ms
 */
async function awaitOutcomes(service, sent, ms) {
  const isDone = () => service.outcomes.length >= sent || service.crash() !== undefined;
  await until(service.changes, "change", isDone, Math.max(0, ms), "every outcome").catch((error) => {
    if (!(error instanceof WaitedTooLong)) throw error;
  });
}

/**
 * @param {Outage} outage
 * @returns {boolean} whether it shows the client and not the machine
 */
function isCalm({ stallMs, recoveredAfterS, watchedS }) {
  return stallMs <= Math.max(CALM_MS, (recoveredAfterS ?? watchedS) * 10);
}

/**
 * Measures again, at most three times, while the machine was not calm, not every connection was there to be silenced, or
 * the program could not be started in time.
 *
 * @param {Omit<Parameters<typeof measureOutage>[0], "hole">} scenario
 * @param {() => Promise<Hole>} dig
 * @returns {Promise<Outage & { runs: number }>} the calmest
 * @throws {Error} when no run could be made
 */
export async function measureCalmly(scenario, dig) {
  /** @type {Outage[]} */
  const outages = [];
  /** @type {unknown} */
  let failure;
  let runs = 0;
  while (runs < RUNS_AT_MOST) {
    runs += 1;
    const hole = await dig();
    try {
      const outage = await measureOutage({ ...scenario, hole });
      outages.push(outage);
      if (isCalm(outage) && outage.dead >= scenario.connections) break;
    } catch (error) {
      failure = error;
    } finally {
      await hole.close();
    }
  }
  const [calmest] = outages.toSorted((a, b) => a.stallMs - b.stallMs);
  if (calmest === undefined) throw failure;
  return { ...calmest, runs };
}
