import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { writeWhole } from "../src/command/write-whole.js";
import { lint, makeProject } from "./command-fixtures/project.js";

const unbounded = "export const pool = new Pool();\n";
const bounded = "export const pool = new Pool({ max: 10, wait: 1 });\n";

describe("--fix", () => {
  it("repairs to the end and reports what is left", async () => {
    const project = makeProject({ "src/orders.js": `${unbounded}new Redis();\n` });
    const run = await lint(project, ["--fix"]);
    expect(project.read("src/orders.js")).toBe(`${bounded}new Redis();\n`);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("require-error-listener");
    expect(run.stdout).not.toContain("require-max-connections");
    expect(run.stderr).toContain("1 of 2 problems repaired in 1 file");
    expect((await lint(project, ["--fix"])).stderr).toContain("1 file, 1 problem, none repaired");
  });

  it("keeps the mode, a link, a byte order mark and Windows line ends, and leaves no draft", async () => {
    const project = makeProject({ "real/orders.js": `\uFEFF#!/usr/bin/env node\r\nnew Pool();\r\n` });
    chmodSync(project.path("real/orders.js"), 0o751);
    symlinkSync(project.path("real/orders.js"), project.path("orders.js"));
    expect((await lint(project, ["--fix", "orders.js"])).code).toBe(0);
    expect(project.read("real/orders.js")).toBe("\uFEFF#!/usr/bin/env node\r\nnew Pool({ max: 10, wait: 1 });\r\n");
    expect(statSync(project.path("real/orders.js")).mode & 0o777).toBe(0o751);
    expect(lstatSync(project.path("orders.js")).isSymbolicLink()).toBe(true);
    expect(readdirSync(project.path("real"))).toEqual(["orders.js"]);
  });

  it("does not write fixes that come to no end", async () => {
    const project = makeProject({ "src/orders.js": "new Spinning(1);\n", "src/mail.js": unbounded });
    const run = await lint(project, ["--fix"]);
    expect(run.stderr).toContain(
      "warning: src/orders.js is not fixed: the fixes do not come to an end after 10 rounds\n",
    );
    expect(project.read("src/orders.js")).toBe("new Spinning(1);\n");
    expect(project.read("src/mail.js")).toBe(bounded);
    expect(run.code).toBe(1);
  });

  it("does not write a fix that breaks the file", async () => {
    const project = makeProject({ "src/orders.js": "new Broken();\n" });
    const run = await lint(project, ["--fix"]);
    expect(run.stderr).toMatch(/warning: src\/orders\.js is not fixed: the fixes would break it \(Parsing error/);
    expect(project.read("src/orders.js")).toBe("new Broken();\n");
  });

  it("does not write into a file that is not UTF-8", async () => {
    const latin1 = Buffer.from("// Gr\u00FC\u00DFe\nnew Pool();\n", "latin1");
    const project = makeProject({ "src/orders.js": latin1 });
    const run = await lint(project, ["--fix"]);
    expect(run.stderr).toContain("warning: src/orders.js is not fixed: it is not UTF-8\n");
    expect(await readFile(project.path("src/orders.js"))).toEqual(latin1);
  });
});

describe("writing a file", () => {
  it("leaves alone what has changed since it was read", async () => {
    const project = makeProject({ "orders.js": "new Pool(); // edited\n" });
    await expect(writeWhole(project.path("orders.js"), Buffer.from("new Pool();\n"), bounded)).rejects.toThrow(
      "it was changed while it was linted",
    );
    expect(project.read("orders.js")).toBe("new Pool(); // edited\n");
    expect(readdirSync(project.folder)).toEqual(["orders.js"]);
  });

  it("leaves the file whole where the draft cannot be written", async () => {
    const project = makeProject({ "orders.js": unbounded });
    await writeFile(project.path(`.orders.js.${process.pid}.tmp`), "in the way");
    await expect(writeWhole(project.path("orders.js"), Buffer.from(unbounded), bounded)).rejects.toThrow("EEXIST");
    expect(project.read("orders.js")).toBe(unbounded);
  });
});

describe("showing fixes", () => {
  it("--fix-dry-run prints a diff that git applies, and the problems that stay on stderr", async () => {
    const project = makeProject({
      "src/orders.js": `// orders\n${unbounded}new Redis();\n`,
      "src/mail room/mail.js": "new Pool()",
    });
    const run = await lint(project, ["--fix-dry-run"]);
    expect(run.code).toBe(1);
    expect(project.read("src/orders.js")).toContain("new Pool();");
    expect(run.stdout).toBe(
      [
        "--- a/src/mail room/mail.js",
        "+++ b/src/mail room/mail.js",
        "@@ -1,1 +1,1 @@",
        "-new Pool()",
        "\\ No newline at end of file",
        "+new Pool({ max: 10, wait: 1 })",
        "\\ No newline at end of file",
        "--- a/src/orders.js",
        "+++ b/src/orders.js",
        "@@ -1,3 +1,3 @@",
        " // orders",
        "-export const pool = new Pool();",
        "+export const pool = new Pool({ max: 10, wait: 1 });",
        " new Redis();",
        "",
      ].join("\n"),
    );
    expect(run.stderr).toContain("require-error-listener");
    expect(run.stderr).toContain("--fix would repair 2 of 3 problems in 2 files, nothing was written");
    execFileSync("git", ["apply", "-"], { cwd: project.folder, input: run.stdout });
    expect(project.read("src/orders.js")).toBe(`// orders\n${bounded}new Redis();\n`);
    expect(project.read("src/mail room/mail.js")).toBe("new Pool({ max: 10, wait: 1 })");
  });

  it("--fix-dry-run answers 0 where --fix would leave nothing", async () => {
    const project = makeProject({ "src/orders.js": unbounded });
    expect((await lint(project, ["--fix-dry-run"])).code).toBe(0);
  });

  it("says so where nothing can be repaired", async () => {
    const project = makeProject({ "src/orders.js": "new Redis();\n" });
    const run = await lint(project, ["--fix-dry-run"]);
    expect(run).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("--fix would repair none") });
  });

  it("--show-fixes prints the problems, then the diff", async () => {
    const project = makeProject({ "src/orders.js": unbounded });
    const run = await lint(project, ["--show-fixes"]);
    expect(run.code).toBe(1);
    expect(project.read("src/orders.js")).toBe(unbounded);
    const [problems, diff] = run.stdout.split("What --fix would change:");
    expect(problems).toContain("connections/require-max-connections");
    expect(diff).toContain("+export const pool = new Pool({ max: 10, wait: 1 });\n");
  });

  it("json carries the new text in ESLint's own place, markdown the diff", async () => {
    const project = makeProject({ "src/orders.js": unbounded });
    const json = await lint(project, ["--fix-dry-run", "--format", "json"]);
    expect(JSON.parse(json.stdout)).toMatchObject([{ errorCount: 0, output: bounded }]);
    const markdown = await lint(project, ["--show-fixes", "--format", "markdown"]);
    expect(markdown.stdout).toContain("```diff\n--- a/src/orders.js");
  });
});
