import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { readMentions, type Mention } from "./gate.js";

export type Node = TSESTree.Node;
export type Variable = TSESLint.Scope.Variable;
export type MemberExpression = TSESTree.MemberExpression;

/** What reading needs of a file; ESLint's `SourceCode` has it, and so can a file parsed by anything else. */
export interface ParsedText {
  readonly ast: TSESTree.Program;
  readonly text: string;
  readonly scopeManager: TSESLint.Scope.ScopeManager | null;
  readonly visitorKeys: { readonly [type: string]: readonly string[] | undefined };
  /** The steps of a linter's own walk through the tree, where it keeps them. */
  traverse?(): Iterable<WalkStep>;
  /** What the parser offers besides; a program, where it knows types. */
  readonly parserServices?: object | undefined;
}

/** A step of ESLint's walk: it enters a node (phase 1), leaves one (phase 2), or tells of something else (another kind). */
export interface WalkStep {
  readonly kind?: number;
  readonly phase?: number;
  readonly target?: unknown;
}

/**
 * A parsed file with the questions every reader asks of it. Built once per file, shared by all rules; each index is made
 * when first asked for, so that a file out of scope pays for none of them.
 */
export class ModuleText {
  #byType: Map<string, Node[]> | undefined;
  #members: Map<string, MemberExpression[]> | undefined;
  /** In which scopes a name was looked for. */
  readonly #named = new Map<string, "atTop" | "everywhere">();
  readonly #variables = new Map<Node, Variable>();
  readonly #merged = new Map<string, Node[]>();
  readonly #matches = new Map<string, boolean>();
  readonly #contained = new Map<string, boolean>();
  #mentions: readonly Mention[] | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(
    readonly parsed: ParsedText,
    readonly filename: string,
    /** What it imports, where that was read already to see whether the file is in reach. */
    mentions?: readonly Mention[],
  ) {
    this.#mentions = mentions;
  }

  /** The modules its text names. */
  get mentions(): readonly Mention[] {
    this.#mentions ??= readMentions(this.parsed.text);
    return this.#mentions;
  }

  /** All nodes of these types in source order. Nodes inside of types are no code, and not among them. */
  nodesOf<T extends TSESTree.AST_NODE_TYPES | `${TSESTree.AST_NODE_TYPES}`>(
    ...types: T[]
  ): Extract<Node, { type: T }>[] {
    this.#byType ??= indexByType(this.parsed);
    const only = types.length === 1 ? types[0] : undefined;
    if (only !== undefined) return (this.#byType.get(only) ?? []) as Extract<Node, { type: T }>[];
    const key = types.join();
    let all = this.#merged.get(key);
    if (!all) {
      all = types.flatMap((type) => this.#byType?.get(type) ?? []).sort((a, b) => a.range[0] - b.range[0]);
      this.#merged.set(key, all);
    }
    return all as Extract<Node, { type: T }>[];
  }

  /** The variable an identifier stands for, also where it is declared; nothing for globals without a declaration. */
  variableOf(identifier: Node): Variable | undefined {
    // Name by name: a file has ten times as many references as anybody asks about.
    const name = "name" in identifier && typeof identifier.name === "string" ? identifier.name : undefined;
    if (name === undefined) return undefined;
    const scopes = this.parsed.scopeManager?.scopes ?? [];
    const known = this.#named.get(name);
    if (known === undefined) this.#noteAll(name, scopes, 0, TOP_SCOPES);
    const found = this.#variables.get(identifier);
    if (found || known === "everywhere") return found;
    this.#noteAll(name, scopes, TOP_SCOPES, scopes.length);
    this.#named.set(name, "everywhere");
    return this.#variables.get(identifier);
  }

  #noteAll(name: string, scopes: readonly TSESLint.Scope.Scope[], from: number, to: number): void {
    this.#named.set(name, "atTop");
    for (const scope of scopes.slice(from, to)) {
      const variable = scope.set.get(name);
      if (variable) this.#note(variable);
    }
  }

  #note(variable: Variable): void {
    for (const name of variable.identifiers) this.#variables.set(name, variable);
    if (variable.defs.length > 0) for (const { identifier } of variable.references) this.#variables.set(identifier, variable);
  }

  /** Member expressions by the name of their property, private ones with their `#`. */
  membersNamed(name: string): readonly MemberExpression[] {
    this.#members ??= indexMembers(this.nodesOf("MemberExpression"));
    return this.#members.get(name) ?? [];
  }

  /** Line of a node, from 1 on; counted, because not every parser says it. */
  lineOf(node: Node): number {
    this.#lineStarts ??= [0, ...[...this.parsed.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] as number) <= node.range[0]) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** Whether the text of the file matches a pattern: asked for each of its sites, looked up once. */
  matches(pattern: RegExp): boolean {
    const key = `${pattern.flags} ${pattern.source}`;
    let answer = this.#matches.get(key);
    if (answer === undefined) {
      answer = pattern.test(this.parsed.text);
      this.#matches.set(key, answer);
    }
    return answer;
  }

  /** Whether a piece of text stands anywhere in the file: looked up once, too. */
  contains(piece: string): boolean {
    let answer = this.#contained.get(piece);
    if (answer === undefined) {
      answer = this.parsed.text.includes(piece);
      this.#contained.set(piece, answer);
    }
    return answer;
  }

  textOf(node: Node): string {
    return this.parsed.text.slice(node.range[0], node.range[1]);
  }
}

/** Those of the globals and of the module, where nearly every name stands that anybody asks about. */
const TOP_SCOPES = 2;

/** Parts of nodes in which only types stand. */
const TYPE_KEYS = new Set(["typeAnnotation", "returnType", "typeParameters", "typeArguments", "superTypeArguments", "implements"]);
const TYPE_NODES = new Set(["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "TSDeclareFunction"]);

/** By type, in source order. A linter that has walked through the tree already knows all nodes: that takes a fifth of walking again. */
function indexByType(parsed: ParsedText): Map<string, Node[]> {
  return (parsed.traverse && fromSteps(parsed.traverse())) ?? fromWalk(parsed);
}

/** Nothing where the steps are not those of ESLint. */
function fromSteps(steps: Iterable<WalkStep>): Map<string, Node[]> | undefined {
  const found = new Map<string, Node[]>();
  /** The node whose inside is left out. */
  let left: Node | undefined;
  for (const { kind, phase, target } of steps) {
    if (kind !== 1) continue;
    const node = target as Node;
    if (phase === 2) {
      if (node === left) left = undefined;
      continue;
    }
    if (left !== undefined) continue;
    if (node.type.startsWith("TS")) {
      const isType = isPartOfType(node);
      if (isType || TYPE_NODES.has(node.type)) left = node;
      if (isType) continue;
    }
    const list = found.get(node.type);
    if (list) list.push(node);
    else found.set(node.type, [node]);
  }
  return found.size === 0 ? undefined : found;
}

function isPartOfType(node: Node): boolean {
  const parent = node.parent as Partial<Record<string, unknown>> | undefined;
  if (!parent) return false;
  for (const key of TYPE_KEYS) {
    const value = parent[key];
    if (value === node || (Array.isArray(value) && value.includes(node))) return true;
  }
  return false;
}

/** Iterative on purpose: 500 nested functions or a sum of 10,000 strings must not exhaust the stack. */
function fromWalk({ ast, visitorKeys }: ParsedText): Map<string, Node[]> {
  const kinds = new Map<string, { readonly nodes: Node[]; readonly keys: readonly string[] }>();
  const open: Node[] = [ast];
  for (let node = open.pop(); node; node = open.pop()) {
    const { type } = node;
    let kind = kinds.get(type);
    if (!kind) {
      const keys = TYPE_NODES.has(type) ? [] : (visitorKeys[type] ?? childKeys(node)).filter((key) => !TYPE_KEYS.has(key)).reverse();
      kind = { nodes: [], keys };
      kinds.set(type, kind);
    }
    kind.nodes.push(node);
    for (const key of kind.keys) {
      const value = (node as unknown as Record<string, unknown>)[key];
      if (value === null || value === undefined) continue;
      if (Array.isArray(value)) {
        for (let index = value.length - 1; index >= 0; index -= 1) if (isNode(value[index])) open.push(value[index] as Node);
      } else if (isNode(value)) open.push(value);
    }
  }
  return new Map([...kinds].map(([type, { nodes }]) => [type, nodes]));
}

function indexMembers(members: readonly MemberExpression[]): Map<string, MemberExpression[]> {
  const named = new Map<string, MemberExpression[]>();
  for (const member of members) {
    const key = memberName(member);
    if (key === undefined) continue;
    const list = named.get(key);
    if (list) list.push(member);
    else named.set(key, [member]);
  }
  return named;
}

/** Direct children in source order. */
export function childrenOf(node: Node, visitorKeys: ParsedText["visitorKeys"]): Node[] {
  const children: Node[] = [];
  const keys = visitorKeys[node.type] ?? childKeys(node);
  for (const key of keys) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) for (const item of value) if (isNode(item)) children.push(item);
    if (isNode(value)) children.push(value);
  }
  return children;
}

function childKeys(node: Node): string[] {
  return Object.keys(node).filter((key) => key !== "parent" && key !== "loc");
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string" && "range" in value;
}

/** What an expression is apart from casts, `!`, `await`, `satisfies` and an optional chain around it. */
export function bare(node: Node): Node {
  let inner = node;
  for (;;) {
    switch (inner.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
      case "ChainExpression":
        inner = inner.expression;
        break;
      case "AwaitExpression":
        inner = inner.argument;
        break;
      case "SequenceExpression":
        inner = inner.expressions.at(-1) as Node;
        break;
      default:
        return inner;
    }
  }
}

/** The nearest node around `node` that is not a cast, `!`, `await` or optional chain around it. */
export function outer(node: Node): Node | undefined {
  let around = node.parent;
  while (around && WRAPPERS.has(around.type)) around = around.parent;
  return around;
}

const WRAPPERS = new Set<string>([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "ChainExpression",
  "AwaitExpression",
]);

/** What a chain of members begins at, and of calls where asked for: `db` of `db.pool.size`, and of `db.query(…).rows`. */
export function rootOf(chain: Node, through: "members" | "calls" = "members"): Node {
  let root = bare(chain);
  for (;;) {
    if (root.type === "MemberExpression") root = bare(root.object);
    else if (root.type === "CallExpression" && through === "calls") root = bare(root.callee);
    else return root;
  }
}

/** Whether a node stands inside another, or is it. */
export function isWithin(inner: Node | undefined, around: Node): boolean {
  return inner !== undefined && around.range[0] <= inner.range[0] && inner.range[1] <= around.range[1];
}

/** The name of a property or member where it is written out (`a.b`, `a["b"]`, `{ b: … }`), else nothing. */
export function staticName(node: Node): string | undefined {
  if (node.type === "MemberExpression") {
    if (!node.computed) return node.property.type === "Identifier" ? node.property.name : undefined;
    return literalText(node.property);
  }
  if (node.type === "Property" || node.type === "PropertyDefinition" || node.type === "MethodDefinition") {
    if (node.computed) return literalText(node.key);
    if (node.key.type === "Identifier") return node.key.name;
    return literalText(node.key);
  }
  return undefined;
}

/** `a.b`, `a["b"]` and `a.#b`. */
export function memberName(member: MemberExpression): string | undefined {
  return member.property.type === "PrivateIdentifier" ? `#${member.property.name}` : staticName(member);
}

function literalText(node: Node): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" || typeof node.value === "number" ? String(node.value) : undefined;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The only value a variable ever gets: its initialiser, or the one assignment to a declaration without one. */
export function soleValue(variable: Variable): Node | undefined {
  const definition = variable.defs[0];
  if (variable.defs.length !== 1 || !definition) return undefined;
  if (definition.node.type !== "VariableDeclarator" || definition.node.id.type !== "Identifier") return undefined;
  const writes = variable.references.filter((reference) => reference.isWrite());
  if (definition.node.init) return writes.every((write) => write.init) ? definition.node.init : undefined;
  const only = writes[0];
  if (writes.length !== 1 || !only?.writeExpr) return undefined;
  const assignment = only.identifier.parent;
  return assignment?.type === "AssignmentExpression" && assignment.operator === "=" && assignment.left === only.identifier
    ? assignment.right
    : undefined;
}
