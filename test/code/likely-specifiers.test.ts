import { expect, test } from "vitest";
import { families } from "../../src/catalogue/index.js";
import { importsKnown, readImports } from "../../src/code/gate.js";
import { LikelySpecifiers } from "../../src/code/likely-specifiers.js";
import { MakerTable } from "../../src/code/maker-table.js";
import { OwnModules } from "../../src/code/own-modules.js";

const table = new MakerTable(families);
const FORMS = [(name: string) => `import x from "${name}";`, (name: string) => `export { y } from '${name}';`, (name: string) => `const x = require(\`${name}\`);`, (name: string) => `await import("${name}");`];

test("no specifier of the catalogue is taken for an unlikely one", () => {
  const names = families.flatMap(({ packages }) => packages).map((name) => name.replace(/\*$/, "rds-data"));
  const missed = names.flatMap((name) => FORMS.map((form) => form(name)).filter((text) => !readImports(text, table.likely).perhapsLikely));
  expect(names.length).toBeGreaterThan(100);
  expect(missed).toEqual([]);
});

test("most others are told apart, and none is taken for one of the catalogue in the end", () => {
  const others = ["react", "lodash", "./pg", "../db/pool.js", "node:path", "node:fs", "@types/node", "express", "@angular/core", "vitest", "zod", "#db", "commander", "./redis"];
  const likely = others.filter((name) => readImports(`import "${name}"`, table.likely).perhapsLikely);
  expect(likely.length).toBeLessThan(others.length / 3);
  for (const name of others) expect(importsKnown(readImports(`import "${name}"`, table.likely).mentions, "/app/a.ts", table)).toBe(false);
});

test("with modules of the project among them, any import may lead to one", () => {
  const own = new MakerTable(families, new OwnModules([{ from: "./db" }], "/app"));
  expect(readImports('import { db } from "../db.js";', own.likely).perhapsLikely).toBe(true);
  expect(readImports("const a = 1;", own.likely).perhapsLikely).toBe(false);
});

test("a prefix lets through whatever may begin with it", () => {
  const likely = new LikelySpecifiers();
  likely.addPrefix("@app/");
  const of = (name: string): boolean => likely.mayHave(name, 0, name.length);
  expect([of("@app/db"), of("@app/"), of("pg"), of("@other/db")]).toEqual([true, true, false, false]);
  likely.addPrefix("@");
  expect(of("@other/db")).toBe(true);
});

test("what createRequire loads is not told apart beforehand", () => {
  const text = 'import { createRequire } from "node:module"; const load = createRequire(import.meta.url); load("pg");';
  expect(readImports(text, table.likely)).toMatchObject({ perhapsLikely: true });
});
