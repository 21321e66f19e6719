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
    ["is lost in one branch of a branch", `if (flag) { ${TAKE} try { await client.query("a"); } catch {} if (ids.length > 3) client.release(); }`, ["lostOnPath"]],
    ["survives what is caught in a chain", `${TAKE} await client.query("select 1").catch(() => {}); client.release();`, []],
    ["is lost where a chain throws on", `${TAKE} await client.query("select 1").catch((error) => { throw error; }); client.release();`, ["lostOnError"]],
    ["is a new one in each turn of a loop", `for (const id of ids) { let client; try { client = await pool.connect(); await client.query("a", [id]); client.release(); return; } catch { if (client) client.release(true); } }`, []],
    ["goes back twice where the variable outlives it", `let client; try { client = await pool.connect(); await client.query("a"); client.release(); await log(); } catch { if (client) client.release(true); }`, ["releasedTwice"]],
    ["goes back by a function that tells so", `pool.connect((error, client, done) => { if (error) throw error; const gaveBack = (failure) => { if (failure) client.query("rollback", () => done()); return Boolean(failure); }; client.query("begin", (failure) => { if (gaveBack(failure)) return; client.query("commit", () => done()); }); });`, []],
    ["is another's where one was handed in", `let client = ids.client; if (!client) client = await pool.connect(); try { await client.query("a"); } finally { if (!ids.client) client.release(); }`, []],
    ["goes back under the condition it was taken under", `let client = null; if (!flag) client = await pool.connect(); try { await client.query("a"); } finally { if (!flag) client.release(); }`, []],
    ["is lost under another condition", `let client = null; client = await pool.connect(); try { await client.query("a"); } finally { if (ids.length > 3) client.release(); }`, ["lostOnPath"]],
    ["goes back after every labelled way out", `outer: for (const id of ids) { ${TAKE} try { for (const part of [id]) { if (part) continue outer; if (flag) break outer; await client.query("a"); } } finally { client.release(); } }`, []],
    ["is kept by what runs later", `${TAKE} stream.on("close", () => client.release()); await client.query("a");`, []],
    ["goes back by its own release, taken out of it", `${TAKE} const done = client.release.bind(client); try { await client.query("a"); } finally { done(); }`, []],
    ["goes back under another name", `${TAKE} const other = client; try { await other.query("a"); } finally { other.release(); }`, []],
    ["belongs to a list of connections", `const clients = await Promise.all(ids.map(() => pool.connect())); try { await work(clients); } finally { clients.forEach((each) => each.release()); }`, []],
    ["goes back when a stack is left", `await using stack = new AsyncDisposableStack(); ${TAKE} stack.defer(() => client.release()); await client.query("a");`, []],
    ["goes back behind a second try", `${TAKE} try { await client.query("a"); } finally { try { await client.query("unlock"); } catch {} client.release(); }`, []],
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
