import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { parseText } from "../src/crossfile/parse.js";
import { openProjectFile } from "../src/open-file.js";
import { readSettings } from "../src/settings.js";

const DB = 'import { Pool } from "pg";\nexport const openPool = () => new Pool({ max: 10 });\n';
const ROUTES = 'import { Router } from "express";\nimport { openPool } from "./db.js";\nexport const router = Router();\nrouter.get("/users", async (request, response) => {\n  response.json((await openPool().query("SELECT 1")).rows);\n});\n';

/** A project in a temporary folder, and what comes to the pool of its db.ts. */
function project(files: Readonly<Record<string, string>>) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "connections-reverse-")));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  for (const [name, text] of Object.entries({ "package.json": '{ "dependencies": { "express": "5.3.0", "pg": "8.23.1" } }', "src/db.ts": DB, ...files })) write(name, text);
  const { hotPaths, isTestFile } = openProjectFile(parseText("a.ts", "") as never, "a.ts", readSettings({ connections: { testFiles: ["**/*.spec.ts"] } }), root).about;
  return { root, write, reached: () => hotPaths.to(join(root, "src/db.ts"), DB.indexOf("new Pool"), isTestFile) };
}

test("a hot path of another file is named with every step", () => {
  const { reached } = project({ "src/routes.ts": ROUTES });
  expect(reached()).toEqual({ every: "every GET /users", path: "routes.ts:5 -> db.ts:2", from: "src/routes.ts" });
});

test("what a test begins does not count, nor what calls it once", () => {
  expect(project({ "src/routes.spec.ts": ROUTES }).reached()).toBeUndefined();
  expect(project({ "src/main.ts": 'import { openPool } from "./db.js";\nexport const pool = openPool();\n' }).reached()).toBeUndefined();
});

test("an edit is seen by the next look at the project, a path that has gone is forgotten", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { root, write, reached } = project({});
  expect(reached()).toBeUndefined();
  vi.advanceTimersByTime(3_000);
  write("src/routes.ts", ROUTES);
  expect(reached()?.path).toBe("routes.ts:5 -> db.ts:2");
  vi.advanceTimersByTime(3_000);
  write("src/routes.ts", ROUTES.replace("/users", "/orders"));
  utimesSync(join(root, "src/routes.ts"), 1, 1);
  expect(reached()?.every).toBe("every GET /orders");
  vi.advanceTimersByTime(3_000);
  rmSync(join(root, "src/routes.ts"));
  expect(reached()).toBeUndefined();
});
