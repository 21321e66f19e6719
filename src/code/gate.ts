import type { EntryPointTable } from "./entry-points-table.js";
import type { MakerTable } from "./maker-table.js";
import type { Node, ParsedText } from "./module-text.js";

/** A module that a file names, and where. */
export interface Mention {
  readonly specifier: string;
  /** The declaration, the name `require`, or the offset at which `require(…)`, `import(…)` or a call of a `createRequire` begins. */
  readonly at: Node | number;
  /** `import type`: it takes no client from there. */
  readonly isType: boolean;
}

/** `createRequire(…)("pg")`, and `load("pg")` for whatever its result was called. */
const BY_CREATE_REQUIRE = /[\w)]\s*\(\s*["'`]([^"'`\n]+)["'`]\s*\)/g;
/** Longer than any import specifier. */
const LONGEST = 200;

/**
 * The modules a file names: static imports from the top of its tree; `require` from the names its scopes could not
 * resolve, else from its text; dynamic imports from its text (and so perhaps one that stands in a string; this only
 * decides where to look). Cheap enough for every file of a project: it visits no node below the top.
 */
export function readMentions(parsed: ParsedText): Mention[] {
  const mentions: Mention[] = [];
  let from = 0;
  let makesRequire = false;
  for (const statement of parsed.ast.body) {
    const declared = statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
    if (declared.type === "ImportDeclaration") {
      const specifier = declared.source.value;
      makesRequire ||= isNodeModule(specifier);
      mentions.push({ specifier, at: declared, isType: declared.importKind === "type" });
      from = declared.range[1];
    } else if (declared.type === "ExportNamedDeclaration" || declared.type === "ExportAllDeclaration") {
      if (declared.source) mentions.push({ specifier: declared.source.value, at: declared, isType: declared.exportKind === "type" });
    } else if (declared.type === "TSImportEqualsDeclaration" && declared.moduleReference.type === "TSExternalModuleReference") {
      const { expression } = declared.moduleReference;
      if (expression.type === "Literal" && typeof expression.value === "string") {
        mentions.push({ specifier: expression.value, at: declared, isType: declared.importKind === "type" });
      }
    }
  }
  const { text } = parsed;
  const required = findUnresolved(parsed, "require");
  if (required === undefined) addCalls(text, "require", 0, mentions);
  else for (const name of required) addCall(text, name.range[0], "require".length, mentions, name);
  addCalls(text, "import", from, mentions);
  if (makesRequire || mentions.some(({ specifier }) => isNodeModule(specifier))) {
    for (const match of text.matchAll(BY_CREATE_REQUIRE)) mentions.push({ specifier: match[1] as string, at: match.index, isType: false });
  }
  return mentions;
}

function isNodeModule(specifier: string): boolean {
  return specifier === "node:module" || specifier === "module";
}

/**
 * Where a name stands that no declaration of the file explains. Nothing where scopes are not there yet: oxlint makes them
 * when they are first asked for, which costs far more than a look at the text.
 */
function findUnresolved(parsed: ParsedText, name: string): Node[] | undefined {
  const manager = Object.getOwnPropertyDescriptor(parsed, "scopeManager")?.value as ParsedText["scopeManager"] | undefined;
  const scope = manager?.scopes[0];
  if (!scope?.through) return undefined;
  const found: Node[] = [];
  for (const { identifier } of scope.through) if (identifier.name === name) found.push(identifier as Node);
  // Globals that the configuration declares are resolved to a variable without definitions.
  const declared = scope.set.get(name);
  if (declared) for (const { identifier } of declared.references) found.push(identifier as Node);
  return found;
}

/** Adds the literal arguments of calls of a word. By `indexOf`, which costs a tenth of a regular expression over all text. */
function addCalls(text: string, word: string, from: number, mentions: Mention[]): void {
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + word.length)) addCall(text, at, word.length, mentions);
}

function addCall(text: string, at: number, length: number, mentions: Mention[], name?: Node): void {
  let next = skipSpaces(text, at + length);
  if (text[next] !== "(") return;
  next = skipSpaces(text, next + 1);
  const quote = text[next];
  if (quote !== '"' && quote !== "'" && quote !== "`") return;
  const end = text.indexOf(quote, next + 1);
  if (end > next && end - next <= LONGEST) mentions.push({ specifier: text.slice(next + 1, end), at: name ?? at, isType: false });
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\t" || text[at] === "\r") at += 1;
  return at;
}

/** Whether any of the modules, type imports aside, is in the catalogue. */
export function importsKnown(mentions: readonly Mention[], table: MakerTable): boolean {
  return mentions.some(({ specifier, isType }) => !isType && table.knows(specifier));
}

/** Whether a file may hold functions that something calls again and again: by what it imports, by its path, by its parameters. */
export function mayHoldHandlers({ text }: ParsedText, mentions: readonly Mention[], filename: string, table: EntryPointTable): boolean {
  if (!importsLocal(mentions)) return false;
  return (
    mentions.some(({ specifier }) => table.knows(specifier)) ||
    table.conventionsFor(filename).length > 0 ||
    /\b(?:res|response|reply)\s*\.|["']use server["']|\bsetInterval\s*\(/.test(text)
  );
}

/** Whether a file awaits, in a loop, something that another file of the project may define. */
export function mayLoopOverCalls({ text }: ParsedText, mentions: readonly Mention[]): boolean {
  return importsLocal(mentions) && text.includes("await") && /\b(?:for|while|do)\b\s*[({]|\bfor\s+await|\.(?:map|forEach)\s*\(|\bsetTimeout\s*\(/.test(text);
}

/** Whether a file imports anything that may belong to the project: relative paths, aliases, scoped workspace packages. */
function importsLocal(mentions: readonly Mention[]): boolean {
  return mentions.some(({ specifier, isType }) => !isType && (/^[.~#@/]/.test(specifier) || !specifier.includes(":")));
}
