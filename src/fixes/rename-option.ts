import type { JudgedSite } from "../judge/site.js";
import type { ModuleText, Node } from "../code/module-text.js";
import { staticName } from "../code/module-text.js";
import type { Edit, Fix } from "./edit.js";

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
  return { level: "bounding", messageId, data: { instead: name }, certain: true, edits: [widen(edit, property.parent.range, site.reading.module)] };
}

/** The same edit over the whole object: no other fix may write the option under its right name into it in the same pass. */
function widen({ range: [from, to], text }: Edit, [start, end]: Node["range"], module: ModuleText): Edit {
  const source = module.parsed.text;
  return { range: [start, end], text: `${source.slice(start, from)}${text}${source.slice(to, end)}` };
}
