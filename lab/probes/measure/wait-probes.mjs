import { startMuteServer, startUnreachablePort } from "../../net/dead-ends.mjs";
import { measureArmed, measureEnd } from "./armed-timers.mjs";
import { valueProbes } from "./value-probes.mjs";

/** What the control writes, and how long it may take to be obeyed: some libraries look only every second or so. */
const CONTROL_MS = 600;
const OBEYED_WITHIN_MS = 8_000;
/** A limit that cannot have run out within the above. */
const LONG_MS = 60_000;

/**
 * @typedef {Omit<import("./value-probes.mjs").ValueClient, "controlValue" | "measure" | "how"> & {
 *   where: string,
 *   control?: { value: unknown, describe?: string },
 *   begin: (ctx: import("../probe.js").ProbeContext, options: any) => Promise<() => unknown>,
 *   byClock?: boolean,
 * }} WaitClient `begin` prepares everything and answers the function that waits; `where` says for what; `byClock` where a
 *   library has other timers running meanwhile: whether the wait is still going on after 8 s
 */

/**
 * Probes of a time limit: the wait a client arms when the option is absent or odd. The control writes a short one,
 * which must end the wait.
 *
 * @param {WaitClient} client
 */
export const waitProbes = ({ begin, where, byClock = false, control = { value: CONTROL_MS }, ...client }) =>
  valueProbes({
    ...client,
    how: `${byClock ? `${OBEYED_WITHIN_MS / 1_000} s` : "timers armed"} while it waits for ${where}; control: the wait ends`,
    controlValue: control.value,
    controlExpected: "rejects",
    measure: async (ctx, options) => (byClock ? measureEnd(await begin(ctx, options), OBEYED_WITHIN_MS) : measureArmed(await begin(ctx, options))),
    measureControl: async (ctx, options) => measureEnd(await begin(ctx, options), OBEYED_WITHIN_MS),
  });

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */

/**
 * Probes of the time limit for connecting, on a port whose SYN packets go unanswered, and one more for a server that
 * accepts and stays mute: many limits end with the TCP handshake. `covers-handshake` says "rejects" or "pending".
 *
 * @param {Omit<WaitClient, "setting" | "where" | "begin"> & {
 *   begin: (ctx: ProbeContext, options: any, port: number) => Promise<() => unknown>,
 *   handshake?: import("../probe.js").Expected,
 *   unit?: number,
 * }} client `unit` is how many of the option's units are a second
 */
export const connectProbes = ({ begin, handshake, unit = 1_000, ...client }) => {
  const probes = waitProbes({
    ...client,
    setting: "connectTimeout",
    where: "a port whose SYN packets go unanswered",
    begin: async (ctx, options) => begin(ctx, options, await startUnreachable(ctx)),
  });
  const like = probes[0];
  if (like === undefined || handshake === undefined) return probes;
  const written = client.control?.value ?? CONTROL_MS;
  const long = (LONG_MS / 1_000) * unit;
  /** @param {string} alias */
  const isCovered = (alias) => readFor(handshake, alias) === "rejects";
  return [
    ...probes,
    {
      ...like,
      id: `${client.client}/connectTimeout/covers-handshake`,
      fact: `${client.client}: ${client.option} ends the wait for a server that accepts and stays mute`,
      kind: /** @type {const} */ ("behaviour"),
      how: `mute server, ${client.option}: ${written}, watched for ${OBEYED_WITHIN_MS / 1_000} s`,
      speed: /** @type {const} */ ("on-demand"),
      expected: handshake,
      run: async (/** @type {ProbeContext} */ ctx) =>
        measureEnd(await begin(ctx, client.write(written), await startMute(ctx)), OBEYED_WITHIN_MS),
      control: {
        describe: `where it is covered, ${client.option}: ${long} does not end it; else a port without answer does`,
        expected: {
          byVersion: Object.fromEntries(
            like.versions.map((alias) => [alias, isCovered(alias) ? "pending" : "rejects"]),
          ),
        },
        run: async (/** @type {ProbeContext} */ ctx) =>
          isCovered(ctx.alias)
            ? measureEnd(await begin(ctx, client.write(long), await startMute(ctx)), OBEYED_WITHIN_MS / 4)
            : measureEnd(await begin(ctx, client.write(written), await startUnreachable(ctx)), OBEYED_WITHIN_MS),
      },
    },
  ];
};

/**
 * @param {import("../probe.js").Expected} expected
 * @param {string} alias
 */
const readFor = (expected, alias) =>
  expected !== null && typeof expected === "object" ? (expected.byVersion[alias] ?? expected.otherwise) : expected;

/** @param {ProbeContext} ctx */
async function startUnreachable(ctx) {
  const { port, close } = await startUnreachablePort();
  ctx.defer(close);
  return port;
}

/** @param {ProbeContext} ctx */
async function startMute(ctx) {
  const { port, close } = await startMuteServer();
  ctx.defer(close);
  return port;
}
