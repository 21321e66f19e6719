import type { ModuleText, Node } from "./module-text.js";
import { bare, staticName } from "./module-text.js";

/**
 * The members that are assigned to an object after it was made: `agent.maxSockets = 100` for `const agent = new Agent()`,
 * also where it is kept in `this.agent` or `exports.agent`. By the text of its target: a shadowed name only makes it silent.
 */
export function assignedMembers(call: Node, module: ModuleText): Set<string> {
  const target = targetText(call, module);
  const names = new Set<string>();
  if (target === undefined) return names;
  for (const { left } of module.nodesOf("AssignmentExpression")) {
    if (left.type !== "MemberExpression") continue;
    const name = staticName(left);
    if (name !== undefined && module.textOf(bare(left.object)) === target) names.add(name);
  }
  return names;
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
