import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Linter } from "eslint";
import { Linter as OldestLinter } from "eslint-v9-15";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { FIXTURES, fixedPath, fixturesOf, lint, type FixtureFile, type FixtureRun } from "./fixture-harness.js";

const ENGINES = { newest: Linter, oldest: OldestLinter as unknown as typeof Linter };

/** What a file does, in the words of its marks, so that a difference reads like a line of the fixture. */
function described(run: FixtureRun, file: FixtureFile, Engine: typeof Linter): { found: string[]; output: string } {
  const { messages, output } = lint(run, file, plugin, Engine);
  const found = messages.map(({ line, messageId, fix, suggestions }) => {
    return `${line}: ${messageId} (${fix ? "fix" : suggestions?.length ? "suggests" : "no fix"})`;
  });
  return { found: found.toSorted(byLine), output };
}

function byLine(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || a.localeCompare(b);
}

for (const rule of Object.keys(plugin.rules)) {
  if (!existsSync(join(FIXTURES, rule))) throw new Error(`There is no folder fixtures/${rule}.`);
  describe(rule, () => {
    for (const run of fixturesOf(rule)) {
      for (const [engine, Engine] of Object.entries(ENGINES)) {
        test.each(run.files.map((file) => [file.filename.split("/").at(-1), file] as const))(`${run.name} with ${run.versions}, ${engine} ESLint: %s`, (_name, file) => {
          const { found, output } = described(run, file, Engine);
          const promised = file.marks.flatMap(({ line, messageIds, cure }) => messageIds.map((id) => `${line}: ${id} (${cure})`));
          expect(found).toEqual(promised.toSorted(byLine));
          if (process.env["WRITE_FIXED"] === "1" && !process.env["CI"] && output !== file.source) writeFileSync(fixedPath(run, file), output);
          const fixed = file.fixed ?? file.source;
          expect(output).toBe(fixed);
          // What is left after fixing is what the marks say has no automatic cure.
          const after = described(run, { ...file, source: fixed }, Engine);
          expect(after.found.filter((line) => line.endsWith("(fix)"))).toEqual([]);
          expect(after.found.length).toBe(file.marks.filter(({ leaves }) => leaves).flatMap(({ messageIds }) => messageIds).length);
        });
      }
    }
  });
}
