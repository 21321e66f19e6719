import { dirname } from "node:path";
import * as typescriptParser from "@typescript-eslint/parser";
import { Linter, type Rule } from "eslint";
import { describe, expect, test } from "vitest";
import { families } from "../src/catalogue/index.js";
import type { Client } from "../src/catalogue/shape.js";
import type { Construction } from "../src/code/constructions.js";
import type { ParsedText } from "../src/code/module-text.js";
import { openText } from "../src/open-file.js";
import { readSettings } from "../src/settings.js";
import { fixturesOf, type FixtureFile } from "./fixture-harness.js";

/** The clients that are made in a file, as the rules see them. */
function constructionsIn(file: FixtureFile, settings: unknown): readonly Construction[] {
  let found: readonly Construction[] = [];
  const survey: Rule.RuleModule = {
    create(context) {
      const opened = openText(context.sourceCode as unknown as ParsedText, context.filename, readSettings({ connections: settings }), context.cwd).within("clients");
      return { "Program:exit": () => void (found = (opened?.constructions ?? []).map(({ construction }) => construction)) };
    },
  };
  const parser = /\.[cm]?tsx?$/.test(file.filename) ? { parser: typescriptParser } : {};
  const languageOptions = { ...parser, parserOptions: { ecmaFeatures: { jsx: /x$/.test(file.filename) } } };
  const config: Linter.Config[] = [{ files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"], languageOptions, plugins: { own: { rules: { survey } } }, rules: { "own/survey": "error" } }];
  const messages = new Linter({ cwd: dirname(file.filename) }).verify(file.source, config, { filename: file.filename });
  if (messages.length > 0) throw new Error(`${file.filename}: ${messages[0]?.message ?? ""}`);
  return found;
}

/** Constructions of a client in the fixtures of a rule: how many are reported, and in how many shapes they stand in silence. */
interface Seen {
  loud: number;
  readonly silent: Set<string>;
}

function seenBy(rule: string): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const run of fixturesOf(rule)) {
    for (const file of run.files) {
      for (const { family, client, call } of constructionsIn(file, run.settings)) {
        const { start, end } = call.loc;
        const isLoud = file.marks.some(({ line }) => line >= start.line && line <= end.line);
        const key = keyOf(family.packages[0] ?? "", client);
        const known = seen.get(key) ?? { loud: 0, silent: new Set() };
        if (isLoud) known.loud += 1;
        else known.silent.add(shapeOf(file.source.slice(...call.range)));
        seen.set(key, known);
      }
    }
  }
  return seen;
}

function keyOf(packageName: string, { name, when }: Client): string {
  return `${packageName} ${name}${when ? ` ${JSON.stringify(when)}` : ""}`;
}

/** A call without its names and numbers: `new Pool({host:"",max:0})`. */
function shapeOf(text: string): string {
  return text.replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '""').replaceAll(/\d[\d_]*/g, "0").replaceAll(/\s+/g, "");
}
/** Which clients a rule speaks of. */
const SPEAKS_OF: Record<string, (client: Client) => boolean> = {
  "require-max-connections": ({ settings }) => settings.limit !== undefined,
  "require-error-listener": ({ errorEvent = [] }) => errorEvent.some(({ crashes, probe, source }) => crashes && (probe !== undefined || source.kind === "run")),
};

describe.each(Object.entries(SPEAKS_OF))("the fixtures of %s", (rule, speaksOf) => {
  const seen = seenBy(rule);
  const clients = families.flatMap(({ packages, clients: own = [] }) => own.filter(speaksOf).map((client) => keyOf(packages[0] ?? "", client)));

  test("report every client at least once", () => {
    expect(clients.filter((key) => !seen.get(key)?.loud)).toEqual([]);
  });

  test("leave every client alone in at least two shapes", () => {
    expect(clients.filter((key) => (seen.get(key)?.silent.size ?? 0) < 2)).toEqual([]);
  });
});
