import type { Node } from "../code/module-text.js";
import { staticName, type ModuleText } from "../code/module-text.js";
import { ARGUMENT } from "../code/retries.js";
import type { JudgedRetryCall } from "../judge/retry-sites.js";
import type { Preferences } from "../settings.js";
import type { Edit, Fix } from "./edit.js";
import { replaceValue } from "./replace-value.js";
import { valueText } from "./values.js";
import { writeOptions } from "./write-option.js";

/** Attempts of a retry library that has no finite number of its own. */
const ATTEMPTS = 10;

/**
 * Gives the call of a retry library a finite number of attempts, in the library's own words: its own default, else 10.
 * Around connecting, and around what this file does not show, only as a suggestion: a service that waits for its database at
 * start-up may want to wait for longer.
 * @returns nothing where the library has no option for it, or there is no place to write it
 */
export function capRetry(site: JudgedRetryCall, messageId: string, { settings, folder }: Preferences): Fix | undefined {
  const { verdict, call, reading } = site;
  if (verdict.is !== "endless" && verdict.is !== "crashes") return undefined;
  const { attempts } = call.retrier;
  const own = attempts.absent.find(({ value }) => typeof value === "number")?.value;
  const value = valueText("attempts", attempts.write ?? (typeof own === "number" ? own : ATTEMPTS), "connections", { settings, module: reading.module, folder });
  const edits = editsFor(site, value.text);
  if (!edits) return undefined;
  const connects = site.work.some(({ does }) => does !== "asks");
  const isChosen = verdict.is === "endless" && verdict.because !== "default";
  const option = attempts.options.find((each) => each !== ARGUMENT) ?? "";
  return {
    level: "bounding",
    messageId,
    data: { option: option === "" ? call.retrier.name : option, value: value.shown },
    certain: verdict.certain && !connects && (site.readable || !isChosen || call.retrier.http === true),
    edits: [...value.edits, ...edits],
  };
}

function editsFor({ verdict, call, reading }: JudgedRetryCall, text: string): Edit[] | undefined {
  if (verdict.is !== "endless" && verdict.is !== "crashes") return undefined;
  const { module } = reading;
  const { options } = call.retrier.attempts;
  const [option] = options;
  if (verdict.because === "callback" || option === undefined) return undefined;
  if (verdict.because === "written") {
    if (options.includes(verdict.option)) {
      const edit = replaceValue(verdict.at, text, module);
      return edit && [edit];
    }
    return replaceFlag(verdict.at, option, text, module);
  }
  if (verdict.because === "schedule" && call.options.bag.readable) return writeInto(call, option, text, module);
  if (verdict.because === "schedule") {
    const wrapper = call.options.bag.maker.urlBecomes;
    if (wrapper === undefined) return undefined;
    return [{ range: verdict.at.range, text: `{ ${wrapper}: ${module.textOf(verdict.at)}, ${option}: ${text} }` }];
  }
  if (options.includes(ARGUMENT) && call.call.arguments.length === 0) {
    const end = call.call.range[1];
    return [{ range: [end - 1, end - 1], text }];
  }
  return writeInto(call, option, text, module);
}

function writeInto(call: JudgedRetryCall["call"], option: string, text: string, module: ModuleText): Edit[] | undefined {
  if (option === ARGUMENT) return undefined;
  const place = call.options.bag.placeFor(option);
  return place && writeOptions([{ place, value: text }], module, []);
}

/** `forever: true` becomes `retries: 10`, or goes where a number stands beside it. */
function replaceFlag(value: Node, option: string, text: string, module: ModuleText): Edit[] | undefined {
  const property = value.parent;
  const object = property?.parent;
  if (property?.type !== "Property" || object?.type !== "ObjectExpression") return undefined;
  const key = option.split(".").at(-1) as string;
  if (!object.properties.some((each) => staticName(each) === key)) return [{ range: property.range, text: `${key}: ${text}` }];
  const index = object.properties.indexOf(property);
  const next = object.properties[index + 1];
  const before = object.properties[index - 1];
  const range: [number, number] = next ? [property.range[0], next.range[0]] : [before ? before.range[1] : property.range[0], property.range[1]];
  return /\/[/*]/.test(module.parsed.text.slice(...range)) ? undefined : [{ range, text: "" }];
}
