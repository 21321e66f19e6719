/**
 * The two readings of the findings: sheets go out without verdicts, each in an order of its own, and answers come back.
 *
 *   node bench/readings.mjs --sheet first|second [--out file]   every finding of findings.txt, into .tmp by default
 *   node bench/readings.mjs --take first|second file            writes the answers into findings.txt
 *
 * An answer is a line `<id> right|right-but-minor|wrong <reason>`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { readFindingsFile, readings, verdicts, writeFindingsFile } from "./findings.mjs";
import { benchFolder, folderOf, leave, readPinnedSet } from "./pinned-set.mjs";
import { TimedLinter, loadPlugin, readPresetRules } from "./plugin-under-test.mjs";
import { readAnswers, readId, shuffle, writeExcerpt } from "./sheets.mjs";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { sheet: { type: "string" }, take: { type: "string" }, out: { type: "string" } },
});
const reading = flags.sheet ?? flags.take;
if (!readings.includes(reading)) leave(`say --sheet or --take, and which reading: ${readings.join(" or ")}`);
if (flags.take !== undefined && positionals.length !== 1) leave("--take takes one file of answers");

if (flags.take === undefined) await writeSheet(flags.out ?? join(benchFolder, "..", ".tmp", `reading-${reading}.md`));
else takeAnswers(positionals[0]);

async function writeSheet(path) {
  const plugin = await loadPlugin();
  const rules = readPresetRules(plugin, "recommended");
  const findings = [...readFindingsFile().keys()];
  const items = [];
  for (const file of new Set(findings.map(readFile))) {
    items.push(...(await describeFile(file, findings.filter((finding) => readFile(finding) === file), plugin, rules)));
  }
  mkdirSync(dirname(path), { recursive: true });
  const shuffled = shuffle(items, reading);
  writeFileSync(path, shuffled.map((item, index) => writeItem(item, `${index + 1} of ${items.length}`)).join("\n"));
  console.log(`${items.length} findings in ${path}`);
}

/** `package@version path` of a finding. */
function readFile(finding) {
  const [label, place] = finding.split(" ");
  return `${label} ${place.replace(/:\d+:\d+$/, "")}`;
}

async function describeFile(file, findings, plugin, rules) {
  const [label, path] = file.split(" ");
  const pinned = readPinnedSet().find(({ name, version }) => `${name}@${version}` === label);
  if (pinned === undefined) leave(`${label} of findings.txt is not in packages.json: run node bench/real-code.mjs --write`);
  const absolute = join(folderOf(pinned), path);
  const code = readFileSync(absolute, "utf8");
  const linter = await TimedLinter.open(plugin, rules, folderOf(pinned));
  const { messages } = linter.lint(code, absolute);
  return findings.map((finding) => {
    const [, place, rule, messageId] = finding.split(" ");
    const message = messages.find(
      (each) =>
        each.messageId === messageId && each.ruleId?.endsWith(`/${rule}`) && place === `${path}:${each.line}:${each.column}`,
    );
    if (message === undefined) leave(`${finding} is not found any more: run node bench/real-code.mjs --write`);
    const { line, message: text, fix, suggestions = [] } = message;
    return { finding, text, line, code, repairs: [fix?.text.trim(), ...suggestions.map(({ desc }) => desc)].filter(Boolean) };
  });
}

function writeItem({ finding, text, line, code, repairs }, number) {
  const [label, place, rule] = finding.split(" ");
  return [
    `## ${readId(finding)} (${number})`,
    "",
    `${label} ${place}`,
    `rule: ${rule}`,
    `message: ${text}`,
    ...repairs.map((repair) => `offers: ${repair.replace(/\s+/g, " ").slice(0, 200)}`),
    "",
    "```js",
    writeExcerpt(code, line),
    "```",
    "",
  ].join("\n");
}

function takeAnswers(path) {
  const answers = readAnswers(readFileSync(path, "utf8"), verdicts);
  const lines = [...readFindingsFile().values()];
  const known = new Set(lines.map(({ finding }) => readId(finding)));
  const strange = [...answers.keys()].filter((id) => !known.has(id));
  if (strange.length > 0) leave(`no finding has the id ${strange.join(", ")}`);
  writeFindingsFile(lines.map((line) => ({ ...line, [reading]: answers.get(readId(line.finding)) ?? line[reading] })));
  console.log(`${answers.size} verdicts taken, ${lines.length - answers.size} findings not answered`);
}
