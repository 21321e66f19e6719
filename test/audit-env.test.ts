import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import type { Amount, Audit } from "../src/audit/model.js";
import { runAuditAt } from "./audit-fixtures.js";

/** Audits one module with a pool for each of the limits. */
async function auditOf(limits: readonly string[], ...args: string[]): Promise<{ limits: readonly Amount[]; stdout: string }> {
  const folder = mkdtempSync(join(tmpdir(), "connections-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "src"));
  const pools = limits.map((limit, index) => `export const pool${index} = new Pool({ connectionString: process.env.DATABASE_URL, max: ${limit} });\n`);
  writeFileSync(join(folder, "src/pools.js"), `import { env } from "node:process";\nimport { Pool } from "pg";\nconst fromEnvironment = process.env.PG_MAX ?? "7";\n${pools.join("")}`);
  const { stdout } = await runAuditAt(folder, "--format", "json", ...args);
  return { limits: (JSON.parse(stdout) as Audit).clients.map(({ limit }) => limit), stdout: (await runAuditAt(folder, ...args)).stdout };
}

test("what stands in for a variable counts, and is said to", async () => {
  const { limits, stdout } = await auditOf(
    ["Number(process.env.PG_MAX ?? 10)", "Number(process.env.PG_MAX) || 11", 'parseInt(env.PG_MAX || "12", 10)', "+(process.env.PG_SIZE ?? 13)", "process.env.PG_MAX ? Number(process.env.PG_MAX) : 14", "Number(fromEnvironment)"],
    "--instances",
    "2",
  );
  const known = (value: number, unless: string): Amount => ({ is: "known", value, by: "fallback", unless });
  expect(limits).toEqual([known(10, "PG_MAX"), known(11, "PG_MAX"), known(12, "PG_MAX"), known(13, "PG_SIZE"), known(14, "PG_MAX"), known(7, "PG_MAX")]);
  expect(stdout).toContain("67 in a process, unless PG_MAX, PG_SIZE say otherwise, x 1 worker x 2 instances = 134");
  expect(stdout).toMatch(/limit +10 unless PG_MAX\n/);
});

test("what nothing stands in for is unknown, and so is what is reckoned", async () => {
  const { limits } = await auditOf(["Number(process.env.PG_MAX)", "Number(process.env.PG_MAX ?? 10) * 2", "sizeOf(process.env.PG_MAX ?? 10)"]);
  expect(limits.map((limit) => (limit.is === "unknown" ? limit.why : limit))).toEqual([
    '"max" is Number(process.env.PG_MAX)',
    '"max" is Number(process.env.PG_MAX ?? 10) * 2',
    '"max" is sizeOf(process.env.PG_MAX ?? 10)',
  ]);
});
