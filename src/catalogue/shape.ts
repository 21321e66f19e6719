import type { HeldBody, Lease, LostSlot } from "./shape-leases.js";
import type { Backoff, Retrier, Strategy } from "./shape-retries.js";

export type * from "./shape-leases.js";
export type * from "./shape-retries.js";

/**
 * The words a catalogue entry may use. Entries are pure data: equal to their own JSON round trip, so that users can
 * write entries of the same shape in `settings.connections.clients`, pages can be generated from them, and a wrong
 * fact can be reviewed without reading logic.
 */

/**
 * A value as it stands in code. What JSON cannot hold is spelled in angle brackets: `"<Infinity>"`, `"<undefined>"`,
 * `"<NaN>"`; `"<string>"` matches any string, `"<huge>"` any number above 65,535 (one client address has no more
 * ports than that, so a higher limit never binds).
 */
export type Word = number | boolean | string | null;

/** Where a fact was seen. */
export interface Source {
  /** `code`: in the published package; `page`: in its documentation; `run`: seen when running it. */
  readonly kind: "code" | "page" | "run";
  /** `package@version path:line`, a page's address, or what was run. */
  readonly where: string;
  /** The day it was seen, `yyyy-mm-dd`. */
  readonly seen: string;
}

/** A statement about a library that holds for a range of its versions. */
export interface Fact {
  /** Semver range of the npm package. Ranges of one list never overlap. */
  readonly versions: string;
  readonly source: Source;
  /** Id of the probe in `lab/probes` that saw it happen. Without one the fact is only read and drives no autofix. */
  readonly probe?: string;
}

/** What decides which of several settings or facts is meant. All of a list must hold. */
export type Condition =
  | { readonly option: string; readonly is: readonly Word[] }
  | { readonly option: string; readonly isNot: readonly Word[] }
  /** With the empty path: whether any options are handed over at all. */
  | { readonly option: string; readonly present: boolean }
  /** The option holds what one of these modules exports. */
  | { readonly option: string; readonly from: readonly string[] }
  /** A connection string begins with one of these. One whose beginning is computed does not. */
  | { readonly url: readonly string[] };

/** What the library does when the option is not there: its own number, `"off"` (no limit, waits for ever), or neither. */
export interface AbsentFact extends Fact {
  /** `"required"`: it throws. `"varies"`: depends on the machine or on other options, never reported. */
  readonly value: number | "off" | "required" | "varies";
}

/** What the library makes of a particular value. */
export interface ValueFact extends Fact {
  readonly value: Word;
  /** `"off"`: no limit; `"default"`: as if absent; a number: taken as that number; `"throws"`, `"never"`: never works. */
  readonly means: "off" | "default" | "throws" | "never" | "set" | number;
}

/** A place where people write the setting and the library does not look. */
export interface IgnoredFact extends Fact {
  /** Dotted path of the ignored option, or `?name` for a URL parameter. */
  readonly option: string;
  readonly when?: readonly Condition[];
  /** The number in force then, where it is not the library's own. */
  readonly means?: number;
}

/** One setting of a client: a limit or a timeout. */
export interface Setting {
  /** Dotted paths from the options object. The first is what a fix writes, the others count when present. */
  readonly options: readonly string[];
  /** Names under which the library reads it from a connection URL. */
  readonly inUrl?: readonly string[];
  /** This setting is meant only when all of these hold; the first of a list whose conditions hold is used. */
  readonly when?: readonly Condition[];
  /** Only these versions have the setting in this form. Where the version is unknown all forms must agree. */
  readonly versions?: string;
  /** Unit of the option's own value. Default: connections for limits, `ms` for timeouts. */
  readonly unit?: "connections" | "ms" | "s";
  readonly absent: readonly AbsentFact[];
  readonly values?: readonly ValueFact[];
  readonly ignored?: readonly IgnoredFact[];
  /** What a fix writes, in the option's own unit, when the library has no finite value of its own. */
  readonly write?: number;
  /** On expiry: the connection is destroyed, or the caller only gets an error (or a log line) and it stays. */
  readonly onExpiry?: "destroys" | "rejects" | "warns";
  /** Options of single calls that end this wait as well: an abort signal stops a request that is still connecting. */
  readonly perCall?: readonly string[];
  /** Only for connections that are seen to be for plain requests: of others it is more likely that they wait on purpose. */
  readonly forRequests?: true;
  /** A healthy connection that nobody uses for longer is closed with it: never written without being asked for. */
  readonly disturbsIdle?: Fact;
  /** A timeout for commands in flight: on a connection that blocks on purpose it fails commands that are fine. */
  readonly breaksBlocking?: Fact;
  /**
   * Options that are only right together with it, written along where they are absent; `text` is code. `share`: a number
   * that may be at most this part of the setting's own.
   */
  readonly together?: readonly { readonly option: string; readonly text: string; readonly share?: number }[];
}

/** The settings that rules ask for. */
export type SettingName = "limit" | "connectTimeout" | "commandTimeout" | "acquireTimeout" | "deadPeer";

/** How a client is made. */
export interface Maker {
  /**
   * Path from the module: `""` is the module itself or its default export, `Pool` a member, `f()` the result of a call,
   * `new C()` an instance: `createPoolCluster().add`, `new Mongoose().connect`. A leading `*` fits any name with that
   * ending: `*Client`.
   */
  readonly path: string;
  readonly by: "new" | "call" | "either";
  /** Called again it goes on with the connections it has: `mongoose.connect`. */
  readonly reuses?: boolean;
  /** Argument positions that may hold the options object; with several, the first that holds one. The last argument first. */
  readonly options: readonly number[];
  /** The options are what a function under this key answers: `forRootAsync({ useFactory: () => ({ … }) })`. */
  readonly answeredBy?: string;
  /** Where a connection string may stand: argument positions and option names. No position: a leading text is a name. */
  readonly url?: {
    readonly args?: readonly number[];
    readonly options?: readonly string[];
    /** The option that a string argument is short for, where conditions ask for it. */
    readonly standsFor?: string;
  };
  /**
   * The option a string moves to when a fix needs an object in its place: `createPool({ uri: "…", … })`. Dotted where an
   * option may itself hold the string: `connection.url` for `drizzle("…")` and `drizzle({ connection: "…" })`.
   */
  readonly urlBecomes?: string;
  /** What follows the string joins it in the one object then: `drizzle(url, { schema })`, `drizzle({ connection, schema })`. */
  readonly urlTakesRest?: boolean;
  /**
   * Called with fewer arguments it is no client of its own: `mongoose.createConnection()` does not connect, and all that
   * `axios.create()` does is left to its calls. A leading `null` or `undefined` is no argument: `new WebSocket(null)`.
   */
  readonly minArguments?: number;
  /** Only these versions have this maker. */
  readonly versions?: string;
}

/** What happens when nobody listens to the client's `error` event. */
export interface ErrorEventFact extends Fact {
  /** `true`: the process ends. */
  readonly crashes: boolean;
  /** Where the emitter is, from the constructed object: `""` itself, `$client` a member. */
  readonly on: string;
  /** `false`: this emitter never emits `error`, a listener there is dead code. */
  readonly emits?: boolean;
  /** The probe that shows that a loss goes to who asked alone, as long as somebody waits for an answer. */
  readonly tellsAsker?: string;
  /** Its types do not say what a listener is given: in TypeScript the listener has to. */
  readonly isUntyped?: true;
  /** Only when imported from one of these: `mysql2/promise`. */
  readonly from?: readonly string[];
}

/** A function that takes a client, and attaches no listener to it. */
export interface Bystander extends Fact {
  readonly path: string;
  readonly by: "new" | "call" | "either";
}

/** How a client behaves after it has lost its connection. */
export interface ReconnectFact extends Fact {
  /** `loop`: dials again by itself; `onDemand`: at the next command; `no`: never. */
  readonly by: "loop" | "onDemand" | "no";
  /** Attempts after which it gives up, `"never"`, or `"afterTime"`: after a time of its own, however many attempts that is. */
  readonly givesUp: number | "never" | "afterTime";
  /** Option that holds the strategy function or delay. */
  readonly strategy?: string;
  /** Attempts made for each command, the first included, when the client itself repeats or queues commands. */
  readonly attemptsPerCommand?: number | "off";
  /** Option that bounds the attempts. */
  readonly attemptsOption?: string;
  /** What that option counts: all attempts (or what the message may call so), or those after the first. */
  readonly attemptsOptionCounts?: "total" | "retries";
  /** Packages of the family for which the number depends on the version: they repeat, how often is not said. */
  readonly attemptsVaryFor?: readonly string[];
  /** What makes the client takes the same option, for all it makes: `new Kafka({ retry }).producer()`. */
  readonly attemptsInherited?: true;
  /** It neither dials again nor repeats when all of any of these hold. */
  readonly unless?: readonly (readonly Condition[])[];
  /** A first connect that fails is not repeated: only what was connected once reconnects. */
  readonly firstConnect?: "fails";
  /** An HTTP SDK that repeats its requests, and holds nothing that could be lost. */
  readonly sdk?: true;
}

/** What ends a dead connection that is in use. */
export interface LivenessFact extends Fact {
  /** `self`: destroyed without any option; `option`: by the options named; `code`: only by code; `none`. */
  readonly by: "self" | "option" | "code" | "none";
  /** Every listed option is needed; with `self` and `afterSeconds` each of them makes it sooner. */
  readonly options?: readonly string[];
  /** Options of single calls that do it for their own connection. */
  readonly perCall?: readonly string[];
  /** With `self`: how long it takes unless told otherwise, where that is minutes. */
  readonly afterSeconds?: number;
  /** Options that look as if they did it. */
  readonly looksSafe?: readonly string[];
  /** Options that close a healthy client for good when nobody uses it for longer and the second list is missing. */
  readonly harmful?: readonly (Fact & { readonly option: string; readonly without: readonly string[] })[];
}

/** An option that a client writes over, whatever stands there. */
export interface OverriddenFact extends Fact {
  readonly option: string;
  /** What it writes: whoever writes the same only says so. */
  readonly with: string | number | boolean | null;
}

/** Members whose use tells the role of a connection. Names are compared without case. */
export interface RoleWords {
  /** Members that wait on the server for as long as it takes: `blpop`, `xread`. */
  readonly blocking?: readonly string[];
  readonly subscriber?: readonly string[];
  /** Members whose use says nothing: `on`, `quit`. */
  readonly neutral?: readonly string[];
  /** Members that make a second connection with the same options: `duplicate`. */
  readonly copies?: readonly string[];
}

/** One kind of client. */
export interface Client {
  /** How messages call it. */
  readonly name: string;
  /**
   * `connection` and `multiplexed` hold one connection (exclusive, shared by many callers), `nothing` sends through those of
   * others (an HTTP client through an agent) and only has timeouts; the others may hold several.
   */
  readonly holds: "pool" | "cluster" | "agent" | "connection" | "multiplexed" | "nothing";
  readonly makers: readonly Maker[];
  /** What its type is called, where that is no maker's name: the `Pool` that a `createPool` answers. */
  readonly types?: readonly string[];
  /** It holds no connection when all conditions of any of these lists hold. */
  readonly unless?: readonly (readonly Condition[])[];
  /** Only constructions for which all hold are this client. */
  readonly when?: readonly Condition[];
  /** Members whose replacement takes connecting out of its hands: nothing is said of its settings then. */
  readonly unlessAssigned?: readonly string[];
  readonly settings: { readonly [name in SettingName]?: readonly Setting[] };
  readonly errorEvent?: readonly ErrorEventFact[];
  readonly leases?: readonly Lease[];
  readonly bodies?: readonly HeldBody[];
  readonly lostSlots?: readonly LostSlot[];
  readonly reconnect?: readonly ReconnectFact[];
  /** Delay functions it takes. */
  readonly strategies?: readonly Strategy[];
  /** Delays given as numbers. */
  readonly backoffs?: readonly Backoff[];
  readonly liveness?: readonly LivenessFact[];
  readonly overridden?: readonly OverriddenFact[];
  readonly roles?: RoleWords;
  /** Methods that end it. */
  readonly close?: readonly string[];
}

/** A library that takes over a client handed to it, and what the connection is used for from then on. */
export interface Taker {
  readonly path: string;
  readonly by: "new" | "call" | "either";
  readonly role: "queue" | "subscriber" | "blocking";
}

/** A function of which only what it does to a client is known: one of the user's own. */
export interface Helper {
  readonly path: string;
  readonly by: "new" | "call" | "either";
}

/** A function that keeps what a function handed to it makes: that is made once, however often it is asked for. */
export interface Keeper extends Helper {
  /** Arguments that are the kept function: `0`, `0.create`. */
  readonly at: readonly string[];
}

/** One library, or several that share their code. */
export interface Family {
  /** Import specifiers; a trailing `*` matches any ending (`@aws-sdk/client-*`). */
  readonly packages: readonly string[];
  /** The package whose version the facts are about, where it is not the imported one (a wrapper). */
  readonly versionsOf?: string;
  readonly clients?: readonly Client[];
  readonly retriers?: readonly Retrier[];
  readonly takers?: readonly Taker[];
  /** Requests by functions of the module itself. */
  readonly bodies?: readonly HeldBody[];
  readonly bystanders?: readonly Bystander[];
  readonly keepers?: readonly Keeper[];
  /** Functions that end the client handed to them. */
  readonly closers?: readonly Helper[];
  /** Functions that bound the connections of the client handed to them. */
  readonly limiters?: readonly Helper[];
}

/** How often an entry point calls what was handed to it. */
export type Every = "request" | "message" | "job" | "event" | "connection" | "tick" | "render" | "turn" | "call";

/** One way in which a function is handed over to be called again and again. */
export interface Registration {
  /**
   * `method`: `receiver.name(…)`, also at the end of a chain; `event`: `receiver.on(name, …)`; `call` / `new`: an import
   * called or constructed; `decorator`: on a method, or on a class for its constructor; `implements`: methods `at` of a
   * class that implements the name.
   */
  readonly via: "method" | "event" | "call" | "new" | "decorator" | "implements";
  /** `*` fits any name. For `call` and `new` paths from the module in the spelling of `Maker.path`. */
  readonly names: readonly string[];
  /**
   * Which arguments are called: `0`, `last`, `each`, `each:1` (from 1 on), `0.handler` (a property), `0.*` (any property),
   * `0.**` (at any depth). Arrays count as their elements. For decorators `method` or `constructor`.
   */
  readonly at: readonly string[];
  readonly every: Every;
  /** What messages call it; placeholders as in `{METHOD} {0}`. */
  readonly label: string;
  /** Only with one of these literals as argument 0. */
  readonly when0?: readonly string[];
  /** Only with that property and value in the options of the decorator: `["scope", "REQUEST"]`. */
  readonly whenOption?: readonly [string, string];
}

/** A framework or library that calls functions handed to it. */
export interface EntryPoint {
  readonly id: string;
  readonly packages: readonly string[];
  /** Paths of the objects on which is registered, in the spelling of `Maker.path`; whatever is chained on them counts too. */
  readonly receivers?: readonly string[];
  /** Names of types whose annotation makes a variable or parameter such an object. */
  readonly types?: readonly string[];
  readonly often: readonly Registration[];
  /** For the argument that a `connection` callback gets: what its own events are. */
  readonly sockets?: Pick<Registration, "every" | "label">;
  /** A client per request is required there. */
  readonly required?: boolean;
}

/** Functions that a framework finds by the file they stand in and the name they are exported under. */
export interface FileConvention {
  readonly id: string;
  /** Second sign: one of these is imported or listed in the nearest package.json. */
  readonly packages: readonly string[];
  /** Regular expression on the path with `/`. */
  readonly path: string;
  readonly exports: readonly string[];
  readonly every: Every;
  /** `{EXPORT}` and `{file}`, the route of the file. */
  readonly label: string;
}
