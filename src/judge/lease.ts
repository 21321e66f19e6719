import type { Fact, HeldBody, Lease } from "../catalogue/shape.js";
import { findUnreadBodies } from "../code/bodies.js";
import { mayBeEmbedded } from "../code/embedded.js";
import type { Reading } from "../code/constructions.js";
import { readInstalled, type Installed } from "../code/installed.js";
import { LeaseFlow, TooDeep } from "../code/leases-flow.js";
import type { Pools } from "../code/leases-pools.js";
import type { Mishap } from "../code/leases-steps.js";
import { Subject } from "../code/leases-subject.js";
import { dottedName } from "../code/escapes.js";
import { isPoolOfOneCall } from "../code/own-pools.js";
import type { Take, Takes } from "../code/leases.js";
import { bare, isWithin, outer, staticName, type Node } from "../code/module-text.js";
import { Ways, type State } from "../code/paths.js";
import { mayHold, pickFact } from "./facts.js";

type CallNode = Extract<Node, { type: "CallExpression" }>;

/** What is wrong with the way in which a taken connection is, or is not, given back. */
export type LeaseVerdict =
  | { readonly is: "dropped" }
  | { readonly is: "neverReleased" }
  /** The place from which a path leaves with the connection. */
  | { readonly is: "lostOnError" | "lostOnPath"; readonly from: Node }
  | { readonly is: "releasedTwice"; readonly at: Node; readonly does: "throws" | "shares" }
  | { readonly is: "releasedEarly"; readonly at: Node; readonly returned: Node }
  | { readonly is: "poison"; readonly at: Node; readonly option: string }
  | { readonly is: "lostSlot"; readonly at: Node; readonly option: string }
  /** `target`: what takes the answer, where something does. */
  | { readonly is: "unread"; readonly held: HeldBody; readonly target?: Node };

/** A place where a connection is taken, with what is wrong about it. */
export class LeaseSite {
  constructor(
    readonly reading: Reading,
    readonly take: Pick<Take, "packageName" | "call" | "pool">,
    readonly verdict: LeaseVerdict,
    /** The version is known and a probe has seen it. */
    readonly certain: boolean,
    /** Where the connection is held in a variable. */
    readonly subject?: Subject,
    readonly lease?: Take["lease"],
  ) {}

  /** The line that takes it, but a wrong release where it stands. */
  get at(): Node {
    return "at" in this.verdict ? this.verdict.at : this.take.call;
  }

  /** `pool.connect()` as a message quotes it. */
  get taken(): string {
    const callee = bare(this.take.call.callee);
    const text = this.reading.module.textOf(callee).replace(/\s+/g, "");
    const name = text.length > 40 ? (staticName(callee) ?? "take") : text;
    return this.take.call.type === "NewExpression" ? `new ${name}()` : `${name}()`;
  }

  /** What messages say of it. */
  get words(): Readonly<Record<string, string | number>> {
    const { verdict } = this;
    return {
      taken: this.taken,
      release: this.release,
      package: this.take.packageName,
      line: this.#line,
      ...(this.lease?.loses ?? CONNECTION),
      ...("option" in verdict ? { option: verdict.option, cure: this.#cure } : {}),
      ...(verdict.is === "unread" ? { fits: verdict.held.fits, dump: `${verdict.held.body}.${verdict.held.dump}()` } : {}),
      ...(verdict.is === "releasedTwice" ? { consequence: verdict.does === "throws" ? `${this.take.packageName} throws` : "two callers get the same connection" } : {}),
    };
  }

  /** The line from which a path leaves with the connection, or which returns too early. */
  get #line(): number {
    const { verdict } = this;
    const node = "from" in verdict ? verdict.from : "returned" in verdict ? verdict.returned : this.at;
    // A path that falls off the end of a function leaves at its closing brace.
    return node.type === "BlockStatement" ? node.loc.end.line : node.loc.start.line;
  }

  /** What tells the pool that a connection is dead. */
  get #cure(): string {
    const name = this.subject?.variable.name ?? "connection";
    if (this.lease?.releaseTakesError) return `Call \`${name}.release(error)\` when something has failed`;
    return `Call \`${name}.${this.lease?.destroy?.[0] ?? "destroy"}()\` when something has failed`;
  }

  /** `client.release()` as a message quotes it. */
  get release(): string {
    const { lease, subject } = this;
    const [pooled] = lease?.releaseOnPool ?? [];
    const [own = pooled ?? "release"] = lease?.release ?? [];
    const name = subject?.variable.name ?? "connection";
    if (lease && lease.release.length === 0) return `${this.reading.module.textOf(this.take.pool)}.${own}(${name})`;
    if (lease?.kind === "transaction") return lease.release.map((each) => `${name}.${each}()`).join(" or ");
    return `${name}.${own}()`;
  }
}

/** What is lost, unless the catalogue says otherwise. */
const CONNECTION = { thing: "connection", then: "once all are gone, every caller waits" };

/** Everything in a file that takes a connection and does not give it back rightly. */
export function judgeLeases(takes: Takes): LeaseSite[] {
  const { reading, pools } = takes;
  if (!reading.mayHoldClients && !takes.mayComeFromAfar && reading.uses.calls.length === 0) return [];
  const versions = new Map<string, Installed>();
  const installed = (name: string): Installed => {
    const known = versions.get(name) ?? readInstalled(name, reading.module.filename);
    versions.set(name, known);
    return known;
  };
  const taken = takes.all.flatMap((take) => judgeTake(take, reading, installed(take.construction?.family.versionsOf ?? take.packageName)));
  return [...taken, ...judgeSlots(reading, pools, installed), ...judgeBodies(reading, pools, installed)].sort((a, b) => a.at.range[0] - b.at.range[0]);
}

/** Requests whose answers have a body that nobody reads. */
function judgeBodies(reading: Reading, pools: Pools, installed: (name: string) => Installed): LeaseSite[] {
  return findUnreadBodies(reading, pools).flatMap(({ call, packageName, body, target }): LeaseSite[] => {
    const certain = proven(body, installed(packageName));
    const take = { call, packageName, pool: call.callee };
    return certain === undefined ? [] : [new LeaseSite(reading, take, { is: "unread", held: body, ...(target ? { target } : {}) }, certain)];
  });
}

function judgeTake(take: Take, reading: Reading, installed: Installed): LeaseSite[] {
  const { lease, arrival } = take;
  const certain = proven(lease.fact, installed);
  if (certain === undefined) return [];
  if (arrival.in === "nothing") return [new LeaseSite(reading, take, { is: "dropped" }, certain, undefined, lease)];
  if (arrival.in === "expression") return lease.kind ? [] : [new LeaseSite(reading, take, { is: "neverReleased" }, certain, undefined, lease)];
  const subject = new Subject(take, arrival.variable, arrival.home, reading.module);
  const isKept = !subject.isGivenBackSomewhere && (lease.kind === "channel" || !isShort(subject));
  if (isKept || isListening(subject)) return [];
  const site = (verdict: LeaseVerdict, isCertain = certain): LeaseSite => new LeaseSite(reading, take, verdict, isCertain, subject, lease);
  const flow = new LeaseFlow(subject);
  let ways: Ways;
  try {
    ways = followed(flow);
  } catch (error) {
    if (error instanceof TooDeep) return [];
    throw error;
  }
  const { mishaps } = flow.steps;
  const found = isPoolClosed(take, subject) || mayBeEmbedded(take, reading) ? undefined : readLoss(ways, mishaps, subject);
  // What is lost besides a place in the pool is lost in any case.
  const lost = found && !lease.loses && isPoolOfOneCall(take, reading) ? undefined : found;
  const sites = lost ? [site(lost.is === "lostOnError" ? { ...lost, from: culprit(flow) ?? lost.from } : lost)] : [];
  for (const mishap of mishaps) {
    if (mishap.is === "early" && lease.kind !== "transaction") sites.push(site({ is: "releasedEarly", at: mishap.at, returned: mishap.returned }));
    const again = mishap.is === "twice" && lease.twice ? provenOf(lease, lease.twice, installed) : undefined;
    if (again !== undefined && lease.twice) sites.push(site({ is: "releasedTwice", at: mishap.at, does: lease.twice.does }, again));
    if (mishap.is !== "unmarked" || !lease.keepsDead) continue;
    const dead = provenOf(lease, lease.keepsDead, installed);
    const option = dead === undefined ? undefined : findTimeout(take, subject, reading);
    if (dead !== undefined && option !== undefined) sites.push(site({ is: "poison", at: mishap.at, option }, dead));
  }
  return sites;
}

/** Whether a fact holds for what is installed, and for certain; nothing where it does not. */
function proven(fact: Fact, installed: Installed): boolean | undefined {
  const picked = pickFact([fact], installed, () => true);
  return picked && picked.certain && fact.probe !== undefined;
}

/** The same of something that only some of the versions do in which a connection is taken like this. */
function provenOf(lease: Lease, fact: Fact, installed: Installed): boolean | undefined {
  const isOfAll = fact.versions === lease.fact.versions || mayHold(fact.versions, installed) === true;
  return isOfAll ? proven(fact, installed) : undefined;
}

/** The ways of a connection through the function that takes it. */
function followed(flow: LeaseFlow): Ways {
  const { arrival } = flow.subject.take;
  if (arrival.in !== "variable" && arrival.in !== "parameter") return new Ways();
  return flow.body(arrival.home, arrival.in === "parameter" ? "held" : "none");
}

/**
 * What has to fail for a connection to be lost: the first of all that may, found by letting fewer and fewer of them fail. A
 * path often ends far from there, behind a `catch`. Nothing where it is lost although none of them fails: by a `throw`.
 */
function culprit({ failing, subject }: LeaseFlow): Node | undefined {
  const places = [...failing.keys()].sort((a, b) => a - b);
  const isLostUpTo = (position: number): boolean => {
    const flow = new LeaseFlow(subject, position);
    const ways = followed(flow);
    return readLoss(ways, flow.steps.mishaps, subject) !== undefined;
  };
  if (isLostUpTo(-1)) return undefined;
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isLostUpTo(places[middle] as number)) high = middle;
    else low = middle + 1;
  }
  const first = places[low];
  return first === undefined ? undefined : failing.get(first);
}

function readLoss(ways: Ways, mishaps: readonly Mishap[], subject: Subject): LeaseVerdict | undefined {
  const returned = ways.of("return");
  const isLent = [...returned.keys()].some((state) => state === "lent" || state === "lentPending");
  const isCallback = subject.take.arrival.in === "parameter" && subject.take.arrival.by === "callback";
  const held: readonly State[] = ["held", "pending"];
  const path = firstOf(returned, held) ?? mishaps.find((mishap) => mishap.is === "kept" && !mishap.afterFailure)?.at;
  const failing: readonly State[] = isLent ? ["held", "failed"] : ["held", "failed", "lentFailed", "lent"];
  // What a callback throws ends the process.
  const thrown = isCallback ? undefined : firstOf(ways.of("throw"), failing);
  const error = firstOf(returned, isLent ? ["failed"] : ["failed", "lentFailed"]) ?? mishaps.find((mishap) => mishap.is === "kept" && mishap.afterFailure)?.at ?? thrown;
  if (!path && !error) return undefined;
  // Somebody else has it in the end, and this function never meant to give it back.
  if (!subject.isGivenBackSomewhere) return isLent || returned.has("gone") ? undefined : { is: "neverReleased" };
  return path ? { is: "lostOnPath", from: path } : { is: "lostOnError", from: error as Node };
}

function firstOf(states: ReadonlyMap<State, Node>, wanted: readonly State[]): Node | undefined {
  for (const state of wanted) {
    const node = states.get(state);
    if (node) return node;
  }
  return undefined;
}

/** The pool itself is closed by this function in a `finally`: there is no pool for the connection to be lost from. */
function isPoolClosed(take: Take, subject: Subject): boolean {
  const { module, home } = subject;
  const name = dottedName(take.pool);
  if (name === undefined) return false;
  return module.nodesOf("TryStatement").some(({ finalizer }) => {
    if (!finalizer || !isWithin(finalizer, home)) return false;
    const text = module.textOf(finalizer);
    return (take.client.close ?? []).some((method) => text.includes(`${name}.${method}(`));
  });
}

/** A connection on which somebody listens for notifications is held on purpose. */
function isListening(subject: Subject): boolean {
  return usesOf(subject).some(({ method, call }) => {
    const [first] = call.arguments;
    const text = first && subject.module.textOf(first);
    if (method === "on" || method === "once" || method === "addListener") return text !== undefined && /notification/.test(text);
    return text !== undefined && /^["'`]\s*LISTEN\b/i.test(text);
  });
}

/** Used by statements of its own function, and not by what goes on after it: an event, a timer. */
function isShort(subject: Subject): boolean {
  return !usesOf(subject).some(({ method }) => method === "on" || method === "addListener");
}

interface LeaseUse {
  readonly method: string;
  readonly call: CallNode;
}

/** The calls of the connection's own methods. */
function usesOf(subject: Subject): LeaseUse[] {
  return subject.references.flatMap((node): LeaseUse[] => {
    const member = outer(node);
    if (member?.type !== "MemberExpression" || bare(member.object) !== node) return [];
    const call = outer(member);
    return call?.type === "CallExpression" && bare(call.callee) === member ? [{ method: staticName(member) ?? "", call }] : [];
  });
}

/** A client-side timeout in reach of a lease: on its pool, or on one of its queries. */
function findTimeout(take: Take, subject: Subject, reading: Reading): string | undefined {
  const { poolOptions = [], queryOptions = [] } = take.lease.keepsDead ?? {};
  for (const option of poolOptions) {
    const value = take.construction?.options.get(option);
    if (value?.state === "present" && value.branches.some(({ word }) => isTime(word))) return option;
  }
  for (const { call } of usesOf(subject)) {
    const option = queryOptions.find((each) => hasTimeout(call, each, reading));
    if (option !== undefined) return option;
  }
  return undefined;
}

function hasTimeout(call: CallNode, option: string, reading: Reading): boolean {
  const [first] = call.arguments;
  if (!first || first.type === "SpreadElement") return false;
  const options = reading.values.of(first);
  const value = options.kind === "object" ? reading.values.property(options, option) : "absent";
  return typeof value === "object" && (value.kind === "computed" || (value.kind === "known" && isTime(value.word)));
}

function isTime(word: unknown): boolean {
  return word === undefined || (typeof word === "number" && word > 0);
}

/** `pool.query({ sql, timeout })` where the library forgets the connection when the timeout expires. */
function judgeSlots(reading: Reading, pools: Pools, installed: (name: string) => Installed): LeaseSite[] {
  const names = reading.table.lostSlots;
  if (names.size === 0) return [];
  return reading.module.nodesOf("CallExpression").flatMap((call): LeaseSite[] => {
    const callee = bare(call.callee);
    const name = callee.type === "MemberExpression" ? staticName(callee) : undefined;
    if (callee.type !== "MemberExpression" || name === undefined || !names.has(name)) return [];
    const held = pools.of(callee.object);
    const lost = held?.client.lostSlots?.find(({ methods, option }) => methods.includes(name) && hasTimeout(call, option, reading));
    const certain = held && lost ? proven(lost, installed(held.packageName)) : undefined;
    if (!held || !lost || certain === undefined) return [];
    return [new LeaseSite(reading, { ...held, call, pool: callee.object }, { is: "lostSlot", at: call, option: lost.option }, certain)];
  });
}
