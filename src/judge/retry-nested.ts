import type { Condition, ReconnectFact, Strategy } from "../catalogue/shape.js";
import { holds } from "../code/conditions.js";
import { readInstalled } from "../code/installed.js";
import { optionOfMaker } from "../code/made-by.js";
import type { Node } from "../code/module-text.js";
import { findDialingListeners } from "../code/retries-listeners.js";
import { readStrategy, type DelayCurve } from "../code/retries-strategy.js";
import { ConnectionWork, type ConnectionCall } from "../code/retries-work.js";
import type { Construction, Reading } from "../code/constructions.js";
import { isFunction } from "../code/retries-callbacks.js";
import { pickFact } from "./facts.js";
import type { JudgedRetry, JudgedRetryCall } from "./retry-sites.js";

/** A retry around a client that tries again by itself. */
export interface NestedRetry {
  readonly at: Node;
  /** How messages call the outer one. */
  readonly outer: string;
  /** Attempts of the outer one, the first included. */
  readonly outerAttempts: number | "endless" | "some";
  readonly client: string;
  readonly packageName: string;
  /** What the client does by itself: dials again, or repeats and queues commands. */
  readonly does: "dials" | "repeats";
  /** Attempts the client makes for each command; `"endless"`: until it is connected; `"some"`: it depends. */
  readonly innerAttempts: number | "endless" | "some";
  /** Where the number of the inner attempts comes from: `maxRetriesPerRequest: 20`. */
  readonly innerOption: string | undefined;
  /** An HTTP SDK that repeats its requests. */
  readonly sdk: boolean;
  readonly library: JudgedRetryCall | undefined;
  /** What a message says of it. `product` is empty where one of the two has no number. */
  readonly data: Readonly<Record<string, string | number>>;
}

/** The retries of a file that stand around a client with retries of its own. */
export function judgeNested(retries: readonly JudgedRetry[], reading: Reading): NestedRetry[] {
  if (reading.constructions.length === 0) return [];
  const nested = retries.flatMap((retry): NestedRetry[] => {
    if (retry.kind === "strategy") return [];
    if (retry.kind === "library" && (retry.call.retrier.http || retry.verdict.is === "unsure")) return [];
    if (retry.kind === "hand" && (retry.shape === "listener" || retry.shape === "twice" || retry.selective)) return [];
    const inner = retry.work.map((call) => innerOf(call, reading)).find((each) => each !== undefined);
    if (!inner) return [];
    const library = retry.kind === "library" ? retry : undefined;
    return [described({ ...inner, at: library ? library.call.call : retry.at, outer: nameOf(retry), outerAttempts: attemptsOf(retry), library })];
  });
  const listeners = findDialingListeners(reading, new ConnectionWork(reading)).flatMap(({ at, event, call }): NestedRetry[] => {
    const inner = innerOf(call, reading);
    if (inner?.does !== "dials") return [];
    return [described({ ...inner, at, outer: `\`on("${event}")\``, outerAttempts: "endless", library: undefined })];
  });
  return [...nested, ...listeners];
}

function nameOf(retry: Exclude<JudgedRetry, { kind: "strategy" }>): string {
  if (retry.kind === "library") return `\`${retry.call.retrier.name}\``;
  return { loop: "This loop", recursion: "This function", timer: "This timer", listener: "This listener", twice: "These listeners" }[retry.shape];
}

function attemptsOf(retry: Exclude<JudgedRetry, { kind: "strategy" }>): NestedRetry["outerAttempts"] {
  if (retry.kind === "hand") return retry.attempts;
  return retry.verdict.is === "ends" ? (retry.verdict.attempts ?? "some") : "endless";
}

type Inner = Omit<NestedRetry, "at" | "outer" | "outerAttempts" | "library" | "data">;

function innerOf({ client, construction, packageName, does }: ConnectionCall, reading: Reading): Inner | undefined {
  const installed = readInstalled(packageName, reading.module.filename);
  const picked = pickFact<ReconnectFact>(client.reconnect ?? [], installed, ({ by, givesUp, attemptsPerCommand }) => `${by} ${givesUp} ${attemptsPerCommand}`);
  if (!picked) return undefined;
  const { by, unless, sdk, firstConnect } = picked.fact;
  // A client that was handed in may have its retries turned off.
  if (!construction?.sure || (unless ?? []).some((conditions) => mayHold(conditions, construction))) return undefined;
  if (client.strategies?.some((strategy) => stopsAtOnce(strategy, construction, reading))) return undefined;
  const shared = { client: client.name, packageName, sdk: sdk === true };
  if (does === "makes" || does === "connects") return by === "loop" && firstConnect === undefined && !client.strategies?.some((strategy) => mayGiveUp(strategy, construction, reading)) ? { ...shared, does: "dials", innerAttempts: "endless", innerOption: undefined } : undefined;
  const attempts = attemptsFor(picked.fact, construction, reading);
  return attempts && { ...shared, does: "repeats", ...attempts };
}

/** How often a client tries each command, and the option that says so; nothing where it tries once, or where that cannot be read. */
function attemptsFor({ attemptsPerCommand, attemptsOption, attemptsOptionCounts, attemptsInherited, attemptsVaryFor }: ReconnectFact, construction: Construction, reading: Reading): Pick<Inner, "innerAttempts" | "innerOption"> | undefined {
  if (attemptsPerCommand === undefined) return undefined;
  const own = attemptsOption === undefined ? undefined : construction.options.get(attemptsOption);
  const written = own?.state === "absent" && attemptsInherited && attemptsOption !== undefined ? optionOfMaker(construction, attemptsOption, reading) : own;
  const first = attemptsOptionCounts === "retries" ? 1 : 0;
  if (written === undefined || written.state === "absent") {
    if (attemptsVaryFor?.includes(construction.packageName)) return { innerAttempts: "some", innerOption: attemptsOption };
    if (attemptsPerCommand === "off") return { innerAttempts: "endless", innerOption: attemptsOption && `${attemptsOption}: endless` };
    return { innerAttempts: attemptsPerCommand, innerOption: attemptsOption && `${attemptsOption}: ${attemptsPerCommand - first}` };
  }
  const word = written.state === "present" && written.branches.length === 1 ? written.branches[0]?.word : undefined;
  if (word === "<Infinity>" || (word === null && first === 0)) return { innerAttempts: "endless", innerOption: `${attemptsOption}: ${word === null ? "null" : "Infinity"}` };
  return typeof word === "number" && word + first > 1 ? { innerAttempts: word + first, innerOption: `${attemptsOption}: ${word}` } : undefined;
}

/** Whether all conditions hold, or may. A function is none of the words that a condition names. */
function mayHold(conditions: readonly Condition[], { options }: Construction): boolean {
  return conditions.every((condition) => {
    const answer = holds([condition], options);
    if (answer !== "unsure" || !("is" in condition)) return answer !== false;
    const value = options.get(condition.option);
    return value.state !== "present" || value.branches.some(({ word, node }) => (word === undefined ? !isFunction(node) : condition.is.includes(word)));
  });
}

/** A written strategy that ends, or may: what has given up dials no more, and may be connected again. */
function mayGiveUp(strategy: Strategy, { options }: Construction, reading: Reading): boolean {
  const value = options.get(strategy.option);
  if (value.state !== "present") return value.state === "unreadable";
  return value.branches.some(({ word, node }) => {
    if (typeof word === "number") return strategy.number === "stops";
    const curve = curveOf(node, strategy, reading);
    return curve === "unsure" || curve.ends;
  });
}

/** A strategy that answers nothing but an end: the client does not dial again at all. */
function stopsAtOnce(strategy: Strategy, { options }: Construction, reading: Reading): boolean {
  const value = options.get(strategy.option);
  if (value.state !== "present") return false;
  return value.branches.some(({ node }) => {
    const curve = curveOf(node, strategy, reading);
    return curve !== "unsure" && curve.ends && curve.answers.length === 0;
  });
}

function curveOf(node: Node, strategy: Strategy, reading: Reading): DelayCurve | "unsure" {
  const { argument, member, first } = strategy.attempt;
  return readStrategy(node, { argument, member, first, stops: strategy.stops, scale: 1 }, reading.values);
}

function described(nested: Omit<NestedRetry, "data">): NestedRetry {
  const { outer, outerAttempts, innerAttempts, innerOption, client, packageName } = nested;
  const product = typeof outerAttempts === "number" && typeof innerAttempts === "number" ? outerAttempts * innerAttempts : "";
  return { ...nested, data: { outer, client, package: packageName, outerAttempts, innerAttempts, product, option: innerOption ?? client } };
}
