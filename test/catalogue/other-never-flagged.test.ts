import { expect, test } from "vitest";
import { families } from "../../src/catalogue/index.js";
import { neverFlagged } from "../../src/catalogue/never-flagged.js";
import { MakerTable } from "../../src/code/maker-table.js";

const table = new MakerTable(families.filter(({ clients }) => clients !== undefined));
const listed = neverFlagged.flatMap(({ packages }) => packages);

test.each(listed.filter((name) => !name.endsWith("*")))("%s has no client in the catalogue", (name) => {
  expect(table.familiesOf(name)).toEqual([]);
});

test("each package is listed once, with a sentence of its own", () => {
  expect(new Set(listed).size).toBe(listed.length);
  for (const { reason } of neverFlagged) expect(reason).toMatch(/^[A-Z].+[^.]\.$/);
});
