import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import type { Audit } from "../src/audit/model.js";
import { runAuditAt } from "./audit-fixtures.js";
import { FIXTURES } from "./fixture-harness.js";

/** A copy of a fixture that may be changed. */
function copyOf(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "connections-consolidate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(FIXTURES, "audit", name), folder, { recursive: true });
  return folder;
}

function textsIn(folder: string): Record<string, string> {
  const names = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).filter((name) => /\.[jt]s$/.test(name));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, "src", name), "utf8")]));
}

test("shows a diff that git applies, and writes nothing", async () => {
  const folder = copyOf("alike");
  const before = textsIn(folder);
  const { code, stdout, stderr } = await runAuditAt(folder, "--consolidate");
  expect(code).toBe(0);
  expect(textsIn(folder)).toEqual(before);
  expect(stderr).toBe("3 files (--write changes them)\n");
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  execFileSync("git", ["apply"], { cwd: folder, input: stdout });
  const applied = textsIn(folder);

  const other = copyOf("alike");
  expect((await runAuditAt(other, "--consolidate", "--write")).code).toBe(0);
  expect(textsIn(other)).toEqual(applied);
});

test("one module makes the client, the others import it, no comment is lost", async () => {
  const folder = copyOf("alike");
  await runAuditAt(folder, "--consolidate", "--write");
  const texts = textsIn(folder);
  expect(texts["database-url-pool.ts"]).toBe(`import { Pool } from "pg";
import { limits } from "./limits.js";

/** The orders database. */
export const databaseUrlPool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: limits.pool,
  connectionTimeoutMillis: limits.connectMs, // a connection takes 20 ms
});
`);
  expect(texts["orders/store.ts"]).toMatch(/^import \{ type PoolClient \} from "pg";\nimport \{ databaseUrlPool as pool \} from "\.\.\/database-url-pool\.js";\n\npool\.on\("error"/);
  expect(texts["billing/invoices.ts"]).toBe(`import { databaseUrlPool as invoices } from "../database-url-pool.js";

/** Read by the nightly job as well. */
export { invoices };

export async function countInvoices(): Promise<number> {
  return (await invoices.query("SELECT 1 FROM invoices")).rowCount ?? 0;
}
`);
  const { stdout } = await runAuditAt(folder, "--format", "json");
  const audit = JSON.parse(stdout) as Audit;
  expect(audit.clients.map(({ kept, users }) => [kept.file, users])).toEqual([
    ["src/database-url-pool.ts", ["src/billing/invoices.ts", "src/database-url-pool.ts", "src/nightly.ts", "src/orders/store.ts"]],
  ]);
  expect(await runAuditAt(folder, "--consolidate")).toEqual({ code: 0, stdout: "", stderr: "nothing to consolidate\n" });
});

test("refuses, with the reason, what differs or is somebody's own", async () => {
  const { code, stdout, stderr } = await runAuditAt(join(FIXTURES, "audit", "unlike"), "--consolidate");
  expect([code, stdout]).toEqual([0, ""]);
  expect(stderr.split("\n")).toEqual([
    "note: 2 clients of DATABASE_URL (pg) stay as they are: their configurations differ (src/orders.js:5: new Pool({ connectionString: process.env.DATABASE_URL, max: 10 }), src/users.js:5: new Pool({ connectionString: process.env.DATABASE_URL, max: 20 }))",
    "note: 2 clients of REDIS_URL (ioredis) stay as they are: the one of src/orders.js:6 is a blocking connection, which is its user's own",
    "note: 2 clients of mysql.internal (mysql2) stay as they are: 2 modules close theirs (src/orders.js:7, src/users.js:7), and one client is closed once",
    "nothing to consolidate",
    "",
  ]);
});

test("refuses what would lose a comment, cross a package, or take a name twice", async () => {
  const parted = copyOf("alike");
  writeFileSync(join(parted, "src/billing/package.json"), '{ "name": "billing" }');
  expect((await runAuditAt(parted, "--consolidate")).stderr).toContain("they belong to different packages");


  const commented = copyOf("alike");
  const invoices = join(commented, "src/billing/invoices.ts");
  writeFileSync(invoices, readFileSync(invoices, "utf8").replace("max: bounds.pool,", "/* shared */ max: bounds.pool,"));
  expect((await runAuditAt(commented, "--consolidate")).stderr).toContain("2 of them carry comments of their own inside (src/billing/invoices.ts:5, src/orders/store.ts:5)");

  const taken = copyOf("alike");
  writeFileSync(join(taken, "src/database-url-pool.ts"), "export {};\n");
  expect((await runAuditAt(taken, "--consolidate", "--write")).stderr).toContain("src/database-url-pool.ts is there already");
});

test("keeps single quotes and missing semicolons, and files of other line ends", async () => {
  const folder = copyOf("alike");
  for (const name of ["src/orders/store.ts", "src/billing/invoices.ts", "src/limits.ts"]) {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll('"', "'").replaceAll(/;$/gm, "").replaceAll("\n", "\r\n"));
  }
  await runAuditAt(folder, "--consolidate", "--write");
  const { "database-url-pool.ts": shared = "", "orders/store.ts": store = "" } = textsIn(folder);
  expect(shared).toContain("import { Pool } from 'pg'\r\nimport { limits } from './limits.js'\r\n");
  expect(store).toContain("import { databaseUrlPool as pool } from '../database-url-pool.js'\r\n");
  expect(`${shared}${store}`).not.toMatch(/[^\r]\n|;\r/);
});
