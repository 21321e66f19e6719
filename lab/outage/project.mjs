/**
 * A service of its own for every program: a scratch folder with a manifest and links to the client libraries that the
 * probes installed, under the names the programs import them by.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAMS = fileURLToPath(new URL("../../fixtures/lab/", import.meta.url));
const INSTALLED = fileURLToPath(new URL("../probes/node_modules/", import.meta.url));

/** The name a program imports, and the alias under which the probes have the version that is measured. */
const PACKAGES = {
  ioredis: "ioredis-6",
  redis: "redis-6",
  pg: "pg-8",
  mysql2: "mysql2-3",
  mariadb: "mariadb-3",
  undici: "undici-7",
};

/**
 * @typedef {object} Project
 * @property {string} folder
 * @property {(name: string) => string} readProgram the text of `fixtures/lab/<name>.mjs`
 * @property {(file: string, text: string) => string} write answers the path of what it wrote
 * @property {Record<string, string>} versions of the packages, as installed
 * @property {() => void} remove
 */

/** @returns {string | undefined} what is missing, in one line */
export function findMissingPackages() {
  const missing = Object.values(PACKAGES).filter((alias) => !existsSync(join(INSTALLED, alias)));
  return missing.length > 0
    ? `the client libraries are not installed (npm ci --prefix lab/probes): ${missing.join(", ")}`
    : undefined;
}

/** @returns {Project} */
export function makeProject() {
  const folder = mkdtempSync(join(tmpdir(), "connections-lab-"));
  mkdirSync(join(folder, ".git")); // where the plugin stops looking for manifests
  mkdirSync(join(folder, "node_modules"));
  /** @type {Record<string, string>} */
  const versions = {};
  for (const [name, alias] of Object.entries(PACKAGES)) {
    symlinkSync(join(INSTALLED, alias), join(folder, "node_modules", name), "dir");
    versions[name] = JSON.parse(readFileSync(join(INSTALLED, alias, "package.json"), "utf8")).version;
  }
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "service", type: "module", dependencies: versions }),
  );
  return {
    folder,
    versions,
    readProgram: (name) => readFileSync(join(PROGRAMS, `${name}.mjs`), "utf8"),
    write(file, text) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
