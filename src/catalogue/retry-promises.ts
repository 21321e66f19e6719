import type { Family } from "./shape.js";

const seen = "2026-11-21";

/** bluebird-retry: its limit of 5 counts only without a `timeout`, and a negative one is never reached. */
export const bluebirdRetry = {
  packages: ["bluebird-retry"],
  retriers: [
    {
      name: "retry",
      makers: [{ path: "", by: "call", options: [1] }],
      repeats: { argument: 0 },
      attempts: {
        options: ["max_tries"],
        counts: "total",
        absent: [{ versions: ">=0.11 <0.12", value: 5, source: { kind: "run", where: "bluebird-retry@0.11.0", seen }, probe: "bluebird-retry/retry/attempts/absent" }],
      },
      written: [
        { versions: ">=0.11 <0.12", option: "max_tries", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "bluebird-retry@0.11.0", seen }, probe: "bluebird-retry/retry/attempts/Infinity" },
        { versions: ">=0.11 <0.12", option: "max_tries", is: [-1], means: "endless", source: { kind: "run", where: "bluebird-retry@0.11.0", seen }, probe: "bluebird-retry/retry/attempts/-1" },
      ],
      ends: [{ option: "timeout", unless: ["<Infinity>", "<undefined>", null] }, { option: "predicate", callback: { sees: [0] } }, { repeated: { names: ["StopError"] } }],
    },
  ],
} as const satisfies Family;

/** retry-as-promised, which Sequelize repeats its queries with: without `max` it tries once. */
export const retryAsPromised = {
  packages: ["retry-as-promised"],
  retriers: [
    {
      name: "retryAsPromised",
      makers: [{ path: "", by: "call", options: [1] }],
      repeats: { argument: 0 },
      attempts: {
        options: ["max", "()"],
        counts: "total",
        absent: [{ versions: ">=5 <8", value: 1, source: { kind: "run", where: "retry-as-promised@7.1.1", seen }, probe: "retry-as-promised/retryAsPromised/attempts/absent" }],
        write: 10,
      },
      written: [
        { versions: ">=5 <8", option: "max", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "retry-as-promised@7.1.1", seen }, probe: "retry-as-promised/retryAsPromised/attempts/Infinity" },
        { versions: ">=5 <8", option: "()", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "retry-as-promised@7.1.1", seen }, probe: "retry-as-promised/retryAsPromised/attempts/Infinity" },
      ],
      ends: [{ option: "match" }],
    },
  ],
} as const satisfies Family;

/** polly-js of mauricedb (not the recorder of Netflix): `retry` waits for nothing. */
export const pollyJs = {
  packages: ["polly-js"],
  retriers: [
    {
      name: "polly().retry",
      makers: [
        { path: "().retry", by: "call", options: [0] },
        { path: "().handle().retry", by: "call", options: [0] },
      ],
      repeats: { methods: ["executeForPromise", "execute", "executeForNode"] },
      attempts: {
        options: ["()"],
        counts: "retries",
        absent: [{ versions: ">=1 <2", value: 1, source: { kind: "run", where: "polly-js@1.8.3", seen }, probe: "polly-js/polly.retry/attempts/absent" }],
        write: 10,
      },
      written: [
        { versions: ">=1 <2", option: "()", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "polly-js@1.8.3", seen }, probe: "polly-js/polly.retry/attempts/Infinity" },
      ],
    },
  ],
} as const satisfies Family;

/** promise-poller counts down and looks for exactly 0. */
export const promisePoller = {
  packages: ["promise-poller"],
  retriers: [
    {
      name: "promisePoller",
      makers: [{ path: "", by: "call", options: [0] }],
      repeats: { option: "taskFn" },
      attempts: {
        options: ["retries"],
        counts: "total",
        absent: [{ versions: ">=1 <2", value: 5, source: { kind: "run", where: "promise-poller@1.9.1", seen }, probe: "promise-poller/promisePoller/attempts/absent" }],
      },
      written: [
        { versions: ">=1 <2", option: "retries", is: [0], means: "endless", source: { kind: "run", where: "promise-poller@1.9.1", seen }, probe: "promise-poller/promisePoller/attempts/0" },
        { versions: ">=1 <2", option: "retries", is: [-1], means: "endless", source: { kind: "run", where: "promise-poller@1.9.1", seen }, probe: "promise-poller/promisePoller/attempts/-1" },
        { versions: ">=1 <2", option: "retries", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "promise-poller@1.9.1", seen }, probe: "promise-poller/promisePoller/attempts/Infinity" },
      ],
      ends: [{ option: "masterTimeout" }, { option: "shouldContinue" }, { repeated: { names: ["CANCEL_TOKEN"] } }],
    },
  ],
} as const satisfies Family;
