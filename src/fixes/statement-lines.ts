import type { ModuleText, Node } from "../code/module-text.js";
import type { Edit } from "./edit.js";

/** The statement that an expression stands in. */
export function statementAround(node: Node): Node | undefined {
  let around: Node | undefined = node;
  while (around && !/Statement$|^VariableDeclaration$/.test(around.type)) {
    if (/Function|^PropertyDefinition$|^Class/.test(around.type)) return undefined;
    around = around.parent;
  }
  return around;
}

export function lineStart(at: number, module: ModuleText): number {
  return module.parsed.text.lastIndexOf("\n", at - 1) + 1;
}

/** The end of a position's line, but not past other code: a comment behind a statement belongs to it. */
export function lineEnd(at: number, module: ModuleText): number {
  const { text } = module.parsed;
  const end = text.indexOf("\n", at);
  const rest = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, "");
  return /^\s*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/\s*)?$/.test(rest) ? at + rest.trimEnd().length : at;
}

/** The white space before a position, where nothing else stands before it on its line. */
export function indentAt(at: number, module: ModuleText): string | undefined {
  const before = module.parsed.text.slice(lineStart(at, module), at);
  return before.trim() === "" ? before : undefined;
}

/** One step of indentation: what a statement has more than the end of its block. */
export function unitAt(statement: Node, module: ModuleText): string | undefined {
  const own = indentAt(statement.range[0], module);
  const block = statement.parent;
  const outer = block && indentAt(block.range[1] - 1, module);
  return own !== undefined && outer !== undefined && own.startsWith(outer) && own.length > outer.length ? own.slice(outer.length) : undefined;
}

/** Indents the lines after `start` up to `end` by one more step; lines that go, and the inside of template literals, stay. */
export function reindent(start: number, end: number, unit: string, module: ModuleText, gone: readonly Edit[]): Edit[] {
  const { text } = module.parsed;
  const literals = module.nodesOf("TemplateLiteral").filter(({ range }) => range[0] < end && range[1] > start);
  const edits: Edit[] = [];
  for (let at = text.indexOf("\n", start) + 1; at > 0 && at <= end; at = text.indexOf("\n", at) + 1) {
    const isEmpty = /^\r?(?:\n|$)/.test(text.slice(at, at + 2));
    const isFixed = literals.some(({ range }) => range[0] < at && at < range[1]) || gone.some(({ range }) => range[0] <= at && at < range[1]);
    if (!isEmpty && !isFixed) edits.push({ range: [at, at], text: unit });
  }
  return edits;
}

/** Removes a statement with its line; a comment behind it stays. Nothing where it shares the line with other code. */
export function removeLine(statement: Node, module: ModuleText): Edit | undefined {
  const { text } = module.parsed;
  const start = lineStart(statement.range[0], module);
  const [, end] = statement.range;
  const next = text.indexOf("\n", end);
  const rest = text.slice(end, next < 0 ? text.length : next);
  if (text.slice(start, statement.range[0]).trim() !== "") return undefined;
  if (rest.trim() === "") return { range: [start, next < 0 ? text.length : next + 1], text: "" };
  if (lineEnd(end, module) === end) return undefined;
  return { range: [statement.range[0], end + rest.length - rest.trimStart().length], text: "" };
}
