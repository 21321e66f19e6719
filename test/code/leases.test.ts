import { describe, expect, test, vi } from "vitest";
import { Takes } from "../../src/code/leases.js";
import { Positions } from "../../src/code/paths.js";
import { judgeLeases } from "../../src/judge/lease.js";
import { readText } from "./read-text.js";

const HEAD = 'import { Pool } from "pg";\nconst pool = new Pool({ max: 10 });\n';

/** The verdicts on the body of an async function. */
function verdictsOf(body: string): string[] {
  return judgeLeases(new Takes(readText(`${HEAD}export async function run(ids: number[], flag: boolean) {\n${body}\n}\n`))).map(({ verdict }) => verdict.is);
}

const TAKE = "const client = await pool.connect();";

describe("a lease", () => {
  test.each<[string, string, string[]]>([
    ["is lost where a loop is left by break", `for (const id of ids) { ${TAKE} if (id < 0) break; client.release(); }`, ["lostOnPath"]],
    ["is lost where one case of a switch forgets it", `${TAKE} switch (ids.length) { case 0: client.release(); break; case 1: break; default: client.release(); }`, ["lostOnPath"]],
    ["is kept over a fall through", `${TAKE} switch (ids.length) { case 0: case 1: client.release(); break; default: client.release(); }`, []],
    ["is lost where one branch forgets it", `${TAKE} if (ids.length > 3) { client.release(); }`, ["lostOnPath"]],
    ["is left to a flag that is set on the way", `${TAKE} let open = true; if (flag) { open = false; client.release(); } if (open) client.release();`, []],
    ["is lost where a labelled loop goes on", `outer: for (const id of ids) { ${TAKE} for (;;) { if (id) continue outer; break; } client.release(); }`, ["lostOnPath"]],
    ["is given back in every round of an endless loop", `while (true) { ${TAKE} try { if (flag) return; } finally { client.release(); } }`, []],
    ["is taken again before it is given back", `let client; for (const id of ids) { client = await pool.connect(); await client.query("select 1"); } client?.release();`, ["lostOnPath"]],
    ["may be null after it was given back", `let client = null; try { client = await pool.connect(); await client.query("select 1"); client.release(); client = null; } finally { if (client !== null) client.release(); }`, []],
    ["ends with the process", `${TAKE} if (flag) process.exit(1); client.release();`, []],
    ["goes back by a function of its own", `${TAKE} function close() { client.release(); } try { await client.query("select 1"); } finally { close(); }`, []],
    ["is borrowed by what maps over it", `${TAKE} try { await Promise.all(ids.map((id) => client.query("select 1", [id]))); } finally { client.release(); }`, []],
    ["is lost where what maps over it fails", `${TAKE} await Promise.all(ids.map((id) => client.query("select 1", [id]))); client.release();`, ["lostOnError"]],
    ["belongs to a promise's executor too", `return new Promise((resolve, reject) => { pool.connect((error, client, done) => { if (error) return reject(error); client.query("select 1", (failure, result) => { done(); if (failure) return reject(failure); resolve(result); }); }); });`, []],
    ["is lost where a rejection is not caught", `${TAKE} return client.query("select 1").then((result) => { client.release(); return result; });`, ["lostOnError"]],
    ["is caught by both arguments of then", `${TAKE} return client.query("select 1").then(() => client.release(), () => client.release());`, []],
  ])("%s", (_name, body, expected) => {
    expect(verdictsOf(body)).toEqual(expected);
  });

  test("costs in proportion to the function, however often loops and branches nest", () => {
    const looked = vi.spyOn(Positions.prototype, "anyIn");
    const count = (statements: number): number => {
      const lines = Array.from({ length: statements }, () => 'for (const id of ids) { while (flag) { if (id) { await client.query("a"); } else { continue; } } }');
      const reading = readText(`${HEAD}export async function run(ids: number[], flag: boolean) { ${TAKE} try { ${lines.join("\n")} } catch { client.release(); } }`);
      looked.mockClear();
      expect(judgeLeases(new Takes(reading))).toHaveLength(1);
      return looked.mock.calls.length;
    };
    const small = count(200);
    expect(count(800)).toBeLessThan(small * 4.2);
    looked.mockRestore();
  });

  test("is left alone in code that is nested beyond all reason", () => {
    const depth = 250;
    expect(verdictsOf(`${TAKE} ${"if (flag) { ".repeat(depth)} await client.query("a"); ${"}".repeat(depth)} client.release();`)).toEqual([]);
  });
});
