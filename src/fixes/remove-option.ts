import type { JudgedSite } from "../judge/site.js";
import type { Node } from "../code/module-text.js";
import type { Fix } from "./edit.js";

/**
 * Removes a property (or the one whose value is `at`), with its comma, or the statement `options.name = …;`. Only ever a suggestion: somebody wrote it for a reason.
 * @returns nothing where the value is not written as a property, or a comment would go with it
 */
export function removeOption(site: JudgedSite, at: Node, messageId: string, data: Readonly<Record<string, string>>): Fix | undefined {
  if (at.type === "AssignmentExpression") return removeStep(site, at, messageId, data);
  const property = at.type === "Property" ? at : at.parent;
  if (property?.type !== "Property" || property.parent?.type !== "ObjectExpression") return undefined;
  const { text } = site.reading.module.parsed;
  const siblings = property.parent.properties;
  const index = siblings.indexOf(property);
  const next = siblings[index + 1];
  const previous = siblings[index - 1];
  // Up to the next property, else from the end of the one before: the comma in between goes along.
  const range: [number, number] = next ? [property.range[0], next.range[0]] : previous ? [previous.range[1], property.range[1]] : [...property.range];
  const around = text.slice(range[0], property.range[0]) + text.slice(property.range[1], range[1]);
  return /\/[/*]/.test(around) ? undefined : { level: "bounding", messageId, data, certain: false, edits: [{ range, text: "" }] };
}

/** Nothing where something else hangs on the statement: the body of an `if` without braces, code behind it on its line. */
function removeStep(site: JudgedSite, assignment: Node, messageId: string, data: Readonly<Record<string, string>>): Fix | undefined {
  const statement = assignment.parent;
  const block = statement?.parent;
  if (statement?.type !== "ExpressionStatement" || (block?.type !== "Program" && block?.type !== "BlockStatement")) return undefined;
  const { text } = site.reading.module.parsed;
  if (!/^[ \t]*(?:\/\/|\r?\n|$)/.test(text.slice(statement.range[1]))) return undefined;
  const range: [number, number] = [text.slice(0, statement.range[0]).trimEnd().length, statement.range[1]];
  return { level: "bounding", messageId, data, certain: false, edits: [{ range, text: "" }] };
}
