import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { fixturesOf, lint, type FixtureRun } from "./fixture-harness.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** oxlint makes one pass per run; it is run until nothing changes, so often at most. */
const PASSES = 9;

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

function oxlint(config: string, args: readonly string[], cwd: string): Diagnostic[] {
  const bin = join(ROOT, "node_modules/oxlint/bin/oxlint");
  const { stdout, stderr } = spawnSync(process.execPath, [bin, "-c", config, "--format", "json", "--no-ignore", ...args], { encoding: "utf8", maxBuffer: 1 << 28, cwd });
  if (!stdout.startsWith("{")) throw new Error(`oxlint: ${stdout}${stderr}`);
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}

/** Runs with the same rule, options and settings can be linted by one process; paths in settings are relative to where it runs. */
function grouped(runs: readonly FixtureRun[]): FixtureRun[][] {
  const groups = new Map<string, FixtureRun[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.options, run.settings, folderOf(run)]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}

function folderOf({ settings, files: [first] }: FixtureRun): string {
  return JSON.stringify(settings).includes('"./') && first ? dirname(first.filename) : tmpdir();
}

describe.each(Object.keys(plugin.rules))("oxlint agrees with ESLint: %s", (rule) => {
  for (const [index, runs] of grouped(fixturesOf(rule)).entries()) {
    const files = runs.flatMap((run) => run.files.map((file) => ({ run, file })));
    test(`${runs[0]?.name ?? ""} and ${files.length - 1} more (${index})`, () => {
      const config = join(mkdtempSync(join(tmpdir(), "connections-oxlint-")), ".oxlintrc.json");
      const [run] = runs as [FixtureRun];
      const { options, settings } = run;
      const cwd = folderOf(run);
      writeFileSync(
        config,
        JSON.stringify({
          jsPlugins: [join(ROOT, "dist/src/index.js")],
          categories: { correctness: "off" },
          rules: { [`connections/${rule}`]: options === undefined ? "error" : ["error", options] },
          settings: { connections: settings },
        }),
      );
      const paths = files.map(({ file }) => file.filename);
      const found = oxlint(config, paths, cwd).map(({ code, filename, labels }) => `${resolve(cwd, filename)}:${labels[0]?.span.line} ${code}`);
      const promised = files.flatMap(({ run: each, file }) => {
        return lint(each, file, plugin).messages.map(({ line }) => `${file.filename}:${line} connections(${rule})`);
      });
      expect(found.toSorted()).toEqual(promised.toSorted());

      const texts = (): string => paths.map((path) => readFileSync(path, "utf8")).join("\0");
      for (let pass = 0, before = ""; pass < PASSES && before !== texts(); pass += 1) {
        before = texts();
        oxlint(config, ["--fix", ...paths], cwd);
      }
      for (const { run: each, file } of files) {
        const output = readFileSync(file.filename, "utf8");
        writeFileSync(file.filename, file.source);
        expect(output, each.name).toBe(lint(each, file, plugin).output);
      }
    });
  }
});
