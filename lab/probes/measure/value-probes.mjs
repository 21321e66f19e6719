/**
 * Probes of one option of one client: what holds when it is absent, what each odd value means, which other spellings
 * are read. Each has the same control: the option written with a plain value must hold.
 */

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../probe.js").Expected} Expected */
/** @typedef {import("../probe.js").Seen} Seen */

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

/**
 * @typedef {object} Spelling
 * @property {any} [options] what is written, in the shape `measure` takes
 * @property {string} [query] what is written in the URL: "?max=20"
 * @property {Expected} expected
 * @property {string[]} [versions]
 * @property {{ describe: string, options?: any, query?: string, expected: Expected }} [control] not the usual one
 *
 * @typedef {object} ValueClient
 * @property {string} client `<package>/<client>`
 * @property {string} setting "limit", "connectTimeout" ...
 * @property {string} option as users write it
 * @property {string} [package] where it is not the start of `client`
 * @property {string[]} versions
 * @property {import("../probe.js").ServiceName[]} [needs]
 * @property {string} how
 * @property {"behaviour" | "effective-option"} [kind]
 * @property {Probe["speed"]} [speed] of all, instead of by value
 * @property {string[]} [smoke] the last parts of the ids that also run as a smoke test
 * @property {(value: any) => any} write the options that carry the value at its right place
 * @property {unknown} controlValue a plain value
 * @property {Expected} [controlExpected] the plain value itself, unless told
 * @property {(ctx: ProbeContext, options: any, query: string) => Promise<Seen>} measure
 * @property {(ctx: ProbeContext, options: any, query: string) => Promise<Seen>} [measureControl] as `measure`
 * @property {Partial<Record<keyof typeof ODD_VALUES | "absent", Expected>>} expected
 * @property {Record<string, Spelling>} [spellings] other ways to write it, by the last part of the id
 */

/**
 * @param {ValueClient} client
 * @returns {Probe[]}
 */
export function valueProbes(client) {
  const { option, setting, controlValue, measureControl = client.measure } = client;
  const usualControl = {
    describe: `${option}: ${controlValue}`,
    options: client.write(controlValue),
    query: "",
    expected: client.controlExpected ?? /** @type {Seen} */ (controlValue),
  };

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
      package: client.package ?? readPackage(client.client),
      versions: spelling.versions ?? client.versions,
      kind: client.kind ?? "behaviour",
      how: client.how,
      speed: client.speed ?? readSpeed(what),
      smoke: client.smoke?.includes(what) ?? false,
      needs: client.needs ?? [],
      expected: spelling.expected,
      run: (ctx) => client.measure(ctx, spelling.options ?? {}, spelling.query ?? ""),
      control: {
        describe: control.describe,
        expected: control.expected,
        run: (ctx) => measureControl(ctx, control.options ?? {}, control.query ?? ""),
        key: `${client.client} ${setting} ${control.describe}`,
      },
    };
  };

  /** @type {Probe[]} */
  const probes = [];
  for (const [what, expected] of Object.entries(client.expected)) {
    const isAbsent = what === "absent";
    const options = isAbsent ? {} : client.write(ODD_VALUES[/** @type {keyof typeof ODD_VALUES} */ (what)]);
    probes.push(makeProbe(what, isAbsent ? `${option} absent` : `${option}: ${what}`, { options, expected }));
  }
  for (const [what, spelling] of Object.entries(client.spellings ?? {})) {
    probes.push(makeProbe(what, `${setting} written as ${what}`, spelling));
  }
  return probes;
}

/**
 * The default holds in every version; what the rule reports on is looked at in the newest; the rest is for `--all`.
 *
 * @param {string} what
 * @returns {Probe["speed"]}
 */
function readSpeed(what) {
  if (what === "absent") return "every-version";
  return ["0", "null", "Infinity"].includes(what) ? "newest-version" : "on-demand";
}

/** @param {string} client `pg/Pool` or `@prisma/adapter-pg/PrismaPg` */
export function readPackage(client) {
  const [first = "", second = ""] = client.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
