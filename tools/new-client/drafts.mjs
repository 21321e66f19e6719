// The texts of a new client: an entry, a probe, a fixture, and the lines that stand in shared files.
const MARK = "Draft, made from the types of the package: every line is to be confirmed in its code or by a probe.";

/** `@redis/client` as `redis-client`. */
export function slugOf(name) {
  return name.replace("@", "").replaceAll("/", "-");
}

function variableOf(name) {
  return slugOf(name).replaceAll(/[-.](\w)/g, (_all, letter) => letter.toUpperCase());
}

/** How messages call a client: the name of its maker, or that of the package for a default export. */
export function clientName({ path }, name) {
  return path === "" ? variableOf(name) : path;
}

function range(version) {
  const [major] = version.split(".");
  return `>=${major} <${Number(major) + 1}`;
}

function settingText(name, options, isTimeout) {
  const lines = [
    "      {",
    `        options: ${JSON.stringify(options)},`,
    ...(isTimeout ? ['        unit: "ms", // or "s": read the code'] : []),
    `        // To confirm: what is in force without it. A number, or "off" where nothing bounds it:`,
    `        //   { versions, source: code("…"), value: 10, probe: "<id of the probe>" }`,
    "        absent: [],",
    "        // To confirm: what 0, null, Infinity and a huge number mean, each with { versions, source, value, means }.",
    "        values: [],",
    "      },",
  ];
  return [`    ${name}: [`, ...lines, "    ],"];
}

/** src/catalogue/<client>.ts */
export function entryText({ name, version }, clients) {
  const blocks = clients.map((client) => {
    const { path, by, position, settings, emits, closes, takes, releases } = client;
    const holds = settings.limit ? "pool" : "multiplexed";
    return [
      "  {",
      `    name: ${JSON.stringify(clientName(client, name))},`,
      `    // To confirm: "pool", "cluster", "agent", "connection" (for one caller) or "multiplexed" (shared by all).`,
      `    holds: ${JSON.stringify(holds)},`,
      `    makers: [{ path: ${JSON.stringify(path)}, by: ${JSON.stringify(by)}, options: [${position}] }],`,
      "    settings: {",
      ...Object.entries(settings).flatMap(([setting, options]) => settingText(setting, options, setting !== "limit").map((line) => `  ${line}`)),
      "    },",
      ...(emits ? ['    // To confirm: whether an unheard "error" ends the process: errorEvent: [{ versions, source, crashes: true, on: "" }].'] : []),
      ...(takes.length > 0 ? [`    // To confirm: leases of ${takes.join(", ")}${releases.length > 0 ? `, given back with ${releases.join(", ")}` : ""}.`] : []),
      "    // To confirm: liveness (what destroys a dead connection in use) and reconnect (what happens after a loss).",
      ...(closes.length > 0 ? [`    close: ${JSON.stringify(closes)},`] : []),
      "  },",
    ];
  });
  return [
    'import type { Family } from "./shape.js";',
    "",
    "/**",
    ` * ${MARK}`,
    ` * Read: ${name}@${version}. Facts hold for "${range(version)}" until another major was looked at.`,
    " */",
    `export const ${variableOf(name)}: Family = {`,
    `  packages: [${JSON.stringify(name)}],`,
    "  clients: [",
    ...blocks.flat().map((line) => `  ${line}`),
    "  ],",
    "};",
    "",
  ].join("\n");
}

function importText({ path }, name) {
  const local = path.split(".")[0];
  return path === "" ? `import ${clientName({ path }, name)} from "${name}";` : `import { ${local} } from "${name}";`;
}

function callText(client, name, options) {
  const args = [...Array.from({ length: client.position }, () => '"db"'), options];
  return `${client.by === "new" ? "new " : ""}${clientName(client, name)}(${args.join(", ")})`;
}

function nested(option, value) {
  return option.split(".").reduceRight((text, key) => `{ ${key}: ${text} }`, value);
}

/** fixtures/require-max-connections/<client>.ts */
export function fixtureText({ name, version }, clients) {
  const bounded = clients.filter(({ settings }) => settings.limit);
  const lines = (bounded.length > 0 ? bounded : clients).flatMap((client, index) => {
    const [limit] = client.settings.limit ?? [];
    return [
      "",
      "// Loud once the entry says what is in force without the option: mark the line with expect finiteByDefault or unboundedByDefault.",
      `export const open${index} = ${callText(client, name, "{}")};`,
      ...(limit ? ["", "// Silent", `export const bounded${index} = ${callText(client, name, nested(limit, "20"))};`, `export const chosen${index} = ${callText(client, name, nested(limit, "Number(process.env.POOL_MAX)"))};`] : []),
    ];
  });
  const imports = [...new Set((bounded.length > 0 ? bounded : clients).map((client) => importText(client, name)))];
  return [`// versions: ${name}@${version}`, `// ${MARK}`, ...imports, ...lines, ""].join("\n");
}

/** lab/probes/facts/<client>.mjs */
export function probeText({ alias, name }, clients) {
  const client = clients.find(({ settings }) => settings.limit) ?? clients[0];
  const [option] = client.settings.limit ?? Object.values(client.settings)[0] ?? ["max"];
  const id = `${name}/${clientName(client, name)}`;
  return `/**
 * ${name}: how many connections it opens.
 * ${MARK}
 */
import { limitProbes } from "../measure/limit-probes.mjs";
import { startHeldHttp } from "./http.mjs";

export const probes = limitProbes({
  client: ${JSON.stringify(id)},
  option: ${JSON.stringify(option)},
  versions: [${JSON.stringify(alias)}],
  how: "To confirm: 150 callers at once against a server that counts connections",
  write: (value) => (${nested(option, "value")}),
  async prepare(ctx, options) {
    const library = await ctx.loadDefault(ctx.alias);
    // To confirm: a server of its protocol (services and stand-ins are in ../standins and the other probes).
    const { port, flows } = await startHeldHttp(ctx);
    return {
      flows,
      open() {
        const client = ${client.by === "new" ? "new " : ""}library${client.path === "" ? "" : `.${client.path}`}({ host: "127.0.0.1", port, ...options });
        return { take: () => client.${client.takes[0] ?? "connect"}() };
      },
    };
  },
  // To confirm: what each value gives; "unbounded" where nothing stops it. The run prints what it saw.
  expected: { absent: 10, 0: 10, null: 10, Infinity: "unbounded" },
});
`;
}

/** The lines for files that all clients share. */
export function sharedLines({ name }, clients) {
  const variable = variableOf(name);
  const example = Object.fromEntries(clients.map((client) => [clientName(client, name), client.position > 0 ? { arguments: ['"db"'] } : { options: { host: '"db"' } }]));
  return [
    "src/catalogue/families.ts, in alphabetical order:",
    `  import { ${variable} } from "./${slugOf(name)}.js";`,
    `  ${variable},`,
    "tools/generate/clients/examples.json, what its page shows besides the options of the entry:",
    `  ${JSON.stringify(name)}: ${JSON.stringify(example)},`,
  ].join("\n");
}
