import type { HeldClient } from "../code/leases-pools.js";
import type { Listening } from "../code/listeners.js";
import type { Node } from "../code/module-text.js";
import type { Origin } from "../code/origins.js";
import type { Outside } from "../code/outside.js";
import { hasWatchdog } from "../code/watchdogs.js";
import type { Value } from "../code/values.js";
import { importedClient } from "./imported-client.js";
import { importedListening } from "./imported-listening.js";
import { importedValue } from "./imported-value.js";
import { goesOnElsewhere } from "./last-resorts.js";
import { isListenedBeside } from "./listening-importers.js";
import type { ModuleIndex } from "./module-index.js";

/** What the rest of the project says to one file that is linted. */
export class ProjectOutside implements Outside {
  #hasBegun = false;

  constructor(
    readonly index: ModuleIndex,
    /** The file that asks. */
    readonly from: string,
    readonly isTestFile: (path: string) => boolean,
  ) {}

  value(origin: Origin, at: Node): Value | undefined {
    return importedValue(this.#fresh, this.from, origin, at);
  }

  client(origin: Origin): HeldClient | undefined {
    return importedClient(this.#fresh, this.from, origin);
  }

  listening(origin: Origin, index: number, on: string): Listening["is"] | undefined {
    return importedListening(this.#fresh, this.from, origin, index, on);
  }

  listensBeside(members: ReadonlySet<string>): boolean {
    return isListenedBeside(this.#fresh, this.from, members);
  }

  hasLastResort(): boolean {
    return goesOnElsewhere(this.#fresh, this.from, this.isTestFile);
  }

  watches(origin: Origin): boolean | undefined {
    const module = this.#fresh.moduleOf(this.from, origin.specifier);
    const found = module?.file.functionOf(origin.path);
    return module && found && "node" in found ? hasWatchdog(module.file.reading) : undefined;
  }

  /** Each file looks at the others anew: they may have been edited since the last one asked. */
  get #fresh(): ModuleIndex {
    if (!this.#hasBegun) this.index.begin();
    this.#hasBegun = true;
    return this.index;
  }
}
