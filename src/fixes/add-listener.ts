import { isFunction } from "../code/frames.js";
import { bare, outer, staticName, type ModuleText, type Node } from "../code/module-text.js";
import type { ListenerSite } from "../judge/listener.js";
import type { Edit, Fix } from "./edit.js";
import { indentAt, lineEnd, statementAround } from "./statement-lines.js";

/** What a listener does besides logging. */
export type AfterLogging = "goOn" | "exit" | "reconnect";

/**
 * Adds a listener that logs right after the construction, through the file's own logger where it has one. Where the client
 * is not kept in a variable or field, the call is chained to the construction.
 * @param after for a client that is of no use after an error: end the process, or run the function that connects again
 * @returns nothing where there is no place for it
 */
export function addListener(site: ListenerSite, after: AfterLogging): Fix | undefined {
  const { module } = site.reading;
  const { call } = site.construction;
  const again = after === "reconnect" ? connectingFunction(call) : undefined;
  if (after === "reconnect" && again === undefined) return undefined;
  const place = readPlace(call, module);
  if (!place || (place.is === "chain" && site.on !== "")) return undefined;
  const quote = module.matches(/from\s*'|require\(\s*'/) ? "'" : '"';
  const log = `${loggerIn(call, module)}.error(error)`;
  const eol = module.parsed.text.includes("\r\n") ? "\r\n" : "\n";
  const indent = place.indent;
  const end = place.semicolon;
  const more = after === "exit" ? "process.exit(1)" : `setTimeout(${again ?? ""}, 1000)`;
  const inner = `${indent}${indent.startsWith("\t") || module.matches(/^\t/m) ? "\t" : "  "}`;
  const body = after === "goOn" ? log : `{${eol}${inner}${log}${end}${eol}${inner}${more}${end}${eol}${indent}}`;
  const listener = `.on(${quote}error${quote}, (${parameterFor(site)}) => ${body})`;
  const edit: Edit =
    place.is === "chain"
      ? { range: [place.at, place.at], text: listener }
      : { range: [place.at, place.at], text: `${eol}${indent}${place.name}${site.on === "" ? "" : `.${site.on}`}${listener}${end}` };
  const messageId = after === "goOn" ? "addListener" : after === "exit" ? "addExitingListener" : "addReconnectingListener";
  return { level: "bounding", messageId, data: {}, certain: site.certain && site.goesOn && after === "goOn", edits: [edit] };
}

/** `error`, with its type where the library does not give one and the file is checked. */
function parameterFor({ construction, on, reading }: ListenerSite): string {
  const isUntyped = construction.client.errorEvent?.some((fact) => fact.on === on && fact.isUntyped) ?? false;
  return isUntyped && /\.[cm]?tsx?$/.test(reading.module.filename) ? "error: Error" : "error";
}

type Place =
  | { readonly is: "statement"; readonly at: number; readonly name: string; readonly indent: string; readonly semicolon: string }
  | { readonly is: "chain"; readonly at: number; readonly indent: string; readonly semicolon: string };

function readPlace(call: Node, module: ModuleText): Place | undefined {
  const statement = enclosing(call);
  if (!statement) return undefined;
  const own = indentAt(statement.range[0], module);
  const indent = own ?? "";
  const semicolon = module.textOf(statement).endsWith(";") || /;[ \t]*(?:\r?\n|$)/.test(module.parsed.text) ? ";" : "";
  const name = nameOf(call, statement, module);
  const end = lineEnd(statement.range[1], module);
  const isLast = /^\s*(?:\r?\n|$)/.test(module.parsed.text.slice(end, end + 2));
  if (name !== undefined && isLast && own !== undefined) return { is: "statement", at: end, name, indent, semicolon };
  // With a callback the client arrives in there.
  const isPromise = hasAwait(call) || ("arguments" in call && call.arguments.some((argument) => isFunction(argument) || argument.type === "Identifier" && call.parent?.type === "ExpressionStatement")) || (outer(call)?.type === "MemberExpression" && staticName(outer(call) as Node) === "then");
  return isPromise || (call.type !== "NewExpression" && call.type !== "CallExpression") ? undefined : { is: "chain", at: call.range[1], indent, semicolon };
}

/** The statement around, `export const …` included; for a field of a class its line. */
function enclosing(call: Node): Node | undefined {
  const statement = statementAround(call);
  const around = statement?.parent;
  if (around?.type === "ExportNamedDeclaration") return around;
  if (statement) return statement;
  let node: Node | undefined = call;
  while (node && node.type !== "PropertyDefinition") node = node.parent;
  return node;
}

/** What the client is called in the statement after the one that makes it. */
function nameOf(call: Node, statement: Node, module: ModuleText): string | undefined {
  const around = outer(call);
  const inBlock = statement.parent?.type === "BlockStatement" || statement.parent?.type === "Program" || statement.parent?.type === "StaticBlock";
  if (!inBlock) return undefined;
  if (around?.type === "VariableDeclarator" && around.id.type === "Identifier" && around.parent.declarations.length === 1) return around.id.name;
  if (around?.type !== "AssignmentExpression" || around.operator !== "=" || around.parent.type !== "ExpressionStatement") return undefined;
  const target = bare(around.left);
  return target.type === "Identifier" || target.type === "MemberExpression" ? module.textOf(target) : undefined;
}

function hasAwait(call: Node): boolean {
  return call.parent?.type === "AwaitExpression";
}

/** The file's own logger: a variable or import of the module, or a field of the class around. */
function loggerIn(node: Node, module: ModuleText): string {
  for (let around = node.parent; around; around = around.parent) {
    if (around.type !== "ClassBody") continue;
    const field = around.body.find((each) => each.type === "PropertyDefinition" && !each.static && /^(?:logger|log)$/.test(staticName(each) ?? ""));
    if (field) return `this.${staticName(field) ?? "logger"}`;
  }
  const tops = module.parsed.scopeManager?.scopes.filter(({ type }) => type === "module" || type === "global") ?? [];
  const isDeclared = (name: string): boolean => tops.some(({ set }) => (set.get(name)?.defs.length ?? 0) > 0);
  const found = LOGGERS.find((name) => isDeclared(name) && module.matches(new RegExp(`\\b${name}\\.(?:error|warn|info|debug)\\b|\\b${name}\\s*=\\s*(?:pino|winston|createLogger|bunyan|log4js|new Logger)|import\\s*\\{[^}]*\\b${name}\\b|import\\s+${name}\\b`)));
  return found ?? "console";
}

const LOGGERS = ["logger", "log", "winston"];

/** A named function without parameters around the construction: running it again connects again. */
function connectingFunction(call: Node): string | undefined {
  let around: Node | undefined = call.parent;
  while (around && !isFunction(around)) around = around.parent;
  if (!around || around.params.length > 0) return undefined;
  if (around.type === "FunctionDeclaration") return around.id?.name;
  return around.parent.type === "VariableDeclarator" && around.parent.id.type === "Identifier" ? around.parent.id.name : undefined;
}
