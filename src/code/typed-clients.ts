import type { Client } from "../catalogue/shape.js";
import { firstOf } from "./first-of.js";
import type { MakerTable } from "./maker-table.js";
import type { Node, ParsedText } from "./module-text.js";

/**
 * What a parser with type information hands over. TypeScript itself is never loaded: these few members of its checker and
 * of what it answers are all that is asked for.
 */
interface TypeServices {
  readonly program?: { getTypeChecker(): Checker } | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: Node): object | undefined };
}

interface Checker {
  getTypeAtLocation(node: object): Type;
  /** What is left of a union without `null` and `undefined`. */
  getNonNullableType(type: Type): Type;
  /** What `await` makes of it; the type itself where it is no promise. */
  getAwaitedType?(type: Type): Type | undefined;
  /** What a type parameter extends. */
  getBaseConstraintOfType(type: Type): Type | undefined;
}

interface Type {
  readonly aliasSymbol?: Symbol;
  /** Of unions and intersections. */
  readonly types?: readonly Type[];
  isUnion(): boolean;
  isIntersection(): boolean;
  getSymbol(): Symbol | undefined;
  /** Of classes and interfaces. */
  getBaseTypes(): readonly Type[] | undefined;
}

interface Symbol {
  readonly declarations?: readonly { readonly name?: { readonly text?: string }; getSourceFile(): { readonly fileName: string } }[];
}

/** The client that an expression is by its type. */
export interface TypedClient {
  readonly client: Client;
  readonly packageName: string;
}

/** Types of types of types: beyond this depth nobody's client is met. */
const MAX_DEPTH = 6;

/**
 * Tells a client by its type, where the parser knows types (typed linting): injected ones, those of an interface's member,
 * an alias, another file. By the package in which the type is declared, never by its name alone. Asked only about
 * expressions that are used as a client is used and of which the text does not tell where they come from.
 */
export class TypedClients {
  readonly #known = new Map<Node, TypedClient | undefined>();
  #checker: Checker | undefined;

  private constructor(
    readonly services: Required<TypeServices>,
    readonly table: MakerTable,
  ) {}

  /** Nothing where the parser hands over no program: then nothing of this costs anything. */
  static of(parsed: ParsedText, table: MakerTable): TypedClients | undefined {
    return hasTypes(parsed) ? new TypedClients(parsed.parserServices as Required<TypeServices>, table) : undefined;
  }

  of(node: Node): TypedClient | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    const typed = this.services.esTreeNodeToTSNodeMap.get(node);
    this.#checker ??= this.services.program?.getTypeChecker();
    const found = typed && this.#checker && this.#ofType(this.#checker.getTypeAtLocation(typed), this.#checker, 0);
    this.#known.set(node, found);
    return found;
  }

  #ofType(given: Type, checker: Checker, depth: number): TypedClient | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const there = checker.getNonNullableType(given);
    const type = checker.getAwaitedType?.(there) ?? there;
    const parts = type.types ?? [];
    if (type.isUnion()) {
      // `Pool | PoolClient` may be either.
      const found = parts.map((part) => this.#ofType(part, checker, depth + 1));
      return found.every((each) => each?.client === found[0]?.client) ? found[0] : undefined;
    }
    if (type.isIntersection()) return firstOf(parts, (part) => this.#ofType(part, checker, depth + 1));
    const own = this.#ofSymbol(type.aliasSymbol) ?? this.#ofSymbol(type.getSymbol());
    if (own) return own;
    const constraint = checker.getBaseConstraintOfType(type);
    if (constraint && constraint !== type) return this.#ofType(constraint, checker, depth + 1);
    return firstOf(type.getBaseTypes() ?? [], (base) => this.#ofType(base, checker, depth + 1));
  }

  #ofSymbol(symbol: Symbol | undefined): TypedClient | undefined {
    return firstOf(symbol?.declarations ?? [], (declaration) => {
      const name = declaration.name?.text;
      const specifiers = name === undefined ? [] : specifiersOf(declaration.getSourceFile().fileName);
      return firstOf(specifiers, (specifier) => this.table.clientOfType({ specifier, path: [name as string] }));
    });
  }
}

/** Whether a file was parsed with type information. */
export function hasTypes({ parserServices }: ParsedText): boolean {
  const services = parserServices as TypeServices | undefined;
  return services?.program !== undefined && services.program !== null && services.esTreeNodeToTSNodeMap !== undefined;
}

/**
 * What a declaration file is imported as: `node_modules/mysql2/promise.d.ts` is `mysql2/promise` before it is `mysql2`, and
 * `node_modules/@types/pg/index.d.ts` is `pg`. Empty for the project's own files.
 */
function specifiersOf(fileName: string): string[] {
  const [, installed] = /.*\/node_modules\/(.+)$/.exec(fileName.replaceAll("\\", "/")) ?? [];
  const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(installed ?? "") ?? [];
  if (name === undefined || rest === undefined) return [];
  const typed = name.startsWith("@types/") ? name.slice("@types/".length).replace(/^([^_]+)__(?=.)/, "@$1/") : name;
  const part = /([^/]+?)\.d\.[cm]?ts$/.exec(rest)?.[1];
  return part === undefined ? [typed] : [`${typed}/${part}`, typed];
}
