import { expect, test } from "vitest";
import { backgroundEntryPoints } from "../../src/catalogue/entry-points-background.js";
import { edgeSigns, fileConventions, handlerTypes } from "../../src/catalogue/entry-points-files.js";
import { webEntryPoints } from "../../src/catalogue/entry-points.js";
import { EntryPointTable } from "../../src/code/entry-points-table.js";
import { frameOf } from "../../src/code/frames.js";
import { Lifetimes } from "../../src/code/lifetimes.js";
import { readText } from "./read-text.js";

const table = new EntryPointTable([...webEntryPoints, ...backgroundEntryPoints], fileConventions, { handlerTypes, edgeSigns });

/** What keeps the first construction of a text: `kept`, `none`, `unsure`, or how its cache is broken. */
function cacheOf(text: string): string {
  const lifetimes = new Lifetimes(readText(`import { Pool } from "pg";\n${text}`), table);
  const call = lifetimes.all[0]?.construction.call;
  const frame = call && frameOf(call);
  if (!call || frame?.kind !== "function") return "nothing";
  const cache = lifetimes.executions.caches.of(call, frame.node);
  return cache.is === "broken" ? cache.by : cache.is;
}

test.each([
  ["a guard", "let p: Pool; export function f() { if (!p) p = new Pool(); return p; }", "kept"],
  ["an early return", "let p: Pool; export function f() { if (p) return p; p = new Pool(); return p; }", "kept"],
  ["an operator", "let p: Pool; export const f = () => (p ??= new Pool());", "kept"],
  ["typeof", 'let p: Pool; export function f() { if (typeof p === "undefined") p = new Pool(); return p; }', "kept"],
  ["a local published before any await", "let p; export async function f() { if (p) return p; const made = new Pool(); p = made; await made.connect(); return p; }", "kept"],
  ["a local published after the await", "let p; export async function f() { if (p) return p; const made = new Pool(); await made.connect(); p = made; return p; }", "afterAwait"],
  ["an await in the branch that leaves", "let p; export async function f() { if (p) { await p.query(''); return p; } p = new Pool(); return p; }", "kept"],
  ["an await between", "let p; export async function f() { if (!p) { const s = await secret(); p = new Pool({ password: s }); } return p; }", "afterAwait"],
  ["an operator that waits", "let p; export async function f() { p ??= await warm(new Pool()); return p; }", "afterAwait"],
  ["a callback that fills", "let p; export function f() { if (!p) open(new Pool()).then((made) => { p = made; }); return p; }", "afterAwait"],
  ["a flag", "let p, started = false; export function f() { if (!started) { started = true; p = new Pool(); } return p; }", "kept"],
  ["a map", "const m = new Map(); export function f(k) { if (!m.has(k)) m.set(k, new Pool()); return m.get(k); }", "kept"],
  ["a map by way of a local", "const m = new Map(); export function f(k) { let p = m.get(k); if (!p) { p = new Pool(); m.set(k, p); } return p; }", "kept"],
  ["an object by key", "const m = {}; export const f = (k) => (m[k] ??= new Pool());", "kept"],
  ["another key", "const m = new Map(); export function f(k) { if (!m.has(k)) m.set(k + 'x', new Pool()); }", "neverWritten"],
  ["a global through a cast", "const g = globalThis as unknown as { p?: Pool }; export function f() { g.p ??= new Pool(); return g.p; }", "kept"],
  ["a global that nobody fills", "export const f = () => (globalThis as { p?: Pool }).p ?? new Pool();", "neverWritten"],
  ["the environment, which is no slot", "export const f = () => process.env.URL ? new Pool({ connectionString: process.env.URL }) : new Pool();", "none"],
  ["a parameter", "export const f = (p?: Pool) => p ?? new Pool();", "unsure"],
  ["a slot of the request", "export function f(req) { req.db ??= new Pool(); return req.db; }", "none"],
  ["a slot of the application", "export function f(req) { req.app.locals.db ??= new Pool(); return req.app.locals.db; }", "kept"],
  ["a local of the same name", "let p; export function f() { if (!p) { const p = new Pool(); return p; } return p; }", "neverWritten"],
  ["a slot in the function", "export function f() { let p; if (!p) p = new Pool(); return p; }", "none"],
  ["a field that nobody fills", "export class C { private p?: Pool; get() { return this.p || new Pool(); } }", "neverWritten"],
  ["a field that is injected", "export class C { constructor(private p?: Pool) {} get() { return this.p || new Pool(); } }", "unsure"],
  ["one slot for several keys", "let p, key; export function f(k) { if (!p || key !== k) { p = new Pool({ database: k }); key = k; } return p; }", "swapped"],
  ["a key that is new each time", "const m = new WeakMap(); export function f(req) { if (!m.has(req)) m.set(req, new Pool()); return m.get(req); }", "keyedByRequest"],
  ["no look at the slot", "let p; export function f() { p = new Pool(); return p; }", "overwritten"],
  ["a slot that is emptied again", "let p; export async function f() { p ??= new Pool(); await p.query(''); p = undefined; }", "cleared"],
  ["a slot that is emptied on failure only", "let p; export async function f() { p ??= new Pool(); try { await p.query(''); } catch { p = undefined; } }", "kept"],
  ["a lock", "let p; export const f = () => mutex.runExclusive(async () => { if (!p) p = await warm(new Pool()); return p; });", "kept"],
])("%s", (_name, text, expected) => {
  expect(cacheOf(text)).toBe(expected);
});
