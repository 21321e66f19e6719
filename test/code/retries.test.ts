import { describe, expect, test } from "vitest";
import { readStrategy, type StrategyForm } from "../../src/code/retries-strategy.js";
import { MAX_VISITED, StrategyRun } from "../../src/code/retries-strategy-run.js";
import { findRetryLoops } from "../../src/code/retries-loops.js";
import { findReentries } from "../../src/code/retries-recursion.js";
import { ConnectionWork } from "../../src/code/retries-work.js";
import { judgeNested } from "../../src/judge/retry-nested.js";
import { judgeRetries } from "../../src/judge/retry-sites.js";
import { readText } from "./read-text.js";

/** A client that counts its attempts from 1 and stops at what is no number. */
const form: StrategyForm = { argument: 0, first: 1, stops: ["<nonNumber>"], scale: 1 };

function curveOf(text: string, of: StrategyForm = form): ReturnType<typeof readStrategy> {
  const reading = readText(`export const strategy = ${text};`);
  const [made] = reading.module.nodesOf("ArrowFunctionExpression", "FunctionExpression");
  if (!made) throw new Error(`no function in ${text}`);
  return readStrategy(made, of, reading.values);
}

describe("a strategy", () => {
  test.each([
    ["() => 100", { ends: false, grows: false, shortest: 100 }],
    ["(times) => times * 50", { ends: false, grows: true, capped: false }],
    ["(times) => Math.min(times * 50, 2000)", { ends: false, grows: true, capped: true, longest: 2000 }],
    ["(times) => Math.min(100 + times * 2, 2000)", { grows: true, capped: true }],
    ["(times) => 50 * 2 ** times", { grows: true, capped: false }],
    ["(times) => Math.exp(times)", { grows: true, capped: false }],
    ["(times) => (times > 10 ? null : 100)", { ends: true }],
    ["function (times) { if (times > 3) { return; } return 100; }", { ends: true }],
    ["(times) => { const delay = Math.min(times * 50, 2000); return delay + Math.random() * 100; }", { capped: true, jittered: true }],
    ["(times) => { let delay = 100; if (times > 5) delay = 3000; return delay; }", { grows: true, capped: true }],
    ["(times) => [100, 500, 2000][times - 1] ?? 10000", { grows: true, capped: true, longest: 10_000 }],
    ["() => Infinity", { grows: false, shortest: 0 }],
    ["(times = 1) => Math.min(times, 10) * 100", { grows: true, capped: true }],
    ["(times) => { if (isFatal(times)) return undefined; return 100; }", { ends: true }],
    ["(times) => (isSlow() ? 2000 : 100)", { ends: false, grows: false, shortest: 100, longest: 2000 }],
  ])("%s", (text, expected) => {
    expect(curveOf(text)).toMatchObject(expected);
  });

  test.each([["(times) => delayFor(times)"], ["(times) => times * settings.base"], ["(times) => { while (times > 9) times -= 1; return times; }"], ["async () => 100"]])(
    "%s is left alone",
    (text) => {
      expect(curveOf(text)).toBe("unsure");
    },
  );

  test("stops at what its own library stops at", () => {
    const text = "(retries) => (retries > 10 ? null : 100)";
    expect(curveOf(text)).toMatchObject({ ends: true, ignored: false });
    expect(curveOf(text, { ...form, first: 0, stops: [false, "<Error>"] })).toMatchObject({ ends: false, ignored: true });
    expect(curveOf("(retries) => (retries > 10 ? new Error('gone') : 100)", { ...form, stops: [false, "<Error>"] })).toMatchObject({ ends: true });
  });

  test("is told its attempt as a member where the library hands over an object", () => {
    const handed: StrategyForm = { ...form, member: "attempt" };
    expect(curveOf("(options) => options.attempt * 100", handed)).toMatchObject({ grows: true, capped: false });
    expect(curveOf("({ attempt }) => Math.min(attempt * 100, 3000)", handed)).toMatchObject({ capped: true });
  });

  test("may answer in seconds", () => {
    expect(curveOf("() => 0.5", { ...form, scale: 1_000 })).toMatchObject({ shortest: 500 });
  });

  test.each([
    ["whose conditions are not known", (index: number) => `if (isOdd(${index})) return ${index};`],
    ["whose conditions are known", (index: number) => `if (times === ${index + 100}) return ${index};`],
  ])("of 2,000 branches %s is not read to its end", (_, branch) => {
    const branches = Array.from({ length: 2_000 }, (_, index) => branch(index)).join("\n");
    const text = `(times) => { ${branches} return times; }`;
    expect(curveOf(text)).toBe("unsure");
    const reading = readText(`export const strategy = ${text};`);
    const [made] = reading.module.nodesOf("ArrowFunctionExpression");
    const run = new StrategyRun(made as ConstructorParameters<typeof StrategyRun>[0], form, reading.values);
    expect(run.answer(1, 0)).toBe("unsure");
    expect(run.visited).toBeGreaterThan(0);
    expect(run.visited).toBeLessThanOrEqual(MAX_VISITED + 1);
  });
});

function retriesIn(text: string): { shape: string; attempts: unknown }[] {
  const reading = readText(`import { Client, Pool } from "pg";\nconst pool = new Pool();\n${text}`);
  const work = new ConnectionWork(reading);
  return [...findRetryLoops(reading, work), ...findReentries(reading, work)].map(({ shape, attempts }) => ({ shape, attempts }));
}

describe("a retry by hand", () => {
  test.each([
    ["for (let i = 0; i < 5; i++) { try { await pool.query('a'); break; } catch {} }", [{ shape: "loop", attempts: 5 }]],
    ["for (let i = 1; i <= 5; i++) { try { await pool.query('a'); break; } catch {} }", [{ shape: "loop", attempts: 5 }]],
    ["for (;;) { try { await pool.query('a'); break; } catch {} }", [{ shape: "loop", attempts: "endless" }]],
    ["for (;;) { try { await pool.query('a'); } catch {} }", []],
    ["for (;;) { try { await elsewhere(); break; } catch {} }", []],
    ["for (;;) { try { await pool.query('a'); break; } catch (e) { throw e; } }", []],
    ["while (running()) { try { await pool.query('a'); break; } catch {} }", [{ shape: "loop", attempts: "some" }]],
    ["outer: for (;;) { try { await pool.query('a'); break outer; } catch {} }", [{ shape: "loop", attempts: "endless" }]],
    ["async function f() { try { await pool.query('a'); } catch { await f(); } }", [{ shape: "recursion", attempts: "endless" }]],
    ["async function f(n) { try { await pool.query('a'); } catch (e) { if (n > 3) throw e; await f(n + 1); } }", [{ shape: "recursion", attempts: "some" }]],
    ["async function f() { try { await pool.query('a'); } finally { setTimeout(f, 10); } }", []],
    ["const f = () => pool.query('a').catch(() => setTimeout(f, 10));", [{ shape: "timer", attempts: "endless" }]],
  ])("%s", (text, expected) => {
    expect(retriesIn(text)).toEqual(expected);
  });
});

/** Counts the nodes whose children are looked at while something is read. */
function countVisits(text: string, read: (reading: ReturnType<typeof readText>) => unknown): { visits: number; answer: unknown } {
  const reading = readText(`import { Client, Pool } from "pg";\nimport pRetry from "p-retry";\nimport fetchBuilder from "fetch-retry";\nconst pool = new Pool();\n${text}`);
  read(reading); // what is read once of the whole file, its tables among it
  let visits = 0;
  const { parsed } = reading.module;
  const visitorKeys = new Proxy(parsed.visitorKeys, {
    get(keys, type) {
      visits += 1;
      return Reflect.get(keys, type) as readonly string[];
    },
  });
  Object.defineProperty(parsed, "visitorKeys", { value: visitorKeys });
  return { answer: read(reading), visits };
}

describe("code of very many branches is not read to its end", () => {
  const branches = (count: number): string => Array.from({ length: count }, (_, index) => `if (isOdd(${index})) { log(${index}); }`).join("\n");
  const shapes: Record<string, (count: number) => string> = {
    "a loop": (count) => `for (;;) { try { await pool.query("a"); break; } catch (error) { ${branches(count)} } }`,
    "a loop around long work": (count) => `for (;;) { try { ${branches(count)} await pool.query("a"); break; } catch {} }`,
    "a recursion": (count) => `async function connect() { try { await pool.query("a"); } catch (error) { ${branches(count)} await connect(); } }`,
    "a timer": (count) => `function start() { pool.query("a").catch(() => { ${branches(count)} setTimeout(start, 10); }); }`,
    "a listener": (count) => `function listen() { const client = new Client(); client.on("end", () => { ${branches(count)} listen(); }); client.connect(); }`,
    "an interval": (count) => `setInterval(() => { ${branches(count)} if (!held) held = new Client(); }, 1_000);`,
    "a listener that dials": (count) => `const client = new Client(); client.on("end", () => { ${branches(count)} client.connect(); });`,
    "what a library repeats": (count) => `pRetry(async () => { ${branches(count)} await pool.query("a"); }, { retries: 3 });`,
    "a callback of a library": (count) => `fetchBuilder(fetch)("a", { retryOn: (attempt, error) => { ${branches(count)} return error !== null; } });`,
  };

  test.each(Object.keys(shapes))("%s", (name) => {
    const write = shapes[name] as (count: number) => string;
    const read = (reading: ReturnType<typeof readText>): unknown => [judgeRetries(reading, []), judgeNested(judgeRetries(reading, []), reading)];
    const few = countVisits(write(2_000), read);
    const many = countVisits(write(4_000), read);
    // The bound is reached before the end of either.
    expect(many.visits).toBe(few.visits);
    expect(few.visits).toBeLessThan(200_000);
  });

  test("a short one is", () => {
    const write = shapes["a loop"] as (count: number) => string;
    expect(countVisits(write(2), (reading) => judgeRetries(reading, []).map((each) => "problem" in each && each.problem)).answer).toEqual(["endlessLoop"]);
    expect(countVisits(write(2_000), (reading) => judgeRetries(reading, [])).answer).toEqual([]);
  });
});
