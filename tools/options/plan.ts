/**
 * What the generator is asked to read: the words of packages.json (written by hand), versions.json (written by
 * `split`) and reviews.json (written by hand).
 */

/** Names by level: `""` is the options object, `"socket"` what stands under `socket`; `"*"` is passed through. */
export type Levels = Record<string, string[] | "*">;

/** Where a package's own code reads its options. */
export interface SourceReading {
  /** Path below node_modules. A package name in front: other packages of `with` may be read too. */
  readonly file: string;
  /** Expressions that hold the options object: `options`, `this.options`; `{}` is a destructured parameter. */
  readonly objects?: readonly string[];
  /** Read only inside the class, function or method of this name, or in `Client.constructor`. */
  readonly within?: string;
  /** The names are the keys of this object literal: a variable, a property or a function that returns one. */
  readonly keysOf?: string;
  /** The names are the strings handed to this function as its first argument: `val("host", config)`. */
  readonly argumentOf?: string;
  /** Not every version of the range has this file, table or function, or reads the object there. */
  readonly optional?: boolean;
  /** The level these names stand on; absent: the options object itself. */
  readonly at?: string;
}

/** How one client's options are read in a range of versions. */
export interface ClientReading {
  readonly versions: string;
  /** TypeScript type expressions, such as `import("pg").PoolConfig`; their members are the options. */
  readonly types?: readonly string[];
  readonly sources?: readonly SourceReading[];
  /** Sections handed on to something else as they are: their names are not ours to know. */
  readonly pass?: readonly string[];
  /** Sections that are values, not options (a logger, a class instance): left out. */
  readonly leaf?: readonly string[];
  /** The options object itself is handed on, or is too loosely typed: an unlisted name may still have an effect. */
  readonly open?: boolean;
  /** Not every version of the range has these types: `sources` alone are read then; without any it lacks the client. */
  readonly optional?: boolean;
  /** A person compared the result with the package's code. */
  readonly reviewed?: boolean;
}

export interface PackagePlan {
  readonly name: string;
  /** The npm package that holds it, where the import specifier is not its name (`node:http` is in @types/node). */
  readonly publishedAs?: string;
  /** Versions looked at; pre-releases never are. */
  readonly versions: string;
  /** Exact versions of other packages whose types or code are read together with it. */
  readonly with?: readonly { readonly versions: string; readonly packages: Record<string, string> }[];
  /**
   * Dependencies read in the version that the package's own package.json asks for: the exact one, for a range the
   * version given in `with`, else the lowest.
   */
  readonly follow?: readonly string[];
  readonly clients: Record<string, readonly ClientReading[]>;
}

export interface Plan {
  /** Types that any package may import: name to exact version. */
  readonly shared: Record<string, string>;
  readonly packages: readonly PackagePlan[];
}

/** A stretch of versions over which the names were the same at both ends. */
export interface Stretch {
  readonly versions: string;
  /** The exact version that is read for this stretch: its newest. */
  readonly from: string;
}

/** What a person found out by reading, and the generator cannot. */
export interface Review {
  readonly package: string;
  readonly client: string;
  /** Versions the note holds for. */
  readonly versions: string;
  /** Names to add, by level. `"*"` opens a level. */
  readonly add?: Levels;
  /** Names that are read but are no options (internal, set by the package itself, or without effect). */
  readonly remove?: Record<string, string[]>;
  /** `package@version file:line` and what stands there. */
  readonly why: string;
}
