import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Project } from "ts-morph";
import { expect, onTestFinished, test } from "vitest";

import { runAuditAt } from "./audit-fixtures.js";
import { FIXTURES } from "./fixture-harness.js";

/** What --consolidate writes has to pass the type check that passed before it. The packages' types are those of `fixtures/typed`. */

const ROOT_TYPES = fileURLToPath(new URL("../node_modules/@types", import.meta.url));
const TSCONFIG = { compilerOptions: { strict: true, target: "ES2022", module: "ESNext", moduleResolution: "Bundler", noEmit: true, noUnusedLocals: true, skipLibCheck: true, allowJs: true, types: ["node"], typeRoots: [ROOT_TYPES] }, include: ["src"] };

function projectOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "connections-consolidate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const all = { "package.json": '{ "type": "module", "dependencies": { "pg": "8.23.1", "ioredis": "5.11.1" } }', "tsconfig.json": JSON.stringify(TSCONFIG), ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return withDeclarations(folder);
}

function withDeclarations(folder: string): string {
  cpSync(join(FIXTURES, "typed/declarations"), join(folder, "node_modules"), { recursive: true });
  return folder;
}

/** Type errors of a folder, as `src/a.ts: text`. */
function errorsIn(folder: string): string[] {
  const project = new Project({ tsConfigFilePath: join(folder, "tsconfig.json") });
  return project.getPreEmitDiagnostics().map((each) => `${each.getSourceFile()?.getFilePath().replace(`${folder}/`, "") ?? ""}: ${JSON.stringify(each.getMessageText())}`);
}

/** Consolidates, and checks types before and after. */
async function consolidated(folder: string): Promise<{ stderr: string; textOf: (name: string) => string }> {
  expect(errorsIn(folder)).toEqual([]);
  const { stderr } = await runAuditAt(folder, "--consolidate", "--write");
  expect(errorsIn(folder)).toEqual([]);
  return { stderr, textOf: (name) => readFileSync(join(folder, name), "utf8") };
}

const MAKE = "new Pool({ connectionString: process.env.DATABASE_URL, max: 10 })";

test("the fixture of modules that are alike", async () => {
  const folder = mkdtempSync(join(tmpdir(), "connections-consolidate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(FIXTURES, "audit/alike"), folder, { recursive: true });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
  withDeclarations(folder);
  expect((await consolidated(folder)).stderr).toBe("3 files\n");
});

test("types of the package, default exports, re-exports and further names stay", async () => {
  const folder = projectOf({
    "src/orders.ts": `import { Pool, type PoolClient } from "pg";\n\nconst pool = ${MAKE};\n\nexport default pool;\nexport const within = async (work: (client: PoolClient) => Promise<void>) => work(await pool.connect());\n`,
    "src/users.ts": `import { Client, Pool } from "pg";\nexport const users = ${MAKE};\nexport { users as people };\nexport const isPool = (value: Pool | Client): boolean => value === users;\n`,
    "src/index.ts": `export { default as orders } from "./orders.js";\nexport { people, users } from "./users.js";\nimport type { users as Users } from "./users.js";\nexport type Shared = typeof Users;\n`,
  });
  const { textOf } = await consolidated(folder);
  expect(textOf("src/database-url-pool.ts")).toBe(`import { Pool } from "pg";\n\nexport const databaseUrlPool = ${MAKE};\n`);
  expect(textOf("src/orders.ts")).toContain('import { type PoolClient } from "pg";\nimport { databaseUrlPool as pool } from "./database-url-pool.js";\n\nexport default pool;');
  expect(textOf("src/users.ts")).toContain('import { Client, Pool } from "pg";\nimport { databaseUrlPool as users } from "./database-url-pool.js";\nexport { users };\nexport { users as people };\n');
});

test("imports that lose some of their names, or all, keep the rest", async () => {
  const folder = projectOf({
    "src/config.ts": 'export const url = process.env.DATABASE_URL ?? "";\nexport const max = 10;\nexport const service = "shop";\nexport default service;\n',
    "src/orders.ts": 'import { inspect } from "node:util";\nimport name, { url, max } from "./config.js";\n\nimport { Pool } from "pg";\n\nconst pool = new Pool({ connectionString: url, max });\nexport const describe = () => inspect([name, pool]);\n',
    "src/users.ts": 'import { max, service, url } from "./config.js";\nimport { Pool } from "pg";\nconst db = new Pool({ connectionString: url, max });\nexport const users = () => db.query(service);\n',
  });
  const { stderr, textOf } = await consolidated(folder);
  expect(stderr).toBe("3 files\n");
  expect(textOf("src/orders.ts")).toBe('import { inspect } from "node:util";\nimport name from "./config.js";\n\nimport { databaseUrlPool as pool } from "./database-url-pool.js";\n\nexport const describe = () => inspect([name, pool]);\n');
  expect(textOf("src/users.ts")).toContain('import { service } from "./config.js";\n');
});

test("of several modules one may close it; a name that is taken in one of them does not matter", async () => {
  const folder = projectOf({
    "src/orders.ts": `import { Pool } from "pg";\nexport const databaseUrlPool = ${MAKE};\nprocess.once("SIGTERM", () => void databaseUrlPool.end());\n`,
    "src/users.ts": `import { Pool } from "pg";\nconst databaseUrlPool = "users";\nconst pool = ${MAKE};\nexport const users = () => pool.query(databaseUrlPool);\n`,
  });
  const { textOf } = await consolidated(folder);
  expect(textOf("src/orders.ts")).toContain('import { databaseUrlPool } from "./database-url-pool.js";\nexport { databaseUrlPool };\nprocess.once("SIGTERM"');
  expect(textOf("src/users.ts")).toContain('import { databaseUrlPool as pool } from "./database-url-pool.js";\nconst databaseUrlPool = "users";\n');
});

test.each([
  ["a default export that is the client itself", { "src/a.ts": `import { Pool } from "pg";\nexport default ${MAKE};\n`, "src/b.ts": `import { Pool } from "pg";\nexport const pool = ${MAKE};\n` }, "is not declared as a plain constant of its module"],
  ["CommonJS", { "src/a.cjs": `const { Pool } = require("pg");\nconst pool = ${MAKE};\nmodule.exports = { pool };\n`, "src/b.ts": `import { Pool } from "pg";\nexport const pool = ${MAKE};\n` }, "src/a.cjs:2 is CommonJS, which is not rewritten"],
  ["another default of the same variable", { "src/a.ts": `import { Pool } from "pg";\nexport const a = new Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.PG_MAX ?? 10) });\n`, "src/b.ts": `import { Pool } from "pg";\nexport const b = new Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.PG_MAX ?? 20) });\n` }, "their configurations differ"],
  [
    "a module that would import itself by way of the new one",
    {
      "src/config.ts": 'import { audit } from "./a.js";\nexport const max = 10;\nexport const log = () => audit("config");\n',
      "src/a.ts": 'import { Pool } from "pg";\nimport { max } from "./config.js";\nconst pool = new Pool({ connectionString: process.env.DATABASE_URL, max });\nexport const audit = (text: string) => pool.query(text);\n',
      "src/b.ts": 'import { Pool } from "pg";\nimport { max } from "./config.js";\nexport const b = new Pool({ connectionString: process.env.DATABASE_URL, max });\n',
    },
    "src/config.ts imports src/a.ts: the shared module would stand in a circle with it",
  ],
])("refuses %s, with the reason", async (_name, files, why) => {
  const { stderr } = await runAuditAt(projectOf(files as unknown as Record<string, string>), "--consolidate", "--write");
  expect(stderr).toContain(why);
  expect(stderr).toContain("nothing to consolidate\n");
});
