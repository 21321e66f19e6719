// How long loading takes that every lint run pays for, in fresh processes: the catalogue alone, and the whole plugin.
//
//   npm run bench:load -- [--runs 15] [--limit 15]
//
// Each run is a process that imports one module and tells how long the import took, which leaves out the start of Node.
// On a busy machine read the processor time and the fastest run. Exit code 1 when the median of the catalogue is above the
// limit (ms).
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { median } from "./figures.mjs";

const { values } = parseArgs({ options: { runs: { type: "string", default: "15" }, limit: { type: "string", default: "15" } } });
const runs = Number(values.runs);
const limit = Number(values.limit);

/** By name; the empty one tells what importing anything at all costs. */
const MODULES = { nothing: "data:text/javascript,", catalogue: "dist/src/catalogue/index.js", plugin: "dist/src/index.js" };

/** Milliseconds, on the clock and on the processor, that importing a module takes in a process of its own. */
function importTime(path) {
  const url = new URL(path, new URL("../", import.meta.url)).href;
  const code = `
    const [before, start] = [process.cpuUsage(), performance.now()];
    await import(${JSON.stringify(url)});
    const [clock, { user, system }] = [performance.now() - start, process.cpuUsage(before)];
    console.log(JSON.stringify({ clock, processor: (user + system) / 1000 }));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${path} could not be imported:\n${stderr}`);
  return JSON.parse(stdout);
}

const times = Object.fromEntries(Object.keys(MODULES).map((name) => [name, []]));
// In turns, so that a busy moment of the machine does not hit one of them alone.
for (let run = 0; run < runs; run += 1) for (const [name, path] of Object.entries(MODULES)) times[name].push(importTime(path));
for (const [name, all] of Object.entries(times)) {
  const clock = all.map((time) => time.clock);
  const figures = [median(clock), Math.min(...clock), Math.max(...clock), median(all.map((time) => time.processor))].map((ms) => ms.toFixed(1));
  process.stdout.write(`${name.padEnd(10)} median ${figures[0]} ms (fastest ${figures[1]}, slowest ${figures[2]}), processor ${figures[3]} ms; ${runs} processes\n`);
}
const catalogue = median(times.catalogue.map(({ clock }) => clock));
if (catalogue > limit) {
  process.stderr.write(`The catalogue takes ${catalogue.toFixed(1)} ms to load, more than ${limit} ms.\n`);
  process.exitCode = 1;
}
