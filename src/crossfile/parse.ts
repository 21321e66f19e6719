import { createRequire } from "node:module";
import type { TSESTree } from "@typescript-eslint/utils";
import type { ParsedText } from "../code/module-text.js";
import { bindNames } from "./bindings.js";

type Parser = typeof import("oxc-parser");

let parser: Parser | undefined | "missing";

/** What to parse a file as. Nothing else is followed. */
const LANGUAGES: Readonly<Record<string, "js" | "jsx" | "ts" | "tsx">> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "jsx",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
};

/** Larger files are generated or bundled: 1 MB of text takes 100 ms. */
const MAX_CHARACTERS = 1_000_000;

export function canParse(path: string): boolean {
  return languageOf(path) !== undefined && !/\.d\.[cm]?ts$/.test(path);
}

/**
 * Parses a file that no linter has handed over.
 * @param reduce leaves out of the tree what nobody will ask about, before its names are bound
 * @returns nothing where the parser is missing, the file does not parse, or it is too large to be written by hand
 */
export function parseText(path: string, text: string, reduce = (whole: TSESTree.Program): TSESTree.Program => whole): ParsedText | undefined {
  const lang = languageOf(path);
  const oxc = loadParser();
  if (!oxc || !lang || text.length > MAX_CHARACTERS) return undefined;
  try {
    const { program, errors } = oxc.parseSync(path, text, { lang, astType: "ts", preserveParens: false, sourceType: sourceTypeOf(path) });
    if (errors.some(({ severity }) => severity === "Error") && program.body.length === 0) return undefined;
    const ast = reduce(program as unknown as TSESTree.Program);
    return { ast, text, visitorKeys: oxc.visitorKeys, scopeManager: bindNames(ast, oxc.visitorKeys) };
  } catch {
    return undefined; // nested too deeply, or an error of the parser's own: the file is not followed
  }
}

/** Whether the native parser can be loaded; says so once where it cannot. */
export function hasParser(): boolean {
  return loadParser() !== undefined;
}

function loadParser(): Parser | undefined {
  if (parser === undefined) {
    try {
      parser = createRequire(import.meta.url)("oxc-parser") as Parser;
    } catch (error) {
      parser = "missing";
      process.emitWarning(`${whyMissing(error)} eslint-plugin-connections does not follow calls into other files.`, { type: "ConnectionsWarning" });
    }
  }
  return parser === "missing" ? undefined : parser;
}

/** What keeps the parser from being loaded, and what to do about it. */
function whyMissing(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "MODULE_NOT_FOUND") return "oxc-parser is not installed (`npm install --save-dev oxc-parser oxc-resolver`):";
  // An ES module in a zip archive of Yarn's cannot be loaded by `require()`.
  if (process.versions["pnp"] !== undefined) return "oxc-parser cannot be loaded from its archive (set `dependenciesMeta.oxc-parser.unplugged` to true in package.json):";
  return `oxc-parser cannot be loaded (${message.split("\n", 1).join("")}):`;
}

function languageOf(path: string): "js" | "jsx" | "ts" | "tsx" | undefined {
  return LANGUAGES[/\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? ""];
}

function sourceTypeOf(path: string): "module" | "script" | "unambiguous" {
  if (/\.c[jt]s$/.test(path)) return "script";
  return /\.(?:js|jsx)$/.test(path) ? "unambiguous" : "module";
}
