import type { ESLint, Linter, Rule } from "eslint";

/** A rule that looks at `new <name>(...)`. */
function onNew(name: string, judge: (node: NewNode, context: Rule.RuleContext) => void): Rule.RuleModule["create"] {
  return (context) => ({
    NewExpression(node) {
      if (node.callee.type === "Identifier" && node.callee.name === name) judge(node as NewNode, context);
    },
  });
}

type NewNode = Parameters<NonNullable<Rule.RuleListener["NewExpression"]>>[0] & Rule.Node;

const docs = (name: string, description: string) => ({
  type: "problem" as const,
  fixable: "code" as const,
  hasSuggestions: true,
  docs: { description, url: `https://example.org/rules/${name}` },
});

/** `new Pool()` gets a limit in one pass, and a second one adds the wait: the fix needs two passes. */
const requireMaxConnections: Rule.RuleModule = {
  meta: {
    ...docs("require-max-connections", "Require an upper bound on the connections a client may open"),
    schema: [
      { type: "object", properties: { finiteDefaults: { enum: ["report", "allow"] } }, additionalProperties: false },
    ],
    messages: {
      unbounded: "`{{name}}` may open any number of connections | `max` is absent. Set `max`.",
      setLimit: "Set `max` to 5.",
    },
  },
  create: onNew("Pool", (node, context) => {
    const text = context.sourceCode.getText(node);
    const limit = (context.settings["connections"] as { values?: { limit?: number } } | undefined)?.values?.limit ?? 10;
    if (text.includes("max:") && text.includes("wait:")) return;
    const isBounded = text.includes("max:");
    context.report({
      node,
      messageId: "unbounded",
      data: { name: "Pool" },
      fix: (fixer) =>
        fixer.replaceText(node, isBounded ? `new Pool({ max: ${limit}, wait: 1 })` : `new Pool({ max: ${limit} })`),
      suggest: [{ messageId: "setLimit", fix: (fixer) => fixer.replaceText(node, "new Pool({ max: 5 })") }],
    });
  }),
};

/** Reports without a fix. */
const requireErrorListener: Rule.RuleModule = {
  meta: {
    ...docs("require-error-listener", "Require a listener for the error event"),
    schema: [],
    messages: { unheard: "`Redis` ends the process on its first error. Listen to `error`." },
  },
  create: onNew("Redis", (node, context) => context.report({ node, messageId: "unheard" })),
};

/** Fixes without an end, fixes that break the file, and a rule that fails: what the command has to survive. */
const noIneffectiveOption: Rule.RuleModule = {
  meta: {
    ...docs("no-ineffective-option", "Disallow options that do nothing"),
    schema: [],
    messages: { spins: "`{{name}}` does nothing here. Remove it." },
  },
  create: (context) => ({
    NewExpression(node) {
      const name = node.callee.type === "Identifier" ? node.callee.name : "";
      if (name === "Crash") throw new Error("the rule met what it does not know\nand says more below");
      const written = context.sourceCode.getText(node);
      // One more argument at each turn, so that the text never comes back to what it was.
      const replaced: Record<string, string> = { Spinning: written.replace(")", ", 1)"), Broken: "new Broken((" };
      const text = replaced[name];
      if (text === undefined) return;
      context.report({ node, messageId: "spins", data: { name }, fix: (fixer) => fixer.replaceText(node, text) });
    },
  }),
};

const rules = {
  "require-max-connections": requireMaxConnections,
  "require-error-listener": requireErrorListener,
  "no-ineffective-option": noIneffectiveOption,
};

const all: Linter.RulesRecord = {
  "connections/require-max-connections": "error",
  "connections/require-error-listener": "error",
  "connections/no-ineffective-option": "error",
};

/** A plugin with the shape of the real one and rules whose findings are plain to see. */
export const stubPlugin: ESLint.Plugin & { configs: Record<string, Linter.Config> } = {
  meta: { name: "eslint-plugin-connections", version: "0.0.0", namespace: "connections" },
  rules,
  configs: {},
};
for (const preset of ["recommended", "essential", "strict"]) {
  const own: Linter.RulesRecord = preset === "essential" ? { "connections/require-max-connections": "error" } : all;
  stubPlugin.configs[preset] = { files: ["**/*.js"], plugins: { connections: stubPlugin }, rules: own };
  stubPlugin.configs[`${preset}-rules`] = { plugins: { connections: stubPlugin }, rules: own };
}
