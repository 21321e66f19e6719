import type { Reading } from "./constructions.js";
import { bare, isWithin, outer, staticName, type MemberExpression, type ModuleText, type Node } from "./module-text.js";
import { dottedName } from "./escapes.js";
import { alwaysLeaves, hasBound, isCapped, mayBound } from "./retries-bounds.js";
import { isFunction, isTooLong, nodesWithin, type FunctionNode } from "./retries-callbacks.js";
import type { HandRetry } from "./retries-loops.js";
import { reentryAt } from "./retries-reentry.js";
import type { ConnectionCall, ConnectionWork } from "./retries-work.js";
import { functionAt, usesOfFunction } from "./retries.js";

/** Events of a connection that is lost. One loss emits more than one of them. */
const LOSS = new Set(["error", "close", "end", "disconnect", "disconnected", "exit", "timeout"]);

interface Listener {
  readonly call: Extract<Node, { type: "CallExpression" }>;
  readonly event: string;
  readonly client: ConnectionCall;
  readonly handler: FunctionNode;
}

/** Listeners for a lost connection, registered by a function on what it makes, that run the function again. */
export function findReconnects(made: FunctionNode, reading: Reading, work: ConnectionWork): HandRetry[] {
  const { module } = reading;
  const uses = usesOfFunction(made, module);
  if (uses.length === 0) return [];
  const listeners = listenersIn(made, reading, work).filter(({ handler }) => reaches(handler, uses, reading, 2));
  if (listeners.length === 0) return [];
  const byClient = new Map<string, Listener[]>();
  for (const listener of listeners) {
    const key = module.textOf((listener.call.callee as Extract<Node, { type: "MemberExpression" }>).object);
    byClient.set(key, [...(byClient.get(key) ?? []), listener]);
  }
  return [...byClient.values()].flatMap((group): HandRetry[] => {
    const open = group.filter(({ handler }) => !isGuarded(handler, ONCE, uses, reading));
    const twice = new Set(open.map(({ event }) => event)).size > 1;
    const first = twice ? open[0] : group.find(({ handler }) => !isGuarded(handler, ONE_AT_A_TIME, uses, reading));
    if (!first) return [];
    const at = twice ? (open[1] ?? first).call : runIn(first, uses);
    const bounded = !twice && group.some(({ handler }) => isBounded(handler, uses, reading));
    return [
      {
        kind: "hand",
        shape: twice ? "twice" : "listener",
        at,
        attempts: bounded ? "some" : "endless",
        capped: !twice && group.some(({ handler }) => isCapped(handler, module) || hopsOf(handler, reading).some((hop) => isCapped(hop, module))),
        work: [first.client],
      },
    ];
  });
}

function listenersIn(made: FunctionNode, reading: Reading, work: ConnectionWork): Listener[] {
  return lossListeners(reading).flatMap(({ call, callee, event, given }): Listener[] => {
    if (!isWithin(call, made.body)) return [];
    const client = madeIn(made, callee.object, work);
    const [handler] = functionAt(given, reading);
    return client && handler && isFunction(handler) && !isTooLong(handler, reading.module) ? [{ call, event, client, handler }] : [];
  });
}

interface LossListener {
  readonly call: Listener["call"];
  readonly callee: MemberExpression;
  readonly event: string;
  readonly given: Node;
}

const listenersByFile = new WeakMap<Reading, readonly LossListener[]>();

/** Whatever a file registers for the loss of something, in source order. */
function lossListeners(reading: Reading): readonly LossListener[] {
  const known = listenersByFile.get(reading);
  if (known) return known;
  const members = ["on", "once", "addListener"].flatMap((name) => reading.module.membersNamed(name));
  const found = members.flatMap((callee): LossListener[] => {
    const call = outer(callee);
    if (call?.type !== "CallExpression" || bare(call.callee) !== callee) return [];
    const [name, given] = call.arguments;
    const event = name ? reading.values.of(name) : undefined;
    if (!given || event?.kind !== "known" || typeof event.word !== "string" || !LOSS.has(event.word)) return [];
    return [{ call, callee, event: event.word, given }];
  });
  const sorted = found.sort((a, b) => a.call.range[0] - b.call.range[0]);
  listenersByFile.set(reading, sorted);
  return sorted;
}

/** Where the listener runs the function again: its timer, or the call; the listener where that stands elsewhere. */
function runIn({ handler, call }: Listener, uses: readonly Node[]): Node {
  const use = uses.find((each) => isWithin(each, handler));
  const [reentry] = use ? reentryAt(use) : [];
  return reentry?.node ?? call;
}

/** The construction or connecting inside the function whose result an expression holds. */
function madeIn(made: FunctionNode, object: Node, work: ConnectionWork): ConnectionCall | undefined {
  const client = work.clientOf(object);
  if (!client) return undefined;
  return work.callsIn(made.body).find((each) => (each.does === "makes" || each.does === "connects") && each.client === client.client && isWithin(each.node, made));
}

/** Whether a function calls, schedules or hands on one of the uses, itself or through local functions. */
function reaches(handler: Node, uses: readonly Node[], reading: Reading, hops: number): boolean {
  if (uses.some((use) => isWithin(use, handler) && isRun(use))) return true;
  return hops > 0 && hopsOf(handler, reading).some((hop) => reaches(hop, uses, reading, hops - 1));
}

function isRun(use: Node): boolean {
  const around = use.parent;
  if (around?.type === "CallExpression") return true;
  return around?.type === "MemberExpression" && staticName(around) === "bind";
}

/** The local functions that a function calls. */
function hopsOf(handler: Node, reading: Reading): FunctionNode[] {
  const calls = nodesWithin(handler, reading.module).filter((each) => each.type === "CallExpression");
  const called = calls.flatMap((call) => [call.callee, ...call.arguments].flatMap((each) => functionAt(each, reading)));
  return called.filter((each) => isFunction(each)).filter((each) => each !== handler && !isWithin(each, handler)).slice(0, 6);
}

/** Calls after which the second event of one loss runs nothing more. */
const ONCE = /^(?:clearTimeout|clearInterval|removeAllListeners|removeListener|off)$/;

/** The same, or the old connection is taken apart before a new one is made. */
const ONE_AT_A_TIME = /^(?:clearTimeout|clearInterval|removeAllListeners|removeListener|off|destroy|terminate|end|close|release|disconnect)$/;

/** Only one reconnect at a time: one of these calls, or a flag that is tested and set. */
function isGuarded(handler: FunctionNode, guards: RegExp, uses: readonly Node[], reading: Reading): boolean {
  const { module } = reading;
  return [handler, ...hopsOf(handler, reading).filter((hop) => reaches(hop, uses, reading, 1))].some((node) => {
    return nodesWithin(node, module).some((each) => {
      if (each.type === "CallExpression") {
        const name = bare(each.callee).type === "MemberExpression" ? staticName(bare(each.callee)) : dottedName(each.callee);
        return guards.test(name ?? "");
      }
      if (each.type !== "AssignmentExpression" || each.left.type === "ObjectPattern") return false;
      // `timer ??= setTimeout(…)`
      if (/^(?:\?\?|\|\|)=$/.test(each.operator)) return true;
      const isFlag = each.right.type === "Literal" && typeof each.right.value === "boolean";
      return isFlag ? isTested(each.left, node, module) : each.operator === "=" && isReasonToLeave(each.left, node, module);
    });
  });
}

function isTested(target: Node, node: Node, module: ModuleText): boolean {
  const text = module.textOf(target);
  return nodesWithin(node, module).some((each) => {
    return (each.type === "IfStatement" || each.type === "ConditionalExpression") && nodesWithin(each.test, module).some((part) => module.textOf(part) === text);
  });
}

/** `if (timer) return;` */
function isReasonToLeave(target: Node, node: Node, module: ModuleText): boolean {
  const text = module.textOf(target);
  return nodesWithin(node, module).some((each) => {
    return each.type === "IfStatement" && alwaysLeaves(each.consequent, module) && nodesWithin(each.test, module).some((part) => module.textOf(part) === text);
  });
}

/** Run again only under a condition. */
function isBounded(handler: FunctionNode, uses: readonly Node[], reading: Reading): boolean {
  const { module } = reading;
  return [handler, ...hopsOf(handler, reading)].some((node) => {
    if (hasBound(node.body, module)) return true;
    return nodesWithin(node, module).some((each) => each.type === "IfStatement" && uses.some((use) => isWithin(use, each.consequent)) && mayBound(each.test, node, module, "fails"));
  });
}

/** A listener for a lost connection that dials the very client it listens to. */
export interface DialingListener {
  readonly at: Node;
  readonly event: string;
  readonly call: ConnectionCall;
}

/** `client.on("end", () => client.connect())`, whatever function it stands in. */
export function findDialingListeners(reading: Reading, work: ConnectionWork): DialingListener[] {
  return lossListeners(reading).flatMap(({ call, callee, event, given }): DialingListener[] => {
    const client = work.clientOf(callee.object);
    const [handler] = client ? functionAt(given, reading) : [];
    if (!handler || !isFunction(handler)) return [];
    const dial = work.callsIn(handler.body).find((each) => each.does === "connects" && each.client === client?.client);
    return dial ? [{ at: call, event, call: dial }] : [];
  });
}
