import { closingNames, lockNames, memoiserNames, memoisers } from "../catalogue/caches.js";
import type { Client } from "../catalogue/shape.js";
import { Caches } from "./caches.js";
import type { Construction, Reading } from "./constructions.js";
import { EntryPoints } from "./entry-points.js";
import type { EntryPointTable } from "./entry-points-table.js";
import { Executions, type Runs } from "./execution.js";
import { frameOf, isExported, isFunction, thisClassOf, type FunctionNode } from "./frames.js";
import { annotationOf, Callees, fieldOf, fieldType, ownName } from "./frames-callees.js";
import { bare, childrenOf, memberName, type Node, soleValue, staticName, type Variable } from "./module-text.js";
import { OptionBag, type Call } from "./options.js";
import type { Origin } from "./origins.js";
import { handsToOneOf } from "./handed-to.js";
import { findUses, readBinding, staysIn, type Use } from "./uses.js";
import { functionAround } from "./values.js";

/** Options that say which server is meant. */
const TARGETS = /^(?:host|hosts|hostname|server|servers|port|url|uri|connectionString|socket|socketPath|path|brokers|node|nodes|endpoint|connection)$/;

/** How long a client of a file lives, as far as the file tells. */
export interface Lifetime {
  readonly construction: Construction;
  readonly runs: Runs;
  /** The function it is made in; nothing at module scope and in class fields. */
  readonly made: FunctionNode | undefined;
  readonly functionName: string | undefined;
  /** The function it is made in is handed out by the module, itself or as a method. */
  readonly isExported: boolean;
  /** Closed by the function that makes it: in a `finally` or on its normal path. */
  readonly isClosed: boolean;
  /** Closed when something else ends: `request.on("close", () => subscriber.disconnect())`. */
  readonly endsWith: boolean;
  /** Where it connects to depends on what the function was called with, or on the turn of a loop. */
  readonly varies: boolean;
  /** The server it connects to does. */
  readonly targetVaries: boolean;
  /** Every use stands in the function that makes it. */
  readonly staysInside: boolean;
  readonly uses: readonly Use[];
}

/** Everything about the lifetimes of one file's clients; built when the rule that asks for it first does. */
export class Lifetimes {
  readonly callees: Callees;
  readonly entryPoints: EntryPoints;
  readonly executions: Executions;
  #all: readonly Lifetime[] | undefined;

  constructor(
    readonly reading: Reading,
    table: EntryPointTable,
  ) {
    const { module, origins } = reading;
    this.callees = new Callees(module);
    this.entryPoints = new EntryPoints(module, origins, this.callees, table);
    const caches = new Caches(module, this.callees, new RegExp(lockNames, "i"), new Set(closingNames));
    this.executions = new Executions(module, origins, this.callees, this.entryPoints, caches, [...memoisers, ...reading.table.memoisers], memoiserNames);
  }

  /** One per construction, and one per copy made of a client (`duplicate()`). */
  get all(): readonly Lifetime[] {
    const { reading } = this;
    this.#all ??= reading.mayHoldClients ? [...reading.constructions, ...this.#copies()].map((construction) => this.#read(construction)) : [];
    return this.#all;
  }

  #read(construction: Construction): Lifetime {
    const { module } = this.reading;
    const { call } = construction;
    const frame = frameOf(call);
    const made = frame.kind === "function" ? frame.node : undefined;
    const { binding, chained } = readBinding(call, module);
    const uses = [...chained, ...findUses(binding, module)];
    const closing = new Set([...closingNames, ...(construction.client.close ?? [])]);
    const ends = uses.filter((use) => (use.call && use.member !== undefined && closing.has(use.member)) || handsToOneOf("closers", use, this.reading));
    // new Client(), and only then: client.connect({ host })
    const dialled = uses.flatMap((use) => (use.member === "connect" ? (use.call?.arguments ?? []) : []));
    const isManaged = binding.kind === "variable" && /^(?:await )?using$/.test(declarationKind(binding.declaration));
    return {
      construction,
      runs: this.executions.of(call),
      made,
      functionName: made && ownName(made),
      isExported: made !== undefined && this.#isHandedOut(made),
      isClosed: isManaged || ends.some((use) => made !== undefined && functionAround(use.node) === made && !isInCatch(use.node, made)),
      endsWith: ends.some((use) => isEndListener(functionAround(use.node))),
      varies: this.vary(call) || dialled.some((argument) => this.#varies(argument, 0)),
      targetVaries: [...call.arguments, ...dialled].some((argument) => this.#targetVaries(argument)),
      staysInside: staysIn(functionAround(call), binding, uses),
      uses,
    };
  }

  #isHandedOut(made: FunctionNode): boolean {
    const { module } = this.reading;
    if (made.parent.type === "ExportDefaultDeclaration" || made.type === "FunctionDeclaration" && made.parent.type === "ExportNamedDeclaration") return true;
    const method = made.parent.type === "MethodDefinition" && made.parent.kind === "method" ? made.parent : undefined;
    const owner = method?.parent.parent;
    const variable = owner ? owner.id && module.variableOf(owner.id) : this.callees.variableFor(made);
    if (variable) return isExported(variable, module) || /^Export/.test(owner?.parent.type ?? "");
    return made.parent.type === "AssignmentExpression" && /^(?:module\.)?exports\b/.test(module.textOf(made.parent.left));
  }

  /** Whether what a call is given hangs on a parameter or on the turn of a loop. */
  vary(call: Call): boolean {
    return call.arguments.some((argument) => this.#varies(argument, 0));
  }

  #targetVaries(argument: Node): boolean {
    const options = bare(argument);
    if (options.type !== "ObjectExpression") return this.#varies(options, 0);
    return options.properties.some((property) => {
      if (property.type === "SpreadElement") return this.#varies(property.argument, 0);
      return TARGETS.test(staticName(property) ?? "") && this.#varies(property.value, 0);
    });
  }

  /** Whether an expression hangs on a parameter or on a variable of a loop. */
  #varies(node: Node, depth: number): boolean {
    if (depth > 6) return true;
    if (isFunction(node)) return false;
    if (node.type === "Identifier") {
      const variable = this.reading.module.variableOf(node);
      return variable !== undefined && this.#variableVaries(variable, depth);
    }
    if (node.type === "ThisExpression") return false;
    if (node.type === "MemberExpression" && !node.computed) return this.#varies(node.object, depth);
    if (node.type === "Property" && !node.computed) return this.#varies(node.value, depth);
    return childrenOf(node, this.reading.module.parsed.visitorKeys).some((child) => this.#varies(child, depth));
  }

  #variableVaries(variable: Variable, depth: number): boolean {
    const definition = variable.defs[0];
    if (!definition) return false;
    if (definition.type === "Parameter") return true;
    const declarator = definition.node as Node;
    if (declarator.type !== "VariableDeclarator") return false;
    const loop = declarator.parent.parent;
    if ((loop?.type === "ForOfStatement" || loop?.type === "ForInStatement") && loop.left === declarator.parent) return true;
    const value = soleValue(variable) ?? declarator.init;
    if (value && this.#varies(value, depth + 1)) return true;
    // const target = {}; target.host = request.body.host;
    const filled = variable.references.some(({ identifier }) => {
      const member = (identifier as Node).parent;
      const write = member?.type === "MemberExpression" && member.object === (identifier as Node) ? member.parent : undefined;
      return write?.type === "AssignmentExpression" && write.left === member && this.#varies(write.right, depth + 1);
    });
    if (filled) return true;
    // let target = {}; target = readTarget(request.body);
    return variable.references.some((reference) => reference.isWrite() && reference.init !== true && reference.writeExpr && this.#varies(reference.writeExpr as Node, depth + 1));
  }

  /** `client.duplicate()`: one more connection with borrowed options. */
  #copies(): Construction[] {
    const { table, values, constructions, module } = this.reading;
    const known = new Map<Node, Construction>();
    for (const construction of constructions) {
      const { binding, chained } = readBinding(construction.call, module);
      for (const use of [...chained, ...findUses(binding, module)]) {
        if (use.call && construction.client.roles?.copies?.includes(use.member ?? "")) known.set(use.call, { ...construction, call: use.call });
      }
    }
    for (const call of this.#callsOf(table.copies)) {
      if (known.has(call)) continue;
      const type = this.typeOf((call.callee as Extract<Node, { type: "MemberExpression" }>).object);
      const typed = type && this.#clientOfType(type);
      if (!typed) continue;
      const maker = { path: "", by: "call", options: [] } as const;
      const options = new OptionBag(call, maker, values, this.reading.origins);
      known.set(call, { kind: "construct", ...typed, maker, call, options, sure: true });
    }
    return [...known.values()];
  }

  #callsOf(names: ReadonlySet<string>): Call[] {
    const { module } = this.reading;
    return [...names].flatMap((name) => {
      if (!module.parsed.text.includes(name)) return [];
      return module.membersNamed(name).flatMap((member) => (member.parent.type === "CallExpression" && member.parent.callee === member ? [member.parent] : []));
    });
  }

  /** The type annotation of a name or field. */
  typeOf(node: Node): Node | undefined {
    const expression = bare(node);
    if (expression.type === "Identifier") {
      const variable = this.reading.module.variableOf(expression);
      return variable && annotationOf(variable);
    }
    if (expression.type !== "MemberExpression" || expression.object.type !== "ThisExpression") return undefined;
    const owner = thisClassOf(expression)?.owner;
    const field = owner && fieldOf(owner, memberName(expression) ?? "");
    return field && fieldType(field);
  }

  /** Where the name of a type was imported from. */
  importOfType(type: Extract<Node, { type: "Identifier" }>): Origin | undefined {
    for (const statement of this.reading.module.parsed.ast.body) {
      if (statement.type !== "ImportDeclaration") continue;
      const specifier = statement.specifiers.find(({ local }) => local.name === type.name);
      if (!specifier) continue;
      const isNamed = specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier" && specifier.imported.name !== "default";
      return { specifier: statement.source.value, path: isNamed ? [(specifier.imported as Extract<Node, { type: "Identifier" }>).name] : [] };
    }
    return undefined;
  }

  #clientOfType(type: Node): Pick<Construction, "family" | "client" | "specifier" | "packageName"> | undefined {
    const imported = type.type === "Identifier" ? this.importOfType(type) : undefined;
    if (!imported) return undefined;
    for (const family of this.reading.table.familiesOf(imported.specifier)) {
      const client = family.clients?.find((each: Client) => each.roles?.copies?.length);
      if (client) return { family, client, specifier: imported.specifier, packageName: family.packages[0] ?? imported.specifier };
    }
    return undefined;
  }
}

function declarationKind(declarator: Node): string {
  return declarator.parent?.type === "VariableDeclaration" ? declarator.parent.kind : "";
}

function isInCatch(node: Node, made: FunctionNode): boolean {
  for (let around = node.parent; around && around !== made; around = around.parent) if (around.type === "CatchClause") return true;
  return false;
}

function isEndListener(made: Node | undefined): boolean {
  const call = made?.parent?.type === "CallExpression" ? made.parent : undefined;
  const [event] = call?.arguments ?? [];
  return event?.type === "Literal" && /^(?:close|disconnect|disconnecting|end|finish|abort)$/.test(String(event.value));
}
