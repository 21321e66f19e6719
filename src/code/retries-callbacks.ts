import type { CallbackFact, Word } from "../catalogue/shape.js";
import { isWord } from "./conditions.js";
import { bare, childrenOf, isWithin, staticName, type ModuleText, type Node } from "./module-text.js";
import { returnsOf, type Values } from "./values.js";

export type FunctionNode = Extract<Node, { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }>;

/** Whether a node is a function that can be looked into. */
export function isFunction(node: Node): node is FunctionNode {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
}

/** Names outside a function that tell it nothing about how often it was called. */
const KNOWS_NOTHING = new Set(["undefined", "console", "Boolean", "Error", "Math", "Number", "String", "JSON"]);

/** Members of an argument that count. */
const COUNTS = /attempt|count|retr(?:y|ies)|tries|left|elapsed|time/i;

/**
 * Whether a callback may end a retry: it throws, looks at more than these of its arguments (a count, in whatever form),
 * or at anything outside itself but `passes`.
 */
export function mayEnd(node: Node, sees: readonly number[], passes: readonly string[], module: ModuleText): boolean {
  if (!isFunction(node) || isTooLong(node, module)) return true;
  const allowed = new Set(sees.flatMap((index) => namesIn(node.params[index], module)));
  for (const inner of nodesWithin(node.body, module)) {
    if (inner.type === "ThrowStatement" || inner.type === "ThisExpression") return true;
    if (inner.type === "MemberExpression" && COUNTS.test(staticName(inner) ?? "") && isOwnName(bare(inner.object), node, module)) return true;
    if (inner.type !== "Identifier" || !isReference(inner)) continue;
    const variable = module.variableOf(inner);
    if (!variable) {
      if (!KNOWS_NOTHING.has(inner.name) && !passes.includes(inner.name)) return true;
      continue;
    }
    const isOwn = isWithin(variable.identifiers[0] as Node | undefined, node);
    if (!isOwn && !passes.includes(inner.name)) return true;
    const isParameter = node.params.some((parameter) => isWithin(variable.identifiers[0] as Node | undefined, parameter));
    if (isParameter && (!allowed.has(inner.name) || COUNTS.test(inner.name) && sees.length < 2)) return true;
  }
  return false;
}

/** Whether a callback may throw: one that stands elsewhere may. */
export function mayThrowOn(node: Node, module: ModuleText): boolean {
  return !isFunction(node) || isTooLong(node, module) || nodesWithin(node.body, module).some(({ type }) => type === "ThrowStatement");
}

/** Whether what is repeated names an error that ends it, or uses the argument by which it can. */
export function mayStop(node: Node, names: readonly string[], argument: number | undefined, module: ModuleText): boolean {
  if (isTooLong(node, module)) return true;
  if (nodesWithin(node, module).some((each) => each.type === "Identifier" && names.includes(each.name))) return true;
  const parameter = argument === undefined || !isFunction(node) ? undefined : node.params[argument];
  const variable = parameter && module.variableOf(parameter);
  return variable !== undefined && variable.references.some(({ init }) => init !== true);
}

/** Whether a callback that takes over the count lets it go on for ever. Unreadable ones do not. */
export function isEndlessCallback(node: Node, when: CallbackFact["endlessWhen"], values: Values): boolean {
  const { module } = values;
  if (!isFunction(node) || isTooLong(node, module)) return false;
  if ("seesOnly" in when) return !answersOnly(node, [false, null, 0, "<undefined>"], values) && !mayEnd(node, when.seesOnly, [], module);
  if ("answers" in when) return answersOnly(node, [when.answers], values);
  if ("passesThrough" in when) {
    const calls = nodesWithin(node, module).filter((each) => each.type === "CallExpression");
    const names = calls.map(({ callee }) => (callee.type === "Identifier" ? callee.name : (staticName(bare(callee)) ?? "")));
    const throws = nodesWithin(node, module).some(({ type }) => type === "ThrowStatement");
    return !throws && names.length > 0 && names.every((name) => when.passesThrough.includes(name)) && names.some((name) => name !== "pipe");
  }
  const text = module.textOf(node);
  if (when.answersNumberWithoutSeeing.some((name) => text.includes(name)) || mayEnd(node, [0], [], module)) return false;
  const answers = answersOf(node, module).map((answer) => values.of(answer));
  return answers.length > 0 && answers.every((value) => value.kind === "known" && typeof value.word === "number" && value.word > 0);
}

function answersOnly(node: FunctionNode, words: readonly Word[], values: Values): boolean {
  const answers = answersOf(node, values.module).map((answer) => values.of(answer));
  return answers.length > 0 && answers.every((value) => value.kind === "known" && words.some((word) => isWord(value.word, word)));
}

function answersOf(node: FunctionNode, module: ModuleText): Node[] {
  if (node.body.type !== "BlockStatement") return [node.body];
  return returnsOf(node, module).flatMap((answer) => (answer ? [answer] : []));
}

/** Nobody writes more between two attempts; what is longer was generated, and is not read. */
const MAX_NODES = 4_000;

/** Whether a node is too long to be read. Looks at so many nodes and no more. */
export function isTooLong(node: Node, module: ModuleText): boolean {
  // No code has more than two nodes a letter: `{a}` has four in three.
  if (2 * (node.range[1] - node.range[0]) < MAX_NODES) return false;
  const open: Node[] = [node];
  let seen = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    seen += 1;
    if (seen > MAX_NODES) return true;
    open.push(...childrenOf(next, module.parsed.visitorKeys));
  }
  return false;
}

/** A node with all nodes inside it, functions included. */
export function nodesWithin(node: Node, module: ModuleText): Node[] {
  const found: Node[] = [];
  const open: Node[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    found.push(next);
    open.push(...childrenOf(next, module.parsed.visitorKeys));
  }
  return found;
}

function namesIn(parameter: Node | undefined, module: ModuleText): string[] {
  if (!parameter) return [];
  return nodesWithin(parameter, module).flatMap((each) => (each.type === "Identifier" ? [each.name] : []));
}

function isOwnName(object: Node, node: FunctionNode, module: ModuleText): boolean {
  const variable = object.type === "Identifier" ? module.variableOf(object) : undefined;
  return variable !== undefined && isWithin(variable.identifiers[0] as Node | undefined, node);
}

/** Whether an identifier reads a variable, and is not a property's or member's name or part of a type. */
export function isReference(identifier: Node): boolean {
  const around = identifier.parent;
  if (!around) return false;
  if (around.type === "MemberExpression") return around.object === identifier || around.computed;
  if (around.type === "Property") return around.value === identifier || around.computed;
  return !around.type.startsWith("TSType") && around.type !== "TSQualifiedName" && !/^(?:Labeled|Break|Continue)Statement$/.test(around.type);
}
