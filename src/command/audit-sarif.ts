import type { Audit, AuditedClient, ServerBudget } from "../audit/model.js";
import { number, placeText, totalText, verdictText } from "../audit/words.js";
import type { OwnPackage } from "./own-package.js";

/** What a code scanning service is told about a budget. */
const RULES = {
  over: { id: "connections-audit/over-budget", text: "The service may open more connections than its server takes", level: "error" },
  unlimited: { id: "connections-audit/unlimited", text: "The service may open any number of connections to its server", level: "error" },
  tight: { id: "connections-audit/tight", text: "A deployment may open more connections than the server takes", level: "warning" },
  unknown: { id: "connections-audit/unknown", text: "How many connections the service may open is not known", level: "note" },
} as const;

/** The audit as SARIF 2.1.0 (OASIS): one result for each client of a server whose budget does not hold, with the ways that make it. */
export function formatAuditSarif(audit: Audit, own: OwnPackage): string {
  const byId = new Map(audit.clients.map((client) => [client.id, client]));
  const rules = Object.values(RULES);
  const results = audit.servers.flatMap((budget) => {
    const rule = RULES[budget.verdict as keyof typeof RULES] as (typeof RULES)[keyof typeof RULES] | undefined;
    if (!rule) return [];
    return concerned(budget)
      .flatMap((id) => byId.get(id) ?? [])
      .map((client) => ({
        ruleId: rule.id,
        ruleIndex: rules.indexOf(rule),
        level: rule.level,
        message: { text: `${budget.server.name}: ${verdictText(budget)} \`${client.client}\` (${client.package}) is one of ${number(budget.clients.length)}; all processes together: ${totalText(budget.total)}.` },
        locations: [locationOf(client.at.file, client.at.line, client.column)],
        ...(client.made.ways.length > 0 && { codeFlows: client.made.ways.map((way) => ({ threadFlows: [{ locations: way.map((place) => ({ location: { ...locationOf(place.file, place.line), message: { text: placeText(place) } } })) }] })) }),
      }));
  });
  const described = rules.map(({ id, text, level }) => ({ id, shortDescription: { text }, fullDescription: { text: `${text}.` }, help: { text: `${text}. docs/audit.md of ${own.name} says how it is added up, and what each verdict means.` }, defaultConfiguration: { level } }));
  const driver = { name: own.name, version: own.version, informationUri: own.homepage, rules: described };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Those without a number where they decide, else all. */
function concerned({ verdict, clients, total }: ServerBudget): readonly AuditedClient["id"][] {
  if (verdict === "unlimited") return total.unlimited;
  return verdict === "unknown" ? total.unknown : clients;
}

function locationOf(file: string, startLine: number, startColumn = 1) {
  return { physicalLocation: { artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" }, region: { startLine, startColumn } } };
}
