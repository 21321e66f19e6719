import { describe, expect, test } from "vitest";
import { Takes } from "../../src/code/leases.js";
import { judgeLeases } from "../../src/judge/lease.js";
import { readText } from "./read-text.js";

const HEAD = ['import { Pool } from "pg";', "const pool = new Pool({ max: 10 });", "export async function run(id, flag, done) {"];

/** The lines that the findings on the body of a function name; its first line is line 4. */
function linesOf(body: readonly string[], newline = "\n"): unknown[] {
  return judgeLeases(new Takes(readText([...HEAD, ...body, "}"].join(newline)))).map(({ verdict, words }) => [verdict.is, words["line"]]);
}

describe("the line that has to fail for a connection to be lost", () => {
  const thrownAgain = [
    "  try {",
    "    const client = await pool.connect();",
    "    await client.query(`",
    "      create table if not exists ${id} (",
    "        thread_id text not null,",
    "        checkpoint text,",
    "        primary key (thread_id)",
    "      );`);",
    "    client.release();",
    "  } catch (error) {",
    "    console.error(error);",
    "    throw new Error(`cannot create ${id}`);",
    "  }",
    "  await after();",
    "  done();",
  ];

  test.each([["\n"], ["\r\n"]])("is the statement in the `try`, not where what it throws goes to (%j)", (newline) => {
    expect(linesOf(thrownAgain, newline)).toEqual([["lostOnError", 6]]);
  });

  test.each<[string, string[], number]>([
    ["is the first that fails", ["const client = await pool.connect();", "await client.query('a');", "await other();", "client.release();"], 5],
    ["is one that has nothing to do with it", ["const client = await pool.connect();", "const more = await other();", "await client.query('a', [more]);", "client.release();"], 5],
    [
      "is behind those that are caught",
      ["const client = await pool.connect();", "try { await client.query('a'); } catch (error) { client.release(error); return; }", "await client.query('b');", "client.release();"],
      6,
    ],
    ["is the link of a chain that throws on", ["const client = await pool.connect();", "await client.query('a').catch(() => {});", "await client.query('b').then(done);", "client.release();"], 6],
    ["is the query whose callback forgets it", ["pool.connect((error, client, release) => {", "  if (error) return done(error);", "  client.query('a', (failure) => {", "    if (failure) return done(failure);", "    release();", "  });", "});"], 6],
    ["is the way out where the code throws by itself", ["const client = await pool.connect();", "try {", "  if (flag) throw new Error('no');", "} catch (error) {", "  return error;", "}", "client.release();"], 8],
  ])("%s", (_name, body, line) => {
    expect(linesOf(body).map((each) => (each as [string, number])[1])).toEqual([line]);
  });
});
