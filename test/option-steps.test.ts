import { dirname, join } from "node:path";
import { Linter } from "eslint";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { makeProject } from "./fixture-harness.js";

/** What a text becomes when an offer of `no-ineffective-option` is taken, by its number; nothing where there is none. */
function taken(code: string, offer: number): string | undefined {
  const filename = join(makeProject("pg@8.23.1"), "src/db.js");
  const linter = new Linter({ cwd: dirname(dirname(filename)) });
  const [first, ...rest] = [plugin.configs.recommended].flat();
  const [message] = linter.verify(code, [{ ...first, rules: { "connections/no-ineffective-option": "error" } }, ...rest], { filename });
  expect(message?.fix).toBeUndefined();
  const fix = message?.suggestions?.[offer]?.fix;
  return fix && code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
}

const inSteps = (step: string, before = "") => `import { Pool } from "pg";\nconst options = {};\n${before}${step}\nexport const pool = new Pool(options);\n`;

describe("an option that is assigned", () => {
  test("is renamed where it is written", () => {
    expect(taken(inSteps("options.conectionTimeoutMillis = 5000;"), 0)).toBe(inSteps("options.connectionTimeoutMillis = 5000;"));
  });

  test("is renamed or removed when it is another library's", () => {
    const code = inSteps("options.acquireTimeoutMillis = 5000;", "options.max = 5;\n");
    expect(taken(code, 0)).toBe(inSteps("options.connectionTimeoutMillis = 5000;", "options.max = 5;\n"));
    expect(taken(code, 1)).toBe(inSteps("options.max = 5;"));
  });

  test("is left where the right name is written too, or something hangs on the statement", () => {
    expect(taken(inSteps("options.conectionTimeoutMillis = 5000;", "options.connectionTimeoutMillis = 1;\n"), 0)).toBeUndefined();
    expect(taken(inSteps("if (process.env.LIVE) options.acquireTimeoutMillis = 5000;"), 1)).toBeUndefined();
    expect(taken(inSteps("options.acquireTimeoutMillis = 5000; start();"), 1)).toBeUndefined();
  });
});
