import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";

/**
 * The Node to run a package with: this one, unless its `engines` ask for another and the one installed beside the packages
 * is what they ask for. Where neither is, this one, and the results say what comes of it.
 *
 * @param {string} installDir
 * @param {string} alias
 * @returns {string} path of the executable
 */
export function findNode(installDir, alias) {
  const wanted = readEngines(installDir, alias);
  if (semver.satisfies(process.versions.node, wanted)) return process.execPath;
  const beside = join(installDir, "node_modules", `node-${process.platform}-${process.arch}`);
  try {
    accessSync(join(beside, "bin", "node"), constants.X_OK);
    const { version } = JSON.parse(readFileSync(join(beside, "package.json"), "utf8"));
    return semver.satisfies(version, wanted) ? join(beside, "bin", "node") : process.execPath;
  } catch {
    return process.execPath;
  }
}

/** @param {string} installDir @param {string} alias @returns {string} a semver range */
function readEngines(installDir, alias) {
  if (alias === "node") return "*";
  return JSON.parse(readFileSync(join(installDir, "node_modules", alias, "package.json"), "utf8")).engines?.node ?? "*";
}
