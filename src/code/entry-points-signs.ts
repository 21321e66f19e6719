import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import type { EntryPoint, FileConvention } from "../catalogue/shape.js";
import type { Hot } from "./entry-points.js";
import { fillLabel } from "./entry-points-labels.js";
import type { EntryPointTable } from "./entry-points-table.js";
import { exportsOf, isFunction, type FunctionNode } from "./frames.js";
import { annotationOf } from "./frames-callees.js";
import { readInstalled } from "./installed.js";
import type { ModuleText, Node } from "./module-text.js";
import { bare, staticName } from "./module-text.js";

const RESPONDS = /\b(?:res|response|reply)\s*\.\s*(?:json|send|status|end|render|redirect|writeHead|sendFile|sendStatus|code|setHeader)\s*\(/;
const REQUEST_NAME = /^_?(?:req|request)$/;
const RESPONSE_NAME = /^(?:res|response|reply)$/;

/** Signs of a handler that stand in the file itself: its path, its exports, its types, the names of its parameters. */
export class HandlerSignsOf {
  #conventions: readonly FileConvention[] | undefined;
  #imports: ReadonlySet<string> | undefined;
  #isEdge: boolean | undefined;

  constructor(
    readonly module: ModuleText,
    readonly table: EntryPointTable,
  ) {}

  get isEdge(): boolean {
    this.#isEdge ??= this.#readEdge();
    return this.#isEdge;
  }

  /** A function declaration that a framework finds by its file and name. */
  exportedHandler(made: FunctionNode): Hot | undefined {
    if (made.type === "FunctionDeclaration" && made.id) return this.exportedName(made.id, []) ?? serverAction(made, this.module);
    return serverAction(made, this.module);
  }

  /** What is exported under a name: `export const GET = …`, `export { handler as GET }`. */
  exportedName(name: Node, keys: readonly string[]): Hot | undefined {
    if (name.type !== "Identifier" || this.#fitting.length === 0) return undefined;
    const variable = this.module.variableOf(name);
    for (const [exported, node] of exportsOf(this.module).names) {
      const isIt = node === name || (node.type === "Identifier" && this.module.variableOf(node) === variable) || (isFunction(node) && node.id === name);
      const hot = isIt && variable ? this.#byExport(exported, name, keys) : undefined;
      if (hot) return hot;
    }
    return undefined;
  }

  /** `export default …`, `exports.handler = …`. */
  exportedValue(around: Node, value: Node, keys: readonly string[]): Hot | undefined {
    if (around.type === "ExportDefaultDeclaration") return this.#byExport("default", value, keys);
    if (around.type !== "AssignmentExpression" || around.left.type !== "MemberExpression") return undefined;
    const target = this.module.textOf(around.left);
    const name = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1] ?? (target === "module.exports" ? "default" : undefined);
    return name === undefined ? undefined : this.#byExport(name, value, keys);
  }

  /** A function by its own type, the types of its parameters, or by answering `res` in a function of `(req, res)`. */
  typedHandler(made: FunctionNode): Hot | undefined {
    const { handlerTypes } = this.table.signs;
    const holder = made.parent.type === "VariableDeclarator" && made.parent.id.type === "Identifier" ? this.module.variableOf(made.parent.id) : undefined;
    const own = holder && annotationOf(holder);
    if (own && handlerTypes.functions.some((suffix) => own.name.endsWith(suffix)) && this.#isImportedType(own)) return answers(made, own.name);
    const [first, second] = made.params;
    const type = first?.type === "Identifier" ? typeOf(first) : undefined;
    if (type && handlerTypes.requests.includes(type.name) && this.#isImportedType(type)) return answers(made, type.name);
    if (first?.type !== "Identifier" || second?.type !== "Identifier") return undefined;
    if (!REQUEST_NAME.test(first.name) || !RESPONSE_NAME.test(second.name)) return undefined;
    return RESPONDS.test(this.module.textOf(made)) ? answers(made, "request") : undefined;
  }

  /** The entries whose type annotation a variable, parameter or field carries. */
  typedReceiver(object: Node): EntryPoint[] {
    const expression = bare(object);
    const variable = expression.type === "Identifier" ? this.module.variableOf(expression) : undefined;
    const type = variable && annotationOf(variable);
    if (!type) return [];
    return this.importedEntries(type).filter((entry) => entry.types?.includes(type.name));
  }

  /** The entries of the package that a type's name was imported from. */
  importedEntries(name: TSESTree.Identifier): readonly EntryPoint[] {
    const specifier = importOf(name, this.module);
    return specifier === undefined ? [] : this.table.entriesOf(specifier);
  }

  #isImportedType(name: TSESTree.Identifier): boolean {
    const specifier = importOf(name, this.module);
    return specifier !== undefined && this.table.signs.handlerTypes.packages.some((each) => specifier === each || specifier.startsWith(`${each}/`));
  }

  #byExport(name: string, at: Node, keys: readonly string[]): Hot | undefined {
    if (keys.length > 0 && name !== "actions") return undefined;
    const convention = this.#fitting.find((each) => each.exports.includes(name) && this.#hasSecondSign(each));
    if (!convention) return undefined;
    const exported = name === "default" ? "default export" : name;
    return { every: convention.every, label: fillLabel(convention.label, { module: this.module, exported }), at };
  }

  /** The conventions whose path fits this file. */
  get #fitting(): readonly FileConvention[] {
    this.#conventions ??= this.table.conventionsFor(this.module.filename);
    return this.#conventions;
  }

  #hasSecondSign({ packages }: FileConvention): boolean {
    return packages.some((name) => this.#importsFrom(name) || readInstalled(name, this.module.filename).is !== "unknown");
  }

  #importsFrom(name: string): boolean {
    this.#imports ??= new Set(importedSpecifiers(this.module));
    return this.#imports.has(name) || [...this.#imports].some((specifier) => specifier.startsWith(`${name}/`));
  }

  #readEdge(): boolean {
    const { edgeSigns } = this.table.signs;
    const isEdgeImport = (specifier: string): boolean => {
      return edgeSigns.packages.some((name) => (name.endsWith("*") ? specifier.startsWith(name.slice(0, -1)) : specifier === name));
    };
    if (importedSpecifiers(this.module).some(isEdgeImport)) return true;
    const { names } = exportsOf(this.module);
    const runtime = names.get("runtime");
    if (runtime?.parent?.type === "VariableDeclarator" && runtime.parent.init?.type === "Literal" && runtime.parent.init.value === "edge") return true;
    const { text } = this.module.parsed;
    if (edgeSigns.types.some((type) => text.includes(type) && new RegExp(`\\b${type}\\b`).test(text))) return true;
    const exported = names.get("default");
    const worker = exported && bare(exported);
    const isWorker =
      worker?.type === "ObjectExpression" &&
      worker.properties.some((each) => each.type === "Property" && edgeSigns.workerExports.includes(staticName(each) ?? "") && isFunction(each.value) && each.value.params.length > 1);
    const isPages = edgeSigns.pagesExports.some((name) => names.has(name));
    return isWorker || (isPages && hasFileAbove(this.module.filename, edgeSigns.files));
  }
}

function answers(made: FunctionNode, type: string): Hot {
  const name = made.type !== "ArrowFunctionExpression" && made.id ? made.id.name : undefined;
  return { every: type.startsWith("SQS") ? "message" : "request", label: name === undefined ? "every request" : `every request of ${name}`, at: made };
}

/** `"use server"` at the top of a function or, for what is exported, of its file. */
function serverAction(made: FunctionNode, module: ModuleText): Hot | undefined {
  const name = made.type !== "ArrowFunctionExpression" && made.id ? made.id.name : "";
  const action = { every: "request", label: `server action ${name}`.trim(), at: made } as const;
  if (made.body.type === "BlockStatement" && hasDirective(made.body.body)) return action;
  return hasDirective(module.parsed.ast.body) && made.parent.type === "ExportNamedDeclaration" ? action : undefined;
}

function hasDirective(statements: readonly Node[]): boolean {
  const [first] = statements;
  return first?.type === "ExpressionStatement" && first.directive === "use server";
}

function typeOf(name: TSESTree.Identifier): TSESTree.Identifier | undefined {
  const type = name.typeAnnotation?.typeAnnotation;
  if (type?.type !== "TSTypeReference") return undefined;
  if (type.typeName.type === "TSQualifiedName") return type.typeName.right;
  return type.typeName.type === "Identifier" ? type.typeName : undefined;
}

/** The module a name was imported from, type imports included; `express.Request` leads to its namespace. */
function importOf(name: TSESTree.Identifier, module: ModuleText): string | undefined {
  const root = name.parent.type === "TSQualifiedName" ? leftmost(name.parent) : name;
  for (const statement of module.parsed.ast.body) {
    if (statement.type !== "ImportDeclaration") continue;
    if (statement.specifiers.some(({ local }) => local.name === root.name)) return statement.source.value;
  }
  return undefined;
}

function leftmost(name: TSESTree.TSQualifiedName): TSESTree.Identifier {
  let node: TSESTree.EntityName = name;
  while (node.type === "TSQualifiedName") node = node.left;
  return node as TSESTree.Identifier;
}

function importedSpecifiers(module: ModuleText): string[] {
  return module.parsed.ast.body.flatMap((statement) => (statement.type === "ImportDeclaration" ? [statement.source.value] : []));
}

/** Looks at most this far up for the settings of a deployment. */
const MAX_FOLDERS = 8;

function hasFileAbove(filename: string, names: readonly string[]): boolean {
  let folder = dirname(filename);
  for (let depth = 0; depth < MAX_FOLDERS; depth += 1) {
    const here = folder;
    if (names.some((name) => existsSync(join(here, name)))) return true;
    folder = dirname(here);
    if (folder === here) return false;
  }
  return false;
}
