import type { SettingName } from "./catalogue/shape.js";
import type { ParsedText } from "./code/module-text.js";
import { openText } from "./open-file.js";
import { readSettings } from "./settings.js";

/** A construction with what the plugin makes of each of its settings. */
export interface SurveyedSite {
  readonly client: string;
  readonly package: string;
  readonly line: number;
  readonly column: number;
  /** Where the construction ends, counted like where it begins. */
  readonly end: { readonly line: number; readonly column: number };
  readonly role: string;
  readonly verdicts: { readonly [name in SettingName]?: { readonly is: string; readonly why?: string } };
}

const SETTINGS: readonly SettingName[] = ["limit", "connectTimeout", "commandTimeout", "acquireTimeout", "deadPeer"];

/**
 * Every construction of a parsed file with its verdicts, silent ones too: what the bench counts as seen, judged and
 * unsure. Empty where the file imports no catalogued client.
 * @param settings `settings.connections`
 */
export function surveySites(parsed: ParsedText, filename: string, settings?: unknown): SurveyedSite[] {
  const file = openText(parsed, filename, readSettings(settings === undefined ? {} : { connections: settings }), process.cwd()).within("clients");
  return (file?.constructions ?? []).map((site) => {
    const verdicts = SETTINGS.flatMap((name) => {
      const verdict = site.setting(name);
      return verdict.is === "none" ? [] : [[name, { is: verdict.is, ...("why" in verdict ? { why: verdict.why } : {}) }]];
    });
    const { start, end } = site.at.loc;
    return {
      client: site.clientName,
      package: site.packageName,
      line: start.line,
      column: start.column + 1,
      end: { line: end.line, column: end.column + 1 },
      role: site.role.role,
      verdicts: Object.fromEntries(verdicts) as SurveyedSite["verdicts"],
    };
  });
}
