/**
 * Everything that one client waits for, from one description of how it is opened: for a connection, for a free one, for an
 * answer; and what becomes of a connection whose peer is gone.
 */
import { untilQuiet } from "../../net/bounded.mjs";
import { startSilentProxy } from "../../net/silent-proxy.mjs";
import { livenessProbes } from "./dead-peer.mjs";
import { idleProbes, merged } from "./idle.mjs";
import { connectProbes, waitProbes } from "./wait-probes.mjs";

/** What is written for a timeout, in ms, where nothing else is said. */
const CONTROL_MS = 600;

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").ServiceName} ServiceName */
/** @typedef {import("../probe.js").Expected} Expected */

/**
 * @typedef {object} Session
 * @property {() => Promise<unknown>} ask connects where that is still to be done, sends a request and waits for the answer
 * @property {() => Promise<unknown>} [take] takes a connection and keeps it
 *
 * @typedef {Pick<import("./value-probes.mjs").ValueClient, "option" | "write" | "expected" | "spellings"> & {
 *   control?: { value: unknown, describe?: string }, versions?: string[], byClock?: boolean }} Wait
 *
 * @typedef {object} WaitingClient
 * @property {string} client `<package>/<client>`
 * @property {string} [package]
 * @property {string[]} versions
 * @property {ServiceName | ((ctx: ProbeContext) => Promise<{ port: number }>)} server a real one, or what starts a stand-in
 * @property {ServiceName[]} [alsoNeeds] what stands behind a stand-in
 * @property {boolean} [isMute] the stand-in never answers: nothing is asked before the wait
 * @property {WaitingClient["server"]} [answering] where it is mute: what answers, for those who look at healthy connections
 * @property {(ctx: ProbeContext, port: number, options: any) => Promise<Session>} open
 * @property {Wait & { handshake?: Expected, unit?: number }} [connect]
 * @property {Wait} [acquire] for a pool of one
 * @property {Wait} [command]
 * @property {Record<string, import("./dead-peer.mjs").DeadPeerCase>} [liveness]
 * @property {Record<string, import("./idle.mjs").IdleCase>} [idle] besides the waits above, all of them together
 */

/**
 * Probes of all that is described. None runs unless asked for: there are many, and each takes seconds.
 *
 * @param {WaitingClient} waiting
 * @returns {Probe[]}
 */
export function waitingProbes({ server, alsoNeeds = [], isMute = false, answering, open, connect, acquire, command, liveness, idle, ...about }) {
  const needs = typeof server === "string" ? [server] : alsoNeeds;
  /** @type {Probe["speed"]} */
  const speed = "on-demand";
  const start = (/** @type {ProbeContext} */ ctx) => startServer(ctx, server);
  /** @type {Probe[]} */
  const probes = [];
  if (connect) probes.push(...connectProbes({ ...about, ...connect, speed, begin: async (ctx, options, port) => (await open(ctx, port, options)).ask }));
  if (acquire) {
    const begin = async (/** @type {ProbeContext} */ ctx, /** @type {any} */ options) => {
      const { take } = await open(ctx, (await start(ctx)).port, options);
      if (take === undefined) throw new Error("nothing is taken from this client");
      await take();
      return take;
    };
    probes.push(...waitProbes({ ...about, ...acquire, speed, needs, setting: "acquireTimeout", where: "a pool of one connection that is taken", begin }));
  }
  if (command) {
    const begin = async (/** @type {ProbeContext} */ ctx, /** @type {any} */ options) => {
      const proxy = await startProxy(ctx, start);
      const { ask } = await open(ctx, proxy.port, options);
      if (isMute) return ask;
      await ask();
      proxy.freeze();
      return ask;
    };
    probes.push(...waitProbes({ ...about, ...command, speed, needs, setting: "commandTimeout", where: "an answer on a connection that went silent", begin }));
  }
  const waits = [connect, acquire, command].filter((wait) => wait !== undefined);
  const healthy = isMute ? answering : server;
  if (healthy !== undefined && (waits.length > 0 || idle)) {
    const options = waits.reduce((all, { write, control }) => merged(all, write(control?.value ?? CONTROL_MS)), {});
    const timeouts = { words: waits.map(({ option }) => option).join(" and "), options, expected: /** @type {const} */ ("undisturbed") };
    const begin = async (/** @type {ProbeContext} */ ctx, /** @type {any} */ given) => {
      const proxy = await startProxy(ctx, (each) => startServer(each, healthy));
      return { proxy, ask: (await open(ctx, proxy.port, given)).ask };
    };
    probes.push(...idleProbes({ ...about, needs, speed, begin, cases: { ...(waits.length > 0 ? { timeouts } : {}), ...idle } }));
  }
  if (liveness) {
    const begin = async (/** @type {ProbeContext} */ ctx, /** @type {any} */ options) => {
      const proxy = await startProxy(ctx, start);
      const { ask } = await open(ctx, proxy.port, options);
      if (!isMute) await ask();
      else {
        // The first request is sent and never answered; by the time nothing moves any more its connection is in use.
        void ask().catch(() => {});
        await untilQuiet(proxy.flows, "activity", { quietMs: 300, ceilingMs: 3_000 });
      }
      return { proxy, ask };
    };
    probes.push(...livenessProbes({ ...about, needs, speed, begin, cases: liveness }));
  }
  return probes;
}

/**
 * @param {ProbeContext} ctx
 * @param {WaitingClient["server"]} server
 */
async function startServer(ctx, server) {
  return typeof server === "string" ? { port: ctx.ports[server] } : server(ctx);
}

/**
 * @param {ProbeContext} ctx
 * @param {(ctx: ProbeContext) => Promise<{ port: number }>} start
 */
async function startProxy(ctx, start) {
  const { port } = await start(ctx);
  const proxy = await startSilentProxy({ port });
  ctx.defer(proxy.close);
  return proxy;
}
