import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Linter } from "eslint";
import { Linter as OldestLinter } from "eslint-v9-15";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { FIXTURES, fixturesOf, lint, type FixtureFile, type FixtureRun } from "./fixture-harness.js";

/**
 * Typed linting: with a program the plugin tells a client by its type, without one it says nothing of it. The packages'
 * types are short declarations of our own, so that nothing has to be installed.
 */
const ENGINES = { newest: Linter, oldest: OldestLinter as unknown as typeof Linter };

/** The folder of a run as TypeScript expects it: with a configuration, and declarations for the packages it names. */
function typedFolder({ versions, files }: FixtureRun): string {
  const root = (files[0] as FixtureFile).filename.split("/src/")[0] as string;
  for (const each of versions.split(",").map((text) => text.trim())) {
    const name = each.slice(0, each.lastIndexOf("@"));
    for (const folder of [name, join("@types", name)]) {
      const declared = join(FIXTURES, "typed/declarations", folder);
      if (existsSync(declared)) cpSync(declared, join(root, "node_modules", folder), { recursive: true });
    }
  }
  const compilerOptions = { strict: true, target: "ES2022", module: "ESNext", moduleResolution: "Bundler", types: [], noEmit: true };
  writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  return root;
}

for (const rule of Object.keys(plugin.rules).filter((each) => existsSync(join(FIXTURES, "typed", each)))) {
  describe(`${rule} with types`, () => {
    for (const run of fixturesOf(rule, "typed")) {
      const tsconfigRootDir = typedFolder(run);
      for (const [engine, Engine] of Object.entries(ENGINES)) {
        test.each(run.files.map((file) => [file.relative, file] as const))(`${run.name}, ${engine} ESLint: %s`, (_name, file) => {
          const { messages } = lint(run, file, plugin, Engine, { projectService: true, tsconfigRootDir });
          const found = messages.map(({ line, messageId }) => `${line}: ${messageId}`);
          expect(found).toEqual(file.marks.flatMap(({ line, messageIds }) => messageIds.map((id) => `${line}: ${id}`)));
        });
      }

      test(`${run.name} without them`, () => {
        expect(run.files.flatMap((file) => lint(run, file, plugin).messages.map(({ line, messageId }) => `${file.relative}:${line}: ${messageId}`))).toEqual([]);
      });
    }
  });
}
