import { describe, expect, it } from "vitest";
// @ts-expect-error the bench is plain JavaScript
import { carryVerdicts, compareFindings, readLine, readLines, writeLine } from "../bench/findings.mjs";
// @ts-expect-error the bench is plain JavaScript
import { readGlob, readPinnedSet } from "../bench/pinned-set.mjs";
// @ts-expect-error the bench is plain JavaScript
import { countVerdicts, listDisagreements, whyOpen } from "../bench/precision.mjs";
// @ts-expect-error the bench is plain JavaScript
import { readAnswers, readId, shuffle, writeExcerpt } from "../bench/sheets.mjs";
// @ts-expect-error the bench is plain JavaScript
import { describeSilences, isSilent, readSilentFile, readSilentLine, writeSilentLine } from "../bench/silent-sites.mjs";

const boss = "pg-boss@10.4.2 src/db.js:17:19 require-max-connections finiteByDefault Pool";
const agenda = "agenda@6.2.6 dist/index.js:4:9 require-max-connections unboundedByDefault MongoClient";

describe("the lines of findings.txt", () => {
  it("come back as they were written", () => {
    for (const text of [
      `${boss} fix | right | ?`,
      `${agenda} none | wrong the URL carries maxPoolSize | right-but-minor one job`,
      `${agenda} none | right | wrong the URL carries it | settled right the URL is of a test`,
    ]) {
      expect(writeLine(readLine(text))).toBe(text);
    }
  });

  it("of older commits have one reading", () => {
    expect(writeLine(readLine(`${boss} fix | right`))).toBe(`${boss} fix | right | ?`);
  });

  it("are refused with another verdict or shape", () => {
    expect(() => readLine(`${boss} fix | maybe | right`)).toThrow(/maybe is no verdict/);
    expect(() => readLine("pg-boss@10.4.2 src/db.js:17:19")).toThrow(/not a line/);
    expect(() => readLine(`${boss} fix | right | wrong | agreed`)).toThrow(/opens with settled/);
    expect(() => readLine(`${boss} fix | right | wrong | settled right`)).toThrow(/a verdict and a reason/);
  });

  it("keep their verdicts while the finding stays the same, whatever its repair", () => {
    const known = readLines(`${boss} fix | right-but-minor one job at a time | right\n`);
    const carried = carryVerdicts([{ finding: boss, repair: "suggestion" }, { finding: agenda, repair: "fix" }], known);
    expect(carried.map(writeLine)).toEqual([`${boss} suggestion | right-but-minor one job at a time | right`, `${agenda} fix | ? | ?`]);
  });

  it("are compared by finding and by fix", () => {
    const before = readLines(`${boss} fix | right | right\n${agenda} fix | right | right\n`);
    const after = [readLine(`${boss} suggestion | right | right`), readLine(`knex@3.3.0 lib/a.js:1:1 rule id Pool fix | ? | ?`)];
    const change = compareFindings(before, after);
    expect(change.added.map(writeLine)).toEqual(["knex@3.3.0 lib/a.js:1:1 rule id Pool fix | ? | ?"]);
    expect(change.removed.map(writeLine)).toEqual([`${agenda} fix | right | right`]);
    expect([change.fixesAdded.length, change.fixesRemoved.length, change.packages.size]).toEqual([1, 2, 3]);
  });
});

describe("two readings", () => {
  it.each([
    ["right | right", undefined],
    ["right | right-but-minor one connection", undefined],
    ["right | ?", "unread"],
    ["wrong a | ?", "unread"],
    ["right | wrong a", "unsettled"],
    ["right | wrong a | settled right b", undefined],
    ["right | wrong a | settled right-but-minor b", undefined],
    ["right | wrong a | settled wrong b", "wrong"],
    ["wrong a | wrong b", "wrong"],
    ["wrong a | wrong b | settled right c", "wrong"],
  ])("%s is open because %s", (columns, expected) => {
    expect(whyOpen(readLine(`${boss} fix | ${columns}`))).toBe(expected);
  });

  it("give precision by rule and by reading, and agreement over what both have read", () => {
    const lines = ["right | right", "right-but-minor a | right", "right | wrong b", "? | right"].map((columns, index) =>
      readLine(`${index === 3 ? boss.replace("require-max-connections", "require-release") : boss} fix | ${columns}`),
    );
    const shares = countVerdicts(lines);
    expect([...shares.keys()]).toEqual(["require-max-connections", "require-release", "all"]);
    expect(shares.get("require-max-connections").precision).toEqual({ first: 1, second: 2 / 3 });
    expect(shares.get("require-release").precision).toEqual({ first: undefined, second: 1 });
    expect(shares.get("all")).toMatchObject({ findings: 4, read: 3, alike: 1, oneSide: 2 });
    expect(listDisagreements(lines)).toEqual([lines[1], lines[2]]);
  });
});

describe("the sheets", () => {
  it("name the same item alike and order it differently", () => {
    const items = Array.from({ length: 20 }, (_, index) => `item ${index}`);
    expect(readId(boss)).toMatch(/^[0-9a-f]{8}$/);
    expect(readId(boss)).not.toBe(readId(agenda));
    expect(shuffle(items, "first")).toEqual(shuffle(items, "first"));
    expect(shuffle(items, "first")).not.toEqual(shuffle(items, "second"));
    expect(shuffle(items, "first").toSorted()).toEqual(items.toSorted());
  });

  it("show the lines around a place", () => {
    const code = ["one", "two", "three", "four", "five"].join("\n");
    expect(writeExcerpt(code, 3, { before: 1, after: 1 })).toBe("     2  two\n>    3  three\n     4  four");
    expect(writeExcerpt(code, 1, { before: 3, after: 1 })).toBe(">    1  one\n     2  two");
  });

  it("take answers back", () => {
    const answers = readAnswers("# mine\n\n0123abcd right\n89abcdef wrong the | URL has it\n", ["right", "wrong"]);
    expect([...answers]).toEqual([
      ["0123abcd", { verdict: "right", reason: "" }],
      ["89abcdef", { verdict: "wrong", reason: "the, URL has it" }],
    ]);
    expect(() => readAnswers("0123abcd maybe", ["right"])).toThrow(/not an answer/);
    expect(() => readAnswers("0123abcd right\n0123abcd right", ["right"])).toThrow(/twice/);
  });
});

describe("silent sites", () => {
  const site = { line: 3, column: 10, end: { line: 5, column: 2 } };

  it.each([
    ["at the construction", { line: 3, column: 10 }, false],
    ["at a value in it", { line: 4, column: 8 }, false],
    ["before it", { line: 3, column: 9 }, true],
    ["behind it", { line: 5, column: 2 }, true],
  ])("with a message %s are silent: %o %s", (_, message, expected) => {
    expect(isSilent(site, [message])).toBe(expected);
  });

  it("of the repository can all be read", () => {
    expect(readSilentFile().length).toBeGreaterThanOrEqual(100);
  });

  it("keep their verdicts as lines", () => {
    const texts = ["a@1.0.0 lib/a.js:3:10 pg Pool | silent a session", "a@1.0.0 lib/b.js:1:1 pg Pool | miss no listener", "a@1.0.0 lib/c.js:1:1 @aws-sdk/client-s3 AWS client | ?"];
    const lines = texts.map((text) => readSilentLine(text));
    expect(lines.map((line) => writeSilentLine(line))).toEqual(texts);
    expect(describeSilences(lines)).toEqual(["3 silent sites drawn: 1 rightly silent, 1 misses, 1 unread", `  ${texts[1]}`]);
    expect(() => readSilentLine("a@1.0.0 lib/c.js:1:1 pg Pool | right")).toThrow(/not a line/);
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
    expect(pinnedSet.length).toBeGreaterThanOrEqual(300);
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
