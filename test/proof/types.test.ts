import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import plugin from "../../src/index.js";
import { fixturesOf, lint, type FixtureRun } from "../fixture-harness.js";

const PROBES = fileURLToPath(new URL("../../lab/probes/node_modules/", import.meta.url));
const ROOT_MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));

/** Where each `package@version` is installed among the probes' packages, which stand side by side under other names. */
function installed(): Map<string, string> {
  const found = new Map<string, string>();
  const names = readdirSync(PROBES).flatMap((name) => (name.startsWith("@") ? readdirSync(join(PROBES, name)).map((inner) => `${name}/${inner}`) : [name]));
  for (const name of names) {
    const manifest = join(PROBES, name, "package.json");
    if (!existsSync(manifest)) continue;
    const { name: real, version } = JSON.parse(readFileSync(manifest, "utf8")) as { name?: string; version?: string };
    if (real !== undefined && version !== undefined) found.set(`${real}@${version}`, join(PROBES, name));
  }
  return found;
}

const packages = installed();

/** Type errors of a text in a project with the run's real packages. Several lines on the same error count once. */
function errorsIn(run: FixtureRun, source: string, filename: string): string[] {
  const root = mkdtempSync(join(tmpdir(), "connections-types-"));
  link(join(ROOT_MODULES, "@types/node"), join(root, "node_modules/@types/node"));
  for (const each of run.versions.split(",").map((text) => text.trim())) {
    const path = packages.get(each);
    if (path === undefined) continue;
    const name = each.slice(0, each.lastIndexOf("@"));
    link(path, join(root, "node_modules", name));
    const types = join(PROBES, "@types", name.replace(/^@/, "").replace("/", "__"));
    if (existsSync(types)) link(types, join(root, "node_modules/@types", basename(types)));
  }
  const path = join(root, basename(filename));
  writeFileSync(path, source);
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    allowJs: true,
    checkJs: false,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    esModuleInterop: true,
    jsx: ts.JsxEmit.Preserve,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    preserveSymlinks: false,
  };
  const program = ts.createProgram([path], options);
  const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
  return diagnostics.map(({ code, messageText }) => `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 300)}`);
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (!existsSync(to)) symlinkSync(from, to);
}

/** With `CONNECTIONS_SMOKE=1` only the first set of versions of each fixture. */
function chosen(runs: readonly FixtureRun[]): FixtureRun[] {
  const seen = new Set<string>();
  return runs.filter(({ name }) => process.env["CONNECTIONS_SMOKE"] !== "1" || (!seen.has(name) && seen.add(name)));
}

const isTypeScript = (filename: string): boolean => /\.[cm]?tsx?$/.test(filename);

test("a wrong fix would be noticed", () => {
  const version = [...packages.keys()].find((name) => name.startsWith("pg@8"));
  const run: FixtureRun = { rule: "require-max-connections", name: "control", versions: version ?? "", options: undefined, settings: {}, files: [] };
  const text = (value: string): string => `import { Pool } from "pg";\nexport const pool = new Pool({ max: ${value} });\n`;
  expect(errorsIn(run, text("10"), "service.ts")).toEqual([]);
  expect(errorsIn(run, text('"ten"'), "service.ts").join()).toContain("TS2322");
});

/** The TypeScript fixtures of a rule that fixes change; a rule whose cures are all suggestions has none. */
function repaired(rule: string) {
  const runs = chosen(fixturesOf(rule)).flatMap((run) => run.files.map((file) => ({ run, file })));
  return runs.filter(({ file }) => isTypeScript(file.filename) && file.fixed !== undefined);
}

const rulesWithFixes = Object.keys(plugin.rules).filter((rule) => repaired(rule).length > 0);

describe.each(rulesWithFixes)("fixes of %s type-check against the real packages", (rule) => {
  const checked = repaired(rule);
  test.each(checked.map((each) => [`${each.run.name} with ${each.run.versions}`, each] as const))("%s", (_name, { run, file }) => {
    const before = errorsIn(run, file.source, file.filename);
    const after = errorsIn(run, lint(run, file, plugin).output, file.filename);
    // A fixture may hold what the types forbid (that is often the mistake); a fix may not add anything to it.
    expect(after.filter((error) => !before.includes(error))).toEqual([]);
  });
});
