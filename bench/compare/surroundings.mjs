/** What the plugin costs around the rules: in oxlint, on one file from a cold start, and in a linter that stays open. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Linter } from "eslint";
import { median, percentile95, spreadOf } from "../figures.mjs";
import { benchFolder, choosePackages, folderOf } from "../pinned-set.mjs";
import { TimedLinter, configFor, settleConfig } from "../plugin-under-test.mjs";
import { CONFIGURATIONS } from "./linted-with.mjs";

const root = join(benchFolder, "..");

/**
 * oxlint as it is installed and the same with the preset, over the same folders, in turns; without the plugin twice.
 *
 * @param {readonly string[]} names packages
 * @param {number} rounds
 */
export function compareOxlint(names, rounds) {
  const folders = choosePackages(names).map(folderOf);
  const { rules, ...rest } = JSON.parse(readFileSync(join(root, "oxlint/recommended.json"), "utf8"));
  const oxlint = (configuration) => {
    const path = join(mkdtempSync(join(tmpdir(), "connections-bench-")), ".oxlintrc.json");
    writeFileSync(path, JSON.stringify(configuration));
    return () => onTheClock(join(root, "node_modules/oxlint/bin/oxlint"), ["-c", path, "--no-ignore", "--silent", ...folders], root, [0, 1]);
  };
  const alone = oxlint({});
  const { ratio, spread, ms } = compareTurns({ alone, again: alone, plugin: oxlint({ ...rest, rules, jsPlugins: [join(root, "dist/src/index.js")] }) }, rounds);
  return { aloneMs: ms.alone, withMs: ms.plugin, ratio: ratio.plugin, spread };
}

/**
 * What one file costs whoever waits for it in a hook: ESLint with the parser alone (twice), ESLint with the preset, the command.
 *
 * @param {number} rounds
 */
export function startCold(rounds) {
  const folder = mkdtempSync(join(tmpdir(), "connections-bench-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "name": "one", "type": "module", "dependencies": { "pg": "^8.0.0" } }');
  writeFileSync(join(folder, "one.ts"), 'import { Pool } from "pg";\n\nexport const pool: Pool = new Pool();\n');
  const parser = 'import parser from "@typescript-eslint/parser";\n';
  const own = '{ files: ["**/*.ts"], languageOptions: { parser } }';
  const plugin = JSON.stringify(pathToFileURL(join(root, "dist/src/index.js")).href);
  writeFileSync(join(folder, "alone.config.js"), `${parser}export default [${own}];\n`);
  writeFileSync(join(folder, "plugin.config.js"), `${parser}import connections from ${plugin};\nexport default [${own}, connections.configs.recommended];\n`);
  const eslint = (config, codes) => () => onTheClock(join(root, "node_modules/eslint/bin/eslint.js"), ["--config", config, "one.ts"], folder, codes);
  const alone = eslint("alone.config.js", [0]);
  const command = () => onTheClock(join(root, "dist/src/command/bin.js"), ["one.ts"], folder, [1]);
  const { ratio, spread, ms } = compareTurns({ alone, again: alone, plugin: eslint("plugin.config.js", [1]), command }, rounds);
  return { aloneMs: ms.alone, withMs: ms.plugin, commandMs: ms.command, ratio: ratio.plugin, commandRatio: ratio.command, spread };
}

/** A linter that stays open, as an editor's: a service of 2,000 lines is linted after each of 100 changes, with and without the rules. */
export async function lintAgain() {
  const handlers = Array.from({ length: 285 }, (_, index) => `app.get("/orders/${index}", async (request, response) => {
  const client = await pool.connect();
  try {
    response.json((await client.query("select * from orders where id = $1", [request.params.id])).rows);
  } finally {
    client.release();
  }
});`);
  const text = `import express from "express";\nimport { Pool } from "pg";\n\nconst app = express();\nexport const pool = new Pool();\n${handlers.join("\n")}\n`;
  const configuration = await CONFIGURATIONS["connections, recommended"]();
  const filename = join(root, "src/service.ts");
  const timed = await TimedLinter.open(configuration.plugin, configuration.rules, root, undefined, configuration.name);
  const linter = new Linter({ configType: "flat", cwd: root });
  const nothing = await settleConfig(configFor({ plugin: { rules: {} }, rules: {} }));
  const onClock = (lint) => {
    const start = performance.now();
    lint();
    return performance.now() - start;
  };
  const rows = Array.from({ length: 110 }, (_, index) => {
    const code = `${text}// ${index}\n`;
    const row = {};
    const lints = {
      aloneMs: () => linter.verify(code, nothing, { filename }),
      withMs: () => (row.clock = timed.lint(code, filename).clock),
      againMs: () => linter.verify(code, nothing, { filename }),
    };
    for (const [name, lint] of index % 2 === 0 ? Object.entries(lints) : Object.entries(lints).toReversed()) row[name] = onClock(lint);
    const { clock, ...ms } = row;
    return { ...ms, ownMs: clock.createMs + clock.listenerMs, parserMs: clock.parserMs };
  }).slice(10);
  const p95 = Object.fromEntries(Object.keys(rows[0]).map((key) => [key, percentile95(rows.map((row) => row[key]))]));
  return { lines: text.split("\n").length, ...p95, spread: spreadOf([p95.againMs / p95.aloneMs]) };
}

/** Each in turn, `rounds` times, after one that does not count. What is told is the median of the ratios within a round. */
function compareTurns(runs, rounds) {
  for (const run of Object.values(runs)) run();
  const all = Array.from({ length: rounds }, (_, round) => {
    const entries = Object.entries(runs);
    const order = round % 2 === 0 ? entries : entries.toReversed();
    return Object.fromEntries(order.map(([name, run]) => [name, run()]));
  });
  const over = (of) => Object.fromEntries(Object.keys(runs).map((name) => [name, median(all.map((round) => of(round, name)))]));
  return {
    ms: over((round, name) => round[name]),
    ratio: over((round, name) => round[name] / ((round.alone + round.again) / 2)),
    spread: spreadOf(all.map(({ alone, again }) => again / alone)),
  };
}

/** How long a program of Node takes, in milliseconds. */
function onTheClock(program, args, cwd, expected) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  const ms = performance.now() - start;
  if (!expected.includes(status)) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return ms;
}
