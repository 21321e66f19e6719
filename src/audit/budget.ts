import type { AuditedClient, Restart, Server, ServerBudget, Total } from "./model.js";

/** What the connections of one process are multiplied by and measured against. */
export interface Scale {
  /** Copies of the service that run at once. */
  readonly instances: number;
  /** Processes of each: cluster workers, worker threads. */
  readonly workers: number;
  /** What a server takes, for servers that nothing else is said of. */
  readonly serverLimit: number | undefined;
  /** What single servers take, by their name. */
  readonly serverLimits: ReadonlyMap<string, number>;
}

/** Adds up what every process of the service may open to each server, dearest first. */
export function addUp(clients: readonly AuditedClient[], scale: Scale): ServerBudget[] {
  const groups = new Map<string, AuditedClient[]>();
  for (const client of clients) {
    // Agents without an address have one limit for each address: there is nothing to add up.
    const key = client.server.is === "any" || client.server.is === "unknown" ? `${client.server.is} ${client.package}` : `${client.server.is} ${client.server.name}`;
    groups.set(key, [...(groups.get(key) ?? []), client]);
  }
  const budgets = [...groups.values()].map((group) => budgetOf((group[0] as AuditedClient).server, group, scale));
  return budgets.sort((a, b) => weightOf(b) - weightOf(a) || (a.server.name < b.server.name ? -1 : 1));
}

function weightOf({ verdict, total }: ServerBudget): number {
  const ranks = { over: 4e15, unlimited: 3e15, tight: 2e15, unknown: 1e15, within: 0, unchecked: 0 };
  return ranks[verdict] + total.known;
}

function budgetOf(server: Server, clients: readonly AuditedClient[], scale: Scale): ServerBudget {
  const perProcess = sumOf(clients);
  const total: Total = { ...perProcess, known: perProcess.known * scale.instances * scale.workers };
  const limit = server.is === "any" ? scale.serverLimits.get(server.name) : (scale.serverLimits.get(server.name) ?? scale.serverLimit);
  const restart: Restart = { logins: total.known, sideBySide: total.known * 2 };
  return { server, clients: clients.map(({ id }) => id), perProcess, total, limit, verdict: verdictOf(total, restart, limit), restart };
}

/** What one process may open, as far as it is known. */
export function sumOf(clients: readonly AuditedClient[]): Total {
  let known = 0;
  const unlimited: string[] = [];
  const unknown: string[] = [];
  const unless = new Set<string>();
  for (const { id, limit, made } of clients) {
    if (made.is === "script") continue;
    if (limit.is === "unlimited" || made.is === "repeated") unlimited.push(id);
    else if (limit.is === "unknown") unknown.push(id);
    else {
      if (made.is === "unknown") unknown.push(id);
      if (limit.by === "fallback") unless.add(limit.unless);
      known += limit.value * (made.is === "unknown" ? made.atLeast : made.times);
    }
  }
  return { known, unlimited, unknown, unless: [...unless].sort() };
}

function verdictOf({ known, unlimited, unknown }: Total, restart: Restart, limit: number | undefined): ServerBudget["verdict"] {
  if (limit !== undefined && known > limit) return "over";
  if (unlimited.length > 0) return "unlimited";
  if (unknown.length > 0) return "unknown";
  if (limit === undefined) return "unchecked";
  return restart.sideBySide > limit ? "tight" : "within";
}

/** Whether a budget is broken: more than the server takes, or no bound at all. */
export function isOver({ verdict }: ServerBudget): boolean {
  return verdict === "over" || verdict === "unlimited";
}
