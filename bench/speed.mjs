/**
 * What the plugin costs: time inside its own create() and listeners, over the parser's time in the same run, summed
 * over the pinned set. Says also that files out of scope cost nothing: no listener may be registered on them.
 *
 *   node bench/speed.mjs [--rounds 3] [--preset recommended] [--rule name] [--following] [package…]
 *
 * What a file costs by itself: calls are not followed into other files, which has limits of its own (crossfile.mjs), unless
 * `--following` asks for the sum of both.
 *
 * The first round runs cold code and is printed apart. Exit code 1 when a listener stands on a file out of scope, or
 * when the plugin takes more than 1 % of the parser's time over the warm rounds.
 */
import { parseArgs } from "node:util";
import { percent } from "./figures.mjs";
import { choosePackages, folderOf, leave, readSourceFiles } from "./pinned-set.mjs";
import {
  TimedLinter,
  addClock,
  loadPlugin,
  loadScopePattern,
  readPresetRules,
  startClock,
} from "./plugin-under-test.mjs";

const largestShare = 0.01;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    preset: { type: "string", default: "recommended" },
    rule: { type: "string" },
    following: { type: "boolean", default: false },
  },
});
const rounds = Number(flags.rounds);
if (!Number.isInteger(rounds) || rounds < 1) leave(`--rounds takes a whole number from 1, not ${flags.rounds}`);

const plugin = await loadPlugin();
const all = readPresetRules(plugin, flags.preset);
const rules = flags.rule === undefined ? all : Object.fromEntries(Object.entries(all).filter(([name]) => name.endsWith(`/${flags.rule}`)));
if (Object.keys(rules).length === 0) leave(`--rule names no rule of the preset: ${flags.rule}`);
const mentionsClient = await loadScopePattern();
const chosen = choosePackages(positionals);

const warm = startClock();
/** Places by rule. */
const strays = new Map();
const dearest = new Map();
for (let round = 1; round <= rounds; round += 1) {
  const clock = startClock();
  for (const pinned of chosen) await lintPackage(pinned, clock, round);
  print(round === 1 ? "round 1 (cold)" : `round ${round}`, clock);
  if (round > 1 || rounds === 1) addClock(warm, clock);
}
if (rounds > 2) print("warm rounds", warm);

console.log("\nthe dearest files of the last round:");
for (const [place, clock] of [...dearest].sort((left, right) => own(right[1]) - own(left[1])).slice(0, 10)) {
  console.log(
    `  ${own(clock).toFixed(2).padStart(8)} ms own ${clock.parserMs.toFixed(2).padStart(9)} ms parser  ${place}`,
  );
}
console.log(`\nrules that listen on files out of scope: ${strays.size === 0 ? "none" : ""}`);
for (const [rule, places] of strays) {
  console.error(
    `bench: ${rule} listens on ${places.size} files out of scope, such as ${[...places].slice(0, 3).join(", ")}`,
  );
}
const share = own(warm) / warm.parserMs;
if (share > largestShare)
  console.error(`bench: own time is ${percent(share)} of parser time, more than ${percent(largestShare)}`);
process.exitCode = strays.size > 0 || share > largestShare ? 1 : 0;

async function lintPackage(pinned, clock, round) {
  const linter = await TimedLinter.open(plugin, rules, folderOf(pinned), flags.following ? undefined : { crossFile: false });
  for (const { path, absolute, code } of readSourceFiles(pinned)) {
    const spent = measure(linter, code, absolute);
    addClock(clock, spent);
    const place = `${pinned.name}@${pinned.version} ${path}`;
    if (!flags.following && spent.listeners > 0 && !mentionsClient.test(code)) for (const rule of linter.listening) stray(rule, place);
    if (round === rounds) dearest.set(place, spent);
  }
}

function stray(rule, place) {
  strays.set(rule, (strays.get(rule) ?? new Set()).add(place));
}

/** A file the plugin throws on still costs what it cost: bench:real names it. */
function measure(linter, code, absolute) {
  try {
    return linter.lint(code, absolute).clock;
  } catch {
    return linter.clock;
  }
}

function own(clock) {
  return clock.createMs + clock.listenerMs;
}

function print(label, clock) {
  const parts = [
    label.padEnd(16),
    `parser ${clock.parserMs.toFixed(0)} ms`,
    `create ${clock.createMs.toFixed(1)} ms`,
    `listeners ${clock.listenerMs.toFixed(1)} ms`,
    `own over parser ${percent(own(clock) / clock.parserMs)}`,
  ];
  console.log(parts.join("  "));
}
