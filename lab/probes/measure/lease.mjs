/** What becomes of a pool of one connection when the connection is not, or not rightly, given back. */
import { within, WaitedTooLong } from "../../net/bounded.mjs";
import { readMessage } from "./limit.mjs";

/** A caller who has no connection by now waits for one that never comes. */
const WAITED_MS = 1_500;

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

/**
 * @typedef {object} PoolOfOne
 * @property {() => Promise<any>} take
 * @property {(lease: any) => unknown} give gives it back as it is meant to be
 */

/**
 * @param {() => Promise<unknown>} ask
 * @returns {Promise<string>}
 */
export async function nextCaller(ask) {
  try {
    await within(ask(), WAITED_MS, "the next caller");
    return "the next caller is served";
  } catch (error) {
    return error instanceof WaitedTooLong ? "the next caller waits" : `the next caller fails: ${readMessage(error)}`;
  }
}

/**
 * A probe that takes the only connection and keeps it; its control gives it back.
 *
 * @param {object} leak
 * @param {string} leak.client `pg/Pool`
 * @param {string[]} leak.versions
 * @param {import("../probe.js").ServiceName[]} leak.needs
 * @param {string} [leak.seen]
 * @param {string} [leak.id] default: `${client}/lease/leaked`
 * @param {(ctx: ProbeContext) => Promise<PoolOfOne>} leak.open
 * @returns {import("../probe.js").Probe}
 */
export function leakProbe({ client, versions, needs, seen = "the next caller waits", id = `${client}/lease/leaked`, open }) {
  return leaseProbe({
    id,
    fact: `${client}: the only connection is taken and not given back`,
    versions,
    needs,
    expected: seen,
    async run(ctx) {
      const { take } = await open(ctx);
      await take();
      return nextCaller(take);
    },
    control: {
      describe: "given back",
      expected: "the next caller is served",
      async run(ctx) {
        const { take, give } = await open(ctx);
        await give(await take());
        return nextCaller(take);
      },
    },
  });
}

/**
 * @param {Pick<import("../probe.js").Probe, "id" | "fact" | "versions" | "needs" | "expected" | "run" | "control">} probe
 * @returns {import("../probe.js").Probe}
 */
export const leaseProbe = (probe) => ({
  ...probe,
  package: probe.id.slice(0, probe.id.split("/", probe.id.startsWith("@") ? 2 : 1).join("/").length),
  kind: "behaviour",
  how: probe.needs.length > 0 ? `real ${probe.needs.join(", ")}, a pool of one` : "a pool of one",
  speed: "newest-version",
});
