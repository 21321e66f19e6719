// docs/clients.md and docs/clients/*.md: what the catalogue says of each client, for people.
import { families } from "../../../dist/src/catalogue/families.js";
import { leftForLater } from "../../../dist/src/catalogue/left-for-later.js";
import { neverFlagged } from "../../../dist/src/catalogue/never-flagged.js";
import { packageOf } from "../../../dist/src/code/maker-table.js";
import { configuration } from "./configuration.mjs";
import { countFacts, factsOfClient, factsOfFamily, RULE_OF } from "./facts.mjs";
import { QUESTIONS } from "./sentences.mjs";
import { byVersion, rangeText, versionGroups } from "./version-groups.mjs";
import { amount, code, codes, conditions, table, word } from "./words.mjs";

/** Families by npm package, with at least one client each. */
function byPackage() {
  const pages = new Map();
  for (const family of families) {
    if (!family.clients?.length) continue;
    const name = packageOf(family.packages[0]);
    pages.set(name, [...(pages.get(name) ?? []), family]);
  }
  return [...pages].sort(([a], [b]) => a.replace("@", "").localeCompare(b.replace("@", "")));
}

/** What a page is called: `node:http` and `node:https` are Node's own. */
function titleOf(packageName) {
  return packageName === "http" ? "node:http, node:https" : packageName;
}

/** `pg@>=7 <9`, or the versions of Node. */
function versionsText(packageName, range) {
  return code(packageName === "http" ? `node@${range}` : `${packageName}@${range}`);
}

/** `@redis/client` as `redis-client`; Node's own modules as `node-http`. */
function slug(packageName) {
  const plain = packageName.replace("@", "").replaceAll("/", "-").replaceAll("*", "x").replace(/-x$/, "");
  return plain === "http" ? "node-http" : plain;
}

/** Clients of a package; those of which the page would say the same are one. */
function entriesOf(own) {
  const entries = [];
  for (const family of own) {
    const named = new Map();
    for (const client of family.clients) {
      const index = named.get(client.name) ?? 0;
      named.set(client.name, index + 1);
      const groups = versionGroups(client);
      const answers = answersOf(client, groups);
      const text = JSON.stringify([client.name, answers]);
      const when = client.when ? conditions(client.when) : "";
      const same = entries.find((entry) => entry.text === text);
      if (same) {
        same.specifiers.push(...family.packages);
        same.when.push(when);
        same.facts.push(...factsOfClient(client));
        continue;
      }
      entries.push({ family, client, index, groups, answers, text, specifiers: [...family.packages], when: [when], facts: factsOfClient(client) });
    }
  }
  return entries;
}

function answersOf(client, groups) {
  return QUESTIONS.map(([question, answer]) => [question, byVersion(client, groups, answer)]).filter(([, answers]) => answers.length > 0);
}

function answerLines([question, answers], all) {
  const [first, ...others] = answers;
  if (others.length === 0 && first.range === all) return [`- **${question}**: ${first.answer}`];
  return [`- **${question}**:`, ...answers.map(({ answer, range }) => `  - ${code(range)}: ${answer}`)];
}

function configurationLines({ family, client, index, groups }) {
  const blocks = byVersion(client, groups, (_at, group) => configuration(family, client, index, group.from));
  if (blocks.length === 0) return ["Nothing has to be written for it."];
  return blocks.flatMap(({ answer, range }) => [`For ${versionsText(packageOf(family.versionsOf ?? family.packages[0]), range)}:`, "", "```ts", answer, "```", ""]);
}

function factLines(facts) {
  const rows = facts.map(({ says, fact }) => [says, code(fact.versions), fact.probe ? `probed: ${code(fact.probe)}` : "read", fact.source.where]);
  const unique = [...new Map(rows.map((row) => [row.join(), row])).values()];
  const probed = unique.filter((row) => row[2] !== "read").length;
  const count = `${unique.length} fact${unique.length === 1 ? "" : "s"}: ${probed} probed, ${unique.length - probed} read`;
  return ["<details>", `<summary>${count}</summary>`, "", table(["what", "versions", "proof", "seen in"], unique), "", "</details>"];
}

/** What tells clients of one name apart: where they come from, conditions, versions, or the argument that is meant. */
function headingOf(entry, entries, several) {
  const { client, specifiers, when, groups } = entry;
  const from = several ? ` from ${codes(specifiers)}` : "";
  const others = entries.filter((each) => each !== entry && each.client.name === client.name && each.specifiers.some((name) => specifiers.includes(name)));
  const told = [...new Set(when.filter(Boolean))].join(", or ");
  const [range, [{ options }]] = [rangeText(groups), client.makers];
  const place = `, the options of its argument ${Math.max(...options) + 1}`;
  const isByVersion = others.every((each) => rangeText(each.groups) !== range);
  return `## ${code(client.name)}${from}${others.length === 0 ? "" : told !== "" ? `, where ${told}` : isByVersion ? `, ${code(range)}` : place}`;
}

function clientPage(packageName, own) {
  const entries = entriesOf(own);
  const several = own.length > 1;
  const wrapped = own[0].versionsOf;
  const lines = [
    `# ${titleOf(packageName)}`,
    "",
    `What eslint-plugin-connections knows of ${code(titleOf(packageName))}. [All clients](../clients.md); what the words mean: [how to read this](../clients.md#how-to-read-the-pages).`,
    ...(wrapped ? ["", `It hands its options to ${code(wrapped)}: the facts stand on [that page](${slug(wrapped)}.md), and the versions are those of ${code(wrapped)}.`] : []),
  ];
  for (const entry of entries) {
    const all = rangeText(entry.groups);
    lines.push("", headingOf(entry, entries, several), "");
    if (all !== "") lines.push(`Versions ${code(all)}.`, "");
    const answers = entry.answers.filter(([question]) => !wrapped || question === "Made with");
    lines.push(...answers.flatMap((answer) => answerLines(answer, all)), "", "### The least that is safe", "", ...configurationLines(entry));
    if (lines.at(-1) !== "") lines.push("");
    if (entry.facts.length > 0 && !wrapped) lines.push(...factLines(entry.facts));
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

/** What tells a client from others of its name, in a few words: `dialect: "postgres"`. */
function kindOf({ when = [] }) {
  const texts = when.flatMap((condition) => {
    if ("is" in condition) return [code(`${condition.option}: ${JSON.stringify(condition.is[0])}`)];
    if ("from" in condition) return [`${code(condition.option)} of ${code(condition.from[0])}`];
    return "isNot" in condition ? [`other ${code(condition.option)}`] : [];
  });
  return texts.length > 0 ? `, ${texts.join(", ")}` : "";
}

function overviewRow(packageName, entry) {
  const { client, groups } = entry;
  const newest = groups.at(-1);
  const values = (name) => {
    const texts = byVersion(client, newest ? [newest] : [], (now) => {
      const [setting] = now.settings[name] ?? [];
      const value = setting?.absent[0]?.value;
      if (value === undefined) return "";
      return value === "off" ? "**none**" : typeof value === "number" ? amount(value, setting.unit) : value;
    });
    return texts[0]?.answer ?? "";
  };
  const off = byVersion(client, newest ? [newest] : [], (now) => {
    const found = (now.settings.limit?.[0]?.values ?? []).filter(({ means }) => means === "off");
    return found.map(({ value }) => word(value)).join(", ");
  });
  const crash = byVersion(client, newest ? [newest] : [], (now) => ((now.errorEvent ?? []).some(({ crashes }) => crashes) ? "**ends the process**" : now.errorEvent?.length ? "no" : ""));
  const ends = byVersion(client, newest ? [newest] : [], (now) => {
    const [fact] = now.liveness ?? [];
    return fact ? { self: "itself", option: codes(fact.options ?? []), code: "code only", none: "nothing" }[fact.by] : "";
  });
  const first = (answers) => answers[0]?.answer ?? "";
  return [
    `[${titleOf(packageName)}](clients/${slug(packageName)}.md)`,
    `${code(client.name)}${kindOf(client)}`,
    values("limit"),
    first(off),
    values("connectTimeout"),
    values("acquireTimeout"),
    values("commandTimeout"),
    first(ends),
    first(crash),
  ];
}

const OVERVIEW = ["package", "client", "connections", "no limit", "connecting", "free connection", "reply", "a dead connection is ended by", "an unheard `error`"];

function figures() {
  const counts = new Map();
  for (const { part, fact } of families.flatMap(factsOfFamily)) {
    const row = counts.get(RULE_OF[part]) ?? { all: 0, probed: 0 };
    row.all += 1;
    if (fact.probe !== undefined) row.probed += 1;
    counts.set(RULE_OF[part], row);
  }
  const rows = [...counts].sort(([a], [b]) => a.localeCompare(b));
  const total = rows.reduce((sum, [, { all, probed }]) => ({ all: sum.all + all, probed: sum.probed + probed }), { all: 0, probed: 0 });
  // A new word of the catalogue that carries facts has to be given to a rule in facts.mjs.
  if (total.all !== countFacts(families) || counts.has(undefined)) throw new Error(`The catalogue holds ${countFacts(families)} facts, and the rules speak from ${total.all}.`);
  const cells = (name, { all, probed }) => [name, amount(all), amount(probed), amount(all - probed), `${Math.round((100 * probed) / all)} %`];
  return table(["rule", "facts", "probed", "read", "share probed"], [...rows.map(([rule, row]) => cells(`[${rule}](rules/${rule}.md)`, row)), cells("all", total)]);
}

const WHY = { http: "requests over HTTP", embedded: "in the process", platform: "the platform's", builder: "none: it builds text", shared: "shared, made elsewhere" };

function overview(pages) {
  const rows = pages.flatMap(([name, own]) => {
    const seen = new Set();
    return entriesOf(own).map((entry) => overviewRow(name, entry)).filter((row) => !seen.has(row.join()) && seen.add(row.join()));
  });
  const takers = families.flatMap(({ packages, takers: own = [] }) => own.map(({ path, role }) => [code(packages[0]), code(path === "" ? "default" : path), role]));
  return [
    "# The clients and what they do by themselves",
    "",
    `${pages.length} packages, a page each. The table says what happens when nothing is written, for the newest versions that are known;`,
    "the pages say it for all versions, with the least configuration that is safe.",
    "",
    figures(),
    "",
    "Probed: a probe in `lab/probes` ran the library and saw it, with a control that gave the opposite (`npm run probe`). Read: it",
    "stands in the library's code or documentation, or was seen once. Only what was probed drives an automatic fix. A fact that",
    "several packages share counts once for each.",
    "",
    "## The table",
    "",
    "“none”: nothing bounds it. Empty: there is no such setting, or nothing is known.",
    "",
    table(OVERVIEW, rows),
    "",
    "## How to read the pages",
    "",
    "- **Connections**: the option that bounds them, the library's own number, and written values that mean no limit.",
    "- **Connecting**, **waiting for a free connection**, **waiting for a reply**: the option, the library's own number, and what",
    "  happens when it is over. Without an end a connect takes about 130 s on Linux, a reply 940 s.",
    "- **A dead connection in use**: what destroys a connection whose peer is gone without a word. keepAlive never does.",
    `- **The least that is safe**: nothing of the preset \`recommended\` has anything to say about it (a test lints every block).`,
    "- **For ranges of versions**, a range says which versions were looked at: `>=7 <8` means that a 7.x was.",
    "",
    "## Libraries that take a client over",
    "",
    "A client handed to one of these serves it from then on: its waits are meant to last.",
    "",
    table(["package", "called with the client", "it becomes a"], takers),
    "",
    "Retry libraries stand in [no-unbounded-retry](rules/no-unbounded-retry.md).",
    "",
    "## Never flagged",
    "",
    "They look like clients and are left alone on purpose.",
    "",
    table(["packages", "where the connections are", "reason"], neverFlagged.map(({ packages, why, reason }) => [packages.map(code).join(", "), WHY[why], reason])),
    "",
    "## Left for later",
    "",
    "They hold connections and have no entry. Nothing is said about them.",
    "",
    table(["packages", "what it is", "why not yet"], leftForLater.map(({ packages, what, why }) => [packages.map(code).join(", "), what, why])),
    "",
  ].join("\n");
}

/** Every page as `[path, text]`. */
export function clientPages() {
  const pages = byPackage();
  return [["docs/clients.md", overview(pages)], ...pages.map(([name, own]) => [`docs/clients/${slug(name)}.md`, clientPage(name, own)])];
}
