/**
 * A server process that never outlives this one: it ends when told to, when this process exits, and also when this
 * process is killed, because a small shell beside it waits for the end of a pipe that only this process holds open.
 * Its folder goes with it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";

import { within } from "../bounded.mjs";

// The pipe moves to descriptor 3 first: a shell gives its background jobs /dev/null as standard input.
const GUARD = `
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
( read -r nothing <&3; kill -s "$STOP_SIGNAL" $server 2>/dev/null ) &
watcher=$!
exec 3<&-
wait $server 2>/dev/null
code=$?
kill $watcher 2>/dev/null
if [ -n "$SCRATCH_FOLDER" ]; then rm -rf -- "$SCRATCH_FOLDER"; fi
exit $code
`;

const STOPPED_WITHIN_MS = 10_000;
const LOG_KEPT = 20_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const living = new Set();
process.on("exit", () => {
  for (const child of living) killGroup(child);
});

/**
 * @typedef {object} GuardedProcess
 * @property {() => string} log the last of what it wrote
 * @property {Promise<void>} ended settles when it has ended
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a program and waits until a line of its output says that it is ready.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} options
 * @param {RegExp} options.ready what a ready server writes
 * @param {number} [options.readyWithinMs]
 * @param {"TERM" | "INT" | "QUIT" | "KILL"} [options.stopSignal]
 * @param {NodeJS.ProcessEnv} [options.env] added to the environment
 * @param {{ uid: number, gid: number }} [options.user]
 * @param {string} [options.cwd]
 * @param {string} [options.scratch] a folder to remove once the program has ended, whoever ended it
 * @returns {Promise<GuardedProcess>}
 * @throws {Error} with the end of its output when it ends before it is ready, or is not ready in time
 */
export async function startGuarded(program, args, options) {
  const { ready, readyWithinMs = 60_000, stopSignal = "TERM", env, user, cwd, scratch = "" } = options;
  const child = spawn("/bin/sh", ["-c", GUARD, "guard", program, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true, // its own process group, so that it can be ended as a whole
    env: { ...process.env, ...env, STOP_SIGNAL: stopSignal, SCRATCH_FOLDER: scratch },
    cwd,
    ...user,
  });
  living.add(child);
  let log = "";
  const ended = once(child, "close").then(() => {
    living.delete(child);
  });
  const isReady = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        log = (log + text).slice(-LOG_KEPT);
        if (ready.test(log)) resolve("ready");
      });
    }
  });
  const stop = async () => {
    child.stdin.end();
    try {
      await within(ended, STOPPED_WITHIN_MS, `the end of ${program}`);
    } catch {
      killGroup(child);
      await ended;
    }
  };
  child.stdin.on("error", () => {}); // it ended first
  try {
    const first = await within(Promise.race([isReady, ended]), readyWithinMs, `${program} ready`);
    if (first !== "ready") throw new Error(`${program} ended before it was ready`);
  } catch (error) {
    await stop();
    throw new Error(`${/** @type {Error} */ (error).message}:\n${log.trim().slice(-2000)}`);
  }
  return { log: () => log, ended, stop };
}

/** @param {import("node:child_process").ChildProcess} child */
function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // already gone
  }
}
