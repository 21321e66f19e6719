import type { HeldClient } from "./leases-pools.js";
import type { Listening } from "./listeners.js";
import type { Node } from "./module-text.js";
import type { Origin } from "./origins.js";
import type { Value } from "./values.js";

/** What other files of the project say about a name that comes from them. Every answer is nothing where it cannot be told. */
export interface Outside {
  /** What a constant is worth, said of the name `at` which it stands for here. */
  value(origin: Origin, at: Node): Value | undefined;
  /** The client that an exported name, a member of it, or the result of calling it is. */
  client(origin: Origin): HeldClient | undefined;
  /**
   * Whether an exported function listens to the errors of the client it is handed.
   * @param index of the argument that is the client
   * @param on where the emitter is, from the client
   */
  listening(origin: Origin, index: number, on: string): Listening["is"] | undefined;
  /**
   * Whether a file of the same folder listens to the errors of something that this file hands out.
   * @param members names under which it is held by an object that is handed out
   */
  listensBeside(members: ReadonlySet<string>): boolean;
  /** Whether a file of the package adds a handler for uncaught exceptions after which the process goes on. */
  hasLastResort(): boolean;
  /** Whether the function's file holds a watchdog; nothing for what cannot be read. */
  watches(origin: Origin): boolean | undefined;
}
