import { relative, sep } from "node:path";
import { stripVTControlCharacters } from "node:util";

import type { ESLint } from "eslint";

import type { LintArguments } from "./arguments.js";
import { ownPrefix } from "./engines.js";
import type { LintedFile } from "./lint-files.js";
import { readOwnPackage } from "./own-package.js";
import type { Change } from "./report-diff.js";
import type { Surroundings, TextSink } from "./streams.js";
import { hasColor } from "./streams.js";

/** What a report is made of. */
export interface ReportRequest {
  readonly args: Pick<LintArguments, "format" | "fixes">;
  readonly files: readonly LintedFile[];
  readonly ESLint: typeof ESLint;
  readonly plugin: ESLint.Plugin;
}

/**
 * Writes the report. stdout gets what was asked for and nothing else, so that it can be piped: with `--fix-dry-run`
 * the diff stands alone there and the problems it leaves go to stderr.
 */
export async function writeReport(request: ReportRequest, surroundings: Surroundings): Promise<void> {
  const { args, files, plugin } = request;
  const { cwd, env, stdout, stderr } = surroundings;
  const showsFixed = args.fixes === "written" || args.fixes === "diffed";
  const shown = files.map(({ found, text, fixed }) => {
    const result = showsFixed && fixed !== undefined ? fixed.result : found;
    const path = readShownPath(result.filePath, cwd);
    return { path, text: result === found ? text : (fixed?.text ?? ""), messages: result.messages, result };
  });

  if (args.format === "json") {
    stdout.write(`${JSON.stringify(shown.map(({ result }) => result))}\n`);
  } else if (args.format === "sarif") {
    const { formatSarif } = await import("./report-sarif.js");
    stdout.write(formatSarif(shown, plugin, readOwnPackage()));
  } else if (args.format === "markdown") {
    const { formatMarkdown } = await import("./report-markdown.js");
    const docsUrl = (ruleId: string): string | undefined => readDocsUrl(plugin, ruleId);
    stdout.write(formatMarkdown(shown, docsUrl, await readDiff(request, cwd, false)));
  } else {
    const problems = shown.map(({ result }) => result);
    const diff = await readDiff(request, cwd, hasColor(stdout, env));
    if (args.fixes === "diffed") {
      stdout.write(diff);
      await writeStylish(request, problems, stderr, surroundings);
    } else {
      await writeStylish(request, problems, stdout, surroundings);
      if (diff !== "") stdout.write(`\nWhat --fix would change:\n\n${diff}`);
    }
  }
}

async function readDiff({ args, files }: ReportRequest, cwd: string, isColored: boolean): Promise<string> {
  if (args.fixes !== "diffed" && args.fixes !== "shown") return "";
  const changes = files.flatMap(({ found, text, fixed }): Change[] =>
    fixed === undefined ? [] : [{ path: readShownPath(found.filePath, cwd), before: text, after: fixed.text }],
  );
  if (changes.length === 0) return "";
  const { formatDiff } = await import("./report-diff.js");
  return formatDiff(changes, isColored);
}

async function writeStylish(
  { ESLint: EslintClass }: ReportRequest,
  results: ESLint.LintResult[],
  sink: TextSink,
  { cwd, env }: Surroundings,
): Promise<void> {
  const formatter = await new EslintClass({ cwd, overrideConfigFile: true }).loadFormatter("stylish");
  const isColored = hasColor(sink, env);
  const text = await formatter.format(results, { cwd, rulesMeta: {}, color: isColored } as ESLint.LintResultData);
  // ESLint 9 decides about colours by the process's own stdout alone.
  sink.write(isColored ? text : stripVTControlCharacters(text));
}

function readDocsUrl(plugin: ESLint.Plugin, ruleId: string): string | undefined {
  const rule = plugin.rules?.[ruleId.slice(ownPrefix.length)];
  return rule !== undefined && "meta" in rule ? rule.meta?.docs?.url : undefined;
}

/** A path as reports show it: relative to where the command runs, with slashes. */
function readShownPath(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join("/");
}
