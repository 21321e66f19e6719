import type { EntryPointTable } from "./entry-points-table.js";
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

/**
 * The modules a text names, perhaps one too many: it may stand in a comment or a string, or import types only. This decides
 * where to look, and is cheap enough for every file of a project.
 */
export function readMentions(text: string): Mention[] {
  const mentions: Mention[] = [];
  let makesRequire = false;
  for (const { word, part, parenthesis } of IMPORTING) {
    const before = word.length - part.length;
    for (let found = text.indexOf(part); found !== -1; found = text.indexOf(part, found + part.length)) {
      const at = found - before;
      let next = afterSpace(text, found + part.length);
      const isCalled = parenthesis !== "never" && text.charCodeAt(next) === PARENTHESIS;
      if (isCalled) next = afterSpace(text, next + 1);
      else if (parenthesis === "always") continue;
      const specifier = quotedAt(text, next);
      if (specifier === undefined || !text.startsWith(word, at) || isWordAt(text, at - 1)) continue;
      mentions.push({ specifier, at });
      makesRequire ||= specifier === "node:module" || specifier === "module";
    }
  }
  if (makesRequire) for (const match of text.matchAll(BY_CREATE_REQUIRE)) mentions.push({ specifier: match[1] as string, at: match.index });
  return mentions;
}

/** By their numbers: taking single letters out of the text and matching them costs as much as finding the words. */
const PARENTHESIS = 0x28;
const QUOTES = [0x22, 0x27, 0x60];
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

function quotedAt(text: string, start: number): string | undefined {
  if (!QUOTES.includes(text.charCodeAt(start))) return undefined;
  const end = text.indexOf(text.charAt(start), start + 1);
  return end <= start + 1 || end - start > LONGEST ? undefined : text.slice(start + 1, end);
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
