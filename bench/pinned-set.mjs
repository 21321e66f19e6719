/**
 * The pinned set: which published packages the bench reads, where their tarballs are unpacked, and which of their files
 * are source that a person could have written.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const benchFolder = fileURLToPath(new URL(".", import.meta.url));
export const cacheFolder = join(benchFolder, ".cache");

const sourceEnding = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const declarationEnding = /\.d\.[cm]?ts$/;
const minifiedEnding = /[.-]min\.[cm]?js$/;
const foldersNeverRead = new Set(["node_modules", "bower_components", ".git", "vendor", "public"]);

/** Files above this size are generated in every package of the set that has one. */
const largestReadableBytes = 1_000_000;

/** A line this long on average, over a whole file, was not typed by hand. */
const longestReadableMeanLine = 200;

/**
 * @typedef {object} PinnedPackage
 * @property {string} name
 * @property {string} version     exact, never a range
 * @property {string} integrity   as the registry publishes it (`sha512-…`); checked after every download
 * @property {string} licence
 * @property {string[]} lint      globs inside the package, `!` in front takes away
 * @property {string} why         one line: which constructions it adds
 */

/** @returns {PinnedPackage[]} sorted by name */
export function readPinnedSet() {
  const packages = JSON.parse(readFileSync(join(benchFolder, "packages.json"), "utf8"));
  return packages.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** @param {PinnedPackage} pinned */
export function folderOf(pinned) {
  return join(cacheFolder, `${pinned.name.replace("/", "+")}@${pinned.version}`);
}

/** The packages to work on: those named on the command line, else all; leaves when one of them is not fetched. */
export function choosePackages(names) {
  const pinnedSet = readPinnedSet();
  const unknown = names.filter((name) => !pinnedSet.some((pinned) => pinned.name === name));
  if (unknown.length > 0) leave(`not in bench/packages.json: ${unknown.join(", ")}`);
  const chosen = names.length === 0 ? pinnedSet : pinnedSet.filter((pinned) => names.includes(pinned.name));
  const missing = chosen.filter((pinned) => !existsSync(join(folderOf(pinned), "package.json")));
  if (missing.length > 0) {
    leave(
      `${missing.length} of ${chosen.length} packages are not fetched yet (${missing[0].name}): run node bench/fetch.mjs`,
    );
  }
  return chosen;
}

/** Ends the process with one line and exit code 2. */
export function leave(reason) {
  console.error(`bench: ${reason}`);
  process.exit(2);
}

/**
 * Turns a glob of packages.json into a test for a path inside the package.
 * Known: `*`, `**`, `{one,other}`; everything else is literal.
 */
export function readGlob(glob) {
  const pattern = glob.replace(/\*\*\/|\*\*|\*|\{[^}]*\}|[.+^$()|[\]\\?]/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token.startsWith("{")) return `(?:${token.slice(1, -1).split(",").map(escapeText).join("|")})`;
    return `\\${token}`;
  });
  return new RegExp(`^${pattern}$`);
}

function escapeText(text) {
  return text.replace(/[.+^$()|[\]\\?*]/g, "\\$&");
}

/**
 * The files of one package that the bench lints.
 * @returns {{ path: string, absolute: string, code: string }[]} in the order of their paths
 */
export function readSourceFiles(pinned) {
  const folder = folderOf(pinned);
  const wanted = pinned.lint.filter((glob) => !glob.startsWith("!")).map(readGlob);
  const unwanted = pinned.lint.filter((glob) => glob.startsWith("!")).map((glob) => readGlob(glob.slice(1)));
  const files = [];
  for (const path of walk(folder, "")) {
    if (!wanted.some((glob) => glob.test(path)) || unwanted.some((glob) => glob.test(path))) continue;
    const absolute = join(folder, path);
    const code = readFileSync(absolute, "utf8");
    if (isReadable(code)) files.push({ path, absolute, code });
  }
  return files;
}

function isReadable(code) {
  const text = code.replace(/^\/\/# sourceMappingURL=.*$/m, "");
  if (text.length === 0 || text.length > largestReadableBytes) return false;
  return text.length / text.split("\n").length <= longestReadableMeanLine;
}

function* walk(folder, prefix) {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true });
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!foldersNeverRead.has(entry.name)) yield* walk(folder, path);
    } else if (entry.isFile() && isSourcePath(entry.name)) {
      yield path;
    }
  }
}

function isSourcePath(name) {
  return sourceEnding.test(name) && !declarationEnding.test(name) && !minifiedEnding.test(name);
}
