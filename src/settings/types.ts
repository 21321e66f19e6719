import type { Client, EntryPoint, Fact, Family, Retrier, Setting } from "../catalogue/shape.js";
import type { ValueName, WrittenValue } from "../settings.js";

/**
 * A part of the catalogue as users write it: facts may leave out `versions` (default: all), `source` (default: the
 * settings themselves) and `probe`. What users say of their own code, without a source, counts as proven.
 */
export type Own<T> = T extends readonly (infer Each)[]
  ? readonly Own<Each>[]
  : T extends Fact
    ? { readonly [Key in keyof T as Key extends keyof Fact ? never : Key]: Own<T[Key]> } & Partial<Fact>
    : T extends object
      ? { readonly [Key in keyof T]: Own<T[Key]> }
      : T;

/** An own library: its clients, retry functions and what takes its clients over. */
export type OwnFamily = Own<Family>;

export type OwnClient = Own<Client>;
export type OwnRetrier = Own<Retrier>;
export type OwnSetting = Own<Setting>;

/** What every wrapper says: which function is meant. */
interface Wrapped {
  /**
   * The module as it is imported (`@app/db`), or its path from the folder of the run, beginning with a dot
   * (`./src/db`): then any relative import that leads there is meant.
   */
  readonly from: string;
  /** What the module exports: `getPool`, `db.connect`, `default`. */
  readonly name: string;
}

/** A client of the catalogue. */
interface CataloguedClient {
  readonly package: string;
  /** As the pages of the clients call it: `Pool`, `createPool`. */
  readonly name: string;
}

/** Each call of it makes a client. */
export interface CreatingWrapper extends Wrapped {
  readonly does: "creates";
  readonly client: CataloguedClient;
  /** Position of the argument that holds the client's own options. Without one the options are the wrapper's business. */
  readonly options?: number;
}

/** Its calls give the same client again and again; what the function handed to it makes is made once. */
export interface CachingWrapper extends Wrapped {
  readonly does: "caches";
  /** Position of the function whose result is kept. Default: 0. */
  readonly argument?: number;
}

/** It ends the client that is handed to it. */
export interface ClosingWrapper extends Wrapped {
  readonly does: "closes";
}

/** It calls a function again for as long as that fails. */
export interface RetryingWrapper extends Wrapped {
  readonly does: "retries";
  /** Position of the function it repeats. Default: 0. */
  readonly argument?: number;
  /** Position of its options. Default: 1. */
  readonly options?: number;
  readonly attempts: {
    /** Option that bounds them; `()` is the argument at `options` itself. */
    readonly option: string;
    /** `total`: the first attempt counts; `retries`: it does not. Default: `retries`. */
    readonly counts?: "total" | "retries";
    /** How many there are without the option; `off`: it never ends. */
    readonly absent: number | "off";
  };
}

/** The client it makes, or the one that is handed to it, has an upper bound on its connections. */
export interface LimitingWrapper extends Wrapped {
  readonly does: "limits";
  /** With it, each call makes such a client. */
  readonly client?: CataloguedClient;
  /** Position of the argument that holds the client's own options, with `client`. */
  readonly options?: number;
}

/** A function of the user's own that the rules would not see through. */
export type Wrapper = CreatingWrapper | CachingWrapper | ClosingWrapper | RetryingWrapper | LimitingWrapper;

/** `settings.connections`, as it stands in an ESLint configuration. */
export interface ConnectionsSettings {
  /** Which fixes are made by themselves: all (default), only those that keep the behaviour, or none. */
  readonly fix?: "all" | "safe" | "none";
  /** What fixes write. Times in ms. */
  readonly values?: { readonly [name in ValueName]?: WrittenValue };
  /** Own clients, in the shape of a catalogue entry. */
  readonly clients?: readonly OwnFamily[];
  /** Own functions that create, cache, close, retry or limit. */
  readonly wrappers?: readonly Wrapper[];
  /** Own functions and frameworks that call what is handed to them again and again. */
  readonly entryPoints?: readonly EntryPoint[];
  /** What the database server allows, for the audit: its connections and how many instances of the program run. */
  readonly server?: { readonly maxConnections?: number; readonly instances?: number };
  /** Globs of test files, in place of the default. */
  readonly testFiles?: readonly string[];
  /** Whether other files are read. Default: true. */
  readonly crossFile?: boolean;
}
