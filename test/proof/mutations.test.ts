import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@typescript-eslint/parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lintOddly } from "./odd-code.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
/** Mutants of each fixture. */
const MUTANTS = 25;

const files = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !/\.fixed\.|node_modules/.test(name))
  .sort();

interface Token {
  /** With the white space and comments before it. */
  readonly text: string;
  readonly type: string;
}

/** `trade`: two of a kind change places, which nearly always parses; the others leave code as it is half typed. */
type Mutation = { readonly what: "trade" | "drop" | "double" | "swap" | "move"; readonly at: number; readonly to: number };

const mutation = fc.record({
  what: fc.oneof({ weight: 6, arbitrary: fc.constant("trade") }, { weight: 1, arbitrary: fc.constantFrom("drop", "double", "swap", "move") }),
  at: fc.nat(),
  to: fc.nat(),
}) as fc.Arbitrary<Mutation>;

/** Code as people leave it half typed: tokens missing, twice, in the wrong order. What does not parse is nobody's concern. */
describe("mutated fixtures throw nothing, and no fix breaks them", () => {
  const seen = { parsed: 0, findings: 0 };

  test.each(files)("%s", (name) => {
    const text = readFileSync(join(FIXTURES, name), "utf8");
    const tokens = tokensOf(text, name);
    if (tokens.length < 4) return;
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const mutant = mutations.reduce<readonly Token[]>(mutate, tokens).map(({ text: each }) => each).join("");
        const { findings } = lintOddly(mutant, `/service/src/${name.replace(/^.*\//, "")}`);
        if (findings === undefined) return;
        seen.parsed += 1;
        seen.findings += findings;
      }),
      // The same mutants each time: a run that fails can be run again.
      { numRuns: MUTANTS, seed: 42, endOnFailure: true },
    );
  });

  test("enough of them parsed and were reported for this to mean anything", () => {
    process.stdout.write(`mutants that parse: ${seen.parsed} of ${files.length * MUTANTS}, findings in them: ${seen.findings}\n`);
    expect(seen.parsed).toBeGreaterThan(files.length * 2);
    expect(seen.findings).toBeGreaterThan(seen.parsed);
  });
});

function tokensOf(text: string, name: string): readonly Token[] {
  try {
    const { tokens = [] } = parse(text, { range: true, tokens: true, jsx: name.endsWith("x"), sourceType: "module" });
    const read = tokens.map(({ range, type }, index) => ({ text: text.slice(index === 0 ? 0 : tokens[index - 1]?.range[1], range[1]), type: String(type) }));
    return [...read, { text: text.slice(tokens.at(-1)?.range[1] ?? 0), type: "end" }];
  } catch {
    return [];
  }
}

function mutate(tokens: readonly Token[], { what, at, to }: Mutation): readonly Token[] {
  const from = at % tokens.length;
  const token = tokens[from] as Token;
  const isSame = what === "trade";
  const others = tokens.flatMap(({ type }, index) => (!isSame || type === token.type ? [index] : []));
  const target = others[to % others.length] as number;
  switch (what) {
    case "drop":
      return tokens.toSpliced(from, 1);
    case "double":
      return tokens.toSpliced(from, 0, token);
    case "move":
      return tokens.toSpliced(from, 1).toSpliced(target, 0, token);
    default:
      return tokens.with(from, tokens[target] as Token).with(target, token);
  }
}
