import { describe, expect, test } from "vitest";
// @ts-expect-error the bench is plain JavaScript
import { slopeOf } from "../../bench/slope.mjs";
import { lintOddly, ownTime } from "./odd-code.js";

const HEAD = 'import { Pool } from "pg";\nimport express from "express";\nimport pRetry from "p-retry";\nconst app = express();\nconst shared = new Pool({ max: 10 });\n';
const MOST = 1.15;

const repeat = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join("\n");

/** Code that nobody writes by hand, and generators do. */
describe("monsters", () => {
  const shapes: Record<string, string> = {
    // No exports: the parser itself looks for each among all others.
    "a hundred thousand lines": `${HEAD}export const pool = new Pool();\n${repeat(100_000, (index) => `format(${index});`)}`,
    "an options object of 5,000 properties": `${HEAD}export const wide = new Pool({\n${repeat(5_000, (index) => `  option${index}: ${index},`)}\n});\n`,
    "500 nested functions": `${HEAD}${"function outer() { return function () {\n".repeat(250)}return new Pool();${"\n}; }".repeat(250)}\n`,
    "500 nested blocks around a lease": `${HEAD}export async function run() { const client = await shared.connect();\n${"if (Math.random()) {\n".repeat(500)}client.release();${"\n}".repeat(500)} }\n`,
    "a chain of 500 calls": `${HEAD}export const chain = shared${".on('error', () => {})".repeat(500)};\n`,
    "a sum of 1,000 strings": `${HEAD}export const text = ${Array.from({ length: 1_000 }, (_, index) => `"${index}"`).join(" + ")};\nexport const pool = new Pool({ connectionString: text });\n`,
    "spreads in a circle": `${HEAD}const one = { ...two };\nconst two = { ...three, max: 5 };\nconst three = { ...one };\nexport const pool = new Pool({ ...one, ...two, ...three });\n`,
    "functions that return each other": `${HEAD}const first = () => second();\nconst second = () => first();\nexport const pool = new Pool(first());\n`,
    "variables that are each other": `${HEAD}var left = right; var right = left;\nexport const pool = new Pool(left);\nleft.max = right;\n`,
    "classes that extend each other": `${HEAD}class One extends Two {}\nclass Two extends One {}\nexport const made = new One();\nmade.connect();\n`,
    "a class that extends what is made of it": `${HEAD}class Self extends (new Self().pool) { pool = new Pool(); }\n`,
    "a retry in a retry, 200 deep": `${HEAD}export const run = () => ${"pRetry(() => ".repeat(200)}shared.query("select 1")${", { forever: true })".repeat(200)};\n`,
    "a pool in each of 200 handlers": `${HEAD}${repeat(200, (index) => `app.get("/${index}", async (req, res) => { const pool = new Pool(); res.json(await pool.query("select 1")); await pool.end(); });`)}\n`,
    "an empty file": "",
    "nothing but a byte order mark": "\uFEFF",
    "a line of a megabyte": `${HEAD}export const blob = "${"x".repeat(1_000_000)}";\n`,
  };

  test.each(Object.keys(shapes))("%s: nothing is thrown, and no fix breaks it", (name) => {
    // JavaScript: ESLint's own parser goes deeper than the one for TypeScript.
    expect(lintOddly(shapes[name] as string, "/service/src/service.js").findings).toBeDefined();
  });

  test("a rule that throws would be seen here", () => {
    expect(() => lintOddly(`${HEAD}const = ;`, "/service/src/service.ts")).not.toThrow();
    expect(lintOddly(`${HEAD}const = ;`, "/service/src/service.ts").findings).toBeUndefined();
    expect(lintOddly(`${HEAD}export const loud = new Pool();`, "/service/src/service.ts").findings).toBeGreaterThan(0);
  });
});

describe("own time grows with the file and no faster", () => {
  const growing: Record<string, { sizes: readonly number[]; write: (count: number) => string }> = {
    "lines that have nothing to do with clients": { sizes: [5_000, 10_000, 20_000, 40_000], write: (count) => `${HEAD}export const pool = new Pool();\n${repeat(count, (index) => `const value${index} = format(${index}).trim();`)}` },
    "options of one object": { sizes: [1_000, 2_000, 4_000, 8_000], write: (count) => `${HEAD}export const wide = new Pool({\n${repeat(count, (index) => `  option${index}: ${index},`)}\n});\n` },
    "pools side by side": { sizes: [500, 1_000, 2_000, 4_000], write: (count) => HEAD + repeat(count, (index) => `export const pool${index} = new Pool({ host: "db${index}" });`) },
    "functions that call each other": { sizes: [500, 1_000, 2_000, 4_000], write: (count) => HEAD + repeat(count, (index) => `export async function step${index}() { await shared.query("select ${index}"); return step${index + 1}(); }`) + `\nasync function step${count}() {}` },
    "handlers with a pool each": { sizes: [250, 500, 1_000, 2_000], write: (count) => HEAD + repeat(count, (index) => `app.get("/${index}", async (req, res) => { const pool = new Pool({ max: 1 }); res.json(await pool.query("select 1")); await pool.end(); });`) },
    "methods of one class": { sizes: [500, 1_000, 2_000, 4_000], write: (count) => `${HEAD}export class Store {\n  pool = new Pool({ max: 5 });\n${repeat(count, (index) => `  async get${index}() { const client = await this.pool.connect(); try { return await client.query("select ${index}"); } finally { client.release(); } }`)}\n}\n` },
  };

  test.each(Object.keys(growing))("%s", (name) => {
    const { sizes, write } = growing[name] as (typeof growing)[string];
    ownTime(write(sizes[0] as number), "/service/src/service.ts", 2);
    const times = sizes.map((size) => ownTime(write(size), "/service/src/service.ts"));
    const slope = slopeOf(sizes, times);
    process.stdout.write(`${name}: ${times.map((ms) => `${ms.toFixed(0)} ms`).join(", ")}; slope ${slope.toFixed(2)}\n`);
    expect(slope).toBeLessThanOrEqual(MOST);
  });
});
