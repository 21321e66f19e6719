import { closingNames } from "../catalogue/caches.js";
import { endEvents, endHooks, endMethods, endTakers } from "../catalogue/shutdown.js";
import { frameOf, isFunction, type FunctionNode } from "../code/frames.js";
import { ownName } from "../code/frames-callees.js";
import { bare, memberName, outer, staticName, type Node } from "../code/module-text.js";
import type { Lifetime } from "../code/lifetimes.js";
import type { Followed } from "./follow-client.js";
import type { Closed } from "./model.js";
import type { Program, ProgramFile, Spot } from "./program.js";
import { nameOf } from "./ways.js";

/** Calls between the end of the program and the closing of a client, at most. */
const MAX_HOPS = 6;

/**
 * Who ends a client, and whether that happens when the process is told to end.
 *
 * @param lifetime of a client that stays where it is made; nothing for one that a function hands over
 * @param kept where it ends up
 */
export function findClosing(program: Program, lifetime: Lifetime | undefined, kept: Spot, followed: Followed): Closed {
  const names = new Set([...closingNames, ...(lifetime?.construction.client.close ?? [])]);
  const closing = followed.uses.flatMap(({ use, file: place }): Spot[] => {
    return use.call && use.member !== undefined && names.has(use.member) ? [{ file: place, node: use.call }] : [];
  });
  for (const spot of closing) {
    const on = endOf(program, spot, 0, new Set());
    if (on !== undefined) return { is: "shutdown", on, at: program.place(spot) };
  }
  const last = closing.find(({ node }) => frameOf(node).kind === "module");
  if (last) return { is: "shutdown", on: "the end of its module", at: program.place(last) };
  const home = frameOf(kept.node);
  const own = closing.find((spot) => home.kind === "function" && spot.file === kept.file && frameOf(spot.node).node === home.node);
  if (lifetime?.isClosed || own) return { is: "use", at: program.place(own ?? closing[0] ?? kept) };
  const [first] = closing;
  if (first) return { is: "elsewhere", at: program.place(first), by: functionName(first.node) };
  return followed.leaves === undefined ? { is: "nobody" } : { is: "unknown", why: followed.leaves };
}

function functionName(node: Node): string {
  const frame = frameOf(node);
  const name = frame.kind === "function" ? ownName(frame.node) : undefined;
  return name === undefined ? "a function" : `${name}()`;
}

/** The signal or hook by which the program comes to a place when it ends. */
function endOf(program: Program, { file, node }: Spot, hops: number, seen: Set<Node>): string | undefined {
  const frame = frameOf(node);
  if (frame.kind !== "function" || hops > MAX_HOPS || seen.has(frame.node)) return undefined;
  const made = frame.node;
  seen.add(made);
  const here = endOfHanded(made, file) ?? endOfName(made);
  if (here !== undefined) return here;
  // A callback inside a function runs because that function ran: `server.close(() => pool.end())`.
  const call = outer(made);
  const callback = call?.type === "CallExpression" || call?.type === "NewExpression" ? endOf(program, { file, node: call }, hops + 1, seen) : undefined;
  if (callback !== undefined) return callback;
  const name = nameOf(made, file.open.readings.callees.variableFor(made)?.identifiers[0] as Node | undefined);
  for (const use of name ? program.references(file, name.range[0]) : []) {
    const value = use.node.parent?.type === "MemberExpression" && use.node.parent.property === use.node ? use.node.parent : use.node;
    const handed = endOfHanded(value, use.file);
    if (handed !== undefined) return handed;
    const around = outer(value);
    const isCalled = around?.type === "CallExpression" && bare(around.callee) === value;
    const above = isCalled ? endOf(program, { file: use.file, node: around }, hops + 1, seen) : undefined;
    if (above !== undefined) return above;
  }
  return undefined;
}

/** `process.once("SIGTERM", stop)`, `app.addHook("onClose", stop)`, `closeWithGrace(stop)`, `for (const signal of ["SIGINT"]) process.on(signal, stop)`. */
function endOfHanded(value: Node, file: ProgramFile): string | undefined {
  const around = outer(value);
  // createTerminus(server, { onSignal: stop })
  if (around?.type === "Property" && around.value === value && endMethods.includes(staticName(around) ?? "")) return staticName(around);
  const call = around?.type === "CallExpression" ? around : undefined;
  if (!call || !call.arguments.some((argument) => bare(argument) === value)) return undefined;
  const { callee } = call;
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (name !== undefined && endTakers.includes(name)) return `${name}()`;
  const [event] = call.arguments;
  if (callee.type !== "MemberExpression" || !event || bare(event) === value) return undefined;
  const text = event.type === "Literal" ? String(event.value) : undefined;
  const isProcess = file.open.reading.module.textOf(callee.object) === "process";
  if (isProcess) return text === undefined ? signalsAround(call, file) : endEvents.includes(text) ? text : undefined;
  return text !== undefined && endHooks.includes(text) ? text : undefined;
}

/** The signals of the loop that a handler is put on in. */
function signalsAround(call: Node, file: ProgramFile): string | undefined {
  for (let around = call.parent; around; around = around.parent) {
    const text = file.open.reading.module.textOf(around).slice(0, 500);
    const found = endEvents.filter((name) => new RegExp(`["'\`]${name}["'\`]`).test(text));
    if (found.length > 0) return found.join(" and ");
    if (isFunction(around)) return undefined;
  }
  return undefined;
}

function endOfName(made: FunctionNode): string | undefined {
  const isMember = made.parent.type === "MethodDefinition" || made.parent.type === "Property";
  const name = isMember ? ownName(made) : undefined;
  return name !== undefined && endMethods.includes(name) ? name : undefined;
}
