import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import type { Audit } from "../src/audit/model.js";
import { audited, budgetOf, clientNamed, runAuditAt, runAuditIn } from "./audit-fixtures.js";

describe("a service in TypeScript", async () => {
  const audit = await audited("tickets", "--instances", "3", "--workers", "2", "--server-limit", "100");

  test("counts a pool for every module that asks a factory for one, by its own server", () => {
    const pools = audit.clients.filter(({ at }) => at.file === "src/create-pool.ts");
    expect(pools.map(({ kept, name, server }) => `${kept.file} ${name} ${server.name}`)).toEqual([
      "src/orders.ts orders DATABASE_URL",
      "src/refunds.ts refunds DATABASE_URL",
      "src/reports.ts pool REPORTS_URL",
    ]);
    expect(clientNamed(audit, "src/orders.ts", "orders").made).toEqual({
      is: "counted",
      times: 1,
      ways: [[{ file: "src/orders.ts", line: 4 }, { file: "src/create-pool.ts", line: 5 }]],
    });
  });

  test("adds them up for instances and workers", () => {
    expect(budgetOf(audit, "DATABASE_URL")).toMatchObject({
      perProcess: { known: 40, unlimited: [], unknown: [clientNamed(audit, "src/mailer.ts", "outbox").id] },
      total: { known: 240 },
      limit: 100,
      verdict: "over",
      restart: { logins: 240, sideBySide: 480 },
    });
    expect(budgetOf(audit, "REDIS_URL")).toMatchObject({ total: { known: 6 }, verdict: "within" });
  });

  test("says the hot path of what is made again and again, and calls it unlimited", () => {
    const client = clientNamed(audit, "src/audit-log.ts", "client");
    expect(client.made).toMatchObject({ is: "repeated", every: "every GET /orders/:id" });
    expect(client.made.ways[0]?.map(({ file }) => file)).toEqual(["src/app.ts", "src/app.ts", "src/audit-log.ts"]);
    expect(client.server).toEqual({ is: "host", name: "audit.internal:5433" });
    expect(client.closed.is).toBe("use");
    expect(budgetOf(audit, "audit.internal:5433").verdict).toBe("unlimited");
  });

  test("says who closes on shutdown, and who does not", () => {
    expect(clientNamed(audit, "src/refunds.ts", "refunds").closed).toEqual({ is: "shutdown", on: "onClose", at: { file: "src/app.ts", line: 23 } });
    expect(clientNamed(audit, "src/seat-cache.ts", "redis").closed).toMatchObject({ is: "shutdown", on: "onClose" });
    expect(clientNamed(audit, "src/venue.ts", "venue").closed).toMatchObject({ is: "shutdown", on: "SIGTERM and SIGINT" });
    expect(clientNamed(audit, "src/orders.ts", "orders").closed).toEqual({ is: "nobody" });
  });

  test("follows a class to where it is constructed", () => {
    const redis = clientNamed(audit, "src/seat-cache.ts", "redis");
    expect(redis.made.ways).toEqual([[{ file: "src/app.ts", line: 10 }, { file: "src/seat-cache.ts", line: 5 }]]);
    expect(redis).toMatchObject({ role: "request", limit: { is: "known", value: 1, by: "kind" }, version: "5.8.2" });
  });

  test("calls unknown what is computed, and never guesses its number", () => {
    const { limit } = clientNamed(audit, "src/mailer.ts", "outbox");
    expect(limit).toEqual({ is: "unknown", why: '"max" is Number(process.env.OUTBOX_POOL_MAX)' });
  });

  test("leaves scripts out of the sum and tests out of the audit", () => {
    expect(clientNamed(audit, "src/scripts/seed.ts", "pool").made.is).toBe("script");
    expect(audit.clients.some(({ at }) => at.file.endsWith(".test.ts"))).toBe(false);
    expect(audit.notices).toEqual(["1 test file is left out"]);
  });

  test("an agent for any address is no server of its own", () => {
    expect(clientNamed(audit, "src/venue.ts", "anywhere").server.is).toBe("any");
    expect(budgetOf(audit, "any address (undici)")).not.toHaveProperty("limit");
    expect(budgetOf(audit, "any address (undici)").verdict).toBe("unchecked");
    expect(clientNamed(audit, "src/venue.ts", "venue")).toMatchObject({ server: { is: "variable", name: "VENUE_ORIGIN" }, limit: { is: "unlimited" } });
  });
});

test("a role and a closing are found across the packages of a workspace", async () => {
  const audit = await audited("workspace", "--server-limit", "mysql.internal=500");
  expect(audit.clients).toHaveLength(1);
  expect(audit.clients[0]).toMatchObject({
    role: "request",
    users: ["packages/api/src/server.ts", "packages/db/src/pools.ts", "packages/jobs/src/nightly.ts"],
    closed: { is: "elsewhere", by: "archive()" },
  });
  expect(budgetOf(audit, "mysql.internal")).toMatchObject({ limit: 500, verdict: "within" });
});

test("a folder of CommonJS needs no configuration, and passwords are not shown", async () => {
  const audit = await audited("plain-js");
  expect(clientNamed(audit, "lib/db.js", "pool")).toMatchObject({ role: "request", closed: { is: "shutdown", on: "SIGTERM" }, users: ["lib/db.js", "lib/server.js"] });
  expect(audit.clients.find(({ package: name }) => name === "mongodb")).toMatchObject({
    server: { is: "host", name: "mongo-a.internal:27017,mongo-b.internal:27017" },
    limit: { is: "known", value: 30, by: "written" },
    closed: { is: "shutdown" },
  });
  expect(JSON.stringify(audit)).not.toContain("secret");
});

describe("--fail-over", () => {
  test("exits 1 above the limit and without any bound, 0 within it", async () => {
    expect((await runAuditIn("calm", "--server-limit", "100", "--fail-over")).code).toBe(0);
    expect((await runAuditIn("calm", "--server-limit", "100", "--instances", "11", "--fail-over")).code).toBe(1);
    expect((await runAuditIn("tickets", "--server-limit", "100000", "--fail-over")).code).toBe(1);
  });

  test("wants to know the limit", async () => {
    const { code, stderr } = await runAuditIn("calm", "--fail-over");
    expect(code).toBe(2);
    expect(stderr).toBe("error: --fail-over needs to know what a server takes: --server-limit <n>, or maxConnections in settings.connections.server\n");
  });
});

test("a deployment that needs both at once is tight", async () => {
  const audit = await audited("calm", "--instances", "6", "--server-limit", "100");
  expect(budgetOf(audit, "DATABASE_URL")).toMatchObject({ total: { known: 60 }, verdict: "tight", restart: { sideBySide: 120 } });
});

test("reports say the same in the terminal, in Markdown and in SARIF", async () => {
  const args = ["--instances", "3", "--server-limit", "100"];
  const table = (await runAuditIn("tickets", ...args)).stdout;
  expect(table).toMatch(/^DATABASE_URL +4 +40 and unknown +120 and unknown +100 +over$/m);
  expect(table).toContain("src/orders.ts:4  orders: Pool (pg@8.23.1)\n");
  const markdown = (await runAuditIn("tickets", ...args, "--format", "markdown")).stdout;
  expect(markdown).toContain("| `DATABASE_URL` | 4 | 40 and unknown | 120 and unknown | 100 | Over: the server takes 100, the service may open 120. 1 client of unknown size comes on top. |");
  const sarif = JSON.parse((await runAuditIn("tickets", ...args, "--format", "sarif")).stdout) as { runs: { results: { ruleId: string; level: string; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[] };
  const over = sarif.runs[0]?.results.filter(({ ruleId }) => ruleId === "connections-audit/over-budget") ?? [];
  expect(over.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri)).toContain("src/create-pool.ts");
  expect(over.every(({ level }) => level === "error")).toBe(true);
});

test("the page of the audit shows what the audit prints", async () => {
  const page = readFileSync(new URL("../docs/audit.md", import.meta.url), "utf8");
  const examples = [...page.matchAll(/<!-- audit: (.+) -->\n```text\n([^]*?)```/g)];
  expect(examples.length).toBeGreaterThan(0);
  for (const [, line = "", shown = ""] of examples) {
    const [folder = "", ...args] = line.split(" ");
    expect((await runAuditIn(folder, ...args)).stdout).toContain(shown);
  }
});

describe("bad input is one clear line and exit code 2", () => {
  test.each([
    [["nowhere"], "error: no such file or folder: nowhere\n"],
    [["src/server.ts"], "error: the audit takes a tsconfig.json or a folder, not src/server.ts\n"],
    [["--instances", "0"], 'error: --instances takes a whole number above 0, not "0"\n'],
    [["--server-limit", "DATABASE_URL=many"], 'error: --server-limit takes a whole number above 0, not "many"\n'],
    [["--wrkers", "2"], "error: unknown flag --wrkers: did you mean --workers?\n"],
    [["--format", "pdf"], 'error: unknown format "pdf": it is one of table, json, markdown, sarif, html\n'],
    [["--write"], "error: --write belongs to --consolidate: the audit itself changes nothing\n"],
    [["a", "b"], "error: the audit takes one tsconfig or folder, not a and b\n"],
  ])("%s", async (args, line) => {
    expect(await runAuditIn("calm", ...args)).toEqual({ code: 2, stdout: "", stderr: line });
  });

  test("a tsconfig that includes nothing, one that is broken, an empty folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "connections-audit-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const run = async (): Promise<string> => (await runAuditAt(folder)).stderr.replace(`${folder}/`, "");
    expect(await run()).toBe("error: nothing to audit: no JavaScript or TypeScript file in .\n");
    writeFileSync(join(folder, "tsconfig.json"), '{ "include": ["src"] }');
    expect(await run()).toBe("error: nothing to audit: tsconfig.json includes no JavaScript or TypeScript file that is there; name the folder that holds them\n");
    writeFileSync(join(folder, "tsconfig.json"), '{ "include": ["src" }');
    expect(await run()).toMatch(/^error: tsconfig\.json cannot be read: .+\n$/);
  });

  test("modules in a circle, and a link that leads nowhere", async () => {
    const folder = mkdtempSync(join(tmpdir(), "connections-audit-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "a.js"), 'import { Pool } from "pg";\nimport { make } from "./b.js";\nexport const open = () => new Pool({ host: "db" });\nexport const pool = make();\n');
    writeFileSync(join(folder, "b.js"), 'import { open } from "./a.js";\nexport const make = () => open();\n');
    symlinkSync("nowhere.js", join(folder, "gone.js"));
    const { code, stdout } = await runAuditAt(folder, "--format", "json");
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Audit).clients.map(({ kept, made }) => [kept, made.is])).toEqual([[{ file: "a.js", line: 4 }, "counted"]]);
  });

  test("a file that does not parse costs only itself", async () => {
    const folder = mkdtempSync(join(tmpdir(), "connections-audit-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "src/broken.js"), 'import { Pool } from "pg";\nconst = ;\n');
    writeFileSync(join(folder, "src/db.js"), 'import { Pool } from "pg";\nexport const pool = new Pool({ max: 7 });\n');
    const { code, stdout } = await runAuditAt(folder, "--format", "json");
    const audit = JSON.parse(stdout) as Audit;
    expect(code).toBe(0);
    expect(audit.clients.map(({ at, limit }) => [at.file, limit])).toEqual([["src/db.js", { is: "known", value: 7, by: "written" }]]);
    expect(audit.notices).toContain("src/broken.js does not parse: its clients are not counted");
  });
});
