import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readText } from "./read-text.js";

const fixtures = new URL("../../fixtures/", import.meta.url).pathname;

const NOWHERE = { specifier: "", path: [] };

/** Following imports forward is a short cut: whatever reading every call backwards finds has to be among its calls. */
describe("following imports to the calls they end in", () => {
  const rules = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(rules.map(({ name }) => name))("misses no call of the fixtures of %s", (rule) => {
    const files = readdirSync(join(fixtures, rule), { recursive: true, encoding: "utf8" }).filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !name.includes("node_modules"));
    let found = 0;
    for (const name of files) {
      const reading = readText(readFileSync(join(fixtures, rule, name), "utf8"), `/service/src/${name.replace(/^.*\//, "")}`);
      const followed = new Set(reading.uses.calls);
      for (const call of reading.module.nodesOf("NewExpression", "CallExpression")) {
        const origin = reading.originOfCall(call);
        const by = call.type === "NewExpression" ? "new" : "call";
        if (!origin || (reading.table.makersOf(origin, by).length === 0 && !reading.table.retrierOf(origin, by))) continue;
        found += 1;
        expect(followed.has(call), `${name}: ${reading.module.textOf(call)}`).toBe(true);
      }
    }
    expect(files.length === 0 || found > 0).toBe(true);
  });

  it.each([
    'const { Pool } = await import("pg"); new Pool();',
    'const pg = await import("pg"); new pg.default.Pool();',
    'import("pg").then(({ Pool }) => new Pool());',
    'import("pg").then((pg) => { new pg.Pool(); });',
    'const loading = import("pg"); export async function open() { const pg = await loading; return new pg.Pool(); }',
    'const loading = import("pg"); loading.then(({ Pool }) => new Pool());',
    'new (await import("ioredis")).default();',
    'class Db { async open() { const { Pool } = (await import("pg")); return new Pool(); } }',
  ])("follows %s", (text) => {
    const reading = readText(text, "/service/src/a.ts");
    const makers = reading.module.nodesOf("NewExpression").filter((call) => reading.table.makersOf(reading.originOfCall(call) ?? NOWHERE, "new").length > 0);
    expect(makers.length).toBe(1);
    expect(reading.uses.calls.filter(({ type }) => type === "NewExpression")).toEqual(makers);
  });

  it.each([
    ["in a comment", "/** @type {import('pg').Pool} */ export let pool; export const made = new Map(); made.clear();", false],
    ["of a type", 'export let pool: import("pg").Pool; export const made = new Map();', true],
  ])("looks at no call for an import %s", (_where, text, namesTypes) => {
    expect(readText(text, "/service/src/a.ts").uses).toEqual({ calls: [], namesTypes });
  });

  it("looks at no call of a file whose imports end in none", () => {
    const reading = readText(`import http from "node:http"; import { setTimeout } from "node:timers"; console.log(http.STATUS_CODES[404]); setTimeout(() => {}, 5);`);
    expect(reading.uses).toEqual({ calls: [], namesTypes: false });
  });

  it("notices a type that is only named", () => {
    const reading = readText(`import type { Pool } from "pg"; export const ask = (pool: Pool) => pool.query("select 1");`);
    expect(reading.uses).toEqual({ calls: [], namesTypes: true });
  });
});
