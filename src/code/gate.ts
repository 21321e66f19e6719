import type { EntryPointTable } from "./entry-points-table.js";
import { LikelySpecifiers } from "./likely-specifiers.js";
import type { MakerTable } from "./maker-table.js";

/** A module that a text names, and where. */
export interface Mention {
  readonly specifier: string;
  /** The offset at which `from "…"`, `import "…"`, `require(…)`, `import(…)` or a call of a `createRequire` begins. */
  readonly at: number;
}

/** `createRequire(…)("pg")`, and `load("pg")` for whatever its result was called. */
const BY_CREATE_REQUIRE = /[\w)]\s*\(\s*["'`]([^"'`\n]+)["'`]\s*\)/g;
/** Longer than any import specifier. */
const LONGEST = 200;

/**
 * The words before a specifier, the part of each that is looked for, and whether a parenthesis follows. The engine finds a text of a
 * few letters far faster than a pattern, most of all one that begins with a rare letter; and this is done in every file of a project.
 */
const IMPORTING = [
  { word: "from", part: "from", parenthesis: "never" },
  { word: "import", part: "mport", parenthesis: "perhaps" },
  { word: "require", part: "quire", parenthesis: "always" },
] as const;

/** What a text imports. */
export interface Imports {
  readonly mentions: readonly Mention[];
  /** Whether one of them may be among those that were asked about. */
  readonly perhapsLikely: boolean;
}

const NONE = new LikelySpecifiers();

/** The modules a text names, perhaps one too many: it may stand in a comment or a string, or import types only. */
export function readMentions(text: string): readonly Mention[] {
  return readImports(text, NONE).mentions;
}

/**
 * The modules a text names, and whether one of them may be among those that are looked for. This decides where to look, and is cheap
 * enough for every file of a project: what is done in this loop is compiled soon, what stands outside of it hardly ever.
 */
export function readImports(text: string, likely: LikelySpecifiers): Imports {
  const mentions: Mention[] = [];
  let makesRequire = false;
  let perhapsLikely = false;
  for (const { word, part, parenthesis } of IMPORTING) {
    const before = word.length - part.length;
    for (let found = text.indexOf(part); found !== -1; found = text.indexOf(part, found + part.length)) {
      const at = found - before;
      let next = afterSpace(text, found + part.length);
      const isCalled = parenthesis !== "never" && text.charCodeAt(next) === PARENTHESIS;
      if (isCalled) next = afterSpace(text, next + 1);
      else if (parenthesis === "always") continue;
      const end = endOfQuoted(text, next);
      if (end === undefined || !text.startsWith(word, at) || isWordAt(text, at - 1)) continue;
      const specifier = text.slice(next + 1, end);
      mentions.push({ specifier, at });
      perhapsLikely ||= likely.mayHave(text, next + 1, end);
      makesRequire ||= specifier === "node:module" || specifier === "module";
    }
  }
  if (makesRequire) for (const match of text.matchAll(BY_CREATE_REQUIRE)) mentions.push({ specifier: match[1] as string, at: match.index });
  return { mentions, perhapsLikely: perhapsLikely || makesRequire };
}

/** By its number, and other letters below by theirs: taking single letters out of the text and matching them costs as much as finding the words. */
const PARENTHESIS = 0x28;
const WIDE_SPACE = /\s/;

function afterSpace(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code > 0x7f && WIDE_SPACE.test(text.charAt(at))); code = text.charCodeAt(at)) at += 1;
  return at;
}

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}

function endOfQuoted(text: string, start: number): number | undefined {
  const quote = text.charCodeAt(start);
  if (quote !== 0x22 && quote !== 0x27 && quote !== 0x60) return undefined;
  const end = text.indexOf(text.charAt(start), start + 1);
  return end <= start + 1 || end - start > LONGEST ? undefined : end;
}

/** Whether any of the modules is in the catalogue. */
export function importsKnown(mentions: readonly Mention[], filename: string, table: MakerTable): boolean {
  return mentions.some(({ specifier }) => table.knowsImport(specifier, filename));
}

/**
 * Whether a file that imports something of the project may hold functions that something calls again and again: by what else it imports,
 * by a word of its text, or by its path together with a name it may export.
 */
export function mayHoldHandlers(text: string, mentions: readonly Mention[], filename: string, table: EntryPointTable): boolean {
  if (!importsLocal(mentions)) return false;
  return (
    mentions.some(({ specifier }) => table.marks(specifier)) ||
    /\b(?:res|response|reply)\s*\.|["']use server["']|\bsetInterval\s*\(|\bget\s+[\w$]+\s*\(/.test(text) ||
    table.conventionsFor(filename).some(({ exports }) => exports.some((name) => text.includes(name) || (name === "default" && text.includes("exports"))))
  );
}

/** Whether a file calls a method, of whatever object, that is called as one by which a connection is taken. */
export function mayTake(text: string, { takingCall }: MakerTable): boolean {
  return takingCall.test(text);
}

/** Whether a file awaits, in a loop, something that another file of the project may define. */
export function mayLoopOverCalls(text: string, mentions: readonly Mention[]): boolean {
  return importsLocal(mentions) && text.includes("await") && /\b(?:for|while|do)\b\s*[({]|\bfor\s+await|\.(?:map|forEach)\s*\(|\bsetTimeout\s*\(/.test(text);
}

/** Whether a file imports anything that may belong to the project: relative paths, aliases, scoped workspace packages. */
function importsLocal(mentions: readonly Mention[]): boolean {
  return mentions.some(({ specifier }) => /^[.~#@/]/.test(specifier) || !specifier.includes(":"));
}
