import { describe, expect, it } from "vitest";

import { readLintArguments } from "../src/command/arguments.js";
import { CannotRun } from "../src/command/cannot-run.js";
import { helpText } from "../src/command/help.js";
import { runCommand } from "../src/command/main.js";
import { readRuleEntries } from "../src/command/rule-entries.js";
import { startProgress } from "../src/command/progress.js";

const rules = ["connections/require-max-connections", "connections/require-timeouts"];

describe("the command line", () => {
  it("has defaults for everything", () => {
    expect(readLintArguments([])).toEqual({
      asks: "lint",
      paths: ["."],
      preset: "recommended",
      format: "stylish",
      fixes: "ignored",
      rules: [],
      quiet: false,
      maxWarnings: undefined,
      configLookup: true,
    });
  });

  it("reads flags and paths in any order", () => {
    const written =
      "src --preset=strict --fix -f sarif lib --rule a --rule b --quiet --max-warnings 3 --no-config-lookup -- -odd";
    expect(readLintArguments(written.split(" "))).toEqual({
      asks: "lint",
      paths: ["src", "lib", "-odd"],
      preset: "strict",
      format: "sarif",
      fixes: "written",
      rules: ["a", "b"],
      quiet: true,
      maxWarnings: 3,
      configLookup: false,
    });
    expect(readLintArguments(["--fix-dry-run"]).fixes).toBe("diffed");
    expect(readLintArguments(["--show-fixes"]).fixes).toBe("shown");
    expect(readLintArguments(["--max-warnings", "-1"]).maxWarnings).toBeUndefined();
  });

  it.each([
    [["--fx"], "unknown flag --fx: did you mean --fix?"],
    [["--formt", "json"], "unknown flag --formt: did you mean --format?"],
    [["--concurrency", "2"], "unknown flag --concurrency: --help lists the known ones"],
    [["-x"], "unknown flag -x: --help lists the known ones"],
    [["--preset", "all"], 'unknown preset "all": it is one of recommended, essential, strict'],
    [["--format", "unix"], 'unknown format "unix": it is one of stylish, json, sarif, markdown'],
    [["--format"], "--format needs a value"],
    [["--rule="], "--rule needs a value"],
    [["--fix=yes"], "--fix takes no value"],
    [["--max-warnings", "few"], '--max-warnings takes a whole number, not "few"'],
    [["--fix", "--show-fixes"], "--fix and --show-fixes exclude each other"],
  ])("%j is refused in one line", (args, message) => {
    expect(() => readLintArguments(args)).toThrow(new CannotRun(message));
  });
});

describe("--rule", () => {
  it.each([
    ["connections/require-timeouts: off", { "connections/require-timeouts": "off" }],
    ["connections/require-timeouts:2", { "connections/require-timeouts": 2 }],
    ["'connections/require-timeouts': [warn]", { "connections/require-timeouts": ["warn"] }],
    ["{ connections/require-timeouts: 1, }", { "connections/require-timeouts": 1 }],
    [
      '{"connections/require-timeouts": ["error", {"finiteDefaults": "report", "list": [1, -2.5, true, null], ' +
        '"o": {}}]}',
      {
        "connections/require-timeouts": ["error", { finiteDefaults: "report", list: [1, -2.5, true, null], o: {} }],
      },
    ],
    [
      'connections/require-timeouts: [error, { words: "two words", quote: "a \\" b" }], ' +
        "connections/require-max-connections: 0",
      {
        "connections/require-timeouts": ["error", { words: "two words", quote: 'a " b' }],
        "connections/require-max-connections": 0,
      },
    ],
  ])("reads %s", (written, expected) => {
    expect(readRuleEntries([written], rules)).toEqual(expected);
  });

  it("lets the last word about a rule win", () => {
    const entries = ["connections/require-timeouts: off", "connections/require-timeouts: warn"];
    expect(readRuleEntries(entries, rules)).toEqual({ "connections/require-timeouts": "warn" });
  });

  it.each([
    ["require-timeouts: off", 'unknown rule "require-timeouts": did you mean connections/require-timeouts?'],
    [
      "connections/require-timeout: off",
      'unknown rule "connections/require-timeout": did you mean connections/require-timeouts?',
    ],
    ["no-console: off", `unknown rule "no-console": the rules are ${rules.join(", ")}`],
    [
      "connections/require-timeouts: on",
      '--rule connections/require-timeouts needs a severity first, off, warn or error, not "on"',
    ],
    [
      "connections/require-timeouts: []",
      "--rule connections/require-timeouts needs a severity first, off, warn or error, not undefined",
    ],
  ])("refuses %s", (written, message) => {
    expect(() => readRuleEntries([written], rules)).toThrow(new CannotRun(message));
  });

  it.each([
    ["connections/require-timeouts", 29],
    ["connections/require-timeouts: [error", 37],
    ["connections/require-timeouts: error}", 36],
    ["{ connections/require-timeouts: error", 38],
    ["connections/require-timeouts: 'error", 31],
    ["", 1],
  ])("says where %j cannot be read", (written, column) => {
    expect(() => readRuleEntries([written], rules)).toThrow(`cannot be read at column ${column}: write it like`);
  });
});

describe("the command", () => {
  async function run(...args: string[]) {
    let stdout = "";
    let stderr = "";
    const code = await runCommand(args, {
      cwd: import.meta.dirname,
      env: {},
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    });
    return { code, stdout, stderr };
  }

  it("answers --help and --version, with and without the subcommand's name", async () => {
    expect(await run("--help")).toEqual({ code: 0, stdout: helpText, stderr: "" });
    expect(await run("lint", "-h")).toEqual({ code: 0, stdout: helpText, stderr: "" });
    expect(await run("-v")).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/), stderr: "" });
  });

  it("answers 2 and one line for what it does not understand", async () => {
    expect(await run("--fx")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: unknown flag --fx: did you mean --fix?\n",
    });
  });

  it("names every flag in its help", () => {
    const flags = ["preset", "rule", "fix", "fix-dry-run", "show-fixes", "format", "quiet", "max-warnings"];
    for (const flag of [...flags, "no-config-lookup", "help", "version"]) expect(helpText).toContain(`--${flag}`);
    for (const line of helpText.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe("progress", () => {
  it("appears on a terminal after 700 ms, at most every 100 ms, cut to its width, and goes", () => {
    const written: string[] = [];
    let clock = 0;
    const sink = { write: (text: string) => written.push(text), isTTY: true, columns: 24 };
    const progress = startProgress(sink, 4, () => clock);
    for (clock of [0, 750, 800, 900]) progress.step("services/orders/src/pool.ts");
    progress.end();
    expect(written).toEqual(["\r\u001B[Klinting 2/4 services/or", "\r\u001B[Klinting 4/4 services/or", "\r\u001B[K"]);
  });

  it("writes nothing into a log, and nothing at all on a short run", () => {
    const written: string[] = [];
    const write = (text: string): unknown => written.push(text);
    for (const sink of [{ write }, { write, isTTY: true }]) {
      let clock = 0;
      const progress = startProgress(sink, 1, () => clock);
      clock = sink.isTTY ? 500 : 5000;
      progress.step("src/pool.ts");
      progress.end();
    }
    expect(written).toEqual([]);
  });
});
