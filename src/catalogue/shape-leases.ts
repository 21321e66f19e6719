import type { Condition, Fact } from "./shape.js";

/** The words of the catalogue for what is taken from a client and has to be given back. */

/** How a connection is taken from the pool and given back. */
export interface Lease {
  /** Method of the client that takes: `connect`, `getConnection`. With `new` a class of the module, as a path in the spelling of `Maker.path`. */
  readonly take: string;
  /**
   * How the connection arrives: awaited, as an argument of the last parameter (a callback), as what the method answers at
   * once, or as what is constructed with the pool as argument 0.
   */
  readonly by: "promise" | "callback" | "either" | "return" | "new";
  /** Position of the connection among the callback's arguments. */
  readonly callbackArg?: number;
  /** Position of the function that gives it back among the callback's arguments: pg's `done`. */
  readonly callbackRelease?: number;
  /** Methods of the taken connection that give it back. */
  readonly release: readonly string[];
  /** Methods of the pool that give it back, the connection as argument 0. */
  readonly releaseOnPool?: readonly string[];
  /** Methods that give it back and drop it, for a connection that may be dead. */
  readonly destroy?: readonly string[];
  /** `release(error)` drops the connection. */
  readonly releaseTakesError?: boolean;
  /** Giving back answers a promise to wait for. */
  readonly releaseIsAsync?: boolean;
  /** `transaction`: which of several methods ends it only the author knows. `channel`: kept for as long as the process lives, as a rule. */
  readonly kind?: "transaction" | "session" | "channel";
  /** Nothing is taken before its first use. */
  readonly isLazy?: boolean;
  /**
   * Its methods that take the connection, `begin`, and nothing where they fail; what they answer speaks for the connection as
   * well. Without `isLazy` no other use of it takes one.
   */
  readonly takenBy?: readonly string[];
  /** A use that fails has given it back already. */
  readonly failureReturns?: boolean;
  /** Where the client may be one for a database in the process, whose handle no pool has to get back. */
  readonly unlessEmbedded?: Embedded;
  /** What is lost, and what comes of it, for messages. Default: a connection, and that every caller waits once all are gone. */
  readonly loses?: { readonly thing: string; readonly then: string };
  /** Options and methods by which other calls borrow it: `{ transaction }`, `.session(session)`. */
  readonly borrowedAs?: readonly string[];
  /** Methods of the pool that do the same on a connection of their own: `query`. */
  readonly shortcuts?: readonly string[];
  /** What a second release does, where it does harm. */
  readonly twice?: Fact & { readonly does: "throws" | "shares" };
  /** A release without the error puts a connection back on which one of these client-side timeouts has expired. */
  readonly keepsDead?: Fact & { readonly poolOptions?: readonly string[]; readonly queryOptions?: readonly string[] };
  /** Leased connections crash the process as well when nobody listens on them. */
  readonly errorEvent?: Fact;
  readonly fact: Fact;
}

/** By what code shows that its database is a file or memory of the process itself. */
export interface Embedded {
  /** Part of the names of its classes, modules and drivers, in any case. */
  readonly word: string;
  /** Options of the client that name the driver. */
  readonly options: readonly string[];
}

/** A request whose answer has a body that keeps its connection until somebody reads it. */
export interface HeldBody extends Fact {
  /** The function, as a path from the module in the spelling of `Maker.path`; of a client the name of its method. */
  readonly take: string;
  /** Argument positions that may hold the options of the request. */
  readonly options: readonly number[];
  /** Member of the answer. */
  readonly body: string;
  /** Method of the body that reads what is left of it and throws it away. */
  readonly dump: string;
  /** Up to so many bytes it is taken in at once, and the connection is free. */
  readonly fits: number;
  /** Nothing comes, or something else reads it, when all of any of these hold. */
  readonly unless?: readonly (readonly Condition[])[];
}

/** A method of the pool that never gives its connection back when an option of the call makes it give up. */
export interface LostSlot extends Fact {
  readonly methods: readonly string[];
  readonly option: string;
}
