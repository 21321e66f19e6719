import type { Family, Retrier } from "./shape.js";

const seen = "2026-11-21";

/** retry 0.x and what is built on it take the same numbers. `Infinity` is no "for ever" there: a list of all delays is made first. */
const operation = {
  name: "retry.operation",
  makers: [{ path: "operation", by: "call", options: [0] }],
  repeats: { methods: ["attempt"] },
  attempts: {
    options: ["retries"],
    counts: "retries",
    absent: [
      { versions: ">=0.12 <0.14", value: 10, source: { kind: "code", where: "retry@0.13.1 lib/retry.js:3-47", seen }, probe: "retry/retry.operation/attempts/absent" },
    ],
  },
  written: [
    { versions: ">=0.12 <0.14", option: "forever", is: [true], means: "endless", source: { kind: "run", where: "retry@0.13.1", seen }, probe: "retry/retry.operation/attempts/forever-true" },
    { versions: ">=0.12 <0.14", option: "retries", is: ["<Infinity>"], means: "crashes", source: { kind: "run", where: "retry@0.13.1", seen }, probe: "retry/retry.operation/attempts/Infinity" },
  ],
  ends: [{ option: "maxRetryTime", unless: ["<Infinity>", "<undefined>", null] }, { method: "stop" }],
} as const satisfies Retrier;

export const retry = {
  packages: ["retry"],
  retriers: [operation, { ...operation, name: "retry.wrap", makers: [{ path: "wrap", by: "call", options: [1] }], repeats: { argument: 0 } }],
} as const satisfies Family;

export const asyncRetry = {
  packages: ["async-retry"],
  retriers: [
    {
      name: "retry",
      makers: [{ path: "", by: "call", options: [1] }],
      repeats: { argument: 0 },
      attempts: {
        options: ["retries"],
        counts: "retries",
        absent: [{ versions: ">=1 <2", value: 10, source: { kind: "run", where: "async-retry@1.3.3", seen }, probe: "async-retry/retry/attempts/absent" }],
      },
      written: [
        { versions: ">=1 <2", option: "forever", is: [true], means: "endless", source: { kind: "run", where: "async-retry@1.3.3", seen }, probe: "async-retry/retry/attempts/forever-true" },
        { versions: ">=1 <2", option: "retries", is: ["<Infinity>"], means: "crashes", source: { kind: "run", where: "async-retry@1.3.3", seen }, probe: "async-retry/retry/attempts/Infinity" },
      ],
      ends: [{ option: "maxRetryTime", unless: ["<Infinity>", "<undefined>", null] }, { option: "onRetry", throws: true }, { repeated: { argument: 0 } }],
    },
  ],
} as const satisfies Family;

/** p-retry up to 6 is built on retry; from 7 on it counts by itself, and `Infinity` took the place of `forever`. */
const pRetryCalls = {
  name: "pRetry",
  makers: [{ path: "", by: "call", options: [1] }],
  repeats: { argument: 0 },
  attempts: {
    options: ["retries"],
    counts: "retries",
    absent: [{ versions: ">=4 <10", value: 10, source: { kind: "run", where: "p-retry@9.0.0", seen }, probe: "p-retry/pRetry/attempts/absent" }],
  },
  written: [
    { versions: ">=4 <7", option: "forever", is: [true], means: "endless", source: { kind: "run", where: "p-retry@6.2.1", seen }, probe: "p-retry/pRetry/attempts/forever-true" },
    { versions: ">=7 <10", option: "forever", is: [true], means: "throws", source: { kind: "run", where: "p-retry@9.0.0", seen }, probe: "p-retry/pRetry/attempts/forever-true" },
    { versions: ">=4 <7", option: "retries", is: ["<Infinity>"], means: "crashes", source: { kind: "run", where: "p-retry@6.2.1", seen }, probe: "p-retry/pRetry/attempts/Infinity" },
    { versions: ">=7 <10", option: "retries", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "p-retry@9.0.0", seen }, probe: "p-retry/pRetry/attempts/retries-Infinity" },
    { versions: ">=7 <10", option: "retries", is: ["<huge>"], means: "endless", source: { kind: "run", where: "p-retry@9.0.0 with a million retries", seen }, probe: "p-retry/pRetry/attempts/retries-huge" },
  ],
  callbacks: [
    {
      versions: ">=8 <10",
      option: "shouldConsumeRetry",
      endlessWhen: { answers: false },
      source: { kind: "run", where: "p-retry@8.0.1", seen },
      probe: "p-retry/pRetry/attempts/shouldConsumeRetry-false",
    },
  ],
  ends: [
    { option: "maxRetryTime", unless: ["<Infinity>", "<undefined>", null] },
    { option: "signal" },
    { option: "shouldRetry", callback: { sees: [0] } },
    { option: "onFailedAttempt", throws: true },
    { repeated: { names: ["AbortError"] } },
  ],
} as const satisfies Retrier;

export const pRetry = {
  packages: ["p-retry"],
  retriers: [pRetryCalls, { ...pRetryCalls, name: "makeRetriable", makers: [{ path: "makeRetriable", by: "call", options: [1] }] }],
} as const satisfies Family;

export const promiseRetry = {
  packages: ["promise-retry"],
  retriers: [
    {
      name: "promiseRetry",
      makers: [{ path: "", by: "call", options: [0, 1] }],
      repeats: { argument: 0 },
      attempts: {
        options: ["retries"],
        counts: "retries",
        absent: [{ versions: ">=2 <3", value: 10, source: { kind: "run", where: "promise-retry@2.0.1", seen }, probe: "promise-retry/promiseRetry/attempts/absent" }],
      },
      written: [
        { versions: ">=2 <3", option: "forever", is: [true], means: "endless", source: { kind: "run", where: "promise-retry@2.0.1", seen }, probe: "promise-retry/promiseRetry/attempts/forever-true" },
        { versions: ">=2 <3", option: "retries", is: ["<Infinity>"], means: "crashes", source: { kind: "run", where: "promise-retry@2.0.1", seen }, probe: "promise-retry/promiseRetry/attempts/Infinity" },
      ],
      ends: [{ option: "maxRetryTime", unless: ["<Infinity>", "<undefined>", null] }],
    },
  ],
} as const satisfies Family;

export const exponentialBackoff = {
  packages: ["exponential-backoff"],
  retriers: [
    {
      name: "backOff",
      makers: [{ path: "backOff", by: "call", options: [1] }],
      repeats: { argument: 0 },
      attempts: {
        options: ["numOfAttempts"],
        counts: "total",
        absent: [{ versions: ">=2 <4", value: 10, source: { kind: "run", where: "exponential-backoff@3.1.3", seen }, probe: "exponential-backoff/backOff/attempts/absent" }],
      },
      written: [
        { versions: ">=2 <4", option: "numOfAttempts", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "exponential-backoff@3.1.3", seen }, probe: "exponential-backoff/backOff/attempts/Infinity" },
        // The options are spread over the defaults, so that a value that is missing replaces the 10.
        { versions: ">=2 <4", option: "numOfAttempts", is: ["<undefined>"], means: "endless", source: { kind: "run", where: "exponential-backoff@3.1.3", seen }, probe: "exponential-backoff/backOff/attempts/undefined" },
      ],
      ends: [{ option: "retry", callback: { sees: [0] } }],
    },
  ],
} as const satisfies Family;

export const lifeomicAttempt = {
  packages: ["@lifeomic/attempt"],
  retriers: [
    {
      name: "retry",
      makers: [{ path: "retry", by: "call", options: [1] }],
      repeats: { argument: 0 },
      attempts: {
        options: ["maxAttempts"],
        counts: "total",
        absent: [{ versions: ">=3 <4", value: 3, source: { kind: "run", where: "@lifeomic/attempt@3.1.0", seen }, probe: "@lifeomic/attempt/retry/attempts/absent" }],
      },
      written: [
        { versions: ">=3 <4", option: "maxAttempts", is: [0], means: "endless", source: { kind: "run", where: "@lifeomic/attempt@3.1.0", seen }, probe: "@lifeomic/attempt/retry/attempts/0" },
        { versions: ">=3 <4", option: "maxAttempts", is: ["<Infinity>"], means: "throws", source: { kind: "run", where: "@lifeomic/attempt@3.1.0", seen }, probe: "@lifeomic/attempt/retry/attempts/Infinity" },
      ],
      ends: [{ option: "handleError" }, { option: "beforeAttempt" }, { repeated: { argument: 0 } }],
    },
  ],
} as const satisfies Family;

const tsRetryCalls = {
  name: "retryAsync",
  makers: [
    { path: "retryAsync", by: "call", options: [1] },
    { path: "retry", by: "call", options: [1] },
    { path: "retryAsyncDecorator", by: "call", options: [1] },
    { path: "retryAsyncUntilDefined", by: "call", options: [1] },
    { path: "retryAsyncUntilTruthy", by: "call", options: [1] },
    { path: "retryAsyncUntilResponse", by: "call", options: [1] },
  ],
  repeats: { argument: 0 },
  attempts: {
    options: ["maxTry"],
    counts: "total",
    absent: [{ versions: ">=4 <8", value: 240, source: { kind: "run", where: "ts-retry@7.0.3", seen }, probe: "ts-retry/retryAsync/attempts/absent" }],
    write: 10,
  },
  written: [
    { versions: ">=4 <8", option: "maxTry", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "ts-retry@7.0.3", seen }, probe: "ts-retry/retryAsync/attempts/Infinity" },
  ],
  ends: [{ option: "until" }, { option: "onError" }],
} as const satisfies Retrier;

export const tsRetry = { packages: ["ts-retry"], retriers: [tsRetryCalls] } as const satisfies Family;

const tsRetryPromiseCalls = {
  name: "retry",
  makers: [
    { path: "retry", by: "call", options: [1] },
    { path: "retryDecorator", by: "call", options: [1] },
  ],
  repeats: { argument: 0 },
  attempts: {
    options: ["retries"],
    counts: "retries",
    absent: [{ versions: ">=0.8 <0.9", value: 10, source: { kind: "run", where: "ts-retry-promise@0.8.1", seen }, probe: "ts-retry-promise/retry/attempts/absent" }],
  },
  // A timeout of 60 s ends it even then: endless takes both.
  written: [
    {
      versions: ">=0.8 <0.9",
      option: "retries",
      is: ["INFINITELY", "<Infinity>"],
      when: [{ option: "timeout", is: ["INFINITELY", "<Infinity>"] }],
      means: "endless",
      source: { kind: "run", where: "ts-retry-promise@0.8.1", seen },
      probe: "ts-retry-promise/retry/attempts/INFINITELY",
    },
  ],
  ends: [{ option: "retryIf", callback: { sees: [0] } }, { repeated: { names: ["NotRetryableError", "notRetryable"] } }],
} as const satisfies Retrier;

export const tsRetryPromise = {
  packages: ["ts-retry-promise"],
  retriers: [tsRetryPromiseCalls, { ...tsRetryPromiseCalls, name: "customizeRetry", makers: [{ path: "customizeRetry", by: "call", options: [0] }] }],
} as const satisfies Family;

export const async = {
  packages: ["async", "async-es"],
  retriers: [
    {
      name: "async.retry",
      makers: [
        { path: "retry", by: "call", options: [0] },
        { path: "retryable", by: "call", options: [0] },
      ],
      repeats: { argument: 1 },
      attempts: {
        options: ["times", "()"],
        counts: "total",
        absent: [{ versions: ">=2 <4", value: 5, source: { kind: "run", where: "async@3.2.6", seen }, probe: "async/async.retry/attempts/absent" }],
      },
      written: [
        { versions: ">=2 <4", option: "times", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "async@3.2.6", seen }, probe: "async/async.retry/attempts/Infinity" },
        { versions: ">=2 <4", option: "()", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "async@3.2.6", seen }, probe: "async/async.retry/attempts/Infinity" },
      ],
      ends: [{ option: "errorFilter", callback: { sees: [0] } }],
    },
  ],
} as const satisfies Family;

export const asyncRetryFile = {
  packages: ["async/retry", "async/retryable"],
  retriers: [{ ...async.retriers[0], makers: [{ path: "", by: "call", options: [0] }] }],
} as const satisfies Family;
