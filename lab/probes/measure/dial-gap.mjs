/** How long a client waits between two dials of a server that is away. Here the timers run as they are. */
import { until } from "../../net/bounded.mjs";
import { startFront } from "./reconnect.mjs";

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

/** Seen in steps of this: what a busy machine adds is less. */
const STEP_MS = 500;
const BOUND_MS = 25_000;

/**
 * @typedef {object} Waiting
 * @property {string} client `<package>/<client>`
 * @property {string} option the delay, as users write it
 * @property {string[]} versions
 * @property {import("./reconnect.mjs").Opener} open
 * @property {import("../probe.js").ServiceName} [serve] where the first connect is not repeated
 * @property {any} [options] without chance
 * @property {number} expected in milliseconds
 * @property {number} control half a second in the option's own unit
 */

/**
 * @param {Waiting} waiting
 * @returns {Probe}
 */
export function delayProbe({ client, option, versions, open, serve, options, expected, control }) {
  const [first = "", second = ""] = client.split("/");
  return {
    id: `${client}/${option}/absent`,
    fact: `${client}: the delay between the first two dials of a server that is away, without ${option}`,
    package: first.startsWith("@") ? `${first}/${second}` : first,
    versions,
    kind: "behaviour",
    how: `a server that closes what it accepts, in steps of ${STEP_MS} ms`,
    speed: "on-demand",
    needs: serve === undefined ? [] : [serve],
    expected,
    run: (ctx) => measureGap(ctx, { open, serve }, options),
    control: {
      describe: `${option}: ${control}`,
      expected: STEP_MS,
      run: (ctx) => measureGap(ctx, { open, serve }, { ...options, [option]: control }),
    },
  };
}

/**
 * @param {ProbeContext} ctx
 * @param {Pick<Waiting, "open" | "serve">} client
 * @param {any} options
 */
async function measureGap(ctx, { open, serve }, options) {
  const front = await startFront(ctx);
  const { flows } = front;
  if (serve !== undefined) front.turnTo(ctx.ports[serve]);
  const opened = Promise.resolve(open(ctx, front.port, options)).then(({ close }) => close && ctx.defer(close));
  if (serve !== undefined) await opened;
  front.turnTo(undefined);
  flows.destroyAll();
  const before = flows.connects;
  await until(flows, "activity", () => flows.connects > before, BOUND_MS, "the first dial");
  const dialled = performance.now();
  await until(flows, "activity", () => flows.connects > before + 1, BOUND_MS, "the second dial");
  return Math.round((performance.now() - dialled) / STEP_MS) * STEP_MS;
}
