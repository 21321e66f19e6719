/**
 * Holds the plugin's sites against the census, over packages the catalogue knows: what only the census sees is a miss
 * of the plugin or a maker nobody catalogued, what only the plugin sees is beyond the census's reading or a mistake.
 *
 *   node bench/misses.mjs [package…]
 */
import { countConstructions } from "./census.mjs";
import { choosePackages, folderOf, readSourceFiles } from "./pinned-set.mjs";
import { TimedLinter, loadPlugin, loadScopePattern, loadSurvey, readPresetRules } from "./plugin-under-test.mjs";

const plugin = await loadPlugin();
const surveySites = await loadSurvey();
const mayBeInScope = await loadScopePattern();
const rules = readPresetRules(plugin, "strict");

const missed = new Map();
const extra = new Map();
let shared = 0;
for (const pinned of choosePackages(process.argv.slice(2))) {
  const linter = await TimedLinter.open(plugin, rules, folderOf(pinned));
  for (const { path, absolute, code } of readSourceFiles(pinned)) {
    if (mayBeInScope.test(code)) compareFile(`${pinned.name}@${pinned.version} ${path}`, code, absolute, linter);
  }
}

console.log(`${shared} constructions are seen by both`);
print("only the census sees", missed);
print("only the plugin sees", extra);

function compareFile(place, code, absolute, linter) {
  const counted = countConstructions(code, absolute);
  const sites = survey(code, absolute, linter);
  for (const { line, column, package: name, maker } of counted) {
    if (sites.some((site) => site.line === line && site.column === column)) shared += 1;
    else if (mayBeInScope.test(`"${name}"`)) note(missed, `${name} ${maker}`, `${place}:${line}:${column}`);
  }
  for (const { line, column, package: name, client } of sites) {
    if (!counted.some((site) => site.line === line && site.column === column)) {
      note(extra, `${name} ${client}`, `${place}:${line}:${column}`);
    }
  }
}

function survey(code, absolute, linter) {
  try {
    linter.lint(code, absolute);
    return surveySites(linter.sourceCode, absolute);
  } catch {
    return [];
  }
}

function note(places, what, place) {
  places.set(what, [...(places.get(what) ?? []), place]);
}

function print(label, places) {
  const total = [...places.values()].flat().length;
  console.log(`\n${label}: ${total}`);
  for (const [what, list] of [...places].sort((left, right) => right[1].length - left[1].length)) {
    console.log(`  ${what} ${list.length}`);
    for (const place of list) console.log(`    ${place}`);
  }
}
