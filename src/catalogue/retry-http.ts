import type { Family, Retrier } from "./shape.js";

const seen = "2026-11-21";

export const axiosRetry = {
  packages: ["axios-retry"],
  retriers: [
    {
      name: "axiosRetry",
      http: true,
      makers: [{ path: "", by: "call", options: [1] }],
      attempts: {
        options: ["retries"],
        counts: "retries",
        absent: [{ versions: ">=3 <5", value: 3, source: { kind: "run", where: "axios-retry@4.5.0", seen }, probe: "axios-retry/axiosRetry/attempts/absent" }],
      },
      written: [
        { versions: ">=3 <5", option: "retries", is: ["<Infinity>", "<huge>"], means: "endless", source: { kind: "run", where: "axios-retry@4.5.0", seen }, probe: "axios-retry/axiosRetry/attempts/Infinity" },
      ],
      ends: [{ option: "retryCondition", callback: { sees: [0] } }],
    },
  ],
} as const satisfies Family;

/** got: from 11 to 14 a `calculateDelay` that does not look at `computedValue` repeats without regard to the limit. */
const gotCalls = {
  name: "got",
  http: true,
  makers: [
    ...["", "get", "post", "put", "patch", "head", "delete", "stream", "paginate"].map((path) => ({ path, by: "call", options: [1] }) as const),
    { path: "extend", by: "call", options: [0] },
  ],
  attempts: {
    options: ["retry.limit", "retry"],
    counts: "retries",
    absent: [{ versions: ">=11 <17", value: 2, source: { kind: "run", where: "got@14.6.6", seen }, probe: "got/got/attempts/absent" }],
  },
  written: [
    { versions: ">=11 <17", option: "retry.limit", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "got@14.6.6", seen }, probe: "got/got/attempts/Infinity" },
    { versions: ">=11 <12", option: "retry", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "got@11.8.6", seen }, probe: "got/got/attempts/retry-Infinity" },
  ],
  callbacks: [
    {
      versions: ">=11 <15",
      option: "retry.calculateDelay",
      endlessWhen: { answersNumberWithoutSeeing: ["computedValue", "attemptCount"] },
      when: [{ option: "retry.enforceRetryRules", isNot: [true] }],
      source: { kind: "run", where: "got@14.6.6", seen },
      probe: "got/got/attempts/calculateDelay",
    },
  ],
  ends: [{ option: "timeout.request" }, { option: "signal" }],
} as const satisfies Retrier;

export const got = { packages: ["got"], retriers: [gotCalls] } as const satisfies Family;

const undiciNumbers = {
  http: true,
  attempts: {
    options: ["maxRetries"],
    counts: "retries",
    absent: [{ versions: ">=6 <9", value: 5, source: { kind: "run", where: "undici@7.30.2", seen }, probe: "undici/RetryAgent/attempts/absent" }],
  },
  written: [
    { versions: ">=6 <9", option: "maxRetries", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "undici@7.30.2", seen }, probe: "undici/RetryAgent/attempts/Infinity" },
  ],
  ends: [{ option: "retry", callback: { sees: [0] } }],
} as const;

export const undiciRetry = {
  packages: ["undici"],
  retriers: [
    { ...undiciNumbers, name: "RetryAgent", makers: [{ path: "RetryAgent", by: "new", options: [1] }] },
    { ...undiciNumbers, name: "interceptors.retry", makers: [{ path: "interceptors.retry", by: "call", options: [0] }] },
  ],
} as const satisfies Family;

/** fetch-retry: a `retryOn` function takes over, and `retries` is not looked at any more. */
export const fetchRetry = {
  packages: ["fetch-retry"],
  retriers: [
    {
      name: "fetchRetry",
      http: true,
      makers: [
        { path: "", by: "call", options: [1] },
        { path: "()", by: "call", options: [1] },
      ],
      attempts: {
        options: ["retries"],
        counts: "retries",
        absent: [{ versions: ">=6 <7", value: 3, source: { kind: "run", where: "fetch-retry@6.0.0", seen }, probe: "fetch-retry/fetchRetry/attempts/absent" }],
      },
      callbacks: [
        {
          versions: ">=6 <7",
          option: "retryOn",
          endlessWhen: { seesOnly: [1, 2] },
          source: { kind: "run", where: "fetch-retry@6.0.0", seen },
          probe: "fetch-retry/fetchRetry/attempts/retryOn-function",
        },
      ],
      ends: [{ option: "signal" }],
    },
  ],
} as const satisfies Family;

export const vercelFetchRetry = {
  packages: ["@vercel/fetch-retry"],
  retriers: [
    {
      name: "fetch",
      http: true,
      makers: [{ path: "()", by: "call", options: [1] }],
      attempts: {
        options: ["retry.retries"],
        counts: "retries",
        absent: [{ versions: ">=5 <6", value: 5, source: { kind: "run", where: "@vercel/fetch-retry@5.1.3", seen }, probe: "@vercel/fetch-retry/fetch/attempts/absent" }],
      },
      written: [
        { versions: ">=5 <6", option: "retry.forever", is: [true], means: "endless", source: { kind: "run", where: "@vercel/fetch-retry@5.1.3", seen }, probe: "@vercel/fetch-retry/fetch/attempts/forever-true" },
      ],
      ends: [{ option: "retry.maxRetryTime" }, { option: "signal" }],
    },
  ],
} as const satisfies Family;

export const ky = {
  packages: ["ky"],
  retriers: [
    {
      name: "ky",
      http: true,
      makers: [
        ...["", "get", "post", "put", "patch", "head", "delete"].map((path) => ({ path, by: "call", options: [1] }) as const),
        { path: "create", by: "call", options: [0] },
        { path: "extend", by: "call", options: [0] },
      ],
      attempts: {
        options: ["retry.limit", "retry"],
        counts: "retries",
        absent: [{ versions: ">=1 <2", value: 2, source: { kind: "run", where: "ky@1.14.3", seen }, probe: "ky/ky/attempts/absent" }],
      },
      written: [
        { versions: ">=1 <2", option: "retry.limit", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "ky@1.14.3", seen }, probe: "ky/ky/attempts/Infinity" },
        { versions: ">=1 <2", option: "retry", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "ky@1.14.3", seen }, probe: "ky/ky/attempts/retry-Infinity" },
      ],
      ends: [{ option: "signal" }, { option: "retry.shouldRetry", callback: { sees: [0] } }],
    },
  ],
} as const satisfies Family;

export const superagent = {
  packages: ["superagent"],
  retriers: [
    {
      name: "request.retry",
      http: true,
      makers: ["get", "post", "put", "patch", "del", "delete", "head", "agent().get", "agent().post"].map((path) => ({ path: `${path}().retry`, by: "call", options: [0] }) as const),
      attempts: {
        options: ["()"],
        counts: "retries",
        absent: [{ versions: ">=10 <11", value: 1, source: { kind: "run", where: "superagent@10.4.2", seen }, probe: "superagent/request.retry/attempts/absent" }],
        write: 10,
      },
      written: [
        { versions: ">=10 <11", option: "()", is: ["<Infinity>"], means: "endless", source: { kind: "run", where: "superagent@10.4.2", seen }, probe: "superagent/request.retry/attempts/Infinity" },
      ],
    },
  ],
} as const satisfies Family;

/** retry-axios is told per request, below `raxConfig`. */
export const retryAxios = {
  packages: ["retry-axios"],
  retriers: [
    {
      name: "rax.attach",
      http: true,
      makers: [{ path: "attach", by: "call", options: [] }],
      attempts: {
        options: [],
        counts: "retries",
        absent: [{ versions: ">=4 <5", value: 3, source: { kind: "run", where: "retry-axios@4.0.3", seen }, probe: "retry-axios/rax.attach/attempts/absent" }],
      },
    },
  ],
} as const satisfies Family;

/** retry-request: a total of 600 s ends it whatever the number of retries. */
export const retryRequest = {
  packages: ["retry-request"],
  retriers: [
    {
      name: "retryRequest",
      http: true,
      makers: [{ path: "", by: "call", options: [1] }],
      attempts: {
        options: ["retries", "noResponseRetries"],
        counts: "retries",
        absent: [{ versions: ">=8 <9", value: 2, source: { kind: "run", where: "retry-request@8.0.4", seen }, probe: "retry-request/retryRequest/attempts/absent" }],
      },
    },
  ],
} as const satisfies Family;
