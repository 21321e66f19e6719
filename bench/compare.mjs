/**
 * The plugin side by side with others over the same files: what each costs, in the same run as its parser.
 *
 *   npm run bench -- [--rounds 3] [--only connections,regexp] [package…]
 *
 * Each configuration is linted by a process of its own, in turns, `--rounds` times; the figures are medians. The parser alone runs twice
 * in each round: how much those two differ is what the machine adds by itself (A/A). The others come from npm at the versions of
 * peers.json, into bench/.cache/peers; nothing but linting is done with them. Reports, and judges nothing: exit code 0.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { benchFolder, cacheFolder, choosePackages, folderOf, leave, readSourceFiles } from "./pinned-set.mjs";
import { TimedLinter, addClock, loadPlugin, readPresetRules, startClock } from "./plugin-under-test.mjs";
import { slopeOf } from "./slope.mjs";

const root = join(benchFolder, "..");
const peers = JSON.parse(readFileSync(join(benchFolder, "peers.json"), "utf8"));
const peersFolder = join(cacheFolder, "peers");
/** Services and libraries of several kinds, large and small: about 1,000 files. */
const usual = ["pg-boss", "parse-server", "unleash-server", "wildduck", "bullmq", "graphile-worker", "telegraf", "unstorage"];

/** What is linted with: a plugin's own preset and name, or nothing. */
const CONFIGURATIONS = {
  "parser only": async () => ({ plugin: { rules: {} }, rules: {} }),
  "parser only, again": async () => ({ plugin: { rules: {} }, rules: {} }),
  ...Object.fromEntries(["essential", "recommended", "strict"].map((preset) => [`connections, ${preset}`, () => ours(preset)])),
  "connections, recommended, no following": () => ours("recommended", { crossFile: false }),
  ...Object.fromEntries(Object.keys(peers).map((name) => [name.replace("eslint-plugin-", ""), () => theirs(name)])),
};

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "3" }, only: { type: "string" }, child: { type: "string" } },
});
if (flags.child !== undefined) console.log(JSON.stringify(await lintAll(flags.child, positionals)));
else await compare(positionals.length > 0 ? positionals : usual);

async function ours(preset, connections) {
  const plugin = await loadPlugin();
  return { name: "connections", plugin, rules: readPresetRules(plugin, preset), connections };
}

async function theirs(name) {
  const entry = createRequire(join(peersFolder, "package.json")).resolve(name);
  const module = await import(pathToFileURL(entry).href);
  const plugin = module.default ?? module;
  const presets = plugin.configs ?? {};
  const preset = presets["flat/recommended"] ?? presets["flat/recommended-module"] ?? presets["recommended"];
  const rules = Object.assign({}, ...[preset].flat().map((each) => each.rules));
  const prefix = Object.keys(rules).find((rule) => rule.includes("/"))?.split("/")[0];
  // Rules of ESLint itself that a preset sets are not the plugin's cost.
  const own = Object.fromEntries(Object.entries(rules).filter(([rule]) => rule.startsWith(`${prefix}/`)));
  return { name: prefix, plugin, rules: own };
}

/** In a process of its own: every file twice; the second time is what is told. */
async function lintAll(label, names) {
  const { name, plugin, rules, connections } = await CONFIGURATIONS[label]();
  const told = { files: 0, findings: 0, thrown: 0, cold: 0, warm: 0, parserMs: 0, slope: 0, cpuMs: 0, memoryMb: 0 };
  const cpu = process.cpuUsage();
  const growth = [];
  for (const round of ["cold", "warm"]) {
    const clock = startClock();
    for (const pinned of choosePackages(names)) {
      const linter = new TimedLinter(plugin, rules, folderOf(pinned), connections, name);
      for (const { absolute, code } of readSourceFiles(pinned)) {
        if (round === "cold") told.files += 1;
        try {
          const { messages, clock: spent } = linter.lint(code, absolute);
          addClock(clock, spent);
          if (round === "cold") told.findings += messages.length;
        } catch {
          told.thrown += 1;
        }
        if (round === "warm") growth.push(clock.createMs + clock.listenerMs);
      }
    }
    told[round] = (clock.createMs + clock.listenerMs) / clock.parserMs;
    told.parserMs = clock.parserMs;
  }
  const { user, system } = process.cpuUsage(cpu);
  told.cpuMs = (user + system) / 1_000;
  told.memoryMb = process.resourceUsage().maxRSS / 1_024;
  const sizes = [8, 4, 2, 1].map((part) => Math.floor(growth.length / part));
  told.slope = slopeOf(sizes, sizes.map((size) => growth[size - 1] + Number.MIN_VALUE));
  return told;
}

async function compare(names) {
  fetchPeers();
  const wanted = flags.only?.split(",");
  const labels = Object.keys(CONFIGURATIONS).filter((label) => label.startsWith("parser") || (wanted?.some((each) => label.includes(each)) ?? true));
  const runs = new Map(labels.map((label) => [label, []]));
  for (let round = 1; round <= Number(flags.rounds); round += 1) {
    for (const label of round % 2 === 0 ? labels.toReversed() : labels) runs.get(label).push(child(label, names));
  }
  const [alone, again] = ["parser only", "parser only, again"].map((label) => runs.get(label));
  const base = median(alone.map(({ cpuMs }) => cpuMs));
  const spread = alone.map(({ cpuMs }, index) => Math.abs(cpuMs / again[index].cpuMs - 1));
  console.log(`${alone[0].files} files of ${names.join(", ")}; medians of ${flags.rounds} rounds; A/A spread of whole runs: ${percent(Math.max(...spread))}\n`);
  console.log("| linted with | own time over parser time, warm (cold) | whole run, CPU over parser alone | memory | growth | findings |\n| --- | --- | --- | --- | --- | --- |");
  for (const [label, all] of runs) {
    const of = (key) => median(all.map((each) => each[key]));
    const own = label.startsWith("parser") ? "" : `${percent(of("warm"))} (${percent(of("cold"))})`;
    const growth = label.startsWith("parser") ? "" : `n^${of("slope").toFixed(2)}`;
    const thrown = of("thrown") > 0 ? `, ${of("thrown")} files thrown on` : "";
    console.log(`| ${label} | ${own} | ${(of("cpuMs") / base).toFixed(2)} | ${of("memoryMb").toFixed(0)} MB | ${growth} | ${of("findings")}${thrown} |`);
  }
  console.log("");
  compareOxlint(names);
  tellOneFile();
  await tellOneFileAgain();
}

/** Once; a folder of its own, so that no other tool finds them. */
function fetchPeers() {
  const manifest = { private: true, dependencies: peers };
  const path = join(peersFolder, "package.json");
  if (existsSync(path) && JSON.stringify(JSON.parse(readFileSync(path, "utf8")).dependencies) === JSON.stringify(peers)) return;
  mkdirSync(peersFolder, { recursive: true });
  writeFileSync(path, JSON.stringify(manifest));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", "--loglevel=error"], { cwd: peersFolder, stdio: "inherit" });
}

function child(label, names) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--child", label, ...names], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) leave(`linting with ${label} ended with ${status}: ${stderr.trim().split("\n").slice(-3).join(" ")}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1));
}

/** oxlint over the same folders, with and without the plugin. */
function compareOxlint(names) {
  const folders = choosePackages(names).map(folderOf);
  const settings = mkdtempSync(join(tmpdir(), "connections-bench-"));
  const rules = JSON.parse(readFileSync(join(root, "oxlint/recommended.json"), "utf8"));
  const configurations = {
    "oxlint alone": { categories: { correctness: "off" }, rules: { "no-debugger": "error" } },
    "oxlint with the plugin": { ...rules, jsPlugins: [join(root, "dist/src/index.js")], categories: { correctness: "off" } },
  };
  for (const [label, configuration] of Object.entries(configurations)) {
    const path = join(settings, `${label.replaceAll(" ", "-")}.json`);
    writeFileSync(path, JSON.stringify(configuration));
    const seconds = [1, 2, 3].map(() => {
      const start = performance.now();
      const { error } = spawnSync(process.execPath, [join(root, "node_modules/oxlint/bin/oxlint"), "-c", path, "--no-ignore", "--silent", ...folders], { maxBuffer: 1 << 28 });
      if (error) throw error;
      return (performance.now() - start) / 1_000;
    });
    console.log(`${label}: ${median(seconds).toFixed(2)} s on the clock`);
  }
}

/** What one file costs whoever waits for it in a hook. */
function tellOneFile() {
  const folder = mkdtempSync(join(tmpdir(), "connections-bench-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "name": "one", "dependencies": { "pg": "^8.0.0" } }');
  writeFileSync(join(folder, "one.ts"), 'import { Pool } from "pg";\n\nexport const pool: Pool = new Pool();\n');
  const cold = Array.from({ length: 5 }, () => {
    const start = performance.now();
    spawnSync(process.execPath, [join(root, "dist/src/command/bin.js"), "one.ts"], { cwd: folder });
    return (performance.now() - start) / 1_000;
  });
  console.log(`the command over one TypeScript file, cold: ${median(cold).toFixed(2)} s on the clock (longest of five ${Math.max(...cold).toFixed(2)} s)`);
}

/** A linter that stays open, as an editor's: a service of 2,000 lines is linted after each change. */
async function tellOneFileAgain() {
  const handlers = Array.from({ length: 285 }, (_, index) => `app.get("/orders/${index}", async (request, response) => {
  const client = await pool.connect();
  try {
    response.json((await client.query("select * from orders where id = $1", [request.params.id])).rows);
  } finally {
    client.release();
  }
});`);
  const text = `import express from "express";\nimport { Pool } from "pg";\n\nconst app = express();\nexport const pool = new Pool();\n${handlers.join("\n")}\n`;
  const { name, plugin, rules } = await ours("recommended");
  const linter = new TimedLinter(plugin, rules, root, undefined, name);
  const clocks = Array.from({ length: 120 }, (_, index) => linter.lint(`${text}// ${index}\n`, join(root, "src/service.ts")).clock).slice(20);
  const at95 = (of) => clocks.map(of).toSorted((a, b) => a - b)[94];
  const own = at95(({ createMs, listenerMs }) => createMs + listenerMs);
  console.log(`a file of ${text.split("\n").length} lines again and again, 95th percentile of 100: ${own.toFixed(1)} ms own time, ${at95(({ parserMs }) => parserMs).toFixed(0)} ms parser`);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}
