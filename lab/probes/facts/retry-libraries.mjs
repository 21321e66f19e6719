/** What the retry libraries make of each way to write "for ever", and how often they try by default. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import { retryProbes, runsOutOfMemory } from "../measure/attempts.mjs";

/** @typedef {import("../probe.js").Probe} Probe */

/** @param {any} loaded */
const main = (loaded) => loaded.default?.default ?? loaded.default ?? loaded;
const fast = { minTimeout: 1, maxTimeout: 1, factor: 1 };

/** @type {Probe[]} */
const counted = [
  ...retryProbes({
    client: "retry/retry.operation",
    package: "retry",
    versions: ["retry-0.12", "retry-0.13"],
    start: (loaded, options, work) =>
      new Promise((resolve) => {
        const operation = main(loaded).operation({ ...fast, ...options });
        operation.attempt(() => void work().then(resolve, (error) => operation.retry(error) || resolve(undefined)));
      }),
    control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
    ways: { absent: { options: {}, expected: 11 }, "forever-true": { options: { forever: true }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "async-retry/retry",
    package: "async-retry",
    versions: ["async-retry-1"],
    start: (loaded, options, work) => main(loaded)(work, { ...fast, ...options }),
    control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
    ways: { absent: { options: {}, expected: 11 }, "forever-true": { options: { forever: true }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "p-retry/pRetry",
    package: "p-retry",
    versions: ["p-retry-4", "p-retry-5", "p-retry-6", "p-retry-7", "p-retry-8", "p-retry-9"],
    start: (loaded, options, work) => main(loaded)(work, { ...fast, ...options }),
    control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
    ways: {
      absent: { options: {}, expected: 11 },
      "forever-true": { options: { forever: true }, expected: { byVersion: { "p-retry-4": "endless", "p-retry-5": "endless", "p-retry-6": "endless" }, otherwise: "throws" } },
      "shouldConsumeRetry-false": { options: { shouldConsumeRetry: () => false }, versions: ["p-retry-8", "p-retry-9"], expected: "endless" },
    },
  }),
  ...retryProbes({
    client: "promise-retry/promiseRetry",
    package: "promise-retry",
    versions: ["promise-retry-2"],
    start: (loaded, options, work) => main(loaded)((/** @type {any} */ again) => work().catch(again), { ...fast, ...options }),
    control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
    ways: { absent: { options: {}, expected: 11 }, "forever-true": { options: { forever: true }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "exponential-backoff/backOff",
    package: "exponential-backoff",
    versions: ["exponential-backoff-2", "exponential-backoff-3"],
    start: (loaded, options, work) => loaded.backOff(work, { startingDelay: 1, timeMultiple: 1, maxDelay: 1, ...options }),
    control: { describe: "numOfAttempts: 3", options: { numOfAttempts: 3 }, expected: 3 },
    ways: { absent: { options: {}, expected: 10 }, Infinity: { options: { numOfAttempts: Infinity }, expected: "endless" }, undefined: { options: { numOfAttempts: undefined }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "cockatiel/retry",
    package: "cockatiel",
    versions: ["cockatiel-3", "cockatiel-4"],
    start: (loaded, options, work) => loaded.retry(loaded.handleAll, options).execute(work),
    control: { describe: "maxAttempts: 2", options: { maxAttempts: 2 }, expected: 3 },
    ways: { absent: { options: {}, expected: "endless" }, Infinity: { options: { maxAttempts: Infinity }, expected: "endless" }, undefined: { options: { maxAttempts: undefined }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "ts-retry/retryAsync",
    package: "ts-retry",
    versions: ["ts-retry-4", "ts-retry-5", "ts-retry-6", "ts-retry-7"],
    start: (loaded, options, work) => loaded.retryAsync(work, { delay: 1, ...options }),
    control: { describe: "maxTry: 3", options: { maxTry: 3 }, expected: 3 },
    ways: { absent: { options: {}, expected: 240 }, Infinity: { options: { maxTry: Infinity }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "ts-retry-promise/retry",
    package: "ts-retry-promise",
    versions: ["ts-retry-promise-0.8"],
    start: (loaded, options, work) => loaded.retry(work, { delay: 1, logger: () => {}, ...options }),
    control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
    ways: { absent: { options: {}, expected: 11 }, INFINITELY: { options: { retries: "INFINITELY", timeout: "INFINITELY" }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "@lifeomic/attempt/retry",
    package: "@lifeomic/attempt",
    versions: ["lifeomic-attempt-3"],
    start: (loaded, options, work) => loaded.retry(work, { delay: 1, ...options }),
    control: { describe: "maxAttempts: 2", options: { maxAttempts: 2 }, expected: 2 },
    ways: { absent: { options: {}, expected: 3 }, 0: { options: { maxAttempts: 0 }, expected: "endless" }, Infinity: { options: { maxAttempts: Infinity }, expected: "throws" } },
  }),
  ...retryProbes({
    client: "backoff/backoff.exponential",
    package: "backoff",
    versions: ["backoff-2"],
    start: (loaded, options, work) =>
      new Promise((resolve) => {
        const dial = main(loaded).exponential({ initialDelay: 1, maxDelay: 2 });
        if (options.failAfter) dial.failAfter(options.failAfter);
        dial.on("fail", resolve);
        dial.on("ready", () => void work().then(resolve, () => dial.backoff()));
        dial.backoff();
      }),
    control: { describe: "failAfter(3)", options: { failAfter: 3 }, expected: 3 },
    ways: { absent: { options: {}, expected: "endless" } },
  }),
  ...retryProbes({
    client: "backoff/backoff.call",
    package: "backoff",
    versions: ["backoff-2"],
    start: (loaded, options, work) =>
      new Promise((resolve) => {
        const lib = main(loaded);
        const call = lib.call((/** @type {any} */ done) => void work().then((value) => done(null, value), done), resolve);
        call.setStrategy(new lib.ExponentialStrategy({ initialDelay: 1, maxDelay: 2 }));
        if (options.failAfter) call.failAfter(options.failAfter);
        call.start();
      }),
    control: { describe: "failAfter(3)", options: { failAfter: 3 }, expected: 4 },
    ways: { absent: { options: {}, expected: "endless" } },
  }),
  ...retryProbes({
    client: "async/async.retry",
    package: "async",
    versions: ["async-2", "async-3"],
    start: (loaded, options, work) =>
      new Promise((resolve) => {
        main(loaded).retry(options, (/** @type {any} */ done) => void work().then((value) => done(null, value), done), resolve);
      }),
    control: { describe: "times: 3", options: { times: 3 }, expected: 3 },
    ways: { absent: { options: {}, expected: 5 }, Infinity: { options: { times: Infinity }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "bluebird-retry/retry",
    package: "bluebird-retry",
    versions: ["bluebird-retry-0.11"],
    start: (loaded, options, work) => main(loaded)(work, { interval: 1, ...options }),
    control: { describe: "max_tries: 3", options: { max_tries: 3 }, expected: 3 },
    ways: { absent: { options: {}, expected: 5 }, Infinity: { options: { max_tries: Infinity }, expected: "endless" }, "-1": { options: { max_tries: -1 }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "retry-as-promised/retryAsPromised",
    package: "retry-as-promised",
    versions: ["retry-as-promised-5", "retry-as-promised-6", "retry-as-promised-7"],
    start: (loaded, options, work) => main(loaded)(work, { backoffBase: 1, backoffExponent: 1, ...options }),
    control: { describe: "max: 3", options: { max: 3 }, expected: 3 },
    ways: { absent: { options: {}, expected: 1 }, Infinity: { options: { max: Infinity }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "polly-js/polly.retry",
    package: "polly-js",
    versions: ["polly-js-1"],
    start: (loaded, options, work) => main(loaded)().retry(options.retries).executeForPromise(work),
    control: { describe: "retry(2)", options: { retries: 2 }, expected: 3 },
    ways: { absent: { options: {}, expected: 2 }, Infinity: { options: { retries: Infinity }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "promise-poller/promisePoller",
    package: "promise-poller",
    versions: ["promise-poller-1"],
    start: (loaded, options, work) => main(loaded)({ taskFn: work, interval: 1, ...options }),
    control: { describe: "retries: 3", options: { retries: 3 }, expected: 3 },
    ways: {
      absent: { options: {}, expected: 5 },
      0: { options: { retries: 0 }, expected: "endless" },
      "-1": { options: { retries: -1 }, expected: "endless" },
      Infinity: { options: { retries: Infinity }, expected: "endless" },
    },
  }),
  ...retryProbes({
    client: "typescript-retry-decorator/Retryable",
    package: "typescript-retry-decorator",
    versions: ["typescript-retry-decorator-2"],
    start: (loaded, options, work) => {
      const descriptor = { value: work };
      loaded.Retryable({ backOff: 1, ...options })({}, "work", descriptor);
      return descriptor.value();
    },
    control: { describe: "maxAttempts: 2", options: { maxAttempts: 2 }, expected: 3 },
    ways: { absent: { options: {}, expected: "endless" }, Infinity: { options: { maxAttempts: Infinity }, expected: "endless" }, undefined: { options: { maxAttempts: undefined }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "mollitia/Retry",
    package: "mollitia",
    versions: ["mollitia-0.1"],
    start: (loaded, options, work) => {
      const { Circuit, Retry } = main(loaded).Circuit ? main(loaded) : loaded;
      return new Circuit({ options: { modules: [new Retry({ interval: 0, ...options })] } }).fn(work).execute();
    },
    control: { describe: "attempts: 4", options: { attempts: 4 }, expected: 5 },
    ways: { absent: { options: {}, expected: 3 }, Infinity: { options: { attempts: Infinity }, expected: "endless" } },
  }),
];

/** What breaks the circuit, polls or hands out tokens has an end of its own, whatever is written. */
const bounded = [
  ...retryProbes({
    client: "nestjs-resilience/RetryStrategy",
    package: "nestjs-resilience",
    versions: ["nestjs-resilience-2"],
    start: async (loaded, options, work, ctx) => {
      const { defer, firstValueFrom } = await ctx.load("rxjs");
      const strategy = new loaded.RetryStrategy({ scaleFactor: 0.001, ...options });
      return firstValueFrom(strategy.process(defer(work), {}));
    },
    // The list of delays ends before the retries do.
    control: { describe: "maxRetries: 2", options: { maxRetries: 2 }, expected: 2 },
    ways: { absent: { options: {}, expected: 5 }, Infinity: { options: { maxRetries: Infinity }, expected: "endless" } },
  }),
  ...retryProbes({
    client: "@smithy/util-retry/ConfiguredRetryStrategy",
    package: "@smithy/util-retry",
    versions: ["smithy-util-retry-4"],
    start: async (loaded, options, work) => {
      const strategy = new loaded.ConfiguredRetryStrategy(options.maxAttempts ?? 3, 1);
      for (let token = await strategy.acquireInitialRetryToken(""); ; ) {
        try {
          return await work();
        } catch {
          token = await strategy.refreshRetryTokenForRetry(token, { errorType: "TRANSIENT" });
        }
      }
    },
    control: { describe: "maxAttempts: 2", options: { maxAttempts: 2 }, expected: 2 },
    ways: { Infinity: { options: { maxAttempts: Infinity }, expected: 36 } },
  }),
  ...retryProbes({
    client: "opossum/CircuitBreaker",
    package: "opossum",
    versions: ["opossum-6", "opossum-10"],
    start: async (loaded, options, work, ctx) => {
      const breaker = new (main(loaded))(options.retries ? async () => (await ctx.loadDefault("p-retry-6"))(work, { ...fast, ...options }) : work);
      ctx.defer(() => breaker.shutdown());
      return breaker.fire();
    },
    control: { describe: "around a p-retry with retries: 2", options: { retries: 2 }, expected: 3 },
    ways: { absent: { options: {}, expected: 1 } },
  }),
  ...retryProbes({
    client: "poll/poll",
    package: "poll",
    versions: ["poll-3"],
    start: (loaded, options, work) => {
      let polls = 0;
      return loaded.poll(options.catches ? () => work().catch(() => {}) : work, 1, () => ++polls > 8);
    },
    control: { describe: "a function that catches its error", options: { catches: true }, expected: 5 },
    ways: { "error-ends": { options: {}, expected: 1 } },
  }),
];

/** @param {string} alias */
const entryOf = (alias) => pathToFileURL(createRequire(import.meta.url).resolve(alias)).href;

/** `Infinity` where a list of all delays is made first. @type {Probe[]} */
const crashing = [
  { client: "retry/retry.operation", package: "retry", versions: ["retry-0.12", "retry-0.13"], call: (/** @type {string} */ value) => `library.operation({ retries: ${value} });` },
  { client: "async-retry/retry", package: "async-retry", versions: ["async-retry-1"], call: (/** @type {string} */ value) => `library(() => "done", { retries: ${value} });` },
  { client: "promise-retry/promiseRetry", package: "promise-retry", versions: ["promise-retry-2"], call: (/** @type {string} */ value) => `library(() => "done", { retries: ${value} });` },
  { client: "p-retry/pRetry", package: "p-retry", versions: ["p-retry-4", "p-retry-5", "p-retry-6"], call: (/** @type {string} */ value) => `library(() => "done", { retries: ${value} });` },
].map(({ client, package: packageName, versions, call }) => ({
  id: `${client}/attempts/Infinity`,
  fact: `${client}: retries: Infinity`,
  package: packageName,
  versions,
  kind: "behaviour",
  how: "in a thread that may have 48 MB",
  speed: "newest-version",
  needs: [],
  expected: "runs out of memory",
  run: (ctx) => runsOutOfMemory(call("Infinity"), entryOf(ctx.alias)),
  control: { describe: "retries: 5", expected: "ends", run: (ctx) => runsOutOfMemory(call("5"), entryOf(ctx.alias)) },
}));

/** From 7 on the same word means for ever. */
const endless = retryProbes({
  client: "p-retry/pRetry",
  package: "p-retry",
  versions: ["p-retry-7", "p-retry-8", "p-retry-9"],
  start: (loaded, options, work) => main(loaded)(work, { ...fast, ...options }),
  control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
  ways: { "retries-Infinity": { options: { retries: Infinity }, expected: "endless" }, "retries-huge": { options: { retries: 1_000_000 }, expected: "endless" } },
});

export const probes = [...counted, ...bounded, ...crashing, ...endless];
