import { execFileSync } from "node:child_process";

import { describe, expect, it } from "vitest";

import { lint, makeProject } from "./command-fixtures/project.js";

const unbounded = "export const pool = new Pool();\n";

describe("what is linted", () => {
  it("lints every JavaScript and TypeScript ending and leaves out what was installed, built or minified", async () => {
    const endings = ["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"];
    const sources = Object.fromEntries(endings.map((ending) => [`src/orders.${ending}`, "new Pool();\n"]));
    const project = makeProject({
      ...sources,
      "node_modules/driver/index.js": unbounded,
      "dist/orders.js": unbounded,
      "packages/api/build/orders.js": unbounded,
      "coverage/orders.js": unbounded,
      "src/vendor.min.js": unbounded,
      "src/types.d.ts": "export declare const pool: Pool;\n",
      "README.md": "new Pool()",
    });
    const run = await lint(project, ["--format", "json"]);
    const results = JSON.parse(run.stdout) as { filePath: string; errorCount: number }[];
    expect(results.map(({ filePath, errorCount }) => [filePath.slice(project.folder.length + 1), errorCount])).toEqual(
      [...endings].sort().map((ending) => [`src/orders.${ending}`, 1]),
    );
    expect(run.code).toBe(1);
  });

  it("lints what is named, even where a search would leave it out", async () => {
    const project = makeProject({
      "eslint.config.mjs": "export default [];",
      "node_modules/driver/index.js": unbounded,
      "dist/orders.js": unbounded,
    });
    const run = await lint(project, ["dist/orders.js", "node_modules/driver"]);
    expect(run.stderr).toContain("2 files, 2 problems");
  });

  it("lints a project outside the folder it runs in", async () => {
    const elsewhere = makeProject({ "src/orders.js": unbounded, "node_modules/driver/lib/pool.js": unbounded });
    const project = makeProject({ "src/orders.js": unbounded });
    const run = await lint(project, [elsewhere.folder, elsewhere.path("node_modules/driver"), "--fix"]);
    expect(run.stderr).toContain("2 of 2 problems repaired in 2 files");
    expect(elsewhere.read("src/orders.js")).toContain("max: 10");
    expect(project.read("src/orders.js")).toBe(unbounded);
  });

  it("leaves out what git ignores, nested .gitignore files included", async () => {
    const project = makeProject({
      "src/orders.js": unbounded,
      "generated/orders.js": unbounded,
      "packages/api/tmp/orders.js": unbounded,
      ".gitignore": "generated/\n",
      "packages/api/.gitignore": "tmp\n",
    });
    execFileSync("git", ["init", "--quiet"], { cwd: project.folder });
    expect((await lint(project)).stderr).toContain("1 file, 1 problem ");
    expect((await lint(project, ["generated"])).stderr).toContain("1 file, 1 problem ");
  });

  it("parses scripts that are no modules, and modules, both named .js", async () => {
    const project = makeProject({
      "src/script.js": "with (settings) { new Pool(); }\nreturn;\n",
      "src/module.js": "import settings from './settings.js';\nawait new Pool();\n",
    });
    const run = await lint(project, ["--fix"]);
    expect(run.stderr).toContain("2 of 2 problems repaired in 2 files");
    expect(project.read("src/script.js")).toBe("with (settings) { new Pool({ max: 10, wait: 1 }); }\nreturn;\n");
  });
});

describe("the project's own configuration", () => {
  it("takes its ignores and settings.connections, and none of its rules", async () => {
    const project = makeProject({
      "eslint.config.mjs": `export default [
        { ignores: ["legacy/**"] },
        { rules: { "no-console": "error" }, settings: { connections: { values: { limit: 7 } } } },
        { files: ["src/jobs/**"], settings: { connections: { values: { limit: 2 } } } },
      ];`,
      "src/orders.js": `console.log("starting");\n${unbounded}`,
      "src/orders.ts": unbounded,
      "src/jobs/mail.js": unbounded,
      "legacy/orders.js": unbounded,
    });
    const run = await lint(project, ["--fix"]);
    expect(run.stderr).toContain("3 of 3 problems repaired in 3 files");
    expect(project.read("src/orders.js")).toBe(
      'console.log("starting");\nexport const pool = new Pool({ max: 7, wait: 1 });\n',
    );
    expect(project.read("src/orders.ts")).toContain("max: 7");
    expect(project.read("src/jobs/mail.js")).toContain("max: 2");
    expect(project.read("legacy/orders.js")).toBe(unbounded);
  });

  it("reads the configuration nearest to each file", async () => {
    const project = makeProject({
      "eslint.config.mjs": "export default [{ settings: { connections: { values: { limit: 7 } } } }];",
      "packages/api/eslint.config.mjs": "export default [{ settings: { connections: { values: { limit: 3 } } } }];",
      "packages/api/src/orders.js": unbounded,
      "packages/worker/src/mail.js": unbounded,
    });
    await lint(project, ["--fix", "packages"]);
    expect(project.read("packages/api/src/orders.js")).toContain("max: 3");
    expect(project.read("packages/worker/src/mail.js")).toContain("max: 7");
  });

  it("reads none with --no-config-lookup", async () => {
    const project = makeProject({
      "eslint.config.mjs": 'export default [{ ignores: ["src/**"] }];',
      "src/orders.js": unbounded,
    });
    expect(await lint(project, ["src"])).toMatchObject({
      code: 2,
      stderr:
        "error: nothing to lint: the project's eslint.config ignores the only file in src " +
        "(--no-config-lookup reads none)\n",
    });
    expect((await lint(project, ["--no-config-lookup", "src"])).code).toBe(1);
  });

  it("warns about a named file that it ignores, as a commit hook would name one", async () => {
    const project = makeProject({
      "eslint.config.mjs": 'export default [{ ignores: ["src/**"] }];',
      "src/orders.js": unbounded,
    });
    const run = await lint(project, ["src/orders.js"]);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("warning: src/orders.js is ignored by the project's eslint.config");
  });

  it("goes on without one that cannot be loaded, and says so once", async () => {
    const project = makeProject({
      "eslint.config.mjs": 'import "a-package-nobody-installed";\nexport default [];',
      "src/orders.js": unbounded,
      "src/mail.js": unbounded,
    });
    const run = await lint(project, ["src"]);
    expect(run.stderr.match(/^warning: .*$/gm)).toEqual([
      expect.stringMatching(
        /^warning: eslint\.config\.mjs cannot be loaded \(Cannot find package 'a-package-.*\): its ignores and/,
      ),
    ]);
    expect(run.stderr).toContain("2 files, 2 problems");
  });

  it("names the setting that is wrong, and still lints what other configurations govern", async () => {
    const project = makeProject({
      "packages/api/eslint.config.mjs": 'export default [{ settings: { connections: { fix: "some" } } }];',
      "packages/api/src/orders.js": unbounded,
      "packages/api/src/mail.js": unbounded,
      "packages/worker/src/mail.js": unbounded,
    });
    const run = await lint(project);
    expect(run.code).toBe(2);
    expect(run.stderr.match(/^error: .*$/gm)).toEqual([
      expect.stringMatching(/^error: settings\.connections\.fix takes .*\(eslint\.config of packages\/api\)$/),
    ]);
    expect(run.stderr).toContain("1 file, 1 problem ");
  });
});

describe("comments", () => {
  it("honours those about this plugin and is silent about those of others", async () => {
    const project = makeProject({
      "src/orders.js": [
        "/* eslint other/rule: error, no-undef: error, no-extra-semi: error */",
        "/* eslint-env node */",
        "// eslint-disable-next-line connections/require-max-connections -- the gate limits it",
        "new Pool();",
        "// eslint-disable-next-line other/rule, no-console",
        "new Redis();;",
        "/* eslint-disable another/rule */",
        "// eslint-disable-next-line connections/require-error-listener -- nothing here",
      ].join("\n"),
    });
    const run = await lint(project, ["--format", "json", "--fix"]);
    const [result] = JSON.parse(run.stdout) as [{ messages: object[]; suppressedMessages: object[] }];
    expect(result.messages).toMatchObject([{ ruleId: "connections/require-error-listener", line: 6 }]);
    expect(result.suppressedMessages).toMatchObject([{ ruleId: "connections/require-max-connections", line: 4 }]);
    expect(project.read("src/orders.js")).toContain("new Redis();;");
  });

  it("reports a comment that names a rule this plugin does not have", async () => {
    const project = makeProject({ "src/orders.js": "/* eslint connections/no-such-rule: error */\n" });
    expect((await lint(project)).stdout).toContain("connections/no-such-rule");
  });
});

describe("presets, rules and warnings", () => {
  const both = "new Pool();\nnew Redis();\n";

  it("runs the preset that is asked for", async () => {
    const project = makeProject({ "src/orders.js": both });
    expect((await lint(project)).stderr).toContain("1 file, 2 problems");
    expect((await lint(project, ["--preset", "essential"])).stderr).toContain("1 file, 1 problem ");
  });

  it("lays --rule over the preset", async () => {
    const project = makeProject({ "src/orders.js": both });
    const off = await lint(project, ["--rule", "connections/require-error-listener: off"]);
    expect(off.stderr).toContain("1 file, 1 problem ");
    const warned = ["--rule", '{ "connections/require-max-connections": ["warn", { "finiteDefaults": "allow" }] }'];
    const run = await lint(project, [...warned, "--rule", "connections/require-error-listener: 1"]);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("2 warnings") });
    expect(await lint(project, [...warned, "--quiet"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("1 problem"),
    });
  });

  it("fails for more warnings than --max-warnings allows", async () => {
    const project = makeProject({ "src/orders.js": "new Redis();\n" });
    const warned = ["--rule", "connections/require-error-listener: warn", "--max-warnings"];
    expect((await lint(project, [...warned, "1"])).code).toBe(0);
    const run = await lint(project, [...warned, "0"]);
    expect(run).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("error: 1 warnings, --max-warnings allows 0"),
    });
  });

  it("refuses options that the rule does not have, before anything is linted", async () => {
    const project = makeProject({ "src/orders.js": both });
    const run = await lint(project, [
      "--rule",
      "connections/require-max-connections: [error, { finiteDefaults: maybe }]",
    ]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(/^error: --rule is refused: .*require-max-connections.*maybe.*\n$/);
  });
});

describe("what the command runs with", () => {
  it.each(["eslint-v9-15", "eslint-v9-39"])("takes the project's own ESLint: %s", async (installed) => {
    const project = makeProject({
      "eslint.config.mjs": "export default [{ settings: { connections: { values: { limit: 7 } } } }];",
      "src/orders.js": unbounded,
      "src/orders.ts": unbounded,
    });
    project.install("eslint", installed);
    const run = await lint(project, ["--fix"]);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining("2 of 2 problems repaired in 2 files") });
    expect(project.read("src/orders.ts")).toContain("max: 7");
  });

  it("passes over an ESLint that is too old for the rules", async () => {
    const project = makeProject({
      "node_modules/eslint/package.json": '{ "name": "eslint", "version": "8.57.1", "main": "index.js" }',
      "node_modules/eslint/index.js": 'throw new Error("this one must not be loaded");',
      "src/orders.js": unbounded,
    });
    expect((await lint(project)).code).toBe(1);
  });

  it("passes over a parser that cannot be loaded, or that does not support the ESLint found", async () => {
    const old = { name: "@typescript-eslint/parser", version: "5.62.0", peerDependencies: { eslint: "^8.0.0" } };
    const project = makeProject({
      "node_modules/@typescript-eslint/parser/package.json": JSON.stringify(old),
      "src/orders.ts": unbounded,
    });
    expect((await lint(project)).stderr).toContain("1 file, 1 problem ");
    project.write(
      "node_modules/@typescript-eslint/parser/package.json",
      JSON.stringify({ ...old, peerDependencies: {} }),
    );
    project.write("node_modules/@typescript-eslint/parser/index.js", 'throw new Error("no TypeScript 7");');
    expect((await lint(project)).stderr).toContain("1 file, 1 problem ");
  });
});
