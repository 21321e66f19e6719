import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import { readExpected } from "./collect.mjs";
import { findNode } from "./node-binary.mjs";

/** @typedef {import("./collect.mjs").Job} Job */
/** @typedef {import("../probe.js").Seen} Seen */
/** @typedef {{ seen: Seen, control: Seen }} Result of a probe in a child process */
/**
 * @typedef {object} Row one line of results.json
 * @property {string} id
 * @property {string} package
 * @property {string} version
 * @property {string} alias
 * @property {string} fact
 * @property {Seen} expected
 * @property {Seen} seen
 * @property {boolean} ok
 * @property {{ describe: string, expected: Seen, seen: Seen, ok: boolean }} control
 * @property {"behaviour" | "effective-option"} kind
 * @property {string} how
 */

const childFile = fileURLToPath(new URL("../child.mjs", import.meta.url));
const LANES = 4;
/** Longer than any probe's own bound: only a blocked event loop gets here. */
const SILENT_BOUND_MS = 90_000;

/**
 * Runs the jobs, each version in a child process of its own, four children at a time: they wait far more than they work.
 *
 * @param {Job[]} jobs
 * @param {{ installDir: string, ports: Record<string, number>, parallel?: number, onRow?: (row: Row) => void }} options
 * @returns {Promise<Row[]>}
 */
export async function runJobs(jobs, { installDir, ports, parallel = 4, onRow = () => {} }) {
  /** @type {Map<string, Job[]>} */
  const byAlias = new Map();
  for (const job of jobs) byAlias.set(job.alias, [...(byAlias.get(job.alias) ?? []), job]);
  const groups = [...byAlias.values()].sort((a, b) => b.length - a.length); // the longest first
  /** @type {Row[]} */
  const rows = [];
  const lane = async () => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      for (const row of await runVersion(group, installDir, ports)) {
        rows.push(row);
        onRow(row);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return rows;
}

/**
 * @param {Job[]} group jobs of one version
 * @param {string} installDir
 * @param {Record<string, number>} ports
 * @returns {Promise<Row[]>}
 */
async function runVersion(group, installDir, ports) {
  const jobs = new Map(group.map((job) => [job.probe.id, job]));
  /** @type {Row[]} */
  const rows = [];
  /** @param {string[]} ids @param {number} lanes */
  const makeOrder = (ids, lanes) => ({ alias: group[0]?.alias ?? "", ids, lanes, installDir, ports });
  const together = await runChild(makeOrder([...jobs.keys()], LANES));
  for (const [id, job] of jobs) {
    const result = together.finished.get(id);
    const row = result === undefined ? undefined : makeRow(job, result.seen, result.control);
    // A surprise gets a second look on its own, undisturbed by the other probes of this process.
    rows.push(row !== undefined && isAsExpected(row) ? row : await runAlone(job));
  }

  /** @param {Job} job */
  async function runAlone(job) {
    const { id } = job.probe;
    const { finished, crash } = await runChild(makeOrder([id], 1));
    const result = finished.get(id);
    if (result !== undefined) return makeRow(job, result.seen, result.control);
    const controls = await runChild({ ...makeOrder([id], 1), controlOnly: true });
    return makeRow(job, `crashes: ${crash}`, controls.finished.get(id)?.control ?? "crashes as well");
  }
  return rows;
}

/**
 * @param {import("../child.mjs").Order} order
 * @returns {Promise<{ finished: Map<string, Result>, crash?: string }>}
 */
function runChild(order) {
  return new Promise((resolve) => {
    const child = fork(childFile, [], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: ["--no-warnings"],
      execPath: findNode(order.installDir, order.alias),
    });
    /** @type {Map<string, Result>} */
    const finished = new Map();
    /** @type {string | undefined} */
    let crash;
    let isDone = false;
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      complaint = (complaint + text).slice(-2000);
    });
    const silence = setTimeout(() => {
      crash = "the process blocked and was ended";
      child.kill("SIGKILL");
    }, SILENT_BOUND_MS);
    child.on("message", (/** @type {any} */ message) => {
      silence.refresh();
      if (message.finished !== undefined) {
        finished.set(message.finished, { seen: message.seen, control: message.control });
      }
      if (message.crashed !== undefined) crash = message.crashed;
      if (message.done !== undefined) isDone = true;
    });
    child.once("exit", (code, signal) => {
      clearTimeout(silence);
      if (!isDone) crash ??= /FATAL ERROR: .*?([^-]+)$/m.exec(complaint)?.[1]?.trim() ?? `exit ${code ?? signal}`;
      resolve({ finished, ...(crash === undefined ? {} : { crash }) });
    });
    child.send(order);
  });
}

/** @param {Row} row */
const isAsExpected = (row) => row.ok && row.control.ok;

/**
 * A row. The control is right when it came out as expected and differently from the probe.
 *
 * @param {Job} job
 * @param {Seen} seen
 * @param {Seen} controlSeen
 * @returns {Row}
 */
export function makeRow({ probe, alias, version }, seen, controlSeen) {
  const expected = readExpected(probe.expected, alias);
  const controlExpected = readExpected(probe.control.expected, alias);
  return {
    id: probe.id,
    package: probe.package,
    version,
    alias,
    fact: probe.fact,
    expected,
    seen,
    ok: seen === expected,
    control: {
      describe: probe.control.describe,
      expected: controlExpected,
      seen: controlSeen,
      ok: controlSeen === controlExpected && controlSeen !== seen,
    },
    kind: probe.kind,
    how: probe.how,
  };
}
