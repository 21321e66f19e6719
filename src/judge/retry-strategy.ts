import type { Backoff, Strategy } from "../catalogue/shape.js";
import { holds, isWord } from "../code/conditions.js";
import type { Node } from "../code/module-text.js";
import { OptionBag, type Branch } from "../code/options.js";
import { isFunction } from "../code/retries-callbacks.js";
import { readStrategy, type DelayCurve } from "../code/retries-strategy.js";
import { pickFact } from "./facts.js";
import type { JudgedSite } from "./site.js";

/** A delay that stays at this or above is slow enough to need no growth. */
const SLOW_ENOUGH_MS = 1_000;

/** A written strategy of a client, or delays written as numbers. */
export interface JudgedStrategy {
  readonly kind: "strategy";
  readonly site: JudgedSite;
  /** The function or number, perhaps in a constant that several clients share. */
  readonly at: Node;
  readonly option: string;
  readonly strategy: Strategy | Backoff;
  readonly curve: DelayCurve;
  /** The first thing missing. `stop`: what it answers to give up does not make this client give up; `jitter`: nothing else is. */
  readonly missing: "stop" | "growth" | "cap" | "jitter";
  /** The version is known and a probe has seen it. */
  readonly certain: boolean;
  readonly data: Readonly<Record<string, string | number>>;
}

/** The written strategies of a client that lack something, in the order of its catalogue entry. */
export function judgeStrategies(site: JudgedSite): JudgedStrategy[] {
  const { client } = site.construction;
  return [...(client.strategies ?? []).flatMap((strategy) => judgeFunction(site, strategy)), ...(client.backoffs ?? []).flatMap((backoff) => judgeNumbers(site, backoff))];
}

function judgeFunction(site: JudgedSite, strategy: Strategy): JudgedStrategy[] {
  const picked = pickFact([strategy], site.installed, () => true);
  const value = picked && bagFor(site, strategy).get(strategy.option);
  if (!picked || value?.state !== "present") return [];
  const certain = picked.certain && strategy.probe !== undefined;
  return value.branches.flatMap((branch): JudgedStrategy[] => {
    const curve = curveOf(branch, strategy, site);
    const missing = curve && lacks(curve);
    if (!curve || !missing) return [];
    return [{ kind: "strategy", site, at: branch.node, option: strategy.option, strategy, curve, missing, certain, data: describe(site, strategy.option, curve) }];
  });
}

function bagFor(site: JudgedSite, strategy: Strategy): OptionBag {
  const { call, maker, options } = site.construction;
  if (strategy.optionsAt === undefined) return options;
  return new OptionBag(call, { ...maker, options: [strategy.optionsAt] }, site.reading.values, site.reading.origins);
}

function curveOf({ word, node }: Branch, strategy: Strategy, site: JudgedSite): DelayCurve | undefined {
  const scale = strategy.unit === "s" ? 1_000 : 1;
  if (typeof word === "number" && strategy.number === "delay") return constant(word * scale, node);
  if (word !== undefined || !isFunction(node)) return undefined;
  const { argument, member, first } = strategy.attempt;
  const curve = readStrategy(node, { argument, member, first, stops: strategy.stops, scale }, site.reading.values);
  return curve === "unsure" || curve.answers.length === 0 ? undefined : curve;
}

function constant(delay: number, node: Node): DelayCurve {
  return { ends: false, ignored: false, grows: false, capped: false, jittered: false, shortest: delay, longest: delay, answers: [node] };
}

/** End, growth, cap and jitter, judged apart: what ends needs no growth, what is slow neither. */
function lacks(curve: DelayCurve): JudgedStrategy["missing"] | undefined {
  if (!curve.ends && curve.ignored) return "stop";
  if (!curve.ends && curve.grows && !curve.capped) return "cap";
  if (!curve.ends && !curve.grows && curve.shortest < SLOW_ENOUGH_MS) return "growth";
  return curve.jittered ? undefined : "jitter";
}

/** Delays given as numbers; nothing is missing where the client gives up or does not dial again at all. */
function judgeNumbers(site: JudgedSite, backoff: Backoff): JudgedStrategy[] {
  const { options } = site.construction;
  const picked = pickFact([backoff], site.installed, () => true);
  const delay = options.get(backoff.delay.option);
  if (!picked || delay.state !== "present") return [];
  if (backoff.unless?.some((conditions) => holds(conditions, options) !== false)) return [];
  const { attempts, cap } = backoff;
  if (attempts) {
    const value = options.get(attempts.option);
    if (value.state === "unreadable" || (value.state === "absent" && attempts.absent === "ends")) return [];
    if (value.state === "present" && !value.branches.some(({ word }) => word !== undefined && attempts.endless.some((each) => isWord(word, each)))) return [];
  }
  const scale = backoff.unit === "s" ? 1_000 : 1;
  const written = cap && options.get(cap.option);
  return delay.branches.flatMap(({ word, node }): JudgedStrategy[] => {
    if (typeof word !== "number" || word < 0) return [];
    const longest = written?.state === "present" ? written.branches[0]?.word : cap?.absent;
    if (cap && typeof longest !== "number") return [];
    const grows = typeof longest === "number" && longest > word;
    if (grows || word * scale >= SLOW_ENOUGH_MS) return [];
    const certain = picked.certain && backoff.probe !== undefined;
    const { option } = backoff.delay;
    const curve = constant(word * scale, node);
    return [{ kind: "strategy", site, at: node, option, strategy: backoff, curve, missing: "growth", certain, data: describe(site, option, curve) }];
  });
}

function describe(site: JudgedSite, option: string, { shortest }: DelayCurve): Record<string, string | number> {
  return { client: site.clientName, package: site.packageName, option, delay: Math.max(0, Math.round(shortest)) };
}
