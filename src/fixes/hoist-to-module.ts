import type { TSESTree } from "@typescript-eslint/utils";
import { closingNames, ownCommands, reloadingFrameworks } from "../catalogue/caches.js";
import { isFunction } from "../code/frames.js";
import { readInstalled } from "../code/installed.js";
import { bare, childrenOf, type ModuleText, type Node, type Variable } from "../code/module-text.js";
import { isScript, type LifetimeSite } from "../judge/lifetime.js";
import type { Edit, Fix } from "./edit.js";
import { commentsIn, indentAt, removeClosing, removeStatement } from "./hoist-closing.js";
import { lazyText } from "./lazy-getter.js";

/** Titles of the cures. */
export interface MoveTitles<Title extends string = string> {
  readonly module: Title;
  readonly lazy: Title;
  readonly global: Title;
}

/**
 * Makes a client once that is made in a function: at module scope where all its arguments are literals, else behind a
 * getter that makes it on first use, on `globalThis` where modules are evaluated several times. Whatever closed it in
 * the same function goes away. Only what many callers may share is moved: pools, agents and multiplexing clients.
 */
export function moveOut<Title extends string>(site: LifetimeSite, titles: MoveTitles<Title>): { fix?: Fix } {
  const spot = readSpot(site);
  if (!spot) return {};
  const { module, declaration, variable, client } = spot;
  const isGlobal = reloadingFrameworks.some((name) => readInstalled(name, module.filename).is !== "unknown");
  const closing = removeClosing(spot.closes, module);
  const isFixed = areLiterals(spot.call.arguments);
  if (!closing || dependsOnFunction(isFixed ? spot.call.callee : spot.call, module)) return {};
  const style = styleOf(module, spot.at);
  const isTyped = /\.[cm]?tsx?$/.test(module.filename);
  const name = freeName(site, variable, module);
  if (name === undefined) return {};
  const make = dedented(module.textOf(spot.init), indentAt(declaration.range[0], module.parsed.text));
  const lazy = isFixed ? undefined : lazyText({ name, make, type: isTyped ? spot.type : undefined, isTyped, isGlobal, eol: style.eol, semicolon: style.semicolon });
  const hoisted = isGlobal ? globalText(name, make, isTyped ? (spot.type ?? "unknown") : undefined) : `const ${name} = ${make}${style.semicolon}`;
  const taken = lazy ? lazy.names : [name, ...(isGlobal ? ["globalForClients"] : [])];
  if (taken.some((name) => isTaken(name, variable, module))) return {};
  const edits: Edit[] = [
    { range: [spot.at, spot.at], text: `${lazy?.text ?? hoisted}${style.eol}${style.eol}` },
    ...(lazy ? [{ range: spot.init.range, text: lazy.use }] : [removeStatement(declaration, module)]),
    ...(lazy ? [] : renamed(variable, name, closing)),
    ...closing,
  ];
  const messageId = isGlobal ? titles.global : lazy ? titles.lazy : titles.module;
  return { fix: { level: "moving", messageId, data: { client }, certain: true, edits } };
}

/**
 * The local name where nothing else in the file is called so, else one made of the function's name or the route: two
 * functions whose clients have one name are repaired in one pass, and must not meet at module scope.
 */
function freeName(site: LifetimeSite, variable: Variable, module: ModuleText): string | undefined {
  if (!isTaken(variable.name, variable, module)) return variable.name;
  const { lifetime, hot } = site.source as NonNullable<LifetimeSite["source"]>;
  const route = /\/([\w/-]+)/.exec(hot?.label ?? "")?.[1];
  const isOnlyRoute = route !== undefined && module.parsed.text.split(`/${route}`).length === 2;
  const words = lifetime.functionName ?? (isOnlyRoute ? route : undefined);
  if (words === undefined) return undefined;
  const [first = "", ...others] = words.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const name = `${first}${[...others, variable.name].map(capital).join("")}`;
  return /^[A-Za-z]/.test(name) && !isTaken(name, variable, module) ? name : undefined;
}

/** The uses of a client under its new name, those that go away excepted. */
function renamed(variable: Variable, name: string, closing: readonly Edit[]): Edit[] {
  if (name === variable.name) return [];
  return variable.references.flatMap(({ identifier, init }): Edit[] => {
    const { range, parent } = identifier as Node;
    const goes = closing.some((edit) => edit.text === "" && edit.range[0] <= range[0] && edit.range[1] >= range[1]);
    if (init || goes) return [];
    const isShorthand = parent?.type === "Property" && parent.shorthand;
    return [{ range, text: isShorthand ? `${variable.name}: ${name}` : name }];
  });
}

interface Spot {
  readonly module: ModuleText;
  readonly client: string;
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly init: Node;
  readonly declaration: TSESTree.VariableDeclaration;
  readonly variable: Variable;
  readonly type: string | undefined;
  readonly closes: NonNullable<LifetimeSite["source"]>["lifetime"]["uses"];
  /** Where the new statement goes: before the statement of the module that the function stands in. */
  readonly at: number;
}

function readSpot({ source }: LifetimeSite): Spot | undefined {
  if (!source) return undefined;
  const { lifetime, site } = source;
  const { module } = site.reading;
  const { construction, made, uses } = lifetime;
  const { holds, close, name } = construction.client;
  if (holds === "connection" || isScript(module.filename) || module.matches(/worker_threads/) || lifetime.runs.broken.length > 0) return undefined;
  const declarator = construction.call.parent;
  if (!made || declarator?.type !== "VariableDeclarator" || declarator.id.type !== "Identifier" || !declarator.init) return undefined;
  const declaration = declarator.parent;
  if (declaration.kind !== "const" || declaration.declarations.length !== 1 || declaration.parent.type !== "BlockStatement") return undefined;
  const variable = module.variableOf(declarator.id);
  const closing = new Set([...closingNames, ...(close ?? [])]);
  const isOwn = uses.some(({ member, kind }) => kind !== "member" || (member !== undefined && ownCommands.includes(member)));
  // A client that is connected by hand must be connected once too; a listener would be added on every call.
  const isPrepared = uses.some(({ member, call }) => call !== undefined && /^(?:on|once|addListener)$/.test(member ?? "")) || (holds === "multiplexed" && uses.some(({ member }) => member === "connect"));
  if (!variable || isOwn || isPrepared || !["pool", "cluster", "agent", "multiplexed"].includes(holds)) return undefined;
  const { callee } = construction.call;
  const type = construction.call.type === "NewExpression" && /^[\w$.]+$/.test(module.textOf(callee)) ? module.textOf(callee) : undefined;
  const closes = uses.filter((use) => use.call && use.member !== undefined && closing.has(use.member));
  const at = startOfStatement(made, module);
  if (commentsIn(declaration.range, module).length > 0 && areLiterals(construction.call.arguments) === false) return undefined;
  return { module, client: name, call: construction.call, init: declarator.init, declaration, variable, type, closes, at };
}

/** Start of the module's statement around a node, comments and decorators that belong to it included. */
function startOfStatement(node: Node, module: ModuleText): number {
  let statement = node;
  while (statement.parent && statement.parent.type !== "Program") statement = statement.parent;
  let [start] = statement.range;
  const owner = statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration" ? statement.declaration : statement;
  if (owner && "decorators" in owner) for (const decorator of owner.decorators ?? []) start = Math.min(start, decorator.range[0]);
  const { text } = module.parsed;
  for (const comment of (module.parsed.ast.comments ?? []).toReversed()) {
    if (comment.range[1] > start || !/^[ \t]*\r?\n?[ \t]*$/.test(text.slice(comment.range[1], start))) continue;
    const lineStart = text.lastIndexOf("\n", comment.range[0] - 1) + 1;
    if (text.slice(lineStart, comment.range[0]).trim() === "" && !text.startsWith("#!", comment.range[0])) start = comment.range[0];
  }
  return start;
}

/** Whether arguments are written out to the last value: they are worth the same at module scope. */
function areLiterals(nodes: readonly Node[]): boolean {
  return nodes.every((node) => {
    const value = bare(node);
    switch (value.type) {
      case "Literal":
        return true;
      case "TemplateLiteral":
        return value.expressions.length === 0;
      case "UnaryExpression":
        return areLiterals([value.argument]);
      case "BinaryExpression":
        return areLiterals([value.left, value.right]);
      case "ObjectExpression":
        return value.properties.every((property) => property.type === "Property" && !property.computed && areLiterals([property.value]));
      case "ArrayExpression":
        return value.elements.every((element) => element !== null && areLiterals([element]));
      default:
        return false;
    }
  });
}

/** Whether an expression uses what only the function has: its parameters, its variables, `this`. */
function dependsOnFunction(node: Node, module: ModuleText): boolean {
  if (node.type === "ThisExpression" || node.type === "AwaitExpression" || node.type === "YieldExpression" || isFunction(node)) return true;
  if (node.type === "Identifier") {
    const variable = module.variableOf(node);
    const name = variable?.identifiers[0] as Node | undefined;
    for (let around = name?.parent; around; around = around.parent) if (isFunction(around)) return true;
    return false;
  }
  if (node.type === "MemberExpression" && !node.computed) return dependsOnFunction(node.object, module);
  if (node.type === "Property" && !node.computed) return dependsOnFunction(node.value, module);
  return childrenOf(node, module.parsed.visitorKeys).some((child) => dependsOnFunction(child, module));
}

/** Whether a name means something else anywhere in the file. */
function isTaken(name: string, own: Variable, module: ModuleText): boolean {
  return module.nodesOf("Identifier").some((each) => {
    if (each.name !== name || module.variableOf(each) === own) return false;
    const around = each.parent;
    const isMember = around?.type === "MemberExpression" && around.property === each && !around.computed;
    return !isMember && !(around?.type === "Property" && around.key === each && around.value !== each);
  });
}

function globalText(name: string, make: string, type: string | undefined): string {
  if (type === undefined) return `const ${name} = (globalThis.${name} ??= ${make});`;
  return `const globalForClients = globalThis as unknown as { ${name}?: ${type} };\nconst ${name} = (globalForClients.${name} ??= ${make});`;
}

function styleOf(module: ModuleText, at: number): { eol: string; semicolon: string } {
  const { text } = module.parsed;
  return { eol: text.includes("\r\n") ? "\r\n" : "\n", semicolon: /;[ \t]*\r?\n/.test(text.slice(0, at)) || /;[ \t]*\r?\n/.test(text) ? ";" : "" };
}

/** A text of several lines moved to the left margin. */
function dedented(text: string, indent: string): string {
  return indent === "" ? text : text.replaceAll(`\n${indent}`, "\n");
}
