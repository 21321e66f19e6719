import type { ModuleText, Node } from "../code/module-text.js";
import type { Edit } from "./edit.js";

const CASTS = new Set<string>(["TSAsExpression", "TSNonNullExpression", "TSTypeAssertion", "TSSatisfiesExpression"]);

/**
 * Replaces a value where it stands.
 * @returns nothing where the same constant is used for something else too, or the value is part of a longer text
 */
export function replaceValue(node: Node, text: string, module: ModuleText): Edit | undefined {
  const around = node.parent;
  if (!around || node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string" && node.value.includes("://"))) {
    return undefined;
  }
  if (around.type === "VariableDeclarator") {
    const variable = module.variableOf(around.id);
    const reads = variable?.references.filter((reference) => reference.isRead()) ?? [];
    const isExported = around.parent?.parent?.type === "ExportNamedDeclaration";
    if (reads.length !== 1 || isExported) return undefined;
  }
  if (around.type === "Property" && around.shorthand) return { range: around.range, text: `${module.textOf(around.key)}: ${text}` };
  return { range: withCasts(node).range, text };
}

/** A value with the casts and `!` around it: what they said of the old value is not true of the new one. */
function withCasts(node: Node): Node {
  let whole = node;
  while (whole.parent && CASTS.has(whole.parent.type)) whole = whole.parent;
  return whole;
}
