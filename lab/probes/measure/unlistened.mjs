/** What becomes of a process whose client loses its connection while nobody listens to `error`. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { within } from "../../net/bounded.mjs";

const victimFile = fileURLToPath(new URL("../victim.mjs", import.meta.url));
const READY_BOUND_MS = 20_000;
/** A process that lives this long after the loss has survived it: the error comes with the closed socket. */
const SURVIVAL_MS = 1_500;

/**
 * @typedef {object} Loss
 * @property {string} opens which opener of victim.mjs
 * @property {number} port where it connects to
 * @property {boolean} [listens] adds a listener to what the opener answers
 * @property {() => unknown} [lose] takes the connection away once it is open; without it, opening is what fails by itself
 */

/**
 * Opens a client in a process of its own and takes its connection away.
 *
 * @param {import("../probe.js").ProbeContext} ctx
 * @param {Loss} loss
 * @returns {Promise<"the process ends" | "the process goes on" | string>} other words when it never came so far
 */
export async function loseConnection(ctx, { opens, port, listens = false, lose }) {
  const child = fork(victimFile, [], { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: ["--no-warnings"] });
  ctx.defer(() => child.kill("SIGKILL"));
  const ended = once(child, "exit");
  child.send({ alias: ctx.alias, installDir: ctx.installDir, opens, port, listens });
  const first = await within(Promise.race([once(child, "message"), ended.then(() => undefined)]), READY_BOUND_MS, "the client");
  if (first === undefined) return lose === undefined ? "the process ends" : "the process ends before it is connected";
  const [{ failed }] = /** @type {[{ failed?: string }]} */ (first);
  if (failed !== undefined) return `cannot connect: ${failed}`;
  lose?.();
  const survived = new Promise((resolve) => setTimeout(resolve, SURVIVAL_MS, "the process goes on"));
  const outcome = await Promise.race([ended.then(() => "the process ends"), survived]);
  child.kill("SIGKILL");
  return outcome;
}
