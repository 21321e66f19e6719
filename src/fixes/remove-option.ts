import type { JudgedSite } from "../judge/site.js";
import type { Node } from "../code/module-text.js";
import type { Fix } from "./edit.js";

/**
 * Removes a property (or the one whose value is `at`), with its comma. Only ever a suggestion: somebody wrote it for a reason.
 * @returns nothing where the value is not written as a property, or a comment would go with it
 */
export function removeOption(site: JudgedSite, at: Node, messageId: string, data: Readonly<Record<string, string>>): Fix | undefined {
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
