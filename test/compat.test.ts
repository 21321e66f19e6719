import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const SERVICE = `const { Pool } = require("pg");
const http = require("http");
exports.orders = new Pool();
exports.agent = new http.Agent({ keepAlive: true });
`;

/** A JavaScript-only project that uses the built plugin with one of the installed ESLint versions. */
function project(eslint: string, config: string): string {
  const root = mkdtempSync(join(tmpdir(), "connections-compat-"));
  for (const name of ["node_modules/pg", ".git"]) mkdirSync(join(root, name), { recursive: true });
  symlinkSync(ROOT, join(root, "node_modules/eslint-plugin-connections"));
  symlinkSync(join(ROOT, "node_modules", eslint), join(root, "node_modules/eslint"));
  writeFileSync(join(root, "node_modules/pg/package.json"), JSON.stringify({ name: "pg", version: "8.23.1" }));
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "service", dependencies: { pg: "^8.0.0" } }));
  writeFileSync(join(root, "service.js"), SERVICE);
  writeFileSync(join(root, "eslint.config.mjs"), config);
  return root;
}

interface Run {
  readonly status: number | null;
  readonly ids: (string | null)[];
  readonly stderr: string;
}

function run(root: string, ...args: string[]): Run {
  const bin = join(root, "node_modules/eslint/bin/eslint.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "--format", "json", ...args, "."], { cwd: root, encoding: "utf8" });
  const results = stdout === "" ? [] : (JSON.parse(stdout) as { messages: { ruleId: string | null }[] }[]);
  return { status, ids: results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId)), stderr };
}

const PLAIN = `import connections from "eslint-plugin-connections";
export default [connections.configs.recommended];
`;
const EXTENDED = `import { defineConfig } from "eslint/config";
import connections from "eslint-plugin-connections";
export default defineConfig([{ files: ["**/*.js"], plugins: { connections }, extends: ["connections/recommended"] }]);
`;
const REQUIRED = `import { createRequire } from "node:module";
const connections = createRequire(import.meta.url)("eslint-plugin-connections");
export default [connections.configs.essential];
`;

// defineConfig came with ESLint 9.22.
test.each(["eslint-v9-39", "eslint"])("%s extends a preset by name", (eslint) => {
  expect(run(project(eslint, EXTENDED)).ids).toContain("connections/require-max-connections");
});

describe.each(["eslint-v9-15", "eslint-v9-39", "eslint"])("%s", (eslint) => {
  test("lints with a preset and fixes to silence", () => {
    const root = project(eslint, PLAIN);
    const before = run(root);
    expect(before.stderr).toBe("");
    expect(before.status).toBe(1);
    expect(before.ids.filter((id) => id === "connections/require-max-connections")).toHaveLength(2);
    expect(run(root, "--fix").ids).not.toContain("connections/require-max-connections");
    expect(readFileSync(join(root, "service.js"), "utf8")).toContain("max: 10");
    expect(readFileSync(join(root, "service.js"), "utf8")).toContain("maxSockets: 50");
  });

  test("loads by require()", () => {
    const { ids } = run(project(eslint, REQUIRED));
    expect(ids.filter((id) => id === "connections/require-max-connections")).toHaveLength(1); // the finite default is allowed there
  });


  test("says in one line what is wrong with the settings or options", () => {
    const settings = PLAIN.replace("recommended]", 'recommended, { settings: { connections: { fix: "sometimes" } } }]');
    expect(run(project(eslint, settings)).stderr).toContain('settings.connections.fix takes "all" or "safe" or "none", not "sometimes".');
    const options = PLAIN.replace("recommended]", 'recommended, { rules: { "connections/require-max-connections": ["error", { finiteDefaults: "maybe" }] } }]');
    const wrong = run(project(eslint, options));
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/connections\/require-max-connections.*\n.*"maybe"/);
  });
});
