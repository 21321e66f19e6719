import { families } from "../catalogue/index.js";
import type { Reading } from "../code/constructions.js";
import { Pools } from "../code/leases-pools.js";
import { bare, type Node } from "../code/module-text.js";
import { useOf } from "../code/uses.js";
import { JudgedSite } from "./site.js";

let blockingWords: readonly string[] | undefined;

/**
 * Clients that another file makes and this one waits on, or hands to a queue: each at the first such use. What the file that
 * makes them does not see is seen where it happens; one that blocks in its own file as well is that file's to report.
 */
export function judgeBorrowed(reading: Reading): JudgedSite[] {
  if (!reading.outside) return [];
  const pools = new Pools(reading);
  const found = new Map<Node, JudgedSite>();
  for (const node of [...handedToTakers(reading), ...waitedOn(reading)]) {
    const { construction, home } = pools.of(node) ?? {};
    if (!construction || !home || found.has(construction.call)) continue;
    const site = new JudgedSite(construction, home, [{ use: useOf(node), reading }], node);
    const isSeenThere = new JudgedSite(construction, home).brokenBlocking !== undefined;
    if (site.isOffered && site.brokenBlocking && !isSeenThere) found.set(construction.call, site);
  }
  return [...found.values()];
}

/** What is handed to a library that takes a client over, itself or as an option. */
function handedToTakers(reading: Reading): Node[] {
  return reading.uses.calls.flatMap((call) => {
    const origin = reading.originOfCall(call);
    if (!origin || !reading.table.takerOf(origin, call.type === "NewExpression" ? "new" : "call")) return [];
    return call.arguments.flatMap((argument) => {
      const options = argument.type === "ObjectExpression" ? argument.properties : [];
      return [argument, ...options.map((property) => (property.type === "Property" ? property.value : property.argument))].filter(isName);
    });
  });
}

/** What the members are called on that wait on the server. */
function waitedOn({ module }: Reading): Node[] {
  const clients = families.flatMap((family) => family.clients ?? []);
  blockingWords ??= [...new Set(clients.flatMap(({ roles }) => roles?.blocking ?? []))];
  return blockingWords.flatMap((word) => module.membersNamed(word).map(({ object }) => object)).filter(isName);
}

function isName(node: Node): boolean {
  return /^(?:Identifier|MemberExpression|CallExpression)$/.test(bare(node).type);
}
