import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {{ probe: Probe, alias: string, version: string }} Job one probe against one installed version */

const factsFolder = new URL("../facts/", import.meta.url);

/**
 * All probes, by id.
 *
 * @returns {Promise<Probe[]>}
 * @throws {Error} when two have the same id
 */
export async function collectProbes() {
  /** @type {Map<string, Probe>} */
  const byId = new Map();
  for (const file of readdirSync(factsFolder)
    .filter((name) => name.endsWith(".mjs"))
    .sort()) {
    const { probes } = await import(new URL(file, factsFolder).href);
    for (const probe of /** @type {Probe[]} */ (probes ?? [])) {
      if (byId.has(probe.id)) throw new Error(`two probes are called ${probe.id}`);
      byId.set(probe.id, probe);
    }
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * @param {Probe[]} probes
 * @param {{ filter?: string, speed: "default" | "all" | "smoke", installDir: string }} choice `filter` is a part of the
 *   id; what it names is run at any speed but smoke
 * @returns {Job[]}
 */
export function chooseJobs(probes, { filter, speed, installDir }) {
  return probes
    .filter((probe) => filter === undefined || probe.id.includes(filter))
    .flatMap((probe) =>
      probe.versions
        .filter((alias) => {
          const isNewest = alias === probe.versions.at(-1);
          if (speed === "smoke") return isNewest && probe.smoke === true;
          if (speed === "all" || filter !== undefined) return true;
          return probe.speed === "every-version" || (isNewest && probe.speed === "newest-version");
        })
        .map((alias) => ({ probe, alias, version: readVersion(installDir, alias) })),
    );
}

/**
 * The installed version behind an alias. Node's own modules go by Node's major, so that a patch of Node is no new fact.
 *
 * @param {string} installDir
 * @param {string} alias
 * @returns {string}
 */
export function readVersion(installDir, alias) {
  if (alias === "node") return process.versions.node.split(".")[0] ?? "";
  return JSON.parse(readFileSync(join(installDir, "node_modules", alias, "package.json"), "utf8")).version;
}

/**
 * What is expected of one version.
 *
 * @param {import("../probe.js").Expected} expected
 * @param {string} alias
 * @returns {import("../probe.js").Seen}
 */
export function readExpected(expected, alias) {
  if (expected === null || typeof expected !== "object") return expected;
  const value = alias in expected.byVersion ? expected.byVersion[alias] : expected.otherwise;
  if (value === undefined) throw new Error(`nothing is expected of ${alias}`);
  return value;
}
