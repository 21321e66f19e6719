// `npm run proof`: everything that is too long for .ci/run. Each step keeps its result with a hash of what it was obtained
// from, in proof.json, and is run again only when something of that has changed.
//   --all          every step, changed or not
//   --only a,b     these steps
//   --check        runs nothing: exit code 1 and a line for each step whose result is missing, failed or older than its inputs
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILE = join(ROOT, "proof.json");

/** What the plugin says: a change of any of it may change every finding. */
const PLUGIN = ["src/catalogue", "src/code", "src/crossfile", "src/fixes", "src/judge", "src/settings", "src/open-file.ts", "src/rule.ts", "rules"];

/**
 * The long steps. `inputs`: files and folders the result hangs on. `keep`: how many of the last lines of output are kept.
 * `measures`: its exit code says whether a goal was met, which is written down and fails nothing: a clock on a busy machine.
 */
const STEPS = [
  { name: "probes", inputs: ["lab/probes", "lab/watchdogs", "lab/net", "src/catalogue"], command: ["node", "lab/probes/run.mjs", "--all"], keep: 6 },
  { name: "types of fixes", inputs: [...PLUGIN, "fixtures", "test/proof/types.test.ts"], command: suite("types"), keep: 8 },
  { name: "odd code", inputs: [...PLUGIN, "fixtures", "test/proof"], command: suite("mutations", "corpora", "library-sources"), keep: 12 },
  // By itself: what else runs would be taken for growth.
  { name: "growth", inputs: [...PLUGIN, "test/proof/monsters.test.ts", "test/proof/odd-code.ts"], command: suite("monsters"), keep: 12 },
  { name: "everywhere", inputs: ["src", "rules", "oxlint", "package.json", "test/proof/everywhere", "test/snippets.ts", "README.md", "docs/audit.md", "docs/recipes.md"], command: suite("everywhere"), keep: 8 },
  { name: "lab", inputs: [...PLUGIN, "lab/outage", "lab/net", "fixtures/lab"], command: ["node", "lab/outage/run.mjs", "--short"], keep: 16 },
  { name: "real code", inputs: [...PLUGIN, "bench"], command: ["node", "bench/real-code.mjs"], keep: 16 },
  { name: "speed", inputs: [...PLUGIN, "bench"], command: ["node", "bench/speed.mjs", "--rounds", "2"], keep: 10, measures: true },
  { name: "speed of one rule", inputs: [...PLUGIN, "bench"], command: ["node", "bench/speed.mjs", "--rounds", "2", "--rule", "require-max-connections"], keep: 6, measures: true },
  { name: "speed with following", inputs: [...PLUGIN, "bench"], command: ["node", "bench/speed.mjs", "--rounds", "1", "--following"], keep: 8, measures: true },
  { name: "following", inputs: [...PLUGIN, "bench"], command: ["node", "bench/crossfile.mjs"], keep: 4, measures: true },
];

/** Files of test/proof. */
function suite(...names) {
  return ["npx", "vitest", "run", "--config", "vitest.proof.config.ts", ...names.map((name) => `test/proof/${name}`)];
}

/** Installed packages, results and other products are no inputs. */
const NO_INPUT = /(?:^|\/)(?:node_modules|\.cache|\.tmp)\/|(?:^|\/)(?:results|package-lock)\.json$|\.(?:svg|md|cpuprofile)$/;

const { values: flags } = parseArgs({ options: { all: { type: "boolean" }, check: { type: "boolean" }, only: { type: "string" } } });
const known = readSteps();

if (flags.check) process.exitCode = check() ? 0 : 1;
else prove();

function readSteps() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")).steps : {};
}

function check() {
  const complaints = STEPS.flatMap(({ name, inputs, measures }) => {
    const last = known[name];
    if (!last) return [`${name} was never run`];
    if (!last.ok && !measures) return [`${name} failed`];
    return last.inputs === hashOf(inputs) ? [] : [`${name} is older than what it proves`];
  });
  for (const complaint of complaints) process.stderr.write(`proof: ${complaint}. Run \`npm run proof\`.\n`);
  return complaints.length === 0;
}

function prove() {
  const names = flags.only?.split(",").map((name) => name.trim());
  const unknown = names?.filter((name) => !STEPS.some((step) => step.name === name)) ?? [];
  if (unknown.length > 0) {
    process.stderr.write(`proof: no step is called ${unknown.join(", ")}. There are: ${STEPS.map(({ name }) => name).join(", ")}.\n`);
    process.exitCode = 2;
    return;
  }
  const done = STEPS.filter(({ name }) => names?.includes(name) ?? true).map((step) => {
    const isCurrent = known[step.name]?.inputs === hashOf(step.inputs) && (known[step.name].ok || step.measures);
    if (names || flags.all || !isCurrent) run(step);
    else process.stdout.write(`\n== ${step.name}: as it was on ${known[step.name]?.seen ?? "no day yet"}\n`);
    return known[step.name]?.ok === true || (step.measures && known[step.name] !== undefined);
  });
  const failed = done.filter((ok) => !ok).length;
  process.stdout.write(`\n${done.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** Runs a step and writes its result at once: a proof that is interrupted keeps what it has. */
function run({ name, inputs, command: [program, ...args], keep }) {
  process.stdout.write(`\n== ${name}\n`);
  const before = hashOf(inputs);
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  const seconds = Math.round((Date.now() - started) / 1_000);
  // Steps may run side by side, each in a process of its own.
  Object.assign(known, readSteps());
  known[name] = {
    ok: status === 0,
    seen: new Date().toISOString().slice(0, 10),
    node: process.version,
    seconds,
    inputs: before,
    summary: plain(`${stdout.trimEnd()}\n${stderr.trimEnd()}`).trimEnd().split("\n").slice(-keep),
  };
  const steps = Object.fromEntries(STEPS.flatMap((step) => (known[step.name] ? [[step.name, known[step.name]]] : [])));
  writeFileSync(`${FILE}.part`, `${JSON.stringify({ steps }, null, 2)}\n`);
  renameSync(`${FILE}.part`, FILE);
}

/** Without colours, and without the folder it was run in. */
function plain(text) {
  return text.replace(/\u001b\[[\d;]*m/g, "").replaceAll(ROOT, "");
}

function hashOf(inputs) {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap(filesIn)) hash.update(path).update("\0").update(readInput(path)).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** Of a page only what is run: its blocks. */
function readInput(path) {
  const bytes = readFileSync(join(ROOT, path));
  return path.endsWith(".md") ? (bytes.toString().match(/^ *```[^]*?^ *```$/gm) ?? []).join("\n") : bytes;
}

function filesIn(input) {
  if (/\.\w+$/.test(input)) return [input];
  return readdirSync(join(ROOT, input), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll("\\", "/"))
    .filter((path) => !NO_INPUT.test(path))
    .toSorted();
}
