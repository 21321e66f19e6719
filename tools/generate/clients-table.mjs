// The tables of a rule page that come from the catalogue.
import { readdirSync, readFileSync } from "node:fs";
import { webEntryPoints } from "../../dist/src/catalogue/entry-points.js";
import { backgroundEntryPoints } from "../../dist/src/catalogue/entry-points-background.js";
import { families } from "../../dist/src/catalogue/index.js";
import { factsOfFamily, RULE_OF } from "./clients/facts.mjs";
import { amount, code, table as tableOf, word, words } from "./clients/words.mjs";

/** A client with the package it is imported from. */
function clients() {
  return families.flatMap((family) => (family.clients ?? []).map((client) => ({ package: family.packages[0], client })));
}

function proof(fact) {
  return fact.probe === undefined ? "read" : "probed";
}

/** What is in force without the option, per range: `10 (>=7 <9)`. */
function defaultOf(setting) {
  const texts = setting.absent.map((fact) => {
    const value = fact.value === "off" ? "**none**" : typeof fact.value === "number" ? amount(fact.value, setting.unit) : fact.value;
    return `${value} (${fact.versions}, ${proof(fact)})`;
  });
  return texts.join("<br>") || "not catalogued";
}

function offValues(setting) {
  return words((setting.values ?? []).filter((fact) => fact.means === "off").map((fact) => fact.value));
}

function settingRows(name) {
  return clients().flatMap(({ package: from, client }) => {
    return (client.settings[name] ?? []).map((setting) => {
      const limits = offValues(setting);
      return [code(from), code(client.name), setting.options.map(code).join(", "), defaultOf(setting), limits];
    });
  });
}

/** Rows in order, each once. */
function table(header, rows) {
  const unique = new Map(rows.map((row) => [row.join(" | "), row]));
  return tableOf(header, [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row));
}

const SETTING_HEADER = ["package", "client", "option", "when absent", "means no limit"];

/** Which part of the catalogue a rule speaks from. */
const TABLES = {
  "no-ineffective-option": () => table(["package", "makers whose options are known"], knownOptionsRows()),
  "no-pool-in-hot-path": () => table(["called per", "framework or library"], entryPointRows()),
  "no-retry-around-reconnecting-client": () => table(["package", "client", "dials again", "attempts for each command"], reconnectRows()),
  "no-unbounded-retry": () => table(["package", "function", "option", "when absent", "for ever when"], retrierRows()),
  "require-error-listener": () => table(["package", "client", "an unheard `error`"], errorEventRows()),
  "require-liveness": () => table(["package", "client", "versions", "ends a dead connection in use", "only looks as if it did"], livenessRows()),
  "require-max-connections": () => table(SETTING_HEADER, settingRows("limit")),
  "require-release": () => table(["package", "client", "taken with", "given back with"], leaseRows()),
  "require-timeouts": () => table(["package", "client", "waits for", "option", "when absent"], timeoutRows()),
};

const WAITS = { connectTimeout: "a connection", acquireTimeout: "a free connection", commandTimeout: "a reply" };

function timeoutRows() {
  return Object.entries(WAITS).flatMap(([name, wait]) => settingRows(name).map(([from, client, option, absent]) => [from, client, wait, option, absent]));
}

function livenessRows() {
  return clients().flatMap(({ package: from, client }) => {
    return (client.liveness ?? []).map((fact) => {
      const needed = (fact.options ?? []).map(code).join(" with ");
      const ends = { self: "by itself", option: needed, code: needed === "" ? "code only: a watchdog" : `code, or ${needed}`, none: "nothing" }[fact.by];
      return [code(from), code(client.name), code(fact.versions), ends, (fact.looksSafe ?? []).map(code).join(", ")];
    });
  });
}

function errorEventRows() {
  return clients().flatMap(({ package: from, client }) => {
    return (client.errorEvent ?? []).map((fact) => {
      const where = fact.on === "" ? "" : ` (on ${code(fact.on)})`;
      return [code(from), code(client.name), `${fact.crashes ? "**ends the process**" : "does not"}${where} (${fact.versions}, ${proof(fact)})`];
    });
  });
}

function leaseRows() {
  const ofClients = clients().flatMap(({ package: from, client }) => [
    ...(client.leases ?? []).map((lease) => {
      const back = [...lease.release, ...(lease.releaseOnPool ?? []), ...(lease.destroy ?? [])];
      return [code(from), code(client.name), code(lease.take), [...new Set(back)].map(code).join(", ")];
    }),
    ...(client.bodies ?? []).map((body) => bodyRow(from, code(client.name), body)),
  ]);
  return [...ofClients, ...families.flatMap(({ packages, bodies = [] }) => bodies.map((body) => bodyRow(packages[0], "", body)))];
}

function bodyRow(from, client, { take, body, dump }) {
  return [code(from), client, code(take), `reading ${code(body)}, ${code(`${body}.${dump}`)}`];
}

function reconnectRows() {
  return clients().flatMap(({ package: from, client }) => {
    return (client.reconnect ?? []).map((fact) => {
      const again = { loop: "by itself", onDemand: "at the next command", no: "never" }[fact.by];
      const attempts = fact.attemptsPerCommand === undefined ? "" : fact.attemptsPerCommand === "off" ? "without an end" : String(fact.attemptsPerCommand);
      return [code(from), code(client.name), `${again} (${fact.versions})`, attempts];
    });
  });
}

function retrierRows() {
  return families.flatMap((family) => {
    return (family.retriers ?? []).map(({ name, attempts, written = [] }) => {
      const options = attempts.options.map((option) => (option === "()" ? "the argument" : code(option))).join(", ");
      const endless = written.filter(({ means }) => means === "endless").map((fact) => `${fact.option === "()" ? "" : `${code(fact.option)} is `}${fact.is.map(word).join(" or ")} (${fact.versions})`);
      return [code(family.packages[0]), code(name), options, defaultOf(attempts), endless.join("<br>")];
    });
  });
}

function entryPointRows() {
  const rows = new Map();
  for (const { packages, often } of [...webEntryPoints, ...backgroundEntryPoints]) {
    for (const { every } of often) rows.set(every, [...(rows.get(every) ?? []), ...packages]);
  }
  return [...rows].map(([every, packages]) => [every, [...new Set(packages)].toSorted().map(code).join(", ")]);
}

function knownOptionsRows() {
  const folder = new URL("../../src/catalogue/known-options/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  return files.map((name) => {
    const { package: from, clients: makers } = JSON.parse(readFileSync(new URL(name.replaceAll("\\", "/"), folder), "utf8"));
    return [code(from), Object.keys(makers).map(code).join(", ")];
  });
}

export function clientsTable(rule) {
  const make = TABLES[rule];
  if (!make) throw new Error(`No clients table for ${rule}: add it to tools/generate/clients-table.mjs.`);
  return `${make()}\n\nAll that is known of a client stands on [its page](../clients.md).`;
}

export function sourcesList(rule) {
  const facts = families.flatMap(factsOfFamily).filter(({ part }) => RULE_OF[part] === rule).map(({ fact }) => fact);
  if (facts.length === 0) return "What calls a function how often is data in `src/catalogue/entry-points*.ts`, read in the frameworks' own code and documentation.";
  const probed = facts.filter((fact) => fact.probe !== undefined).length;
  const places = [...new Set(facts.map((fact) => fact.source.where))].toSorted();
  return [
    `${facts.length} facts, ${probed} of them proven by a probe (\`npm run probe\`), the others read in the library's code or seen once:`,
    "",
    ...places.map((place) => `- ${place}`),
  ].join("\n");
}
