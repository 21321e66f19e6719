import type { EntryPointTable } from "./entry-points-table.js";
import type { MakerTable } from "./maker-table.js";
import type { ParsedText } from "./module-text.js";

/** `createRequire(…)("pg")`, and `load("pg")` for whatever its result was called. */
const BY_CREATE_REQUIRE = /[\w)]\s*\(\s*["'`]([^"'`\n]+)["'`]\s*\)/g;
/** Longer than any import specifier. */
const LONGEST = 200;

/**
 * The import specifiers of a file: static ones from the top of its tree, dynamic ones from its text (and so perhaps one
 * that stands in a string; this only decides whether the file is looked at). Cheap enough for every file of a project.
 */
export function readSpecifiers(parsed: ParsedText, withTypes = false): string[] {
  const specifiers: string[] = [];
  for (const statement of parsed.ast.body) {
    if (statement.type === "ImportDeclaration") {
      if (withTypes || statement.importKind !== "type") specifiers.push(statement.source.value);
    } else if (statement.type === "ExportNamedDeclaration" || statement.type === "ExportAllDeclaration") {
      if (statement.source) specifiers.push(statement.source.value);
    }
  }
  const { text } = parsed;
  addCalls(text, "require", specifiers);
  addCalls(text, "import", specifiers);
  if (text.includes("createRequire")) for (const match of text.matchAll(BY_CREATE_REQUIRE)) specifiers.push(match[1] as string);
  return specifiers;
}

/** Adds the literal arguments of calls of a word. By `indexOf`, which costs a tenth of a regular expression over all text. */
function addCalls(text: string, word: string, specifiers: string[]): void {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    let next = skipSpaces(text, at + word.length);
    if (text[next] !== "(") continue;
    next = skipSpaces(text, next + 1);
    const quote = text[next];
    if (quote !== '"' && quote !== "'" && quote !== "`") continue;
    const end = text.indexOf(quote, next + 1);
    if (end > next && end - next <= LONGEST) specifiers.push(text.slice(next + 1, end));
  }
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\t" || text[at] === "\r") at += 1;
  return at;
}

/** Whether a file imports anything the catalogue knows. */
export function importsKnown(parsed: ParsedText, table: MakerTable): boolean {
  return readSpecifiers(parsed).some((specifier) => table.knows(specifier));
}

/** Whether a file may hold functions that something calls again and again: by what it imports, by its path, by its parameters. */
export function mayHoldHandlers(parsed: ParsedText, filename: string, table: EntryPointTable): boolean {
  if (/\b(?:res|response|reply)\s*\.|["']use server["']|\bsetInterval\s*\(/.test(parsed.text)) return importsLocal(parsed);
  const isEntry = readSpecifiers(parsed, true).some((specifier) => table.knows(specifier)) || table.conventionsFor(filename).length > 0;
  return isEntry && importsLocal(parsed);
}

/** Whether a file awaits, in a loop, something that another file of the project may define. */
export function mayLoopOverCalls(parsed: ParsedText): boolean {
  const { text } = parsed;
  return text.includes("await") && /\b(?:for|while|do)\b\s*[({]|\bfor\s+await|\.(?:map|forEach)\s*\(|\bsetTimeout\s*\(/.test(text) && importsLocal(parsed);
}

/** Whether a file imports anything that may belong to the project: relative paths, aliases, scoped workspace packages. */
function importsLocal(parsed: ParsedText): boolean {
  return readSpecifiers(parsed).some((specifier) => /^[.~#@/]/.test(specifier) || !specifier.includes(":"));
}
