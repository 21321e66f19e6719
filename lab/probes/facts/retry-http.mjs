/** HTTP clients and wrappers that repeat requests: a server on loopback that answers 503 is asked again and again. */
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

import { retryProbes } from "../measure/attempts.mjs";
import { hurried } from "../measure/hurried-timers.mjs";

/** @typedef {import("../measure/attempts.mjs").Work} Work */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

/** What a client is told that would wait longer from one attempt to the next. In seconds. */
const SOON = { "retry-after": "0.001" };

/** @param {any} loaded */
const main = (loaded) => loaded.default?.default ?? loaded.default ?? loaded;

/**
 * The address of a server that asks `work` whether it is away.
 *
 * @param {Work} work
 * @param {ProbeContext} ctx
 * @param {Record<string, string>} [away] headers while it is
 * @returns {Promise<string>}
 */
async function startServer(work, ctx, away = {}) {
  const server = createServer((request, response) => {
    request.resume();
    work().then(
      () => response.writeHead(200).end("done"),
      () => response.writeHead(503, away).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  ctx.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return `http://127.0.0.1:${address.port}/`;
}

const axiosRetry = retryProbes({
  client: "axios-retry/axiosRetry",
  package: "axios-retry",
  versions: ["axios-retry-3", "axios-retry-4"],
  start: async (loaded, options, work, ctx) => {
    const axios = (await ctx.loadDefault("axios")).create();
    main(loaded)(axios, options);
    return axios.get(await startServer(work, ctx), { proxy: false });
  },
  control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
  ways: { absent: { options: {}, expected: 4 }, Infinity: { options: { retries: Infinity }, expected: "endless" } },
});

const got = retryProbes({
  client: "got/got",
  package: "got",
  versions: ["got-11", "got-12", "got-13", "got-14", "got-15", "got-16"],
  start: async (loaded, options, work, ctx) => {
    const calculateDelay = (/** @type {any} */ { computedValue }) => (computedValue > 0 ? 1 : 0);
    if (typeof options === "number") return main(loaded)(await startServer(work, ctx, SOON), { retry: options });
    return main(loaded)(await startServer(work, ctx), { retry: { calculateDelay, ...options } });
  },
  control: { describe: "limit: 1", options: { limit: 1 }, expected: 2 },
  ways: {
    absent: { options: {}, expected: 3 },
    Infinity: { options: { limit: Infinity }, expected: "endless" },
    // The number alone; from 12 on that is refused.
    "retry-Infinity": { options: Infinity, versions: ["got-11"], expected: "endless" },
    calculateDelay: { options: { limit: 2, calculateDelay: () => 1 }, expected: { byVersion: { "got-15": 3, "got-16": 3 }, otherwise: "endless" } },
  },
});

const undici = retryProbes({
  client: "undici/RetryAgent",
  package: "undici",
  versions: ["undici-6", "undici-7", "undici-8"],
  start: async (loaded, options, work, ctx) => {
    const agent = new loaded.RetryAgent(new loaded.Agent(), { minTimeout: 1, maxTimeout: 1, ...options });
    ctx.defer(() => agent.destroy?.());
    const { body } = await loaded.request(await startServer(work, ctx), { dispatcher: agent });
    await body.dump();
  },
  control: { describe: "maxRetries: 2", options: { maxRetries: 2 }, expected: 3 },
  ways: { absent: { options: {}, expected: 6 }, Infinity: { options: { maxRetries: Infinity }, expected: "endless" } },
});

const interceptor = retryProbes({
  client: "undici/interceptors.retry",
  package: "undici",
  versions: ["undici-6", "undici-7", "undici-8"],
  start: async (loaded, options, work, ctx) => {
    const agent = new loaded.Agent().compose(loaded.interceptors.retry({ minTimeout: 1, maxTimeout: 1, ...options }));
    ctx.defer(() => agent.destroy?.());
    const { body } = await loaded.request(await startServer(work, ctx), { dispatcher: agent });
    await body.dump();
  },
  control: { describe: "maxRetries: 2", options: { maxRetries: 2 }, expected: 3 },
  ways: { absent: { options: {}, expected: 6 }, Infinity: { options: { maxRetries: Infinity }, expected: "endless" } },
});

const fetchRetry = retryProbes({
  client: "fetch-retry/fetchRetry",
  package: "fetch-retry",
  versions: ["fetch-retry-6"],
  start: (loaded, options, work) => main(loaded)(async () => ({ status: await work().then(() => 200) }))("http://127.0.0.1/", { retryDelay: 1, ...options }),
  control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
  ways: { absent: { options: {}, expected: 4 }, "retryOn-function": { options: { retries: 2, retryOn: (/** @type {any} */ _attempt, /** @type {any} */ error) => error !== null }, expected: "endless" } },
});

const vercel = retryProbes({
  client: "@vercel/fetch-retry/fetch",
  package: "@vercel/fetch-retry",
  versions: ["vercel-fetch-retry-5"],
  start: async (loaded, options, work) => main(loaded)(async () => ({ status: await work().then(() => 200) }))("http://127.0.0.1/", { retry: { minTimeout: 1, maxTimeout: 1, factor: 1, ...options } }),
  control: { describe: "retries: 2", options: { retries: 2 }, expected: 3 },
  ways: { absent: { options: {}, expected: 6 }, "forever-true": { options: { forever: true }, expected: "endless" } },
});

const ky = retryProbes({
  client: "ky/ky",
  package: "ky",
  versions: ["ky-1"],
  start: async (loaded, options, work, ctx) => {
    if (typeof options === "number") return main(loaded)(await startServer(work, ctx, SOON), { timeout: false, retry: options });
    return main(loaded)(await startServer(work, ctx), { timeout: false, retry: { delay: () => 1, ...options } });
  },
  control: { describe: "limit: 1", options: { limit: 1 }, expected: 2 },
  ways: { absent: { options: {}, expected: 3 }, Infinity: { options: { limit: Infinity }, expected: "endless" }, "retry-Infinity": { options: Infinity, expected: "endless" } },
});

const superagent = retryProbes({
  client: "superagent/request.retry",
  package: "superagent",
  versions: ["superagent-10"],
  start: async (loaded, options, work, ctx) => main(loaded).get(await startServer(work, ctx)).retry(...options),
  control: { describe: "retry(2)", options: [2], expected: 3 },
  ways: { absent: { options: [], expected: 2 }, Infinity: { options: [Infinity], expected: "endless" } },
});

/** It retries by status, and hands on what it was told with the request. */
const retryAxios = retryProbes({
  client: "retry-axios/rax.attach",
  package: "retry-axios",
  versions: ["retry-axios-4"],
  load: ({ alias, installDir }) => createRequire(join(installDir, "package.json"))(alias),
  start: async (loaded, options, work, ctx) => {
    const axios = (await ctx.loadDefault("axios")).create();
    loaded.attach(axios);
    return axios.get(await startServer(work, ctx), { proxy: false, raxConfig: { retryDelay: 1, backoffType: "static", ...options } });
  },
  control: { describe: "retry: 1", options: { retry: 1 }, expected: 2 },
  ways: { absent: { options: {}, expected: 4 }, Infinity: { options: { retry: Infinity }, expected: "endless" } },
});

const retryRequest = retryProbes({
  client: "retry-request/retryRequest",
  package: "retry-request",
  versions: ["retry-request-8"],
  start: (loaded, options, work) =>
    hurried(
      () =>
        new Promise((resolve) => {
          const request = (/** @type {any} */ _options, /** @type {any} */ done) => void work().then(() => done(null, { statusCode: 200 }, "done"), () => done(null, { statusCode: 503 }, ""));
          main(loaded)({ uri: "http://127.0.0.1/" }, { request, maxRetryDelay: 0.001, ...options }, resolve);
        }),
    ),
  control: { describe: "retries: 1", options: { retries: 1 }, expected: 2 },
  ways: { absent: { options: {}, expected: 3 } },
});

/** `Infinity` is taken as a 32-bit number, which makes it 0. */
const octokit = retryProbes({
  client: "@octokit/plugin-retry/retry",
  package: "@octokit/plugin-retry",
  versions: ["octokit-plugin-retry-8"],
  start: async (loaded, options, work, ctx) => {
    const { Octokit } = await ctx.load("octokit-core-7");
    const octokit = new (Octokit.plugin(loaded.retry))({ baseUrl: await startServer(work, ctx), log: { debug() {}, info() {}, warn() {}, error() {} }, retry: { retryAfterBaseValue: 1, ...options } });
    return octokit.request("GET rates");
  },
  control: { describe: "retries: 1", options: { retries: 1 }, expected: 2 },
  ways: { absent: { options: {}, expected: 4 }, Infinity: { options: { retries: Infinity }, expected: 1 } },
});

export const probes = [...axiosRetry, ...got, ...undici, ...interceptor, ...retryAxios, ...retryRequest, ...octokit, ...fetchRetry, ...vercel, ...ky, ...superagent];
