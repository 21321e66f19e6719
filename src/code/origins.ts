import type { ModuleText, Node, Variable } from "./module-text.js";
import { bare, soleValue, staticName } from "./module-text.js";

/** Where a name comes from: the module it was imported from and the path taken since. */
export interface Origin {
  /** As written in the import. */
  readonly specifier: string;
  /** Members, `()` for a call and `new()` for an instance; `default` is dropped where it leads to the module itself. */
  readonly path: readonly string[];
}

/** Deep chains are nobody's import; the bound keeps cyclic initialisers finite. */
const MAX_DEPTH = 100;

/**
 * Where an expression comes from, whatever the form of import: `import` (default, named, namespace, alias), `import x =
 * require()`, `require`, `createRequire(…)(…)`, `await import()`, `import().then(({ Pool }) => …)`, destructuring,
 * members, and calls of any of those. Nothing when it is not an import, is a type only, or is reassigned.
 */
export class Origins {
  readonly #known = new Map<Variable, Origin | undefined>();
  readonly #ofNodes = new Map<Node, Origin | undefined>();

  /** @param named the origin as the tables know it: settings may speak of modules of the project */
  constructor(
    readonly module: ModuleText,
    readonly named: (origin: Origin) => Origin = (origin) => origin,
  ) {}

  of(node: Node, depth = 0): Origin | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const expression = bare(node);
    // A chain of n calls asks for the origin of each of its links: without a memory that is n² steps.
    if (this.#ofNodes.has(expression)) return this.#ofNodes.get(expression);
    const read = this.#read(expression, depth);
    const origin = read && this.named(read);
    this.#ofNodes.set(expression, origin);
    return origin;
  }

  #read(expression: Node, depth: number): Origin | undefined {
    switch (expression.type) {
      case "Identifier": {
        const variable = this.module.variableOf(expression);
        return variable && this.#ofVariable(variable, expression, depth);
      }
      case "MemberExpression": {
        const name = staticName(expression);
        const object = name === undefined ? undefined : this.of(expression.object, depth + 1);
        return object && name !== undefined ? step(object, name) : undefined;
      }
      case "ImportExpression":
        return fromText(expression.source);
      case "CallExpression": {
        const required = this.#ofRequire(expression.callee, expression.arguments[0], depth);
        if (required) return required;
        const [wrapped] = expression.arguments;
        if (wrapped && isInteropHelper(expression.callee)) return this.of(wrapped, depth + 1);
        const callee = this.of(expression.callee, depth + 1);
        return callee && step(callee, "()");
      }
      case "ConditionalExpression":
        return this.#ofEither(expression.consequent, expression.alternate, depth);
      case "LogicalExpression":
        // `custom || require("…")`: what is handed in stands in for the same thing.
        return expression.operator === "&&" ? undefined : (this.of(expression.right, depth + 1) ?? this.of(expression.left, depth + 1));
      case "NewExpression": {
        const callee = this.of(expression.callee, depth + 1);
        return callee && step(callee, "new()");
      }
      case "ClassExpression":
        return expression.superClass && !hasConstructor(expression) ? this.of(expression.superClass, depth + 1) : undefined;
      default:
        return undefined;
    }
  }

  /** `secure ? https.Agent : http.Agent`: the same member of two modules is taken for the first of them. */
  #ofEither(one: Node, other: Node, depth: number): Origin | undefined {
    const [first, second] = [this.of(one, depth + 1), this.of(other, depth + 1)];
    return first && second && first.path.join() === second.path.join() ? first : undefined;
  }

  #ofRequire(callee: Node, argument: Node | undefined, depth: number): Origin | undefined {
    if (!argument) return undefined;
    const called = bare(callee);
    if (called.type === "Identifier" && called.name === "require" && !this.module.variableOf(called)) return fromText(argument);
    const made = this.of(called, depth + 1);
    return made && isCreateRequire(made) ? fromText(argument) : undefined;
  }

  #ofVariable(variable: Variable, use: Node, depth: number): Origin | undefined {
    if (this.#known.has(variable)) return this.#known.get(variable);
    this.#known.set(variable, undefined); // a cycle of initialisers ends here
    const origin = this.#readVariable(variable, use, depth + 1);
    this.#known.set(variable, origin);
    return origin;
  }

  #readVariable(variable: Variable, use: Node, depth: number): Origin | undefined {
    const definition = variable.defs[0];
    if (!definition || variable.defs.length !== 1) return undefined;
    const node = definition.node as Node;
    switch (node.type) {
      case "ImportSpecifier":
      case "ImportDefaultSpecifier":
      case "ImportNamespaceSpecifier": {
        const declaration = node.parent;
        if (declaration?.type !== "ImportDeclaration" || declaration.importKind === "type") return undefined;
        if (node.type === "ImportNamespaceSpecifier") return { specifier: declaration.source.value, path: [] };
        if (node.type === "ImportDefaultSpecifier") return { specifier: declaration.source.value, path: [] };
        if (node.importKind === "type") return undefined;
        const name = node.imported.type === "Identifier" ? node.imported.name : String(node.imported.value);
        return step({ specifier: declaration.source.value, path: [] }, name);
      }
      case "TSImportEqualsDeclaration": {
        if (node.importKind === "type") return undefined;
        const reference = node.moduleReference;
        return reference.type === "TSExternalModuleReference" ? fromText(reference.expression) : undefined;
      }
      case "ClassDeclaration":
        return node.superClass && !hasConstructor(node) ? this.of(node.superClass, depth) : undefined;
      case "VariableDeclarator": {
        if (node.id.type === "Identifier") {
          const value = soleValue(variable);
          return value && this.of(value, depth);
        }
        if (!node.init || variable.references.some((reference) => reference.isWrite() && !reference.init)) return undefined;
        return this.#ofPattern(node.id, variable, this.of(node.init, depth));
      }
      default: {
        const parameter = thenParameter(definition.name as Node, use);
        return parameter && this.#ofPattern(parameter.pattern, variable, this.of(parameter.promise, depth));
      }
    }
  }

  #ofPattern(pattern: Node, variable: Variable, origin: Origin | undefined): Origin | undefined {
    const path = origin && pathInPattern(pattern, (name) => this.module.variableOf(name) === variable);
    return path?.reduce(step, origin as Origin);
  }
}

/** What compilers put around `require` so that a CommonJS module has a `default`. */
export function isInteropHelper(callee: Node): boolean {
  const called = bare(callee);
  const name = called.type === "Identifier" ? called.name : called.type === "MemberExpression" ? staticName(called) : undefined;
  // Asked of every call on the way: hardly any begins like one of them.
  return name !== undefined && /^(?:_|interop)/.test(name) && /^(?:__importDefault|__importStar|__toESM|_?_?interop(?:Require)?(?:Default|Wildcard|Namespace)(?:Compat|Legacy)?\$?\d*)$/.test(name.replace(/^_interop/, "interop"));
}

/** One member, call or instance further. */
export function step(origin: Origin, segment: string): Origin {
  // `ns.default` of a CommonJS module, `import { default as x }` and `require("x").default` all lead to the module.
  if (segment === "default" && origin.path.length === 0) return origin;
  return { specifier: origin.specifier, path: [...origin.path, segment] };
}

/** `["Kafka", "new()", "consumer", "()"]` as `new Kafka().consumer()`, the spelling of the catalogue. */
export function pathText(path: readonly string[]): string {
  return path.reduce((text, segment) => {
    if (segment === "()") return `${text}()`;
    if (segment === "new()") return `new ${text}()`;
    return text === "" ? segment : `${text}.${segment}`;
  }, "");
}

function fromText(node: Node): Origin | undefined {
  if (node.type === "Literal" && typeof node.value === "string") return { specifier: node.value, path: [] };
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) {
    return { specifier: node.quasis[0]?.value.cooked ?? "", path: [] };
  }
  return undefined;
}

function isCreateRequire(origin: Origin): boolean {
  return /^(node:)?module$/.test(origin.specifier) && origin.path.join(".") === "createRequire.()";
}

function hasConstructor(node: { body: { body: readonly Node[] } }): boolean {
  return node.body.body.some((member) => member.type === "MethodDefinition" && member.kind === "constructor");
}

/** The member path by which a destructuring pattern reaches a name, `[]` for the whole. Rest elements are not followed. */
export function pathInPattern(pattern: Node, isIt: (name: Node) => boolean): string[] | undefined {
  if (pattern.type === "Identifier") return isIt(pattern) ? [] : undefined;
  if (pattern.type === "AssignmentPattern") return pathInPattern(pattern.left, isIt);
  if (pattern.type !== "ObjectPattern") return undefined;
  for (const property of pattern.properties) {
    if (property.type !== "Property") continue;
    const name = staticName(property);
    const inner = name === undefined ? undefined : pathInPattern(property.value, isIt);
    if (inner && name !== undefined) return [name, ...inner];
  }
  return undefined;
}

/** For a name among the parameters of `promise.then((…) => …)`: the promise and the pattern it arrives in. */
function thenParameter(name: Node, use: Node): { promise: Node; pattern: Node } | undefined {
  let around: Node | undefined = name;
  while (around && around.type !== "ArrowFunctionExpression" && around.type !== "FunctionExpression") around = around.parent;
  const pattern = around?.params[0];
  const call = around?.parent;
  if (!around || !pattern || call?.type !== "CallExpression" || call.arguments[0] !== around) return undefined;
  if (use.range[0] < around.range[0] || call.callee.type !== "MemberExpression") return undefined;
  return staticName(call.callee) === "then" ? { promise: call.callee.object, pattern } : undefined;
}
