/** What becomes of a connection in use whose peer is gone: the client destroys it, gives up on single requests, or waits. */
import { until, WaitedTooLong } from "../../net/bounded.mjs";
import { readPackage } from "./value-probes.mjs";

/** Short limits of the options under test have run out by then many times over, and none of the kernel's. */
const WATCHED_MS = 6_000;
/** As busy as a service: a client that is left alone may clean up at its leisure. */
const EVERY_MS = 150;

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

/**
 * @typedef {object} DeadPeerCase
 * @property {string} words what stands in the options
 * @property {any} options
 * @property {"destroyed" | "replaced" | "kept" | "kept, callers get an error"} expected `replaced`: its socket lingers, and
 *   requests are answered on another
 * @property {{ words: string, options: any, expected?: DeadPeerCase["expected"] }} [control] needed where it is destroyed; where
 *   it is kept, the control destroys the connection by hand
 * @property {string[]} [versions]
 * @property {boolean} [isAskedOnce] one request and no more: a connection whose user waits for each answer
 *
 * @typedef {object} Watched
 * @property {import("../../net/silent-proxy.mjs").SilentProxy} proxy
 * @property {() => Promise<unknown>} ask
 */

/**
 * @param {Pick<Probe, "versions" | "needs" | "speed"> & {
 *   client: string,
 *   package?: string,
 *   begin: (ctx: ProbeContext, options: any) => Promise<Watched>,
 *   cases: Record<string, DeadPeerCase>,
 * }} watched `begin` has connected
 * @returns {Probe[]}
 */
export function livenessProbes({ client, package: packageName, versions, needs, speed, begin, cases }) {
  return Object.entries(cases).map(([what, { words, options, expected, control, isAskedOnce = false, ...own }]) => ({
    id: `${client}/liveness/${what}`,
    fact: `${client}: ${words}, and the peer of a connection in use is gone`,
    package: packageName ?? readPackage(client),
    versions: own.versions ?? versions,
    kind: "behaviour",
    how: `a proxy goes silent, ${isAskedOnce ? "one request" : `a request every ${EVERY_MS} ms`}, watched for ${WATCHED_MS / 1_000} s`,
    speed,
    needs,
    expected,
    run: async (ctx) => watch(ctx, await begin(ctx, options), { isAskedOnce }),
    control: control
      ? {
          describe: control.words,
          expected: control.expected ?? "kept",
          run: async (ctx) => watch(ctx, await begin(ctx, control.options), { isAskedOnce }),
        }
      : {
          describe: "the same, and the sockets are destroyed by hand",
          expected: "destroyed",
          run: async (ctx) => watch(ctx, await begin(ctx, options), { isAskedOnce, byHand: true }),
        },
  }));
}

/**
 * @param {ProbeContext} ctx
 * @param {Watched} watched
 * @param {{ isAskedOnce: boolean, byHand?: boolean }} how
 * @returns {Promise<DeadPeerCase["expected"]>}
 */
async function watch(ctx, { proxy, ask }, { isAskedOnce, byHand = false }) {
  let isRejected = false;
  let isAnswered = false;
  const rejected = () => {
    isRejected = true;
  };
  const send = () =>
    void ask().then(() => {
      isAnswered = true;
    }, rejected);
  void ask().catch(rejected);
  // Those that answer nothing at all hold their connection only once it is there.
  await until(proxy.flows, "activity", () => proxy.flows.open > 0, WATCHED_MS, "a connection");
  const silenced = proxy.freeze();
  const timer = isAskedOnce ? undefined : setInterval(send, EVERY_MS);
  ctx.defer(() => clearInterval(timer));
  if (byHand) destroySocketsTo(proxy.port);
  try {
    await until(proxy.flows, "activity", () => proxy.hungUp() > 0 || proxy.frozen() < silenced, WATCHED_MS, "the end");
    return "destroyed";
  } catch (error) {
    if (!(error instanceof WaitedTooLong)) throw error;
    if (isAnswered) return "replaced";
    return isRejected ? "kept, callers get an error" : "kept";
  } finally {
    clearInterval(timer);
  }
}

/** @param {number} port */
function destroySocketsTo(port) {
  // The only way to a socket that no library shows: Node's list of what keeps the process alive.
  const handles = /** @type {any} */ (process)._getActiveHandles();
  for (const handle of handles) if (handle.remotePort === port && typeof handle.destroy === "function") handle.destroy();
}
