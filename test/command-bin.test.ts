import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, it } from "vitest";

import type { TemporaryProject } from "./command-fixtures/project.js";
import { makeProject } from "./command-fixtures/project.js";

const careless = 'import { Pool } from "pg";\nexport const pool = new Pool({ host: "db" });\n';
/** Built once before all suites. */
const repository = join(import.meta.dirname, "..");
const bin = join(repository, "dist", "src", "command", "bin.js");

function run(project: TemporaryProject, args: readonly string[], { node = [], command = bin }: Partial<Call> = {}) {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  const done = spawnSync(process.execPath, [...node, command, ...args], { cwd: project.folder, env, encoding: "utf8" });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

interface Call {
  readonly node: readonly string[];
  readonly command: string;
}

/** The built package as it is installed: with what it depends on, and of its peers only what the test adds. */
function installPackage(project: TemporaryProject): string {
  const home = project.path("node_modules/eslint-plugin-connections");
  cpSync(join(repository, "dist"), join(home, "dist"), { recursive: true });
  cpSync(join(repository, "package.json"), join(home, "package.json"));
  const { dependencies } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { dependencies: object };
  for (const name of Object.keys(dependencies)) project.install(name, name);
  return join(home, "dist", "src", "command", "bin.js");
}

describe("the built command", () => {
  it("finds, shows, repairs, and is then content", () => {
    // Everything but the number of connections was thought of.
    const options = 'host: "db", connectionTimeoutMillis: 10000, query_timeout: 30000';
    const unbounded = `import { Pool } from "pg";\nexport const pool = new Pool({ ${options} });\npool.on("error", console.error);\n`;
    const project = makeProject({
      "package.json": '{ "dependencies": { "pg": "^8.16.0" } }',
      "src/database.js": unbounded,
    });
    const found = run(project, []);
    expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining("connections/require-max-connections") });
    const dry = run(project, ["--fix-dry-run"]);
    expect(dry.stdout).toContain(`-export const pool = new Pool({ ${options} });`);
    expect(project.read("src/database.js")).toBe(unbounded);
    expect(run(project, ["--fix"]).stderr).toContain("1 of 1 problem repaired in 1 file");
    expect(project.read("src/database.js")).toMatch(/new Pool\(\{ host: "db", max: \d+, connectionTimeoutMillis/);
    const after = run(project, []);
    expect(after).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("1 file, no problems") });
  });

  it("answers 2 with one line", () => {
    const project = makeProject({});
    expect(run(project, ["--preset", "all"])).toEqual({
      code: 2,
      stdout: "",
      stderr: 'error: unknown preset "all": it is one of recommended, essential, strict\n',
    });
  });

  it("loads neither TypeScript nor its parser for a JavaScript project", () => {
    const project = makeProject({
      "src/database.js": careless,
      "record.cjs": `const { writeFileSync } = require("fs");
        process.on("exit", () => writeFileSync("loaded", Object.keys(require.cache).join("\\n")));`,
    });
    const node = ["--require", project.path("record.cjs")];
    expect(run(project, ["src"], { node }).code).toBe(1);
    const loaded = (): string => project.read("loaded");
    expect(loaded()).toMatch(/node_modules\/eslint\//);
    expect(loaded()).not.toMatch(/node_modules\/(typescript|@typescript-eslint)\//);
    project.write("src/database.ts", careless);
    expect(run(project, ["src"], { node }).code).toBe(1);
    expect(loaded()).toMatch(/node_modules\/typescript\//);
  });

  it("bears a reader that goes away", () => {
    const project = makeProject({ "src/database.js": `${careless}//`.padEnd(900_000, "-") });
    const piped = spawnSync("sh", ["-c", `"${process.execPath}" "${bin}" --format json . | head -c 1`], {
      cwd: project.folder,
      encoding: "utf8",
    });
    expect(piped.stdout).toBe("[");
    expect(piped.stderr).not.toContain("EPIPE");
  });
});

describe("where a peer is missing", () => {
  it("names the line that installs ESLint", () => {
    const project = makeProject({ "src/database.js": careless });
    const command = installPackage(project);
    expect(run(project, ["src"], { command })).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: ESLint is missing: npm install --save-dev eslint\n",
    });
    project.write("node_modules/eslint/package.json", '{ "name": "eslint", "version": "8.57.1" }');
    project.write("pnpm-lock.yaml", "");
    expect(run(project, ["src"], { command }).stderr).toBe(
      "error: ESLint 8.57.1 cannot run these rules: pnpm add --save-dev eslint\n",
    );
  });

  it("names the line that installs the parser once there is TypeScript, before anything is written", () => {
    const project = makeProject({ "src/database.js": careless });
    const command = installPackage(project);
    project.install("eslint", "eslint");
    expect(run(project, ["src"], { command }).code).toBe(1);
    project.write("src/worker.ts", careless);
    expect(run(project, ["--fix", "src"], { command })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: TypeScript files need @typescript-eslint/parser: " +
        "npm install --save-dev @typescript-eslint/parser typescript\n",
    });
    expect(project.read("src/database.js")).toBe(careless);
    project.write("eslint.config.mjs", 'export default [{ ignores: ["**/*.ts"] }];');
    expect(run(project, ["src"], { command }).code).toBe(1);
  });
});

describe("npm start", () => {
  it("shows the example's problems and what --fix would change, and is no failure", () => {
    const project = makeProject({});
    const start = join(dirname(bin), "start.js");
    const example = run(project, [], { command: start });
    expect(example.code).toBe(0);
    expect(example.stdout).toMatch(/fixtures\/example-service\/.*\n.*connections\/require-max-connections/s);
    expect(example.stdout).toContain("What --fix would change:\n\n--- a/fixtures/example-service/");
    expect(run(project, ["nowhere"], { command: start })).toMatchObject({
      code: 2,
      stderr: "error: no such file or folder: nowhere\n",
    });
  });
});
