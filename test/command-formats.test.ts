import type { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

import { formatDiff } from "../src/command/report-diff.js";
import { formatMarkdown } from "../src/command/report-markdown.js";
import { writeReport } from "../src/command/report.js";
import { lint, makeProject } from "./command-fixtures/project.js";
import { stubPlugin } from "./command-fixtures/stub-plugin.js";

const source = "const first = 1;\r\nexport const pool = new Pool();\r\nnew Redis();\r\n";

interface SarifLog {
  version: string;
  runs: {
    tool: { driver: { name: string; version: string; rules: { id: string; helpUri: string }[] } };
    invocations: { executionSuccessful: boolean; toolExecutionNotifications: object[] }[];
    results: { ruleId: string; ruleIndex: number }[];
  }[];
}

describe("stylish", () => {
  it("is ESLint's own, without colours where there is no terminal", async () => {
    const project = makeProject({ "src/orders.js": source });
    const run = await lint(project, ["--format", "stylish"]);
    expect(run.stdout).toContain(`${project.path("src/orders.js")}\n  2:21  error  `);
    expect(run.stdout).toContain("✖ 2 problems (2 errors, 0 warnings)");
    expect(run.stdout).not.toContain("\u001B");
    expect(run.stderr).toMatch(/^1 file, 2 problems \(1 that --fix repairs\), \d+\.\d s\n$/);
  });
});

describe("json", () => {
  it("has the shape of ESLint's", async () => {
    const project = makeProject({ "src/orders.js": source, "src/quiet.js": "" });
    const results = JSON.parse((await lint(project, ["--format", "json"])).stdout) as ESLint.LintResult[];
    expect(results).toMatchObject([
      {
        filePath: project.path("src/orders.js"),
        messages: [
          { ruleId: "connections/require-max-connections", severity: 2, line: 2, column: 21, fix: { range: [38, 48] } },
          { ruleId: "connections/require-error-listener", severity: 2, line: 3, column: 1 },
        ],
        suppressedMessages: [],
        errorCount: 2,
        fatalErrorCount: 0,
        warningCount: 0,
        fixableErrorCount: 1,
        fixableWarningCount: 0,
        source,
      },
      { filePath: project.path("src/quiet.js"), messages: [], errorCount: 0 },
    ]);
  });
});

describe("sarif", () => {
  it("carries relative URIs, rules with pages, regions, and fixes with their suggestions", async () => {
    const project = makeProject({ "src/mail room/orders.js": `\uFEFF${source}`, "src/broken.js": "new Pool(;\n" });
    const run = await lint(project, ["--format", "sarif"]);
    expect(run.code).toBe(1);
    const log = JSON.parse(run.stdout) as SarifLog;
    expect(log.version).toBe("2.1.0");
    expect(log.runs).toHaveLength(1);
    const [{ tool, invocations, results }] = log.runs as [SarifLog["runs"][number]];
    expect(tool.driver).toMatchObject({ name: "eslint-plugin-connections", version: expect.stringMatching(/^\d/) });
    expect(tool.driver.rules[0]).toEqual({
      id: "connections/require-max-connections",
      shortDescription: { text: "Require an upper bound on the connections a client may open" },
      fullDescription: { text: "Require an upper bound on the connections a client may open." },
      helpUri: "https://example.org/rules/require-max-connections",
      help: {
        text: "Require an upper bound on the connections a client may open. https://example.org/rules/require-max-connections says what can happen, what is reported, what the fix does and when to turn it off.",
        markdown: "Require an upper bound on the connections a client may open. [The page of the rule](https://example.org/rules/require-max-connections) says what can happen, what is reported, what the fix does and when to turn it off.",
      },
      defaultConfiguration: { level: "error" },
    });
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);

    const artifactLocation = { uri: "src/mail%20room/orders.js", uriBaseId: "%SRCROOT%" };
    const deletedRegion = { startLine: 2, startColumn: 21, endLine: 2, endColumn: 31 };
    const change = (text: string) => [
      { artifactLocation, replacements: [{ deletedRegion, insertedContent: { text } }] },
    ];
    expect(results[0]).toEqual({
      ruleId: "connections/require-max-connections",
      ruleIndex: 0,
      level: "error",
      message: { text: "`Pool` may open any number of connections | `max` is absent. Set `max`." },
      locations: [{ physicalLocation: { artifactLocation, region: deletedRegion } }],
      fixes: [
        { description: { text: "Apply the fix." }, artifactChanges: change("new Pool({ max: 10 })") },
        { description: { text: "Set `max` to 5." }, artifactChanges: change("new Pool({ max: 5 })") },
      ],
    });
    expect(results[1]).not.toHaveProperty("fixes");
    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            level: "error",
            message: { text: expect.stringContaining("Parsing error") },
            locations: [{ physicalLocation: { artifactLocation: { uri: "src/broken.js" }, region: { startLine: 1 } } }],
          },
        ],
      },
    ]);
  });

  it("says that a clean run went well", async () => {
    const project = makeProject({ "src/quiet.js": "" });
    const log = JSON.parse((await lint(project, ["--format", "sarif"])).stdout) as SarifLog;
    expect(log.runs[0]).toMatchObject({
      results: [],
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: [] }],
    });
  });
});

describe("markdown", () => {
  it("is one table for each file, with pipes and tags kept from the table", async () => {
    const project = makeProject({ "src/orders.js": source, "src/broken.js": "new Pool(;\n", "src/quiet.js": "" });
    const run = await lint(project, ["--format", "markdown"]);
    expect(run.stdout).toBe(
      [
        "### Connections: 3 problems in 2 files, `--fix` repairs 1",
        "",
        "**`src/broken.js`**",
        "",
        "| line | problem | rule | fixable |",
        "| ---: | --- | --- | --- |",
        "| 1 | Parsing error: Unexpected token ; |  |  |",
        "",
        "**`src/orders.js`**",
        "",
        "| line | problem | rule | fixable |",
        "| ---: | --- | --- | --- |",
        "| 2 | `Pool` may open any number of connections \\| `max` is absent. Set `max`. " +
          "| [connections/require-max-connections](https://example.org/rules/require-max-connections) | yes |",
        "| 3 | `Redis` ends the process on its first error. Listen to `error`. " +
          "| [connections/require-error-listener](https://example.org/rules/require-error-listener) |  |",
        "",
      ].join("\n"),
    );
  });

  it("escapes what stands outside of code only", () => {
    const message = { line: 1, column: 1, severity: 2, ruleId: null, message: "`Pool<T>` in <div>\nand more" } as const;
    const text = formatMarkdown([{ path: "a.js", messages: [message] }], () => undefined, "");
    expect(text).toContain("| 1 | `Pool<T>` in &lt;div> and more |");
  });

  it("stays below what a comment may hold", () => {
    const message = { line: 1, column: 1, severity: 2, ruleId: "connections/a", message: "x".repeat(500) } as const;
    const files = Array.from({ length: 200 }, (_, index) => ({ path: `src/${index}.js`, messages: [message] }));
    const text = formatMarkdown(files, () => undefined, "-a\n+b\n".repeat(1000));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/… and \d+ more files\.\n\nThe diff is too long for a comment\.\n$/);
  });

  it("fences a diff that holds fences", () => {
    const diff = "+const page = `\n+```sql\n";
    expect(formatMarkdown([], () => undefined, diff)).toContain(`\n\`\`\`\`diff\n${diff}\`\`\`\`\n`);
  });

  it("says so when there is nothing", () => {
    expect(formatMarkdown([], () => undefined, "")).toBe("### Connections: no problems\n");
  });
});

describe("colours", () => {
  it("paints a diff as git does", () => {
    const diff = formatDiff([{ path: "pool.js", before: "a\nb\n", after: "a\nc\n" }], true);
    expect(diff.split("\n").slice(0, 6)).toEqual([
      "\u001B[1m--- a/pool.js\u001B[22m",
      "\u001B[1m+++ b/pool.js\u001B[22m",
      "\u001B[36m@@ -1,2 +1,2 @@\u001B[39m",
      " a",
      "\u001B[31m-b\u001B[39m",
      "\u001B[32m+c\u001B[39m",
    ]);
  });

  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
  ])("with %j on a terminal (%s): %s", async (env, isTTY, expected) => {
    const { ESLint: EslintClass } = await import("eslint");
    const project = makeProject({ "pool.js": "new Pool();\n" });
    const engine = new EslintClass({
      cwd: project.folder,
      overrideConfigFile: true,
      overrideConfig: [stubPlugin.configs["recommended"] ?? {}],
    });
    const [found] = await engine.lintFiles(["pool.js"]);
    if (found === undefined) throw new Error("ESLint answered nothing");
    let stdout = "";
    const sink = { write: (text: string) => (stdout += text), isTTY };
    await writeReport(
      {
        args: { format: "stylish", fixes: "ignored" },
        files: [{ found, text: "" }],
        ESLint: EslintClass,
        plugin: stubPlugin,
      },
      { cwd: project.folder, env, stdout: sink, stderr: sink },
    );
    expect(stdout.includes("\u001B[")).toBe(expected);
  });
});
