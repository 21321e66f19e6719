/** What the audit says; plain data, as `--format json` prints it. */

/** A place in the project. */
export interface Place {
  /** From the audited folder, parted by slashes. */
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
}

/** A number of connections, or why there is none to give. */
export type Amount =
  | { readonly is: "known"; readonly value: number; /** `kind`: this client holds one connection. */ readonly by: "written" | "default" | "kind" }
  /** `unless`: an environment variable that may say otherwise; the value is what counts where it is not set. */
  | { readonly is: "known"; readonly value: number; readonly by: "fallback"; readonly unless: string }
  | { readonly is: "unlimited"; readonly why: string }
  | { readonly is: "unknown"; readonly why: string };

/** How long something may take. */
export type Wait =
  | { readonly is: "known"; /** ms */ readonly value: number; readonly by: "written" | "default" }
  /** Set to something that is computed when the program runs. */
  | { readonly is: "computed"; readonly as: string }
  | { readonly is: "endless" }
  | { readonly is: "unknown" }
  /** The client has no such wait, or no option for it. */
  | { readonly is: "none" };

/** The server a client connects to, as far as the text tells. Clients with the same `name` go to the same server. */
export interface Server {
  /**
   * `host`: written out; `variable`: an environment variable holds it; `expression`: computed from something else;
   * `default`: nothing is written, the library decides; `any`: whatever address it is asked for (an HTTP agent).
   */
  readonly is: "host" | "variable" | "expression" | "default" | "any" | "unknown";
  readonly name: string;
}

/** How often a client is made in one process. */
export type Made =
  /** `times` places of the program each make one; `ways` says how each is reached, outermost place first. */
  | { readonly is: "counted"; readonly times: number; readonly ways: readonly (readonly Place[])[] }
  /** Again and again: `GET /users`. */
  | { readonly is: "repeated"; readonly every: string; readonly ways: readonly (readonly Place[])[] }
  /** By a script that ends: no part of the running service. */
  | { readonly is: "script"; readonly ways: readonly (readonly Place[])[] }
  | { readonly is: "unknown"; readonly why: string; /** Places that surely make one. */ readonly atLeast: number; readonly ways: readonly (readonly Place[])[] };

/** Who ends a client. */
export type Closed =
  /** When the process is told to end: `on` is the signal or hook. */
  | { readonly is: "shutdown"; readonly on: string; readonly at: Place }
  /** The function that makes it ends it. */
  | { readonly is: "use"; readonly at: Place }
  /** Somewhere that nothing seems to call when the process ends. */
  | { readonly is: "elsewhere"; readonly at: Place; readonly by: string }
  | { readonly is: "nobody" }
  | { readonly is: "unknown"; readonly why: string };

/** What would end a dead connection in use. */
export interface Alive {
  readonly is: "fine" | "missing" | "noRemedy" | "harmful" | "watched" | "unknown";
  /** Options that would do it, or the one that does harm. */
  readonly options: readonly string[];
}

/** One client of the program. A function that makes clients for several callers counts as one for each of them. */
export interface AuditedClient {
  /** Unique and stable as long as the code is: `src/db.ts:8:21`, with `#2` for a further one made at the same place. */
  readonly id: string;
  readonly at: Place;
  /** From 1 on. */
  readonly column: number;
  /** What keeps it: the same place, or the call of the function that makes it and hands it over. */
  readonly kept: Place;
  /** How the code calls it: the variable, field or function; "" where nothing does. */
  readonly name: string;
  /** `Pool`, `createClient`. */
  readonly client: string;
  readonly package: string;
  /** The installed version, or the range that is asked for; undefined where neither is known. */
  readonly version: string | undefined;
  readonly server: Server;
  /** `connection`: one, for one user at a time; `multiplexed`: one that many share; the others hold several. */
  readonly holds: "pool" | "cluster" | "agent" | "connection" | "multiplexed";
  readonly limit: Amount;
  readonly timeouts: { readonly connect: Wait; readonly acquire: Wait; readonly command: Wait };
  readonly liveness: Alive;
  readonly role: "request" | "blocking" | "subscriber" | "queue" | "unknown";
  readonly made: Made;
  readonly closed: Closed;
  /** Files that use it, its own among them. */
  readonly users: readonly string[];
}

/** Connections added up; what has no number is named instead of guessed. */
export interface Total {
  /** Sum of what is known. */
  readonly known: number;
  /** Ids of clients without a limit, or made again and again. */
  readonly unlimited: readonly string[];
  /** Ids of clients of which the number is not known. */
  readonly unknown: readonly string[];
  /** Environment variables with which the known sum would be another. */
  readonly unless: readonly string[];
}

/** What the program may open to one server. */
export interface ServerBudget {
  readonly server: Server;
  readonly clients: readonly string[];
  readonly perProcess: Total;
  /** Times instances and workers. */
  readonly total: Total;
  /** What the server takes; undefined where nobody said. */
  readonly limit: number | undefined;
  /** `tight`: within, but not while a deployment runs old and new processes side by side. */
  readonly verdict: "within" | "tight" | "over" | "unlimited" | "unknown" | "unchecked";
  readonly restart: Restart;
}

/** The worst moments; of the known connections only. */
export interface Restart {
  /** Logins at once when the server comes back and every pool dials to its limit. */
  readonly logins: number;
  /** Open at once while a deployment starts all new processes before the old ones have ended. */
  readonly sideBySide: number;
}

/** An audited program. */
export interface Audit {
  /** The audited folder or tsconfig, from the folder of the run; the folder's name for the run's own and what lies outside. */
  readonly project: string;
  readonly files: number;
  readonly instances: number;
  readonly workers: number;
  readonly clients: readonly AuditedClient[];
  readonly servers: readonly ServerBudget[];
  /** One line each: what was left out and why. */
  readonly notices: readonly string[];
}
