import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

// @ts-expect-error the probes are plain modules, checked by lab/tsconfig.json
import { makeRow } from "../lab/probes/runner/children.mjs";
// @ts-expect-error as above
import { chooseJobs, collectProbes, readExpected } from "../lab/probes/runner/collect.mjs";
// @ts-expect-error as above
import { formatChanges, formatTable, isGood } from "../lab/probes/runner/report.mjs";
// @ts-expect-error as above
import { mergeRows } from "../lab/probes/runner/results.mjs";

const ROOT = join(import.meta.dirname, "..");
const run = promisify(execFile);
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

const probe = {
  id: "pg/Pool/limit/absent",
  fact: "pg/Pool: max absent",
  package: "pg",
  versions: ["pg-7", "pg-8"],
  kind: "behaviour",
  how: "real PostgreSQL",
  speed: "every-version",
  needs: ["postgres"],
  expected: 10,
  control: { describe: "max: 7", expected: 7 },
};
const job = { probe, alias: "pg-8", version: "8.23.1" };

describe("a row", () => {
  it("is good when the fact and its control came out as expected", () => {
    const row = makeRow(job, 10, 7);
    expect(row).toMatchObject({ ok: true, control: { ok: true }, version: "8.23.1" });
    expect(isGood(row)).toBe(true);
  });

  it("is bad when the fact came out differently", () => {
    expect(isGood(makeRow(job, "unbounded", 7))).toBe(false);
  });

  it("is bad when the control shows the same as the fact, even if both were expected", () => {
    const same = { ...job, probe: { ...probe, control: { describe: "max: 10", expected: 10 } } };
    expect(makeRow(same, 10, 10)).toMatchObject({ ok: true, control: { ok: false } });
  });

  it("expects of each version its own", () => {
    const expected = { byVersion: { "pg-7": 1 }, otherwise: 2 };
    expect(readExpected(expected, "pg-7")).toBe(1);
    expect(readExpected(expected, "pg-8")).toBe(2);
    expect(() => readExpected({ byVersion: { "pg-7": 1 } }, "pg-8")).toThrow("nothing is expected of pg-8");
  });
});

describe("the results", () => {
  it("replace what ran again, keep what did not, and sort versions as versions", () => {
    const row = (id: string, version: string, seen: number) => ({ id, version, seen });
    const old = [row("b", "1.0.0", 1), row("a", "10.0.0", 1), row("a", "9.0.0", 1)];
    expect(mergeRows(old, [row("a", "9.0.0", 2)])).toEqual([
      row("a", "9.0.0", 2),
      row("a", "10.0.0", 1),
      row("b", "1.0.0", 1),
    ]);
    expect(mergeRows(old, [], (kept: { id: string }) => kept.id === "b")).toEqual([row("b", "1.0.0", 1)]);
  });

  it("in git hold no fact that failed and no control that proves nothing", () => {
    const { rows } = readJson("lab/probes/results.json") as { rows: object[] };
    expect(rows.length).toBeGreaterThan(900);
    expect(rows.filter((row: object) => !isGood(row))).toEqual([]);
    expect(mergeRows([], rows)).toEqual(rows);
  });
});

describe("drift", () => {
  it("shows what another version does differently, and nothing else", () => {
    const pinned = [makeRow(job, 10, 7)];
    const same = makeRow({ ...job, version: "9.0.0" }, 10, 7);
    const other = makeRow({ ...job, version: "9.0.0" }, 20, 7);
    expect(formatChanges(pinned, [same])).toEqual([]);
    expect(formatChanges(pinned, [other])).toEqual(["pg/Pool/limit/absent  8.23.1: 10 -> 9.0.0: 20"]);
  });
});

describe("the table", () => {
  it("shows fact, version, expected, seen and control", () => {
    expect(formatTable([makeRow(job, 10, 7)]).split("\n")[1]).toMatch(
      /^ok +pg\/Pool\/limit\/absent +8\.23\.1 +10 +10 +ok: max: 7 -> 7$/,
    );
  });
});

describe("the probes", () => {
  it("have unique ids of four parts or more, a bound to compare with, and a version to run", async () => {
    const probes = await collectProbes();
    for (const { id, versions, control } of probes) {
      expect(id.split("/").length, id).toBeGreaterThanOrEqual(4);
      expect(versions.length, id).toBeGreaterThan(0);
      expect(control.describe.length, id).toBeGreaterThan(0);
    }
  });

  it("have each left a row in the results, for every version", async () => {
    const { dependencies } = readJson("lab/probes/package.json") as { dependencies: Record<string, string> };
    const { rows } = readJson("lab/probes/results.json") as { rows: { id: string; alias: string; version: string }[] };
    const seen = new Set(rows.map(({ id, alias, version }) => `${id} ${alias} ${version}`));
    const missing = (await collectProbes()).flatMap(({ id, versions }: { id: string; versions: string[] }) =>
      versions
        .filter((alias) => alias !== "node")
        .map((alias) => `${id} ${alias} ${dependencies[alias]?.split("@").at(-1)}`)
        .filter((key) => !seen.has(key)),
    );
    expect(missing).toEqual([]);
  });

  it("run in the newest version only, as a smoke test", () => {
    const smoke = { ...probe, versions: ["node"], smoke: true };
    const dumb = { ...probe, id: "pg/Pool/limit/0", versions: ["node"] };
    const chosen = chooseJobs([smoke, dumb], { speed: "smoke", installDir: ROOT });
    expect(chosen.map((each: { probe: { id: string } }) => each.probe.id)).toEqual(["pg/Pool/limit/absent"]);
  });
});

describe("npm run probe", () => {
  it("answers a wrong option with exit code 2 and how to call it", async () => {
    const failed = await run(process.execPath, ["lab/probes/run.mjs", "--fast"], { cwd: ROOT }).catch((error) => error);
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(/^Unknown option '--fast'.*Usage: npm run probe/s);
  });
});
