import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as typescriptParser from "@typescript-eslint/parser";
import { Linter, type ESLint } from "eslint";

export const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));

/** What a line of a fixture promises. */
export interface Mark {
  readonly line: number;
  readonly messageIds: readonly string[];
  /** `fix`: made by itself (the default); `suggests`: offered only; `no fix`: neither. */
  readonly cure: "fix" | "suggests" | "no fix";
  /** `then suggests`: the fix repairs what can be repaired without asking, and the rest is still reported and offered. */
  readonly leaves: boolean;
}

/** One run of a fixture: its project on disk, with the installed versions it names. */
export interface FixtureRun {
  readonly rule: string;
  /** Path below `fixtures/`. */
  readonly name: string;
  /** Installed packages, as written: `pg@8.23.1, pg-pool@3.14.0`. */
  readonly versions: string;
  readonly options: unknown;
  readonly settings: Record<string, unknown>;
  readonly files: readonly FixtureFile[];
}

export interface FixtureFile {
  /** Path below the fixture's folder, for fixtures that are projects. */
  readonly relative: string;
  readonly filename: string;
  readonly source: string;
  readonly marks: readonly Mark[];
  /** What all fixes make of it; `undefined` where there is no such file. */
  readonly fixed: string | undefined;
}

const SOURCE = /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;
const FIXED = /\.fixed\.[cm]?[jt]sx?$/;

/**
 * Fixtures of a rule: single files, and folders (a project each) for what needs several.
 * @param below the folder of `fixtures/` that holds the rule's
 */
export function fixturesOf(rule: string, below = ""): FixtureRun[] {
  const folder = join(FIXTURES, below, rule);
  return readdirSync(folder)
    .filter((name) => !FIXED.test(name) && (SOURCE.test(name) || statSync(join(folder, name)).isDirectory()))
    .flatMap((name) => runsOf(rule, join(folder, name)));
}

function runsOf(rule: string, path: string): FixtureRun[] {
  const isProject = statSync(path).isDirectory();
  const sources = (isProject ? filesBelow(path) : [path]).filter((file) => !FIXED.test(file));
  const header = readHeader(isProject ? readFileSync(join(path, "fixture.txt"), "utf8") : readFileSync(path, "utf8"));
  return header.versions.map((versions) => {
    const root = makeProject(versions);
    const files = sources
      .filter((file) => !file.endsWith("fixture.txt"))
      .map((file): FixtureFile => {
        const source = readFileSync(file, "utf8");
        const filename = join(root, isProject ? relative(path, file) : (header.file ?? `src/service${extname(file)}`));
        mkdirSync(dirname(filename), { recursive: true });
        writeFileSync(filename, source);
        const fixedPath = file.replace(/(\.[cm]?[jt]sx?)$/, ".fixed$1");
        const hasFixed = fixedPath !== file && statSync(fixedPath, { throwIfNoEntry: false }) !== undefined;
        return { relative: relative(path, file), filename, source, marks: readMarks(source), fixed: hasFixed ? readFileSync(fixedPath, "utf8") : undefined };
      });
    const name = relative(FIXTURES, path);
    return { rule, name, versions, options: header.options, settings: header.settings, files: files.filter(({ filename }) => SOURCE.test(filename)) };
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

interface Header {
  readonly versions: readonly string[];
  readonly options: unknown;
  readonly settings: Record<string, unknown>;
  readonly file: string | undefined;
}

/** `// versions: pg@8.23.1 | pg@7.18.2` (a run each), `// options: {…}`, `// settings: {…}`, `// file: api/handler.ts`. */
function readHeader(text: string): Header {
  const value = (key: string): string | undefined => new RegExp(`^(?://\\s*)?${key}:\\s*(.+)$`, "m").exec(text)?.[1]?.trim();
  const options = value("options");
  const settings = value("settings");
  return {
    versions: (value("versions") ?? "none").split("|").map((each) => each.trim()),
    options: options === undefined ? undefined : JSON.parse(options),
    settings: settings === undefined ? {} : (JSON.parse(settings) as Record<string, unknown>),
    file: value("file"),
  };
}

/** A project with installed copies (only their manifests: that is all a linter may look at). */
export function makeProject(versions: string): string {
  const root = mkdtempSync(join(process.env["CONNECTIONS_FIXTURES"] ?? tmpdir(), "fixture-"));
  mkdirSync(join(root, ".git"));
  const dependencies: Record<string, string> = {};
  for (const each of versions === "none" ? [] : versions.split(",")) {
    const [, name, version] = /^\s*(@?[^@\s]+)@(\S+)\s*$/.exec(each) ?? [];
    if (!name || !version) throw new Error(`Not a package@version: ${each}`);
    dependencies[name] = version;
    if (/[\^~>*:]/.test(version)) continue; // a range: listed, not installed
    const folder = join(root, "node_modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version }));
  }
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "service", type: "module", dependencies }));
  return root;
}

function readMarks(source: string): Mark[] {
  return source.split(/\r?\n/).flatMap((text, index): Mark[] => {
    const written = /(?:\/\/|\/\*|\{\/\*)\s*expect (.+?)(?:\s*\*\/\}?)?$/.exec(text)?.[1];
    if (written === undefined) return [];
    const words = written.replace(/\s*\(.*\)$/, "").split(",").map((word) => word.trim());
    const cure = words.includes("no fix") ? "no fix" : words.includes("suggests") ? "suggests" : "fix";
    const messageIds = words.filter((word) => !["no fix", "suggests", "then suggests"].includes(word));
    return [{ line: index + 1, messageIds, cure, leaves: cure !== "fix" || words.includes("then suggests") }];
  });
}

/** Where the fixed twin of a fixture stands. Written by hand or, on request, by the first run; read by a person before it is kept. */
export function fixedPath(run: FixtureRun, file: FixtureFile): string {
  const path = join(FIXTURES, run.name);
  const source = SOURCE.test(run.name) ? path : join(path, file.relative);
  return source.replace(/(\.[cm]?[jt]sx?)$/, ".fixed$1");
}

/**
 * Lints a file of a run with one rule, in the given ESLint, and throws on anything that is not a report of that rule.
 * @param parserOptions further ones, for typed linting
 */
export function lint(run: FixtureRun, file: FixtureFile, plugin: ESLint.Plugin, Engine: typeof Linter = Linter, parserOptions: Linter.ParserOptions = {}): { messages: Linter.LintMessage[]; output: string } {
  const linter = new Engine({ cwd: dirname(file.filename) });
  const isTypeScript = /\.[cm]?tsx?$/.test(file.filename);
  const config: Linter.Config[] = [
    {
      files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"],
      languageOptions: {
        sourceType: file.filename.endsWith(".cjs") ? "commonjs" : "module",
        parserOptions: { ecmaFeatures: { jsx: /x$/.test(file.filename) }, ...parserOptions },
        ...(isTypeScript ? { parser: typescriptParser } : {}),
      },
      linterOptions: { reportUnusedDisableDirectives: "off" },
      plugins: { connections: plugin },
      rules: { [`connections/${run.rule}`]: run.options === undefined ? "error" : ["error", run.options] } as Linter.RulesRecord,
      settings: { connections: run.settings },
    },
  ];
  const messages = linter.verify(file.source, config, { filename: file.filename });
  const odd = messages.find((message) => message.fatal || message.ruleId !== `connections/${run.rule}`);
  if (odd) throw new Error(`${run.name}:${odd.line}: ${odd.message}`);
  return { messages, output: fixAll(file.source, config, file.filename, linter) };
}

/** All fixes to the fixpoint; ESLint stops after ten passes of its own, so a second call must change nothing. */
function fixAll(source: string, config: Linter.Config[], filename: string, linter: Linter): string {
  const first = linter.verifyAndFix(source, config, { filename });
  const odd = first.messages.find((message) => message.fatal);
  if (odd) throw new Error(`The fixed text does not parse (${odd.message}):\n${first.output}`);
  const second = linter.verifyAndFix(first.output, config, { filename });
  if (second.output !== first.output) throw new Error(`Fixing twice changes the text:\n${second.output}`);
  return first.output;
}
