import { existsSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, parse } from "node:path";
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

const SECTIONS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

/**
 * Manifests by path. Each is looked at again (one `stat`) whenever it is asked for, so that an editor sees a new
 * version without a restart.
 */
const manifests = new Map<string, { readonly stamp: string; readonly manifest: Manifest | undefined }>();

/** How long an answer is taken for true, in ms: the files of a folder are linted one after the other. */
const FRESH_FOR = 300;
const answers = new Map<string, Installed>();
let answeredSince = 0;

/**
 * The version of a package as the linted file would load it: the nearest installed copy, else the range in the nearest
 * package.json that lists it, walking up to the workspace root. Tags, git addresses, `workspace:` and `catalog:` without
 * an installed copy are unknown. Unreadable manifests count as missing.
 */
export function readInstalled(packageName: string, filename: string): Installed {
  if (builtinModules.includes(packageName.replace(/^node:/, ""))) return { is: "exact", version: process.versions.node };
  const now = Date.now();
  if (now - answeredSince > FRESH_FOR) {
    answers.clear();
    answeredSince = now;
  }
  const key = `${packageName} ${dirname(filename)}`;
  const known = answers.get(key) ?? lookUp(packageName, filename);
  answers.set(key, known);
  return known;
}

function lookUp(packageName: string, filename: string): Installed {
  let declared: string | undefined;
  for (const folder of foldersAbove(filename)) {
    const copy = readManifest(join(folder, "node_modules", packageName, "package.json"));
    if (typeof copy?.version === "string") return { is: "exact", version: copy.version };
    const own = readManifest(join(folder, "package.json"));
    declared ??= own && rangeIn(own, packageName);
    if (existsSync(join(folder, ".git"))) break;
  }
  if (declared === undefined) return { is: "unknown" };
  const range = validRange(declared.replace(/^npm:(?:@[^@/]+\/)?[^@]+@/, ""));
  // `*` and `latest`-like ranges say nothing about a major.
  return range === null || range === "*" ? { is: "unknown" } : { is: "range", range };
}

function foldersAbove(filename: string): string[] {
  const folders: string[] = [];
  let folder = dirname(filename);
  const { root } = parse(folder);
  for (let depth = 0; depth < 64; depth += 1) {
    folders.push(folder);
    if (folder === root || folder === "." || folder === "") break;
    folder = dirname(folder);
  }
  return folders;
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
