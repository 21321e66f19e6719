/**
 * Child process: loads a program and calls it as its callers would, a steady rate of requests that nobody holds back
 * while earlier ones wait. Tells every outcome to its parent, and ends with it.
 */
import { Socket } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const [path = "", instances = "1"] = process.argv.slice(2);
const send = (/** @type {object} */ message) => process.connected && process.send?.(message);
const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();

process.on("disconnect", () => process.exit(0));

/** `Date.now()` of every attempt to connect. Those that are refused reach no server that could count them. @type {number[]} */
const attempts = [];
const { connect } = Socket.prototype;
/** @this {Socket} @param {any[]} args */
Socket.prototype.connect = function connectAndCount(...args) {
  attempts.push(Date.now());
  return Reflect.apply(connect, this, args);
};

/** Every import with a query of its own evaluates the module anew: one process stands for many of the service. */
const programs = await Promise.all(
  Array.from({ length: Number(instances) }, (_, index) => import(`${pathToFileURL(path).href}?instance=${index}`)),
);

let sent = 0;
/** @param {number} index */
async function request(index) {
  const at = Date.now();
  sent += 1;
  try {
    await programs[index % programs.length].readUser(index);
    send({ is: "settled", sent: at, at: Date.now(), ok: true });
  } catch (error) {
    send({
      is: "settled",
      sent: at,
      at: Date.now(),
      ok: false,
      error: String(/** @type {Error} */ (error)?.message ?? error),
    });
  }
}

/** @type {NodeJS.Timeout | undefined} */
let load;
process.on("message", (/** @type {any} */ message) => {
  if (message.do === "burst") {
    void Promise.allSettled(Array.from({ length: message.calls }, (_, index) => request(index))).then(() =>
      send({ is: "burst" }),
    );
  } else if (message.do === "load") {
    const started = performance.now();
    let made = 0;
    delay.reset();
    load = setInterval(() => {
      const due = Math.floor(((performance.now() - started) / 1000) * message.perSecond);
      for (; made < due; made += 1) void request(made);
    }, 10);
  } else if (message.do === "stop") {
    clearInterval(load);
    send({ is: "stopped", sent, attempts, stallMs: Math.round(delay.max / 1e6) });
  }
});
send({ is: "ready" });
