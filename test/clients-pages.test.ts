import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as typescriptParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import semver from "semver";
import { describe, expect, test } from "vitest";
import { families } from "../src/catalogue/index.js";
import { leftForLater } from "../src/catalogue/left-for-later.js";
import { packageOf } from "../src/code/maker-table.js";
import plugin from "../src/index.js";
import { makeProject } from "./fixture-harness.js";

const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));
const pages = readdirSync(join(DOCS, "clients"));

interface Block {
  readonly page: string;
  readonly line: number;
  readonly packageName: string;
  readonly range: string;
  readonly code: string;
}

/** The configurations of a page, each after a line like "For `pg@>=7 <9`:". */
function blocksIn(page: string): Block[] {
  const text = readFileSync(join(DOCS, "clients", page), "utf8");
  return [...text.matchAll(/^For `(@?[^@`]+)@([^`]+)`:\n\n```ts\n([^]*?)\n```$/gm)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    return { page, line, packageName: match[1] as string, range: match[2] as string, code: `${match[3] as string}\n` };
  });
}

const { rows } = JSON.parse(readFileSync(new URL("../lab/probes/results.json", import.meta.url), "utf8")) as { rows: { package: string; version: string }[] };

/** The lowest version of a range, and every one in it that the probes ran. */
function versionsIn({ packageName, range }: Block): string[] {
  const ran = rows.filter((row) => row.package === packageName && semver.valid(row.version) !== null && semver.satisfies(row.version, range));
  return [...new Set([semver.minVersion(range)?.version ?? "", ...ran.map(({ version }) => version)])];
}

/** What the preset `recommended` says of a text beside an installed package, in words. */
function findings(code: string, installed: string): string[] {
  const filename = join(makeProject(installed), "src/clients.ts");
  const config: Linter.Config[] = [{ ...plugin.configs.recommended, languageOptions: { parser: typescriptParser } }];
  return new Linter({ cwd: join(filename, "../..") }).verify(code, config, { filename }).map(({ line, ruleId, message }) => `${line} ${ruleId ?? "syntax"}: ${message}`);
}

/** The same client without what makes it safe: neither numbers nor listeners. */
function bare(code: string): string {
  let text = code.replaceAll(/^ +\w+: [\d_]+,.*\n/gm, "").replace(/^[\w.$]+\.on\("error", [^]*$/m, "");
  for (let depth = 0; depth < 4; depth += 1) text = text.replaceAll(/^ +\w+: \{\n *\},\n/gm, "");
  return text;
}

const blocks = pages.flatMap(blocksIn);

describe("the least that is safe", () => {
  test.each(blocks.map((block) => [`${block.page}:${block.line} with ${block.packageName}@${block.range}`, block] as const))("%s is clean", (_name, block) => {
    for (const version of versionsIn(block)) {
      const installed = block.packageName === "node" ? "none" : `${block.packageName}@${version}`;
      expect(findings(block.code, installed), `${installed}\n${block.code}`).toEqual([]);
    }
  });

  test("and not without what it writes", () => {
    const silent = blocks.filter((block) => findings(bare(block.code), block.packageName === "node" ? "none" : `${block.packageName}@${semver.minVersion(block.range)?.version ?? ""}`).length === 0);
    expect(silent.map(({ page, range }) => `${page} ${range}`)).toEqual([]);
  });
});

test("every package with a client has a page, and every page a package", () => {
  const packages = new Set(families.filter(({ clients }) => clients?.length).map(({ packages: [first] }) => packageOf(first as string)));
  expect(pages.length).toBe(packages.size);
  const overview = readFileSync(join(DOCS, "clients.md"), "utf8");
  const linked = [...overview.matchAll(/\(clients\/([\w.-]+\.md)\)/g)].map((match) => match[1]);
  expect([...new Set(linked)].toSorted()).toEqual(pages.toSorted());
});

test("what is left for later has no client yet", () => {
  const covered = new Set(families.filter(({ clients, retriers }) => clients?.length || retriers?.length).flatMap(({ packages }) => packages));
  expect(leftForLater.flatMap(({ packages }) => packages).filter((name) => covered.has(name))).toEqual([]);
});
