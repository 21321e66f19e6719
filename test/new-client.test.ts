import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Project } from "ts-morph";
import { afterAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const into = mkdtempSync(join(tmpdir(), "new-client-"));
afterAll(() => rmSync(into, { recursive: true, force: true }));

function draft(name: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(ROOT, "tools/new-client/new-client.mjs"), name, "--into", into], { encoding: "utf8" });
}

const PATHS = { entry: "src/catalogue/tarn.ts", probe: "lab/probes/facts/tarn.mjs", fixture: "fixtures/require-max-connections/tarn.ts" };
const read = (path: string): string => readFileSync(join(into, path), "utf8");

describe("drafting a client", () => {
  test("finds what makes it and what bounds it in the types of the package", () => {
    const { status, stdout, stderr } = draft("tarn-3");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    for (const path of Object.values(PATHS)) expect(stdout).toContain(`drafted ${path}`);
    expect(stdout).toContain('import { tarn } from "./tarn.js";');
    const entry = read(PATHS.entry);
    expect(entry).toContain('packages: ["tarn"]');
    expect(entry).toContain('makers: [{ path: "Pool", by: "new", options: [0] }]');
    expect(entry).toContain('options: ["max"]');
    expect(entry).toContain('options: ["acquireTimeoutMillis"]');
    expect(read(PATHS.fixture)).toMatch(/^\/\/ versions: tarn@3\.\d+\.\d+\n/);
    for (const path of Object.values(PATHS)) expect(read(path)).toContain("to be confirmed");
  }, 60_000);

  test("gives an entry that type-checks and claims nothing", () => {
    const project = new Project({ tsConfigFilePath: join(ROOT, "tsconfig.json"), skipAddingFilesFromTsConfig: true });
    const file = project.createSourceFile(join(ROOT, PATHS.entry), read(PATHS.entry));
    expect(file.getPreEmitDiagnostics().map((each) => each.getMessageText())).toEqual([]);
    expect(read(PATHS.entry)).not.toMatch(/^\s*(?:absent|values): \[(?!\])/m);
  }, 60_000);

  test("gives a probe that is one module of the others' kind", () => {
    const probe = join(into, PATHS.probe);
    expect(spawnSync(process.execPath, ["--check", probe], { encoding: "utf8" }).stderr).toBe("");
    expect(read(PATHS.probe)).toContain("export const probes = limitProbes({");
  });

  test("writes over nothing", () => {
    writeFileSync(join(into, PATHS.entry), "mine");
    const { status, stderr } = draft("tarn-3");
    expect(status).toBe(1);
    expect(stderr).toContain("Nothing is written: src/catalogue/tarn.ts, lab/probes/facts/tarn.mjs, fixtures/require-max-connections/tarn.ts is there already.");
    expect(read(PATHS.entry)).toBe("mine");
  }, 60_000);

  test.each([
    ["pg", 1, "pg has an entry already"],
    ["no-such-client", 2, "no-such-client is not installed. Run: npm install --prefix lab/probes no-such-client"],
    ["semver", 2, "show no class or function whose options look like limits or timeouts"],
  ])("refuses %s", (name, code, text) => {
    const { status, stderr } = draft(name);
    expect(stderr).toContain(text);
    expect(status).toBe(code);
  }, 60_000);
});
