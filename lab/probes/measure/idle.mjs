/** Whether a healthy client that nobody uses for longer than its timeouts is left alone by them. */
import { setTimeout as after } from "node:timers/promises";

import { measureEnd } from "./armed-timers.mjs";
import { readPackage } from "./value-probes.mjs";

/** Several times as long as the timeouts that are written. */
const IDLE_MS = 2_500;
const ANSWERED_WITHIN_MS = 3_000;

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("./dead-peer.mjs").Watched} Watched */
/** @typedef {"undisturbed" | "dials again" | "closed for good"} Idled */

/**
 * @typedef {object} IdleCase
 * @property {string} words what stands in the options
 * @property {any} options
 * @property {Idled} expected
 * @property {string[]} [versions]
 * @property {{ words: string, options: any }} [control] needed where it is disturbed: what leaves it alone
 */

/**
 * Where it is left alone, the control has its connections dropped meanwhile, and that has to be seen.
 *
 * @param {Pick<Probe, "versions" | "needs" | "speed"> & {
 *   client: string,
 *   package?: string,
 *   begin: (ctx: ProbeContext, options: any) => Promise<Watched>,
 *   cases: Record<string, IdleCase>,
 * }} idling `begin` opens the client behind the proxy
 * @returns {Probe[]}
 */
export function idleProbes({ client, package: packageName, versions, needs, speed, begin, cases }) {
  return Object.entries(cases).map(([what, { words, options, expected, control, ...own }]) => ({
    id: `${client}/idle/${what}`,
    fact: `${client}: ${words}, and nobody uses it for longer`,
    package: packageName ?? readPackage(client),
    versions: own.versions ?? versions,
    kind: /** @type {const} */ ("behaviour"),
    how: `one request, ${IDLE_MS / 1_000} s without any, one more: the connections that a proxy counted, and the answer`,
    speed,
    needs,
    expected,
    run: async (ctx) => idle(await begin(ctx, options)),
    control: control
      ? { describe: control.words, expected: "undisturbed", run: async (ctx) => idle(await begin(ctx, control.options)) }
      : {
          describe: "the same, and the proxy drops the connections meanwhile",
          expected: "disturbed",
          run: async (ctx) => ((await idle(await begin(ctx, options), true)) === "undisturbed" ? "undisturbed" : "disturbed"),
        },
  }));
}

/**
 * @param {Watched} watched
 * @param {boolean} [isDropped]
 * @returns {Promise<Idled>}
 */
async function idle({ proxy, ask }, isDropped = false) {
  await ask();
  const before = proxy.flows.connects;
  await after(IDLE_MS / 2);
  if (isDropped) proxy.flows.destroyAll();
  await after(IDLE_MS / 2);
  if ((await measureEnd(ask, ANSWERED_WITHIN_MS)) !== "resolves") return "closed for good";
  return proxy.flows.connects === before ? "undisturbed" : "dials again";
}

/**
 * Options of several waits in one object.
 *
 * @param {any} left
 * @param {any} right
 * @returns {any}
 */
export function merged(left, right) {
  const isSection = (/** @type {unknown} */ value) => typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  if (!isSection(left) || !isSection(right)) return right;
  const both = { ...left };
  for (const [key, value] of Object.entries(right)) both[key] = key in left ? merged(left[key], value) : value;
  return both;
}
