import { memberKey } from "./frames-callees.js";
import type { ModuleText, Node, Variable } from "./module-text.js";
import { bare, memberName, outer, staticName } from "./module-text.js";
import { functionAround } from "./values.js";
import type { Call } from "./options.js";

/** Where the result of an expression goes. */
export type Binding =
  | { readonly kind: "variable"; readonly variable: Variable; readonly declaration: Node }
  /** `this.name` or a class field; a private one has its `#`. */
  | { readonly kind: "member"; readonly owner: Node; readonly name: string; readonly isStatic: boolean }
  | { readonly kind: "returned" }
  | { readonly kind: "passed"; readonly call: Call; readonly index: number }
  /** Kept where this file cannot follow it: a property of another object, an array, a global. */
  | { readonly kind: "stored"; readonly node: Node }
  | { readonly kind: "exported" }
  | { readonly kind: "dropped" };

/** One use of a bound value. */
export interface Use {
  /** `member`: `x.name(…)` or `x.name`; `argument`: handed to a call; `other`: anything else that may hand it on. */
  readonly kind: "member" | "argument" | "returned" | "exported" | "other";
  readonly member?: string;
  readonly call?: Call;
  readonly node: Node;
}

/** Methods that answer the object itself, so that what follows is still the client. */
const FLUENT = new Set(["on", "once", "addListener", "prependListener", "setMaxListeners", "connect", "extend", "$extends"]);

/** Where a construction's result goes, with the members called on it on the way (`new Pool().on(…)`). */
export function readBinding(call: Node, module: ModuleText): { binding: Binding; chained: Use[] } {
  const chained: Use[] = [];
  let node = call;
  for (;;) {
    const around = outer(node);
    if (!around) return { binding: { kind: "dropped" }, chained };
    const member = around.type === "MemberExpression" && bare(around.object) === bare(node) ? around : undefined;
    if (member) {
      const use = memberUse(member);
      chained.push(use);
      if (!use.call || !FLUENT.has(use.member ?? "")) return { binding: { kind: "dropped" }, chained };
      node = use.call;
      continue;
    }
    if (around.type === "LogicalExpression" || around.type === "ConditionalExpression") {
      node = around;
      continue;
    }
    return { binding: bindingIn(around, node, module), chained };
  }
}

function bindingIn(around: Node, node: Node, module: ModuleText): Binding {
  switch (around.type) {
    case "VariableDeclarator": {
      const variable = module.variableOf(around.id);
      return variable ? { kind: "variable", variable, declaration: around } : { kind: "stored", node: around };
    }
    case "AssignmentExpression":
      return bindingOfTarget(around, module);
    case "PropertyDefinition": {
      const name = memberKey(around);
      const owner = around.parent?.parent;
      return name !== undefined && owner ? { kind: "member", owner, name, isStatic: around.static } : { kind: "stored", node: around };
    }
    case "ReturnStatement":
    case "ArrowFunctionExpression":
      return { kind: "returned" };
    case "NewExpression":
    case "CallExpression":
      return { kind: "passed", call: around, index: around.arguments.findIndex((argument) => bare(argument) === bare(node)) };
    case "Property": {
      // new Queue("mail", { connection: new Redis() }): handed to whatever takes the object
      const holder = around.parent ? outer(around.parent) : undefined;
      const isArgument = holder?.type === "NewExpression" || holder?.type === "CallExpression";
      const index = isArgument ? holder.arguments.findIndex((argument) => bare(argument) === around.parent) : -1;
      return isArgument && index >= 0 ? { kind: "passed", call: holder, index } : { kind: "stored", node: around };
    }
    case "ExportDefaultDeclaration":
      return { kind: "exported" };
    case "ExpressionStatement":
      return { kind: "dropped" };
    default:
      return { kind: "stored", node: around };
  }
}

function bindingOfTarget(assignment: Extract<Node, { type: "AssignmentExpression" }>, module: ModuleText): Binding {
  const target = bare(assignment.left);
  if (target.type === "Identifier") {
    const variable = module.variableOf(target);
    return variable ? { kind: "variable", variable, declaration: assignment } : { kind: "stored", node: assignment };
  }
  if (target.type !== "MemberExpression") return { kind: "stored", node: assignment };
  const name = memberName(target);
  const object = bare(target.object);
  if (object.type === "ThisExpression" && name !== undefined) {
    const owner = classAround(assignment);
    if (owner) return { kind: "member", owner, name, isStatic: false };
  }
  if (object.type === "Identifier" && (object.name === "exports" || (object.name === "module" && name === "exports"))) return { kind: "exported" };
  return { kind: "stored", node: assignment };
}

export function classAround(node: Node): Node | undefined {
  let around = node.parent;
  while (around && around.type !== "ClassDeclaration" && around.type !== "ClassExpression") around = around.parent;
  return around;
}

/** All uses of a bound value that this file shows. */
export function findUses(binding: Binding, module: ModuleText): Use[] {
  if (binding.kind === "variable") {
    return binding.variable.references.filter((reference) => reference.isRead()).map((reference) => useOf(reference.identifier as Node));
  }
  if (binding.kind !== "member") return [];
  return module
    .nodesOf("MemberExpression")
    .filter((member) => memberName(member) === binding.name && isOwnMember(member, binding.owner) && !isTarget(member))
    .map((member) => useOf(member));
}

function isOwnMember(member: Extract<Node, { type: "MemberExpression" }>, owner: Node): boolean {
  const object = bare(member.object);
  return object.type === "ThisExpression" && classAround(member) === owner;
}

function isTarget(member: Node): boolean {
  return member.parent?.type === "AssignmentExpression" && member.parent.left === member && member.parent.operator === "=";
}

/** What is done with a value where a name or member stands for it. */
export function useOf(node: Node): Use {
  const around = outer(node);
  if (!around) return { kind: "other", node };
  switch (around.type) {
    case "MemberExpression":
      return bare(around.object) === node ? memberUse(around) : { kind: "other", node };
    case "NewExpression":
    case "CallExpression":
      return { kind: "argument", call: around, node };
    case "Property": {
      // { connection: redis }: handed to whatever takes the object
      const holder = around.parent ? outer(around.parent) : undefined;
      const isArgument = holder?.type === "NewExpression" || holder?.type === "CallExpression";
      if (isArgument) return { kind: "argument", call: holder, node };
      // module.exports = { redis }
      const isExport = holder?.type === "AssignmentExpression" && isExportsTarget(holder.left);
      return { kind: isExport ? "exported" : "other", node };
    }
    case "ReturnStatement":
    case "ArrowFunctionExpression":
      return { kind: "returned", node };
    case "ExportSpecifier":
    case "ExportDefaultDeclaration":
      return { kind: "exported", node };
    case "AssignmentExpression":
      return isExportsTarget(around.left) ? { kind: "exported", node } : { kind: "other", node };
    case "IfStatement":
    case "UnaryExpression":
    case "BinaryExpression":
    case "ExpressionStatement":
    case "TSTypeQuery":
      return { kind: "member", node };
    case "LogicalExpression":
      // `redis && …` only asks whether it is there; `redis ?? other` is the client itself.
      return around.operator === "&&" && bare(around.left) === bare(node) ? { kind: "member", node } : { ...useOf(around), node };
    case "ConditionalExpression":
      return bare(around.test) === bare(node) ? { kind: "member", node } : { ...useOf(around), node };
    default:
      return { kind: "other", node };
  }
}

function isExportsTarget(target: Node): boolean {
  const object = target.type === "MemberExpression" ? bare(target.object) : target;
  return object.type === "Identifier" && (object.name === "module" || object.name === "exports");
}

function memberUse(member: Extract<Node, { type: "MemberExpression" }>): Use {
  const around = outer(member);
  const call = around?.type === "CallExpression" && bare(around.callee) === member ? around : undefined;
  const name = staticName(member);
  return { kind: "member", node: member, ...(name === undefined ? {} : { member: name }), ...(call ? { call } : {}) };
}

/** Whether what an expression makes is held by the function around it alone: every use stands in that function and is one of its members. */
export function staysInFunction(node: Node, module: ModuleText): boolean {
  const { binding, chained } = readBinding(node, module);
  return staysIn(functionAround(node), binding, [...chained, ...findUses(binding, module)]);
}

/** The same, where binding and uses were read already. */
export function staysIn(made: Node | undefined, binding: Binding, uses: readonly Use[]): boolean {
  return Boolean(made) && binding.kind === "variable" && uses.every((use) => use.kind === "member" && functionAround(use.node) === made);
}
