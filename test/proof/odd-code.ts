import { Linter, type SourceCode } from "eslint";
import * as parser from "@typescript-eslint/parser";
import plugin from "../../src/index.js";

/** Every rule with every kind of finding on: what is quiet by default can throw as well. */
const rules = plugin.configs["strict-rules"].rules;

export interface Outcome {
  /** Findings of ours; nothing where the text does not parse. */
  readonly findings: number | undefined;
  /** The text after all fixes, where it parses. */
  readonly fixed: string | undefined;
}

/**
 * Lints and fixes a text with all rules. A rule that throws is thrown on; a repaired text that does not parse any more is
 * an error too.
 */
export function lintOddly(text: string, filename: string): Outcome {
  const linter = new Linter({ cwd: "/service" });
  const config: Linter.Config = {
    files: ["**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}"],
    plugins: { connections: plugin as never },
    rules: rules as Linter.RulesRecord,
    languageOptions: {
      ...(/\.[cm]?tsx?$/.test(filename) ? { parser } : {}),
      sourceType: filename.endsWith(".cjs") ? "commonjs" : "module",
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
  };
  const first = linter.verify(text, [config], { filename });
  if (first.some(({ fatal }) => fatal)) return { findings: undefined, fixed: undefined };
  const { output } = linter.verifyAndFix(text, [config], { filename });
  const broken = linter.verify(output, [config], { filename }).find(({ fatal }) => fatal);
  if (broken) throw new Error(`a fix broke the syntax: ${broken.message}\n${output}`);
  return { findings: first.length, fixed: output };
}

/** CPU time of our rules alone in ms, the shortest of several runs: what else the machine does only ever adds. */
export function ownTime(text: string, filename: string, runs = 3): number {
  let best = Infinity;
  for (let run = 0; run < runs; run += 1) {
    let spent = 0;
    const clocked = Object.fromEntries(Object.entries(plugin.rules).map(([name, rule]) => [name, { ...rule, create: (context: { sourceCode: SourceCode }) => withClock(() => rule.create(context as never)) }]));
    const withClock = (create: () => object): object => {
      const listeners = timed(create);
      return Object.fromEntries(Object.entries(listeners).map(([event, listen]) => [event, (node: unknown) => timed(() => (listen as (node: unknown) => void)(node))]));
    };
    const timed = <T>(work: () => T): T => {
      const start = process.cpuUsage();
      const result = work();
      const { user, system } = process.cpuUsage(start);
      spent += (user + system) / 1_000;
      return result;
    };
    const linter = new Linter({ cwd: "/service" });
    const messages = linter.verify(
      text,
      [{ files: ["**/*.ts"], plugins: { connections: { rules: clocked } as never }, rules: rules as Linter.RulesRecord, languageOptions: { parser } }],
      { filename },
    );
    const fatal = messages.find((message) => message.fatal);
    if (fatal) throw new Error(fatal.message);
    best = Math.min(best, spent);
  }
  return best;
}
