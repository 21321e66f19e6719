import type { TSESTree } from "@typescript-eslint/utils";
import type { ModuleText, Node, Variable } from "../code/module-text.js";
import { isFunction } from "../code/retries-callbacks.js";
import { bare } from "../code/module-text.js";
import { functionAround } from "../code/values.js";
import type { LifetimeSite } from "../judge/lifetime.js";
import type { Edit, Fix } from "./edit.js";
import { indentAt } from "./hoist-closing.js";

/**
 * Stores the promise instead of what it resolves to, so that callers who arrive meanwhile share it; a rejection is
 * forgotten, so that the next caller tries again. Only where the function does nothing with the slot but fill it and
 * hand it out: any other use would meet a promise.
 */
export function sharePromise({ source, data }: LifetimeSite, messageId: string): Fix | undefined {
  const broken = source?.broken;
  const variable = broken?.slot.variable;
  if (!source || !broken || !variable || broken.slot.holder || broken.at.type !== "AssignmentExpression") return undefined;
  const { module } = source.site.reading;
  const assignment = broken.at;
  const made = functionAround(assignment);
  const awaited = assignment.right.type === "AwaitExpression" ? assignment.right : undefined;
  if (!awaited || assignment.left.type !== "Identifier" || !isAsync(made) || !isOnlyHandedOut(variable, assignment, made)) return undefined;
  const type = promiseType(variable, module);
  if (type === undefined) return undefined;
  const { text } = module.parsed;
  const indent = indentAt(assignment.range[0], text);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const error = /\.[cm]?tsx?$/.test(module.filename) ? "(error: unknown)" : "(error)";
  const empty = emptyWord(variable);
  const promise = module.textOf(awaited.argument);
  const forget = [`${promise}.catch(${error} => {`, `${indent}  ${variable.name} = ${empty};`, `${indent}  throw error;`, `${indent}})`].join(eol);
  const { holds } = source.lifetime.construction.client;
  return {
    level: "moving",
    messageId,
    data: { slot: data["slot"] ?? variable.name },
    certain: holds !== "connection",
    edits: [...type, { range: assignment.right.range, text: forget }],
  };
}

function isAsync(made: Node | undefined): boolean {
  return made !== undefined && isFunction(made) && made.async;
}

/** Every read is a look whether it is there, or `return slot` of the same function. */
function isOnlyHandedOut(variable: Variable, assignment: Node, made: Node | undefined): boolean {
  return variable.references.every((reference) => {
    const name = reference.identifier as Node;
    if (reference.init || name.parent === assignment) return true;
    if (reference.isWrite() || functionAround(name) !== made) return false;
    let around = name.parent;
    while (around && /^(?:TS(?:As|NonNull)Expression|UnaryExpression|BinaryExpression|LogicalExpression)$/.test(around.type)) around = around.parent;
    return around?.type === "IfStatement" || (around?.type === "ReturnStatement" && around.argument !== null && bare(around.argument) === name);
  });
}

function declaratorOf(variable: Variable): TSESTree.VariableDeclarator | undefined {
  const node = variable.defs[0]?.node as Node | undefined;
  return node?.type === "VariableDeclarator" ? node : undefined;
}

function emptyWord(variable: Variable): string {
  const init = declaratorOf(variable)?.init;
  return init?.type === "Literal" && init.value === null ? "null" : "undefined";
}

/** `Client | undefined` becomes `Promise<Client> | undefined`; nothing where the type is written in another way. */
function promiseType(variable: Variable, module: ModuleText): Edit[] | undefined {
  const declarator = declaratorOf(variable);
  const annotation = declarator?.id.typeAnnotation?.typeAnnotation;
  if (!annotation || annotation.type === "TSAnyKeyword") return declarator && !/\.[cm]?tsx?$/.test(module.filename) ? [] : annotation ? [] : undefined;
  const parts = annotation.type === "TSUnionType" ? annotation.types : [annotation];
  const [own, ...others] = parts.filter((part) => part.type !== "TSUndefinedKeyword" && part.type !== "TSNullKeyword");
  if (!own || others.length > 0) return undefined;
  return [{ range: own.range, text: `Promise<${module.textOf(own)}>` }];
}
