import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  CLIENTS,
  HERDS,
  PATIENT,
  RESTARTS,
  STORMS,
  drawBars,
  findLeftOut,
  judgeResults,
  makePages,
  quoteInto,
  repair,
} from "../lab/outage/index.mjs";
import { makeProject } from "./fixture-harness.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const VALUES = { deadPeer: 5000, queryTimeout: 5000 };
const project = makeProject("ioredis@6.0.0, pg@8.23.1, redis@6.3.1, undici@7.30.2");
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
    const { suggestions, left } = await repairProgram("storm-ioredis-retry");
    expect(suggestions).toEqual([]);
    expect(left).toEqual([expect.stringMatching(/^no-retry-around-reconnecting-client\/|^no-unbounded-retry\//)]);
  });

  test("bring along what keeps an option from doing harm", async () => {
    const { text, fixes, left } = await repairProgram("node-redis-pool");
    expect(fixes).toContain("require-liveness/nothingDestroys");
    expect(text).toMatch(/socketTimeout: 5000, reconnectStrategy: \(attempts\) => .* pingInterval: 2500/);
    expect(left).toEqual([]);
  });

  test("leave connections alone that wait on purpose", async () => {
    const { text } = await repairProgram("jobs-ioredis", ["setDeadPeer"]);
    expect(text).toBe(
      programOf("jobs-ioredis").replace(
        "cache = new Redis(address)",
        "cache = new Redis({ ...address, socketTimeout: 5000 })",
      ),
    );
  });

  test("name every fix, also one that another one asked for", async () => {
    const { text, fixes } = await repairProgram("pg-connect");
    expect(fixes).toContain("require-release/poison");
    expect(text).toContain("client.release(broken)");
  });

  test("keep the limit that was meant where its name was misspelled", async () => {
    const { text } = await repairProgram("storm-undici-typo");
    // The rest is what `strict` writes of waits whose end is minutes away.
    expect(text).toBe(programOf("storm-undici-typo").replace("connection: 20", "connections: 20, connect: { timeout: 10000 }, headersTimeout: 5000"));
  });

  test("give a shorthand property its key back", async () => {
    const { text } = await repairProgram("subscriber-node-redis", ["setDeadPeer"]);
    expect(text).toContain("createClientPool({ socket: { ...socket, socketTimeout: 5000,");
  });

  test("say so when a program does not parse", async () => {
    await expect(repair("const cache = ;\n", join(project, "broken.mjs"), { values: VALUES })).rejects.toThrow(
      /broken\.mjs:1: Parsing error/,
    );
  });
});

describe("the verdict", () => {
  const lost = { recoveredAfterS: null, lastFailureAfterS: null, watchedS: 20, failed: 0, hung: 900, dead: 1, destroyed: 0, peakConnections: 1 };
  const back = { ...lost, recoveredAfterS: 5.1, lastFailureAfterS: 5.1, failed: 3, hung: 0, destroyed: 1 };
  const outage = (fixed: object | undefined) => ({
    "dead-peer": { clients: { ioredis: { title: "ioredis", bound: 1, before: lost, ...(fixed ? { fixed } : {}) } } },
  });

  test.each([
    ["is content with a recovery in time", back, []],
    ["names a recovery that came late", { ...back, recoveredAfterS: 11 }, ["dead-peer, ioredis (fixed): 11 s; 3 failed, 0 hung; 1 of 1 dead connections destroyed"]],
    ["names a recovery that did not last", { ...back, lastFailureAfterS: 14 }, ["dead-peer, ioredis (fixed): 5.1 s; 3 failed, 0 hung; 1 of 1 dead connections destroyed"]],
    ["names one that never came", lost, ["dead-peer, ioredis (fixed): not within 20 s; 0 failed, 900 hung; 0 of 1 dead connections destroyed"]],
    ["names a dead connection that was kept", { ...back, destroyed: 0 }, ["dead-peer, ioredis (fixed): 5.1 s; 3 failed, 0 hung; 0 of 1 dead connections destroyed"]],
    ["names more connections than the program may hold", { ...back, peakConnections: 2 }, ["dead-peer, ioredis (fixed): 2 connections at once, where it may hold 1"]],
    ["names a client without a cure", undefined, ["dead-peer, ioredis: the plugin changes nothing"]],
    ["names a crash", { ...back, crash: "ended by itself (1): TypeError" }, ["dead-peer, ioredis (fixed): ended by itself (1): TypeError"]],
    ["names what could not be measured", { error: "no server" }, ["dead-peer, ioredis (fixed): no server"]],
  ])("%s", (_what, fixed, complaints) => {
    expect(judgeResults(outage(fixed))).toEqual(complaints);
  });

  const healthy = { connectsLater: 1, failed: 0, hung: 0 };
  const health = (row: object) => judgeResults({ harm: { clients: { pg: { title: "pg", before: healthy, repair: { fixes: [] }, ...row } } } });

  test.each([
    ["no harm", { fixed: healthy }, []],
    ["new connections", { fixed: { ...healthy, connectsLater: 4 } }, ["harm, pg (fixed): 4 new connections while healthy"]],
    ["lost commands", { fixed: { ...healthy, failed: 2, firstError: "closed" } }, ["harm, pg (fixed): 2 commands failed: closed"]],
    ["commands that hang", { fixed: { ...healthy, hung: 1 } }, ["harm, pg (fixed): 1 commands never ended"]],
  ])("compares a healthy program with itself before the repair: %s", (_what, row, complaints) => {
    expect(health(row)).toEqual(complaints);
  });

  test("accepts the known cost of a suggestion, to the connection, and never of a fix", () => {
    const row = { cost: { of: "require-liveness/nothingDestroys", why: "it is idle", connects: 3 }, fixed: { ...healthy, connectsLater: 4 } };
    expect(health(row)).toEqual([]);
    expect(health({ ...row, fixed: { ...healthy, connectsLater: 5 } })).toEqual(["harm, pg (fixed): 5 new connections while healthy"]);
    expect(health({ ...row, repair: { fixes: ["require-timeouts/waitsByDefault"] } })).toEqual([]);
    expect(health({ ...row, repair: { fixes: ["require-liveness/nothingDestroys"] } })).toEqual(["harm, pg (fixed): 4 new connections while healthy"]);
  });

  test("demands that harm done on purpose is noticed, and measured", () => {
    const why = "a timeout under a longer command";
    const complaint = `harm, pg: the check does not notice ${why}`;
    expect(health({ control: { why, ...healthy, connectsLater: 4 } })).toEqual([]);
    expect(health({ control: { why, ...healthy } })).toEqual([complaint]);
    expect(health({ control: { why, error: "no server" } })).toEqual([complaint]);
  });

  test("tells what was left out from what was reached", () => {
    const skipped = { before: { skipped: "no redis-server" }, fixed: { skipped: "no redis-server" } };
    const measured = { "no-ack": { skipped: "needs root" }, storm: { clients: { pg: skipped } } };
    expect(judgeResults(measured)).toEqual([]);
    expect(findLeftOut(measured)).toEqual(["no-ack: needs root", "storm, pg: no redis-server"]);
  });

  test("holds a storm to its bound, a herd to fewer at once, a restart to an answer", () => {
    const measured = (scenario: string, before: object, fixed: object) => judgeResults({ [scenario]: { clients: { pg: { title: "pg", bound: 10, before, fixed } } } });
    const wild = { peakConnections: 400, attempts: 900, hung: 0 };
    expect(measured("storm", wild, { peakConnections: 10, attempts: 12, hung: 0 })).toEqual([]);
    expect(measured("storm", wild, { peakConnections: 11, attempts: 12, hung: 0 })).toEqual(["storm, pg (fixed): 11 connections at once, where it may hold 10"]);
    expect(measured("storm", wild, { peakConnections: 10, attempts: 900, hung: 0 })).toEqual(["storm, pg (fixed): 900 attempts to connect, where it made 900 as written"]);
    expect(measured("herd", { peakPer100Ms: 80 }, { peakPer100Ms: 80 })).toEqual(["herd, pg (fixed): as many come back at once as before"]);
    expect(measured("restart", { crash: "Error" }, { answersAgain: false })).toEqual(["restart, pg (fixed): it answers no more"]);
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

describe("what is generated", () => {
  const results = JSON.parse(readFileSync(join(ROOT, "lab/outage/results.json"), "utf8")) as Record<string, unknown>;

  test("the page and its charts are what the results make", () => {
    const pages = makePages(results);
    for (const [name, text] of Object.entries(pages)) expect(readFileSync(join(ROOT, "docs", name), "utf8"), name).toBe(text);
    const charts = readdirSync(join(ROOT, "docs/evidence")).map((name) => `evidence/${name}`);
    expect(charts.toSorted()).toEqual(
      Object.keys(pages)
        .filter((name) => name.endsWith(".svg"))
        .toSorted(),
    );
  });

  const rules = readdirSync(join(ROOT, "docs/rules")).map((name) => name.replace(".md", ""));
  test.each([["README.md", ""], ...rules.map((rule) => [`docs/rules/${rule}.md`, rule])])("%s quotes the results", (path, rule) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    expect(quoteInto(text, rule, results)).toBe(text);
    expect(text).toMatch(/<!-- measured: (?:headline|figures) -->\n.*[Mm]easured/);
  });

  test("code that no fix writes stands on the rule's page as it runs", () => {
    const page = readFileSync(join(ROOT, "docs/rules/require-liveness.md"), "utf8");
    const blocks = [...page.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);
    const programs = new Set(CLIENTS.flatMap(({ code }) => code?.program ?? []));
    expect(programs.size).toBeGreaterThan(4);
    for (const program of programs) expect(blocks).toContain(programOf(program));
  });
});

test("every program that the lab names is there, and no other", () => {
  const named = [...CLIENTS, ...HERDS, ...PATIENT, ...RESTARTS, ...STORMS].flatMap(({ name, program, code, control }) => {
    return [program ?? name, code?.program ?? [], control?.program ?? []].flat();
  });
  const there = readdirSync(join(ROOT, "fixtures/lab")).map((file) => file.replace(".mjs", ""));
  expect(there.toSorted()).toEqual([...new Set(named)].toSorted());
});
