import { bare, childrenOf, soleValue, staticName, type Node } from "../code/module-text.js";
import { frameOf, isFunction } from "../code/frames.js";
import { addressIn, readTarget } from "../code/targets.js";
import type { JudgedSite } from "../judge/site.js";
import type { Server } from "./model.js";
import type { Program, ProgramFile, Spot } from "./program.js";
import type { Way } from "./ways.js";

/** Names on names on the way to an environment variable, at most. */
const MAX_DEPTH = 8;
/** How a helper is called with the name of a variable: `required("DATABASE_URL")`, `config.get("REDIS_URL")`. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/;

/**
 * The server of a client; a list where the function that makes it is called with several.
 * @returns one entry per server, with the ways that lead to it
 */
export function readServers(program: Program, file: ProgramFile, site: JudgedSite, ways: readonly Way[]): { server: Server; ways: readonly Way[] }[] {
  const { construction } = site;
  if (construction.client.holds === "agent") return [{ server: ofAgent(file, site), ways }];
  const target = readTarget(construction);
  if (target.is === "host") return [{ server: { is: "host", name: target.name }, ways }];
  if (target.is === "default") return [{ server: { is: "default", name: `${site.packageName}'s default` }, ways }];
  if (target.is === "unreadable") return [{ server: { is: "unknown", name: `unknown (${site.packageName})` }, ways }];
  const position = parameterOf(file, target.node, construction.call);
  if (position === undefined) return [{ server: nameServer(program, { file, node: target.node }, 0), ways }];
  const groups = new Map<string, { server: Server; ways: Way[] }>();
  for (const way of ways) {
    const given = argumentOf(way, file, construction.call, position.index, position.key);
    const server = given ? nameServer(program, given, 0) : { is: "expression" as const, name: textOf(file, target.node) };
    const group = groups.get(`${server.is} ${server.name}`);
    if (group) group.ways.push(way);
    else groups.set(`${server.is} ${server.name}`, { server, ways: [way] });
  }
  return groups.size > 0 ? [...groups.values()] : [{ server: nameServer(program, { file, node: target.node }, 0), ways }];
}

/** A pool for one origin names it; an agent takes what comes. */
function ofAgent(file: ProgramFile, { construction, packageName }: JudgedSite): Server {
  const [first] = construction.call.arguments;
  const value = first && construction.options.values.of(first);
  if (value?.kind === "known" && typeof value.word === "string") return { is: "host", name: addressIn(value.word) ?? value.word };
  if (first && value?.kind === "computed" && !construction.maker.options.includes(0)) return { is: "expression", name: textOf(file, first) };
  return { is: "any", name: `any address (${packageName})` };
}

/** What names the server: a host, an environment variable, or the expression as it stands. */
function nameServer(program: Program, spot: Spot, depth: number): Server {
  const { file } = spot;
  const node = bare(spot.node);
  const { module, values } = file.open.reading;
  const value = values.of(node);
  if (value.kind === "known" && typeof value.word === "string") return { is: "host", name: addressIn(value.word) ?? value.word };
  const variable = variableIn(node, file);
  if (variable !== undefined) return { is: "variable", name: variable };
  const next = depth < MAX_DEPTH ? declaredAs(program, { file, node }) : undefined;
  if (next) {
    const found = nameServer(program, next, depth + 1);
    if (found.is === "host" || found.is === "variable") return found;
  }
  return { is: "expression", name: textOf({ open: { reading: { module } } }, node) };
}

/** The environment variable that an expression reads. */
function variableIn(node: Node, file: ProgramFile): string | undefined {
  const { module } = file.open.reading;
  const open: Node[] = [node];
  for (let each = open.shift(), steps = 0; each && steps < 200; each = open.shift(), steps += 1) {
    if (isFunction(each)) continue;
    if (each.type === "MemberExpression" && /(?:^|\.)env$/i.test(module.textOf(each.object).replace(/\s/g, ""))) return staticName(each);
    if (each.type === "CallExpression") {
      const name = each.arguments.map((argument) => (argument.type === "Literal" ? String(argument.value) : "")).find((text) => VARIABLE_NAME.test(text));
      if (name !== undefined) return name;
    }
    if (each.type === "MemberExpression" && VARIABLE_NAME.test(staticName(each) ?? "")) return staticName(each);
    if (each.type === "ObjectExpression" || (each.type === "MemberExpression" && !each.computed && each.object.type !== "CallExpression")) continue;
    open.push(...childrenOf(each, module.parsed.visitorKeys));
  }
  return undefined;
}

/** What a name or member was declared with, here or in another file. */
function declaredAs(program: Program, { file, node }: Spot): Spot | undefined {
  const { module } = file.open.reading;
  if (node.type === "CallExpression" || node.type === "NewExpression") return undefined;
  const name = node.type === "MemberExpression" && !node.computed ? node.property : node;
  if (name.type !== "Identifier") return undefined;
  const variable = module.variableOf(name);
  const own = variable && soleValue(variable);
  if (own) return { file, node: own };
  for (const { file: place, node: declared } of program.definitions(file, name.range[0])) {
    const around = declared.parent;
    if (place === file && declared === name) continue;
    if (around?.type === "VariableDeclarator" && around.init && around.id === declared) return { file: place, node: around.init };
    if (around?.type === "Property" && around.parent.type === "ObjectPattern") return { file: place, node: declared }; // const { url } = settings
    if (around?.type === "Property") return { file: place, node: around.value };
    if (around?.type === "PropertyDefinition" && around.value) return { file: place, node: around.value };
  }
  return undefined;
}

/** The position at which the function around a construction is given an address, or the object that holds it. */
function parameterOf(file: ProgramFile, node: Node, call: Node): { index: number; key: string | undefined } | undefined {
  const expression = bare(node);
  const object = expression.type === "MemberExpression" && !expression.computed ? bare(expression.object) : expression;
  if (object.type !== "Identifier") return undefined;
  const frame = frameOf(call);
  const definition = file.open.reading.module.variableOf(object)?.defs[0];
  if (frame.kind !== "function" || definition?.type !== "Parameter" || (definition.node as Node) !== frame.node) return undefined;
  const index = frame.node.params.findIndex((parameter) => parameter === (definition.name as Node) || (parameter.type === "AssignmentPattern" && parameter.left === (definition.name as Node)));
  if (index < 0) return undefined;
  return { index, key: expression === object ? undefined : staticName(expression) };
}

/** What the call right above a construction hands over. */
function argumentOf({ path }: Way, file: ProgramFile, call: Node, index: number, key: string | undefined): Spot | undefined {
  const at = path.findLastIndex((spot) => spot.file === file && spot.node === call);
  const above = path[at - 1];
  if (above?.node.type !== "CallExpression" && above?.node.type !== "NewExpression") return undefined;
  const argument = above.node.arguments[index];
  if (!argument || argument.type === "SpreadElement") return undefined;
  if (key === undefined) return { file: above.file, node: argument };
  const value = bare(argument);
  const property = value.type === "ObjectExpression" ? value.properties.find((each) => each.type === "Property" && staticName(each) === key) : undefined;
  return property?.type === "Property" ? { file: above.file, node: property.value } : undefined;
}

function textOf(file: { open: { reading: { module: { textOf(node: Node): string } } } }, node: Node): string {
  const text = file.open.reading.module.textOf(node).replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
