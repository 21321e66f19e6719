#!/usr/bin/env node
/**
 * The lab: outages made, measured, repaired by the plugin, and measured again. Results go to results.json, which
 * `page.mjs` turns into docs/evidence.md. `--smoke`: one client, under a minute, writes nothing. `--short`: everything
 * with short caps and a scaled-down `tcp_retries2`. `--full`, the default: the real quarter of an hour of an untuned
 * kernel. `--only dead-peer,no-ack,storm,herd,restart,harm`: these, the others keep their results.
 *
 * Exit code 0: every repaired program came back in time, none held more connections than it may, and nothing was harmed;
 * 1: not so; 2: it, or a part of it, cannot run here.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { CLIENTS } from "./clients.mjs";
import { findLeftOut, judgeResults, summarise } from "./judge-results.mjs";
import { MODES } from "./modes.mjs";
import { findMissingPackages, makeProject } from "./project.mjs";
import { SCENARIOS, SIDE_BY_SIDE } from "./scenarios.mjs";
import { makeServers } from "./servers.mjs";

const RESULTS = new URL("results.json", import.meta.url);

/** @param {string} line @param {number} code */
function leave(line, code) {
  console.error(line);
  process.exit(code);
}

const { values: options } = parseArgs({
  options: {
    smoke: { type: "boolean" },
    short: { type: "boolean" },
    full: { type: "boolean" },
    only: { type: "string" },
  },
});
const chosen = /** @type {const} */ (["smoke", "short", "full"]).filter((name) => options[name] === true);
if (chosen.length > 1) leave(`One of --${chosen.join(", --")}.`, 2);
const mode = MODES[chosen[0] ?? "full"];
const wanted = options.smoke === true ? ["dead-peer"] : (options.only?.split(",") ?? Object.keys(SCENARIOS));
const unknown = wanted.find((name) => !(name in SCENARIOS));
if (unknown !== undefined) leave(`--only takes ${Object.keys(SCENARIOS).join(", ")}, not ${unknown}.`, 2);
if (!existsSync(new URL("../../dist/src/index.js", import.meta.url)))
  leave("The plugin is not built: npm run build.", 2);
const missing = findMissingPackages();
if (missing !== undefined) leave(missing, 2);

const clients = options.smoke === true ? CLIENTS.filter(({ name }) => name === "ioredis") : CLIENTS;
const project = makeProject();
const servers = makeServers();
/** @type {Record<string, any>} */
const measured = {};

/** @param {keyof typeof SCENARIOS} name */
async function run(name) {
  const started = performance.now();
  const results = await SCENARIOS[name]({ mode, project, servers, clients });
  const seconds = Math.round((performance.now() - started) / 1000);
  measured[name] = { mode: mode.name, seconds, ...results };
  console.log(`\n${name} (${seconds} s)`);
  for (const line of summarise(name, measured[name])) console.log(`  ${line}`);
}

const started = performance.now();
try {
  for (const group of SIDE_BY_SIDE) await Promise.all(group.filter((name) => wanted.includes(name)).map(run));
} finally {
  await servers.stop();
  project.remove();
}
console.log(`\n${Math.round((performance.now() - started) / 1000)} s in all`);

if (mode.name !== "smoke") {
  const before = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : {};
  const scenarios = { ...before[mode.name]?.scenarios, ...measured };
  const sorted = Object.fromEntries(
    Object.keys(SCENARIOS).flatMap((name) => (name in scenarios ? [[name, scenarios[name]]] : [])),
  );
  const environment = { node: process.versions.node, packages: project.versions, values: mode.values };
  const date = new Date().toISOString().slice(0, 10);
  const results = { ...before, [mode.name]: { date, environment, scenarios: sorted } };
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
}
const complaints = judgeResults(measured);
const leftOut = findLeftOut(measured);
for (const complaint of complaints) console.log(`NOT REACHED: ${complaint}`);
for (const part of leftOut) console.log(`LEFT OUT: ${part}`);
if (complaints.length === 0 && leftOut.length === 0)
  console.log("Reached: every recovery within 10 s, no more connections than allowed, and no harm.");
// The smoke is for every machine that has Node; what is left out of a measurement is not shown by it.
const incomplete = mode.name !== "smoke" && leftOut.length > 0;
process.exit(complaints.length > 0 ? 1 : incomplete ? 2 : 0);
