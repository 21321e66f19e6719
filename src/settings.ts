import { createRequire } from "node:module";
import { families } from "./catalogue/index.js";
import type { EntryPoint, Family } from "./catalogue/shape.js";
import { checkShape } from "./settings/check-shape.js";
import type { Wrapper } from "./settings/types.js";
import { ownEntries, type OwnEntries } from "./settings/wrappers.js";

/** A value that fixes write: a number (ms for times), or a constant to import. */
export type WrittenValue = number | { readonly import: string; readonly from: string };

/** The values a user may set, by what they bound. Times in milliseconds. */
export const VALUE_NAMES = [
  "limit",
  "connectTimeout",
  "acquireTimeout",
  "commandTimeout",
  "queryTimeout",
  "deadPeer",
  "attempts",
  "reconnectBase",
  "reconnectCap",
] as const;
export type ValueName = (typeof VALUE_NAMES)[number];

/** `settings.connections`, with every default filled in. */
export interface Settings {
  /** Which fixes are made by themselves: all (default), only those that keep the behaviour, or none. */
  readonly fix: "all" | "safe" | "none";
  readonly values: { readonly [name in ValueName]?: WrittenValue };
  /** Own clients, in the shape of a catalogue entry. */
  readonly clients: readonly Family[];
  /** Own functions that create, cache, close, retry or limit. */
  readonly wrappers: readonly Wrapper[];
  /** The two of them in the words of the catalogue. */
  readonly own: OwnEntries;
  readonly entryPoints: readonly EntryPoint[];
  readonly server: { readonly maxConnections?: number; readonly instances?: number };
  /** Whether a file is a test. */
  readonly isTestFile: (filename: string) => boolean;
  /** Whether other files are read. */
  readonly crossFile: boolean;
}

/** What fixes need besides the site: the user's settings, and the folder of the configuration. */
export interface Preferences {
  readonly settings: Settings;
  /** What a relative `from` of a value is relative to. */
  readonly folder: string;
}

const KEYS = ["fix", "values", "clients", "wrappers", "entryPoints", "server", "testFiles", "crossFile"];

/** Test files by name or folder; `…/api/test/*` are routes and not tests. */
const TEST_FILE = /(?:\.(?:test|spec|e2e|e2e-spec)\.[cm]?[jt]sx?$)|(?:^|[\\/])__(?:tests|mocks)__[\\/]|(?:^|[\\/])(?:tests?|e2e|specs?)[\\/]/;
const ROUTE_FOLDER = /(?:^|[\\/])(?:api|routes|pages|app)[\\/](?:[^\\/]+[\\/])*(?:tests?|specs?)[\\/](?!.*\.(?:test|spec)\.)/;

const DEFAULTS: Settings = {
  fix: "all",
  values: {},
  clients: [],
  wrappers: [],
  own: { families: [], exports: [] },
  entryPoints: [],
  server: {},
  isTestFile: (filename) => TEST_FILE.test(filename) && !ROUTE_FOLDER.test(filename),
  crossFile: true,
};

const read = new WeakMap<object, Settings>();
/** By content: a host may make the same settings anew for each file. Wrong ones are never kept. */
const readByContent = new Map<string, Settings>();

/**
 * Reads `settings.connections`. Throws one error that names the key and what it takes when it is wrong.
 */
export function readSettings(all: { readonly connections?: unknown }): Settings {
  const given = all.connections;
  if (given === undefined) return DEFAULTS;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new Error(`settings.connections takes an object, not ${shown(given)}.`);
  }
  const known = read.get(given);
  if (known) return known;
  const content = contentOf(given);
  const settings = readByContent.get(content) ?? validate(given as Record<string, unknown>);
  if (content !== "") readByContent.set(content, settings);
  read.set(given, settings);
  return settings;
}

/** Nothing for what JSON cannot hold: it is told what is wrong with it in its place. What JSON would leave out is written out. */
function contentOf(given: object): string {
  try {
    return JSON.stringify(given, (_, value: unknown) => (typeof value === "function" || value === undefined ? String(value) : value));
  } catch {
    return "";
  }
}

function validate(given: Record<string, unknown>): Settings {
  for (const key of Object.keys(given)) {
    if (!KEYS.includes(key)) throw new Error(`settings.connections.${key} is not a setting. It takes ${KEYS.join(", ")}.`);
  }
  const clients = readEntries<Family>("clients", given["clients"]);
  const wrappers = readEntries<Wrapper>("wrappers", given["wrappers"]);
  return {
    fix: oneOf("fix", given["fix"], ["all", "safe", "none"], "all"),
    values: readValues(given["values"]),
    clients,
    wrappers,
    own: ownEntries({ clients, wrappers }, families),
    entryPoints: readEntries("entryPoints", given["entryPoints"]),
    server: readServer(given["server"]),
    isTestFile: readTestFiles(given["testFiles"]),
    crossFile: oneOf("crossFile", given["crossFile"], [true, false], true),
  };
}

function oneOf<T>(key: string, value: unknown, words: readonly T[], fallback: T): T {
  if (value === undefined) return fallback;
  if (words.includes(value as T)) return value as T;
  throw wrong(key, value, words.map((word) => JSON.stringify(word)).join(" or "));
}

/** Own entries are checked against the schema; whoever has none pays for none of it. */
function readEntries<T>(key: "clients" | "wrappers" | "entryPoints", value: unknown): readonly T[] {
  return value === undefined ? [] : checkShape<readonly T[]>(key, value);
}

function readValues(value: unknown): Settings["values"] {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null) throw wrong("values", value, "an object");
  for (const [name, each] of Object.entries(value)) {
    const key = `values.${name}`;
    if (!VALUE_NAMES.includes(name as ValueName)) throw new Error(`settings.connections.${key} is not a value. It takes ${VALUE_NAMES.join(", ")}.`);
    if (typeof each === "number" && Number.isFinite(each) && each > 0) continue;
    const constant = each as { import?: unknown; from?: unknown } | null;
    if (typeof constant?.import === "string" && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(constant.import) && typeof constant.from === "string") continue;
    throw wrong(key, each, 'a number above 0 or { "import": "NAME", "from": "module" }');
  }
  return value as Settings["values"];
}

function readServer(value: unknown): Settings["server"] {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null) throw wrong("server", value, "{ maxConnections, instances }");
  for (const [name, each] of Object.entries(value)) {
    if (name !== "maxConnections" && name !== "instances") throw wrong(`server.${name}`, each, "nothing: it has maxConnections and instances");
    if (!Number.isInteger(each) || (each as number) < 1) throw wrong(`server.${name}`, each, "a whole number above 0");
  }
  return value;
}

function readTestFiles(value: unknown): Settings["isTestFile"] {
  if (value === undefined) return DEFAULTS.isTestFile;
  if (!Array.isArray(value) || value.some((glob) => typeof glob !== "string")) throw wrong("testFiles", value, "a list of globs");
  // Only users with globs of their own pay for loading a glob matcher.
  const picomatch = createRequire(import.meta.url)("picomatch") as typeof import("picomatch");
  const matches = picomatch(value as string[], { dot: true });
  return (filename) => matches(filename.replaceAll("\\", "/"));
}

function wrong(key: string, value: unknown, takes: string): Error {
  return new Error(`settings.connections.${key} takes ${takes}, not ${shown(value)}.`);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
