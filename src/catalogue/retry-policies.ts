import type { Family } from "./shape.js";

const seen = "2026-11-21";

/** cockatiel: a policy made without `maxAttempts` has no end, and without `backoff` no delay either. */
export const cockatiel = {
  packages: ["cockatiel"],
  retriers: [
    {
      name: "retry",
      makers: [{ path: "retry", by: "call", options: [1] }],
      repeats: { methods: ["execute"] },
      attempts: {
        options: ["maxAttempts"],
        counts: "retries",
        absent: [{ versions: ">=3 <5", value: "off", source: { kind: "run", where: "cockatiel@4.0.0", seen }, probe: "cockatiel/retry/attempts/absent" }],
        write: 10,
      },
      written: [
        { versions: ">=3 <5", option: "maxAttempts", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "cockatiel@4.0.0", seen }, probe: "cockatiel/retry/attempts/Infinity" },
        { versions: ">=3 <5", option: "maxAttempts", is: ["<undefined>"], means: "endless", source: { kind: "run", where: "cockatiel@4.0.0", seen }, probe: "cockatiel/retry/attempts/undefined" },
      ],
    },
  ],
} as const satisfies Family;

/** backoff: an object that never gives up unless it is told when. */
const emitter = {
  name: "backoff.exponential",
  makers: [
    { path: "exponential", by: "call", options: [0] },
    { path: "fibonacci", by: "call", options: [0] },
  ],
  attempts: {
    options: [],
    counts: "retries",
    absent: [{ versions: ">=2 <3", value: "off", source: { kind: "run", where: "backoff@2.5.0", seen }, probe: "backoff/backoff.exponential/attempts/absent" }],
    write: 10,
  },
  ends: [{ method: "failAfter" }],
} as const;

export const backoff = {
  packages: ["backoff"],
  retriers: [
    emitter,
    {
      name: "backoff.call",
      makers: [{ path: "call", by: "call", options: [] }],
      repeats: { argument: 0 },
      attempts: {
        options: [],
        counts: "retries",
        absent: [{ versions: ">=2 <3", value: "off", source: { kind: "run", where: "backoff@2.5.0", seen }, probe: "backoff/backoff.call/attempts/absent" }],
        write: 10,
      },
      ends: [{ method: "failAfter" }, { method: "retryIf" }, { method: "abort" }],
    },
  ],
} as const satisfies Family;

/** typescript-retry-decorator: the types ask for `maxAttempts`; without it, through a cast or in JavaScript, it never ends. */
export const typescriptRetryDecorator = {
  packages: ["typescript-retry-decorator"],
  retriers: [
    {
      name: "@Retryable",
      makers: [{ path: "Retryable", by: "call", options: [0] }],
      repeats: { decorated: true },
      attempts: {
        options: ["maxAttempts"],
        counts: "retries",
        absent: [{ versions: ">=2 <3", value: "off", source: { kind: "run", where: "typescript-retry-decorator@2.6.0", seen }, probe: "typescript-retry-decorator/Retryable/attempts/absent" }],
        write: 10,
      },
      written: [
        { versions: ">=2 <3", option: "maxAttempts", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "typescript-retry-decorator@2.6.0", seen }, probe: "typescript-retry-decorator/Retryable/attempts/Infinity" },
        { versions: ">=2 <3", option: "maxAttempts", is: ["<undefined>"], means: "endless", source: { kind: "run", where: "typescript-retry-decorator@2.6.0", seen }, probe: "typescript-retry-decorator/Retryable/attempts/undefined" },
      ],
      ends: [{ option: "doRetry", callback: { sees: [0] } }, { option: "value" }],
    },
  ],
} as const satisfies Family;

/** nestjs-resilience: its list of delays ends before its retries do, so that `maxRetries` counts all attempts. */
export const nestjsResilience = {
  packages: ["nestjs-resilience"],
  retriers: [
    {
      name: "RetryStrategy",
      makers: [{ path: "RetryStrategy", by: "new", options: [0] }],
      attempts: {
        options: ["maxRetries"],
        counts: "total",
        absent: [{ versions: ">=2 <3", value: 5, source: { kind: "run", where: "nestjs-resilience@2.1.3", seen }, probe: "nestjs-resilience/RetryStrategy/attempts/absent" }],
      },
      written: [
        { versions: ">=2 <3", option: "maxRetries", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "nestjs-resilience@2.1.3", seen }, probe: "nestjs-resilience/RetryStrategy/attempts/Infinity" },
      ],
      ends: [{ option: "retryable", callback: { sees: [0] } }],
    },
  ],
} as const satisfies Family;

export const mollitia = {
  packages: ["mollitia"],
  retriers: [
    {
      name: "Retry",
      makers: [{ path: "Retry", by: "new", options: [0] }],
      attempts: {
        options: ["attempts"],
        counts: "retries",
        absent: [{ versions: ">=0.1 <0.2", value: 2, source: { kind: "run", where: "mollitia@0.1.1", seen }, probe: "mollitia/Retry/attempts/absent" }],
      },
      written: [
        { versions: ">=0.1 <0.2", option: "attempts", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "mollitia@0.1.1", seen }, probe: "mollitia/Retry/attempts/Infinity" },
      ],
      ends: [{ option: "onRejection", callback: { sees: [0] } }],
    },
  ],
} as const satisfies Family;
