import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { ModuleText } from "../code/module-text.js";
import type { Settings, ValueName } from "../settings.js";
import type { Edit } from "./edit.js";

/** A value as text, with what the file needs for it. */
export interface ValueText {
  readonly text: string;
  /** For titles: the number, or the constant's name. */
  readonly shown: string;
  /** The import of a constant, where the file has none yet. */
  readonly edits: readonly Edit[];
  /** The user chose it in `settings.connections.values`. */
  readonly chosen: boolean;
}

/**
 * The value a fix writes: the user's own for this name, else `fallback`. Times are given in ms and converted where the
 * option counts seconds.
 * @param folder what a relative `from` is relative to: the folder of the configuration
 */
export function valueText(
  name: ValueName,
  fallback: number,
  unit: "connections" | "ms" | "s",
  { settings, module, folder }: { settings: Settings; module: ModuleText; folder: string },
): ValueText {
  const value = settings.values[name];
  if (value === undefined || typeof value === "number") {
    const number = unit === "s" && value !== undefined ? value / 1000 : (value ?? fallback);
    return { text: numberText(number, module), shown: String(number), edits: [], chosen: value !== undefined };
  }
  const imported = importOf(value.import, specifierFor(value.from, module.filename, folder), module);
  return {
    text: unit === "s" ? `${imported.name} / 1000` : imported.name,
    shown: value.import,
    edits: imported.edits,
    chosen: true,
  };
}

/** A value that is written as it stands. */
export function plainValue(text: string): ValueText {
  return { text, shown: text, edits: [], chosen: false };
}

/** A number in the file's own style: `30_000` where it writes separators already. */
function numberText(number: number, module: ModuleText): string {
  const plain = String(number);
  return number >= 10_000 && module.matches(/\b\d{1,3}_\d{3}\b/) ? plain.replace(/\B(?=(?:\d{3})+$)/g, "_") : plain;
}

function specifierFor(from: string, filename: string, folder: string): string {
  if (!from.startsWith(".") || !isAbsolute(filename)) return from;
  const path = relative(dirname(filename), resolve(folder, from)).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

function importOf(name: string, from: string, module: ModuleText): { name: string; edits: Edit[] } {
  const { ast, text } = module.parsed;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const imports = module.nodesOf("ImportDeclaration");
  for (const declaration of imports) {
    if (declaration.source.value !== from || declaration.importKind === "type") continue;
    for (const specifier of declaration.specifiers) {
      if (specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier" && specifier.imported.name === name) {
        return { name: specifier.local.name, edits: [] };
      }
    }
  }
  const isCommonJs = imports.length === 0 && module.matches(/\brequire\s*\(|\bmodule\.exports\b/) && !module.matches(/^\s*export\s/m);
  const existing = new RegExp(`\\{[^}]*\\b${name}\\b[^}]*\\}\\s*=\\s*require\\(\\s*["'\`]${from.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}["'\`]`);
  if (isCommonJs && module.matches(existing)) return { name, edits: [] };
  const quote = module.matches(/from\s*'|require\(\s*'/) ? "'" : '"';
  const semicolon = module.matches(/;[ \t]*(?:\r?\n|$)/) ? ";" : "";
  const line = isCommonJs ? `const { ${name} } = require(${quote}${from}${quote})${semicolon}` : `import { ${name} } from ${quote}${from}${quote}${semicolon}`;
  const last = isCommonJs ? lastRequire(module) : imports.at(-1);
  if (last) return { name, edits: [{ range: [last.range[1], last.range[1]], text: `${eol}${line}` }] };
  const directive = ast.body.findLast((statement) => statement.type === "ExpressionStatement" && "directive" in statement && statement.directive);
  if (directive) return { name, edits: [{ range: [directive.range[1], directive.range[1]], text: `${eol}${line}` }] };
  const start = text.startsWith("#!") ? text.indexOf("\n") + 1 : 0;
  return { name, edits: [{ range: [start, start], text: `${line}${eol}` }] };
}

/** The last of the top-level statements that require a module. */
function lastRequire(module: ModuleText): { readonly range: readonly [number, number] } | undefined {
  return module.parsed.ast.body.findLast((statement) => {
    return statement.type === "VariableDeclaration" && /=\s*require\(/.test(module.textOf(statement));
  });
}
