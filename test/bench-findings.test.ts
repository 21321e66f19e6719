import { describe, expect, it } from "vitest";
// @ts-expect-error the bench is plain JavaScript
import { carryVerdicts, compareFindings, readLine, readLines, writeLine } from "../bench/findings.mjs";
// @ts-expect-error the bench is plain JavaScript
import { readGlob, readPinnedSet } from "../bench/pinned-set.mjs";

const boss = "pg-boss@10.4.2 src/db.js:17:19 require-max-connections finiteByDefault Pool";
const agenda = "agenda@6.2.6 dist/index.js:4:9 require-max-connections unboundedByDefault MongoClient";

describe("the lines of findings.txt", () => {
  it("come back as they were written", () => {
    for (const text of [`${boss} fix | right`, `${agenda} none | wrong the URL carries maxPoolSize`]) {
      expect(writeLine(readLine(text))).toBe(text);
    }
  });

  it("are refused with another verdict or shape", () => {
    expect(() => readLine(`${boss} fix | maybe`)).toThrow(/maybe is no verdict/);
    expect(() => readLine("pg-boss@10.4.2 src/db.js:17:19")).toThrow(/not a line/);
  });

  it("keep their verdict while the finding stays the same, whatever its repair", () => {
    const known = readLines(`${boss} fix | right-but-minor one job at a time\n`);
    const [carried] = carryVerdicts([{ finding: boss, repair: "suggestion", verdict: "?", reason: "" }], known);
    expect(writeLine(carried)).toBe(`${boss} suggestion | right-but-minor one job at a time`);
  });

  it("are compared by finding and by fix", () => {
    const before = readLines(`${boss} fix | right\n${agenda} fix | right\n`);
    const after = [readLine(`${boss} suggestion | right`), readLine(`knex@3.3.0 lib/a.js:1:1 rule id Pool fix | ?`)];
    const change = compareFindings(before, after);
    expect(change.added.map(writeLine)).toEqual(["knex@3.3.0 lib/a.js:1:1 rule id Pool fix | ?"]);
    expect(change.removed.map(writeLine)).toEqual([`${agenda} fix | right`]);
    expect([change.fixesAdded.length, change.fixesRemoved.length, change.packages.size]).toEqual([1, 2, 3]);
  });
});

describe("the pinned set", () => {
  it("names exact versions, an integrity, a licence and a reason", () => {
    const pinnedSet = readPinnedSet() as {
      name: string;
      version: string;
      integrity: string;
      licence: string;
      lint: string[];
      why: string;
    }[];
    expect(pinnedSet.length).toBeGreaterThanOrEqual(40);
    for (const pinned of pinnedSet) {
      expect(pinned.version, pinned.name).toMatch(/^\d+\.\d+\.\d+/);
      expect(pinned.integrity, pinned.name).toMatch(/^sha512-/);
      expect(pinned.lint.length, pinned.name).toBeGreaterThan(0);
      expect(`${pinned.licence}`.length * pinned.why.length, pinned.name).toBeGreaterThan(0);
    }
    expect(new Set(pinnedSet.map(({ name }) => name)).size).toBe(pinnedSet.length);
  });

  it.each([
    ["lib/**", "lib/db/pool.js", true],
    ["lib/**/*.js", "lib/pool.js", true],
    ["lib/*.js", "lib/db/pool.js", false],
    ["dist/nodes/{Postgres,MySql}/**/*.js", "dist/nodes/MySql/v2/transport/index.js", true],
    ["dist/nodes/{Postgres,MySql}/**/*.js", "dist/nodes/Mongo/index.js", false],
    ["*.js", "index.js", true],
    ["*.js", "indexxjs", false],
  ])("reads the glob %s for %s", (glob, path, expected) => {
    expect((readGlob(glob) as RegExp).test(path)).toBe(expected);
  });
});
