import type { TSESTree } from "@typescript-eslint/utils";
import type { ModuleText, Node } from "../code/module-text.js";
import type { Use } from "../code/uses.js";
import type { Edit } from "./edit.js";

/**
 * Takes the statements away that close a client which from now on outlives the function. A `finally` that did nothing
 * else goes with them.
 * @returns nothing where a close is part of a larger expression, or a comment would be lost
 */
export function removeClosing(closes: readonly Use[], module: ModuleText): Edit[] | undefined {
  const edits: Edit[] = [];
  const statements = new Set<Node>();
  for (const { call } of closes) {
    const around = call?.parent?.type === "AwaitExpression" || call?.parent?.type === "UnaryExpression" ? call.parent.parent : call?.parent;
    if (around?.type !== "ExpressionStatement") return undefined;
    statements.add(around);
  }
  for (const statement of statements) {
    const block = statement.parent;
    const wrapped = block?.type === "BlockStatement" && block.parent.type === "TryStatement" && block.parent.finalizer === block ? block.parent : undefined;
    const isWhole = wrapped && block?.type === "BlockStatement" && block.body.every((each) => statements.has(each));
    if (!isWhole) edits.push(removeStatement(statement, module));
    else if (block.body[0] === statement) {
      if (commentsIn(block.range, module).length > 0) return undefined;
      const removed = wrapped.handler ? dropFinally(wrapped, module) : unwrapTry(wrapped, module);
      if (!removed) return undefined;
      edits.push(...removed);
    }
  }
  return edits;
}

/** A statement with its line, the comment behind it excepted. */
export function removeStatement(statement: Node, module: ModuleText): Edit {
  const { text } = module.parsed;
  let [start, end] = statement.range;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  const isAlone = text.slice(lineStart, start).trim() === "" && text.slice(end, lineEnd < 0 ? text.length : lineEnd).trim() === "";
  if (isAlone) {
    start = lineStart;
    end = lineEnd < 0 ? text.length : lineEnd + 1;
  }
  // A comment behind it stays, on a line of its own.
  else while (text[end] === " ") end += 1;
  return { range: [start, end], text: "" };
}

function dropFinally(statement: TSESTree.TryStatement, module: ModuleText): Edit[] | undefined {
  const from = statement.handler?.range[1];
  if (from === undefined || !statement.finalizer) return undefined;
  if (commentsIn([from, statement.finalizer.range[1]], module).length > 0) return undefined;
  return [{ range: [from, statement.finalizer.range[1]], text: "" }];
}

/** `try { work } finally { close }` becomes `work`. Edits inside the block stay possible: only the frame and the indentation go. */
function unwrapTry(statement: TSESTree.TryStatement, module: ModuleText): Edit[] | undefined {
  const { text } = module.parsed;
  const { block, finalizer } = statement;
  const [first] = block.body;
  const last = block.body.at(-1);
  // A name declared inside may be taken outside, and the text of a template would lose its indentation.
  const declares = block.body.some((each) => each.type === "VariableDeclaration" || each.type === "FunctionDeclaration");
  if (!first || !last || !finalizer || (declares && hasNeighbours(statement))) return undefined;
  const templates = module.nodesOf("TemplateElement").filter((each) => each.range[0] > block.range[0] && each.range[1] < block.range[1]);
  if (templates.some((each) => module.textOf(each).includes("\n"))) return undefined;
  if (commentsIn([last.range[1], finalizer.range[1]], module).length > 0 || commentsIn([statement.range[0], first.range[0]], module).length > 0) return undefined;
  const outer = indentAt(statement.range[0], text);
  const inner = indentAt(first.range[0], text);
  const edits: Edit[] = [
    { range: [statement.range[0], first.range[0]], text: "" },
    { range: [last.range[1], finalizer.range[1]], text: "" },
  ];
  if (!inner.startsWith(outer) || inner === outer) return edits;
  for (let at = text.indexOf("\n", first.range[0]); at >= 0 && at < last.range[1]; at = text.indexOf("\n", at + 1)) {
    if (text.startsWith(inner, at + 1)) edits.push({ range: [at + 1 + outer.length, at + 1 + inner.length], text: "" });
  }
  return edits;
}

function hasNeighbours(statement: TSESTree.TryStatement): boolean {
  return statement.parent.type === "BlockStatement" && statement.parent.body.at(-1) !== statement;
}

export function commentsIn(range: readonly [number, number], module: ModuleText): readonly { readonly range: readonly [number, number] }[] {
  return (module.parsed.ast.comments ?? []).filter((comment) => comment.range[0] >= range[0] && comment.range[1] <= range[1]);
}

/** The white space at the start of the line that a position stands in. */
export function indentAt(position: number, text: string): string {
  const start = text.lastIndexOf("\n", position - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, position))?.[0] ?? "";
}
