/** HTTP clients and wrappers that repeat requests: a server on loopback that answers 503 is asked again and again. */
import { createServer } from "node:http";

import { retryProbes } from "../measure/attempts.mjs";

/** @typedef {import("../measure/attempts.mjs").Work} Work */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

/** @param {any} loaded */
const main = (loaded) => loaded.default?.default ?? loaded.default ?? loaded;

/**
 * The address of a server that asks `work` whether it is away.
 *
 * @param {Work} work
 * @param {ProbeContext} ctx
 * @returns {Promise<string>}
 */
async function startServer(work, ctx) {
  const server = createServer((request, response) => {
    request.resume();
    work().then(
      () => response.writeHead(200).end("done"),
      () => response.writeHead(503).end(),
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
  versions: ["got-11", "got-14", "got-16"],
  start: async (loaded, options, work, ctx) => main(loaded)(await startServer(work, ctx), { retry: { calculateDelay: (/** @type {any} */ { computedValue }) => (computedValue > 0 ? 1 : 0), ...options } }),
  control: { describe: "limit: 1", options: { limit: 1 }, expected: 2 },
  ways: {
    absent: { options: {}, expected: 3 },
    Infinity: { options: { limit: Infinity }, expected: "endless" },
    calculateDelay: { options: { limit: 2, calculateDelay: () => 1 }, expected: { byVersion: { "got-16": 3 }, otherwise: "endless" } },
  },
});

const undici = retryProbes({
  client: "undici/RetryAgent",
  package: "undici",
  versions: ["undici-6", "undici-7"],
  start: async (loaded, options, work, ctx) => {
    const agent = new loaded.RetryAgent(new loaded.Agent(), { minTimeout: 1, maxTimeout: 1, ...options });
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
  ways: { "forever-true": { options: { forever: true }, expected: "endless" } },
});

const ky = retryProbes({
  client: "ky/ky",
  package: "ky",
  versions: ["ky-1"],
  start: async (loaded, options, work, ctx) => main(loaded)(await startServer(work, ctx), { timeout: false, retry: { delay: () => 1, ...options } }),
  control: { describe: "limit: 1", options: { limit: 1 }, expected: 2 },
  ways: { absent: { options: {}, expected: 3 }, Infinity: { options: { limit: Infinity }, expected: "endless" } },
});

const superagent = retryProbes({
  client: "superagent/request.retry",
  package: "superagent",
  versions: ["superagent-10"],
  start: async (loaded, options, work, ctx) => main(loaded).get(await startServer(work, ctx)).retry(...options),
  control: { describe: "retry(2)", options: [2], expected: 3 },
  ways: { absent: { options: [], expected: 2 }, Infinity: { options: [Infinity], expected: "endless" } },
});

export const probes = [...axiosRetry, ...got, ...undici, ...fetchRetry, ...vercel, ...ky, ...superagent];
