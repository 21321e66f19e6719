// `npm run proof`: everything that is too long for .ci/run, with its results and a hash of what they were obtained from.
// `--check`: only compares the hash, so that a change of catalogue, rules, fixes or scenarios asks for a new proof.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILE = join(ROOT, "proof.json");

/** What a proof depends on. Data files count, installed packages and results do not. */
const INPUTS = {
  catalogue: ["src/catalogue"],
  reading: ["src/code", "src/judge"],
  rules: ["rules"],
  fixes: ["src/fixes"],
  scenarios: ["lab", "fixtures"],
};

/** The long steps: name, command, and how many of the last lines of output are kept. */
const STEPS = [
  { name: "probes", command: [process.execPath, "lab/probes/run.mjs", "--all"], keep: 3 },
  { name: "types of fixes", command: ["npx", "vitest", "run", "--config", "vitest.proof.config.ts"], keep: 6 },
  { name: "lab", command: [process.execPath, "lab/outage/run.mjs", "--short"], keep: 12 },
  { name: "real code", command: [process.execPath, "bench/real-code.mjs"], keep: 12 },
  { name: "speed", command: [process.execPath, "bench/speed.mjs"], keep: 8 },
];

function filesBelow(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((path) => /\.(?:ts|tsx|mts|cts|js|cjs|mjs|json|txt)$/.test(path))
    .filter((path) => !/\/node_modules\/|\/results?\.json$|\/\.|package-lock\.json$/.test(path))
    .toSorted();
}

function hashOf(folders) {
  const hash = createHash("sha256");
  for (const path of folders.flatMap(filesBelow)) hash.update(path).update("\0").update(readFileSync(join(ROOT, path))).update("\0");
  return hash.digest("hex").slice(0, 16);
}

const inputs = Object.fromEntries(Object.entries(INPUTS).map(([name, folders]) => [name, hashOf(folders)]));

if (process.argv.includes("--check")) {
  const proof = existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : { inputs: {}, steps: [] };
  const stale = Object.keys(inputs).filter((name) => inputs[name] !== proof.inputs[name]);
  const failed = proof.steps.filter((step) => !step.ok).map((step) => step.name);
  if (stale.length > 0) process.stderr.write(`proof.json is older than: ${stale.join(", ")}. Run \`npm run proof\`.\n`);
  if (failed.length > 0) process.stderr.write(`The last proof failed in: ${failed.join(", ")}.\n`);
  process.exitCode = stale.length + failed.length > 0 ? 1 : 0;
} else {
  const steps = STEPS.map(({ name, command: [program, ...args], keep }) => {
    process.stdout.write(`\n== ${name}\n`);
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 });
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    return { name, ok: status === 0, summary: stdout.trimEnd().split("\n").slice(-keep) };
  });
  const proof = { seen: new Date().toISOString().slice(0, 10), node: process.version, inputs, steps };
  writeFileSync(FILE, `${JSON.stringify(proof, null, 2)}\n`);
  const failed = steps.filter((step) => !step.ok);
  process.stdout.write(`\n${steps.length - failed.length} passed, ${failed.length} failed\n`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
