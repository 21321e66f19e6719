import eslintPlugin from "eslint-plugin-eslint-plugin";
import parser from "@typescript-eslint/parser";
import connections from "./dist/src/index.js";

/** Our own rules are linted as rules, and all of our own code by the plugin itself. */
export default [
  { ignores: ["dist/", "**/node_modules/", "fixtures/", "bench/.cache/", ".tmp/", "test/command-fixtures/", "lab/programs/"] },
  { files: ["**/*.ts"], languageOptions: { parser } },
  {
    files: ["src/rule.ts", "rules/*.ts"],
    ...eslintPlugin.configs["all-type-checked"],
    rules: {
      ...eslintPlugin.configs.recommended.rules,
      "eslint-plugin/require-meta-schema-description": "error",
      "eslint-plugin/require-meta-default-options": "error",
      "eslint-plugin/require-meta-docs-url": "error",
      "eslint-plugin/require-meta-docs-description": ["error", { pattern: "^[A-Z][^.]+$" }],
    },
  },
  connections.configs.recommended,
];
