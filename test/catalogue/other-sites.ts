import { JudgedSite } from "../../src/judge/site.js";
import { judgeSetting, type Verdict } from "../../src/judge/setting.js";
import type { Installed } from "../../src/code/installed.js";
import type { SettingName } from "../../src/catalogue/shape.js";
import { mayHold } from "../../src/judge/facts.js";
import { readText } from "../code/read-text.js";

/** The clients made in a text, those that the given version offers. */
export function sitesIn(text: string, installed: Installed = { is: "unknown" }): JudgedSite[] {
  const reading = readText(text);
  return reading.constructions
    .filter(({ maker }) => mayHold(maker.versions, installed) !== false)
    .map((construction) => new JudgedSite(construction, reading));
}

/** What holds for one setting of the first client that has it, in a version: `off`, `100`, `set`, `none`, `unsure`. */
export function settingIn(text: string, name: SettingName, version: string): string {
  const installed: Installed = { is: "exact", version };
  const verdicts = sitesIn(text, installed).map(({ construction }) => judgeSetting(construction, name, installed));
  const verdict = verdicts.find(({ is }) => is !== "none");
  return verdict ? wordOf(verdict) : "none";
}

function wordOf(verdict: Verdict): string {
  if (verdict.is === "default" || verdict.is === "on") return String(verdict.value);
  return verdict.is === "ineffective" ? `not honoured: ${verdict.written}` : verdict.is;
}
