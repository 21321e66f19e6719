import type { MakerTable } from "./maker-table.js";
import { bare, childrenOf, outer, staticName, type ModuleText, type Node, type Variable } from "./module-text.js";
import type { Call } from "./options.js";
import { isInteropHelper, step, type Origin, type Origins } from "./origins.js";

/** What a file does with the libraries it imports. */
export interface KnownUses {
  /** Every call that may mean a path of the catalogue, and perhaps others, in source order. */
  readonly calls: readonly Call[];
  /** A type of one of the libraries is named: what is annotated with it is a client, though none is made here. */
  readonly namesTypes: boolean;
}

/**
 * Follows imports of catalogued libraries forward to the calls they end in. `Origins` reads the same ways backwards from
 * a call and has the last word; starting from the imports leaves the rest of the file alone, which is nearly all of it.
 */
export function findKnownUses(module: ModuleText, origins: Origins, table: MakerTable): KnownUses {
  const search = new Search(module, table);
  for (const { specifier, at } of module.mentions) if (table.knowsImport(specifier, module.filename)) search.start(at, origins);
  const calls: readonly Call[] = search.isLost ? module.nodesOf("NewExpression", "CallExpression") : [...search.calls].sort((a, b) => a.range[0] - b.range[0]);
  return { calls, namesTypes: search.namesTypes };
}

class Search {
  readonly calls = new Set<Call>();
  namesTypes = false;
  /** Something was met that this cannot follow: then every call is looked at. */
  isLost = false;
  readonly #seen = new Map<Variable, Set<string>>();

  constructor(
    readonly module: ModuleText,
    readonly table: MakerTable,
  ) {}

  /** @param offset of the text, at which a module is named */
  start(offset: number, origins: Origins): void {
    const statement = this.module.parsed.ast.body.find(({ range }) => range[0] <= offset && offset < range[1]);
    const declared = statement?.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
    if (declared?.type === "ImportDeclaration") {
      for (const { local } of declared.specifiers) {
        const variable = this.module.variableOf(local);
        if (!variable) continue;
        if (declared.importKind === "type") this.namesTypes = true;
        else this.#fromImport(variable, local, origins);
      }
    } else if (declared?.type === "TSImportEqualsDeclaration") {
      const variable = this.module.variableOf(declared.id);
      if (variable) this.#fromImport(variable, declared.id, origins);
    } else if (declared && !/^Export(?:Named|All)Declaration$/.test(declared.type)) this.#startAtCall(nodeAt(declared, offset, this.module), origins);
  }

  #fromImport(variable: Variable, local: Node, origins: Origins): void {
    const origin = origins.of(local);
    if (origin) this.#variable(variable, origin);
    else this.#noteTypes(variable);
  }

  #startAtCall(node: Node | "elsewhere" | "text", origins: Origins): void {
    // A call of what `createRequire` made may stand anywhere.
    if (node === "elsewhere") this.isLost = true;
    if (typeof node === "string") return;
    if (node.type === "TSImportType") this.namesTypes = true;
    const isCallee = node.type === "Identifier" && node.parent?.type === "CallExpression" && node.parent.callee === node;
    const imported = isCallee ? node.parent : node.type === "ImportExpression" ? node : undefined;
    const origin = imported && origins.of(imported);
    if (imported && origin) this.#follow(imported, origin);
  }

  #variable(variable: Variable, origin: Origin): void {
    const key = `${origin.specifier} ${origin.path.join(" ")}`;
    const seen = this.#seen.get(variable) ?? new Set();
    if (seen.has(key)) return;
    this.#seen.set(variable, seen.add(key));
    this.#noteTypes(variable);
    if (!this.table.leadsSomewhere(origin)) return;
    for (const { identifier, init } of variable.references) if (init !== true) this.#follow(identifier as Node, origin);
  }

  #noteTypes(variable: Variable): void {
    this.namesTypes ||= variable.references.some(({ identifier: { parent } }) => parent?.type === "TSTypeReference" || parent?.type === "TSQualifiedName");
  }

  /** From an expression with an origin to whatever is made of it. */
  #follow(node: Node, origin: Origin): void {
    if (!this.table.leadsSomewhere(origin)) return;
    const around = outer(node);
    if (!around) return;
    switch (around.type) {
      case "MemberExpression":
        if (bare(around.object) !== bare(node)) return;
        this.#member(around, origin);
        return;
      case "NewExpression":
      case "CallExpression":
        this.#call(around, node, origin);
        return;
      case "VariableDeclarator":
        if (around.init) this.#pattern(around.id, origin);
        return;
      case "AssignmentExpression":
        if (bare(around.right) === bare(node)) this.#pattern(around.left, origin);
        // `(a = b).c`: the assignment is what was assigned.
        this.#follow(around, origin);
        return;
      case "ConditionalExpression":
      case "LogicalExpression":
      case "SequenceExpression":
        this.#follow(around, origin);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        this.#subclass(around, origin);
        return;
      default:
    }
  }

  #member(member: Extract<Node, { type: "MemberExpression" }>, origin: Origin): void {
    const name = staticName(member);
    if (name === undefined) return;
    const call = outer(member);
    if (name === "then" && call?.type === "CallExpression" && bare(call.callee) === member) {
      const [handler] = call.arguments;
      const parameter = handler?.type === "ArrowFunctionExpression" || handler?.type === "FunctionExpression" ? handler.params[0] : undefined;
      if (parameter) this.#pattern(parameter, origin);
    }
    this.#follow(member, step(origin, name));
  }

  #call(call: Call, node: Node, origin: Origin): void {
    if (bare(call.callee) === bare(node)) {
      this.calls.add(call);
      this.#follow(call, step(origin, call.type === "NewExpression" ? "new()" : "()"));
    } else if (call.type === "CallExpression" && isInteropHelper(call.callee)) this.#follow(call, origin);
  }

  #subclass(made: Extract<Node, { type: "ClassDeclaration" | "ClassExpression" }>, origin: Origin): void {
    if (made.body.body.some((member) => member.type === "MethodDefinition" && member.kind === "constructor")) {
      this.isLost = true; // its super(…) is the call
      return;
    }
    const variable = made.id && this.module.variableOf(made.id);
    if (variable) this.#variable(variable, origin);
    if (made.type === "ClassExpression") this.#follow(made, origin);
  }

  #pattern(pattern: Node, origin: Origin): void {
    if (pattern.type === "Identifier") {
      const variable = this.module.variableOf(pattern);
      if (variable) this.#variable(variable, origin);
    } else if (pattern.type === "AssignmentPattern") this.#pattern(pattern.left, origin);
    else if (pattern.type === "ObjectPattern") {
      for (const property of pattern.properties) {
        const name = property.type === "Property" ? staticName(property) : undefined;
        if (property.type === "Property" && name !== undefined) this.#pattern(property.value, step(origin, name));
      }
    }
  }
}

/** The innermost node that begins at an offset of the text; `text` where a string or a comment stands there, with a word for importing. */
function nodeAt(top: Node, offset: number, { parsed }: ModuleText): Node | "elsewhere" | "text" {
  let node = top;
  for (;;) {
    const inner: Node | undefined = childrenOf(node, parsed.visitorKeys).find(({ range }) => range[0] <= offset && offset < range[1]);
    if (!inner) break;
    node = inner;
  }
  if (node.range[0] === offset) return node;
  return node.type === "Literal" || node.type === "TemplateElement" || /^(?:import|require)/.test(parsed.text.slice(offset, offset + 7)) ? "text" : "elsewhere";
}
