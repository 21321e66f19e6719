import type { ModuleText, Node, Variable } from "./module-text.js";
import { bare, outer, staticName } from "./module-text.js";
import type { Part } from "./values.js";

/** Functions that read an object and never change it. */
const READERS = /^(?:console\.\w+|JSON\.stringify|Object\.(?:freeze|seal|keys|values|entries|fromEntries)|structuredClone|util\.inspect)$/;

/**
 * The later writes to an object held in a constant, in order, or `"escapes"` when it is changed in a way that cannot
 * be followed or handed to code that may change it. Exporting it is no escape: writing into another module's options
 * is rarer than it is worth.
 */
export function escapes(variable: Variable, module: ModuleText, isMaker: (call: Node) => boolean): Part[] | "escapes" {
  const writes: Part[] = [];
  const home = variable.scope.block;
  for (const reference of variable.references) {
    if (reference.isWrite()) continue;
    const use = reference.identifier as Node;
    const around = outer(use);
    if (!around) continue;
    if (around.type === "MemberExpression" && bare(around.object) === use) {
      const written = writeThrough(around, module, home as Node);
      if (written === "escapes") return "escapes";
      if (written) writes.push(written);
    } else if (!isHarmless(around, use, module, isMaker)) return "escapes";
  }
  return writes;
}

/** `cfg.x = …` as a part; nothing for a mere read; `"escapes"` for `cfg[k] = …`, `delete`, deeper or compound writes, mutating calls. */
function writeThrough(member: Extract<Node, { type: "MemberExpression" }>, module: ModuleText, home: Node): Part | "escapes" | undefined {
  const around = outer(member);
  if (around?.type === "AssignmentExpression" && bare(around.left) === member) {
    const key = staticName(member);
    if (key === undefined || around.operator !== "=") return "escapes";
    return { type: "property", key, value: around.right, node: around, sure: standsStraightIn(around, home, module) };
  }
  if (around?.type === "UnaryExpression" && around.operator === "delete") return "escapes";
  if (around?.type === "UpdateExpression") return "escapes";
  if (around?.type === "CallExpression" && bare(around.callee) === member) return "escapes"; // cfg.merge(...), may write `this`
  if (around?.type === "MemberExpression" && bare(around.object) === member) {
    const deeper = writeThrough(around, module, home);
    return deeper === undefined ? undefined : "escapes";
  }
  return undefined;
}

/** Whether a statement runs whenever the block that declares the object does. */
function standsStraightIn(assignment: Node, home: Node, module: ModuleText): boolean {
  const statement = assignment.parent;
  if (statement?.type !== "ExpressionStatement") return false;
  const block = statement.parent;
  if (block?.type === "Program") return home === module.parsed.ast;
  return block?.type === "BlockStatement" && (block === home || block.parent === home);
}

function isHarmless(around: Node, use: Node, module: ModuleText, isMaker: (call: Node) => boolean): boolean {
  switch (around.type) {
    case "NewExpression":
    case "CallExpression": {
      if (isMaker(around) || bare(around.callee) === use) return true;
      const name = dottedName(around.callee);
      if (name === "Object.assign") return around.arguments[0] !== use;
      return name !== undefined && READERS.test(name);
    }
    case "SpreadElement":
    case "ExportSpecifier":
    case "ExportDefaultDeclaration":
    case "TemplateLiteral":
    case "BinaryExpression":
    case "UnaryExpression":
    case "IfStatement":
    case "TSTypeQuery":
    case "ReturnStatement":
      return true;
    case "ConditionalExpression":
      return around.test === use || followsInto(around, module, isMaker);
    case "LogicalExpression":
      return followsInto(around, module, isMaker);
    case "Property": {
      // { db: options }: readable while the object around it is; a constant around it has a reader of its own.
      const place = around.parent?.type === "ObjectExpression" ? outer(around.parent) : undefined;
      if (!place || !around.parent) return false;
      return place.type === "VariableDeclarator" || isHarmless(place, around.parent, module, isMaker);
    }
    case "VariableDeclarator":
      return around.id.type === "ObjectPattern";
    case "AssignmentExpression":
      return around.right === use && /^(?:module\.)?exports(?:\.\w+)?$/.test(dottedName(around.left) ?? "");
    default:
      return false;
  }
}

function followsInto(expression: Node, module: ModuleText, isMaker: (call: Node) => boolean): boolean {
  const around = outer(expression);
  return around !== undefined && isHarmless(around, expression, module, isMaker);
}

/** `a.b.c` as written, for plain member chains of names. */
export function dottedName(node: Node): string | undefined {
  const expression = bare(node);
  if (expression.type === "Identifier") return expression.name;
  if (expression.type !== "MemberExpression") return undefined;
  const object = dottedName(expression.object);
  const name = staticName(expression);
  return object !== undefined && name !== undefined ? `${object}.${name}` : undefined;
}
