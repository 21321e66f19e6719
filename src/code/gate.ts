import type { EntryPointTable } from "./entry-points-table.js";
import type { MakerTable } from "./maker-table.js";

/** A module that a text names, and where. */
export interface Mention {
  readonly specifier: string;
  /** The offset at which `from "…"`, `import "…"`, `require(…)`, `import(…)` or a call of a `createRequire` begins. */
  readonly at: number;
}

/** One pass over the text costs less than a look at the top of its tree and at its unresolved names, and oxlint need not make the tree. */
const IMPORTS = /\b(?:from\s*|import\s*\(?\s*|require\s*\(\s*)["'`]/g;
/** `createRequire(…)("pg")`, and `load("pg")` for whatever its result was called. */
const BY_CREATE_REQUIRE = /[\w)]\s*\(\s*["'`]([^"'`\n]+)["'`]\s*\)/g;
/** Longer than any import specifier. */
const LONGEST = 200;

/**
 * The modules a text names, perhaps one too many: it may stand in a comment or a string, or import types only. This decides
 * where to look, and is cheap enough for every file of a project.
 */
export function readMentions(text: string): Mention[] {
  const mentions: Mention[] = [];
  let makesRequire = false;
  IMPORTS.lastIndex = 0;
  for (let match = IMPORTS.exec(text); match; match = IMPORTS.exec(text)) {
    const start = IMPORTS.lastIndex;
    const end = text.indexOf(text[start - 1] as string, start);
    if (end <= start || end - start > LONGEST) continue;
    const specifier = text.slice(start, end);
    mentions.push({ specifier, at: match.index });
    makesRequire ||= specifier === "node:module" || specifier === "module";
  }
  if (makesRequire) for (const match of text.matchAll(BY_CREATE_REQUIRE)) mentions.push({ specifier: match[1] as string, at: match.index });
  return mentions;
}

/** Whether any of the modules is in the catalogue. */
export function importsKnown(mentions: readonly Mention[], filename: string, table: MakerTable): boolean {
  return mentions.some(({ specifier }) => table.knowsImport(specifier, filename));
}

/** Whether a file may hold functions that something calls again and again: by what it imports, by its path, by its parameters. */
export function mayHoldHandlers(text: string, mentions: readonly Mention[], filename: string, table: EntryPointTable): boolean {
  return importsLocal(mentions) && (table.conventionsFor(filename).length > 0 || showsHandlers(text, mentions, filename, table));
}

/** The same with a sign in the text itself: of a convention, the name it exports under. */
export function showsHandlers(text: string, mentions: readonly Mention[], filename: string, table: EntryPointTable): boolean {
  return (
    mentions.some(({ specifier }) => table.knows(specifier)) ||
    table.conventionsFor(filename).some(({ exports }) => exports.some((name) => text.includes(name))) ||
    /\b(?:res|response|reply)\s*\.|["']use server["']|\bsetInterval\s*\(/.test(text)
  );
}

/** Whether a file calls a method, of whatever object, that is called as one by which a connection is taken. */
export function mayTake(text: string, { takes }: MakerTable): boolean {
  return [...takes].some((name) => text.includes(`.${name}(`));
}

/** Whether a file awaits, in a loop, something that another file of the project may define. */
export function mayLoopOverCalls(text: string, mentions: readonly Mention[]): boolean {
  return importsLocal(mentions) && text.includes("await") && /\b(?:for|while|do)\b\s*[({]|\bfor\s+await|\.(?:map|forEach)\s*\(|\bsetTimeout\s*\(/.test(text);
}

/** Whether a file imports anything that may belong to the project: relative paths, aliases, scoped workspace packages. */
function importsLocal(mentions: readonly Mention[]): boolean {
  return mentions.some(({ specifier }) => /^[.~#@/]/.test(specifier) || !specifier.includes(":"));
}
