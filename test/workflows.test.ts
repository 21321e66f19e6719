import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const FOLDER = fileURLToPath(new URL("../.github/workflows/", import.meta.url));
const read = (name: string): string => readFileSync(FOLDER + name, "utf8");

describe.each(readdirSync(FOLDER))("the workflow %s", (name) => {
  const text = read(name);

  test("names each action by a commit, which nobody can move, with its version beside it", () => {
    const used = [...text.matchAll(/\buses: (.+)$/gm)].map(([, action = ""]) => action).filter((action) => !action.startsWith("./"));
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  test("may only read, but for the job that publishes", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
    const written = [...text.matchAll(/^ +([\w-]+): write$/gm)].map(([, what]) => what);
    expect(written).toEqual(name === "release.yml" ? ["id-token"] : []);
  });
});

test("CI runs what a clone runs, on every version of Node that the package is for", () => {
  const text = read("ci.yml");
  expect(text).toMatch(/^ +- run: \.ci\/run$/m);
  const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { engines: { node: string } };
  const majors = [...engines.node.matchAll(/(?:\^|>=)(\d+)/g)].map(([, major]) => major);
  const run = /node: \[(.+)\]/.exec(text)?.[1] ?? "";
  expect([...run.matchAll(/"(\d+)/g)].map(([, major]) => major)).toEqual(majors);
});

test("a release is checked first, and brings no token", () => {
  const text = read("release.yml");
  expect(text).toContain("uses: ./.github/workflows/ci.yml");
  expect(read("ci.yml")).toMatch(/^ {2}workflow_call:$/m);
  expect(text).toMatch(/^ {4}needs: check$/m);
  expect(text).toMatch(/^ +- run: npm publish$/m);
  expect(text).not.toMatch(/secrets\./);
});
