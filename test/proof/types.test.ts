import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import semver from "semver";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import plugin from "../../src/index.js";
import { fixturesOf, lint, type FixtureRun } from "../fixture-harness.js";

const PROBES = fileURLToPath(new URL("../../lab/probes/node_modules/", import.meta.url));
const ROOT_MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));

/** Where each `package@version` is installed among the probes' packages, which stand side by side under other names. */
function installed(folder = PROBES, found = new Map<string, string>()): Map<string, string> {
  const names = readdirSync(folder).flatMap((name) => (name.startsWith("@") ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name]));
  for (const name of names) {
    const manifest = join(folder, name, "package.json");
    if (!existsSync(manifest)) continue;
    const { name: real, version } = JSON.parse(readFileSync(manifest, "utf8")) as { name?: string; version?: string };
    const key = `${real ?? ""}@${version ?? ""}`;
    if (real !== undefined && version !== undefined && !found.has(key)) found.set(key, join(folder, name));
    // What a package brings along in a version of its own: @redis/client of each redis.
    const own = join(folder, name, "node_modules");
    if (folder === PROBES && existsSync(own)) installed(own, found);
  }
  return found;
}

const packages = installed();

const nameOf = (each: string): string => each.slice(0, each.lastIndexOf("@"));
const versionOf = (each: string): string => each.slice(each.lastIndexOf("@") + 1);

/**
 * The package of a run, or the one nearest to it: fixtures also name versions that no probe runs, ranges and workspaces. Of the
 * same major where that is known.
 */
function packageFor(each: string): string | undefined {
  const exact = packages.get(each);
  if (exact !== undefined) return exact;
  const least = semver.validRange(versionOf(each)) === null ? null : semver.minVersion(versionOf(each));
  const near = [...packages.keys()].filter((key) => {
    return nameOf(key) === nameOf(each) && semver.valid(versionOf(key)) !== null && (!least || least.version === "0.0.0" || semver.major(versionOf(key)) === least.major);
  });
  const nearest = near.toSorted((a, b) => semver.compare(versionOf(a), versionOf(b))).at(-1);
  return nearest === undefined ? undefined : packages.get(nearest);
}

const packagesOf = (run: FixtureRun): string[] => (run.versions === "none" ? [] : run.versions.split(",").map((text) => text.trim()));

const OPTIONS: ts.CompilerOptions = {
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
  preserveSymlinks: false,
};

/** Type errors of a text in a project with the run's real packages. */
function errorsIn(run: FixtureRun, source: string, filename: string): string[] {
  const root = mkdtempSync(join(tmpdir(), "connections-types-"));
  link(join(ROOT_MODULES, "@types/node"), join(root, "node_modules/@types/node"));
  const named = new Map<string, string>();
  for (const each of packagesOf(run)) {
    const path = packageFor(each);
    if (path === undefined) continue;
    const name = nameOf(each);
    named.set(name, (JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as { version: string }).version);
    link(path, join(root, "node_modules", name));
    const types = join(PROBES, "@types", name.replace(/^@/, "").replace("/", "__"));
    if (existsSync(types)) link(types, join(root, "node_modules/@types", basename(types)));
  }
  declareConstants(run, root);
  const path = join(root, basename(filename));
  writeFileSync(path, source);
  const options = { ...OPTIONS, typeRoots: [join(root, "node_modules/@types")] };
  const host = ts.createCompilerHost(options);
  // As in an installation: what the run names is there once, for packages that import each other as well, unless they want
  // another version.
  host.resolveModuleNameLiterals = (literals, from, redirected, given, file) =>
    literals.map((literal) => {
      const resolve = (place: string) => ts.resolveModuleName(literal.text, place, given, host, undefined, redirected, ts.getModeForUsageLocation(file, literal, given));
      const [scope = "", inner] = literal.text.split("/");
      const name = scope.startsWith("@") ? `${scope}/${inner ?? ""}` : scope;
      const version = named.get(name);
      return resolve(version !== undefined && semver.satisfies(version, rangeIn(from, name)) ? path : from);
    });
  const program = ts.createProgram([path], options, host);
  const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
  return diagnostics.map(({ code, messageText }) => `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 300)}`);
}

/** The versions of a package that the one a file belongs to wants; any where it does not say. */
function rangeIn(file: string, name: string): string {
  const manifest = ts.findConfigFile(dirname(file), ts.sys.fileExists, "package.json");
  if (manifest === undefined) return "*";
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, Record<string, string>>;
  return dependencies[name] ?? peerDependencies[name] ?? "*";
}

/** The modules that the settings of a run take their numbers from, as their owner would have written them. */
function declareConstants(run: FixtureRun, root: string): void {
  const values = Object.values((run.settings["values"] ?? {}) as Record<string, unknown>);
  for (const value of values as (number | { import: string; from: string })[]) {
    if (typeof value === "number" || value.from.startsWith(".")) continue;
    const folder = join(root, "node_modules", value.from);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: value.from, version: "1.0.0", type: "module", types: "index.d.ts" }));
    appendFileSync(join(folder, "index.d.ts"), `export declare const ${value.import}: number;\n`);
  }
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

test("what the fixes are about is installed", () => {
  const absent = rulesWithFixes.flatMap((rule) => repaired(rule).flatMap(({ run }) => packagesOf(run).filter((each) => packageFor(each) === undefined).map(nameOf)));
  // Frameworks and a logger, of which no fix writes anything; clients of AWS, whose options are those of the one that is there;
  // and what is generated for each database.
  expect([...new Set(absent)].toSorted()).toEqual(["@aws-sdk/client-bedrock", "@aws-sdk/client-bedrock-runtime", "@aws-sdk/client-kinesis", "@aws-sdk/client-polly", "@aws-sdk/client-s3", "@aws-sdk/client-sns", "@aws-sdk/client-sts", "@prisma/client", "express", "next", "pino"]);
});

describe.each(rulesWithFixes)("fixes of %s type-check against the real packages", (rule) => {
  const checked = repaired(rule);
  test.each(checked.map((each) => [`${each.run.name} with ${each.run.versions}`, each] as const))("%s", (_name, { run, file }) => {
    const before = errorsIn(run, file.source, file.filename);
    const after = errorsIn(run, lint(run, file, plugin).output, file.filename);
    // A fixture may hold what the types forbid (that is often the mistake); a fix may not add anything to it.
    expect(after.filter((error) => !before.includes(error))).toEqual([]);
  });
});
