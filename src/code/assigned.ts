import type { ModuleText, Node } from "./module-text.js";
import { bare, staticName } from "./module-text.js";

/**
 * Which of these members are assigned to an object after it was made: `agent.maxSockets = 100` for `const agent = new Agent()`,
 * also where it is kept in `this.agent` or `exports.agent`. By the text of its target: a shadowed name only makes it silent.
 */
export function assignedMembers(call: Node, names: readonly string[], module: ModuleText): Set<string> {
  const assigned = new Set<string>();
  // Hardly any file has the word at all.
  const target = names.some((name) => module.contains(name)) ? targetText(call, module) : undefined;
  if (target === undefined) return assigned;
  for (const { left } of module.nodesOf("AssignmentExpression")) {
    if (left.type !== "MemberExpression") continue;
    const name = staticName(left);
    if (name !== undefined && names.includes(name) && module.textOf(bare(left.object)) === target) assigned.add(name);
  }
  return assigned;
}

function targetText(call: Node, module: ModuleText): string | undefined {
  let node = call;
  while (node.parent && /^(?:TS\w+Expression|AwaitExpression|LogicalExpression|ConditionalExpression)$/.test(node.parent.type)) node = node.parent;
  const around = node.parent;
  if (around?.type === "VariableDeclarator" && around.id.type === "Identifier") return around.id.name;
  if (around?.type === "AssignmentExpression" && around.right === node) return module.textOf(around.left);
  if (around?.type === "PropertyDefinition") return `this.${staticName(around) ?? ""}`;
  return undefined;
}
