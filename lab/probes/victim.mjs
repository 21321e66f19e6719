/** A process with one client in it, and by default nobody who listens to the client's errors. It lives until it is ended. */
import { EventEmitter } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { readMessage } from "./measure/limit.mjs";
import { openers } from "./openers/unlistened.mjs";

setInterval(() => {}, 60_000);
// A rejected promise would end the process as well, and is not what is looked at here.
process.on("unhandledRejection", () => {});

process.once("message", async (/** @type {any} */ { alias, installDir, opens, port, listens }) => {
  const { load } = await import(pathToFileURL(join(installDir, "load.mjs")).href);
  /** @param {string} specifier */
  const loadDefault = async (specifier) => {
    const loaded = await load(specifier);
    return loaded.default ?? loaded;
  };
  const open = opens === "bare emitter" ? openBareEmitter : openers[opens];
  try {
    if (open === undefined) throw new Error(`nothing opens ${opens}`);
    const emitter = await open({ alias, load, loadDefault, port });
    if (listens) emitter.on("error", () => {});
    process.send?.({ ready: true });
  } catch (error) {
    process.send?.({ failed: readMessage(error) });
  }
});

/** The control of those who survive: an `error` that nobody listens to does end this process. */
async function openBareEmitter() {
  const emitter = new EventEmitter();
  setImmediate(() => emitter.emit("error", new Error("nobody listens")));
  return emitter;
}
