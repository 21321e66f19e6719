/**
 * Runs the probes: `npm run probe [-- --filter pg/Pool --all --smoke --latest --json]`.
 *
 * Exit codes: 0 as expected, 1 a fact or a control came out differently, 2 the packages or the options are not there.
 */
import { parseArgs } from "node:util";

import { chooseJobs, collectProbes } from "./runner/collect.mjs";
import { runJobs } from "./runner/children.mjs";
import { ensureInstalled, installLatest, NotInstalled, probesDir } from "./runner/install.mjs";
import { formatChanges, formatTable, isGood } from "./runner/report.mjs";
import { mergeRows, readResults, rowKey, writeResults } from "./runner/results.mjs";
import { startServices } from "./runner/services.mjs";

/** @typedef {import("./runner/collect.mjs").Job} Job */

const USAGE = "npm run probe [-- --filter <part of an id> --all --smoke --latest --json]";

process.exitCode = await main();

async function main() {
  const choice = readChoice();
  if (choice === undefined) return 2;
  try {
    ensureInstalled();
    return await (choice.latest ? compareLatest(choice) : runPinned(choice));
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

/** @returns {{ filter?: string, speed: "default" | "all" | "smoke", latest: boolean, json: boolean } | undefined} */
function readChoice() {
  /** @type {import("node:util").ParseArgsConfig["options"]} */
  const options = {
    filter: { type: "string" },
    all: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    latest: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  };
  try {
    const { values } = parseArgs({ options });
    const { filter, all, smoke, latest, json } = values;
    return {
      ...(typeof filter === "string" ? { filter } : {}),
      speed: smoke === true ? "smoke" : all === true ? "all" : "default",
      latest: latest === true,
      json: json === true,
    };
  } catch (error) {
    process.stderr.write(`${/** @type {Error} */ (error).message}. Usage: ${USAGE}\n`);
    return undefined;
  }
}

/** @param {NonNullable<ReturnType<typeof readChoice>>} choice */
async function runPinned(choice) {
  const jobs = chooseJobs(await collectProbes(), { ...choice, installDir: probesDir });
  if (jobs.length === 0) {
    process.stderr.write(`no probe matches ${choice.filter}\n`);
    return 2;
  }
  const { rows, skipped } = await runWithServices(jobs, probesDir);
  // Only a run of everything can tell which rows no probe makes any more.
  const isWhole = choice.speed === "all" && choice.filter === undefined;
  const known = new Set(jobs.map(({ probe, version }) => rowKey({ id: probe.id, version })));
  writeResults(mergeRows(readResults().rows, rows, isWhole ? (row) => known.has(rowKey(row)) : () => true));
  const ran = mergeRows([], rows);
  process.stdout.write(`${choice.json ? JSON.stringify(ran, null, 2) : formatTable(ran)}\n`);
  const bad = ran.filter((row) => !isGood(row));
  for (const line of skipped) process.stderr.write(`skipped: ${line}\n`);
  process.stderr.write(`${ran.length} probes of ${jobs.length} ran, ${bad.length} not as expected\n`);
  return bad.length > 0 ? 1 : 0;
}

/** @param {NonNullable<ReturnType<typeof readChoice>>} choice */
async function compareLatest(choice) {
  const probes = (await collectProbes()).map((probe) => ({ ...probe, versions: probe.versions.slice(-1) }));
  const { dir, remove } = installLatest(new Set(probes.flatMap((probe) => probe.versions)));
  try {
    const { rows, skipped } = await runWithServices(chooseJobs(probes, { ...choice, installDir: dir }), dir);
    const changes = formatChanges(readResults().rows, rows);
    process.stdout.write(
      choice.json ? `${JSON.stringify(rows, null, 2)}\n` : changes.map((line) => `${line}\n`).join(""),
    );
    for (const line of skipped) process.stderr.write(`skipped: ${line}\n`);
    process.stderr.write(`${rows.length} probes ran against the newest versions, ${changes.length} differ\n`);
    return changes.length > 0 ? 1 : 0;
  } finally {
    remove();
  }
}

/**
 * @param {Job[]} jobs
 * @param {string} installDir
 */
async function runWithServices(jobs, installDir) {
  const services = await startServices(new Set(jobs.flatMap(({ probe }) => probe.needs)));
  try {
    const runnable = jobs.filter(({ probe }) => probe.needs.every((name) => !services.skipped.has(name)));
    const rows = await runJobs(runnable, { installDir, ports: services.ports });
    const skipped = [...services.skipped].map(([name, reason]) => {
      const left = jobs.filter(({ probe }) => probe.needs.some((need) => need === name)).length;
      return `${left} probes, ${reason}`;
    });
    return { rows, skipped };
  } finally {
    await services.stop();
  }
}
