/**
 * One process of the comparison: lints files with one configuration and tells, as a line of JSON, what it took.
 *
 *   node bench/compare/child.mjs side-by-side "connections, recommended" pg-boss telegraf
 *   node bench/compare/child.mjs growth 125 pg-boss telegraf
 */
import { createHash } from "node:crypto";
import { Linter } from "eslint";
import { choosePackages, folderOf, readSourceFiles } from "../pinned-set.mjs";
import { TimedLinter, configFor, loadScopePattern, settleConfig } from "../plugin-under-test.mjs";
import { CONFIGURATIONS } from "./linted-with.mjs";

const [, , kind, what, ...names] = process.argv;
const told = kind === "growth" ? await grow(Number(what), names) : await lintSideBySide(what, names);
console.log(JSON.stringify(told));

/** The files of some packages, mixed the same way each time, so that the first hundred are like all of them. */
function filesOf(names) {
  const hash = (path) => createHash("sha1").update(path).digest("hex");
  const files = choosePackages(names).flatMap((pinned) => {
    const folder = folderOf(pinned);
    return readSourceFiles(pinned).map(({ absolute, path, code }) => ({ absolute, code, folder, place: hash(`${pinned.name}/${path}`) }));
  });
  return files.toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

/**
 * Over the same files, one kind after the other: once with clocks on rules and parser, cold; twice without any clock, in pairs; twice
 * with clocks again, warm. A pair is the parser alone and the configuration on the same file, in turns which is first, so that whatever
 * else the machine does hits both. Of what was measured twice the lower counts, file by file: nothing is done faster than it can be.
 */
async function lintSideBySide(label, names) {
  const startMs = cpuSince({ user: 0, system: 0 });
  const before = process.cpuUsage();
  const configuration = await CONFIGURATIONS[label]();
  const loadMs = cpuSince(before);
  const files = filesOf(names);
  const mentionsClient = await loadScopePattern();
  const linters = await perFolder(files, (folder) => TimedLinter.open(configuration.plugin, configuration.rules, folder, configuration.connections, configuration.name));
  const cold = sum(lintTimed(files, linters));
  const { findings, thrown, rows } = await lintInPairs(files, configuration);
  const { aloneMs, withMs } = sum(rows);
  const warm = sum(lower(lintTimed(files, linters), lintTimed(files, linters)));
  return {
    files: files.length,
    inScope: files.filter(({ code }) => mentionsClient.test(code)).length,
    kilobytes: Math.round(files.reduce((sum, { code }) => sum + code.length, 0) / 1_000),
    rules: Object.keys(configuration.rules).length,
    load: loadMs / startMs,
    cold: cold.ownMs / cold.parserMs,
    warm: warm.ownMs / warm.parserMs,
    whole: withMs / aloneMs,
    memoryMb: process.resourceUsage().maxRSS / 1_024,
    findings,
    thrown,
  };
}

/** One of something for each folder that files are of. */
async function perFolder(files, make) {
  const made = new Map();
  for (const folder of new Set(files.map((file) => file.folder))) made.set(folder, await make(folder));
  return made;
}

/** What each file took inside the rules and inside the parser. A file that a plugin throws on is counted where nothing is timed. */
function lintTimed(files, linters) {
  return files.map(({ absolute, code, folder }) => {
    const linter = linters.get(folder);
    try {
      linter.lint(code, absolute);
    } catch {
      // Its clock stands where it stopped.
    }
    const { createMs, listenerMs, parserMs } = linter.clock;
    return { ownMs: createMs + listenerMs, parserMs };
  });
}

async function lintInPairs(files, configuration) {
  const nothing = { plugin: { rules: {} }, rules: {} };
  const linters = await perFolder(files, async (folder) => ({
    linter: new Linter({ configType: "flat", cwd: folder }),
    alone: await settleConfig(configFor(nothing)),
    both: await settleConfig(configFor(configuration)),
  }));
  const told = { findings: 0, thrown: 0 };
  const [rows, again] = [0, 1].map((turn) =>
    files.map(({ absolute, code, folder }, index) => {
      const row = {};
      const { linter, alone, both } = linters.get(folder);
      const lint = (config, key) => {
        const { ms, result } = cpuMs(() => tryLinting(linter, code, config, absolute));
        row[key] = ms;
        return result;
      };
      const withIt = () => {
        const result = lint(both, "withMs");
        if (turn > 0) return;
        // Without a rule there is nothing but a word on comments that turn rules off, which everybody gets.
        told.findings += result.filter(({ ruleId }) => ruleId !== null).length;
        told.thrown += result.threw ? 1 : 0;
      };
      const aloneAgain = () => lint(alone, "aloneMs");
      for (const each of (index + turn) % 2 === 0 ? [aloneAgain, withIt] : [withIt, aloneAgain]) each();
      return row;
    }),
  );
  return { ...told, rows: lower(rows, again) };
}

/** Of two measurements of each file the lower, number by number. */
function lower(rows, again) {
  return rows.map((row, index) => Object.fromEntries(Object.entries(row).map(([key, ms]) => [key, Math.min(ms, again[index][key])])));
}

function sum(rows) {
  const total = {};
  for (const row of rows) for (const [key, ms] of Object.entries(row)) total[key] = (total[key] ?? 0) + ms;
  return total;
}

function tryLinting(linter, code, config, filename) {
  try {
    return linter.verify(code, config, { filename });
  } catch {
    return Object.assign([], { threw: true });
  }
}

/** The first files of the mixture, once, as a run on the command line does. */
async function grow(count, names) {
  const files = filesOf(names).slice(0, count);
  const { plugin, rules, name } = await CONFIGURATIONS["connections, recommended"]();
  const linters = await perFolder(files, (folder) => TimedLinter.open(plugin, rules, folder, undefined, name));
  const { ownMs, parserMs } = sum(lintTimed(files, linters));
  return { files: files.length, ownMs, own: ownMs / parserMs, memoryMb: process.resourceUsage().maxRSS / 1_024 };
}

/** Some work, and what it takes of the processor in milliseconds. */
function cpuMs(work) {
  const before = process.cpuUsage();
  const result = work();
  return { ms: cpuSince(before), result };
}

function cpuSince(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
