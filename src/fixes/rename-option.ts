import type { JudgedSite } from "../judge/site.js";
import type { ModuleText, Node } from "../code/module-text.js";
import { staticName } from "../code/module-text.js";
import type { Edit, Fix } from "./edit.js";

/**
 * Renames a property, or the member in `options.name = …`, its value untouched.
 * @returns nothing where the new name stands beside it already, belongs to another level, or the key is computed
 */
export function renameOption(site: JudgedSite, property: Node, name: string, messageId: string): Fix | undefined {
  if (name.includes(".")) return undefined;
  if (property.type === "AssignmentExpression") return renameMember(property.left, name, messageId);
  if (property.type !== "Property" || property.computed || property.parent?.type !== "ObjectExpression") return undefined;
  if (property.parent.properties.some((each) => staticName(each) === name)) return undefined;
  const key = site.reading.module.textOf(property.key);
  const text = /^["']/.test(key) ? `${key[0]}${name}${key[0]}` : name;
  const edit = property.shorthand ? { range: property.range, text: `${text}: ${key}` } : { range: property.key.range, text };
  return { level: "bounding", messageId, data: { instead: name }, certain: true, edits: [widen(edit, property.parent.range, site.reading.module)] };
}

function renameMember(target: Node, name: string, messageId: string): Fix | undefined {
  if (target.type !== "MemberExpression" || target.computed) return undefined;
  return { level: "bounding", messageId, data: { instead: name }, certain: false, edits: [{ range: target.property.range, text: name }] };
}

/** The same edit over the whole object: no other fix may write the option under its right name into it in the same pass. */
function widen({ range: [from, to], text }: Edit, [start, end]: Node["range"], module: ModuleText): Edit {
  const source = module.parsed.text;
  return { range: [start, end], text: `${source.slice(start, from)}${text}${source.slice(to, end)}` };
}
