import type { TSESTree } from "@typescript-eslint/utils";
import type { Node, ParsedText } from "../code/module-text.js";

/**
 * Which name stands for which declaration, for files that no linter has parsed. ESLint's scope analysis is no dependency
 * that every user has (oxlint brings another), and costs more than parsing does here; the readers need only variables,
 * their definitions and their references. In one walk it also sets the `parent` links that a linter would have set.
 */
interface Definition {
  readonly type: "Variable" | "Parameter" | "FunctionName" | "ClassName" | "ImportBinding" | "CatchClause" | "Type";
  readonly name: TSESTree.Identifier;
  readonly node: Node;
}

interface Write {
  readonly expression: Node | null;
  readonly reads: boolean;
  readonly init: boolean;
}

/** One use of a name. A class, because a file has thousands: two functions for each would cost more than the walk. */
class Reference {
  resolved: Declared | null = null;
  readonly init: boolean;
  readonly writeExpr: Node | null;

  constructor(
    readonly identifier: TSESTree.Identifier,
    readonly scope: Scope,
    readonly write: Write | undefined,
  ) {
    this.init = write?.init ?? false;
    this.writeExpr = write?.expression ?? null;
  }

  isRead(): boolean {
    return this.write?.reads ?? true;
  }

  isWrite(): boolean {
    return this.write !== undefined;
  }
}

interface Declared {
  readonly name: string;
  readonly scope: { readonly block: Node };
  readonly defs: Definition[];
  readonly identifiers: TSESTree.Identifier[];
  readonly references: Reference[];
}

interface Scope {
  readonly block: Node;
  readonly upper: Scope | undefined;
  /** `var` and function declarations climb to such a scope. */
  readonly isFunction: boolean;
  /** Most blocks declare nothing. */
  names: Map<string, Declared> | undefined;
}

type Keys = ParsedText["visitorKeys"];

/** @returns a scope manager with the parts that `ModuleText` reads */
export function bindNames(program: TSESTree.Program, keys: Keys): NonNullable<ParsedText["scopeManager"]> {
  const scopes: Scope[] = [];
  const references: Reference[] = [];
  const top = open(program, undefined, true);
  place(program, undefined);
  visitChildren(program, top);
  for (const reference of references) {
    let found: Declared | undefined;
    for (let around: Scope | undefined = reference.scope; around && !found; around = around.upper) found = around.names?.get(reference.identifier.name);
    if (!found) continue;
    reference.resolved = found;
    found.references.push(reference);
  }
  // The readers ask for nothing else of a scope manager; its full type has forty members more.
  return { scopes: scopes.flatMap(({ names }) => (names ? [{ set: names }] : [])) } as unknown as NonNullable<ParsedText["scopeManager"]>;

  function open(block: Node, upper: Scope | undefined, isFunction: boolean): Scope {
    const scope: Scope = { block, upper, isFunction, names: undefined };
    scopes.push(scope);
    return scope;
  }

  function declare(name: TSESTree.Identifier, scope: Scope, type: Definition["type"], node: Node): void {
    scope.names ??= new Map();
    let variable = scope.names.get(name.name);
    if (!variable) {
      variable = { name: name.name, scope: { block: scope.block }, defs: [], identifiers: [], references: [] };
      scope.names.set(name.name, variable);
    }
    variable.defs.push({ type, name, node });
    variable.identifiers.push(name);
  }

  function refer(identifier: TSESTree.Identifier, scope: Scope, write?: Write): void {
    references.push(new Reference(identifier, scope, write));
  }

  function visitChildren(node: Node, scope: Scope): void {
    const record = node as unknown as Record<string, unknown>;
    for (const key of keys[node.type] ?? Object.keys(node)) {
      if (key === "parent") continue;
      const value = record[key];
      if (Array.isArray(value)) for (const item of value) visit(item, node, scope);
      else visit(value, node, scope);
    }
  }

  function visit(value: unknown, parent: Node, scope: Scope): void {
    if (typeof value !== "object" || value === null || typeof (value as Node).type !== "string") return;
    const node = value as Node;
    place(node, parent);
    enter(node, parent, scope);
  }

  function enter(node: Node, parent: Node, scope: Scope): void {
    switch (node.type) {
      case "Identifier":
        if (isReference(node, parent)) refer(node, scope, writeOf(node, parent));
        visit(node.typeAnnotation, node, scope);
        for (const decorator of node.decorators ?? []) visit(decorator, node, scope);
        return;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression": {
        if (node.type === "FunctionDeclaration" && node.id) declare(node.id, scope, "FunctionName", node);
        const inner = open(node, scope, true);
        if (node.type === "FunctionExpression" && node.id) declare(node.id, inner, "FunctionName", node);
        for (const parameter of node.params) {
          for (const name of namesIn(parameter)) declare(name, inner, "Parameter", node);
          visit(parameter, node, inner);
        }
        if (node.id) place(node.id, node);
        visit(node.returnType, node, inner);
        // The block of a function is no scope of its own.
        if (node.body?.type === "BlockStatement") {
          place(node.body, node);
          visitChildren(node.body, inner);
        } else visit(node.body, node, inner);
        return;
      }
      case "ClassDeclaration":
      case "ClassExpression": {
        if (node.type === "ClassDeclaration" && node.id) declare(node.id, scope, "ClassName", node);
        const inner = open(node, scope, false);
        if (node.type === "ClassExpression" && node.id) declare(node.id, inner, "ClassName", node);
        visitChildren(node, inner);
        return;
      }
      case "VariableDeclaration": {
        const home = node.kind === "var" ? functionScope(scope) : scope;
        for (const declarator of node.declarations) {
          for (const name of namesIn(declarator.id)) {
            declare(name, home, "Variable", declarator);
            const loop = parent.type === "ForOfStatement" || parent.type === "ForInStatement" ? parent.right : null;
            if (declarator.init ?? loop) refer(name, scope, { expression: declarator.init ?? loop, reads: false, init: true });
          }
        }
        visitChildren(node, scope);
        return;
      }
      case "ImportDeclaration":
        for (const specifier of node.specifiers) declare(specifier.local, scope, "ImportBinding", specifier);
        visitChildren(node, scope);
        return;
      case "TSImportEqualsDeclaration":
        declare(node.id, scope, "ImportBinding", node);
        visitChildren(node, scope);
        return;
      case "TSEnumDeclaration":
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
        declare(node.id, scope, "Type", node);
        visitChildren(node, scope);
        return;
      case "BlockStatement":
      case "StaticBlock":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "SwitchStatement":
      case "TSModuleBlock":
        visitChildren(node, open(node, scope, node.type === "StaticBlock" || node.type === "TSModuleBlock"));
        return;
      case "CatchClause": {
        const inner = open(node, scope, false);
        if (node.param) for (const name of namesIn(node.param)) declare(name, inner, "CatchClause", node);
        visitChildren(node, inner);
        return;
      }
      default:
        visitChildren(node, scope);
    }
  }
}

/** As parsed here, nodes have `start` and `end` only. */
function place(node: Node, parent: Node | undefined): void {
  const { start, end } = node as unknown as { start: number; end: number };
  node.range = [start, end];
  (node as { parent: Node | undefined }).parent = parent;
}

function functionScope(scope: Scope): Scope {
  let around = scope;
  while (!around.isFunction && around.upper) around = around.upper;
  return around;
}

/** The names a pattern binds. */
function namesIn(pattern: Node): TSESTree.Identifier[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern];
    case "AssignmentPattern":
      return namesIn(pattern.left);
    case "RestElement":
      return namesIn(pattern.argument);
    case "TSParameterProperty":
      return namesIn(pattern.parameter);
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []));
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => namesIn(property.type === "Property" ? property.value : property));
    default:
      return [];
  }
}

/** Whether a name stands for something, rather than naming a member, a key, a label or what it declares itself. */
function isReference(name: TSESTree.Identifier, parent: Node): boolean {
  switch (parent.type) {
    case "MemberExpression":
      return parent.computed || parent.object === name;
    case "Property":
      return (parent.computed && parent.key === name) || (parent.value === name && parent.parent?.type !== "ObjectPattern");
    case "MethodDefinition":
    case "PropertyDefinition":
    case "AccessorProperty":
      return parent.computed || parent.value === name;
    case "VariableDeclarator":
      return parent.init === name;
    case "AssignmentPattern":
      return parent.right === name;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
      return parent.type.startsWith("Class") && (parent as TSESTree.ClassDeclaration).superClass === name;
    case "ArrowFunctionExpression":
      return parent.body === name;
    case "ExportSpecifier":
      return parent.local === name && !(parent.parent as TSESTree.ExportNamedDeclaration).source;
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
    case "TSImportEqualsDeclaration":
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "MetaProperty":
    case "CatchClause":
    case "RestElement":
    case "ArrayPattern":
    case "TSParameterProperty":
    case "TSEnumDeclaration":
    case "TSEnumMember":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return false;
    default:
      return true;
  }
}

function writeOf(name: TSESTree.Identifier, parent: Node): Write | undefined {
  if (parent.type === "AssignmentExpression" && parent.left === name) return { expression: parent.right, reads: parent.operator !== "=", init: false };
  if (parent.type === "UpdateExpression") return { expression: null, reads: true, init: false };
  const isTarget = (parent.type === "ForOfStatement" || parent.type === "ForInStatement") && parent.left === name;
  return isTarget ? { expression: parent.right, reads: false, init: false } : undefined;
}
