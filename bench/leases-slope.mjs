/**
 * How the time for following a connection grows with the size of the function: the log-log slope over four sizes up to
 * 20,000 statements, for three shapes of code. Exit code 1 where one is steeper than 1.15.
 *
 *   npm run build && node bench/leases-slope.mjs
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as typescriptParser from "@typescript-eslint/parser";
import { benchFolder, leave } from "./pinned-set.mjs";
import { slopeOf } from "./slope.mjs";

const MOST = 1.15;
const SIZES = [2_500, 5_000, 10_000, 20_000];
const RUNS = 5;

const { judgeLeases } = await importBuilt("judge/lease.js");
const { Takes } = await importBuilt("code/leases.js");
const { Reading } = await importBuilt("code/constructions.js");
const { MakerTable } = await importBuilt("code/maker-table.js");
const { ModuleText } = await importBuilt("code/module-text.js");
const { families } = await importBuilt("catalogue/index.js");
const table = new MakerTable(families);

const HEAD = 'import { Pool } from "pg";\nconst pool = new Pool({ max: 10 });\n';

/** Bodies of about `count` statements. */
const SHAPES = {
  "one lease over a long function": (count) => {
    const lines = Array.from({ length: count }, (_, index) => `await client.query("select ${index}");`);
    return `${HEAD}export async function run() { const client = await pool.connect(); try {\n${lines.join("\n")}\n} catch { client.release(); } }\n`;
  },
  "branches and loops": (count) => {
    const lines = Array.from({ length: count / 5 }, (_, index) => `for (const id of ids) { if (id > ${index}) { await client.query("a"); } else { continue; } }`);
    return `${HEAD}export async function run(ids) { const client = await pool.connect(); try {\n${lines.join("\n")}\n} catch { client.release(); } }\n`;
  },
  "a lease in every tenth statement": (count) => {
    const block = 'const client = await pool.connect(); await client.query("a"); log("1"); log("2"); log("3"); log("4"); log("5"); client.release();';
    return `${HEAD}export async function run(log) {\n${Array.from({ length: count / 10 }, () => `{ ${block} }`).join("\n")}\n}\n`;
  },
};

let isSteep = false;
for (const [shape, write] of Object.entries(SHAPES)) {
  const times = SIZES.map((size) => quickest(write(size)));
  const slope = slopeOf(SIZES, times);
  isSteep ||= slope > MOST;
  console.log(`${shape.padEnd(34)} ${times.map((ms) => `${ms.toFixed(1)} ms`.padStart(10)).join("")}   slope ${slope.toFixed(2)}`);
}
process.exitCode = isSteep ? 1 : 0;

/** The shortest of several runs: what else the machine does only ever adds. */
function quickest(code) {
  let best = Infinity;
  for (let run = 0; run < RUNS; run += 1) {
    const { ast, scopeManager, visitorKeys } = typescriptParser.parseForESLint(code, { range: true, loc: true, sourceType: "module" });
    linkParents(ast, visitorKeys);
    const reading = new Reading(new ModuleText({ ast, text: code, scopeManager, visitorKeys }, "service.ts"), table);
    // The indexes of the file are shared by all rules: their time is not the leases' own.
    reading.constructions.length;
    reading.module.variableOf(ast);
    const start = performance.now();
    const found = judgeLeases(new Takes(reading));
    if (found.length === 0) leave("nothing was found in code that leaks: what is timed is not the following of leases");
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** ESLint sets `parent` before any rule runs; a bare parser does not. */
function linkParents(root, visitorKeys) {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    for (const key of visitorKeys[node.type] ?? []) {
      for (const child of [node[key]].flat()) {
        if (typeof child !== "object" || child === null) continue;
        child.parent = node;
        open.push(child);
      }
    }
  }
}

async function importBuilt(file) {
  const path = join(benchFolder, "..", "dist", "src", file);
  if (!existsSync(path)) leave(`dist/src/${file} is not there: run npm run build`);
  return import(pathToFileURL(path).href);
}
