import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as typescriptParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import semver from "semver";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { makeProject } from "./fixture-harness.js";

/**
 * Every client of the catalogue as its page shows it, without what makes it safe: whatever the two rules say of it, what they
 * offer has to end it, all at once, whichever version is installed.
 */
const PAGES = fileURLToPath(new URL("../docs/clients/", import.meta.url));
const RULES = ["require-timeouts", "require-liveness"] as const;

interface Shown {
  readonly page: string;
  readonly installed: string;
  readonly code: string;
}

const { rows } = JSON.parse(readFileSync(new URL("../lab/probes/results.json", import.meta.url), "utf8")) as { rows: { package: string; version: string }[] };

/** The clients of a page, each with the lowest version of its range, every one in it that a probe ran, and one that nobody knows. */
function shownOn(page: string): Shown[] {
  const text = readFileSync(join(PAGES, page), "utf8");
  return [...text.matchAll(/^For `(@?[^@`]+)@([^`]+)`:\n\n```ts\n([^]*?)\n```$/gm)].flatMap((match) => {
    const [, name, range, code] = match as unknown as [string, string, string, string];
    if (name === "node") return [{ page, installed: "none", code: bare(code) }];
    const ran = rows.filter((row) => row.package === name && semver.valid(row.version) !== null && semver.satisfies(row.version, range));
    const versions = new Set([semver.minVersion(range)?.version ?? "", ...ran.map(({ version }) => version)]);
    // `@aws-sdk/client-*`: what the example imports.
    const imported = name.endsWith("*") ? (new RegExp(`"(${name.slice(0, -1)}[\\w-]+)"`).exec(code)?.[1] ?? name) : name;
    const installed = [...[...versions].map((version) => `${imported}@${version}`), "none"];
    return installed.map((each) => ({ page, installed: each, code: bare(code) }));
  });
}

/** Without the options that the page gives a reason for, and the sections that are empty then. */
function bare(code: string): string {
  let text = code.replaceAll(/^ +\w+: .*, \/\/ .*\n/gm, "");
  for (let depth = 0; depth < 4; depth += 1) text = text.replaceAll(/^ +\w+: \{\n *\},\n/gm, "").replaceAll(/\{\n\}/g, "{}");
  return `${text}\n`;
}

function configFor(rule: string): Linter.Config[] {
  const [first, ...rest] = [plugin.configs.recommended].flat();
  return [{ ...first, rules: { [`connections/${rule}`]: "error" }, languageOptions: { parser: typescriptParser } }, ...rest];
}

interface Cured {
  readonly reports: number;
  readonly text: string;
  /** The same after one more run of the fixes. */
  readonly again: string;
  /** What is still said then; what only code can end is not counted. */
  readonly left: string[];
}

/** What becomes of a text when everything that a rule writes or offers is taken, the first of several offers. */
function cure({ code: text, installed }: Shown, rule: string): Cured {
  const filename = join(makeProject(installed), "src/clients.ts");
  const linter = new Linter({ cwd: dirname(dirname(filename)) });
  const say = (code: string) => linter.verify(code, configFor(rule), { filename }).filter(({ messageId }) => messageId !== "noRemedy");
  const first = say(text);
  let code = linter.verifyAndFix(text, configFor(rule), { filename }).output;
  const [offer] = say(code);
  const taken = offer?.suggestions?.[0]?.fix;
  if (taken) code = code.slice(0, taken.range[0]) + taken.text + code.slice(taken.range[1]);
  const again = linter.verifyAndFix(code, configFor(rule), { filename }).output;
  return { reports: first.length, text: code, again, left: say(code).map(({ message }) => message) };
}

const shown = readdirSync(PAGES).flatMap(shownOn);

describe.each(RULES)("%s", (rule) => {
  let reported = 0;

  test.each(shown.map((each, index) => [`${each.page} with ${each.installed}, ${index}`, each] as const))("%s", (_name, each) => {
    const { reports, text, again, left } = cure(each, rule);
    expect(reports, each.code).toBeLessThanOrEqual(1);
    expect(left, text).toEqual([]);
    expect(again).toBe(text);
    reported += reports;
  });

  test("has something to cure", () => {
    expect(reported).toBeGreaterThan(60);
  });
});

/** The clients of a text used in it and nowhere else: what is only offered for an exported one may be written then. */
function used(code: string): string {
  const names = [...code.matchAll(/^export const (\w+) =/gm)].map(([, name]) => name);
  return `${code.replaceAll(/^export const /gm, "const ")}${names.map((name) => `await ${name}.get("user");\n`).join("")}`;
}

test.each(shown.map((each, index) => [`${each.page} with ${each.installed}, ${index}`, each] as const))("all rules in any order write the same: %s", (_name, { code, installed }) => {
  const filename = join(makeProject(installed), "src/clients.ts");
  const linter = new Linter({ cwd: dirname(dirname(filename)) });
  const rules = Object.keys(plugin.rules).map((name) => [`connections/${name}`, "error"] as const);
  const written = [rules, rules.toReversed()].map((entries) => {
    const config: Linter.Config[] = [{ ...plugin.configs.recommended, rules: Object.fromEntries(entries), languageOptions: { parser: typescriptParser } }];
    return [code, used(code)].map((text) => {
      const { output } = linter.verifyAndFix(text, config, { filename });
      expect(linter.verifyAndFix(output, config, { filename }).output).toBe(output);
      return output;
    });
  });
  expect(written[0]).toEqual(written[1]);
});
