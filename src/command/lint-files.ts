import { readFile, stat } from "node:fs/promises";
import { isAbsolute, parse, relative } from "node:path";

import type { ESLint, Linter } from "eslint";

import { CannotRun, readFileFailure, readFirstLine } from "./cannot-run.js";
import type { EngineUse } from "./engines.js";
import { countAgain, isSyntaxError, keepOwn, reportUnlinted } from "./engines.js";
import type { SourceFile } from "./find-files.js";
import { isTypeScript } from "./find-files.js";
import type { ProjectSays } from "./project-config.js";
import { writeWhole } from "./write-whole.js";

/** One linted file. */
export interface LintedFile {
  /** What the rules say about the file as it was. */
  readonly found: ESLint.LintResult;
  /** The text that `found` is about, without a byte order mark, which positions do not count; "" without findings. */
  readonly text: string;
  /** Where fixes were asked for and changed the text; `result` is what the rules say about the new text. */
  readonly fixed?: { readonly text: string; readonly result: ESLint.LintResult };
}

/** What became of all files. */
export interface LintOutcome {
  readonly linted: readonly LintedFile[];
  /** How many files the project's own configuration leaves out. */
  readonly ignored: number;
}

/** How a run of the linter goes about it. */
export interface LintRun {
  readonly cwd: string;
  /** Whether fixes are worked out, and whether they reach the disk. */
  readonly fixes: "ignored" | "computed" | "written";
  readonly readProject: (file: string) => Promise<ProjectSays>;
  readonly openEngine: (use: EngineUse) => ESLint;
  /** Receives one line for what the user has to know and no result can carry. */
  readonly warn: (line: string) => void;
  /** Throws an Error with one line for `settings.connections` that the rules would refuse. */
  readonly checkSettings: (settings: unknown) => void;
  /** Receives that line, once: what the settings apply to stays unlinted. */
  readonly refuse: (line: string) => void;
}

/** Above this many bytes a file in a folder counts as generated and is left out; a named one is linted. */
const generatedBytes = 1_000_000;

/** ESLint makes up to 10 passes a call; more than 10 calls means that fixes undo each other. */
const maxFixRounds = 10;

/**
 * Lints one file after the other, so that a file that cannot be read, parsed or judged costs only itself.
 *
 * @param onFile is told each file before its turn
 */
export async function lintFiles(
  files: readonly SourceFile[],
  run: LintRun,
  onFile: (shown: string) => void,
): Promise<LintOutcome> {
  const linted: LintedFile[] = [];
  let ignored = 0;
  const isUsable = openSettingsCheck(run);
  for (const file of files) {
    const shown = relative(run.cwd, file.path);
    onFile(shown);
    const project = await run.readProject(file.path);
    if (project.isIgnored) {
      ignored += 1;
      if (file.isNamed) run.warn(`${shown} is ignored by the project's eslint.config (--no-config-lookup lints it)`);
    } else if (isUsable(project)) {
      const result = await lintFile(file, shown, project, run);
      if (result !== undefined) linted.push(result);
    }
  }
  return { linted, ignored };
}

/** Checks settings before the rules meet them, each once, because a rule could only fail, file by file. */
function openSettingsCheck(run: LintRun): (project: ProjectSays) => boolean {
  const answers = new Map<string, boolean>();
  return ({ folder, settings }) => {
    const key = JSON.stringify([folder, settings]);
    if (!answers.has(key)) {
      try {
        run.checkSettings(settings);
        answers.set(key, true);
      } catch (thrown) {
        const place = folder === undefined ? "" : relative(run.cwd, folder);
        run.refuse(`${readFirstLine(thrown)}${place === "" ? "" : ` (eslint.config of ${place})`}`);
        answers.set(key, false);
      }
    }
    return answers.get(key) === true;
  };
}

async function lintFile(
  file: SourceFile,
  shown: string,
  project: ProjectSays,
  run: LintRun,
): Promise<LintedFile | undefined> {
  const { path } = file;
  const bytes = await readSource(file, shown, run.warn);
  if (bytes === undefined) return undefined;
  if (typeof bytes === "string") return { found: reportUnlinted(path, bytes), text: "" };

  const text = bytes.toString("utf8");
  const use: EngineUse = {
    folder: findBaseFolder(path, project, run.cwd),
    settings: project.settings,
    language: isTypeScript(path) ? "typescript" : "module",
    fixes: false,
  };
  const { found, language } = await lintText(text, path, use, run);
  const plain: LintedFile = { found, text: found.messages.length > 0 ? text.replace(/^\uFEFF/, "") : "" };
  if (run.fixes === "ignored" || !found.messages.some(({ fix }) => fix)) return plain;

  // A file in another encoding does not survive the way through UTF-8.
  const isUtf8 = Buffer.from(text).equals(bytes);
  const fixed = isUtf8 ? await fixText(text, path, { ...use, language, fixes: true }, run) : "it is not UTF-8";
  if (typeof fixed === "string") {
    run.warn(`${shown} is not fixed: ${fixed}`);
    return plain;
  }
  if (run.fixes === "written") {
    try {
      await writeWhole(path, bytes, fixed.text);
    } catch (thrown) {
      const unwritten = reportUnlinted(path, `Cannot write the fixes into this file: ${readFileFailure(thrown)}.`);
      return { ...plain, found: countAgain({ ...found, messages: [...unwritten.messages, ...found.messages] }) };
    }
  }
  return { ...plain, fixed };
}

/** The bytes of a file; a sentence where it cannot be read; undefined where it is left out, which the user is told. */
async function readSource(
  { path, isNamed }: SourceFile,
  shown: string,
  warn: LintRun["warn"],
): Promise<Buffer | string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > generatedBytes && !isNamed) {
      warn(`${shown} is left out: ${(size / 1e6).toFixed(1)} MB look generated (name the file to lint it)`);
      return undefined;
    }
    const bytes = await readFile(path);
    if (!bytes.includes(0)) return bytes;
    warn(`${shown} is left out: it is a binary file`);
    return undefined;
  } catch (thrown) {
    return `Cannot read this file: ${readFileFailure(thrown)}.`;
  }
}

/** The folder that globs and relative paths in settings refer to; it has to hold the file. */
function findBaseFolder(path: string, project: ProjectSays, cwd: string): string {
  if (project.folder !== undefined) return project.folder;
  const fromCwd = relative(cwd, path);
  // On Windows the way to another drive is an absolute path.
  return fromCwd.startsWith("..") || isAbsolute(fromCwd) ? parse(path).root : cwd;
}

/** Lints a text. What is no module may still be a script: then the language in the answer is `commonjs`. */
async function lintText(
  text: string,
  path: string,
  use: EngineUse,
  run: LintRun,
): Promise<{ found: ESLint.LintResult; language: EngineUse["language"] }> {
  const found = await judge(text, path, use, run);
  if (use.language === "module" && !path.endsWith(".mjs") && found.messages.some(isSyntaxError)) {
    const asScript = await judge(text, path, { ...use, language: "commonjs" }, run);
    if (!asScript.messages.some(isSyntaxError)) return { found: asScript, language: "commonjs" };
  }
  return { found, language: use.language };
}

/** Applies fixes until none is left. Answers the reason where the outcome cannot be trusted. */
async function fixText(
  before: string,
  path: string,
  use: EngineUse,
  run: LintRun,
): Promise<NonNullable<LintedFile["fixed"]> | string> {
  let text = before;
  for (let round = 0; round < maxFixRounds; round += 1) {
    const result = await judge(text, path, use, run);
    const failure = result.messages.find(({ fatal }) => fatal);
    if (failure) return `the fixes would break it (${readFirstLine(failure.message)})`;
    if (result.output === undefined) {
      return { text, result: text === before ? result : { ...result, output: text } };
    }
    text = result.output;
  }
  return `the fixes do not come to an end after ${maxFixRounds} rounds`;
}

/** One call of ESLint. A rule that fails counts as a problem of this file. */
async function judge(text: string, path: string, use: EngineUse, run: LintRun): Promise<ESLint.LintResult> {
  let results: ESLint.LintResult[];
  try {
    results = await run.openEngine(use).lintText(text, { filePath: path, warnIgnored: true });
  } catch (thrown) {
    if (thrown instanceof CannotRun) throw thrown;
    return reportUnlinted(path, `Cannot judge this file: ${readFirstLine(thrown)}`);
  }
  const [result] = results;
  const remark: Linter.LintMessage | undefined = result?.messages.find(isIgnoredRemark);
  if (result === undefined || remark) return reportUnlinted(path, remark?.message ?? "ESLint does not lint this file.");
  return keepOwn(result);
}

function isIgnoredRemark(message: Linter.LintMessage): boolean {
  return message.ruleId === null && message.message.startsWith("File ignored");
}
