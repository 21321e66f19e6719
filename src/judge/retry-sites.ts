import type { Reading } from "../code/constructions.js";
import { readInstalled } from "../code/installed.js";
import type { Node } from "../code/module-text.js";
import type { HandRetry } from "../code/retries-loops.js";
import { findRetryLoops } from "../code/retries-loops.js";
import { findReentries } from "../code/retries-recursion.js";
import { findRetryIntervals } from "../code/retries-timers.js";
import { ConnectionWork, type ConnectionCall } from "../code/retries-work.js";
import { ARGUMENT, findRetryCalls, repeatedBy, type RetryCall } from "../code/retries.js";
import { judgeStrategies, type JudgedStrategy } from "./retry-strategy.js";
import { judgeRetry, writtenText, type RetryVerdict } from "./retry.js";
import type { JudgedSite } from "./site.js";

/** A call of a retry library with what is known of it. */
export interface JudgedRetryCall {
  readonly kind: "library";
  readonly at: Node;
  readonly call: RetryCall;
  readonly verdict: RetryVerdict;
  /** The connection calls it repeats. */
  readonly work: readonly ConnectionCall[];
  /** What it repeats stands in this file. */
  readonly readable: boolean;
  readonly reading: Reading;
  /** What is wrong with it, if anything. */
  readonly problem: "endlessByDefault" | "endlessAsWritten" | "endlessCallback" | "endlessSchedule" | "crashesAsWritten" | undefined;
  readonly data: Readonly<Record<string, string>>;
}

/** A retry written by hand. */
export interface JudgedHandRetry extends HandRetry {
  readonly problem: "endlessLoop" | "endlessRecursion" | "endlessTimer" | "endlessReconnect" | "reconnectsTwice" | undefined;
  readonly data: Readonly<Record<string, string>>;
}

/** Anything that tries again: a library's call, a client's strategy, a loop. */
export type JudgedRetry = JudgedRetryCall | JudgedStrategy | JudgedHandRetry;

/** Everything in a file that tries again. */
export function judgeRetries(reading: Reading, constructions: readonly JudgedSite[]): JudgedRetry[] {
  const work = new ConnectionWork(reading);
  const calls = findRetryCalls(reading).map((call): JudgedRetryCall => {
    const repeated = repeatedBy(call, reading);
    const verdict = judgeRetry(call, reading, readInstalled(call.packageName, reading.module.filename));
    const done = repeated.flatMap((node) => ("body" in node && node.body ? work.callsIn(node.body as Node) : work.callsIn(node)));
    const judged = { at: placeOf(call, verdict), call, verdict, work: done, readable: repeated.length > 0, reading };
    return { kind: "library", ...judged, problem: problemOf(verdict), data: describe(call, verdict) };
  });
  // What is written by hand counts where it stands around a client.
  if (!reading.mayHoldClients) return calls;
  const hand = [...findRetryLoops(reading, work), ...findReentries(reading, work), ...findRetryIntervals(reading, work)];
  return [...calls, ...constructions.flatMap(judgeStrategies), ...hand.map(judgeByHand)];
}

function judgeByHand(retry: HandRetry): JudgedHandRetry {
  const problem = retry.attempts === "endless" && !retry.capped ? BY_HAND[retry.shape] : undefined;
  return { ...retry, problem, data: { client: retry.work[0]?.client.name ?? "" } };
}

const BY_HAND = { loop: "endlessLoop", recursion: "endlessRecursion", timer: "endlessTimer", listener: "endlessReconnect", twice: "reconnectsTwice" } as const;

function problemOf(verdict: RetryVerdict): JudgedRetryCall["problem"] {
  if (verdict.is === "crashes") return "crashesAsWritten";
  if (verdict.is !== "endless") return undefined;
  return ({ default: "endlessByDefault", written: "endlessAsWritten", callback: "endlessCallback", schedule: "endlessSchedule" } as const)[verdict.because];
}

function placeOf(call: RetryCall, verdict: RetryVerdict): Node {
  return (verdict.is === "endless" || verdict.is === "crashes") && verdict.because !== "default" ? verdict.at : call.call;
}

/** What a message says of a retry call. */
function describe({ retrier, packageName }: RetryCall, verdict: RetryVerdict): Record<string, string> {
  const [first] = retrier.attempts.options.filter((option) => option !== ARGUMENT);
  const [end] = (retrier.ends ?? []).flatMap((each) => ("method" in each ? [each.method] : []));
  const written = (verdict.is === "endless" || verdict.is === "crashes") && verdict.because === "written" ? writtenText(verdict) : "";
  const option = verdict.is === "endless" && verdict.because === "callback" ? verdict.option : (first ?? end ?? retrier.name);
  return { call: retrier.name, package: packageName, option: option === ARGUMENT ? retrier.name : option, written };
}
