import { Linter, type ESLint } from "eslint";
import eslintPlugin from "eslint-plugin-eslint-plugin";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";

/** The rules about rules that a rule without its `create` can be held to. */
const RULES = [
  "no-identical-tests",
  "no-missing-message-ids",
  "no-missing-placeholders",
  "no-unused-placeholders",
  "no-property-in-node",
  "prefer-message-ids",
  "require-meta-default-options",
  "require-meta-docs-description",
  "require-meta-docs-url",
  "require-meta-fixable",
  "require-meta-has-suggestions",
  "require-meta-schema",
  "require-meta-schema-description",
  "require-meta-type",
] as const;

/** Lints a rule's meta as if it stood in a file of its own: our rules are specifications, ESLint sees what they become. */
function complaints(meta: unknown): string[] {
  const fixed = 'context.report({ node, messageId: Object.keys(messages)[0], fix: (fixer) => fixer.remove(node), suggest: [{ messageId: "x", fix: (fixer) => fixer.remove(node) }] });';
  const source = `export default { meta: ${JSON.stringify(meta)}, create(context) { return { Program(node) { ${fixed} } }; } };`;
  const linter = new Linter();
  const description: Linter.RuleEntry = ["error", { pattern: "^[A-Z][^.]+$" }];
  const entries = RULES.map((name): [string, Linter.RuleEntry] => [`eslint-plugin/${name}`, name === "require-meta-docs-description" ? description : "error"]);
  const rules = Object.fromEntries(entries);
  const messages = linter.verify(source, [{ plugins: { "eslint-plugin": eslintPlugin as unknown as ESLint.Plugin }, rules }]);
  return messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

describe("a rule's meta", () => {
  test.each(Object.entries(plugin.rules))("%s is what eslint-plugin-eslint-plugin asks for", (_name, rule) => {
    // Every message of ours is reported through one place, which a file with nothing but meta cannot show.
    const messages = complaints(rule.meta).filter((text) => !/no-missing-message-ids|prefer-message-ids/.test(text));
    expect(messages).toEqual([]);
  });

  test("a wrong one is noticed", () => {
    const [rule] = Object.values(plugin.rules);
    expect(complaints({ ...rule?.meta, type: "danger" }).join()).toContain("require-meta-type");
    expect(complaints({ ...rule?.meta, schema: undefined }).join()).toContain("require-meta-schema");
    expect(complaints({ ...rule?.meta, docs: {} }).join()).toContain("require-meta-docs-description");
  });
});
