import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import type { Audit } from "../src/audit/model.js";
import { runAuditAt } from "./audit-fixtures.js";

/** The server of each client of one module, by its line. */
async function serversOf(text: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "connections-servers-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src/clients.js"), text);
  const { stdout } = await runAuditAt(folder, "--format", "json");
  return (JSON.parse(stdout) as Audit).clients.map(({ at, server }) => `${at.line}: ${server.is} ${server.name}`);
}

test("the name of a queue or of a database is no server", async () => {
  const found = await serversOf(`import Bull from "bull";
import { Queue } from "bullmq";
import { Sequelize } from "sequelize";
import { Redis } from "ioredis";
import { settings } from "./settings.js";
export const named = new Queue("receipts", { connection: { host: "queue.internal" } });
export const told = new Queue("receipts", settings.queue);
export const shop = new Sequelize("shop", "user", "password", { host: "db.internal", dialect: "postgres" });
export const unsaid = new Sequelize("shop", "user", "password", { dialect: "postgres" });
export const whole = new Sequelize("postgres://db.internal/shop");
export const given = new Sequelize(process.env.SHOP_URL, { dialect: "postgres" });
export const jobs = new Bull("jobs", process.env.JOBS_URL);
export const cache = new Redis("cache.internal");
`);
  expect(found).toEqual(["6: host queue.internal", "7: unknown unknown (bullmq)", "8: host db.internal", "9: default sequelize's default", "10: host db.internal", "11: variable SHOP_URL", "12: variable JOBS_URL", "13: host cache.internal"]);
});
