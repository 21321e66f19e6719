import type { HeldBody } from "../catalogue/shape.js";
import { holds } from "./conditions.js";
import type { Reading } from "./constructions.js";
import { isBehindAwait } from "./leases.js";
import type { Pools } from "./leases-pools.js";
import { packageOf } from "./maker-table.js";
import { bare, outer, staticName, type Node } from "./module-text.js";
import { OptionBag } from "./options.js";
import { functionAt } from "./retries.js";
import { isFunction } from "./frames.js";

type CallNode = Extract<Node, { type: "CallExpression" }>;

/** A request whose answer's body nobody reads. */
export interface UnreadBody {
  readonly call: CallNode;
  readonly packageName: string;
  readonly body: HeldBody;
  /** What takes the answer: a declared name or pattern, or nothing where it is dropped at once. */
  readonly target?: Node;
}

/** The requests of a file whose answers are dropped, or looked at without their body. One that is handed on is left out. */
export function findUnreadBodies(reading: Reading, pools: Pools): UnreadBody[] {
  return [...ofModules(reading), ...ofClients(reading, pools)].flatMap((request): UnreadBody[] => {
    const { call, body } = request;
    const bag = new OptionBag(call, { path: body.take, by: "call", options: body.options }, reading.values, reading.origins);
    if ((body.unless ?? []).some((conditions) => holds(conditions, bag) !== false)) return [];
    const answer = unreadAt(call, body.body, reading);
    return answer ? [{ ...request, ...answer }] : [];
  });
}

type Request = Omit<UnreadBody, "target">;

function ofModules(reading: Reading): Request[] {
  return reading.uses.calls.flatMap((call): Request[] => {
    const origin = call.type === "CallExpression" ? reading.originOfCall(call) : undefined;
    const body = origin && reading.table.bodyOf(origin);
    return body && call.type === "CallExpression" ? [{ call, body, packageName: packageOf(origin.specifier) }] : [];
  });
}

function ofClients(reading: Reading, pools: Pools): Request[] {
  const names = reading.table.requests;
  if (!reading.mayHoldClients || names.size === 0) return [];
  return reading.module.nodesOf("CallExpression").flatMap((call): Request[] => {
    const callee = bare(call.callee);
    const name = callee.type === "MemberExpression" ? staticName(callee) : undefined;
    if (callee.type !== "MemberExpression" || name === undefined || !names.has(name)) return [];
    const held = pools.of(callee.object);
    const body = held?.client.bodies?.find(({ take }) => take === name);
    return held && body ? [{ call, body, packageName: held.packageName }] : [];
  });
}

/** Whether nobody reads the body of what a call answers, and what takes the answer then. */
function unreadAt(call: Node, body: string, reading: Reading): { readonly target?: Node } | undefined {
  const around = outer(call);
  switch (around?.type) {
    case "ExpressionStatement":
      return {};
    case "UnaryExpression":
      return around.operator === "void" ? {} : undefined;
    case "VariableDeclarator": {
      const isExported = around.parent?.parent?.type === "ExportNamedDeclaration";
      return isBehindAwait(call, around) && !isExported && isUnread(around.id, body, reading) ? { target: around.id } : undefined;
    }
    case "MemberExpression":
      return unreadIn(around, call, body, reading);
    default:
      return undefined;
  }
}

/** `(await request(url)).statusCode`, `request(url).then((answer) => …)`, `request(url).catch(…)`. */
function unreadIn(member: Extract<Node, { type: "MemberExpression" }>, call: Node, body: string, reading: Reading): { readonly target?: Node } | undefined {
  const name = staticName(member);
  if (bare(member.object) !== bare(call) && !isBehindAwait(call, member)) return undefined;
  if (isBehindAwait(call, member)) return name !== undefined && name !== body ? {} : undefined;
  const chained = outer(member);
  if (chained?.type !== "CallExpression" || bare(chained.callee) !== member) return undefined;
  if (name === "catch" || name === "finally") return unreadAt(chained, body, reading);
  const [first] = chained.arguments;
  const made = name === "then" && first ? functionAt(first, reading)[0] : undefined;
  if (!made || !isFunction(made) || reading.module.textOf(made).includes("arguments")) return undefined;
  const [parameter] = made.params;
  return !parameter || isUnread(parameter, body, reading) ? {} : undefined;
}

/** Whether a name or pattern that takes the answer leaves its body alone. */
function isUnread(target: Node, body: string, reading: Reading): boolean {
  if (target.type === "Identifier") {
    const variable = reading.module.variableOf(target);
    const uses = variable?.references.filter(({ init }) => init !== true) ?? [];
    return variable !== undefined && uses.every(({ identifier }) => isAside(identifier as Node, body, reading));
  }
  if (target.type !== "ObjectPattern") return false;
  return target.properties.every((property) => {
    const name = property.type === "Property" ? staticName(property) : undefined;
    if (property.type !== "Property" || name === undefined) return false;
    return name !== body || isNeverUsed(property.value, reading);
  });
}

/** `answer.statusCode` and `const { statusCode } = answer` do not touch the body. */
function isAside(use: Node, body: string, reading: Reading): boolean {
  const around = outer(use);
  if (around?.type === "VariableDeclarator") return around.init === use && around.id.type === "ObjectPattern" && isUnread(around.id, body, reading);
  const name = around?.type === "MemberExpression" && bare(around.object) === use ? staticName(around) : undefined;
  return name !== undefined && name !== body;
}

function isNeverUsed(pattern: Node, reading: Reading): boolean {
  const variable = pattern.type === "Identifier" ? reading.module.variableOf(pattern) : undefined;
  return variable !== undefined && variable.references.every(({ init }) => init === true);
}
