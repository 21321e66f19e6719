/**
 * Probes of one client's connection limit: what holds when the option is absent, and what each odd value means.
 */
import { measureLimit } from "./limit.mjs";

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").Expected} Expected */

/** The values everybody writes sooner or later, by the last part of the probe's id. */
export const ODD_VALUES = {
  undefined: undefined,
  null: null,
  0: 0,
  "-1": -1,
  Infinity: Infinity,
  NaN: NaN,
  huge: 1_000_000,
  "string-5": "5",
};

/** The limit that every control writes down. */
const CONTROL = 7;

/**
 * @typedef {object} Opened
 * @property {import("../../net/flows.mjs").FlowCounter} flows
 * @property {() => import("./limit.mjs").OpenPool | Promise<import("./limit.mjs").OpenPool>} open
 *
 * @typedef {object} Spelling
 * @property {any} [options] what is written, in the shape `prepare` takes
 * @property {string} [query] what is written in the URL: "?max=20"
 * @property {Expected} expected
 * @property {string[]} [versions]
 * @property {{ describe: string, options?: any, query?: string, expected: number }} [control] instead of the usual one
 *
 * @typedef {object} LimitClient
 * @property {string} client `<package>/<client>`
 * @property {string} option as users write it
 * @property {string} [package] where it is not the start of `client`
 * @property {string[]} versions
 * @property {import("../probe.js").ServiceName[]} [needs]
 * @property {string} how
 * @property {"behaviour" | "effective-option"} [kind]
 * @property {"fast" | "slow"} [speed]
 * @property {string} [setting] "limit" unless told
 * @property {(value: unknown) => any} write the options that carry the value at its right place
 * @property {(ctx: ProbeContext, options: any, query: string) => Promise<Opened>} prepare
 * @property {Partial<Record<keyof typeof ODD_VALUES | "absent", Expected>>} expected
 * @property {Record<string, Spelling>} [spellings] other ways to write it, by the last part of the id
 */

/**
 * @param {LimitClient} client
 * @returns {Probe[]}
 */
export function limitProbes(client) {
  const { versions, how, option, setting = "limit", kind = "behaviour", speed = "fast", needs = [] } = client;
  const [first = "", second = ""] = client.client.split("/");
  const packageName = client.package ?? (first.startsWith("@") ? `${first}/${second}` : first);
  const usualControl = { describe: `${option}: ${CONTROL}`, options: client.write(CONTROL), expected: CONTROL };

  /**
   * @param {string} what
   * @param {string} words
   * @param {Spelling} spelling
   * @returns {Probe}
   */
  const makeProbe = (what, words, spelling) => {
    const control = spelling.control ?? usualControl;
    return {
      id: `${client.client}/${setting}/${what}`,
      fact: `${client.client}: ${words}`,
      package: packageName,
      versions: spelling.versions ?? versions,
      kind,
      how,
      speed,
      needs,
      expected: spelling.expected,
      run: (ctx) => measure(client, ctx, spelling.options, spelling.query),
      control: {
        describe: control.describe,
        expected: control.expected,
        run: (ctx) => measure(client, ctx, control.options, "query" in control ? control.query : undefined),
        key: `${client.client} ${setting} ${control.describe}`,
      },
    };
  };

  /** @type {Probe[]} */
  const probes = [];
  for (const [what, expected] of Object.entries(client.expected)) {
    const isAbsent = what === "absent";
    const options = isAbsent ? undefined : client.write(ODD_VALUES[/** @type {keyof typeof ODD_VALUES} */ (what)]);
    probes.push(makeProbe(what, isAbsent ? `${option} absent` : `${option}: ${what}`, { options, expected }));
  }
  for (const [what, spelling] of Object.entries(client.spellings ?? {})) {
    probes.push(makeProbe(what, `written as ${what}`, spelling));
  }
  return probes;
}

/**
 * @param {LimitClient} client
 * @param {ProbeContext} ctx
 * @param {any} options
 * @param {string} [query]
 */
async function measure(client, ctx, options, query = "") {
  const { flows, open } = await client.prepare(ctx, options ?? {}, query);
  return measureLimit({ flows, open, ctx });
}
