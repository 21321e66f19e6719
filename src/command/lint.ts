import { dirname, relative } from "node:path";

import type { ESLint, Linter } from "eslint";

import type { LintArguments } from "./arguments.js";
import { readLintArguments } from "./arguments.js";
import { findBrokenPackages } from "./broken-packages.js";
import { CannotRun } from "./cannot-run.js";
import { countAgain, isUnlinted, openEngines, ownPrefix, reportUnlinted } from "./engines.js";
import type { FoundFiles } from "./find-files.js";
import { findFiles, isTypeScript } from "./find-files.js";
import { helpText } from "./help.js";
import type { LintedFile } from "./lint-files.js";
import { lintFiles } from "./lint-files.js";
import type { LoadedEslint } from "./load-from-project.js";
import { loadEslint, loadTypeScriptParser } from "./load-from-project.js";
import { readOwnPackage } from "./own-package.js";
import { startProgress } from "./progress.js";
import { openProjectConfigs } from "./project-config.js";
import { writeReport } from "./report.js";
import { readRuleEntries } from "./rule-entries.js";
import type { Surroundings } from "./streams.js";
import { describeRun } from "./summary.js";

/**
 * Lints what the arguments name and writes the report.
 *
 * @param loadPlugin answers the plugin object; loaded late, because arguments that are wrong need no plugin
 * @returns 0 clean, 1 problems, 2 where nothing could be linted, an input is missing or settings are refused
 * @throws CannotRun with one line for what makes the whole run impossible
 */
export async function runLint(
  args: readonly string[],
  surroundings: Surroundings,
  loadPlugin: () => Promise<ESLint.Plugin> = importPlugin,
): Promise<number> {
  const startedAt = performance.now();
  const request = readLintArguments(args);
  if (request.asks !== "lint") {
    surroundings.stdout.write(request.asks === "help" ? helpText : `${readOwnPackage().version}\n`);
    return 0;
  }
  const [plugin, found] = await Promise.all([loadPlugin(), findFiles(request.paths, surroundings.cwd)]);
  const ruleIds = Object.keys(plugin.rules ?? {}).map((name) => `${ownPrefix}${name}`);
  const rules = readRuleEntries(request.rules, ruleIds);

  const notices = readInputNotices(found);
  const outcome = await lintFound({ request, plugin, found, rules, notices, surroundings });
  for (const [path, reason] of await findBrokenPackages(found.files.map(({ path: file }) => file))) {
    notices.push(
      `warning: ${relative(surroundings.cwd, path)} is not valid JSON (${reason}): the versions it names are unknown`,
    );
  }
  for (const notice of notices) surroundings.stderr.write(`${notice}\n`);

  const linted = request.quiet ? outcome.linted.map(withoutWarnings) : outcome.linted;
  const mayBeEmpty = found.files.length > 0 && found.files.every(({ isNamed }) => isNamed);
  if (linted.length === 0 && notices.some((notice) => notice.startsWith("error:"))) return 2;
  if (linted.length === 0 && !(mayBeEmpty && outcome.ignored === found.files.length)) {
    throw new CannotRun(describeNothing(request, outcome.ignored));
  }
  await writeReport({ args: request, files: linted, plugin, ESLint: outcome.eslint.ESLint }, surroundings);
  const figures = readFigures(linted, request, performance.now() - startedAt);
  surroundings.stderr.write(describeRun(figures, request.fixes));
  if (notices.some((notice) => notice.startsWith("error:"))) return 2;
  return readExitCode(linted, request, surroundings);
}

async function importPlugin(): Promise<ESLint.Plugin> {
  return (await import("../index.js")).default as ESLint.Plugin;
}

interface FoundToLint {
  readonly request: LintArguments;
  readonly plugin: ESLint.Plugin;
  readonly found: FoundFiles;
  readonly rules: Linter.RulesRecord;
  /** Gets one line for each thing the user has to know. */
  readonly notices: string[];
  readonly surroundings: Surroundings;
}

async function lintFound(all: FoundToLint): Promise<{ linted: LintedFile[]; ignored: number; eslint: LoadedEslint }> {
  const { request, plugin, found, rules, notices, surroundings } = all;
  const { cwd, stderr } = surroundings;
  const folders = [...found.files.slice(0, 1).map(({ path }) => dirname(path)), cwd];
  const eslint = loadEslint(folders);
  const warn = (line: string): unknown => notices.push(`warning: ${line}`);
  const readProject = request.configLookup
    ? openProjectConfigs(eslint.ESLint, cwd, warn)
    : async () => ({ folder: undefined, isIgnored: false, settings: undefined });
  let parser: Linter.Parser | undefined;
  const openEngine = openEngines({
    ESLint: eslint.ESLint,
    plugin,
    preset: request.preset,
    rules,
    loadTypeScriptParser: () => (parser ??= loadTypeScriptParser(folders, eslint.version)),
  });
  const use = { folder: cwd, settings: undefined, fixes: false };
  if (request.rules.length > 0) await tryRules(openEngine({ ...use, language: "module" }));
  // Before anything is linted or written: a missing parser ends the run.
  for (const { path } of found.files.filter((file) => isTypeScript(file.path))) {
    if ((await readProject(path)).isIgnored) continue;
    openEngine({ ...use, language: "typescript" });
    break;
  }

  const { readSettings } = await import("../settings.js");
  const checkSettings = (settings: unknown): unknown => readSettings({ connections: settings });
  const progress = startProgress(stderr, found.files.length);
  const fixes = request.fixes === "ignored" || request.fixes === "written" ? request.fixes : "computed";
  const refuse = (line: string): unknown => notices.push(`error: ${line}`);
  try {
    const run = { cwd, fixes, readProject, openEngine, checkSettings, warn, refuse } as const;
    const { linted, ignored } = await lintFiles(found.files, run, progress.step);
    const unread = [...found.unreadable].map(([path, reason]) => ({
      found: reportUnlinted(path, `Cannot be read: ${reason}.`),
      text: "",
    }));
    return { linted: [...linted, ...unread], ignored, eslint };
  } finally {
    progress.end();
  }
}

function readInputNotices({ missing, foreign }: FoundFiles): string[] {
  return [
    ...missing.map((path) => {
      const advice = /[*?{[]/.test(path) ? " (patterns are not expanded: name folders and files)" : "";
      return `error: no such file or folder: ${path}${advice}`;
    }),
    ...foreign.map((path) => `warning: ${path} is left out: it is no JavaScript or TypeScript file`),
  ];
}

/** ESLint checks options when it first needs the configuration; its answer has several lines. */
async function tryRules(engine: ESLint): Promise<void> {
  try {
    await engine.calculateConfigForFile("any-file.js");
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CannotRun(`--rule is refused: ${text.replaceAll(/\s+/g, " ").trim()}`);
  }
}

function describeNothing({ paths }: LintArguments, ignored: number): string {
  const where = paths.join(", ");
  if (ignored === 0) return `nothing to lint: no JavaScript or TypeScript file in ${where}`;
  const files = ignored === 1 ? "the only file" : `all ${ignored} files`;
  return `nothing to lint: the project's eslint.config ignores ${files} in ${where} (--no-config-lookup reads none)`;
}

function withoutWarnings({ found, text, fixed }: LintedFile): LintedFile {
  const keep = (result: ESLint.LintResult): ESLint.LintResult =>
    countAgain({ ...result, messages: result.messages.filter(({ severity }) => severity === 2) });
  return { found: keep(found), text, ...(fixed && { fixed: { ...fixed, result: keep(fixed.result) } }) };
}

function readFigures(linted: readonly LintedFile[], { fixes }: LintArguments, milliseconds: number) {
  const before = linted.flatMap(({ found }) => found.messages);
  const after = linted.flatMap(({ found, fixed }) => (fixed?.result ?? found).messages);
  return {
    files: linted.length,
    problems: before.length,
    fixable: before.filter(({ fix }) => fix).length,
    left: fixes === "ignored" ? before.length : after.length,
    changed: linted.filter(({ fixed }) => fixed).length,
    milliseconds,
  };
}

function readExitCode(linted: readonly LintedFile[], request: LintArguments, { stderr }: Surroundings): number {
  if (linted.length > 0 && linted.every(({ found }) => isUnlinted(found))) return 2;
  const isFixed = request.fixes === "written" || request.fixes === "diffed";
  const results = linted.map(({ found, fixed }) => (isFixed && fixed ? fixed.result : found));
  if (results.some(({ errorCount }) => errorCount > 0)) return 1;
  const warnings = results.reduce((sum, { warningCount }) => sum + warningCount, 0);
  if (request.maxWarnings === undefined || warnings <= request.maxWarnings) return 0;
  stderr.write(`error: ${warnings} warnings, --max-warnings allows ${request.maxWarnings}\n`);
  return 1;
}
