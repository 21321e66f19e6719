import { existsSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import validRange from "semver/ranges/valid.js";

/** What is known of the version of a package next to a file. */
export type Installed =
  | { readonly is: "exact"; readonly version: string }
  | { readonly is: "range"; readonly range: string }
  | { readonly is: "unknown" };

interface Manifest {
  readonly version?: unknown;
  readonly workspaces?: unknown;
  readonly [section: string]: unknown;
}

/** A package that lists one both as a peer and for its own tests runs with what its users have. */
const SECTIONS = ["dependencies", "peerDependencies", "optionalDependencies", "devDependencies"] as const;

/**
 * Manifests by path. Each is looked at again (one `stat`) whenever it is asked for, so that an editor sees a new
 * version without a restart.
 */
const manifests = new Map<string, { readonly stamp: string; readonly manifest: Manifest | undefined }>();

/** How long an answer is taken for true, in ms: the files of a folder are linted one after the other. */
const FRESH_FOR = 2_000;
let since = 0;
/** What was found from a folder upwards, by package and folder. */
const found = new Map<string, Found>();
const folders = new Map<string, Folder>();

/** What the folders from one upwards say of a package. */
interface Found {
  /** Of the nearest installed copy. */
  readonly version?: string | undefined;
  /** As the nearest package.json lists it. */
  readonly declared?: string | undefined;
}

interface Folder {
  readonly manifest: Manifest | undefined;
  /** Where to look next; nothing at the root of a repository or of the disk. */
  readonly above: string | undefined;
}

/** Folders above the 64th are nobody's project; the bound keeps odd paths finite. */
const HIGHEST = 64;

/**
 * The version of a package as the linted file would load it: the nearest installed copy, else the range in the nearest
 * package.json that lists it, walking up to the workspace root. Tags, git addresses, `workspace:` and `catalog:` without
 * an installed copy are unknown. Unreadable manifests count as missing.
 */
export function readInstalled(packageName: string, filename: string): Installed {
  if (BUILT_IN.has(packageName)) return { is: "exact", version: process.versions.node };
  const now = Date.now();
  if (now - since > FRESH_FOR) {
    found.clear();
    folders.clear();
    since = now;
  }
  const { version, declared } = findFrom(dirname(filename), packageName, 0);
  if (version !== undefined) return { is: "exact", version };
  if (declared === undefined) return { is: "unknown" };
  let read = ranges.get(declared);
  if (!read) {
    read = readRange(declared);
    ranges.set(declared, read);
  }
  return read;
}

/** What package.json files say, read once: a project says the same of many files. */
const ranges = new Map<string, Installed>();

function readRange(declared: string): Installed {
  const range = validRange(declared.replace(/^npm:(?:@[^@/]+\/)?[^@]+@/, ""));
  // `*` and `latest`-like ranges say nothing about a major.
  return range === null || range === "*" ? { is: "unknown" } : { is: "range", range };
}

const BUILT_IN = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

/** @param specifier as imported: `events`, `node:events` */
export function isBuiltIn(specifier: string): boolean {
  return BUILT_IN.has(specifier);
}

/** Remembered for each folder on the way: the next file stands in one of them, or near. */
function findFrom(folder: string, packageName: string, depth: number): Found {
  const key = `${packageName} ${folder}`;
  let known = found.get(key);
  if (!known) {
    known = lookIn(folder, packageName, depth);
    found.set(key, known);
  }
  return known;
}

function lookIn(folder: string, packageName: string, depth: number): Found {
  const copy = readManifest(join(folder, "node_modules", packageName, "package.json"));
  if (typeof copy?.version === "string") return { version: copy.version };
  const { manifest, above } = openFolder(folder);
  const higher = above === undefined || depth >= HIGHEST ? {} : findFrom(above, packageName, depth + 1);
  return { version: higher.version, declared: (manifest && rangeIn(manifest, packageName)) ?? higher.declared };
}

function openFolder(folder: string): Folder {
  let known = folders.get(folder);
  if (!known) {
    const above = dirname(folder);
    const isTop = above === folder || existsSync(join(folder, ".git"));
    known = { manifest: readManifest(join(folder, "package.json")), above: isTop ? undefined : above };
    folders.set(folder, known);
  }
  return known;
}

function rangeIn(manifest: Manifest, packageName: string): string | undefined {
  for (const section of SECTIONS) {
    const listed = manifest[section];
    const range = typeof listed === "object" && listed !== null ? (listed as Record<string, unknown>)[packageName] : undefined;
    if (typeof range === "string") return range;
  }
  return undefined;
}

function readManifest(path: string): Manifest | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  const stamp = `${stats.mtimeMs} ${stats.size}`;
  const cached = manifests.get(path);
  if (cached?.stamp === stamp) return cached.manifest;
  const manifest = parseManifest(path);
  manifests.set(path, { stamp, manifest });
  return manifest;
}

function parseManifest(path: string): Manifest | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof parsed === "object" && parsed !== null ? (parsed as Manifest) : undefined;
  } catch {
    return undefined; // a package.json that is not JSON says nothing about versions
  }
}
