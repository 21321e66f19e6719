import { callInPlace, frameOf, isExecutor, isFunction, loopAround, type FunctionNode } from "./frames.js";
import { Callees } from "./frames-callees.js";
import { bare, isWithin, rootOf, type ModuleText, type Node, type Variable } from "./module-text.js";
import { readBinding, useOf, type Binding } from "./uses.js";

/**
 * How long something lives that an expression makes: `brief` ends with the call of the function around it, `handedOut` is
 * up to callers that this file does not show, `open` was written into something of unknown life, `kept` outlives the call.
 */
const LIVES = ["brief", "handedOut", "open", "kept"] as const;
type Life = (typeof LIVES)[number];

/** Chains of functions and holders end here. */
const MAX_DEPTH = 6;

/**
 * Whether what an expression makes serves the one call of the function around it, or is handed out by a function that
 * makes another one for each call and of whose callers none in this file keeps it.
 */
export function isShortLived(made: Node, module: ModuleText): boolean {
  const life = new Lives(module).of(made, 0);
  return life === "brief" || life === "handedOut";
}

class Lives {
  readonly #callees: Callees;

  constructor(readonly module: ModuleText) {
    this.#callees = new Callees(module);
  }

  of(node: Node, depth: number): Life {
    const frame = frameOf(node);
    if (depth > MAX_DEPTH || frame.kind !== "function" || this.#runsOnce(frame.node, depth)) return "kept";
    const { binding } = readBinding(node, this.module);
    return this.#ofBinding(binding, node, frame.node, depth);
  }

  #ofBinding(binding: Binding, node: Node, made: FunctionNode, depth: number): Life {
    switch (binding.kind) {
      case "dropped":
        return "brief";
      case "returned":
        return this.#answeredBy(made, depth);
      case "passed":
        return this.#takenBy(binding.call, binding.call.arguments[binding.index], node, made, depth);
      case "stored":
        return this.#isInside(binding.node, made) ? "open" : "kept";
      case "variable":
        return this.#ofVariable(binding, node, made, depth);
      default:
        return "kept";
    }
  }

  #ofVariable({ variable, declaration }: Extract<Binding, { kind: "variable" }>, node: Node, made: FunctionNode, depth: number): Life {
    if (isDeclaredOutside(variable, made)) return "kept";
    const lives = variable.references.filter((reference) => reference.isRead()).map(({ identifier }): Life => {
      const read = identifier as Node;
      if (!runsWith(read, made)) return "kept";
      // for (const url of urls) pending.push(fetch(url, { agent })): many requests at once share it
      const turn = loopAround(read);
      if (turn && loopAround(node)?.node !== turn.node && !isAwaited(read)) return "kept";
      return useOf(read).kind === "member" ? "brief" : this.#ofBinding(readBinding(read, this.module).binding, read, made, depth + 1);
    });
    // A name that nothing reads says nothing.
    return lives.length === 0 && declaration.type === "AssignmentExpression" ? "open" : longest(lives);
  }

  /** What a call does with something it is given. */
  #takenBy(call: Node, argument: Node | undefined, node: Node, made: FunctionNode, depth: number): Life {
    const isOption = argument !== undefined && bare(argument) !== bare(node);
    const callee = call.type === "CallExpression" ? bare(call.callee) : undefined;
    // setGlobalDispatcher(agent) keeps what it is given; context.setDispatcher(agent) does as long as the context lives.
    if (callee && !isOption) return this.#isLocal(callee, made) ? "open" : "kept";
    // await fetch(url, { agent }) has come to its end; axios.create({ httpsAgent: agent }) has made what holds it.
    return callee && isAwaited(call) ? "brief" : this.#resultOf(call, made, depth + 1);
  }

  /** The result of a call that may hold it. */
  #resultOf(call: Node, made: FunctionNode, depth: number): Life {
    if (depth > MAX_DEPTH || !runsWith(call, made)) return "kept";
    return this.#ofBinding(readBinding(call, this.module).binding, call, made, depth);
  }

  #answeredBy(made: FunctionNode, depth: number): Life {
    const inPlace = callInPlace(made);
    if (inPlace) return this.of(inPlace, depth + 1);
    // memoize(() => new Agent()): whoever takes a function that makes one decides how often it does
    if (isArgument(made)) return "kept";
    const isKept = this.#callees.usesOf(made).some((use) => {
      const around = use.parent;
      if (around?.type === "CallExpression" && around.callee === use) return this.of(around, depth + 1) === "kept";
      return isArgument(use);
    });
    return isKept ? "kept" : "handedOut";
  }

  /** Constructors, and functions that the module itself calls as it is loaded. */
  #runsOnce(made: FunctionNode, depth: number): boolean {
    if (depth > MAX_DEPTH || (made.parent.type === "MethodDefinition" && made.parent.kind === "constructor")) return true;
    const inPlace = callInPlace(made);
    const calls = inPlace ? [inPlace] : this.#callees.usesOf(made).flatMap((use) => (use.parent?.type === "CallExpression" && use.parent.callee === use ? [use.parent] : []));
    return calls.some((call) => frameOf(call).kind !== "function");
  }

  /** Whether the object that is written to lives in the function. */
  #isInside(stored: Node, made: FunctionNode): boolean {
    return stored.type !== "AssignmentExpression" || this.#isLocal(stored.left, made);
  }

  #isLocal(node: Node, made: FunctionNode): boolean {
    const root = rootOf(node);
    const variable = root.type === "Identifier" ? this.module.variableOf(root) : undefined;
    return variable !== undefined && !isDeclaredOutside(variable, made);
  }
}

function isDeclaredOutside(variable: Variable, made: FunctionNode): boolean {
  return !isWithin(variable.identifiers[0] as Node | undefined, made);
}

/** Whether a node runs as part of one call of a function: `new Promise((resolve) => …)` does at once. */
function runsWith(node: Node, made: FunctionNode): boolean {
  for (let around = node.parent; around && around !== made; around = around.parent) {
    if (isFunction(around) && !isExecutor(around)) return false;
  }
  return true;
}

function isArgument(node: Node): boolean {
  const around = node.parent;
  return (around?.type === "CallExpression" || around?.type === "NewExpression") && around.callee !== node;
}

/** Whether the statement around a node waits for it, with no function between. */
function isAwaited(node: Node): boolean {
  for (let around: Node | undefined = node; around && !isFunction(around) && !/Statement$|Declar/.test(around.type); around = around.parent) {
    if (around.type === "AwaitExpression" || around.type === "YieldExpression") return true;
  }
  return false;
}

function longest(lives: readonly Life[]): Life {
  return lives.reduce((longer, life) => (LIVES.indexOf(life) > LIVES.indexOf(longer) ? life : longer), "brief");
}
