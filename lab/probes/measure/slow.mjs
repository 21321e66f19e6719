/** What a timeout makes of requests that take their time on a healthy connection, and of those who only listen. */
import { setTimeout as after } from "node:timers/promises";

import { startSilentProxy } from "../../net/silent-proxy.mjs";
import { measureEnd } from "./armed-timers.mjs";
import { readPackage } from "./value-probes.mjs";

/** The timeouts under test are 1 s: a request well within it, and one well beyond it. */
const SHORT_S = 0.3;
const LONG_S = 2.5;
const WATCHED_MS = 6_000;

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").Expected} Expected */

/**
 * A request that is shorter than the timeout is answered; the control is one that is longer, and is cut off unless told
 * otherwise.
 *
 * @param {Pick<Probe, "versions" | "needs"> & {
 *   client: string,
 *   cases: Record<string, { words: string, options: any, versions?: string[] }>,
 *   begin: (ctx: ProbeContext, options: any) => Promise<(seconds: number) => Promise<unknown>>,
 * }} slow `begin` answers what makes a request of so many seconds
 * @returns {Probe[]}
 */
export function slowProbes({ client, versions, needs, cases, begin }) {
  /** @param {any} options @param {number} seconds */
  const measure = (options, seconds) => async (/** @type {ProbeContext} */ ctx) => {
    const request = await begin(ctx, options);
    await request(0.05);
    return (await measureEnd(() => request(seconds), WATCHED_MS)) === "resolves" ? "answered" : "cut off";
  };
  return Object.entries(cases).map(([what, { words, options, ...own }]) => ({
    id: `${client}/slow/${what}`,
    fact: `${client}: ${words} of 1 s, and a request that takes ${SHORT_S} s`,
    package: readPackage(client),
    versions: own.versions ?? versions,
    kind: /** @type {const} */ ("behaviour"),
    how: `the server takes ${SHORT_S} s; control: ${LONG_S} s`,
    speed: /** @type {const} */ ("on-demand"),
    needs,
    expected: "answered",
    run: measure(options, SHORT_S),
    control: { describe: `a request of ${LONG_S} s`, expected: "cut off", run: measure(options, LONG_S) },
  }));
}

/**
 * Whoever subscribes hears nothing for longer than the timeout, and then a message.
 *
 * @param {Pick<Probe, "versions" | "needs"> & {
 *   client: string,
 *   cases: Record<string, { words: string, options: any, expected: "heard" | "not heard", versions?: string[] }>,
 *   listen: (ctx: ProbeContext, port: number, options: any, hear: () => void) => Promise<() => Promise<unknown>>,
 * }} listening `listen` subscribes and answers what sends a message from elsewhere
 * @returns {Probe[]}
 */
export function subscribedProbes({ client, versions, needs, cases, listen }) {
  /** @param {any} options @param {boolean} isDropped */
  const measure = (options, isDropped) => async (/** @type {ProbeContext} */ ctx) => {
    const proxy = await startSilentProxy({ port: ctx.ports.redis });
    ctx.defer(proxy.close);
    let isHeard = false;
    const send = await listen(ctx, proxy.port, options, () => (isHeard = true));
    await after(LONG_S * 1_000);
    if (isDropped) proxy.flows.destroyAll();
    await send();
    await after(500);
    return isHeard ? "heard" : "not heard";
  };
  return Object.entries(cases).map(([what, { words, options, expected, ...own }]) => ({
    id: `${client}/subscribed/${what}`,
    fact: `${client}: ${words} of 1 s, and a subscriber that hears nothing for ${LONG_S} s`,
    package: readPackage(client),
    versions: own.versions ?? versions,
    kind: /** @type {const} */ ("behaviour"),
    how: `subscribe, ${LONG_S} s of silence, then a message from another connection`,
    speed: /** @type {const} */ ("on-demand"),
    needs,
    expected,
    run: measure(options, false),
    control:
      expected === "heard"
        ? { describe: "the same, and a proxy drops the connection before the message", expected: "not heard", run: measure(options, true) }
        : { describe: "without it", expected: "heard", run: measure({}, false) },
  }));
}
