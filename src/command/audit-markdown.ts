import type { Audit, AuditedClient } from "../audit/model.js";
import { aliveText, amountText, closedText, madeText, number, placeText, timeoutsText, totalText, verdictText } from "../audit/words.js";
import { escapeCell } from "./report-markdown.js";

/** GitHub takes 65,536 characters in a comment; clients beyond that are counted. */
const maxCharacters = 60_000;

/** The audit as Markdown, for a comment on a change or a page of a wiki. */
export function formatAuditMarkdown(audit: Audit): string {
  if (audit.clients.length === 0) return "### Connections\n\nNo client of the catalogue is made in this program.\n";
  const title = `### Connections of \`${audit.project}\`: ${number(audit.instances)} instance${audit.instances === 1 ? "" : "s"} x ${number(audit.workers)} worker${audit.workers === 1 ? "" : "s"}\n`;
  const servers = audit.servers.map((budget) => {
    const cells = [`\`${budget.server.name}\``, number(budget.clients.length), totalText(budget.perProcess), totalText(budget.total), budget.limit === undefined ? "" : number(budget.limit), verdictText(budget)];
    return `| ${cells.map(escapeCell).join(" | ")} |`;
  });
  const head = ["| server | clients | per process | all processes | takes | |", "| --- | ---: | ---: | ---: | ---: | --- |"];
  let text = [title, ...head, ...servers, "", "| client | server | limit | made | waits | dead peer | closed |", "| --- | --- | --- | --- | --- | --- | --- |", ""].join("\n");
  let shown = 0;
  for (const client of audit.clients) {
    const row = rowOf(client);
    if (text.length + row.length > maxCharacters) break;
    text += row;
    shown += 1;
  }
  return shown < audit.clients.length ? `${text}\n… and ${number(audit.clients.length - shown)} more.\n` : text;
}

function rowOf(client: AuditedClient): string {
  const version = client.version === undefined ? "" : `@${client.version}`;
  const cells = [
    `\`${placeText(client.at)}\` ${client.client} (${client.package}${version})`,
    `\`${client.server.name}\``,
    client.limit.is === "known" ? amountText(client.limit) : `${client.limit.is}: ${client.limit.why}`,
    madeText(client.made),
    timeoutsText(client),
    aliveText(client.liveness),
    closedText(client.closed),
  ];
  return `| ${cells.map(escapeCell).join(" | ")} |\n`;
}
