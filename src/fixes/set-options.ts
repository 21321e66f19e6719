import type { JudgedSite } from "../judge/site.js";
import type { Verdict } from "../judge/setting.js";
import type { Node } from "../code/module-text.js";
import type { Preferences, ValueName } from "../settings.js";
import type { Edit, Fix } from "./edit.js";
import { replaceValue } from "./replace-value.js";
import { plainValue, valueText, type ValueText } from "./values.js";
import { writeOptions, type Missing } from "./write-option.js";

/** One setting that a fix writes, with the verdict that asks for it. */
export interface Wanted {
  readonly name: ValueName;
  readonly verdict: Extract<Verdict, { is: "off" | "default" | "ineffective" }>;
  /** Written when the user has chosen no value, in the option's own unit. */
  readonly fallback: number;
  /** Written whatever the user has chosen for this name. */
  readonly isFixed?: boolean;
}

/**
 * Writes settings of a construction: what is missing is added, a bad value is replaced where it stands. All or nothing:
 * no fix where one of them has no place. A value that the library ignores is left to the author, the effective option is
 * written beside it, and only as a suggestion.
 * @returns nothing when there is no place that leaves everything else as it is
 */
export function setOptions(site: JudgedSite, wanted: readonly Wanted[], messageId: string, context: Preferences): Fix | undefined {
  const { module } = site.reading;
  const edits: Edit[] = [];
  const missing: Missing[] = [];
  let isSafe = true;
  let title: ValueText | undefined;
  const written: string[] = [];
  for (const { name, verdict, fallback, isFixed } of wanted) {
    const settings = isFixed ? { ...context.settings, values: {} } : context.settings;
    const value = isTextForNumber(verdict)
      ? plainValue(`Number(${verdict.written})`)
      : valueText(name, fallback, verdict.setting.unit ?? "connections", { settings, module, folder: context.folder });
    title ??= value;
    if (verdict.is !== "default" || value.chosen || isFixed) isSafe = false;
    edits.push(...value.edits.filter((edit) => !edits.some((other) => other.text === edit.text)));
    const bad = badValue(site, verdict);
    const edit = bad && replaceValue(bad, value.text, module);
    const place = bad ? undefined : site.construction.options.placeFor(verdict.setting.options[0] as string);
    if (edit) edits.push(edit);
    else if (place) missing.push({ place, value: value.text });
    else return undefined;
    written.push(`\`${verdict.setting.options[0] as string}: ${value.shown}\``);
    const along = partners(site, verdict, value);
    if (!along) return undefined;
    missing.push(...along);
  }
  const [first, ...others] = wanted;
  if (!first || !title) return undefined;
  const all = [...edits, ...writeOptions(missing, module, site.optionOrder)];
  // `cond ? { max: Infinity } : { … }`: a bad value inside an expression that would have to be rewritten as a whole.
  if (overlap(all)) return others.length > 0 ? setOptions(site, [first], messageId, context) : undefined;
  return {
    level: isSafe ? "safe" : "bounding",
    messageId,
    data: { option: first.verdict.setting.options[0] as string, value: title.shown, all: written.join(", ") },
    certain: wanted.every(({ verdict }) => verdict.certain && verdict.is !== "ineffective"),
    edits: all,
  };
}

/** An environment variable where the library wants a number: the author chose it, it only has to become one. */
function isTextForNumber(verdict: Wanted["verdict"]): verdict is Extract<Verdict, { is: "ineffective" }> {
  return verdict.is === "ineffective" && verdict.isText === true;
}

/** The value to replace: one taken as no limit, one the library makes something else of, or `undefined` written out. */
function badValue(site: JudgedSite, verdict: Wanted["verdict"]): Node | undefined {
  if (verdict.is === "off" && verdict.because === "written") return verdict.at;
  if (verdict.is === "ineffective" && verdict.setting.options.includes(verdict.option)) return verdict.at;
  const value = site.construction.options.get(verdict.setting.options[0] as string);
  return value.state === "present" ? value.branches.find((branch) => branch.word === "<undefined>")?.node : undefined;
}

function overlap(edits: readonly Edit[]): boolean {
  const sorted = edits.toSorted((a, b) => a.range[0] - b.range[0]);
  return sorted.some((edit, index) => index > 0 && edit.range[0] < (sorted[index - 1] as Edit).range[1]);
}

/** What has to stand beside an option, where it is absent. Nothing when it cannot be told, or has no place. */
function partners(site: JudgedSite, verdict: Wanted["verdict"], own: ValueText): Missing[] | undefined {
  const missing: Missing[] = [];
  for (const { option, text, share } of verdict.setting.together ?? []) {
    const { state } = site.construction.options.get(option);
    if (state === "present") continue;
    const place = state === "absent" ? site.construction.options.placeFor(option) : undefined;
    if (!place) return undefined;
    missing.push({ place, value: share === undefined ? text : atMost(text, own, share) });
  }
  return missing;
}

/** A number, or the given part of another value where that is less: as a number where it is known, else as code. */
function atMost(text: string, { text: own, chosen }: ValueText, share: number): string {
  if (!chosen) return text;
  const number = Number(own.replaceAll("_", ""));
  return Number.isNaN(number) ? `Math.min(${text}, ${own} * ${share})` : String(Math.min(Number(text), Math.floor(number * share)));
}
