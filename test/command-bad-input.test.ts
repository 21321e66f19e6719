import { chmodSync, symlinkSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { lint, makeProject } from "./command-fixtures/project.js";

const unbounded = "export const pool = new Pool();\n";

/** Runs as a user whom file modes hold back: for root every file is readable. */
async function asOrdinaryUser<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  if (process.getuid?.() !== 0) return run();
  process.seteuid?.(65534);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

describe("input that is not there or no source", () => {
  it("names every path that does not exist, lints the others and answers 2", async () => {
    const project = makeProject({ "src/orders.js": unbounded });
    const run = await lint(project, ["src", "srv", "lib/**/*.ts"]);
    expect(run.code).toBe(2);
    expect(run.stdout).toContain("connections/require-max-connections");
    expect(run.stderr).toContain("error: no such file or folder: srv\n");
    expect(run.stderr).toContain(
      "no such file or folder: lib/**/*.ts (patterns are not expanded: name folders and files)\n",
    );
  });

  it("says that there is nothing to lint", async () => {
    const project = makeProject({ "docs/README.md": "# Orders\n" });
    expect(await lint(project, ["docs"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: nothing to lint: no JavaScript or TypeScript file in docs\n",
    });
    const named = await lint(project, ["docs/README.md"]);
    expect(named.code).toBe(2);
  });

  it("leaves out binary files and goes on", async () => {
    const project = makeProject({
      "src/orders.js": unbounded,
      "src/intro.ts": Buffer.from([0x47, 0x40, 0x00, 0x10, 0x00, 0x00, 0xb0]),
    });
    const run = await lint(project);
    expect(run.stderr).toContain("warning: src/intro.ts is left out: it is a binary file\n");
    expect(run.stderr).toContain("1 file, 1 problem ");
  });

  it("takes an empty file for a clean one", async () => {
    const project = makeProject({ "src/orders.js": "", "src/orders.ts": "" });
    expect(await lint(project)).toMatchObject({ code: 0, stderr: expect.stringContaining("2 files, no problems") });
  });

  it("leaves out a generated file of 2 MB unless it is named", async () => {
    const project = makeProject({
      "src/orders.js": unbounded,
      "src/schema.js": `new Pool();\n${"describe('column', 'integer');\n".repeat(66_700)}`,
    });
    const run = await lint(project);
    expect(run.stderr).toContain(
      "warning: src/schema.js is left out: 2.1 MB look generated (name the file to lint it)\n",
    );
    expect(run.stderr).toContain("1 file, 1 problem ");
    expect((await lint(project, ["src/schema.js"])).stderr).toContain("1 file, 1 problem ");
  });
});

describe("input that cannot be read", () => {
  it("counts an unreadable file and an unreadable folder as problems, and lints the others", async () => {
    const project = makeProject({
      "src/orders.js": unbounded,
      "src/secret.js": unbounded,
      "src/private/mail.js": unbounded,
    });
    chmodSync(project.folder, 0o755);
    chmodSync(project.path("src/secret.js"), 0);
    chmodSync(project.path("src/private"), 0);
    const run = await asOrdinaryUser(() => lint(project));
    chmodSync(project.path("src/private"), 0o755);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/src\/private\n.*Cannot be read: permission denied/);
    expect(run.stdout).toMatch(/src\/secret\.js\n.*Cannot read this file: permission denied/);
    expect(run.stdout).toContain("connections/require-max-connections");
  });

  it("answers 2 where nothing else is left", async () => {
    const project = makeProject({});
    symlinkSync(project.path("src.js"), project.path("src.js"));
    const run = await lint(project, ["src.js"]);
    expect(run.code).toBe(2);
    expect(run.stdout).toContain("a symbolic link that points at itself");
  });
});

describe("input that is wrong", () => {
  it("reports a syntax error as a problem of its file and lints the others", async () => {
    const project = makeProject({
      "src/orders.js": unbounded,
      "src/broken.js": "export const pool = new Pool(;\n",
      "src/broken.ts": "export const pool: = new Pool();\n",
    });
    const run = await lint(project, ["--fix"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/src\/broken\.js\n\s+1:\d+\s+error\s+Parsing error: Unexpected token/);
    expect(run.stdout).toMatch(/src\/broken\.ts\n\s+1:\d+\s+error\s+Parsing error: /);
    expect(project.read("src/orders.js")).toContain("max: 10");
    expect(project.read("src/broken.js")).toBe("export const pool = new Pool(;\n");
  });

  it("answers 1 for a syntax error alone", async () => {
    const project = makeProject({ "src/broken.js": "new Pool(;\n" });
    expect((await lint(project)).code).toBe(1);
  });

  it("names a package.json that is not JSON, once", async () => {
    const project = makeProject({
      "package.json": '{ "name": "orders", }',
      "src/orders.js": unbounded,
      "src/jobs/mail.js": unbounded,
    });
    const run = await lint(project);
    expect(run.code).toBe(1);
    expect(run.stderr.match(/^warning: .*$/gm)).toEqual([
      expect.stringMatching(/^warning: package\.json is not valid JSON \(.+\): the versions it names are unknown$/),
    ]);
  });

  it("counts a rule that fails as a problem of its file, in one line", async () => {
    const project = makeProject({ "src/orders.js": unbounded, "src/strange.js": "new Crash();\n" });
    const run = await lint(project);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/src\/strange\.js\n.*Cannot judge this file: the rule met what it does not know/);
    expect(run.stdout).not.toContain("says more below");
    expect(run.stdout).toContain("connections/require-max-connections");
  });
});
