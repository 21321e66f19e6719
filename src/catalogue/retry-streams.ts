import type { Family, Retrier, Schedules } from "./shape.js";

const seen = "2026-11-21";

/** rxjs: `retry()` subscribes again at once and for ever; -1 changed its meaning with 7. */
const rxjsRetry = {
  name: "retry",
  makers: [{ path: "retry", by: "call", options: [0] }],
  repeats: { piped: true },
  attempts: {
    options: ["count", "()"],
    counts: "retries",
    absent: [{ versions: ">=6 <8", value: "off", source: { kind: "run", where: "rxjs@7.8.2", seen }, probe: "rxjs/retry/attempts/absent" }],
    write: 10,
  },
  written: [
    { versions: ">=6 <8", option: "()", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "rxjs@7.8.2", seen }, probe: "rxjs/retry/attempts/Infinity" },
    { versions: ">=6 <7", option: "()", is: [-1], means: "endless", source: { kind: "run", where: "rxjs@6.6.7", seen }, probe: "rxjs/retry/attempts/-1" },
    { versions: ">=7 <8", option: "()", is: [-1], means: "ends", source: { kind: "run", where: "rxjs@7.8.2", seen }, probe: "rxjs/retry/attempts/-1" },
    { versions: ">=7 <8", option: "count", is: ["<Infinity>", "<undefined>"], means: "endless", source: { kind: "run", where: "rxjs@7.8.2", seen }, probe: "rxjs/retry/attempts/count-Infinity" },
  ],
  // A delay that is a function may throw and so give up; one that is handed only the error and the count may too.
  ends: [{ option: "delay", callback: { sees: [0, 1], passes: ["timer", "Math"] } }],
} as const satisfies Retrier;

const rxjsRetryWhen = {
  name: "retryWhen",
  makers: [{ path: "retryWhen", by: "call", options: [] }],
  repeats: { piped: true },
  attempts: { options: [], counts: "retries", absent: [{ versions: ">=6 <8", value: "varies", source: { kind: "run", where: "rxjs@7.8.2", seen } }] },
  callbacks: [
    {
      versions: ">=6 <8",
      option: "()",
      endlessWhen: { passesThrough: ["pipe", "delay", "delayWhen", "tap", "timer", "interval", "debounceTime", "throttleTime"] },
      source: { kind: "run", where: "rxjs@7.8.2", seen },
      probe: "rxjs/retryWhen/attempts/delay-only",
    },
  ],
} as const satisfies Retrier;

export const rxjs = {
  packages: ["rxjs", "rxjs/operators"],
  retriers: [rxjsRetry, rxjsRetryWhen],
} as const satisfies Family;

export const backoffRxjs = {
  packages: ["backoff-rxjs"],
  retriers: [
    {
      name: "retryBackoff",
      makers: [{ path: "retryBackoff", by: "call", options: [0] }],
      repeats: { piped: true },
      attempts: {
        options: ["maxRetries"],
        counts: "retries",
        absent: [{ versions: ">=7 <8", value: "off", source: { kind: "run", where: "backoff-rxjs@7.0.0", seen }, probe: "backoff-rxjs/retryBackoff/attempts/absent" }],
        write: 10,
      },
      written: [
        { versions: ">=7 <8", option: "maxRetries", is: ["<Infinity>", "<undefined>"], means: "endless", source: { kind: "run", where: "backoff-rxjs@7.0.0", seen }, probe: "backoff-rxjs/retryBackoff/attempts/Infinity" },
      ],
      ends: [{ option: "shouldRetry", callback: { sees: [0] } }],
    },
  ],
} as const satisfies Family;

/** Which schedules of effect end. Combining two: intersecting ends with the first that does, a union goes on with the last. */
const schedules = {
  path: "Schedule",
  specifiers: ["effect", "effect/Schedule"],
  ends: ["recurs", "once", "stop", "upTo", "during", "recurUpTo", "duration", "fromDelay", "fromDelays"],
  endless: ["forever", "spaced", "fixed", "exponential", "fibonacci", "linear", "windowed", "count", "elapsed"],
  keeps: ["jittered", "jitteredWith", "addDelay", "addDelayEffect", "modifyDelay", "modifyDelayEffect", "delayed", "passthrough", "as", "map", "tapInput", "tapOutput", "delays", "repetitions"],
  shorter: ["intersect", "both", "compose", "bothLeft", "bothRight", "zip", "zipLeft", "zipRight"],
  longer: ["union", "either", "andThen", "concat", "eitherLeft", "eitherRight"],
} as const satisfies Schedules;

const effectRetry = {
  name: "Effect.retry",
  makers: [
    { path: "Effect.retry", by: "call", options: [1, 0], urlBecomes: "schedule" },
    { path: "Effect.retryOrElse", by: "call", options: [1, 0] },
  ],
  repeats: { argument: 0, described: true },
  attempts: {
    options: ["times"],
    counts: "retries",
    absent: [{ versions: ">=3 <5", value: "off", source: { kind: "run", where: "effect@4.1.0", seen }, probe: "effect/Effect.retry/attempts/absent" }],
    write: 10,
  },
  written: [
    { versions: ">=3 <5", option: "times", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "effect@4.1.0", seen }, probe: "effect/Effect.retry/attempts/Infinity" },
  ],
  ends: [
    { option: "while", callback: { sees: [0] } },
    { option: "until", callback: { sees: [0] } },
  ],
  schedules,
} as const satisfies Retrier;

export const effect = { packages: ["effect"], retriers: [effectRetry] } as const satisfies Family;

export const effectModule = {
  packages: ["effect/Effect"],
  retriers: [{ ...effectRetry, makers: [{ path: "retry", by: "call", options: [1, 0], urlBecomes: "schedule" }] }],
} as const satisfies Family;
