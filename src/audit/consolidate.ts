import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { childrenOf, type Node, type Variable } from "../code/module-text.js";
import type { AuditedClient } from "./model.js";
import type { ProgramFile, Spot } from "./program.js";
import { closedText, placeText } from "./words.js";

/** A client with the place that keeps it. */
export interface KeptClient {
  readonly client: AuditedClient;
  readonly kept: Spot;
}

/** One declaration that goes away. */
export interface Member {
  readonly client: AuditedClient;
  readonly file: ProgramFile;
  /** `export const orders = new Pool(…);` */
  readonly statement: Node;
  readonly name: string;
  readonly isExported: boolean;
}

/** Clients of several modules that become one. */
export interface Merging {
  readonly server: string;
  readonly members: readonly Member[];
  /** The expression that makes the client, as the first member writes it. */
  readonly make: Node;
  /** Names in it that are imported. */
  readonly imports: readonly Variable[];
}

/** What is not merged, and why: one line each. */
export interface Consolidation {
  readonly mergings: readonly Merging[];
  readonly refusals: readonly string[];
}

/**
 * Finds the clients that several modules make alike for the same server. Nothing is merged where it could change what the
 * program does: where configurations differ, a connection is one caller's own, or a module closes what others would go on using.
 */
export function planConsolidation(all: readonly KeptClient[], resolve: (specifier: string, from: string) => string): Consolidation {
  const groups = new Map<string, KeptClient[]>();
  for (const each of all) {
    const { client } = each;
    if (client.server.is !== "host" && client.server.is !== "variable") continue;
    if (client.made.is === "script") continue;
    const key = JSON.stringify([client.server, client.package, client.client]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const mergings: Merging[] = [];
  const refusals: string[] = [];
  for (const group of groups.values()) {
    if (new Set(group.map(({ kept }) => kept.file)).size < 2) continue;
    const [first] = group as [KeptClient];
    const plan = planGroup(group, resolve);
    if (typeof plan === "string") refusals.push(`${group.length} clients of ${first.client.server.name} (${first.client.package}) stay as they are: ${plan}`);
    else mergings.push(plan);
  }
  return { mergings, refusals };
}

/** What becomes of clients for one server, or why nothing does. */
function planGroup(group: readonly KeptClient[], resolve: (specifier: string, from: string) => string): Merging | string {
  const members: Member[] = [];
  for (const { client, kept } of group) {
    const why = reasonAgainst(client, kept);
    if (why !== undefined) return why;
    const member = memberOf(client, kept);
    if (typeof member === "string") return member;
    members.push(member);
  }
  const packages = new Set(group.map(({ kept }) => packageFolder(dirname(kept.file.path))));
  if (packages.size > 1) return "they belong to different packages";
  const closing = group.filter(({ client }) => client.closed.is === "shutdown");
  if (closing.length > 1) return `${closing.length} modules close theirs (${closing.map(({ client }) => placeText(client.kept)).join(", ")}), and one client is closed once`;
  // The expression of one of them stays: of those that say something about it, the first.
  const commented = group.filter(({ kept }) => hasComment(kept));
  if (commented.length > 1) return `${commented.length} of them carry comments of their own inside (${commented.map(({ client }) => placeText(client.kept)).join(", ")})`;
  const [first, ...others] = [...commented, ...group.filter((each) => !commented.includes(each))] as [KeptClient, ...KeptClient[]];
  const text = canonical(first.kept, resolve);
  if (text.local !== undefined) return text.local;
  for (const other of others) {
    const another = canonical(other.kept, resolve);
    if (another.local !== undefined) return another.local;
    if (another.text !== text.text) return `their configurations differ (${placeText(first.client.kept)}: ${textOf(first.kept)}, ${placeText(other.client.kept)}: ${textOf(other.kept)})`;
  }
  members.sort((a, b) => Number(b.client === first.client) - Number(a.client === first.client));
  return { server: first.client.server.name, members, make: first.kept.node, imports: text.imports };
}

/** The nearest folder with a package.json; the root of the disk without one. */
function packageFolder(folder: string): string {
  return existsSync(join(folder, "package.json")) || folder === dirname(folder) ? folder : packageFolder(dirname(folder));
}

/** Why a client may not be shared. */
function reasonAgainst(client: AuditedClient, kept: Spot): string | undefined {
  const at = placeText(client.kept);
  if (client.made.is !== "counted" || client.made.times !== 1) return `the one of ${at} is not made once, at module scope`;
  if (["blocking", "subscriber", "queue"].includes(client.role)) return `the one of ${at} is a ${client.role} connection, which is its user's own`;
  if (client.holds === "connection") return `the one of ${at} is a single connection: two users would meet in each other's transactions`;
  if (client.closed.is === "use" || client.closed.is === "elsewhere") return `the one of ${at} is closed while the program runs (${closedText(client.closed)})`;
  if (/\bmodule\.exports\b|\brequire\(/.test(kept.file.open.reading.module.parsed.text)) return `${at} is CommonJS, which is not rewritten`;
  return undefined;
}

/** The declaration that keeps a client, or why it cannot be replaced by an import. */
function memberOf(client: AuditedClient, { file, node }: Spot): Member | string {
  const at = placeText(client.kept);
  const declarator = node.parent;
  const declaration = declarator?.parent;
  const plain = `the one of ${at} is not declared as a plain constant of its module`;
  if (declarator?.type !== "VariableDeclarator" || declarator.init !== node || declarator.id.type !== "Identifier") return plain;
  if (declaration?.type !== "VariableDeclaration" || declaration.declarations.length !== 1 || declaration.kind !== "const") return plain;
  const isExported = declaration.parent.type === "ExportNamedDeclaration";
  const statement: Node = isExported ? declaration.parent : declaration;
  if (statement.parent?.type !== "Program") return plain;
  return { client, file, statement, name: declarator.id.name, isExported };
}

/** An expression with every name replaced by what it stands for, so that two modules can be compared. */
function canonical({ file, node }: Spot, resolve: (specifier: string, from: string) => string): { text: string; imports: Variable[]; local?: string } {
  const { module } = file.open.reading;
  const imports = new Set<Variable>();
  const words: string[] = [];
  let local: string | undefined;
  let at = node.range[0];
  const keep = (from: number, to: number): unknown => words.push(module.parsed.text.slice(from, to));
  const open: Node[] = [node];
  for (let each = open.pop(); each; each = open.pop()) {
    const variable = each.type === "Identifier" && each.range[0] >= at ? module.variableOf(each) : undefined;
    const definition = variable?.defs[0]?.node as Node | undefined;
    const isInside = definition !== undefined && definition.range[0] >= node.range[0] && definition.range[1] <= node.range[1];
    if (variable && definition && !isInside) {
      const from = definition.parent?.type === "ImportDeclaration" ? definition.parent.source.value : undefined;
      if (from === undefined) local ??= `${file.path.split("/").at(-1) ?? ""} makes it of \`${variable.name}\`, which it declares itself`;
      keep(at, each.range[0]);
      words.push(`<${from === undefined ? "" : resolve(from, file.path)}#${importedName(definition)}>`);
      imports.add(variable);
      at = each.range[1];
    }
    open.push(...childrenOf(each, module.parsed.visitorKeys).reverse());
  }
  keep(at, node.range[1]);
  const text = words.join("").replaceAll(/\/\/[^\n]*\n|\/\*[^]*?\*\//g, "").replaceAll(/[\s;]+/g, "").replaceAll("'", '"').replaceAll(/,([}\])])/g, "$1");
  return { text, imports: [...imports], ...(local === undefined ? {} : { local }) };
}

/** Whether an expression has a comment in it; a `//` of a URL stands in a string. */
function hasComment({ file, node }: Spot): boolean {
  const text = file.open.reading.module.textOf(node).replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
  return /\/\/|\/\*/.test(text);
}

function importedName(definition: Node): string {
  if (definition.type === "ImportSpecifier") return definition.imported.type === "Identifier" ? definition.imported.name : String(definition.imported.value);
  return definition.type === "ImportDefaultSpecifier" ? "default" : definition.type === "ImportNamespaceSpecifier" ? "*" : "";
}

function textOf({ file, node }: Spot): string {
  const text = file.open.reading.module.textOf(node).replace(/\s+/g, " ");
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}

/** How the shared module imports what a module imports, seen from another folder. */
export function importText(variable: Variable, file: ProgramFile, folder: string, quote: string): string {
  const definition = variable.defs[0]?.node as Node;
  const declaration = definition.parent;
  const written = declaration?.type === "ImportDeclaration" ? declaration.source.value : "";
  const specifier = written.startsWith(".") ? relativeImport(folder, join(dirname(file.path), written)) : written;
  const name = importedName(definition);
  const binding = name === "default" ? variable.name : name === "*" ? `* as ${variable.name}` : name === variable.name ? `{ ${name} }` : `{ ${name} as ${variable.name} }`;
  return `import ${binding} from ${quote}${specifier}${quote}`;
}

/** `./pool.js` for a file as seen from a folder. */
export function relativeImport(folder: string, target: string): string {
  const path = relative(folder, target).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}
