import type { Construction, Reading } from "./constructions.js";
import { bare, soleValue, type Node } from "./module-text.js";
import { OptionBag, type OptionValue } from "./options.js";

/**
 * An option of the object by which a client is made: `retry.retries` of `new Kafka({ retry }).producer()`.
 * @returns unreadable where that object is made elsewhere
 */
export function optionOfMaker({ call }: Construction, path: string, reading: Reading): OptionValue {
  const callee = bare(call.callee);
  const object = callee.type === "MemberExpression" ? bare(callee.object) : undefined;
  const made = object?.type === "Identifier" ? valueOf(object, reading) : object;
  if (made?.type !== "NewExpression") return { state: "unreadable" };
  return new OptionBag(made, { path: "", by: "new", options: [0] }, reading.values, reading.origins).get(path);
}

function valueOf(name: Node, reading: Reading): Node | undefined {
  const variable = reading.module.variableOf(name);
  const value = variable && soleValue(variable);
  return value && bare(value);
}
