import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the probes: package.json, lock file, node_modules. */
export const probesDir = fileURLToPath(new URL("../", import.meta.url));

const INSTALL_BOUND_MS = 600_000;

/** Used by stand-ins and controls, not probed: these stay as they are when the newest versions are tried. */
const supporting = new Set(["bson", "undici-6"]);

/** Thrown when the packages are not there and could not be installed. */
export class NotInstalled extends Error {}

/**
 * Installs the pinned packages, as the lock file says, when they are missing or older than it. Not by `npm ci`: that refuses a
 * lock file wherever a registry lacks the native builds of other platforms.
 *
 * @throws {NotInstalled}
 */
export function ensureInstalled() {
  const lock = join(probesDir, "package-lock.json");
  const installed = join(probesDir, "node_modules", ".package-lock.json");
  if (readTime(installed) >= readTime(lock)) return;
  process.stderr.write("installing the pinned packages ...\n");
  runNpm(["install", "--no-save"], probesDir);
  // npm leaves its own record alone when nothing was missing.
  const now = new Date();
  utimesSync(installed, now, now);
}

/**
 * Installs the newest published version of every package, under the alias of its newest pinned major, into a folder of
 * its own.
 *
 * @param {Set<string>} newestAliases
 * @returns {{ dir: string, remove: () => void }}
 * @throws {NotInstalled}
 */
export function installLatest(newestAliases) {
  const dir = mkdtempSync(join(tmpdir(), "connections-latest-"));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  process.on("exit", remove);
  const pinned = JSON.parse(readFileSync(join(probesDir, "package.json"), "utf8"));
  /** @type {Record<string, string>} */
  const dependencies = {};
  for (const [alias, version] of Object.entries(pinned.dependencies)) {
    const name = /^npm:(.+)@[^@]+$/.exec(version)?.[1];
    if (supporting.has(alias)) dependencies[alias] = version;
    else if (name !== undefined && newestAliases.has(alias)) dependencies[alias] = `npm:${name}@latest`;
    // Alpha lines have no newer "latest".
    else if (name === undefined) dependencies[alias] = version.includes("-") ? version : "latest";
  }
  const { optionalDependencies } = pinned;
  const manifest = { private: true, type: "module", dependencies, optionalDependencies };
  writeFileSync(join(dir, "package.json"), JSON.stringify(manifest, null, 2));
  copyFileSync(join(probesDir, ".npmrc"), join(dir, ".npmrc"));
  copyFileSync(join(probesDir, "load.mjs"), join(dir, "load.mjs"));
  process.stderr.write(`installing the newest versions of ${Object.keys(dependencies).length} packages ...\n`);
  runNpm(["install", "--no-package-lock"], dir);
  return { dir, remove };
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
function runNpm(args, cwd) {
  const done = spawnSync("npm", [...args, "--loglevel=error"], { cwd, encoding: "utf8", timeout: INSTALL_BOUND_MS });
  if (done.status === 0) return;
  const reason = done.error?.message ?? done.stderr.trim().split("\n")[0] ?? "";
  throw new NotInstalled(`the probed packages are not installed: npm ${args[0]} failed in ${cwd}: ${reason}`);
}

/** @param {string} path */
function readTime(path) {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
