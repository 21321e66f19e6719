import type { EntryPointTable } from "./entry-points-table.js";
import type { MakerTable } from "./maker-table.js";
import type { ParsedText } from "./module-text.js";

const DYNAMIC = /\b(?:require|import)[^\S\n]*\([^\S\n]*["'`]([^"'`\n]+)["'`]|createRequire\([^)]*\)[^\S\n]*\([^\S\n]*["'`]([^"'`\n]+)["'`]/g;

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
  if (text.includes("require") || text.includes("import(")) {
    for (const match of text.matchAll(DYNAMIC)) specifiers.push((match[1] ?? match[2]) as string);
    // const load = createRequire(import.meta.url); load("pg")
    if (text.includes("createRequire")) for (const match of text.matchAll(/\w\(\s*["'`]([^"'`\n]+)["'`]\s*\)/g)) specifiers.push(match[1] as string);
  }
  return specifiers;
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
