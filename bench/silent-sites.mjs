/**
 * Silences, sampled and read: constructions the plugin has seen and says nothing about, whether it judged them or was
 * unsure. What of them deserved a finding is a miss.
 *
 *   node bench/silent-sites.mjs --sample 100 [--seed 1] [--out file]   draws sites into silent-sites.txt and writes a sheet
 *   node bench/silent-sites.mjs --take file                            writes the answers into silent-sites.txt
 *
 * An answer is a line `<id> silent <reason>` (right to be silent), or `<id> miss <reason>`. Sites that were drawn before
 * and answered keep their verdict when they are drawn again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { benchFolder, choosePackages, folderOf, leave, readSourceFiles } from "./pinned-set.mjs";
import { TimedLinter, loadPlugin, loadScopePattern, loadSurvey, readPresetRules } from "./plugin-under-test.mjs";
import { readAnswers, readId, shuffle, writeExcerpt } from "./sheets.mjs";

export const silentPath = join(benchFolder, "silent-sites.txt");
export const silentVerdicts = ["silent", "miss", "?"];

/**
 * @typedef {object} SilentLine
 * @property {string} site    package, place, client package and client
 * @property {string} verdict one of `silentVerdicts`
 * @property {string} reason
 */

/** @returns {SilentLine} */
export function readSilentLine(text) {
  const match = /^(\S+ \S+ \S+ [^|]+?) \| (\S+)(?: (.*))?$/.exec(text);
  if (match === null || !silentVerdicts.includes(match[2])) throw new Error(`not a line of silent-sites.txt: ${text}`);
  return { site: match[1], verdict: match[2], reason: match[3] ?? "" };
}

/** @param {SilentLine} line */
export function writeSilentLine({ site, verdict, reason }) {
  return `${site} | ${verdict}${reason === "" ? "" : ` ${reason}`}`;
}

/** @returns {SilentLine[]} what was drawn last */
export function readSilentFile() {
  if (!existsSync(silentPath)) return [];
  return readFileSync(silentPath, "utf8").split("\n").filter((line) => line !== "").map(readSilentLine);
}

/**
 * Whether no message stands in the range of a site: at its construction, or at a value written in it.
 * @param {{ line: number, column: number, end: { line: number, column: number } }} site
 * @param {{ line: number, column: number }[]} messages
 */
export function isSilent(site, messages) {
  const isBefore = (left, right) => left.line < right.line || (left.line === right.line && left.column < right.column);
  return !messages.some((message) => !isBefore(message, site) && isBefore(message, site.end));
}

/** One line on the sites that were drawn, and one for each miss. @param {SilentLine[]} lines */
export function describeSilences(lines) {
  const count = (wanted) => lines.filter(({ verdict }) => verdict === wanted).length;
  const misses = lines.filter(({ verdict }) => verdict === "miss").map((line) => `  ${writeSilentLine(line)}`);
  return [`${lines.length} silent sites drawn: ${count("silent")} rightly silent, ${count("miss")} misses, ${count("?")} unread`, ...misses];
}

async function drawSites() {
  const plugin = await loadPlugin();
  const surveySites = await loadSurvey();
  const mayBeInScope = await loadScopePattern();
  const rules = readPresetRules(plugin, "recommended");
  const drawn = new Map();
  for (const pinned of choosePackages([])) {
    const linter = await TimedLinter.open(plugin, rules, folderOf(pinned));
    for (const { path, absolute, code } of readSourceFiles(pinned).filter((file) => mayBeInScope.test(file.code))) {
      const { messages } = linter.lint(code, absolute);
      for (const site of surveySites(linter.sourceCode, absolute).filter((each) => isSilent(each, messages))) {
        const name = `${pinned.name}@${pinned.version} ${path}:${site.line}:${site.column} ${site.package} ${site.client}`;
        drawn.set(name, { site, code });
      }
    }
  }
  return drawn;
}

async function sample(count, seed, path) {
  const all = await drawSites();
  const chosen = shuffle([...all.keys()].sort(), `seed ${seed}`).slice(0, count);
  const known = new Map(readSilentFile().map((line) => [line.site, line]));
  const lines = [...chosen].sort().map((site) => known.get(site) ?? { site, verdict: "?", reason: "" });
  writeFileSync(silentPath, `${lines.map(writeSilentLine).join("\n")}\n`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, chosen.map((name, index) => writeItem(name, all.get(name), `${index + 1} of ${chosen.length}`)).join("\n"));
  console.log(`${chosen.length} of ${all.size} silent sites in ${path}`);
}

function writeItem(name, { site, code }, number) {
  const thoughts = Object.entries(site.verdicts).map(([setting, { is, why }]) => `${setting} ${is}${why ? ` (${why})` : ""}`);
  return [
    `## ${readId(name)} (${number})`,
    "",
    name,
    `the plugin: ${thoughts.join(", ") || "nothing to judge"}; used for: ${site.role}`,
    "",
    "```js",
    writeExcerpt(code, site.line),
    "```",
    "",
  ].join("\n");
}

function takeAnswers(path) {
  const answers = readAnswers(readFileSync(path, "utf8"), silentVerdicts);
  const lines = readSilentFile();
  const strange = [...answers.keys()].filter((id) => !lines.some(({ site }) => readId(site) === id));
  if (strange.length > 0) leave(`no silent site has the id ${strange.join(", ")}`);
  const answered = lines.map((line) => ({ ...line, ...answers.get(readId(line.site)) }));
  writeFileSync(silentPath, `${answered.map(writeSilentLine).join("\n")}\n`);
  console.log(describeSilences(answered).join("\n"));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values: flags } = parseArgs({
    options: { sample: { type: "string" }, seed: { type: "string", default: "1" }, take: { type: "string" }, out: { type: "string" } },
  });
  if (flags.take !== undefined) takeAnswers(flags.take);
  else if (Number(flags.sample) > 0) await sample(Number(flags.sample), flags.seed, flags.out ?? join(benchFolder, "..", ".tmp", "silent.md"));
  else leave("say --sample with a number, or --take with a file of answers");
}
