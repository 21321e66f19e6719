import type { TSESTree } from "@typescript-eslint/utils";
import type { ModuleText, Node, Variable } from "./module-text.js";
import { bare } from "./module-text.js";

export type FunctionNode = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

export function isFunction(node: Node | undefined): node is FunctionNode {
  return node?.type === "FunctionDeclaration" || node?.type === "FunctionExpression" || node?.type === "ArrowFunctionExpression";
}

export function isClass(node: Node | undefined): node is ClassNode {
  return node?.type === "ClassDeclaration" || node?.type === "ClassExpression";
}

/** What runs as a whole: a function, the part of a class that runs with each instance, or the module. */
export type Frame =
  | { readonly kind: "function"; readonly node: FunctionNode }
  /** Instance fields: they run whenever the class is constructed. */
  | { readonly kind: "field"; readonly node: ClassNode }
  | { readonly kind: "module"; readonly node: TSESTree.Program };

/** The frame a node runs in. Static fields and static blocks run where the class is defined. */
export function frameOf(node: Node): Frame {
  let inner = node;
  for (let around = node.parent; around; inner = around, around = around.parent) {
    if (isFunction(around) && !isOwnKey(around, inner)) return { kind: "function", node: around };
    if (around.type === "PropertyDefinition" && !around.static && around.value === inner) {
      const owner = around.parent.parent;
      if (isClass(owner)) return { kind: "field", node: owner };
    }
    if (around.type === "Program") return { kind: "module", node: around };
  }
  return { kind: "module", node: inner as TSESTree.Program };
}

/** Decorators and types of a function do not run with it. */
function isOwnKey(around: FunctionNode, inner: Node): boolean {
  return inner === around.returnType || inner === around.typeParameters;
}

/** The class whose body a node stands in, with whether `this` is the class itself there; nothing inside plain functions. */
export function thisClassOf(node: Node): { readonly owner: ClassNode; readonly isStatic: boolean } | undefined {
  let inner = node;
  for (let around = node.parent; around; inner = around, around = around.parent) {
    if (around.type === "MethodDefinition" || around.type === "PropertyDefinition") {
      const owner = around.parent.parent;
      return isClass(owner) && around.key !== inner ? { owner, isStatic: around.static } : undefined;
    }
    if (around.type === "StaticBlock") {
      const owner = around.parent.parent;
      return isClass(owner) ? { owner, isStatic: true } : undefined;
    }
    // A plain function has a `this` of its own, unless it is the method itself.
    const isPlain = around.type === "FunctionDeclaration" || around.type === "FunctionExpression";
    if (isPlain && around.parent?.type !== "MethodDefinition") return undefined;
  }
  return undefined;
}

/** A loop or array callback around a node, inside its frame. */
export interface Turn {
  readonly node: Node;
  /** The part that runs each turn does not run for ever: a list, an iterator, a count. */
  readonly isBounded: boolean;
}

/** The innermost loop whose turns run a node, before its frame. */
export function loopAround(node: Node): Turn | undefined {
  let inner = node;
  for (let around = node.parent; around && !isFunction(around) && around.type !== "Program"; inner = around, around = around.parent) {
    switch (around.type) {
      case "ForStatement":
        if (inner !== around.init) return { node: around, isBounded: around.test !== null };
        break;
      case "ForOfStatement":
      case "ForInStatement":
        if (inner === around.body) return { node: around, isBounded: true };
        break;
      case "WhileStatement":
      case "DoWhileStatement":
        return { node: around, isBounded: false };
      case "PropertyDefinition":
      case "StaticBlock":
        return undefined;
    }
  }
  return undefined;
}

/** Whether a function is run where it stands, at once, by `new Promise(…)`. */
export function isExecutor(made: FunctionNode): boolean {
  const { parent } = made;
  return parent.type === "NewExpression" && parent.arguments[0] === made && parent.callee.type === "Identifier" && parent.callee.name === "Promise";
}

/** The call that runs a function where it stands: `(async () => { … })()`. */
export function callInPlace(made: FunctionNode): TSESTree.CallExpression | undefined {
  let node: Node = made;
  let around = node.parent;
  while (around && (around.type === "TSAsExpression" || around.type === "ChainExpression")) {
    node = around;
    around = around.parent;
  }
  if (around?.type === "CallExpression" && around.callee === node) return around;
  // (function () { … }).call(this)
  if (around?.type === "MemberExpression" && around.object === node && around.parent?.type === "CallExpression" && around.parent.callee === around) {
    return around.property.type === "Identifier" && /^(?:call|apply)$/.test(around.property.name) ? around.parent : undefined;
  }
  return undefined;
}

/** Names under which a module hands things out, each with what stands behind it; `*` for `export * from`. */
export interface ModuleExports {
  readonly names: ReadonlyMap<string, Node>;
  /** `export { name as alias } from "…"`: alias to specifier and name. */
  readonly passedOn: ReadonlyMap<string, { readonly specifier: string; readonly name: string }>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
}

const known = new WeakMap<ModuleText, ModuleExports>();

export function exportsOf(module: ModuleText): ModuleExports {
  const cached = known.get(module);
  if (cached) return cached;
  const names = new Map<string, Node>();
  const passedOn = new Map<string, { specifier: string; name: string }>();
  const stars: string[] = [];
  for (const statement of module.parsed.ast.body) {
    if (statement.type === "ExportDefaultDeclaration") names.set("default", statement.declaration);
    else if (statement.type === "TSExportAssignment") names.set("default", statement.expression);
    else if (statement.type === "ExportAllDeclaration") {
      if (statement.exported) passedOn.set(nameIn(statement.exported), { specifier: statement.source.value, name: "*" });
      else stars.push(statement.source.value);
    } else if (statement.type === "ExportNamedDeclaration") {
      for (const specifier of statement.specifiers) {
        const exported = nameIn(specifier.exported);
        if (statement.source) passedOn.set(exported, { specifier: statement.source.value, name: nameIn(specifier.local) });
        else names.set(exported, specifier.local);
      }
      const { declaration } = statement;
      if (isFunction(declaration ?? undefined) || isClass(declaration ?? undefined)) {
        const { id } = declaration as FunctionNode | ClassNode;
        if (id) names.set(id.name, declaration as Node);
      } else if (declaration?.type === "VariableDeclaration") {
        for (const each of declaration.declarations) if (each.id.type === "Identifier") names.set(each.id.name, each.id);
      }
    } else if (statement.type === "ExpressionStatement") readCommonJs(statement.expression, names);
  }
  const exports = { names, passedOn, stars };
  known.set(module, exports);
  return exports;
}

/** `exports.find = …`, `module.exports = { find, save: … }`, `module.exports = find`. */
function readCommonJs(expression: Node, names: Map<string, Node>): void {
  if (expression.type !== "AssignmentExpression" || expression.left.type !== "MemberExpression") return;
  const { object, property } = expression.left;
  if (property.type !== "Identifier") return;
  const value = bare(expression.right);
  const isExports = (node: Node): boolean => {
    return (node.type === "Identifier" && node.name === "exports") || (node.type === "MemberExpression" && isModuleExports(node));
  };
  if (isModuleExports(expression.left)) {
    names.set("default", value);
    if (value.type !== "ObjectExpression") return;
    for (const each of value.properties) {
      if (each.type === "Property" && !each.computed && each.key.type === "Identifier") names.set(each.key.name, each.value);
    }
  } else if (isExports(object)) names.set(property.name, value);
}

function isModuleExports(node: TSESTree.MemberExpression): boolean {
  return node.object.type === "Identifier" && node.object.name === "module" && node.property.type === "Identifier" && node.property.name === "exports";
}

function nameIn(node: Node): string {
  return node.type === "Identifier" ? node.name : node.type === "Literal" ? String(node.value) : "";
}

/** What a module hands out, as names are asked for: a generated file may export thousands. */
interface Exported {
  /** The names that declare it. */
  readonly declared: ReadonlySet<Node>;
  /** What `export { name }` and `exports.name = name` stand for. */
  readonly meant: ReadonlySet<Variable>;
}

const exported = new WeakMap<ModuleText, Exported>();

/** Whether a variable is handed out by the module. */
export function isExported(variable: Variable, module: ModuleText): boolean {
  let all = exported.get(module);
  if (!all) {
    const nodes = [...exportsOf(module).names.values()].map((node) => ((isFunction(node) || isClass(node)) && node.id ? node.id : node));
    all = { declared: new Set(nodes), meant: new Set(nodes.flatMap((node) => (node.type === "Identifier" ? (module.variableOf(node) ?? []) : []))) };
    exported.set(module, all);
  }
  const { declared, meant } = all;
  return meant.has(variable) || variable.identifiers.some((name) => declared.has(name as Node));
}
