import { existsSync, readFileSync } from "node:fs";

/** What a range of versions of one client takes as options. */
export interface KnownOptionsEntry {
  /** Semver range of the package. Ranges of one client never overlap. */
  readonly versions: string;
  /** `package@version` that was read for this range, the newest of it. */
  readonly from: string;
  /** The options object takes names that are not listed (it is handed on, or too loosely typed): none is unknown. */
  readonly open: boolean;
  /** A person compared the names with the package's code; the notes are in tools/options/reviews.json. */
  readonly reviewed: boolean;
  /**
   * Names by level: `""` is the options object, `"socket"` what stands under `socket`, `"defaults.socket"` below that.
   * `"*"`: the section is passed on, its names are not known here. A level that is not listed says nothing either.
   */
  readonly options: Readonly<Record<string, readonly string[] | "*">>;
}

/** The known options of one package, by client. */
export interface KnownOptions {
  readonly package: string;
  /** By the name of the maker: `Pool`, `createPool`, `createPoolCluster().add`, `DataSource(postgres)`. */
  readonly clients: Readonly<Record<string, readonly KnownOptionsEntry[]>>;
}

const alreadyRead = new Map<string, KnownOptions | undefined>();

/**
 * Reads what options a package's clients know. Each package's file is read when it is first asked for and kept, so
 * loading the plugin reads none of them.
 * @param packageName import specifier: `pg`, `@redis/client`, `node:http`
 * @returns undefined for a package whose options were never collected: nothing can be said about its names then
 */
export function readKnownOptions(packageName: string): KnownOptions | undefined {
  if (alreadyRead.has(packageName)) return alreadyRead.get(packageName);
  const file = isPackageName(packageName)
    ? new URL(`./known-options/${packageName.replace(":", "-")}.json`, import.meta.url)
    : undefined;
  const known = file && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as KnownOptions) : undefined;
  alreadyRead.set(packageName, known);
  return known;
}

/** Names come from linted code: only what can be a package may become part of a path. */
function isPackageName(text: string): boolean {
  return /^(?:node:)?[a-z0-9][\w.-]*$|^@[a-z0-9][\w.-]*\/[a-z0-9][\w.-]*$/i.test(text);
}
