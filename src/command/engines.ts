import type { ESLint, Linter } from "eslint";

import type { PresetName } from "./arguments.js";

/** The prefix of this plugin's rule ids. */
export const ownPrefix = "connections/";

/** What the engines of one run have in common. */
export interface EngineRequest {
  readonly ESLint: typeof ESLint;
  readonly plugin: ESLint.Plugin;
  readonly preset: PresetName;
  /** Laid over the preset. */
  readonly rules: Linter.RulesRecord;
  /** Loads the parser of TypeScript files; called only for one. */
  readonly loadTypeScriptParser: () => Linter.Parser;
}

/** What one engine is for. */
export interface EngineUse {
  /** Globs and relative paths refer to it; every file linted lies below it. */
  readonly folder: string;
  /** `settings.connections` as the project wrote them. */
  readonly settings: unknown;
  readonly language: "module" | "commonjs" | "typescript";
  readonly fixes: boolean;
}

/**
 * Makes one ESLint for each different use and keeps it.
 *
 * The project's own configuration is not part of it (its settings are handed in), so nothing but this plugin's rules
 * runs. Files under node_modules are open to it: whoever names one wants it linted.
 */
export function openEngines(request: EngineRequest): (use: EngineUse) => ESLint {
  const engines = new Map<string, ESLint>();
  return (use) => {
    const key = JSON.stringify(use);
    const engine = engines.get(key) ?? new request.ESLint(readOptions(request, use));
    engines.set(key, engine);
    return engine;
  };
}

function readOptions(request: EngineRequest, use: EngineUse): ESLint.Options {
  const { plugin, preset } = request;
  const presetConfig = plugin.configs?.[`${preset}-rules`] as Linter.Config;
  return {
    cwd: use.folder,
    overrideConfigFile: true,
    overrideConfig: [
      { ignores: ["!**/node_modules/", "!**/.git/"] },
      {
        files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
        // Comments about rules of other plugins are not ours to judge, and those about ours have a use in presets
        // other than the one of this run.
        linterOptions: { reportUnusedDisableDirectives: "off" },
        languageOptions: readLanguage(request, use.language),
      },
      { plugins: { connections: plugin } },
      presetConfig,
      { rules: request.rules, ...(use.settings !== undefined && { settings: { connections: use.settings } }) },
    ],
    // A comment in a file may switch on rules of ESLint itself.
    ruleFilter: ({ ruleId }) => ruleId.startsWith(ownPrefix),
    ...(use.fixes && { fix: (message) => isOwn(message) }),
  };
}

function readLanguage(request: EngineRequest, language: EngineUse["language"]): Linter.LanguageOptions {
  if (language === "typescript") return { parser: request.loadTypeScriptParser() };
  return { sourceType: language, parserOptions: { ecmaFeatures: { jsx: true } } };
}

/** Whether a message is about a rule of this plugin; parse errors and remarks on other plugins' comments are not. */
export function isOwn(message: Linter.LintMessage): boolean {
  return message.ruleId?.startsWith(ownPrefix) === true;
}

/** Whether the message says that the file is no valid program. */
export function isSyntaxError(message: Linter.LintMessage): boolean {
  return message.fatal === true && message.message.startsWith("Parsing error");
}

/**
 * A result with only what this command answers for: own findings, syntax errors, and what it added itself. ESLint
 * also remarks on rules that it does not know here, because their plugins are not part of the run.
 */
export function keepOwn(result: ESLint.LintResult): ESLint.LintResult {
  const keep = (message: Linter.LintMessage): boolean => isOwn(message) || isSyntaxError(message);
  return countAgain({
    ...result,
    messages: result.messages.filter(keep),
    suppressedMessages: result.suppressedMessages.filter(isOwn),
  });
}

/** The same result with its counts set by its messages. */
export function countAgain(result: ESLint.LintResult): ESLint.LintResult {
  const errors = result.messages.filter(({ severity }) => severity === 2);
  const warnings = result.messages.filter(({ severity }) => severity === 1);
  const countFixable = (messages: Linter.LintMessage[]): number => messages.filter(({ fix }) => fix).length;
  return {
    ...result,
    errorCount: errors.length,
    fatalErrorCount: errors.filter(({ fatal }) => fatal).length,
    warningCount: warnings.length,
    fixableErrorCount: countFixable(errors),
    fixableWarningCount: countFixable(warnings),
  };
}

/** Whether the file or folder could not be linted for a reason outside its text. */
export function isUnlinted(result: ESLint.LintResult): boolean {
  return result.messages.some((message) => message.fatal === true && !isSyntaxError(message));
}

/** A result that says why a file or folder could not be linted, in the shape of ESLint's parse errors. */
export function reportUnlinted(filePath: string, message: string): ESLint.LintResult {
  return countAgain({
    filePath,
    messages: [{ ruleId: null, severity: 2, fatal: true, message, line: 1, column: 1 }],
    suppressedMessages: [],
    errorCount: 0,
    fatalErrorCount: 0,
    warningCount: 0,
    fixableErrorCount: 0,
    fixableWarningCount: 0,
    usedDeprecatedRules: [],
  });
}
