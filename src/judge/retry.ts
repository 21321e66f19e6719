import type { AttemptsFact, CallbackFact, Fact, Word } from "../catalogue/shape.js";
import { holds, isWord } from "../code/conditions.js";
import type { Reading } from "../code/constructions.js";
import { readInstalled, type Installed } from "../code/installed.js";
import type { Node } from "../code/module-text.js";
import type { Branch } from "../code/options.js";
import { isEndlessCallback, mayEnd, mayStop, mayThrowOn } from "../code/retries-callbacks.js";
import { readSchedule } from "../code/retries-schedules.js";
import { ARGUMENT, repeatedBy, usesOfRetry, type RetryCall } from "../code/retries.js";
import { pickFact } from "./facts.js";
import { wordText } from "./setting.js";

interface Proven {
  readonly fact: Fact;
  /** The version is known and a probe has seen it. */
  readonly certain: boolean;
}

/** How often a retry call repeats. */
export type RetryVerdict =
  | { readonly is: "unsure" }
  /** Total attempts, the first included, where they are known. */
  | { readonly is: "ends"; readonly attempts?: number }
  | (Proven & { readonly is: "endless"; readonly because: "default" })
  | (Proven & { readonly is: "endless" | "crashes"; readonly because: "written"; readonly option: string; readonly at: Node; readonly word: Word })
  | (Proven & { readonly is: "endless"; readonly because: "callback"; readonly option: string; readonly at: Node })
  | (Proven & { readonly is: "endless"; readonly because: "schedule"; readonly at: Node });

/** Judges a retry call: by what is written, by the library's default, by what else ends it. */
export function judgeRetry(call: RetryCall, reading: Reading, installed: Installed = readInstalled(call.packageName, reading.module.filename)): RetryVerdict {
  const written = judgeWritten(call, installed);
  if (written?.is === "crashes") return written;
  const endless = written ?? judgeCallbacks(call, reading, installed) ?? judgePolicy(call, reading, installed) ?? judgeNumber(call, installed);
  if (endless.is !== "endless") return endless;
  // A schedule in place of the options leaves no room for another end.
  if (endless.because === "schedule" && !call.options.bag.readable) return endless;
  const ended = isEnded(call, reading);
  return ended === "unsure" ? { is: "unsure" } : ended ? { is: "ends" } : endless;
}

/** A value taken as no end, in any branch. */
function judgeWritten({ retrier, options }: RetryCall, installed: Installed): RetryVerdict | undefined {
  for (const { option, is, when } of retrier.written ?? []) {
    const value = options.get(option);
    if (value.state !== "present") continue;
    const bad = value.branches.find(({ word }) => word !== undefined && is.some((each) => isWord(word, each)));
    if (bad?.word === undefined || (when && holds(when, options.bag) !== true)) continue;
    const alike = (retrier.written ?? []).filter((fact) => fact.option === option && fact.is.some((each) => isWord(bad.word as Word, each)));
    const picked = pickFact<AttemptsFact>(alike, installed, ({ means }) => means);
    if (!picked) return { is: "unsure" };
    const { means } = picked.fact;
    if (means !== "endless" && means !== "crashes") return { is: "ends" };
    const certain = picked.certain && picked.fact.probe !== undefined;
    return { is: means, because: "written", option, at: bad.node, word: bad.word, fact: picked.fact, certain };
  }
  return undefined;
}

/** A callback that has taken over the count and does not count. */
function judgeCallbacks({ retrier, options }: RetryCall, reading: Reading, installed: Installed): RetryVerdict | undefined {
  for (const callback of retrier.callbacks ?? []) {
    const value = options.get(callback.option);
    if (value.state !== "present") continue;
    const { branches } = value;
    const endless = branches.find((branch: Branch) => branch.word === undefined && isEndlessCallback(branch.node, callback.endlessWhen, reading.values));
    if (!endless || (callback.when && holds(callback.when, options.bag) !== true)) continue;
    const picked = pickFact<CallbackFact>([callback], installed, () => true);
    if (!picked || installed.is === "unknown") return { is: "unsure" };
    return { is: "endless", because: "callback", option: callback.option, at: endless.node, fact: picked.fact, certain: false };
  }
  return undefined;
}

/** A schedule in place of options, or among them. */
function judgePolicy({ retrier, options }: RetryCall, reading: Reading, installed: Installed): RetryVerdict | undefined {
  const { schedules, attempts } = retrier;
  if (!schedules) return undefined;
  const isWritten = attempts.options.some((option) => options.get(option).state === "present");
  const among = options.get("schedule");
  const node = among.state === "present" ? among.branches[0]?.node : options.bag.readable ? undefined : options.policy;
  // A function that builds the schedule, or one that answers it: what comes of it is not followed.
  const given = node ?? options.policy;
  if (given && !isWritten && reading.values.of(given).kind === "function") return { is: "unsure" };
  if (!node || isWritten) return undefined;
  const so = readSchedule(node, schedules, reading);
  const picked = pickFact(attempts.absent, installed, ({ value }) => value);
  if (so === "unsure" || !picked) return { is: "unsure" };
  if (so === "ends") return { is: "ends" };
  return { is: "endless", because: "schedule", at: node, fact: picked.fact, certain: picked.certain && picked.fact.probe !== undefined };
}

/** What is left: a number, something computed, or the library's default. */
function judgeNumber({ retrier, options }: RetryCall, installed: Installed): RetryVerdict {
  const { attempts } = retrier;
  for (const option of attempts.options) {
    const value = options.get(option);
    if (value.state === "unreadable") return { is: "unsure" };
    if (value.state !== "present") continue;
    const branches = value.branches.filter(({ word }) => word !== "<undefined>");
    const [first] = branches;
    if (!first) continue;
    return branches.length === 1 && typeof first.word === "number" ? ends(first.word, attempts.counts) : { is: "ends" };
  }
  if (attempts.options.length === 0 && !options.bag.readable) return { is: "unsure" };
  const picked = pickFact(attempts.absent, installed, ({ value }) => value);
  if (!picked) return { is: "unsure" };
  const { value } = picked.fact;
  if (value === "off") return { is: "endless", because: "default", fact: picked.fact, certain: picked.certain && picked.fact.probe !== undefined };
  return typeof value === "number" ? ends(value, attempts.counts) : { is: "ends" };
}

function ends(number: number, counts: "total" | "retries"): RetryVerdict {
  return { is: "ends", attempts: Math.max(1, counts === "total" ? number : number + 1) };
}

/** Whether a budget, a signal, a callback or a method call ends it. */
function isEnded(retry: RetryCall, reading: Reading): boolean | "unsure" {
  const { retrier, options, call } = retry;
  let unsure = false;
  for (const end of retrier.ends ?? []) {
    if ("method" in end) {
      const { uses, complete } = usesOfRetry(call, reading);
      if (uses.some(({ member }) => member === end.method)) return true;
      if (!complete) unsure = true;
      continue;
    }
    if ("repeated" in end) {
      const { names = [], argument } = end.repeated;
      if (repeatedBy(retry, reading).some((node) => mayStop(node, names, argument, reading.module))) return true;
      continue;
    }
    const value = options.get(end.option);
    if (value.state === "unreadable") unsure = true;
    if (value.state !== "present") continue;
    if ("throws" in end) {
      if (value.branches.some(({ word, node }) => word === undefined && mayThrowOn(node, reading.module))) return true;
      continue;
    }
    const { callback, unless = ["<undefined>"] } = end;
    const counts = value.branches.some(({ word, node }) => {
      if (word !== undefined) return !callback && !unless.some((each) => isWord(word, each));
      return !callback || mayEnd(node, callback.sees, callback.passes ?? [], reading.module);
    });
    if (counts) return true;
  }
  return unsure ? "unsure" : false;
}

/** How a message quotes what was written: `forever: true`, `retry(Infinity)`. */
export function writtenText(verdict: Extract<RetryVerdict, { because: "written" }>): string {
  const word = wordText(verdict.word);
  return verdict.option === ARGUMENT ? word : `${verdict.option}: ${word}`;
}
