import type { MakerTable } from "./maker-table.js";
import type { ParsedText } from "./module-text.js";

const DYNAMIC = /\b(?:require|import)[^\S\n]*\([^\S\n]*["'`]([^"'`\n]+)["'`]|createRequire\([^)]*\)[^\S\n]*\([^\S\n]*["'`]([^"'`\n]+)["'`]/g;

/**
 * The import specifiers of a file: static ones from the top of its tree, dynamic ones from its text (and so perhaps one
 * that stands in a string; this only decides whether the file is looked at). Cheap enough for every file of a project.
 */
export function readSpecifiers(parsed: ParsedText): string[] {
  const specifiers: string[] = [];
  for (const statement of parsed.ast.body) {
    if (statement.type === "ImportDeclaration") {
      if (statement.importKind !== "type") specifiers.push(statement.source.value);
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
