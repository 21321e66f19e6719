import type { JudgedSite } from "../judge/site.js";
import type { Node } from "../code/module-text.js";
import { staticName } from "../code/module-text.js";
import type { Fix } from "./edit.js";

/**
 * Renames a property, its value untouched.
 * @returns nothing where the new name stands beside it already, belongs to another level, or the key is computed
 */
export function renameOption(site: JudgedSite, property: Node, name: string, messageId: string): Fix | undefined {
  if (property.type !== "Property" || property.computed || property.parent?.type !== "ObjectExpression" || name.includes(".")) return undefined;
  if (property.parent.properties.some((each) => staticName(each) === name || each.type === "SpreadElement")) return undefined;
  const key = site.reading.module.textOf(property.key);
  const text = /^["']/.test(key) ? `${key[0]}${name}${key[0]}` : name;
  const edit = property.shorthand ? { range: property.range, text: `${text}: ${key}` } : { range: property.key.range, text };
  return { level: "bounding", messageId, data: { instead: name }, certain: true, edits: [edit] };
}
