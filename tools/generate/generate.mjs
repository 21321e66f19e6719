// Writes the presets for oxlint, the schema of the settings, docs/clients.md with a page for each client, and the generated parts of README.md,
// docs/speed.md and docs/rules/*.md, between `<!-- generated: name -->` and `<!-- /generated -->`. `--check` writes nothing and exits 1 when a file would change.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { clientPages } from "./clients/pages.mjs";
import { clientsTable, sourcesList } from "./clients-table.mjs";
import { settingsSchema } from "./settings-schema.mjs";
import * as speed from "../../bench/compare/tables.mjs";
import { watchdogs } from "./watchdogs.mjs";
import plugin from "../../dist/src/index.js";

const ROOT = new URL("../../", import.meta.url);
const check = process.argv.includes("--check");

/** The presets a rule is in, as a line. */
function presetsOf(rule) {
  const names = ["essential", "recommended", "strict"].filter((name) => `connections/${rule}` in plugin.configs[name].rules);
  return names.length > 0 ? `In the presets ${names.map((name) => `\`${name}\``).join(", ")}.` : "In no preset.";
}

/** Whether a fixture of the rule shows something that `--fix` repairs: every rule may, and one leaves all of it to its suggestions. */
function repairs(name) {
  return readdirSync(new URL(`fixtures/${name}/`, ROOT), { recursive: true }).some((file) => /\.fixed\.\w+$/.test(file));
}

function head(name) {
  const { docs } = plugin.rules[name].meta;
  const cures = repairs(name) ? "🔧 Fixable by `--fix`, 💡 with suggestions; which is which is said under “The fix”." : "💡 With suggestions; `--fix` changes nothing.";
  return [`> ${docs.description}.`, "", `${presetsOf(name)} ${cures}`].join("\n");
}

function options(name) {
  const properties = plugin.rules[name].meta.schema[0]?.properties ?? {};
  const defaults = plugin.rules[name].meta.defaultOptions?.[0] ?? {};
  const rows = Object.entries(properties).map(([key, option]) => {
    return `| \`${key}\` | ${option.enum.map((word) => `\`"${word}"\``).join(", ")} | \`"${defaults[key]}"\` | ${option.description} |`;
  });
  if (rows.length === 0) return "This rule has no options.";
  return ["| option | values | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function rulesTable() {
  const rows = Object.entries(plugin.rules).map(([name, rule]) => {
    const marks = ["essential", "recommended", "strict"].map((preset) => (`connections/${name}` in plugin.configs[preset].rules ? "✅" : ""));
    return `| [${name}](docs/rules/${name}.md) | ${rule.meta.docs.description} | ${marks.join(" | ")} | ${repairs(name) ? "🔧 " : ""}💡 |`;
  });
  return ["| rule | what it asks for | essential | recommended | strict | |", "| --- | --- | --- | --- | --- | --- |", ...rows].join("\n");
}

/** What `npm run bench -- --write` measured. */
const measured = JSON.parse(readFileSync(new URL("bench/compare/results.json", ROOT), "utf8"));
const speedBlocks = Object.fromEntries(Object.entries(speed).filter(([name]) => name !== "report").map(([name, make]) => [name, () => make(measured)]));
const blocks = { head, options, clients: clientsTable, sources: sourcesList, rules: rulesTable, watchdogs, ...speedBlocks };

/** A text with its generated parts made anew. */
function regenerate(text, name) {
  return text.replaceAll(/(<!-- generated: (\w+) -->\n)[^]*?(<!-- \/generated -->)/g, (_all, open, block, close) => {
    const make = blocks[block];
    if (!make) throw new Error(`Unknown generated block "${block}". There are ${Object.keys(blocks).join(", ")}.`);
    return `${open}${make(name)}\n${close}`;
  });
}

/** oxlint has no string `extends` into a plugin: its presets are files to extend from `node_modules`. */
function oxlintPreset(name) {
  return `${JSON.stringify({ jsPlugins: ["eslint-plugin-connections"], rules: plugin.configs[name].rules }, null, 2)}\n`;
}

const pages = readdirSync(new URL("docs/rules/", ROOT)).filter((file) => file.endsWith(".md"));
const files = [["README.md", ""], ["docs/speed.md", ""], ...pages.map((file) => [`docs/rules/${file}`, file.replace(/\.md$/, "")])];
const made = [
  ...files.map(([path, name]) => [path, (before) => regenerate(before, name)]),
  ...["essential", "recommended", "strict"].map((name) => [`oxlint/${name}.json`, () => oxlintPreset(name)]),
  ["src/settings/settings.schema.json", settingsSchema],
  ...clientPages().map(([path, text]) => [path, () => text]),
];
let stale = 0;
for (const [path, make] of made) {
  const url = new URL(path, ROOT);
  const before = existsSync(url) ? readFileSync(url, "utf8") : "";
  const after = make(before);
  if (after === before) continue;
  stale += 1;
  if (check) process.stderr.write(`${path} is not what \`npm run generate\` makes.\n`);
  else {
    writeFileSync(url, after);
    process.stdout.write(`wrote ${fileURLToPath(url)}\n`);
  }
}
process.exitCode = check && stale > 0 ? 1 : 0;
