import { describe, expect, test } from "vitest";
import { readText } from "./read-text.js";

/** What the one construction in the text says about `max` (or another option), as words. */
function read(text: string, option = "max"): string {
  const reading = readText(`import { Pool } from "pg"; declare const external: any; ${text}`);
  const [site] = reading.constructions;
  if (!site) throw new Error(`No construction in ${text}`);
  const value = site.options.get(option);
  if (value.state !== "present") return value.state;
  return value.branches.map(({ word }) => (word === undefined ? "set" : String(word))).join("|");
}

describe("options are followed through", () => {
  test.each([
    ["new Pool()", "absent"],
    ["new Pool({})", "absent"],
    ["new Pool({ max: 5 })", "5"],
    ["new Pool({ 'max': 5 })", "5"],
    ["new Pool({ ['max']: 5 })", "5"],
    ["new Pool({ max: 2 ** 31 })", "2147483648"],
    ["new Pool({ max: 10 * 1_000 })", "10000"],
    ["new Pool({ max: -1 })", "-1"],
    ["new Pool({ max: Infinity })", "<Infinity>"],
    ["new Pool({ max: Number.POSITIVE_INFINITY })", "<Infinity>"],
    ["new Pool({ max: Number.MAX_SAFE_INTEGER })", "9007199254740991"],
    ["new Pool({ max: undefined })", "<undefined>"],
    ["new Pool({ max: void 0 })", "<undefined>"],
    ["new Pool({ max: null })", "null"],
    ["new Pool({ max: Number('20') })", "20"],
    ["new Pool({ max: parseInt('20', 10) })", "20"],
    ["new Pool({ max: Number(process.env.MAX) })", "set"],
    ["new Pool({ max: process.env.MAX })", "set"],
    ["new Pool({ max: external })", "set"],
    ["const MAX = 20; new Pool({ max: MAX })", "20"],
    ["const max = 20; new Pool({ max })", "20"],
    ["let max = 20; max = 30; new Pool({ max })", "set"],
    ["const cfg = { max: 5 }; new Pool(cfg)", "5"],
    ["const cfg = { max: 5 } as const; new Pool(cfg satisfies object)", "5"],
    ["const cfg = Object.freeze({ max: 5 }); new Pool(cfg)", "5"],
    ["const cfg = { db: { pool: { max: 5 } } }; new Pool(cfg.db.pool)", "5"],
    ["const { pool } = { pool: { max: 5 } }; new Pool(pool)", "5"],
    ["const base = { max: 5 }; new Pool({ ...base })", "5"],
    ["const base = { max: 5 }; new Pool({ ...base, max: 7 })", "7"],
    ["const base = { max: 5 }; new Pool({ max: 7, ...base })", "5"],
    ["new Pool({ max: 7, ...external })", "unreadable"],
    ["new Pool({ ...external, max: 7 })", "7"],
    ["new Pool({ ...external })", "unreadable"],
    ["new Pool({ [external]: 7 })", "unreadable"],
    ["new Pool(external)", "unreadable"],
    ["new Pool(...external)", "unreadable"],
    ["new Pool(Object.assign({ max: 5 }, { host: 'db' }))", "5"],
    ["new Pool(Object.assign({}, external))", "unreadable"],
    ["function options() { return { max: 5 }; } new Pool(options())", "5"],
    ["const options = () => ({ max: 5 }); new Pool(options())", "5"],
    ["function options(big) { if (big) return { max: 50 }; return { max: 5 }; } new Pool(options())", "50|5"],
    ["function options() { return external; } new Pool(options())", "unreadable"],
    ["new Pool({ max: external ? 25 : Infinity })", "25|<Infinity>"],
    ["new Pool({ max: external || 10 })", "set|10"],
    ["new Pool(external ? { max: 25 } : {})", "25|set"],
    ["new Pool({ ...(external ? { max: 25 } : {}) })", "25|set"],
    ["new Pool({ ...(external && { max: 25 }) })", "25|set"],
    ["const cfg: any = {}; cfg.max = 5; new Pool(cfg)", "5"],
    ["const cfg: any = { max: 1 }; if (external) cfg.max = 5; new Pool(cfg)", "5|1"],
    ["const cfg: any = {}; cfg[external] = 5; new Pool(cfg)", "unreadable"],
    ["const cfg: any = {}; tune(cfg); new Pool(cfg)", "unreadable"],
    ["const cfg: any = {}; Object.assign(cfg, external); new Pool(cfg)", "unreadable"],
    ["const cfg: any = { max: 1 }; delete cfg.max; new Pool(cfg)", "unreadable"],
    ["const cfg: any = {}; console.log(cfg); new Pool(cfg)", "absent"],
    ["const cfg = {}; new Pool(cfg); new Pool({ ...cfg })", "absent"],
    ["const a: any = { ...b }; const b: any = { ...a }; new Pool(a)", "unreadable"],
  ])("%s", (text, value) => expect(read(text)).toBe(value));

  test.each([
    ["new Pool({ pool: { max: 5 } } as any)", "5"],
    ["new Pool({ pool: external } as any)", "unreadable"],
    ["new Pool({ pool: null } as any)", "absent"],
    ["const pool = { max: 5 }; new Pool({ pool } as any)", "5"],
  ])("a nested option: %s", (text, value) => expect(read(text, "pool.max")).toBe(value));
});
