#!/usr/bin/env node
/**
 * The lab: outages made, measured, repaired by the plugin, and measured again. Results go to results.json, which
 * `page.mjs` turns into docs/evidence.md. `--smoke`: one client, under a minute, writes nothing. `--short`: everything
 * with short caps and a scaled-down `tcp_retries2`. Without: the real quarter of an hour of an untuned kernel.
 * `--only dead-peer,no-ack,storm,herd,harm`: these, the others keep their results.
 *
 * Exit code 0: every repaired program came back in time and nothing was harmed; 1: not so; 2: it cannot run here.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { CLIENTS } from "./clients.mjs";
import { judgeResults, summarise } from "./judge-results.mjs";
import { findMissingPackages, makeProject } from "./project.mjs";
import { SCENARIOS } from "./scenarios.mjs";
import { makeServers } from "./servers.mjs";

/** @typedef {import("./scenarios.mjs").Mode} Mode */

/** @type {Record<"smoke" | "short" | "full", Mode>} */
const MODES = {
  smoke: {
    name: "smoke",
    values: { deadPeer: 2000, queryTimeout: 2000 },
    capMs: { before: 6000, after: 10_000 },
    retries: 5,
    noAckCapMs: 20_000,
    atOnce: 2,
  },
  short: {
    name: "short",
    values: { deadPeer: 5000, queryTimeout: 5000 },
    capMs: { before: 20_000, after: 20_000 },
    retries: 5,
    noAckCapMs: 30_000,
    atOnce: 4,
  },
  full: {
    name: "full",
    values: { deadPeer: 5000, queryTimeout: 5000 },
    capMs: { before: 180_000, after: 60_000 },
    retries: 15,
    noAckCapMs: 1_000_000,
    atOnce: 20,
  },
};
const RESULTS = new URL("results.json", import.meta.url);

/** @param {string} line @param {number} code */
function leave(line, code) {
  console.error(line);
  process.exit(code);
}

const { values: options } = parseArgs({
  options: { smoke: { type: "boolean" }, short: { type: "boolean" }, only: { type: "string" } },
});
const mode = MODES[options.smoke === true ? "smoke" : options.short === true ? "short" : "full"];
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
/** @type {Record<string, unknown>} */
const measured = {};
try {
  for (const name of wanted) {
    const started = performance.now();
    measured[name] = {
      mode: mode.name,
      ...(await SCENARIOS[/** @type {keyof typeof SCENARIOS} */ (name)]({ mode, project, servers, clients })),
    };
    console.log(`\n${name} (${Math.round((performance.now() - started) / 1000)} s)`);
    for (const line of summarise(name, measured[name])) console.log(`  ${line}`);
  }
} finally {
  await servers.stop();
  project.remove();
}

if (mode.name !== "smoke") {
  const before = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : {};
  const scenarios = { ...before.scenarios, ...measured };
  const sorted = Object.fromEntries(
    Object.keys(SCENARIOS).flatMap((name) => (name in scenarios ? [[name, scenarios[name]]] : [])),
  );
  const environment = { node: process.versions.node, packages: project.versions, values: mode.values };
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(RESULTS, `${JSON.stringify({ date, environment, scenarios: sorted }, undefined, 2)}\n`);
}
const complaints = judgeResults(measured);
for (const complaint of complaints) console.log(`NOT REACHED: ${complaint}`);
console.log(
  complaints.length === 0 ? "\nAll that was run reached what it must: recovery within 10 s, and no harm." : "",
);
process.exit(complaints.length === 0 ? 0 : 1);
