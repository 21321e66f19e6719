import type { Node } from "./module-text.js";
import { bare, soleValue } from "./module-text.js";
import type { Values } from "./values.js";

/** A connection string with what is known of it. */
export interface UrlText {
  readonly node: Node;
  /** What it begins with, up to the first computed part. */
  readonly start: string;
  /** Parameters whose name and value are written out. Names as written. */
  readonly parameters: ReadonlyMap<string, string>;
  /** `false` when a part that may hold parameters is computed: any option may then come from it. */
  readonly whole: boolean;
}

/** Stands for `${…}`; cannot occur in a URL. */
const HOLE = "\u0000";

/** Reads a connection string, `scheme://…?name=value` or `Name=value;…`; of a template the parameters after the last computed part are still known. */
export function readUrl(node: Node, values: Values): UrlText {
  const text = textOf(node, values);
  const parameters = new Map<string, string>();
  if (text === undefined) return { node, start: "", parameters, whole: false };
  const lastHole = text.lastIndexOf(HOLE);
  const query = text.indexOf("?");
  const isList = query < 0 && text.includes(";");
  const pairs = query >= 0 ? text.slice(query + 1).split(/[&#]/) : isList ? text.split(";") : [];
  for (const pair of pairs) {
    const [name = "", value = ""] = pair.split("=", 2).map((part) => part.trim());
    if (name !== "" && pair.includes("=") && !pair.includes(HOLE)) parameters.set(name, value);
  }
  // `…/db${query}` may add parameters; a hole in front of a `?` that stands in the text does not, nor the value of a named part.
  const isValue = (pair: string): boolean => !pair.includes(HOLE) || (pair.split(HOLE, 1)[0] ?? "").includes("=");
  const whole = lastHole < 0 || (query >= 0 ? lastHole < query : isList && pairs.every(isValue));
  return { node, start: text.split(HOLE, 1)[0] ?? "", parameters, whole };
}

function textOf(node: Node, values: Values, depth = 0): string | undefined {
  const expression = bare(node);
  if (depth > 8) return undefined;
  if (expression.type === "TemplateLiteral") {
    return expression.quasis.map((quasi) => quasi.value.cooked ?? "").join(HOLE);
  }
  if (expression.type === "BinaryExpression" && expression.operator === "+") {
    const left = textOf(expression.left, values, depth + 1) ?? HOLE;
    return left + (textOf(expression.right, values, depth + 1) ?? HOLE);
  }
  if (expression.type === "Identifier") {
    const variable = values.module.variableOf(expression);
    const value = variable && soleValue(variable);
    if (value) return textOf(value, values, depth + 1);
  }
  const value = values.of(expression);
  return value.kind === "known" && typeof value.word === "string" ? value.word : undefined;
}
