import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { drawBars, judgeResults, makePages, repair } from "../lab/outage/index.mjs";
import { makeProject } from "./fixture-harness.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const VALUES = { deadPeer: 5000, queryTimeout: 5000 };
const project = makeProject("ioredis@6.0.0, pg@8.23.1, redis@6.3.1");
const programOf = (name: string): string => readFileSync(join(ROOT, `fixtures/lab/${name}.mjs`), "utf8");
const repairProgram = (name: string, applySuggestions: string[] = []) =>
  repair(programOf(name), join(project, `${name}.mjs`), { values: VALUES, applySuggestions });

describe("repairs", () => {
  test("write the values that were stated", async () => {
    const { text, fixes, left } = await repairProgram("pg", ["setDeadPeer"]);
    expect(text).toBe(
      programOf("pg").replace(
        "connectionTimeoutMillis: 10_000,\n",
        "connectionTimeoutMillis: 10_000,\n  query_timeout: 5000,\n",
      ),
    );
    expect(fixes.length).toBeGreaterThan(0);
    expect(left).toEqual([]);
  });

  test("make a client once that was made per request", async () => {
    const { text, fixes } = await repairProgram("storm-pg");
    expect(fixes).toContain("no-pool-in-hot-path/madePerCall");
    expect(text.indexOf("new pg.Pool")).toBeLessThan(text.indexOf("export async function readUser"));
  });

  test("take no suggestion that is not named", async () => {
    const { text, suggestions, left } = await repairProgram("node-redis-pool");
    expect(suggestions).toEqual([]);
    expect(text).toBe(programOf("node-redis-pool"));
    expect(left).toContain("require-liveness/nothingDestroys");
  });

  test("bring along what keeps an option from doing harm", async () => {
    const { text, suggestions, left } = await repairProgram("node-redis-pool", ["setDeadPeer"]);
    expect(suggestions).toEqual(["require-liveness/nothingDestroys: setDeadPeer"]);
    expect(text).toMatch(/socketTimeout: 5000, reconnectStrategy: \(attempts\) => .* pingInterval: \d+/);
    expect(left).toEqual([]);
  });

  test("leave a connection alone that waits on purpose", async () => {
    const { text } = await repairProgram("jobs-ioredis", ["setDeadPeer"]);
    expect(text).toBe(programOf("jobs-ioredis"));
  });

  test("say so when a program does not parse", async () => {
    await expect(repair("const cache = ;\n", join(project, "broken.mjs"), { values: VALUES })).rejects.toThrow(
      /broken\.mjs:1: Parsing error/,
    );
  });
});

describe("the verdict", () => {
  const lost = { recoveredAfterS: null, watchedS: 20, failed: 0, hung: 900, dead: 1, destroyed: 0 };
  const back = { recoveredAfterS: 5.1, watchedS: 20, failed: 3, hung: 0, dead: 1, destroyed: 1 };
  const outage = (fixed: object | undefined) => ({
    "dead-peer": { clients: { ioredis: { title: "ioredis", before: lost, ...(fixed ? { fixed } : {}) } } },
  });

  test.each([
    ["is content with a recovery in time", back, []],
    [
      "names a recovery that came late",
      { ...back, recoveredAfterS: 11 },
      ["dead-peer, ioredis (fixed): 11 s; 3 failed, 0 hung; 1 of 1 dead connections destroyed"],
    ],
    [
      "names one that never came",
      lost,
      ["dead-peer, ioredis (fixed): not within 20 s; 0 failed, 900 hung; 0 of 1 dead connections destroyed"],
    ],
    ["names a client without a cure", undefined, ["dead-peer, ioredis: the plugin changes nothing"]],
    [
      "names a crash",
      { ...back, crash: "ended by itself (1): TypeError" },
      ["dead-peer, ioredis (fixed): ended by itself (1): TypeError"],
    ],
  ])("%s", (_what, fixed, complaints) => {
    expect(judgeResults(outage(fixed))).toEqual(complaints);
  });

  test("compares a healthy program with itself before the repair", () => {
    const harm = (connectsLater: number) => ({
      harm: {
        clients: { pg: { title: "pg", before: { connectsLater: 1, failed: 0 }, fixed: { connectsLater, failed: 0 } } },
      },
    });
    expect(judgeResults(harm(1))).toEqual([]);
    expect(judgeResults(harm(4))).toEqual(["harm, pg (fixed): 4 new connections while healthy"]);
  });
});

describe("charts", () => {
  test("draw what has no end as open, and no markup from labels", () => {
    const svg = drawBars("Seconds", [
      {
        label: "<pg>",
        bars: [
          { kind: "before", value: 20, text: "no recovery", isOpen: true },
          { kind: "fixed", value: 5, text: "5 s" },
        ],
      },
    ]);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(svg).toContain("&#60;pg&#62;");
    const widths = [...svg.matchAll(/<rect x="190" y="\d+" width="(\d+)" height="11"/g)].map((match) =>
      Number(match[1]),
    );
    expect(widths[0]).toBe((widths[1] ?? 0) * 4);
  });
});

test("the page and its charts are what the results make", () => {
  const pages = makePages(
    JSON.parse(readFileSync(join(ROOT, "lab/outage/results.json"), "utf8")) as Record<string, unknown>,
  );
  for (const [name, text] of Object.entries(pages))
    expect(readFileSync(join(ROOT, "docs", name), "utf8"), name).toBe(text);
  const charts = readdirSync(join(ROOT, "docs/evidence")).map((name) => `evidence/${name}`);
  expect(charts.toSorted()).toEqual(
    Object.keys(pages)
      .filter((name) => name.endsWith(".svg"))
      .toSorted(),
  );
});

test("every program that the lab names is there", () => {
  const programs = readdirSync(join(ROOT, "lab/outage")).flatMap((file) => {
    const text = readFileSync(join(ROOT, "lab/outage", file), "utf8");
    return file === "clients.mjs" || file === "scenarios.mjs"
      ? [...text.matchAll(/\b(?:name|program): "([\w-]+)"/g)].map((match) => match[1] ?? "")
      : [];
  });
  expect(programs.length).toBeGreaterThan(12);
  for (const program of programs) expect(existsSync(join(ROOT, `fixtures/lab/${program}.mjs`)), program).toBe(true);
  expect(
    readdirSync(join(ROOT, "fixtures/lab"))
      .map((file) => file.replace(".mjs", ""))
      .toSorted(),
  ).toEqual([...new Set(programs)].toSorted());
});
