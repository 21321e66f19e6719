import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { readMentions } from "../code/gate.js";
import { childrenOf, type Node, type ParsedText } from "../code/module-text.js";
import { importText, relativeImport, type Member, type Merging } from "./consolidate.js";
import type { Program, ProgramFile } from "./program.js";

/** A file before and after; `before` is "" for a new one. */
export interface Rewriting {
  /** Absolute. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Writes one shared module for the clients of a merging, and makes the modules that had their own import it.
 *
 * @returns the changed files; the reason where a result would not be valid
 */
export function writeMerging(program: Program, merging: Merging): readonly Rewriting[] | string {
  const [first] = merging.members as [Member];
  const folder = commonFolder(merging.members.map(({ file }) => dirname(file.path)));
  const words = `${merging.server} ${first.client.client}`.replaceAll(/[^a-zA-Z0-9]+/g, " ").trim().toLowerCase().split(" ");
  // Nothing of it is JSX.
  const ending = extname((merging.members.find(({ file }) => /\.[cm]?tsx?$/.test(file.path)) ?? first).file.path).replace(/x$/, "");
  const path = join(folder, `${words.join("-")}${ending}`).replaceAll("\\", "/");
  if (existsSync(path)) return `${program.shown(path)} is there already`;
  const shared = words.map((word, index) => (index === 0 ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`)).join("").replace(/^\d/, "_$&");

  if (merging.imports.some(({ name }) => name === shared)) return `what makes them is called ${shared} already`;
  const circle = circleOf(program, merging);
  if (circle !== undefined) return circle;
  const style = styleOf(first.file);
  const imports = merging.imports.map((variable) => `${importText(variable, first.file, folder, style.quote)}${style.end}`);
  const comments = [...new Set(merging.members.map((member) => commentOf(member)).filter((text) => text !== ""))];
  const make = first.file.open.reading.module.textOf(merging.make);
  const text = [...imports, "", ...comments, `export const ${shared} = ${make}${style.end}`, ""].join(style.eol);
  const rewritings: Rewriting[] = [{ path, before: "", after: text }];
  for (const members of byFile(merging.members)) {
    const [{ file }] = members as [Member];
    const specifier = relativeImport(dirname(file.path), path.slice(0, -ending.length) + importedEnding(merging.members, ending));
    const before = file.open.reading.module.parsed.text;
    rewritings.push({ path: file.path, before, after: rewrite(file, members, shared, specifier) });
  }
  const broken = rewritings.find(({ path: changed, after }) => !parses(program, changed, after));
  return broken ? `${program.shown(broken.path)} would not be valid any more` : rewritings;
}

/** What the shared module imports must not come back to a module that imports it: one of them would run too early. */
function circleOf(program: Program, { members, imports }: Merging): string | undefined {
  const [first] = members as [Member];
  const users = new Set(members.map(({ file }) => file.path));
  const seen = new Set<string>();
  const open = imports.flatMap(({ defs }) => {
    const declaration = (defs[0]?.node as Node | undefined)?.parent;
    return declaration?.type === "ImportDeclaration" ? [program.resolve(declaration.source.value, first.file.path)] : [];
  });
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { specifier } of readMentions(program.textOf(path))) {
      const next = program.resolve(specifier, path);
      if (users.has(next)) return `${program.shown(path)} imports ${program.shown(next)}: the shared module would stand in a circle with it`;
      open.push(next);
    }
  }
  return undefined;
}

function rewrite(file: ProgramFile, members: readonly Member[], shared: string, specifier: string): string {
  const { parsed } = file.open.reading.module;
  const style = styleOf(file);
  const edits: Edit[] = members.map(({ statement, isExported, name }) => {
    const [from, to] = wholeLines(statement, parsed.text, isExported ? statement.range[0] : startOfComment(statement, parsed.text));
    return isExported ? { from: statement.range[0], to: statement.range[1], text: `export { ${name} }${style.end}` } : { from, to, text: "" };
  });
  const imports = unusedImports(file, members);
  const lastImport = parsed.ast.body.findLast(({ type }) => type === "ImportDeclaration");
  const bindings = members.map(({ name }) => (name === shared ? shared : `${shared} as ${name}`)).join(", ");
  const line = `import { ${bindings} } from ${style.quote}${specifier}${style.quote}${style.end}`;
  // Every member imports what its client is made of: there is an import to stand behind, or to take the place of.
  const [start, end] = (lastImport as Node).range;
  const isLeaving = (edit: Edit): boolean => edit.text === "" && edit.from <= start && edit.to >= end;
  edits.push(...imports.filter((edit) => !isLeaving(edit)));
  edits.push(imports.some(isLeaving) ? { from: start, to: end, text: line } : { from: end, to: end, text: `${style.eol}${line}` });
  const sorted = edits.sort((a, b) => b.from - a.from || b.to - a.to);
  return sorted.reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), parsed.text);
}

/** Imports that only the declarations used which go away. */
function unusedImports(file: ProgramFile, members: readonly Member[]): Edit[] {
  const { module } = file.open.reading;
  const { text, ast } = module.parsed;
  const isGone = (node: Node): boolean => members.some(({ statement }) => isInside(node, statement));
  const named = namesIn(ast, module.parsed.visitorKeys);
  return ast.body.flatMap((statement): Edit[] => {
    if (statement.type !== "ImportDeclaration" || statement.specifiers.length === 0) return [];
    const unused = statement.specifiers.filter(({ local }) => {
      // Uses as types count too, so names are compared, not references.
      const others = (named.get(local.name) ?? []).filter((node) => !isInside(node, statement));
      return others.length > 0 && others.every(isGone);
    });
    if (unused.length === 0) return [];
    if (unused.length === statement.specifiers.length) {
      const [from, to] = wholeLines(statement, text, statement.range[0]);
      return [{ from, to, text: "" }];
    }
    const left = statement.specifiers.filter((specifier) => !unused.includes(specifier));
    const [from, to] = [(statement.specifiers[0] as Node).range[0], statement.source.range[0]];
    const before = text.slice(statement.range[0], from);
    // A comment between the names stays with all of them.
    if (/\/[/*]/.test(text.slice(from, to))) return [];
    const start = statement.range[0] + before.replace(/\{\s*$/, "").length;
    return [{ from: start, to, text: `${clauseOf(left, text)} from ` }];
  });
}

/** `pool, { type PoolClient }` of the names that are still imported. */
function clauseOf(specifiers: readonly Node[], text: string): string {
  const written = (isNamed: boolean): string[] => specifiers.filter(({ type }) => (type === "ImportSpecifier") === isNamed).map(({ range }) => text.slice(...range));
  const named = written(true);
  return [...written(false), ...(named.length > 0 ? [`{ ${named.join(", ")} }`] : [])].join(", ");
}

function isInside(node: Node, around: Node): boolean {
  return node.range[0] >= around.range[0] && node.range[1] <= around.range[1];
}

/** Every name of a file with the places that speak of it, in types too. */
function namesIn(program: Node, visitorKeys: ParsedText["visitorKeys"]): Map<string, Node[]> {
  const named = new Map<string, Node[]>();
  const open: Node[] = [program];
  for (let node = open.pop(); node; node = open.pop()) {
    const name = node.type === "Identifier" || node.type === "JSXIdentifier" ? node.name : undefined;
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), node]);
    open.push(...childrenOf(node, visitorKeys));
  }
  return named;
}

/** From the beginning of its line to the beginning of the next one that is not empty. */
function wholeLines(statement: Node, text: string, from: number): [from: number, to: number] {
  let to = statement.range[1];
  while (text[to] === " " || text[to] === "\t") to += 1;
  if (text.startsWith("\r\n", to)) to += 2;
  else if (text[to] === "\n") to += 1;
  // An empty line on both sides would become two.
  const before = text.slice(0, from);
  if (/\n\r?\n$/.test(before)) to += /^\r?\n/.exec(text.slice(to))?.[0].length ?? 0;
  return [from, to];
}

/** Where the comment directly above a statement begins; the statement itself without one. */
function startOfComment({ range }: Node, text: string): number {
  const above = /(?:(?:\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*)[ \t]*\r?\n[ \t]*)+$/.exec(text.slice(0, range[0]));
  return above ? range[0] - above[0].length : range[0];
}

/** The comment that moves to the shared module; that of an exported constant stays where it is exported. */
function commentOf({ statement, file, isExported }: Member): string {
  const { text } = file.open.reading.module.parsed;
  return isExported ? "" : text.slice(startOfComment(statement, text), statement.range[0]).trim();
}

function byFile(members: readonly Member[]): Member[][] {
  const groups = new Map<ProgramFile, Member[]>();
  for (const member of members) groups.set(member.file, [...(groups.get(member.file) ?? []), member]);
  return [...groups.values()];
}

function commonFolder(folders: readonly string[]): string {
  const [first = "", ...others] = folders.map((folder) => folder.split("/"));
  const parts = (first as string[]).filter((part, index) => others.every((other) => other.slice(0, index + 1).join("/") === (first as string[]).slice(0, index + 1).join("/")) && part !== undefined);
  return parts.join("/") || "/";
}

/** Quotes, semicolons and line ends as a file has them. */
function styleOf(file: ProgramFile): { quote: string; end: string; eol: string } {
  const { text, ast } = file.open.reading.module.parsed;
  const [imported] = ast.body.filter(({ type }) => type === "ImportDeclaration");
  const written = imported ? text.slice(...imported.range) : 'from "";';
  return { quote: written.includes("'") ? "'" : '"', end: written.endsWith(";") ? ";" : "", eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

/** `.js` where the modules write it so, `""` where they leave it away. */
function importedEnding(members: readonly Member[], ending: string): string {
  const written = members.flatMap(({ file }) => file.open.reading.module.parsed.ast.body.flatMap((statement) => (statement.type === "ImportDeclaration" && statement.source.value.startsWith(".") ? [extname(statement.source.value)] : [])));
  if (written.length > 0) return written.includes(ending) ? ending : (written.find((each) => /^\.[cm]?js$/.test(each)) ?? "");
  return isModulePackage(dirname((members[0] as Member).file.path)) ? ending.replace("ts", "js") : "";
}

function isModulePackage(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    try {
      return (JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as { type?: string }).type === "module";
    } catch {
      if (at === dirname(at)) return false; // none here: look further up
    }
  }
}

/** Whether a text is a program without mistakes, by TypeScript's own parser. */
function parses(program: Program, path: string, text: string): boolean {
  const name = `${path}.check${extname(path)}`;
  const source = program.project.createSourceFile(name, text, { overwrite: true });
  const mistakes = program.project.getProgram().getSyntacticDiagnostics(source);
  program.project.removeSourceFile(source);
  return mistakes.length === 0;
}
