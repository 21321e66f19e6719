/** rxjs and effect: operators and schedules that repeat, and what ends them. */
import { retryProbes } from "../measure/attempts.mjs";

/** @typedef {import("../measure/attempts.mjs").Work} Work */

/** @param {any} rxjs @param {any} operator @param {Work} work */
const subscribed = (rxjs, operator, work) =>
  new Promise((resolve) => {
    rxjs.defer(() => rxjs.from(work())).pipe(operator).subscribe({ complete: () => resolve(undefined), error: () => resolve(undefined) });
  });

/** @param {any} loaded @param {import("../probe.js").ProbeContext} ctx */
const operatorsOf = async (loaded, ctx) => (ctx.alias === "rxjs-6" ? ctx.load("rxjs-6/operators/index.js") : loaded);

const rxjs = retryProbes({
  client: "rxjs/retry",
  package: "rxjs",
  versions: ["rxjs-6", "rxjs-7"],
  start: async (loaded, options, work, ctx) => subscribed(loaded, (await operatorsOf(loaded, ctx)).retry(...options), work),
  control: { describe: "retry(2)", options: [2], expected: 3 },
  ways: {
    absent: { options: [], expected: "endless" },
    Infinity: { options: [Infinity], expected: "endless" },
    "-1": { options: [-1], expected: { byVersion: { "rxjs-6": "endless", "rxjs-7": 1 } } },
    "count-Infinity": { options: [{ count: Infinity, delay: 1 }], versions: ["rxjs-7"], expected: "endless" },
    "delay-only": { options: [{ delay: 1 }], versions: ["rxjs-7"], expected: "endless" },
  },
});

const rxjsRetryWhen = retryProbes({
  client: "rxjs/retryWhen",
  package: "rxjs",
  versions: ["rxjs-6", "rxjs-7"],
  start: async (loaded, options, work, ctx) => {
    const operators = await operatorsOf(loaded, ctx);
    return subscribed(loaded, operators.retryWhen((/** @type {any} */ errors) => errors.pipe(operators.delay(1), ...(options.take ? [operators.take(options.take)] : []))), work);
  },
  control: { describe: "take(2)", options: { take: 2 }, expected: 3 },
  ways: { "delay-only": { options: {}, expected: "endless" } },
});

const backoffRxjs = retryProbes({
  client: "backoff-rxjs/retryBackoff",
  package: "backoff-rxjs",
  versions: ["backoff-rxjs-7"],
  start: async (loaded, options, work, ctx) => subscribed(await ctx.load("rxjs"), (loaded.default ?? loaded).retryBackoff({ initialInterval: 1, maxInterval: 1, ...options }), work),
  control: { describe: "maxRetries: 2", options: { maxRetries: 2 }, expected: 3 },
  ways: { absent: { options: {}, expected: "endless" }, Infinity: { options: { maxRetries: Infinity }, expected: "endless" } },
});

/** @param {any} loaded @param {any} policy @param {Work} work */
const ran = ({ Effect }, policy, work) => Effect.runPromise(Effect.retry(Effect.tryPromise(work), policy));

const effect = retryProbes({
  client: "effect/Effect.retry",
  package: "effect",
  versions: ["effect-3", "effect-4"],
  start: (loaded, options, work) => ran(loaded, typeof options === "function" ? options(loaded) : options, work),
  control: { describe: "times: 2", options: { times: 2 }, expected: 3 },
  ways: {
    absent: { options: {}, expected: "endless" },
    Infinity: { options: { times: Infinity }, expected: "endless" },
    spaced: { options: (/** @type {any} */ { Schedule }) => Schedule.spaced("1 millis"), expected: "endless" },
    "while-only": { options: { while: () => true }, expected: "endless" },
    "schedule-and-times": { options: (/** @type {any} */ { Schedule }) => ({ schedule: Schedule.spaced("1 millis"), times: 10 }), expected: 11 },
    recurs: { options: (/** @type {any} */ { Schedule }) => Schedule.recurs(5), expected: 6 },
  },
});

export const probes = [...rxjs, ...rxjsRetryWhen, ...backoffRxjs, ...effect];
