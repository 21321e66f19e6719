import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { lint, makeProject, type FixtureRun } from "./fixture-harness.js";
import { snippetsOf, type Snippet } from "./snippets.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The sections of a rule page, in order. */
const SECTIONS = ["What can happen", "What it reports", "Which clients", "Options", "The fix", "What it cannot see", "When to turn it off", "Sources"];

/** The newest version of each package that the probes ran: what the pages speak of. */
function newestVersions(): string {
  const { rows } = JSON.parse(readFileSync(join(ROOT, "lab/probes/results.json"), "utf8")) as { rows: { package: string; version: string }[] };
  const newest = new Map<string, string>();
  for (const { package: name, version } of rows) {
    if (/^[@a-z]/.test(name) && !name.startsWith("node:") && version.localeCompare(newest.get(name) ?? "", "en", { numeric: true }) > 0) newest.set(name, version);
  }
  return [...newest].map(([name, version]) => `${name}@${version}`).join(", ");
}

/** What is linted: code that a page calls good or bad. */
function examplesIn(page: string): Snippet[] {
  return snippetsOf(page).filter(({ mark }) => mark !== undefined);
}

const root = makeProject(newestVersions());

describe.each(Object.keys(plugin.rules))("the page of %s", (rule) => {
  const page = readFileSync(join(ROOT, `docs/rules/${rule}.md`), "utf8");

  test("has the sections of the template", () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(SECTIONS);
    for (const block of ["head", "clients", "options", "sources"]) expect(page).toContain(`<!-- generated: ${block} -->`);
  });

  const examples = examplesIn(`docs/rules/${rule}.md`);
  test("shows good and bad code", () => {
    expect(examples.filter(({ mark }) => mark === "bad").length).toBeGreaterThan(1);
    expect(examples.filter(({ mark }) => mark === "good").length).toBeGreaterThan(1);
  });

  test.each(examples.map((example) => [example.line, example] as const))("line %d does what it says", (_line, example) => {
    const filename = join(root, `src/example.${example.language}`);
    const run: FixtureRun = { rule, name: `docs/rules/${rule}.md:${example.line}`, versions: "", options: undefined, settings: {}, files: [] };
    const { messages } = lint(run, { relative: "", filename, source: example.text, marks: [], fixed: undefined }, plugin);
    expect(messages.length > 0, example.text).toBe(example.mark === "bad");
  });
});

describe("the questions", () => {
  const examples = examplesIn("docs/faq.md");

  test.each(examples.map((example) => [example.line, example] as const))("line %d does what it says", (_line, example) => {
    const filename = join(root, `src/question.${example.language}`);
    const found = Object.keys(plugin.rules).flatMap((rule) => {
      const run: FixtureRun = { rule, name: `docs/faq.md:${example.line}`, versions: "", options: undefined, settings: {}, files: [] };
      return lint(run, { relative: "", filename, source: example.text, marks: [], fixed: undefined }, plugin).messages.map(({ message }) => message);
    });
    expect(found.length > 0, `${example.text}\n${found.join("\n")}`).toBe(example.mark === "bad");
  });

  test("show good and bad code", () => {
    expect(examples.filter(({ mark }) => mark === "bad").length).toBeGreaterThan(1);
    expect(examples.filter(({ mark }) => mark === "good").length).toBeGreaterThan(1);
  });
});

test("generated parts are what the generator makes", () => {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "tools/generate/generate.mjs"), "--check"], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("every page belongs to a rule", () => {
  const pages = readdirSync(join(ROOT, "docs/rules")).map((name) => name.replace(/\.md$/, ""));
  expect(pages.toSorted()).toEqual(Object.keys(plugin.rules).toSorted());
});
