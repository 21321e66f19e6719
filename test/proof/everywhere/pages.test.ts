import { describe, expect, test } from "vitest";
import { fromPage } from "../../snippets.js";
import { BAD, eslint, FIXED, findingsIn, makeProject, must, read, RULE, run, tarball, write } from "./project.js";

/** A project as somebody has it who opens the page: ESLint is there, the plugin is not. */
function newcomer(files: Readonly<Record<string, string>> = {}): string {
  return makeProject({ "src/backend.js": BAD, ...files }, { manifest: { devDependencies: { eslint: "10.15.0" } } });
}

/** Runs the commands of a block as they stand; only the plugin comes from the tarball instead of the registry. @returns exit codes and what was printed */
function follow(root: string, block: string): { codes: (number | null)[]; printed: string } {
  const lines = block.split("\n").filter((line) => line.trim() !== "");
  const results = lines.map((line) => run(root, "sh", "-c", line.replace(/^(npm install .*)eslint-plugin-connections/, `$1${tarball()}`)));
  return { codes: results.map(({ status }) => status), printed: results.map(({ stdout, stderr }) => stdout + stderr).join("\n") };
}

describe("the README, followed from an empty project", () => {
  const root = newcomer();

  test("installs and configures ESLint, in both ways", () => {
    expect(follow(root, fromPage("README.md", "npm install --save-dev eslint-plugin-connections"))).toMatchObject({ codes: [0] });
    for (const config of [fromPage("README.md", "// eslint.config.js"), fromPage("README.md", 'import { defineConfig } from "eslint/config";')]) {
      write(root, { "eslint.config.js": config });
      expect(eslint(root)).toEqual([`backend.js:3 ${RULE}`]);
    }
  });

  test("runs without any configuration, shows a diff and writes SARIF", () => {
    const { codes, printed } = follow(root, fromPage("README.md", "npx eslint-plugin-connections  "));
    expect(codes).toEqual([1, 0, 1]);
    expect(printed).toContain(fromPage("README.md", "-export const backend").trimEnd());
    expect(JSON.parse(read(root, "connections.sarif"))).toMatchObject({ version: "2.1.0" });
  });

  test("shows what is printed, as it is printed", () => {
    const { stdout } = run(root, "npx", "eslint-plugin-connections");
    expect(stdout.split("\n").map((line) => line.trimEnd()).join("\n")).toContain(fromPage("README.md", "  3:24  error"));
  });

  test("lets ESLint remember what is there", () => {
    expect(follow(root, fromPage("README.md", "npx eslint --suppress-all")).codes).toEqual([0]);
    must(run(root, "eslint"));
    write(root, { "src/other.js": BAD });
    expect(eslint(root)).toEqual([`other.js:3 ${RULE}`]);
  });

  test("audits the service, with the commands of the page of the audit too", () => {
    expect(follow(root, fromPage("README.md", "npm install --save-dev ts-morph")).codes).toEqual([0, 0]);
    expect(read(root, "connections.html")).toContain("backend:8080");
    expect(follow(root, fromPage("docs/audit.md", "npm install --save-dev ts-morph")).codes).toEqual([0, 0]);
    // `backend` has no limit, which is what --fail-over fails for.
    expect(follow(root, fromPage("docs/audit.md", "npx eslint-plugin-connections audit --instances 20 --server-limit DATABASE_URL=200")).codes).toEqual([1]);
  });
});

test("the README's file for oxlint", () => {
  const root = makeProject({ "src/backend.js": BAD, ".oxlintrc.json": fromPage("README.md", '{\n  "extends"') }, { with: { oxlint: "1.94.0" } });
  expect(run(root, "oxlint", "src").stdout).toContain("require-max-connections");
  run(root, "oxlint", "--fix", "src");
  expect(read(root, "src/backend.js")).toMatch(FIXED);
});

test("the README's settings type-check, are accepted and decide what a fix writes", () => {
  const config = fromPage("README.md", "import connections, { type ConnectionsSettings }");
  const tsconfig = JSON.stringify({ compilerOptions: { module: "nodenext", target: "es2023", strict: true, noEmit: true, types: [] }, files: ["eslint.config.ts"] });
  const root = makeProject({ "eslint.config.ts": config, "tsconfig.json": tsconfig, "src/backend.js": BAD }, { with: { eslint: "10.15.0", typescript: "6.0.3", jiti: "2.6.1" } });
  must(run(root, "tsc", "--project", "."));
  expect(findingsIn(run(root, "eslint", "--format", "json", "src"))).toEqual([`backend.js:3 ${RULE}`]);
  must(run(root, "eslint", "--fix", "src"));
  expect(read(root, "src/backend.js")).toContain("connections: 20");
});

test("the recipe for GitHub Actions writes the file that it uploads", () => {
  const recipe = fromPage("docs/recipes.md", "- run: npx eslint-plugin-connections --format sarif");
  const [, command = ""] = /^- run: (.+)$/m.exec(recipe) ?? [];
  const [, uploaded = "-"] = /sarif_file: ([\w.]+)/.exec(recipe) ?? [];
  const root = makeProject({ "src/backend.js": BAD }, { with: { eslint: "10.15.0" } });
  expect(follow(root, command).codes).toEqual([1]);
  expect(recipe).toContain("continue-on-error: true");
  expect((JSON.parse(read(root, uploaded)) as { runs: { results: unknown[] }[] }).runs[0]?.results).toHaveLength(1);
});
