// The tables of a rule page that come from the catalogue.
import { families } from "../../dist/src/catalogue/index.js";

/** A client with the package it is imported from. */
function clients() {
  return families.flatMap((family) => (family.clients ?? []).map((client) => ({ package: family.packages[0], client })));
}

function code(text) {
  return `\`${text}\``;
}

/** A catalogue word as it is written in code. */
function word(value) {
  if (value === "<huge>") return "above 65,535";
  if (value === "<string>") return "a string";
  return code(typeof value === "string" && value.startsWith("<") ? value.slice(1, -1) : JSON.stringify(value));
}

function unitOf(setting, number) {
  if (setting.unit === "ms") return `${number.toLocaleString("en")} ms`;
  if (setting.unit === "s") return `${number.toLocaleString("en")} s`;
  return String(number);
}

function proof(fact) {
  return fact.probe === undefined ? "read" : "probed";
}

/** What is in force without the option, per range: `10 (>=7 <9)`. */
function defaultOf(setting) {
  const texts = setting.absent.map((fact) => {
    const value = fact.value === "off" ? "**none**" : typeof fact.value === "number" ? unitOf(setting, fact.value) : fact.value;
    return `${value} (${fact.versions}, ${proof(fact)})`;
  });
  return texts.join("<br>") || "not catalogued";
}

function offValues(setting) {
  return (setting.values ?? []).filter((fact) => fact.means === "off").map((fact) => word(fact.value)).join(", ");
}

function settingRows(name) {
  return clients().flatMap(({ package: from, client }) => {
    return (client.settings[name] ?? []).map((setting) => {
      const limits = offValues(setting);
      return [code(from), code(client.name), setting.options.map(code).join(", "), defaultOf(setting), limits];
    });
  });
}

function table(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...[...new Set(rows.map(line))].toSorted()].join("\n");
}

const SETTING_HEADER = ["package", "client", "option", "when absent", "means no limit"];

/** Which part of the catalogue a rule speaks from. */
const TABLES = {
  "require-max-connections": () => table(SETTING_HEADER, settingRows("limit")),
};

export function clientsTable(rule) {
  const make = TABLES[rule];
  if (!make) throw new Error(`No clients table for ${rule}: add it to tools/generate/clients-table.mjs.`);
  return make();
}

/** The facts a rule speaks from, for each rule the part of a client it reads. */
const FACTS = {
  "require-max-connections": (client) => (client.settings.limit ?? []).flatMap((setting) => [...setting.absent, ...(setting.values ?? []), ...(setting.ignored ?? [])]),
};

export function sourcesList(rule) {
  const read = FACTS[rule];
  if (!read) throw new Error(`No sources for ${rule}: add it to tools/generate/clients-table.mjs.`);
  const facts = clients().flatMap(({ client }) => read(client));
  const probed = facts.filter((fact) => fact.probe !== undefined).length;
  const places = [...new Set(facts.map((fact) => fact.source.where))].toSorted();
  return [
    `${facts.length} facts, ${probed} of them seen when running the library (\`npm run probe\`), the others read in its code:`,
    "",
    ...places.map((place) => `- ${place}`),
  ].join("\n");
}
