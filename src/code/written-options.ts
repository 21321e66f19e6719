import { escapes } from "./escapes.js";
import type { ModuleText, Node, Variable } from "./module-text.js";
import { bare, childrenOf, outer, soleValue, staticName } from "./module-text.js";
import type { Values } from "./values.js";

/** A name that is written for one construction and nothing else. */
export interface WrittenOption {
  /** The property, or the assignment `options.name = …`. */
  readonly at: Node;
  readonly name: string;
  /** Modules whose types are written at the object: `satisfies PoolOptions` says whose options the author had in mind. */
  readonly typedBy: readonly string[];
}

/** A name with what it is worth; sections are opened by that. */
interface Named extends WrittenOption {
  readonly value: Node;
}

/** Deeper chains of constants, spreads and branches are nobody's options. */
const MAX_DEPTH = 10;

/** `isV5 ? { socketTimeout } : {}`: code for several versions writes what only some of them know, and knows it. */
const ASKS_FOR_VERSION = /version|semver/i;

/**
 * The names written at a level of an options object (`[]` the object itself), in all branches of conditions, spreads,
 * `Object.assign` and later assignments. Only from objects that nothing but this construction can look at: a constant that
 * is exported, used twice, changed out of sight or handed on says nothing, and of one whose members are read elsewhere the
 * members read are left out.
 */
export function writtenOptions(node: Node, level: readonly string[], values: Values): WrittenOption[] {
  let names = namesIn(node, values, [], 0);
  for (const section of level) names = names.filter(({ name }) => name === section).flatMap(({ value, typedBy }) => namesIn(value, values, typedBy, 0));
  return names;
}

/** Whether a property, or the member an assignment writes, is of an object that more than one reader has. */
export function isShared(at: Node, module: ModuleText): boolean {
  const target = at.type === "AssignmentExpression" ? bare(at.left) : undefined;
  const written = target?.type === "MemberExpression" ? module.variableOf(bare(target.object)) : undefined;
  if (written) return isSharedConstant(written, module, 0);
  return at.parent?.type === "ObjectExpression" && isInShared(at.parent, module, 0);
}

/** Up through sections, spreads and conditions to the constant that holds the object. */
function isInShared(object: Node, module: ModuleText, depth: number): boolean {
  let holder = outer(object);
  while (holder && HOLDERS.has(holder.type)) holder = outer(holder);
  const variable = holder?.type === "VariableDeclarator" ? module.variableOf(holder.id) : undefined;
  return variable !== undefined && isSharedConstant(variable, module, depth);
}

const HOLDERS = new Set<string>(["Property", "SpreadElement", "ObjectExpression", "ConditionalExpression", "LogicalExpression"]);

function isSharedConstant(variable: Variable, module: ModuleText, depth: number): boolean {
  const [first, ...others] = usesOf(variable).whole;
  if (isExported(variable) || others.length > 0) return true;
  return first !== undefined && depth < MAX_DEPTH && isInShared(first, module, depth + 1);
}

function namesIn(node: Node, values: Values, typed: readonly string[], depth: number): Named[] {
  if (depth > MAX_DEPTH) return [];
  const expression = bare(node);
  const typedBy = [...typed, ...castsOf(node, expression, values.module)];
  const inside = (part: Node): Named[] => namesIn(part, values, typedBy, depth + 1);
  switch (expression.type) {
    case "ObjectExpression":
      return expression.properties.flatMap((property): Named[] => {
        if (property.type === "SpreadElement") return inside(property.argument);
        const name = staticName(property);
        return name === undefined ? [] : [{ at: property, name, value: property.value, typedBy }];
      });
    case "ConditionalExpression":
      return asksForVersion(expression.test, values.module) ? [] : [...inside(expression.consequent), ...inside(expression.alternate)];
    case "LogicalExpression":
      if (expression.operator !== "&&") return [...inside(expression.left), ...inside(expression.right)];
      return asksForVersion(expression.left, values.module) ? [] : inside(expression.right);
    case "CallExpression":
      return namesInCall(expression, values, inside);
    case "Identifier": {
      const variable = values.module.variableOf(expression);
      return variable ? namesOf(variable, values, typedBy, depth) : [];
    }
    default:
      return [];
  }
}

function namesInCall(call: Extract<Node, { type: "CallExpression" }>, values: Values, inside: (part: Node) => Named[]): Named[] {
  const callee = bare(call.callee);
  if (callee.type !== "MemberExpression") return [];
  const object = bare(callee.object);
  if (object.type !== "Identifier" || object.name !== "Object" || values.module.variableOf(object)) return [];
  const [target] = call.arguments;
  const name = staticName(callee);
  if (!target || target.type === "SpreadElement") return [];
  if (name === "freeze" || name === "seal") return inside(target);
  // What is assigned to an object that others hold is for them as well.
  if (name !== "assign" || bare(target).type !== "ObjectExpression") return [];
  return call.arguments.flatMap((part) => (part.type === "SpreadElement" ? [] : inside(part)));
}

function namesOf(variable: Variable, values: Values, typed: readonly string[], depth: number): Named[] {
  const { module } = values;
  const init = soleValue(variable);
  if (!init || isExported(variable)) return [];
  const writes = escapes(variable, module, values.isMaker);
  const { whole, members } = usesOf(variable);
  if (writes === "escapes" || whole.length !== 1) return [];
  const steps = new Set<Node>(writes.flatMap((write) => (write.type === "property" ? [write.node] : [])));
  const read = new Set<string | undefined>();
  for (const member of members) {
    const around = outer(member);
    if (!around || !steps.has(around) || around.parent?.type !== "ExpressionStatement") read.add(staticName(member));
  }
  // `options[key]` may read any of them.
  if (read.has(undefined)) return [];
  const typedBy = [...typed, ...annotationOf(variable, module)];
  const assigned = writes.flatMap((write): Named[] => {
    const isStep = write.type === "property" && !standsBehindVersion(write.node, module);
    return isStep ? [{ at: write.node, name: write.key, value: write.value, typedBy }] : [];
  });
  return [...namesIn(init, values, typedBy, depth + 1), ...assigned].filter(({ name }) => !read.has(name));
}

/** The uses of a constant as a whole, and those of its members, assignments among them. */
function usesOf(variable: Variable): { whole: Node[]; members: Extract<Node, { type: "MemberExpression" }>[] } {
  const whole: Node[] = [];
  const members: Extract<Node, { type: "MemberExpression" }>[] = [];
  for (const reference of variable.references) {
    if (reference.isWrite()) continue;
    const use = reference.identifier as Node;
    const around = outer(use);
    if (around?.type === "MemberExpression" && bare(around.object) === use) members.push(around);
    else whole.push(use);
  }
  return { whole, members };
}

function isExported(variable: Variable): boolean {
  const declaration = variable.defs[0]?.node.parent as Node | undefined;
  return declaration?.parent?.type === "ExportNamedDeclaration";
}

function asksForVersion(condition: Node, module: ModuleText): boolean {
  return ASKS_FOR_VERSION.test(module.textOf(condition));
}

function standsBehindVersion(node: Node, module: ModuleText): boolean {
  for (let around = node.parent; around; around = around.parent) {
    if (around.type === "IfStatement" && asksForVersion(around.test, module)) return true;
  }
  return false;
}

/** The modules named in the casts between an expression and what is inside of them. */
function castsOf(node: Node, inner: Node, module: ModuleText): string[] {
  const modules: string[] = [];
  for (let around = inner; around !== node && around.parent; ) {
    around = around.parent;
    if ("typeAnnotation" in around && around.typeAnnotation) modules.push(...modulesOfType(around.typeAnnotation as Node, module));
  }
  return modules;
}

function annotationOf(variable: Variable, module: ModuleText): string[] {
  const name = variable.defs[0]?.name as Node | undefined;
  return name?.type === "Identifier" && name.typeAnnotation ? modulesOfType(name.typeAnnotation, module) : [];
}

function modulesOfType(type: Node, module: ModuleText): string[] {
  const found: string[] = [];
  const open: Node[] = [type];
  for (let node = open.pop(); node; node = open.pop()) {
    const declared = node.type === "Identifier" ? (module.variableOf(node)?.defs[0]?.node.parent as Node | undefined) : undefined;
    if (declared?.type === "ImportDeclaration") found.push(declared.source.value);
    if (node.type === "TSImportType" && node.source) found.push(node.source.value);
    open.push(...childrenOf(node, module.parsed.visitorKeys));
  }
  return found;
}
