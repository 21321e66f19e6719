/**
 * Lints the pinned set, says what was seen and judged, and holds the findings against findings.txt.
 *
 *   node bench/real-code.mjs [--write] [--since commit] [--preset recommended|essential|strict] [--clients-only] [package…]
 *
 * Findings and fixes are compared with findings.txt of the last commit, or of the one given with `--since`.
 * `--clients-only` leaves out files that name no catalogued package: several times faster, and blind to findings that
 * come from other files. `--rule <name>`, also several times: only those rules.
 * `--write` takes the run over into findings.txt: new findings are unread, vanished ones go. Exit code 1 while a finding
 * is unread in one of the two readings, judged wrong, or right in one and wrong in the other and not settled; when a fix
 * breaks a file or its types, or when a file makes the plugin throw.
 */
import { parseArgs } from "node:util";
import {
  carryVerdicts,
  compareFindings,
  readCommittedFindings,
  readFindingsFile,
  writeFindingsFile,
  writeLine,
} from "./findings.mjs";
import { compareTypes, hasTypes, isTypeScript } from "./fix-types.mjs";
import { choosePackages, folderOf, leave, readSourceFiles } from "./pinned-set.mjs";
import { TimedLinter, loadPlugin, loadScopePattern, loadSurvey, readPresetRules } from "./plugin-under-test.mjs";
import { listDisagreements, printPrecision, whyOpen } from "./precision.mjs";
import { describeSilences, readSilentFile } from "./silent-sites.mjs";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: "boolean", default: false },
    "clients-only": { type: "boolean", default: false },
    rule: { type: "string", multiple: true, default: [] },
    since: { type: "string", default: "HEAD" },
    preset: { type: "string", default: "recommended" },
  },
});

/** Sites that hold a number of connections are judged on these words; the rest of a verdict is not about a limit. */
const limitSetting = "limit";

if (flags.write && flags["clients-only"]) leave("--write takes over whole runs only: leave --clients-only out");

const plugin = await loadPlugin();
const surveySites = await loadSurvey();
const mayBeInScope = await loadScopePattern();
const rules = Object.fromEntries(
  Object.entries(readPresetRules(plugin, flags.preset)).filter(([id]) => isChosenRule(readRuleName(id))),
);
const chosen = choosePackages(positionals);

const totals = startTally();
const fresh = [];
const trouble = [];
for (const pinned of chosen) {
  const tally = startTally();
  const linter = await TimedLinter.open(plugin, rules, folderOf(pinned));
  for (const file of readSourceFiles(pinned)) lintFile(pinned, file, linter, tally);
  printTally(`${pinned.name}@${pinned.version}`, tally);
  addTally(totals, tally);
}
printTotals(totals);
process.exitCode = settle();

function lintFile(pinned, { path, absolute, code }, linter, tally) {
  const place = `${pinned.name}@${pinned.version} ${path}`;
  tally.files += 1;
  if (flags["clients-only"] && !mayBeInScope.test(code)) return;
  const { messages, clock } = attempt(place, () => linter.lint(code, absolute)) ?? { messages: [], clock: undefined };
  if (messages.some(({ fatal }) => fatal)) {
    tally.unparsed += 1;
    return;
  }
  if (messages.some(({ line }) => line === 0)) trouble.push(`${place} was not linted: ${messages[0].message}`);
  if ((clock?.listeners ?? 0) > 0) tally.inScope += 1;
  const sites = clock?.listeners > 0 ? (attempt(place, () => surveySites(linter.sourceCode, absolute)) ?? []) : [];
  for (const site of groupByPlace(sites)) countSite(site, tally);
  // Without a rule: ESLint saying that a directive of the package has no effect here.
  for (const message of messages.filter(({ ruleId }) => ruleId !== null)) {
    const rule = readRuleName(message.ruleId);
    count(tally.findings, `${rule} ${message.messageId}`);
    const finding = `${place}:${message.line}:${message.column} ${rule} ${message.messageId} ${readClient(message)}`;
    fresh.push({ finding, repair: readRepair(message) });
  }
  if (messages.some(({ fix }) => fix !== undefined)) checkFixes(pinned, place, code, absolute, linter, tally);
}

/** `connections/require-release` is `require-release`. */
function readRuleName(id) {
  return id.split("/").at(-1);
}

function isChosenRule(name) {
  return flags.rule.length === 0 || flags.rule.includes(name);
}

/** Runs the plugin over one file; what it throws is trouble of that file, and the rest is still linted. */
function attempt(place, run) {
  try {
    return run();
  } catch (error) {
    trouble.push(`${place} throws: ${String(error.message).split("\n")[0]}`);
    return undefined;
  }
}

/** One construction may be several clients (a dialect not yet known): it counts once, judged if one of them is. */
function groupByPlace(sites) {
  const isUnsure = (site) => site.verdicts[limitSetting]?.is === "unsure";
  const byPlace = new Map();
  for (const site of sites) {
    const place = `${site.line}:${site.column}`;
    const before = byPlace.get(place);
    if (before === undefined || (isUnsure(before) && !isUnsure(site))) byPlace.set(place, site);
  }
  return byPlace.values();
}

function countSite(site, tally) {
  tally.sites += 1;
  count(tally.families, site.package);
  const verdict = site.verdicts[limitSetting];
  if (verdict === undefined) count(tally.words, "nothing to judge");
  else if (verdict.is === "unsure") count(tally.unsure, verdict.why ?? "no reason given");
  else count(tally.words, verdict.is);
}

/** Messages open with the client in backticks. */
function readClient({ message }) {
  return /^`([^`\s]+)`/.exec(message)?.[1] ?? "-";
}

function readRepair({ fix, suggestions }) {
  if (fix !== undefined) return "fix";
  return suggestions !== undefined && suggestions.length > 0 ? "suggestion" : "none";
}

/** All fixes applied to a copy: it must parse, a second run must find nothing more to change, and types must still fit. */
function checkFixes(pinned, place, code, absolute, linter, tally) {
  const once = attempt(place, () => linter.fix(code, absolute));
  if (once === undefined) return;
  tally.filesFixed += 1;
  const broken = once.messages.find(({ fatal }) => fatal);
  if (broken !== undefined) {
    trouble.push(`${place} does not parse after the fixes: line ${broken.line}, ${broken.message}`);
    return;
  }
  if (once.messages.some(({ fix }) => fix !== undefined)) trouble.push(`${place} still offers fixes after ten passes`);
  const twice = attempt(place, () => linter.fix(once.output, absolute));
  if (twice !== undefined && twice.output !== once.output)
    trouble.push(`${place} changes again when it is fixed again`);
  if (isTypeScript(absolute) && hasTypes()) checkTypes(pinned, place, absolute, code, once.output, tally);
}

function checkTypes(pinned, place, absolute, code, output, tally) {
  const { added, clients } = compareTypes(folderOf(pinned), absolute, code, output);
  if (clients.length > 0) tally.filesTyped += 1;
  for (const text of added) trouble.push(`${place} does not type-check after the fixes: ${text}`);
}

function startTally() {
  return {
    files: 0,
    unparsed: 0,
    inScope: 0,
    filesFixed: 0,
    filesTyped: 0,
    sites: 0,
    families: new Map(),
    words: new Map(),
    unsure: new Map(),
    findings: new Map(),
  };
}

function addTally(total, more) {
  for (const [key, value] of Object.entries(more)) {
    if (typeof value === "number") total[key] += value;
    else for (const [word, times] of value) count(total[key], word, times);
  }
}

function count(map, word, times = 1) {
  map.set(word, (map.get(word) ?? 0) + times);
}

function sum(map) {
  return [...map.values()].reduce((total, times) => total + times, 0);
}

function writeCounts(map) {
  return [...map]
    .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .map(([word, times]) => `${word} ${times}`)
    .join(", ");
}

function printTally(label, tally) {
  const judged = tally.sites - sum(tally.unsure);
  const columns = [
    label.padEnd(46),
    `${tally.files} files`.padStart(10),
    `${tally.inScope} in scope`.padStart(14),
    `${tally.sites} sites`.padStart(10),
    `${judged} judged`.padStart(11),
    `${sum(tally.findings)} findings`.padStart(13),
  ];
  const unsure = tally.unsure.size > 0 ? `  unsure: ${writeCounts(tally.unsure)}` : "";
  console.log(`${columns.join("")}${unsure}`);
}

function printTotals(tally) {
  const unsure = sum(tally.unsure);
  console.log(
    `\n${chosen.length} packages, ${tally.files} files, ${tally.inScope} in scope (${tally.unparsed} do not parse)`,
  );
  console.log(`${tally.sites} sites of ${tally.families.size} packages: ${writeCounts(tally.families)}`);
  console.log(`${tally.sites - unsure} judged: ${writeCounts(tally.words)}`);
  console.log(`${unsure} unsure: ${writeCounts(tally.unsure)}`);
  console.log(`${sum(tally.findings)} findings: ${writeCounts(tally.findings)}`);
  console.log(`${tally.filesFixed} files fixed in memory, ${tally.filesTyped} of them type-checked against their clients`);
}

/** Compares, writes where asked, says what is open. @returns {number} the exit code */
function settle() {
  const labels = new Set(chosen.map(({ name, version }) => `${name}@${version}`));
  const isChosen = ({ finding }) => {
    const [label, , rule] = finding.split(" ");
    return labels.has(label) && isChosenRule(rule);
  };
  const isWhole = positionals.length === 0 && flags.rule.length === 0;
  const known = readFindingsFile();
  const lines = carryVerdicts(fresh, known).sort((left, right) => (left.finding < right.finding ? -1 : 1));
  const committed = [...readCommittedFindings(flags.since)].filter(([, line]) => isWhole || isChosen(line));
  const change = compareFindings(new Map(committed), lines);
  for (const line of change.removed) console.log(`- ${writeLine(line)}`);
  for (const line of change.added) console.log(`+ ${writeLine(line)}`);
  const { added, removed, fixesAdded, fixesRemoved, packages } = change;
  console.log(
    `\n+${added.length} -${removed.length} findings, +${fixesAdded.length} -${fixesRemoved.length} fixes in ${packages.size} packages`,
  );
  if (flags.write) {
    const untouched = isWhole ? [] : [...known.values()].filter((line) => !isChosen(line));
    writeFindingsFile([...untouched, ...lines]);
  }
  printReadings(lines);
  for (const line of trouble) console.error(`bench: ${line}`);
  const open = new Map();
  for (const why of lines.map(whyOpen)) if (why !== undefined) count(open, why);
  if (open.size > 0) console.error(`bench: findings that cannot stay so: ${writeCounts(open)}`);
  return open.size > 0 || trouble.length > 0 ? 1 : 0;
}

function printReadings(lines) {
  printPrecision(lines);
  const disagreements = listDisagreements(lines);
  console.log(`${disagreements.length} disagreements${disagreements.length > 0 ? ":" : ""}`);
  for (const line of disagreements) console.log(`  ${writeLine(line)}`);
  console.log(describeSilences(readSilentFile()).join("\n"));
}
