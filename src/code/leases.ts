import type { Lease } from "../catalogue/shape.js";
import { frameOf, isFunction, type FunctionNode } from "./frames.js";
import type { Reading } from "./constructions.js";
import { mayTake } from "./gate.js";
import { Pools, type HeldClient } from "./leases-pools.js";
import { packageOf } from "./maker-table.js";
import { bare, isWithin, outer, staticName, type Node, type Variable } from "./module-text.js";
import { functionAt } from "./retries.js";

type CallNode = Extract<Node, { type: "CallExpression" | "NewExpression" }>;

/** Where a connection is taken from a pool, and how it arrives. */
export interface Take extends HeldClient {
  readonly lease: Lease;
  /** `pool.connect()`. */
  readonly call: CallNode;
  /** The expression that is the pool. */
  readonly pool: Node;
  readonly arrival: Arrival;
}

export type Arrival =
  /** `const client = await pool.connect()`: in a variable of the function around it. */
  | { readonly in: "variable"; readonly variable: Variable; readonly home: FunctionNode }
  /** `.then((client) => …)` or `pool.getConnection((error, connection) => …)`. */
  | {
      readonly in: "parameter";
      readonly variable: Variable;
      readonly home: FunctionNode;
      readonly by: "then" | "callback";
      readonly error?: Variable;
      readonly release?: Variable;
    }
  /** Nothing holds it: `await pool.connect();`. */
  | { readonly in: "nothing"; readonly then?: CallNode }
  /** Used where it is taken and then lost: `(await pool.connect()).query(…)`. */
  | { readonly in: "expression" };

/** The pools of a file and what is taken from them: read once, for all who ask. */
export class Takes {
  readonly pools: Pools;
  #all: Take[] | undefined;

  constructor(readonly reading: Reading) {
    this.pools = new Pools(reading);
  }

  /** Whether one may be taken from a pool of another file. */
  get mayComeFromAfar(): boolean {
    const { module, outside, table } = this.reading;
    return outside !== undefined && mayTake(module.parsed.text, table);
  }

  /** The places where a connection is taken and can be followed; one that is handed on at once is left out. */
  get all(): readonly Take[] {
    this.#all ??= findTakes(this.reading, this.pools);
    return this.#all;
  }
}

function findTakes(reading: Reading, pools: Pools): Take[] {
  const names = reading.table.takes;
  const called = reading.module.nodesOf("CallExpression").flatMap((call): Take[] => {
    const callee = bare(call.callee);
    if (callee.type !== "MemberExpression" || !names.has(staticName(callee) ?? "")) return [];
    const held = pools.of(callee.object);
    const lease = held?.client.leases?.find(({ take, by }) => take === staticName(callee) && by !== "new");
    const arrival = lease && readArrival(call, lease, reading);
    return held && lease && arrival ? [{ ...held, lease, call, pool: callee.object, arrival }] : [];
  });
  return [...called, ...constructed(reading, pools)];
}

/** `new Transaction(pool)`: a class of the library that takes a connection of the pool it is made with. */
function constructed(reading: Reading, pools: Pools): Take[] {
  return reading.uses.calls.flatMap((call): Take[] => {
    const origin = call.type === "NewExpression" ? reading.originOfCall(call) : undefined;
    const known = origin && reading.table.leaseOf(origin);
    if (!origin || !known) return [];
    const [pool = call.callee] = call.arguments;
    const held = pools.of(pool);
    // What is made with a transaction borrows its connection.
    if (!held && known.lease.kind !== "transaction" && call.arguments.length > 0) return [];
    const arrival = readArrival(call, known.lease, reading);
    return arrival ? [{ client: known.client, packageName: packageOf(origin.specifier), ...held, lease: known.lease, call, pool, arrival }] : [];
  });
}

function readArrival(call: CallNode, lease: Lease, reading: Reading): Arrival | undefined {
  const handed = call.arguments.map((argument) => functionAt(argument, reading)[0]).findLast((made) => isFunction(made));
  if (handed) {
    // transaction(async (trx) => …): the library gives it back by itself.
    if (lease.by !== "callback" && lease.by !== "either") return undefined;
    return isFunction(handed) ? inCallback(handed, lease, reading) : undefined;
  }
  if (lease.by === "callback" || call.arguments.some((argument) => argument.type === "Identifier" && lease.by === "either")) return undefined;
  return inPlace(call, lease, reading);
}

function inCallback(made: FunctionNode, lease: Lease, reading: Reading): Arrival | undefined {
  const at = (index: number | undefined): Variable | undefined => {
    const parameter = index === undefined ? undefined : made.params[index];
    return parameter?.type === "Identifier" ? reading.module.variableOf(parameter) : undefined;
  };
  const variable = at(lease.callbackArg);
  if (!variable) return made.params.length <= (lease.callbackArg ?? 0) && !usesArguments(made, reading) ? { in: "nothing" } : undefined;
  const error = lease.callbackArg === 0 ? undefined : at(0);
  const release = at(lease.callbackRelease);
  return { in: "parameter", variable, home: made, by: "callback", ...(error ? { error } : {}), ...(release ? { release } : {}) };
}

function usesArguments(made: FunctionNode, reading: Reading): boolean {
  return reading.module.textOf(made).includes("arguments");
}

function inPlace(call: CallNode, lease: Lease, reading: Reading): Arrival | undefined {
  const { module } = reading;
  const around = outer(call);
  if (!around) return undefined;
  const isAtOnce = lease.by === "return" || lease.by === "new";
  const isAwaited = isAtOnce || isBehindAwait(call, around);
  if (around.type === "VariableDeclarator" || around.type === "AssignmentExpression") {
    const target = around.type === "VariableDeclarator" ? around.id : around.left;
    const declaration = around.parent;
    if (declaration?.type === "VariableDeclaration" && /using$/.test(declaration.kind)) return undefined;
    if (target.type !== "Identifier" || !isAwaited) return undefined;
    const variable = module.variableOf(target);
    const { node: home } = frameOf(call);
    // One that outlives the function belongs to somebody else; one of the module lives as long as the process.
    if (!variable || !isFunction(home) || !isWithin(variable.scope.block as Node, home)) return undefined;
    return { in: "variable", variable, home };
  }
  if (around.type === "MemberExpression" && bare(around.object) === call) return inChain(around, call, isAwaited, reading);
  if (around.type === "ExpressionStatement" && !isAtOnce) return isFunction(frameOf(call).node) ? { in: "nothing" } : undefined;
  return undefined;
}

function inChain(member: Extract<Node, { type: "MemberExpression" }>, call: CallNode, isAwaited: boolean, reading: Reading): Arrival | undefined {
  const chained = outer(member);
  if (chained?.type !== "CallExpression" || bare(chained.callee) !== member) return undefined;
  if (isAwaited) return /^(?:release|end|close|done)$/.test(staticName(member) ?? "") ? undefined : { in: "expression" };
  if (staticName(member) !== "then") return undefined;
  const [first] = chained.arguments;
  const made = first && functionAt(first, reading)[0];
  if (!made || !isFunction(made)) return undefined;
  const [parameter] = made.params;
  if (!parameter) return usesArguments(made, reading) ? undefined : { in: "nothing", then: call };
  const variable = parameter.type === "Identifier" ? reading.module.variableOf(parameter) : undefined;
  return variable && { in: "parameter", variable, home: made, by: "then" };
}

/** Whether an `await` stands between a call and what takes its result. */
export function isBehindAwait(call: Node, around: Node): boolean {
  for (let node = call.parent; node && node !== around; node = node.parent) if (node.type === "AwaitExpression") return true;
  return false;
}
