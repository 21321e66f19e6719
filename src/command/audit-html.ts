import { isOver } from "../audit/budget.js";
import type { Audit, AuditedClient, ServerBudget } from "../audit/model.js";
import { aliveText, amountText, closedText, count, madeText, number, placeText, reckoningText, restartText, timeoutsText, totalText, verdictText } from "../audit/words.js";
import { drawMap, layOutMap } from "./audit-page-map.js";
import { pageScript, pageStyle } from "./audit-page-style.js";
import { anchorOf, escapeHtml, serverAnchor } from "./audit-page-text.js";

/** Lists with more rows than these are folded at first. */
const LONG_LIST = 12;

/**
 * The audit as one page that needs nothing else: no network, no fonts, no files beside it. Everything that the map shows
 * stands in tables below it.
 */
export function formatAuditHtml(audit: Audit): string {
  const title = `Connections of ${audit.project}`;
  const body = audit.clients.length === 0 ? "<p>No client of the catalogue is made in this program.</p>" : bodyOf(audit);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<a class="skip" href="#clients">Skip to the list of clients</a>
<h1>${escapeHtml(title)}</h1>
<p class="quiet">${count(audit.clients.length, "client")} in ${count(audit.files, "file")}, ${count(audit.instances, "instance")} with ${count(audit.workers, "worker")} each. ${headlineOf(audit)}</p>
</header>
<main>
${body}
</main>
<footer>${audit.notices.length > 0 ? `<h2>Notes</h2><ul>${audit.notices.map((notice) => `<li>${escapeHtml(notice)}</li>`).join("")}</ul>` : ""}</footer>
${audit.clients.length === 0 ? "" : `<script>${pageScript}</script>`}
</body>
</html>
`;
}

function headlineOf({ servers }: Audit): string {
  const over = servers.filter(isOver);
  if (over.length > 0) return `${over.length === 1 ? "One server" : `${number(over.length)} servers`} may get more connections than they take, or any number.`;
  const isChecked = servers.some(({ limit }) => limit !== undefined);
  return isChecked ? "No server is known to get more connections than it takes." : "What the servers take was not said.";
}

function bodyOf(audit: Audit): string {
  const map = layOutMap(audit);
  return `<section aria-labelledby="servers">
<h2 id="servers">Servers</h2>
<p class="quiet">What all processes together may open, against what the server takes. The line marks what it takes, the paler part a deployment that runs old and new processes side by side.</p>
<ul class="cards">
${audit.servers.map((budget) => cardOf(budget, audit)).join("\n")}
</ul>
</section>
<section aria-labelledby="map-title">
<h2 id="map-title">Who connects to what</h2>
<p class="quiet">Modules on the left keep the clients in the middle, which connect to the servers on the right.${map.isGrouped ? " Clients that are alike stand together; the lists below name each." : ""}</p>
<div class="map" tabindex="0" role="region" aria-label="Map of modules, clients and servers">
${drawMap(map)}
</div>
<ul class="legend" aria-hidden="true"><li><i class="bad"></i>over, unlimited, or made again and again</li><li><i class="warn"></i>unknown, or tight during deployments</li><li><i class="good"></i>within what the server takes</li><li>a thicker line: more connections</li></ul>
</section>
<section aria-labelledby="clients">
<h2 id="clients">Clients</h2>
<p class="quiet">By server. A path reads from what starts it to where the client is made.</p>
${audit.servers.map((budget) => listOf(budget, audit)).join("\n")}
</section>`;
}

function toneOf({ verdict }: ServerBudget): string {
  return { over: "bad", unlimited: "bad", tight: "warn", unknown: "warn", within: "good", unchecked: "" }[verdict];
}

function badgeOf(budget: ServerBudget): string {
  const words = { over: "over", unlimited: "unlimited", tight: "tight", unknown: "unknown", within: "within", unchecked: "not measured" };
  return `<span class="badge ${toneOf(budget)}">${words[budget.verdict]}</span>`;
}

function cardOf(budget: ServerBudget, audit: Audit): string {
  const { server, limit, total } = budget;
  const takes = limit === undefined ? "" : `of ${number(limit)}`;
  const figure = total.unlimited.length > 0 ? "unlimited" : totalText(total);
  const sums = total.known > 0 ? `<p class="quiet">${escapeHtml(reckoningText(budget, audit).replaceAll(" x ", " × "))} = ${number(total.known)}. ${escapeHtml(restartText(budget))}.</p>` : "";
  return `<li class="card ${toneOf(budget)}" id="${serverAnchor(server)}"><div class="row"><h3>${escapeHtml(server.name)}</h3>${badgeOf(budget)}</div>
<p class="figure">${escapeHtml(figure)}<small>${escapeHtml(takes)} connections, ${count(budget.clients.length, "client")}</small></p>
${barOf(budget)}<p>${escapeHtml(verdictText(budget))}</p>${sums}</li>`;
}

/** Decoration: the figure above says the same. */
function barOf({ total, limit, restart }: ServerBudget): string {
  if (total.unlimited.length > 0) return '<div class="bar endless" aria-hidden="true"></div>';
  if (limit === undefined || total.known === 0) return "";
  const most = Math.max(limit, restart.sideBySide) * 1.04;
  const share = (value: number): string => `${((100 * value) / most).toFixed(1)}%`;
  return `<div class="bar" aria-hidden="true"><i style="width:${share(restart.sideBySide)}"></i><i class="now" style="width:${share(total.known)}"></i><b style="left:${share(limit)}"></b></div>`;
}

function listOf(budget: ServerBudget, audit: Audit): string {
  const ids = new Set(budget.clients);
  const clients = audit.clients.filter(({ id }) => ids.has(id));
  const heads = ["Client", "Limit", "Made", "Waits", "Dead peer", "Role", "Closed"].map((name) => `<th scope="col">${name}</th>`);
  return `<details${clients.length > LONG_LIST ? "" : " open"}><summary><h3>${escapeHtml(budget.server.name)}</h3>${badgeOf(budget)}<span class="quiet">${count(clients.length, "client")}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(`Clients of ${budget.server.name}`)}"><table><thead><tr>${heads.join("")}</tr></thead><tbody>
${clients.map(rowOf).join("\n")}
</tbody></table></div></details>`;
}

function rowOf(client: AuditedClient): string {
  const { limit, made, liveness, closed } = client;
  const version = client.version === undefined ? "" : `@${client.version}`;
  const toneOfLimit = limit.is === "unlimited" ? "bad" : limit.is === "unknown" ? "warn" : "";
  const toneOfMade = made.is === "repeated" ? "bad" : made.is === "unknown" ? "warn" : "";
  const toneOfAlive = ["missing", "noRemedy", "harmful"].includes(liveness.is) ? "warn" : "";
  const ways = made.ways.slice(0, 3).map((way) => `<ol class="way">${way.map((place) => `<li><code>${escapeHtml(placeText(place))}</code></li>`).join("")}</ol>`);
  const more = made.ways.length > 3 ? `<span class="quiet">and ${number(made.ways.length - 3)} more</span>` : "";
  const cells: [tone: string, html: string][] = [
    [toneOfLimit, escapeHtml(limit.is === "known" ? amountText(limit) : `${limit.is}: ${limit.why}`)],
    [toneOfMade, `${escapeHtml(madeText(made))}${ways.join("")}${more}`],
    ["", escapeHtml(timeoutsText(client))],
    [toneOfAlive, escapeHtml(aliveText(liveness))],
    ["", client.role],
    [closed.is === "nobody" ? "warn" : "", escapeHtml(closedText(closed))],
  ];
  const name = client.name === "" ? client.client : client.name;
  return `<tr id="${anchorOf(client)}"><th scope="row"><b>${escapeHtml(name)}</b>${escapeHtml(`${client.client} (${client.package}${version})`)}<br><code>${escapeHtml(placeText(client.kept))}</code></th>${cells.map(([tone, html]) => `<td${tone === "" ? "" : ` class="${tone}"`}>${html}</td>`).join("")}</tr>`;
}
