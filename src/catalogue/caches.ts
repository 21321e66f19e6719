/**
 * What keeps a client between calls: memoisers, and the libraries whose callbacks are bounded by a pool of their own.
 * Each was run with a counting stub, twenty calls in turn, at once and with two keys (lodash 4.18.1, p-memoize 8,
 * memoizee, memoize 10, moize 6, micro-memoize 5, lru-cache, generic-pool 3.9; react 19.3.1 in next 16.4.6).
 */
export interface Memoiser {
  readonly packages: readonly string[];
  /** Paths from the module in the spelling of `Maker.path`. */
  readonly names: readonly string[];
  /** Argument, or property of an argument (`0.create`), that is the memoised function. */
  readonly at: readonly string[];
  /** `process`: as long as the memoised function; `request`: once per request; `bounded`: by a limit of its own. */
  readonly lasts: "process" | "request" | "bounded";
}

export const memoisers: readonly Memoiser[] = [
  { packages: ["lodash", "lodash-es", "underscore", "ramda", "radash"], names: ["once", "memoize", "memo"], at: ["0"], lasts: "process" },
  { packages: ["ramda"], names: ["memoizeWith"], at: ["1"], lasts: "process" },
  {
    packages: ["lodash/once", "lodash.once", "lodash-es/once", "once", "onetime", "p-once", "lodash/memoize", "lodash.memoize", "fast-memoize", "memoizee", "memoize", "mem", "p-memoize", "moize", "micro-memoize", "memoize-one"],
    names: ["", "promise", "infinite", "memoize"],
    at: ["0"],
    lasts: "process",
  },
  { packages: ["async"], names: ["memoize"], at: ["0"], lasts: "process" },
  { packages: ["@epic-web/remember"], names: ["remember"], at: ["1"], lasts: "process" },
  { packages: ["tsyringe"], names: ["instanceCachingFactory"], at: ["0"], lasts: "process" },
  { packages: ["lru-cache"], names: ["LRUCache", ""], at: ["0.fetchMethod", "0.memoMethod"], lasts: "process" },
  { packages: ["react"], names: ["cache"], at: ["0"], lasts: "request" },
  { packages: ["@solidjs/router"], names: ["cache", "query"], at: ["0"], lasts: "request" },
  { packages: ["generic-pool", "lightning-pool"], names: ["createPool", "Pool"], at: ["0.*"], lasts: "bounded" },
  { packages: ["tarn"], names: ["Pool"], at: ["0.*"], lasts: "bounded" },
  { packages: ["awilix"], names: ["asFunction", "asClass"], at: ["0"], lasts: "process" },
];

/** Own helpers with such names keep what they make; what they really do is not read unless they stand in the same file. */
export const memoiserNames = "^(?:once|lazy|lazily|memo|memoi[sz]e\\w*|singleton|createSingleton|remember|cached|getOrCreate|getOrSet|getOrInsert|computeIfAbsent|wrap|provide\\w*|define\\w*|use[A-Z]\\w*)$";

/** Functions that let one caller in at a time. */
export const lockNames = "(?:lock|mutex|exclusive|semaphore|synchronized|acquire|limit)";

/** Members that end a client, besides those its entry names. */
export const closingNames: readonly string[] = ["end", "close", "quit", "disconnect", "destroy", "$disconnect", "dispose", "drain", "shutdown", "terminate"];

/** Frameworks that evaluate a module several times in one process: next 16.4.6 did so 3 times. What lasts there hangs on `globalThis`. */
export const reloadingFrameworks: readonly string[] = ["next"];

/** Members whose use makes a connection one caller's own for a while. */
export const ownCommands: readonly string[] = ["watch", "multi", "select", "subscribe", "psubscribe", "ssubscribe", "pSubscribe", "sSubscribe", "monitor", "beginTransaction", "startSession"];
