import type { LeaseSite } from "../judge/lease.js";
import { staticName } from "../code/module-text.js";
import type { Fix } from "./edit.js";

/** The option that makes the pool lose its connection goes. Only suggested: it was written because somebody waited too long. */
export function removeTimeout(site: LeaseSite): Fix | undefined {
  if (site.verdict.is !== "lostSlot") return undefined;
  const { option } = site.verdict;
  const [first] = site.take.call.arguments;
  if (first?.type !== "ObjectExpression") return undefined;
  const index = first.properties.findIndex((property) => staticName(property) === option);
  const property = first.properties[index];
  const before = first.properties[index - 1];
  const after = first.properties[index + 1];
  if (!property || (!before && !after)) return undefined;
  const range: [number, number] = before ? [before.range[1], property.range[1]] : [property.range[0], after?.range[0] ?? property.range[1]];
  return { level: "bounding", messageId: "removeTimeout", data: { option }, certain: false, edits: [{ range, text: "" }] };
}
