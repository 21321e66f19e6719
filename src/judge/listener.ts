import type { ErrorEventFact, Fact } from "../catalogue/shape.js";
import { isAskedThroughout } from "../code/asked-throughout.js";
import type { Construction, Reading } from "../code/constructions.js";
import { frameOf } from "../code/frames.js";
import { readInstalled, type Installed } from "../code/installed.js";
import type { Take, Takes } from "../code/leases.js";
import { hasLastResort } from "../code/last-resort.js";
import type { Lifetime, Lifetimes } from "../code/lifetimes.js";
import { Listeners, type Listening } from "../code/listeners.js";
import { bare, outer, staticName, type Node } from "../code/module-text.js";
import { pickFact } from "./facts.js";

/** What is wrong with the listeners of a client. */
export type ListenerVerdict =
  /** An error that nobody listens to ends the process. */
  | { readonly is: "unlistened" }
  /** A listener more with every request. */
  | { readonly is: "perCall"; readonly at: Node; readonly when: string }
  /** A listener for what this client never emits. */
  | { readonly is: "deaf"; readonly at: Node }
  /** A connection taken from the pool has no listener of the pool's. */
  | { readonly is: "unlistenedLease"; readonly at: Node };

/** A client with what is wrong about its listeners. */
export class ListenerSite {
  constructor(
    readonly reading: Reading,
    readonly construction: Construction,
    readonly verdict: ListenerVerdict,
    readonly certain: boolean,
    /** Where the emitter is, from the client. */
    readonly on: string,
    readonly listening?: Listening,
    /** Whether a handler for uncaught exceptions lets the process go on. Looks through the package: ask where a finding hangs on it. */
    readonly survives: () => boolean = () => false,
  ) {}

  get at(): Node {
    return "at" in this.verdict ? this.verdict.at : this.construction.call;
  }

  /** It dials again by itself, so that going on after an error makes sense. */
  get goesOn(): boolean {
    const { holds, reconnect = [] } = this.construction.client;
    return holds !== "connection" && !reconnect.some(({ by }) => by === "no");
  }

  /** What messages say of it. */
  get words(): Readonly<Record<string, string | number>> {
    const { client, packageName } = this.construction;
    return {
      client: client.name,
      package: packageName,
      listener: this.on === "" ? '.on("error", …)' : `.${this.on}.on("error", …)`,
      when: "when" in this.verdict ? this.verdict.when : "",
    };
  }
}

/** The clients of a file whose errors nobody listens to, or somebody in vain. */
export function judgeListeners(takes: Takes, lifetimes: Lifetimes): ListenerSite[] {
  const { reading } = takes;
  if (!reading.mayHoldClients) return [];
  const listeners = new Listeners(reading);
  const installed = installedOf(reading);
  let survives: boolean | undefined;
  const goesOn = (): boolean => (survives ??= hasLastResort(reading) || (reading.outside?.hasLastResort() ?? false));
  const sites: ListenerSite[] = [];
  for (const lifetime of lifetimes.all) {
    const { construction } = lifetime;
    const fact = readFact(construction, installed(construction));
    if (!fact || !construction.sure || dialsNothing(construction)) continue;
    const { on } = fact.fact;
    const listening = listeners.of(construction.call, on);
    const site = (verdict: ListenerVerdict, certain = fact.certain): ListenerSite => new ListenerSite(reading, construction, verdict, certain, on, listening);
    if (fact.fact.emits === false && installed(construction).is === "exact") sites.push(...listening.listeners.map((at) => site({ is: "deaf", at })));
    else if (fact.fact.crashes && listening.is === "unlistened" && !isTold(lifetime, fact.fact, reading) && !goesOn()) sites.push(site({ is: "unlistened" }));
    for (const at of fact.fact.emits === false ? [] : listening.listeners) {
      const when = addedPerCall(at, construction, lifetimes);
      if (when !== undefined) sites.push(site({ is: "perCall", at, when }));
    }
  }
  return [...sites, ...judgeLeased(takes, installed, goesOn)].sort((a, b) => a.at.range[0] - b.at.range[0]);
}

/** Somebody waits for an answer of it at any time, and is told instead of the listener. */
function isTold(lifetime: Lifetime, { tellsAsker }: ErrorEventFact, { module }: Reading): boolean {
  return tellsAsker !== undefined && isAskedThroughout(lifetime, module);
}

function installedOf(reading: Reading): (construction: Construction) => Installed {
  const known = new Map<string, Installed>();
  return ({ family, packageName }) => {
    const name = family.versionsOf ?? packageName;
    const found = known.get(name) ?? readInstalled(name, reading.module.filename);
    known.set(name, found);
    return found;
  };
}

function readFact({ client, specifier }: Construction, installed: Installed): { fact: ErrorEventFact; certain: boolean } | undefined {
  const facts = (client.errorEvent ?? []).filter(({ from }) => !from || from.includes(specifier));
  const picked = pickFact(facts, installed, ({ crashes, emits }) => `${String(crashes)} ${String(emits)}`);
  // What was only read is too little for saying that a process ends.
  if (!picked || (picked.fact.probe === undefined && picked.fact.source.kind !== "run")) return undefined;
  return { fact: picked.fact, certain: picked.certain && picked.fact.probe !== undefined };
}

/** `new WebSocket(null)`: made for a connection that is there already. */
function dialsNothing({ call }: Construction): boolean {
  const [first] = call.arguments;
  return first?.type === "Literal" && first.value === null;
}

/** What adds a listener again and again to a client that is made once. */
function addedPerCall(listener: Node, construction: Construction, lifetimes: Lifetimes): string | undefined {
  const { execution } = lifetimes.executions.of(listener);
  if (execution.is !== "hot") return undefined;
  const made = lifetimes.executions.of(construction.call).execution;
  // A client of its own each time has one listener each.
  if (made.is === "hot" || made.is === "required" || frameOf(construction.call).node === frameOf(listener).node) return undefined;
  const callee = listener.type === "CallExpression" ? bare(listener.callee) : undefined;
  if (callee?.type !== "MemberExpression" || /once/i.test(staticName(callee) ?? "")) return undefined;
  if (lifetimes.reading.module.matches(/\.(?:off|removeListener|removeAllListeners)\(/)) return undefined;
  return execution.hot.label;
}

/** Connections taken from a pool on which nobody listens while they are out. */
function judgeLeased({ all, reading }: Takes, installed: (construction: Construction) => Installed, goesOn: () => boolean): ListenerSite[] {
  return all.flatMap((take) => {
    const { construction, lease } = take;
    if (!construction || !lease.errorEvent) return [];
    const picked = pickFact<Fact>([lease.errorEvent], installed(construction), () => true);
    if (!picked || isLeaseListened(take, reading)) return [];
    return [new ListenerSite(reading, construction, { is: "unlistenedLease", at: take.call }, picked.certain && picked.fact.probe !== undefined, "", undefined, goesOn)];
  });
}

/** On the connection itself, or on every connection the pool makes: `pool.on("connect", (client) => client.on("error", …))`. */
function isLeaseListened(take: Take, reading: Reading): boolean {
  const { arrival } = take;
  if (arrival.in !== "variable" && arrival.in !== "parameter") return false;
  const isOn = (node: Node, event: RegExp): boolean => {
    const member = outer(node);
    const call = member?.type === "MemberExpression" && bare(member.object) === node ? outer(member) : undefined;
    const [first] = call?.type === "CallExpression" ? call.arguments : [];
    return /^(?:on|once|addListener)$/.test(member ? (staticName(member) ?? "") : "") && first !== undefined && event.test(reading.module.textOf(first));
  };
  if (arrival.variable.references.some(({ identifier }) => isOn(identifier as Node, /^["'`]error["'`]$/))) return true;
  return listensOnEach(reading) || (take.home !== undefined && listensOnEach(take.home));
}

/** `pool.on("connect", (client) => client.on("error", …))`, on whatever pool of the file. */
function listensOnEach({ module }: Reading): boolean {
  if (!module.matches(/["'`](?:connect|acquire)["'`]/)) return false;
  return module.membersNamed("on").some((callee) => {
    const call = outer(callee);
    const [event, handler] = call?.type === "CallExpression" && bare(call.callee) === callee ? call.arguments : [];
    return event !== undefined && handler !== undefined && /^["'`](?:connect|acquire)["'`]$/.test(module.textOf(event)) && /["'`]error["'`]/.test(module.textOf(handler));
  });
}
