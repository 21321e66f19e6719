import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as typescriptParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { expect, test } from "vitest";
import { families } from "../../src/catalogue/index.js";
import { importsKnown, readMentions } from "../../src/code/gate.js";
import { MakerTable } from "../../src/code/maker-table.js";
import plugin from "../../src/index.js";

const PROBES = fileURLToPath(new URL("../../lab/probes/node_modules/", import.meta.url));

/** What is reported in the libraries themselves, with the verdict of whoever read it. A new finding is read before it is added. */
const READ: readonly string[] = [];

/** Larger than this, or with lines longer than that on average, a file was not written by a person. */
const LARGEST = 1_000_000;
const LONGEST_MEAN_LINE = 200;

const rules = { "connections/no-unbounded-retry": "error", "connections/no-retry-around-reconnecting-client": ["error", { sdks: "report" }] } as Linter.RulesRecord;

/** The installed packages that retry or hold connections, each version once. */
function libraries(): { label: string; folder: string }[] {
  const specifiers = families.filter(({ retriers, clients }) => retriers?.length || clients?.length).flatMap(({ packages }) => packages);
  const isCatalogued = (name: string): boolean => specifiers.some((each) => (each.endsWith("*") ? name.startsWith(each.slice(0, -1)) : each === name || each.startsWith(`${name}/`)));
  const folders = readdirSync(PROBES).flatMap((name) => (name.startsWith("@") ? readdirSync(join(PROBES, name)).map((inner) => join(name, inner)) : [name]));
  const byLabel = new Map<string, string>();
  for (const folder of folders) {
    const manifest = join(PROBES, folder, "package.json");
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as { name?: string; version?: string };
    if (name !== undefined && isCatalogued(name)) byLabel.set(`${name}@${version}`, join(PROBES, folder));
  }
  return [...byLabel].map(([label, folder]) => ({ label, folder }));
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sourcesIn(path);
    return entry.isFile() && /\.(?:[cm]?[jt]s|[jt]sx)$/.test(entry.name) && !/\.d\.[cm]?ts$|[.-]min\.[cm]?js$/.test(entry.name) ? [path] : [];
  });
}

const table = new MakerTable(families);

const config: Linter.Config = {
  files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
  plugins: { connections: plugin as never },
  rules,
  languageOptions: { parser: typescriptParser, parserOptions: { ecmaFeatures: { jsx: true } } },
  linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
};

const namesClient = (text: string, path: string): boolean => importsKnown(readMentions(text), path, table);

function findingsIn({ label, folder }: { label: string; folder: string }): string[] {
  const linter = new Linter({ cwd: folder });
  return sourcesIn(folder).flatMap((path) => {
    const code = readFileSync(path, "utf8");
    if (code.length > LARGEST || code.length / code.split("\n").length > LONGEST_MEAN_LINE || !namesClient(code, path)) return [];
    const ours = linter.verify(code, [config], { filename: path }).filter(({ ruleId }) => ruleId !== null);
    return ours.map(({ line, ruleId, messageId }) => `${label} ${path.slice(folder.length + 1)}:${line} ${ruleId?.split("/")[1]} ${messageId}`);
  });
}

test("a finding would be seen", () => {
  const text = 'import { handleAll, retry } from "cockatiel";\nexport const policy = retry(handleAll, {});\n';
  expect(namesClient(text, "index.js")).toBe(true);
  expect(new Linter({ cwd: PROBES }).verify(text, [config], { filename: join(PROBES, "index.js") }).map(({ messageId }) => messageId)).toEqual(["endlessByDefault"]);
});

test("nothing wrong is said of the retry libraries and clients themselves", { timeout: 900_000 }, () => {
  const all = libraries();
  expect(all.length).toBeGreaterThan(150);
  const findings = all.flatMap(findingsIn);
  process.stdout.write(`${all.length} packages, ${findings.length} findings\n`);
  expect(findings.filter((each) => !READ.some((line) => line.startsWith(`${each} | `)))).toEqual([]);
  expect(READ.filter((line) => line.includes("| wrong"))).toEqual([]);
});
