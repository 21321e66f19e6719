import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { simpleTraverse, parse } from "@typescript-eslint/typescript-estree";
import semver from "semver";
import { describe, expect, test } from "vitest";
import { families } from "../src/catalogue/index.js";
import type { Fact, Setting } from "../src/catalogue/shape.js";
import plugin from "../src/index.js";
import { FIXTURES } from "./fixture-harness.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface SourceFile {
  /** Path from the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly isType: boolean }[];
  readonly strings: readonly string[];
}

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((path) => ending.test(path) && !path.includes("node_modules") && !path.includes("/."));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), "utf8");
  const imports: { from: string; isType: boolean }[] = [];
  const strings: string[] = [];
  simpleTraverse(parse(text, { range: true }), {
    enter(node) {
      if ((node.type === "ImportDeclaration" || node.type === "ExportNamedDeclaration" || node.type === "ExportAllDeclaration") && node.source) {
        imports.push({ from: node.source.value, isType: "importKind" in node && node.importKind === "type" });
      }
      if (node.type === "ImportExpression" && node.source.type === "Literal") imports.push({ from: String(node.source.value), isType: false });
      if (node.type === "Literal" && typeof node.value === "string" && !/^(?:Import|Export)/.test(node.parent?.type ?? "")) strings.push(node.value);
    },
  });
  return { path, text, imports, strings };
}

const sources = [...filesBelow("src", /\.ts$/), ...filesBelow("rules", /\.ts$/)].map(readSource);

/** Where an import leads, as a path from the root without ending; packages stay as they are. */
function target(file: SourceFile, from: string): string {
  return from.startsWith(".") ? relative(ROOT, join(ROOT, file.path, "..", from)).replaceAll("\\", "/").replace(/\.js$/, "") : from;
}

/** The layer of a path, and the layers it may import from. What is not listed may import anything. */
const LAYERS: readonly { readonly of: RegExp; readonly may: RegExp }[] = [
  { of: /^src\/catalogue\//, may: /^src\/catalogue\/|^node:|^semver/ },
  { of: /^src\/code\//, may: /^src\/(?:code|catalogue)\/|^node:|^semver/ },
  { of: /^src\/judge\//, may: /^src\/(?:judge|code|catalogue)\/|^node:|^semver/ },
  { of: /^src\/fixes\//, may: /^src\/(?:fixes|judge|code|catalogue)\/|^src\/settings$|^node:/ },
  { of: /^src\/audit\//, may: /^src\/(?:audit|crossfile|judge|code|catalogue)\/|^src\/(?:open-file|settings)$|^node:|^semver/ },
  { of: /^rules\//, may: /^src\/rule$|^src\/fixes\// },
];

describe("imports", () => {
  test("go one way: catalogue, code, judge, fixes, rule, rules", () => {
    const wrong = sources.flatMap((file) => {
      const layer = LAYERS.find(({ of }) => of.test(file.path));
      return file.imports
        .filter(({ from, isType }) => layer && !layer.may.test(target(file, from)) && !(isType && !from.startsWith(".")))
        .map(({ from }) => `${file.path} imports ${from}`);
    });
    expect(wrong).toEqual([]);
  });

  test("lead to the rules from the plugin object only", () => {
    const importers = sources.filter((file) => file.imports.some(({ from }) => target(file, from).startsWith("rules/")));
    expect(importers.map(({ path }) => path)).toEqual(["src/index.ts"]);
  });

  test("bring nothing heavy to a lint run", () => {
    const heavy = /^(?:typescript|ts-morph|@typescript-eslint\/(?!utils\/ast-utils))/;
    const wrong = sources
      .filter((file) => !/^src\/(?:command|audit)\//.test(file.path))
      .flatMap((file) => file.imports.filter(({ from, isType }) => !isType && heavy.test(from)).map(({ from }) => `${file.path} imports ${from}`));
    expect(wrong).toEqual([]);
  });

  test("keep what SECURITY.md says: nothing of what is read is run, no connection is opened, and only the command starts a program or writes", () => {
    const never = /^(?:node:)?(?:net|tls|https?|http2|dns|dgram|vm|worker_threads|inspector|cluster)$/;
    const wrong = sources.flatMap((file) => file.imports.filter(({ from, isType }) => !isType && never.test(from)).map(({ from }) => `${file.path} imports ${from}`));
    expect(wrong).toEqual([]);
    const starts = sources.filter((file) => file.imports.some(({ from }) => /child_process$/.test(from))).map(({ path }) => path);
    expect(starts).toEqual(["src/command/git-ignored.ts"]);
    expect(sources.filter(({ text }) => /\beval\(|new Function\(|[^.\w]fetch\(/.test(text.replaceAll(/(["'`]).*?\1|\/\/.*|^ *\*.*/gm, ""))).map(({ path }) => path)).toEqual([]);
    const writes = sources.filter((file) => !file.path.startsWith("src/command/") && /\b(?:writeFile|appendFile|createWriteStream|mkdir|rename|unlink|rm)(?:Sync)?\(/.test(file.text));
    expect(writes.map(({ path }) => path)).toEqual([]);
  });
});

describe("the catalogue", () => {
  test.each(families.map((family) => [family.packages.join(), family] as const))("%s is data", (_name, family) => {
    expect(JSON.parse(JSON.stringify(family))).toEqual(family);
    const oddities: string[] = [];
    JSON.stringify(family, (key, value: unknown) => {
      if (value === undefined || typeof value === "function" || (typeof value === "number" && !Number.isFinite(value))) oddities.push(key);
      return value;
    });
    expect(oddities).toEqual([]);
  });

  test.each(factLists())("ranges do not overlap: %s", (_name, facts) => {
    for (const [index, fact] of facts.entries()) {
      expect(semver.validRange(fact.versions), fact.versions).not.toBeNull();
      for (const other of facts.slice(index + 1)) expect(semver.intersects(fact.versions, other.versions), `${fact.versions} and ${other.versions}`).toBe(false);
    }
  });

  test("is named nowhere else", () => {
    const specifiers = new Set(families.flatMap((family) => family.packages));
    const wrong = sources
      .filter((file) => !file.path.startsWith("src/catalogue/") && !file.path.startsWith("src/command/"))
      .flatMap((file) => file.strings.filter((text) => specifiers.has(text)).map((text) => `${file.path}: ${text}`));
    expect(wrong).toEqual([]);
  });

  test("names only probes that ran and saw what it says", () => {
    const wrong = allFacts().flatMap((fact) => {
      if (fact.probe === undefined) return [];
      const seen = probed(fact);
      return seen.length > 0 ? [] : [`${fact.probe} for ${fact.versions}`];
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  test("says of reconnecting what the probes saw", () => {
    const facts = families.flatMap((family) => (family.clients ?? []).flatMap((client): readonly Returning[] => client.reconnect ?? []));
    const wrong = facts.flatMap((fact) =>
      probed(fact)
        .filter(({ id, seen }) => id.includes("/reconnect/") && contradicts(fact, String(seen)))
        .map((row) => `${row.id} at ${row.version}: ${String(row.seen)}, not ${fact.by} ${fact.givesUp}`),
    );
    expect(wrong).toEqual([]);
  });

  test("says of limits what the probes counted", () => {
    const wrong = limitFacts().flatMap((fact) => {
      const promised = promisedLimit(fact);
      if (promised === undefined) return [];
      return probed(fact).filter((row) => row.seen !== promised).map((row) => `${row.id} at ${row.version}: ${String(row.seen)}, not ${String(promised)}`);
    });
    expect(wrong).toEqual([]);
  });

  test("says which timeouts disturb those that nobody uses", () => {
    const unseen = new Set<string>();
    const wrong = timeoutsThatFixesWrite().flatMap(({ probe, disturbs }) => {
      const client = probe.split("/").slice(0, -2).join("/");
      const seen = rows.filter(({ id, ok }) => ok && id.startsWith(`${client}/idle/`)).map((row) => row.seen);
      if (seen.length === 0) unseen.add(client);
      return seen.length === 0 || disturbs || seen.includes("undisturbed") ? [] : [client];
    });
    expect(wrong).toEqual([]);
    expect([...unseen]).toEqual([]);
  });
});

/** The timeouts without an end of the library's own, each with the probe that saw that, and what the catalogue says of idle connections. */
function timeoutsThatFixesWrite(): { probe: string; disturbs: boolean }[] {
  const settings = families.flatMap(({ clients = [] }) => clients.flatMap((client) => Object.entries(client.settings)));
  const timeouts: readonly Setting[] = settings.flatMap(([name, list]) => (name === "limit" ? [] : list));
  return timeouts.flatMap(({ absent, write, disturbsIdle }) => {
    const endless = write === undefined ? [] : absent.filter(({ value, probe }) => value === "off" && probe !== undefined);
    return endless.map(({ probe = "" }) => ({ probe, disturbs: disturbsIdle !== undefined }));
  });
}

interface Returning extends Fact {
  readonly by: "loop" | "onDemand" | "no";
  readonly givesUp: number | "never" | "afterTime";
  readonly firstConnect?: "fails";
}

/** What a probe of a client's coming back saw that the fact says otherwise; it says only what could be looked at. */
function contradicts({ by, givesUp, firstConnect }: Returning, seen: string): boolean {
  const { loss, dials, first } = /(?:after a loss: (?<loss>by itself|at the next command|never)(?:, (?<dials>for ever|\d+))?)?(?:.*at first: (?<first>for ever|gives up|\d+))?/.exec(seen)?.groups ?? {};
  const times = givesUp === "never" ? "for ever" : String(givesUp);
  if (loss !== undefined && loss !== { loop: "by itself", onDemand: "at the next command", no: "never" }[by]) return true;
  if (dials !== undefined && dials !== times) return true;
  if (first === undefined) return false;
  if (by === "loop") return (first !== "for ever") !== (firstConnect === "fails");
  // Without a loss that it looked at, the first connect has to tell all of it.
  return loss === undefined && first !== times;
}

interface ProbeRow {
  readonly id: string;
  readonly version: string;
  readonly ok: boolean;
  readonly seen: unknown;
}

const { rows } = JSON.parse(readFileSync(join(ROOT, "lab/probes/results.json"), "utf8")) as { rows: ProbeRow[] };

/** The runs that stand behind a fact. */
function probed(fact: Fact): ProbeRow[] {
  // Node's own modules are run on a major: "20".
  const version = (row: ProbeRow): string => semver.valid(row.version) ?? semver.coerce(row.version)?.version ?? row.version;
  return rows.filter((row) => row.id === fact.probe && row.ok && semver.satisfies(version(row), fact.versions, { includePrerelease: true }));
}

/** What a probe of a limit sees when the fact is true; nothing where the fact is not a statement about a number. */
function promisedLimit(fact: Fact & { value?: unknown; means?: unknown }): unknown {
  const said = fact.means ?? fact.value;
  if (said === "off") return "unbounded";
  return typeof said === "number" && (fact.means !== undefined || !("means" in fact)) ? said : undefined;
}

/** Every list of facts of the catalogue; value facts are compared per value. */
function factLists(): [string, Fact[]][] {
  const lists: [string, Fact[]][] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      const facts = value.filter((each): each is Fact => typeof each === "object" && each !== null && "versions" in each && "source" in each);
      const groups = new Map<string, Fact[]>();
      for (const fact of facts) {
        const key = JSON.stringify(aboutOf(fact as unknown as Record<string, unknown>, path.endsWith("values")));
        groups.set(key, [...(groups.get(key) ?? []), fact]);
      }
      for (const [key, group] of groups) if (group.length > 1) lists.push([`${path} ${key}`, group]);
    }
    if (typeof value === "object" && value !== null) for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
  };
  for (const family of families) visit(family, family.packages[0] ?? "");
  return lists.length > 0 ? lists : [["none", []]];
}

/** What a fact is about; facts about different things may hold for the same versions. */
function aboutOf(fact: Record<string, unknown>, isValue: boolean): unknown[] {
  return [isValue ? [fact["value"]] : [], fact["option"], fact["on"], fact["when"], fact["is"]];
}

function limitFacts(): (Fact & { value?: unknown; means?: unknown })[] {
  const limits = families.flatMap((family) => (family.clients ?? []).flatMap((client) => client.settings.limit ?? []));
  return limits.flatMap((limit) => [...limit.absent, ...(limit.values ?? [])]);
}

function allFacts(): Fact[] {
  const facts: Fact[] = [];
  JSON.stringify(families, (_key, value: unknown) => {
    if (typeof value === "object" && value !== null && "versions" in value && "source" in value) facts.push(value as Fact);
    return value;
  });
  return facts;
}

const NODE_TYPES = /\b(?:[A-Z]\w+(?:Expression|Statement|Declaration|Specifier|Pattern|Declarator)|TSESTree|ObjectProperty|Identifier)\b/;

describe.each(Object.entries(plugin.rules))("%s", (name, rule) => {
  const file = readFileSync(join(ROOT, `rules/${name}.ts`), "utf8");

  test("reads like a specification", () => {
    const [head] = file.split("import ");
    expect(head).toContain(`# ${name}`);
    for (const part of ["Danger:", "Flags:", "Silent:", "Fix:"]) expect(head).toContain(part);
    expect(file).toContain(`name: "${name}"`);
    const isLong = file.split("\n").length > 81;
    if (isLong) expect(head, "a rule file of more than 80 lines says why").toMatch(/Longer than 80 lines/);
    const code = file.slice(head?.length);
    expect(code).not.toMatch(NODE_TYPES);
    expect(code).not.toContain("context.report");
  });

  test("speaks the message grammar", () => {
    for (const [id, message] of Object.entries(rule.meta?.messages ?? {})) {
      const rendered = message.replaceAll(/\{\{\w+\}\}/g, "connectionTimeoutMs");
      expect(rendered.length, id).toBeLessThanOrEqual(240);
      expect(message, id).toMatch(/\.$/);
      expect(message, id).not.toMatch(/\bshould\b|\bconsider\b|\bplease\b|!|\n| {2}/i);
    }
  });

  test("is complete: page, fixtures, description, schema, address", () => {
    expect(readdirSync(join(FIXTURES, name)).length).toBeGreaterThan(0);
    expect(readFileSync(join(ROOT, `docs/rules/${name}.md`), "utf8")).toContain(`connections/${name}`);
    expect(rule.meta?.docs?.description).toMatch(/^[A-Z][^.]+$/);
    expect(rule.meta?.docs?.url).toMatch(new RegExp(`/docs/rules/${name}\\.md$`));
    expect(rule.meta?.type).toBe("problem");
    expect(rule.meta?.fixable).toBe("code");
    expect(rule.meta?.hasSuggestions).toBe(true);
  });

  test("has every finding expected in a fixture", () => {
    const marks = filesBelow(`fixtures/${name}`, /\.[cm]?[jt]sx?$/)
      .flatMap((path) => [...readFileSync(join(ROOT, path), "utf8").matchAll(/expect ([^\n]+)/g)].map((match) => match[1]))
      .join(" ");
    // Titles of fixes are commands; everything else is a finding.
    const findings = Object.keys(rule.meta?.messages ?? {}).filter((id) => !/^(?:set|add|write|remove|drop|move|hoist|cache|share|replace|rename|release|destroy|cap|grow|make|use|log|await|bound|limit|close|forget|put|return|reconnect|stop|give|pass|hand|complete|delete|keep)[A-Z]/.test(id));
    expect(findings.filter((id) => !new RegExp(`\\b${id}\\b`).test(marks))).toEqual([]);
  });
});

describe("files", () => {
  const all = ["src", "rules", "test", "lab", "bench", "tools"].flatMap((folder) => filesBelow(folder, /\.(?:ts|mjs|js)$/));

  test("have at most 400 lines", () => {
    const long = all.filter((path) => readFileSync(join(ROOT, path), "utf8").split("\n").length > 401);
    expect(long).toEqual([]);
  });

  test("are named after the question they answer", () => {
    expect(all.filter((path) => /(?:^|[-/.])(?:utils?|helpers?|common|misc)(?:[-/.]|$)/.test(path.replace(/\.[a-z]+$/, "")))).toEqual([]);
  });

  test("leave nothing for later", () => {
    const marker = new RegExp(["TO" + "DO", "FIX" + "ME", "X" + "XX", String.raw`\b(?:test|it|describe)\.(?:skip|only)\(`].join("|"));
    expect(all.filter((path) => marker.test(readFileSync(join(ROOT, path), "utf8")) && basename(path) !== "laws.test.ts")).toEqual([]);
  });
});
