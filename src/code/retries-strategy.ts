import type { Word } from "../catalogue/shape.js";
import { StrategyRun, type Outcome } from "./retries-strategy-run.js";
import { isFunction } from "./retries-callbacks.js";
import type { Node } from "./module-text.js";
import type { Values } from "./values.js";

/** How a delay behaves as the attempts go on. End, growth, cap and jitter apart. */
export interface DelayCurve {
  /** It may make the client give up. */
  readonly ends: boolean;
  /** It answers something that the library neither waits for nor stops at, and goes on by its own strategy. */
  readonly ignored: boolean;
  readonly grows: boolean;
  /** A delay that grows stops growing. */
  readonly capped: boolean;
  readonly jittered: boolean;
  /** Shortest and longest delay seen on a client that is refused again and again, in ms. */
  readonly shortest: number;
  readonly longest: number;
  /** What it answers with when it goes on: where growth, cap and jitter would be written. */
  readonly answers: readonly Node[];
}

/** Where a strategy is told about attempts, and which answers end it. */
export interface StrategyForm {
  readonly argument: number;
  readonly member?: string | undefined;
  readonly first: number;
  readonly stops: readonly Word[];
  /** Ms in one unit of what it answers. */
  readonly scale: number;
}

/** Attempts at which a strategy is asked. Few are enough to see growth; the last two to see whether it has ended. */
const ASKED = [0, 1, 2, 4, 9, 19, 49, 199, 1_999, 19_999];

/** Growth by less than this over the last two is none: `Math.min(n, cap)` has reached its cap, `n * 50` has not. */
const STILL_GROWING = 1.01;

/**
 * What a strategy function answers as attempts grow. It is run on numbers, with chance once at its least and once at its
 * most, along every branch whose condition cannot be told. Bounded: `"unsure"` when it is too long or leaves what can be
 * followed.
 */
export function readStrategy(node: Node, form: StrategyForm, values: Values): DelayCurve | "unsure" {
  if (!isFunction(node) || node.async || node.generator) return "unsure";
  const run = new StrategyRun(node, form, values);
  let ends = false;
  let ignored = false;
  let jittered = false;
  const curve: { least: number; most: number }[] = [];
  const answers = new Set<Node>();
  for (const asked of ASKED) {
    const low = run.answer(form.first + asked, 0);
    const high = run.answer(form.first + asked, 0.999);
    if (low === "unsure" || high === "unsure") return "unsure";
    if (isStopping(low) || isStopping(high)) ends = true;
    if (low.some(({ is }) => is === "own")) ignored = true;
    const least = delaysOf(low);
    const most = delaysOf(high);
    if (least.length === 0 && most.length === 0) continue;
    if (least.length !== most.length || least.some(({ delay }, index) => delay !== most[index]?.delay)) jittered = true;
    const lows = least.map(({ delay }) => delay * form.scale);
    curve.push({ least: Math.min(...lows), most: Math.max(...lows) });
    for (const { at } of [...least, ...most]) answers.add(at);
  }
  return { ends, ignored, jittered, answers: [...answers], ...shapeOf(curve) };
}

function shapeOf(curve: readonly { least: number; most: number }[]): Pick<DelayCurve, "grows" | "capped" | "shortest" | "longest"> {
  // A timer takes what is no finite number as no delay at all: that of the first attempts is a loop without a pause.
  const isHot = curve.slice(0, 3).every(({ least }) => !Number.isFinite(least));
  const delays = curve.map(({ least }) => (isHot ? 0 : least));
  const first = delays[0] ?? 0;
  const last = delays.at(-1) ?? 0;
  const before = delays.at(-2) ?? last;
  const grows = delays.some((delay) => delay > first);
  const capped = grows && Number.isFinite(last) && last <= before * STILL_GROWING;
  return { grows, capped, shortest: Math.min(...delays), longest: Math.max(...delays, ...curve.map(({ most }) => (Number.isFinite(most) ? most : 0))) };
}

function isStopping(outcomes: readonly Outcome[]): boolean {
  return outcomes.some(({ is }) => is === "stops");
}

function delaysOf(outcomes: readonly Outcome[]): { delay: number; at: Node }[] {
  return outcomes.flatMap((outcome) => (outcome.is === "delay" ? [{ delay: outcome.delay, at: outcome.at }] : []));
}
