import type { ModuleText, Node } from "./module-text.js";
import { dottedName } from "./escapes.js";

/** What has become of a connection at a point of a path. */
export type State =
  /** Not taken yet. */
  | "none"
  | "held"
  /** Held, and an awaited use of it has thrown: it may be dead. */
  | "failed"
  /** Handed to a call: whoever was called may keep it. */
  | "lent"
  | "lentFailed"
  /** Held, and the promise of what still uses it is on its way to the caller. */
  | "pending"
  | "lentPending"
  | "back"
  /** Owned by somebody else from here on, or never taken: nothing more is said of it. */
  | "gone";

/** How a path leaves a piece of code: on to what follows, or away: `break name` carries the label. */
export type Way = "on" | "return" | "throw" | `break ${string}` | `continue ${string}`;

/** The ways out of a piece of code with the states in which they are taken, each with the node that leads there. */
export class Ways {
  readonly #all = new Map<Way, Map<State, Node>>();

  static on(state: State, node: Node): Ways {
    return new Ways().add("on", state, node);
  }

  add(way: Way, state: State, node: Node): this {
    const states = this.#all.get(way);
    if (!states) this.#all.set(way, new Map([[state, node]]));
    else if (!states.has(state)) states.set(state, node);
    return this;
  }

  /** Takes over the ways of another piece, all but those left out. */
  merge(other: Ways, ...without: readonly Way[]): this {
    for (const [way, states] of other.#all) {
      if (!without.includes(way)) for (const [state, node] of states) this.add(way, state, node);
    }
    return this;
  }

  of(way: Way): ReadonlyMap<State, Node> {
    return this.#all.get(way) ?? NOTHING;
  }

  get ways(): Way[] {
    return [...this.#all.keys()];
  }
}

const NOTHING: ReadonlyMap<State, Node> = new Map();

/** Positions in a file, to ask whether a range holds any: what makes it cheap to pass over code that changes nothing. */
export class Positions {
  readonly #sorted: readonly number[];

  constructor(positions: Iterable<number>) {
    this.#sorted = [...positions].sort((a, b) => a - b);
  }

  get last(): number {
    return this.#sorted.at(-1) ?? -1;
  }

  anyIn([start, end]: readonly [number, number]): boolean {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as number) < start) low = middle + 1;
      else high = middle;
    }
    return low < this.#sorted.length && (this.#sorted[low] as number) < end;
  }
}

const turns = new WeakMap<ModuleText, Positions>();

/** Where a path may leave: what returns, throws, breaks, awaits or ends the process. */
export function turnsOf(module: ModuleText): Positions {
  const known = turns.get(module);
  if (known) return known;
  const leaving = module.nodesOf("ReturnStatement", "ThrowStatement", "BreakStatement", "ContinueStatement", "AwaitExpression", "ForOfStatement");
  const exits = module.nodesOf("CallExpression").filter(endsProcess);
  const positions = new Positions([...leaving, ...exits].map(({ range }) => range[0]));
  turns.set(module, positions);
  return positions;
}

export function endsProcess(call: Extract<Node, { type: "CallExpression" }>): boolean {
  return dottedName(call.callee) === "process.exit";
}
