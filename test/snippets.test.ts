import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.js";
import { lint, makeProject } from "./fixture-harness.js";
import { fromPage, pages, snippetsOf, type Snippet } from "./snippets.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const EVERYWHERE = join(ROOT, "test/proof/everywhere");

/** The blocks that the tests below and those of test/proof/everywhere ask for, to run them: page and beginning. */
const asked = [fileURLToPath(import.meta.url), ...readdirSync(EVERYWHERE).map((name) => join(EVERYWHERE, name))].flatMap((file) => {
  return [...readFileSync(file, "utf8").matchAll(/fromPage\("([^"]+)", (?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')/g)].map(([, page = "", double, single]) => ({ page, beginning: (double ?? single ?? "").replaceAll("\\n", "\n") }));
});

/** Who looks whether a block is true, by name. */
const WAYS: Readonly<Record<string, (snippet: Snippet) => boolean>> = {
  "linted by docs.test.ts": ({ page, language, mark }) => /^docs\/(?:rules\/|faq\.md$)/.test(page) && /^[cm]?[jt]sx?$/.test(language) && mark !== undefined,
  "linted by clients-pages.test.ts": ({ page, language, before }) => page.startsWith("docs/clients/") && language === "ts" && /^For `@?[^@`]+@[^`]+`:$/.test(before),
  "compared by audit.test.ts": ({ page, language, before }) => page === "docs/audit.md" && language === "text" && before.startsWith("<!-- audit: "),
  "run here or from the packed package": ({ page, text }) => asked.some((each) => each.page === page && text.startsWith(each.beginning)),
};

test("somebody looks whether a block is true, for each block of each page", () => {
  const snippets = pages().flatMap(snippetsOf);
  expect(snippets.length).toBeGreaterThan(200);
  const unheld = snippets.filter((snippet) => !Object.values(WAYS).some((covers) => covers(snippet)));
  expect(unheld.map(({ page, line, language }) => `${page}:${line} ${language}`)).toEqual([]);
});

test("each of those ways is used", () => {
  const snippets = pages().flatMap(snippetsOf);
  expect(Object.entries(WAYS).filter(([, covers]) => !snippets.some(covers))).toEqual([]);
});

describe("the README", () => {
  test("shows what is said and what a fix makes of it", () => {
    const diff = fromPage("README.md", "-export const backend");
    const [before = "", after = ""] = ["-", "+"].map((sign) => diff.split("\n").filter((line) => line.startsWith(sign)).map((line) => line.slice(1)).join("\n"));
    const source = `import { Pool } from "undici";\n\n${before}\n`;
    const filename = join(makeProject("undici@7.18.2"), "src/backend.ts");
    const { messages, output } = lint({ rule: "require-max-connections", name: "README.md", versions: "", options: undefined, settings: {}, files: [] }, { relative: "", filename, source, marks: [], fixed: undefined }, plugin);
    expect(output).toContain(`${after}\n`);
    const [, line, column, message, rule] = /^ +(\d+):(\d+) {2}error {2}(.+) {2}(\S+)\n$/.exec(fromPage("README.md", "  3:24  error")) ?? [];
    // ESLint's usual format leaves out the last full stop.
    expect(messages.map((found) => [String(found.line), String(found.column), found.message, found.ruleId])).toEqual([[line, column, `${message ?? ""}.`, rule]]);
  });

  test.each([fromPage("README.md", "npm install && npm start"), fromPage("CONTRIBUTING.md", "npm install --prefix lab/probes")])("names scripts of the repository: %s", (text) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, script = ""]) => script).filter((script) => script !== "install");
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe("CONTRIBUTING.md", () => {
  test("draws folders that are there", () => {
    const folders = [...fromPage("CONTRIBUTING.md", "text -> src/code/").matchAll(/\b(?:src\/\w+|rules)\b/g)].map(([folder]) => folder);
    expect(folders.length).toBeGreaterThan(4);
    for (const folder of folders) expect(readdirSync(join(ROOT, folder)).length, folder).toBeGreaterThan(0);
  });

  test("shows a fixture in its grammar", () => {
    const text = fromPage("CONTRIBUTING.md", "// versions: some-client");
    expect(text).toMatch(/^\/\/ versions: [\w-]+@[\d.]+ \| [\w-]+@[\d.]+\n/);
    const ids = [...text.matchAll(/\/\/ expect (\w+)/g)].map(([, id = ""]) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !(id in (plugin.rules["require-max-connections"].meta?.messages ?? {})))).toEqual([]);
  });
});

describe("what pages name is there:", () => {
  const texts = pages().map((page) => [page, readFileSync(join(ROOT, page), "utf8")] as const);

  test("settings", () => {
    const { properties } = JSON.parse(readFileSync(join(ROOT, "src/settings/settings.schema.json"), "utf8")) as { properties: Record<string, { properties?: Record<string, unknown> }> };
    const named = texts.flatMap(([page, text]) => [...text.matchAll(/settings\.connections\.(\w+)(?:\.(\w+))?/g)].map(([all, first = "", second]) => ({ page, all, first, second })));
    expect(named.length).toBeGreaterThan(5);
    const missing = named.filter(({ first, second }) => !(first in properties) || (second !== undefined && !(second in (properties[first]?.properties ?? {}))));
    expect(missing).toEqual([]);
  });

  test("flags of the command", () => {
    const help = spawnSync(process.execPath, [join(ROOT, "dist/src/command/bin.js"), "--help"], { encoding: "utf8" }).stdout;
    const auditHelp = spawnSync(process.execPath, [join(ROOT, "dist/src/command/bin.js"), "audit", "--help"], { encoding: "utf8" }).stdout;
    const lines = texts.flatMap(([page, text]) => [...text.matchAll(/npx eslint-plugin-connections\b([^\n`]*)/g)].map(([line, rest = ""]) => ({ page, line, help: / audit\b/.test(rest) ? auditHelp : help, flags: rest.split("#")[0]?.match(/--[\w-]+/g) ?? [] })));
    expect(lines.flatMap(({ flags }) => flags).length).toBeGreaterThan(8);
    expect(lines.flatMap(({ page, help: said, flags }) => flags.filter((flag) => !said.includes(flag)).map((flag) => `${page} ${flag}`))).toEqual([]);
  });

  test("options of rules, in the page of the rule", () => {
    for (const [name, rule] of Object.entries(plugin.rules)) {
      const [schema] = [rule.meta?.schema].flat() as ({ properties?: Record<string, { enum: string[] }> } | undefined)[];
      const own = readFileSync(join(ROOT, `docs/rules/${name}.md`), "utf8");
      for (const [, option = "", value = ""] of own.matchAll(/`(\w+): "(report|ignore|allow|require)"`/g)) {
        expect(schema?.properties?.[option]?.enum, `${name} ${option}`).toContain(value);
      }
    }
  });

  test("links to pages and places in them", () => {
    const slug = (heading: string): string => heading.toLowerCase().replaceAll(/[^\w\s-]/g, "").trim().replaceAll(/\s/g, "-");
    const broken = texts.flatMap(([page, text]) => {
      return [...text.replaceAll(/^ *```[^]*?^ *```$/gm, "").matchAll(/\]\(((?!https?:)[^)\s]*)\)/g)].flatMap(([, link = ""]) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? join(ROOT, page) : join(ROOT, dirname(page), path);
        if (!existsSync(target)) return [`${page} -> ${link}`];
        if (anchor === undefined || !target.endsWith(".md")) return [];
        const headings = [...readFileSync(target, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => slug(heading));
        return headings.includes(anchor) ? [] : [`${page} -> ${link}`];
      });
    });
    expect(broken).toEqual([]);
  });
});
