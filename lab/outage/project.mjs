/**
 * Services for the programs: scratch folders with a manifest each and links to the client libraries that the probes
 * installed, under the names the programs import them by.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAMS = fileURLToPath(new URL("../../fixtures/lab/", import.meta.url));
const INSTALLED = fileURLToPath(new URL("../probes/node_modules/", import.meta.url));

/** By era, the name a program imports and the alias under which the probes have the version that is measured. */
const PACKAGES = {
  newest: {
    bullmq: "bullmq-6",
    ioredis: "ioredis-6",
    redis: "redis-6",
    pg: "pg-8",
    mysql2: "mysql2-3",
    mariadb: "mariadb-3",
    undici: "undici-7",
    "p-retry": "p-retry-8",
  },
  older: { bullmq: "bullmq-5", ioredis: "ioredis-5", redis: "redis-5" },
};

/**
 * @typedef {keyof typeof PACKAGES} Era
 *
 * @typedef {object} Project
 * @property {(name: string) => string} readProgram the text of `fixtures/lab/<name>.mjs`
 * @property {(era: Era, file: string, text: string) => string} write answers the path of what it wrote
 * @property {Record<string, string[]>} versions of each package, as installed, newest first
 * @property {() => void} remove
 */

/** @returns {string | undefined} what is missing, in one line */
export function findMissingPackages() {
  const aliases = Object.values(PACKAGES).flatMap((packages) => Object.values(packages));
  const missing = aliases.filter((alias) => !existsSync(join(INSTALLED, alias)));
  return missing.length > 0
    ? `the client libraries are not installed (npm install --no-save --prefix lab/probes): ${missing.join(", ")}`
    : undefined;
}

/** @returns {Project} */
export function makeProject() {
  const folder = mkdtempSync(join(tmpdir(), "connections-lab-"));
  mkdirSync(join(folder, ".git")); // where the plugin stops looking for manifests
  /** @type {Record<string, string[]>} */
  const versions = {};
  for (const [era, packages] of Object.entries(PACKAGES)) {
    mkdirSync(join(folder, era, "node_modules"), { recursive: true });
    /** @type {Record<string, string>} */
    const dependencies = {};
    for (const [name, alias] of Object.entries(packages)) {
      symlinkSync(join(INSTALLED, alias), join(folder, era, "node_modules", name), "dir");
      const { version } = JSON.parse(readFileSync(join(INSTALLED, alias, "package.json"), "utf8"));
      dependencies[name] = version;
      (versions[name] ??= []).push(version);
    }
    const manifest = { name: `service-${era}`, type: "module", dependencies };
    writeFileSync(join(folder, era, "package.json"), JSON.stringify(manifest));
  }
  return {
    versions,
    readProgram: (name) => readFileSync(join(PROGRAMS, `${name}.mjs`), "utf8"),
    write(era, file, text) {
      const path = join(folder, era, file);
      writeFileSync(path, text);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
