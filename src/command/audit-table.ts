import type { Audit, AuditedClient, ServerBudget } from "../audit/model.js";
import { aliveText, amountText, closedText, madeText, number, placeText, reckoningText, restartText, timeoutsText, totalText, verdictText, wayText } from "../audit/words.js";

/** Clients are listed in full up to this many to a server; of more, the rest is counted. */
const MAX_LISTED = 40;

/**
 * The audit for a terminal: a table of the servers with what they may get, then each server's clients.
 *
 * @param isColored writes ANSI colours
 */
export function formatAuditTable(audit: Audit, isColored: boolean): string {
  const paint = (text: string, code: number): string => (isColored ? `\u001B[${code}m${text}\u001B[0m` : text);
  if (audit.clients.length === 0) return "No client of the catalogue is made in this program.\n";
  const byId = new Map(audit.clients.map((client) => [client.id, client]));
  const rows = audit.servers.map((budget) => [
    budget.server.name,
    number(budget.clients.length),
    totalText(budget.perProcess),
    totalText(budget.total),
    budget.limit === undefined ? "-" : number(budget.limit),
    budget.verdict,
  ]);
  const table = align([["server", "clients", "per process", "all processes", "takes", "verdict"], ...rows]);
  const [head = "", ...lines] = table;
  const summary = lines.map((line, index) => paint(line, colorOf(audit.servers[index] as ServerBudget)));
  const sections = audit.servers.map((budget) => {
    const clients = budget.clients.flatMap((id) => byId.get(id) ?? []);
    const more = clients.length > MAX_LISTED ? `  … and ${number(clients.length - MAX_LISTED)} more (--format json lists them all)\n` : "";
    const title = paint(budget.server.name, 1);
    const sums = budget.total.known > 0 ? `  ${reckoningText(budget, audit)} = ${number(budget.total.known)}; ${restartText(budget)}\n` : "";
    return `\n${title}\n  ${paint(verdictText(budget), colorOf(budget))}\n${sums}${clients.slice(0, MAX_LISTED).map((client) => describe(client)).join("")}${more}`;
  });
  const total = `${number(audit.instances)} instance${audit.instances === 1 ? "" : "s"} x ${number(audit.workers)} worker${audit.workers === 1 ? "" : "s"}`;
  return `Connections of ${audit.project}, ${total}\n\n${[paint(head, 2), ...summary].join("\n")}\n${sections.join("")}`;
}

function describe(client: AuditedClient): string {
  const title = `${client.client} (${client.package}${client.version === undefined ? "" : `@${client.version}`})`;
  const lines = [
    ["limit", client.limit.is === "known" ? amountText(client.limit) : `${client.limit.is}: ${client.limit.why}`],
    ["made", madeText(client.made)],
    ...client.made.ways.slice(0, 3).map((way, index) => ["", `${wayText(way)}${index === 2 && client.made.ways.length > 3 ? ` … ${number(client.made.ways.length - 3)} more` : ""}`]),
    ["waits", timeoutsText(client)],
    ["dead peer", aliveText(client.liveness)],
    ["role", client.role],
    ["closed", closedText(client.closed)],
  ];
  const shown = lines.map(([name = "", text = ""]) => `    ${name.padEnd(10)} ${text}\n`);
  return `\n  ${placeText(client.kept)}  ${client.name === "" ? "" : `${client.name}: `}${title}\n${shown.join("")}`;
}

function colorOf({ verdict }: ServerBudget): number {
  return { over: 31, unlimited: 31, tight: 33, unknown: 33, within: 32, unchecked: 39 }[verdict];
}

/** Columns as wide as their widest cell; numbers to the right. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const isRight = (column: number): boolean => column > 0 && column < 5;
  return rows.map((row) => row.map((cell, column) => (isRight(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ").trimEnd());
}
