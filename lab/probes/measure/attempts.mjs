/**
 * How often a retry library calls a function that always fails. From the ceiling on the function succeeds, so that what
 * never ends by itself does end.
 */
import { Worker } from "node:worker_threads";

import { within } from "../../net/bounded.mjs";

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").Expected} Expected */
/** @typedef {import("../probe.js").Seen} Seen */

/** More attempts than any finite default in the catalogue. */
const CEILING = 300;

/**
 * @typedef {() => Promise<string>} Work what is repeated: rejects until the ceiling
 *
 * @typedef {(ctx: ProbeContext, options: any, work: Work) => Promise<unknown>} Start
 *
 * @typedef {object} Way
 * @property {any} options what is written, besides the short delays
 * @property {Expected} expected
 * @property {string[]} [versions]
 *
 * @typedef {object} RetryLibrary
 * @property {string} client `<package>/<function>`
 * @property {string} package
 * @property {string[]} versions
 * @property {(ctx: ProbeContext) => any} [load] where its module for `import` needs a newer peer than the one beside it
 * @property {(loaded: any, options: any, work: Work, ctx: ProbeContext) => unknown} start settles when the library has given up or succeeded
 * @property {{ describe: string, options: any, expected: number }} control
 * @property {Record<string, Way>} ways by the last part of the id
 */

/**
 * @param {RetryLibrary} library
 * @returns {Probe[]}
 */
export function retryProbes({ client, package: packageName, versions, load, start: startLoaded, control, ways }) {
  /** @type {Start} */
  const start = async (ctx, options, work) => startLoaded(load ? load(ctx) : await ctx.load(ctx.alias), options, work, ctx);
  return Object.entries(ways).map(([what, way]) => ({
    id: `${client}/attempts/${what}`,
    fact: `${client}: ${what === "absent" ? "nothing written" : what}`,
    package: packageName,
    versions: way.versions ?? versions,
    kind: "behaviour",
    how: "a function that always fails, tiny delays, at most 300 calls",
    speed: "newest-version",
    needs: [],
    expected: way.expected,
    run: (ctx) => countAttempts(ctx, start, way.options),
    control: { describe: control.describe, expected: control.expected, run: (ctx) => countAttempts(ctx, start, control.options), key: `${client} attempts` },
  }));
}

/**
 * @param {ProbeContext} ctx
 * @param {Start} start
 * @param {any} options
 * @returns {Promise<Seen>} the number of calls, `"endless"` at the ceiling, `"throws"` when it was never called
 */
async function countAttempts(ctx, start, options) {
  let calls = 0;
  const work = async () => {
    calls += 1;
    if (calls >= CEILING) return "done";
    throw new Error("the server is away");
  };
  try {
    await within(start(ctx, options, work), 15_000, "the retry");
  } catch {
    // giving up is what is counted
  }
  if (calls >= CEILING) return "endless";
  return calls === 0 ? "throws" : calls;
}

/**
 * Whether a call fills the memory: it runs in a thread of its own that may have 48 MB.
 *
 * @param {string} code module text; `load` imports the package
 * @param {string} url of the package's entry
 * @returns {Promise<Seen>}
 */
export async function runsOutOfMemory(code, url) {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(`import * as loaded from ${JSON.stringify(url)};\nconst library = loaded.default ?? loaded;\n${code}`)}`), {
    resourceLimits: { maxOldGenerationSizeMb: 48 },
  });
  try {
    return await within(
      new Promise((resolve) => {
        worker.once("error", (error) => resolve(/** @type {any} */ (error).code === "ERR_WORKER_OUT_OF_MEMORY" ? "runs out of memory" : "throws"));
        worker.once("exit", () => resolve("ends"));
      }),
      15_000,
      "the thread",
    );
  } finally {
    await worker.terminate();
  }
}
