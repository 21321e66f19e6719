/**
 * How a client comes back: what it does once its connection is lost, and how often it dials a server that is away. Its
 * timers are hurried, so that the defaults themselves are seen.
 */
import { connect } from "node:net";

import { untilQuiet, within } from "../../net/bounded.mjs";
import { startLoopbackServer } from "../../net/loopback-server.mjs";
import { hurried, unhurried } from "./hurried-timers.mjs";
import { readMessage } from "./limit.mjs";

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").Expected} Expected */
/** @typedef {import("../probe.js").Seen} Seen */

/** Dials after which nobody would call it giving up: more than any finite default in the catalogue. */
const MANY = 25;
const EVER = "for ever";
/** Nobody dials any more. Longer than the longest delay between two dials, hurried. */
const QUIET_MS = 700;
const SETTLED_MS = 200;
const CEILING_MS = 20_000;
/** What a command may take that finds its connection dead, or a server that is away. */
const COMMAND_MS = 6_000;

/**
 * @typedef {object} Opened
 * @property {() => Promise<unknown>} use sends one command and waits for its answer
 * @property {() => unknown} [close]
 *
 * @typedef {(ctx: ProbeContext, port: number, options: any) => Promise<Opened>} Opener
 *   connects where users do; a rejection is what a failed first connect looks like
 *
 * @typedef {object} Returning a client whose coming back is looked at
 * @property {string} client `<package>/<client>`
 * @property {string} [package] where it is not the start of `client`
 * @property {string[]} versions
 * @property {Opener} open
 * @property {import("../probe.js").ServiceName | ((ctx: ProbeContext, seenAt: number) => Promise<number>)} [serve] the real
 *   server, or the port of a stand-in, which its clients see at another; without one only the first connect can be looked at
 * @property {"none" | "after a loss"} [counts] where it dials for a time of its own, the number says nothing
 * @property {boolean} [commands] also whether a command waits while the server is away
 * @property {number} [quietMs] where the client takes longer to dial again
 * @property {any} [options]
 * @property {string} [what] last part of the id, where options are written
 * @property {Probe["speed"]} [speed]
 * @property {Expected} expected
 * @property {{ describe: string, options: any, expected: Expected }} [control] an option that changes it
 */

/**
 * @param {Returning} client
 * @returns {Probe}
 */
export function reconnectProbe(client) {
  const { client: name, what = "absent", versions, serve, speed = "on-demand", expected } = client;
  const [first = "", second = ""] = name.split("/");
  const isService = typeof serve === "string";
  const dialsAgain = /for ever|by itself/.test(JSON.stringify(expected));
  return {
    id: `${name}/reconnect/${what}`,
    fact: `${name}: what it does after a loss, and how often it dials a server that is away`,
    package: client.package ?? (first.startsWith("@") ? `${first}/${second}` : first),
    versions,
    kind: "behaviour",
    how: `${isService ? `real ${serve}` : serve === undefined ? "nothing" : "stand-in"} behind a server that closes what it accepts, timers hurried`,
    speed,
    needs: isService ? [serve] : [],
    expected,
    run: (ctx) => measureReturn(ctx, client, client.options ?? {}),
    control: client.control
      ? {
          describe: client.control.describe,
          expected: client.control.expected,
          run: (ctx) => measureReturn(ctx, client, client.control?.options),
        }
      : {
          describe: dialsAgain ? "a socket that nobody dials again" : "a socket that a timer dials again",
          expected: dialsAgain ? "after a loss: never; at first: 1 time" : "after a loss: by itself, for ever; at first: for ever",
          run: (ctx) => measureReturn(ctx, { client: name, versions, expected, serve: startGreeter, open: dialsAgain ? openSocket : openDialledSocket }, {}),
          key: `reconnect ${dialsAgain}`,
        },
  };
}

/**
 * @param {ProbeContext} ctx
 * @param {Returning} client
 * @param {any} options
 * @returns {Promise<Seen>} `"after a loss: by itself, for ever; at first: 10 times"`
 */
async function measureReturn(ctx, client, options) {
  const afterLoss = client.serve === undefined ? [] : [`after a loss: ${await measureLoss(ctx, client, options)}`];
  if (client.counts === "none") return afterLoss.join("; ");
  const front = await startFront(ctx);
  /** @type {Opened["use"] | undefined} */
  let use;
  const first = await countDials(front, async () => {
    const opened = await hurried(async () => client.open(ctx, front.port, options));
    if (opened.close !== undefined) ctx.defer(opened.close);
    ({ use } = opened);
    await hurried(use);
  }, client);
  const dials = client.counts === "after a loss" && first.dials !== EVER ? "gives up" : first.dials;
  const words = [...afterLoss, `at first: ${dials}`];
  if (client.commands) words.push(`commands ${first.isSettled ? "are rejected" : "wait"}`);
  if (client.serve === undefined && use !== undefined && first.isSettled && first.dials !== EVER) {
    const before = front.flows.connects;
    await within(hurried(use), COMMAND_MS, "a command").catch(() => {});
    if (front.flows.connects > before) words.push("at the next command again");
  }
  return words.join("; ");
}

/**
 * @param {ProbeContext} ctx
 * @param {Returning} client
 * @param {any} options
 */
async function measureLoss(ctx, { serve, open, quietMs = QUIET_MS, ...client }, options) {
  const front = await startFront(ctx);
  const { flows } = front;
  front.turnTo(typeof serve === "string" ? ctx.ports[serve] : await serve?.(ctx, front.port));
  const { use, close } = await hurried(async () => open(ctx, front.port, options));
  if (close !== undefined) ctx.defer(close);
  const command = () => within(hurried(use), COMMAND_MS, "a command");
  await command();
  // Some pools open more than the command needs.
  await untilQuiet(flows, "activity", { quietMs: SETTLED_MS, ceilingMs: CEILING_MS });
  let before = flows.connects;
  const isDialled = () => flows.connects > before;
  flows.destroyAll();
  await untilQuiet(flows, "activity", { quietMs, ceilingMs: CEILING_MS, isDone: isDialled });
  const byItself = isDialled();
  for (let tries = 0; tries < 3 && !isDialled(); tries += 1) await command().catch(() => {});
  if (!isDialled()) return "never";
  await untilQuiet(flows, "activity", { quietMs: QUIET_MS, ceilingMs: CEILING_MS });
  front.turnTo(undefined);
  before = flows.connects;
  flows.destroyAll();
  if (!byItself) await untilQuiet(flows, "activity", { quietMs: 100, ceilingMs: 1_000 });
  if (client.counts === "none") return byItself ? "by itself" : "at the next command";
  const { dials } = await countDials(front, byItself ? async () => {} : () => hurried(use), { quietMs, ...client });
  return `${byItself ? "by itself" : "at the next command"}, ${dials}`;
}

/**
 * Dials of a server that is away, until there are many or nobody dials any more.
 *
 * @param {Front} front
 * @param {() => Promise<unknown>} work
 * @param {{ quietMs?: number }} bounds
 */
async function countDials({ flows }, work, { quietMs = QUIET_MS }) {
  const before = flows.connects;
  let isSettled = false;
  let refusal = "";
  const worked = work()
    .catch((error) => {
      refusal = readMessage(error);
    })
    .finally(() => {
      isSettled = true;
      flows.touch();
    });
  const isDone = () => flows.connects - before >= MANY;
  await untilQuiet(flows, "activity", { quietMs, ceilingMs: CEILING_MS, isDone });
  if (!isDone() && !isSettled) {
    await Promise.race([worked, unhurried(() => new Promise((resolve) => setTimeout(resolve, COMMAND_MS)))]);
    await untilQuiet(flows, "activity", { quietMs, ceilingMs: CEILING_MS, isDone });
  }
  const dials = flows.connects - before;
  if (dials === 0 && refusal !== "") return { dials: `0 times (${refusal})`, isSettled };
  return { dials: isDone() ? EVER : `${dials} ${dials === 1 ? "time" : "times"}`, isSettled };
}

/**
 * @typedef {Awaited<ReturnType<typeof startFront>>} Front
 */

/**
 * A server that closes what it accepts, or hands it on to another one.
 *
 * @param {ProbeContext} ctx
 */
export async function startFront(ctx) {
  /** @type {number | undefined} */
  let target;
  const server = await startLoopbackServer((socket) => {
    if (target === undefined) {
      socket.resetAndDestroy();
      return;
    }
    const upstream = connect({ host: "127.0.0.1", port: target });
    upstream.on("error", () => {});
    upstream.once("close", () => socket.destroy());
    socket.once("close", () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  ctx.defer(server.close);
  return {
    ...server,
    /** @param {number | undefined} port without one it is away */
    turnTo(port) {
      target = port;
    },
  };
}

/** @param {ProbeContext} ctx a server that greets whoever comes, for the controls */
async function startGreeter(ctx) {
  const { port, close } = await startLoopbackServer((socket) => socket.write("hello"));
  ctx.defer(close);
  return port;
}

/** @type {Opener} */
async function openSocket(_ctx, port) {
  const socket = connect({ host: "127.0.0.1", port }).on("error", () => {}).resume();
  return { use: () => greeted(socket), close: () => socket.destroy() };
}

/** @type {Opener} */
async function openDialledSocket(_ctx, port) {
  /** @type {import("node:net").Socket} */
  let socket;
  let isClosed = false;
  const dial = () => {
    if (isClosed) return;
    socket = connect({ host: "127.0.0.1", port }).on("error", () => {}).resume();
    socket.once("close", () => setTimeout(dial, 1_000));
  };
  dial();
  return {
    use: () => greeted(socket),
    close() {
      isClosed = true;
      socket.destroy();
    },
  };
}

/** @param {import("node:net").Socket} socket */
const greeted = (socket) =>
  new Promise((resolve, reject) => {
    if (socket.bytesRead > 0) resolve(undefined);
    socket.once("data", resolve);
    socket.once("close", reject);
    if (socket.destroyed) reject(new Error("closed"));
  });
