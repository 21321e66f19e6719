/** What a probe is made of. */

/** What was seen: a number, or a few words. Never a time, and nothing that differs from run to run. */
export type Seen = string | number | boolean | null;

/** Expected of all versions alike, or by alias, with `otherwise` for those not named. */
export type Expected = Seen | { byVersion: Record<string, Seen>; otherwise?: Seen };

export type ServiceName = "postgres" | "mariadb" | "redis" | "rabbitmq" | "mosquitto" | "nats";

/** What a running probe may use. */
export interface ProbeContext {
  /** The alias under test: a key of package.json, or `"node"` for Node's own modules. */
  alias: string;
  /** The folder with load.mjs and node_modules, for probes that start a process of their own. */
  installDir: string;
  /** Imports a package: `load("pg-8")`, `load("mysql2-3/promise")`. */
  load(specifier: string): Promise<any>;
  /** As `load`, but the CommonJS export or the default export. */
  loadDefault(specifier: string): Promise<any>;
  /** Ports of the real servers on 127.0.0.1; only those the probe asked for. */
  ports: Record<ServiceName, number>;
  /** Runs after the probe, last registered first, each bounded; a failure here is no result. */
  defer(cleanUp: () => unknown): void;
}

export interface Probe {
  /** `<package>/<client>/<setting>/<what>`: `pg/Pool/limit/absent`. */
  id: string;
  /** The fact in words. */
  fact: string;
  /** The name users import. */
  package: string;
  /** Aliases in package.json, oldest first; the last one is tried by `--latest`. */
  versions: string[];
  /** `behaviour`: seen from outside (connections, waits). `effective-option`: read from the object the library made. */
  kind: "behaviour" | "effective-option";
  /** How it was seen: a real server, a stand-in, a property. */
  how: string;
  /** Which versions run when nothing is asked for: all, the newest, none. `--all` runs everything. */
  speed: "every-version" | "newest-version" | "on-demand";
  /** Runs with `--smoke`, against the newest version. */
  smoke?: boolean;
  needs: ServiceName[];
  expected: Expected;
  run(ctx: ProbeContext): Promise<Seen>;
  /** Must come out as its own `expected`, and differently from what the probe saw. */
  control: {
    describe: string;
    expected: Expected;
    run(ctx: ProbeContext): Promise<Seen>;
    /** Controls with the same key run once per version. */
    key?: string;
  };
}
