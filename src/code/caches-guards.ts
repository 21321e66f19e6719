import type { TSESTree } from "@typescript-eslint/utils";
import type { Slot, Slots } from "./caches-slots.js";
import type { FunctionNode } from "./frames.js";
import { memberName, type Node } from "./module-text.js";
import { bare } from "./module-text.js";

/** A look at a slot that decides whether a node is reached. */
export interface Guard {
  readonly slot: Slot;
  /** What the slot is when the node is reached. */
  readonly reached: "empty" | "full" | "other";
  /** Position after which the node may run; an await from there on lets other callers in. */
  readonly from: number;
  /** One of two values is chosen by the slot, and the other is not what is in it: no cache, a setting. */
  readonly isChoice?: boolean;
  /** Whoever finds the slot full is turned away with an error: no cache, a rule that it is filled once. */
  readonly isRefusal?: boolean;
  /** For comparisons: what the slot is compared with. */
  readonly comparedWith?: Node;
}

/** All guards between the start of a function and a node in it. */
export function findGuards(node: Node, made: FunctionNode, slots: Slots): Guard[] {
  const guards: Guard[] = [];
  const look = (test: Node, isTrue: boolean, from: number): void => readTest(test, isTrue, from, made, slots, guards);
  let inner = node;
  for (let around = node.parent; around && inner !== made; inner = around, around = around.parent) {
    switch (around.type) {
      case "ConditionalExpression": {
        const other = inner === around.consequent ? around.alternate : around.consequent;
        const before = guards.length;
        if (inner !== around.test) look(around.test, inner === around.consequent, around.test.range[1]);
        const kept = slots.of(other, made)?.id;
        for (const [index, guard] of guards.entries()) if (index >= before && guard.slot.id !== kept) guards[index] = { ...guard, isChoice: true };
        break;
      }
      case "IfStatement":
        if (inner === around.consequent) look(around.test, true, around.test.range[1]);
        if (inner === around.alternate) look(around.test, false, around.test.range[1]);
        break;
      case "LogicalExpression":
        if (inner === around.right) look(around.left, around.operator === "&&", around.left.range[1]);
        break;
      case "AssignmentExpression":
        if (inner === around.right && (around.operator === "??=" || around.operator === "||=")) look(around.left, false, around.left.range[1]);
        break;
      case "AssignmentPattern":
        if (inner === around.right) look(around.left, false, around.left.range[1]);
        break;
      case "BlockStatement":
        for (const statement of around.body) {
          if (statement === inner) break;
          // if (pool) return pool;
          if (statement.type !== "IfStatement" || statement.alternate || !leaves(statement.consequent)) continue;
          const before = guards.length;
          look(statement.test, false, statement.range[1]);
          if (throws(statement.consequent)) guards.push(...guards.splice(before).map((guard) => ({ ...guard, isRefusal: true })));
        }
        break;
    }
  }
  return guards;
}

function throws(statement: Node): boolean {
  if (statement.type === "ThrowStatement") return true;
  const last = statement.type === "BlockStatement" ? statement.body.at(-1) : undefined;
  return last !== undefined && throws(last);
}

function leaves(statement: Node): boolean {
  if (statement.type === "BlockStatement") return statement.body.some(leaves);
  // try { await kept.ping(); return kept; } catch { pools.delete(key); }
  if (statement.type === "TryStatement") return leaves(statement.block);
  return statement.type === "ReturnStatement" || statement.type === "ThrowStatement" || statement.type === "ContinueStatement";
}

function readTest(node: Node, isTrue: boolean, from: number, made: FunctionNode, slots: Slots, guards: Guard[]): void {
  const test = bare(node);
  switch (test.type) {
    case "UnaryExpression":
      if (test.operator === "!") readTest(test.argument, !isTrue, from, made, slots, guards);
      return;
    case "LogicalExpression":
      readTest(test.left, isTrue, from, made, slots, guards);
      readTest(test.right, isTrue, from, made, slots, guards);
      return;
    case "BinaryExpression":
      readComparison(test, isTrue, from, made, slots, guards);
      return;
    case "AssignmentExpression":
      // while ((pool = pools.get(key)) == null)
      readTest(test.left, isTrue, from, made, slots, guards);
      readTest(test.right, isTrue, from, made, slots, guards);
      return;
    default:
      addGuard(test, isTrue ? "full" : "empty", from, made, slots, guards);
  }
}

function readComparison(test: TSESTree.BinaryExpression, isTrue: boolean, from: number, made: FunctionNode, slots: Slots, guards: Guard[]): void {
  if (test.left.type === "PrivateIdentifier") return;
  const isEqual = test.operator === "==" || test.operator === "===";
  if (test.operator === "instanceof") return addGuard(test.left, isTrue ? "full" : "empty", from, made, slots, guards);
  for (const [side, other] of [
    [test.left, test.right],
    [test.right, test.left],
  ] as const) {
    const subject = side.type === "UnaryExpression" && side.operator === "typeof" ? side.argument : side;
    if (isNothing(other)) addGuard(subject, isEqual === isTrue ? "empty" : "full", from, made, slots, guards);
    else if (!isNothing(side)) addGuard(subject, "other", from, made, slots, guards, isEqual === isTrue ? undefined : other);
  }
}

/** `null`, `undefined`, `"undefined"` behind `typeof`, `void 0`. */
export function isNothing(node: Node): boolean {
  const value = bare(node);
  if (value.type === "Literal") return value.value === null || value.value === "undefined";
  return (value.type === "Identifier" && value.name === "undefined") || (value.type === "UnaryExpression" && value.operator === "void");
}

function addGuard(node: Node, reached: Guard["reached"], from: number, made: FunctionNode, slots: Slots, guards: Guard[], comparedWith?: Node): void {
  const expression = bare(node);
  const slot = slots.of(expression, made);
  if (slot) {
    guards.push({ slot, reached, from, ...(comparedWith ? { comparedWith } : {}) });
    // let pool = pools.get(key); if (!pool) …: the local was read from the slot.
    const source = slot.lasts === "local" && slot.variable ? readInto(slot) : undefined;
    const behind = source && slots.of(source, made);
    if (behind && behind.id !== slot.id) guards.push({ slot: behind, reached, from });
    // connection?.isOpen looks at the connection too
    for (let holder = slot.holder; holder && !slot.key; holder = holder.holder) guards.push({ slot: holder, reached, from });
    return;
  }
  // isAlive(connection)
  if (expression.type !== "CallExpression") return;
  for (const argument of expression.arguments) {
    const given = argument.type === "SpreadElement" ? undefined : slots.of(argument, made);
    if (given) guards.push({ slot: given, reached: "other", from });
  }
  const holder = expression.callee.type === "MemberExpression" ? slots.of(expression.callee.object, made) : undefined;
  if (holder && memberName(expression.callee as TSESTree.MemberExpression) !== undefined) guards.push({ slot: holder, reached: "other", from });
}

function readInto(slot: Slot): Node | undefined {
  const declarator = slot.variable?.defs[0]?.node as Node | undefined;
  return declarator?.type === "VariableDeclarator" && declarator.id.type === "Identifier" ? (declarator.init ?? undefined) : undefined;
}
