import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const FOLDER = fileURLToPath(new URL("../bench/compare/", import.meta.url));
const results = JSON.parse(readFileSync(join(FOLDER, "results.json"), "utf8")) as Record<string, unknown> & {
  readonly sideBySide: readonly (Readonly<Record<string, number>> & { readonly name: unknown; readonly version?: string })[];
  readonly set: { readonly packages: readonly string[]; readonly files: number };
};

/** Every number below a value, with its path. */
function numbersIn(value: unknown, path = ""): [path: string, number: unknown][] {
  if (typeof value !== "object" || value === null) return typeof value === "string" ? [] : [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => numbersIn(each, `${path}/${key}`));
}

test("the kept comparison is whole: every preset, every peer at the version that is fetched, both controls", () => {
  const peers = JSON.parse(readFileSync(join(FOLDER, "peers.json"), "utf8")) as Record<string, string>;
  const rows = results.sideBySide.map(({ name, version }) => (version === undefined ? name : [`eslint-plugin-${String(name)}`, version]));
  const ours = ["essential", "recommended", "recommended, again", "strict", "recommended, `crossFile: false`"].map((name) => `connections, ${name}`);
  expect(rows).toEqual(["parser only", ...ours, ...Object.entries(peers)]);
  expect(Object.keys(results)).toEqual(["node", "cores", "eslint", "parser", "rounds", "set", "spread", "sideBySide", "growth", "oxlint", "cold", "again"]);
});

test("nobody was left out of it silently: all rows have rules, time and memory, and every number is one", () => {
  expect(numbersIn(results).filter(([, number]) => !Number.isFinite(number))).toEqual([]);
  for (const row of results.sideBySide.filter(({ name }) => name !== "parser only")) {
    for (const key of ["rules", "warm", "cold", "whole", "load", "memoryMb"]) expect(row[key], `${String(row.name)} ${key}`).toBeGreaterThan(0);
  }
});

test("its files are those of packages of the pinned set", () => {
  const pinned = JSON.parse(readFileSync(join(FOLDER, "../packages.json"), "utf8")) as { name: string; version: string }[];
  expect(results.set.packages.filter((each) => !pinned.some(({ name, version }) => each === `${name}@${version}`))).toEqual([]);
  expect(results.set.files).toBeGreaterThan(50);
});
