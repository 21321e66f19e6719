import parser from "@typescript-eslint/parser";
import connections from "./dist/src/index.js";

/** The plugin lints its own code. What its rules are as ESLint rules is checked in test/rule-meta.test.ts. */
export default [
  { ignores: ["dist/", "**/node_modules/", "fixtures/", "bench/.cache/", ".tmp/", "test/command-fixtures/", "tools/options/.cache/", "lab/probes/node_modules/"] },
  { files: ["**/*.{ts,mts,cts}"], languageOptions: { parser } },
  connections.configs.recommended,
];
