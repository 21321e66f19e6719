import { expect, test } from "vitest";
import { readMentions } from "../../src/code/gate.js";
import { withoutIsolated } from "../../src/crossfile/isolated.js";
import { parseText } from "../../src/crossfile/parse.js";

/** The line on which each statement that is left begins. */
function left(text: string): number[] {
  const reduced = parseText("a.ts", text, (whole) => withoutIsolated(whole, text, readMentions(text), (specifier) => !specifier.startsWith("node:")));
  return (reduced?.ast.body ?? []).map(({ range: [start] }) => text.slice(0, start).split("\n").length - 1);
}

test("helpers that neither speak of an import nor are spoken of are left out", () => {
  const text = `
import { Pool } from "pg";
import { inspect } from "node:util";
const LIMIT = 10;
export const make = () => new Pool({ max: bounded(LIMIT) });
function bounded(value: number) { return lower(value, 5); }
function lower(a: number, b: number) { return a < b ? a : b; }
export function format(value: number) { return inspect(value); }
export const pad = (text: string) => text.padStart(5);
interface Row { readonly id: number }
`;
  expect(left(text)).toEqual([1, 2, 3, 4, 5, 6]);
});

test("what writes a slot of the module stays, and what requires inside of a function", () => {
  const text = `
import { open } from "./db";
let pool;
export function getPool() { return (pool ??= open()); }
export function reset() { pool = undefined; }
export function later() { return require("./late"); }
export function other() { return 1; }
`;
  expect(left(text)).toEqual([1, 2, 3, 4, 5]);
});

test("whatever does something by itself stays, with what it calls", () => {
  const text = `
setInterval(tick, 1_000);
function tick() { return 1; }
class Store { read() { return 1; } }
export { tick, quiet };
function quiet() { return 2; }
export default function () { return 3; }
`;
  expect(left(text)).toEqual([1, 2, 3, 4, 6]);
});
