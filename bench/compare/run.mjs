/**
 * The plugin side by side with others over the same files, with the same parser: what each costs.
 *
 *   npm run bench -- [--rounds 3] [--only connections,regexp] [--write] [package…]
 *
 * Each configuration is linted by a process of its own (child.mjs), in turns, `--rounds` times; the figures are medians. The parser
 * alone and `recommended` are measured twice: how far those come apart is what the machine adds by itself. The others come from npm at
 * the versions of peers.json, into bench/.cache/peers; nothing but linting is done with them. `--write` keeps a whole run over the
 * usual packages as results.json, which docs/speed.md is generated from. Reports, and judges nothing: exit code 0.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median, spreadOf } from "../figures.mjs";
import { benchFolder, choosePackages, leave } from "../pinned-set.mjs";
import { slopeOf } from "../slope.mjs";
import { CONFIGURATIONS, fetchPeers, oursAgain, parserOnly, peers } from "./linted-with.mjs";
import { compareOxlint, lintAgain, startCold } from "./surroundings.mjs";
import { report } from "./tables.mjs";

/** An application, a command-line tool, a job queue and a library over many databases: what a run of some minutes can afford. */
const usual = ["graphile-migrate", "node-resque", "sqlpad", "ueberdb2"];
/** More of the kind, for the cost against the number of files. */
const many = [...usual, "@adonisjs/lucid", "actionhero", "graphile-worker", "telegraf", "unstorage"];
const sizes = [60, 120, 240, 480];

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "3" }, only: { type: "string" }, write: { type: "boolean", default: false } },
});
const rounds = Number(flags.rounds);
if (!Number.isInteger(rounds) || rounds < 1) leave(`--rounds takes a whole number from 1, not ${flags.rounds}`);
if (flags.write && (flags.only !== undefined || positionals.length > 0)) leave("--write keeps whole runs over the usual packages only");

const names = positionals.length > 0 ? positionals : usual;
const labels = chooseLabels(flags.only?.split(","));
fetchPeers();
const started = performance.now();
const results = {
  node: process.versions.node,
  cores: availableParallelism(),
  eslint: versionOf("eslint"),
  parser: versionOf("@typescript-eslint/parser"),
  rounds,
  ...compareSideBySide(),
  growth: growWithFiles(),
  oxlint: { version: versionOf("oxlint"), ...compareOxlint(names, 2 * rounds + 1) },
  cold: startCold(2 * rounds + 1),
  again: await lintAgain(),
};
console.log(report(results));
console.log(`\nThis took ${Math.round((performance.now() - started) / 1_000)} s.`);
if (flags.write) writeFileSync(join(benchFolder, "compare/results.json"), `${JSON.stringify(results, short, 2)}\n`);

function chooseLabels(wanted) {
  return Object.keys(CONFIGURATIONS).filter((label) => label === parserOnly || (wanted?.some((each) => label.includes(each)) ?? true));
}

function compareSideBySide() {
  const runs = new Map(labels.map((label) => [label, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const label of round % 2 === 0 ? labels : labels.toReversed()) runs.get(label).push(child("side-by-side", label, names));
  }
  const rows = [...runs].map(([name, all]) => {
    const of = (key) => median(all.map((each) => each[key]));
    const figures = Object.fromEntries(["rules", "warm", "cold", "whole", "load", "memoryMb", "findings", "thrown"].map((key) => [key, of(key)]));
    return { name, ...(peers[`eslint-plugin-${name}`] && { version: peers[`eslint-plugin-${name}`] }), ...figures };
  });
  const [{ files, inScope, kilobytes }] = runs.get(parserOnly);
  const own = (runs.get(oursAgain) ?? []).map((again, round) => again.warm / runs.get("connections, recommended")[round].warm);
  return {
    set: { packages: choosePackages(names).map(({ name, version }) => `${name}@${version}`), files, inScope, kilobytes },
    spread: { whole: spreadOf(runs.get(parserOnly).map(({ whole }) => whole)), own: own.length > 0 ? spreadOf(own) : 0 },
    sideBySide: rows,
  };
}

function growWithFiles() {
  const all = Array.from({ length: rounds }, () => sizes.map((size) => child("growth", String(size), many)));
  const rows = sizes.map((_size, index) => {
    const of = (key) => median(all.map((round) => round[index][key]));
    return { files: of("files"), own: of("own"), ownMs: of("ownMs"), memoryMb: of("memoryMb") };
  });
  const perFile = ({ ownMs, files }) => ownMs / files;
  return {
    packages: choosePackages(many).map(({ name, version }) => `${name}@${version}`),
    slope: slopeOf(rows.map(({ files }) => files), rows.map(({ ownMs }) => ownMs)),
    sizes: rows.map(({ ownMs, ...row }) => ({ ...row, perFile: perFile({ ownMs, ...row }) / perFile(rows[0]) })),
  };
}

function child(kind, what, packages) {
  const program = fileURLToPath(new URL("child.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, kind, what, ...packages], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) leave(`${kind} with ${what} ended with ${status}: ${stderr.trim().split("\n").slice(-3).join(" ")}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1));
}

function versionOf(name) {
  return JSON.parse(readFileSync(join(benchFolder, "..", "node_modules", name, "package.json"), "utf8")).version;
}

/** Four digits after the point are more than any of it is worth. */
function short(_key, value) {
  return typeof value === "number" ? Number(value.toFixed(4)) : value;
}
