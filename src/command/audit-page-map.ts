import type { Audit, AuditedClient, Place, ServerBudget } from "../audit/model.js";
import { count, madeText, number, placeText, shortTotalText, sizeText, totalText } from "../audit/words.js";
import { anchorOf, clipEnd, clipStart, escapeHtml, serverAnchor } from "./audit-page-text.js";

/** A box of the map. */
export interface MapNode {
  readonly id: string;
  readonly kind: "module" | "client" | "server";
  readonly title: string;
  /** A second, quieter line; "" for none. */
  readonly detail: string;
  /** What a screen reader says. */
  readonly label: string;
  /** Where a click leads. */
  readonly href: string;
  readonly tone: "bad" | "warn" | "good" | "plain";
  x: number;
  y: number;
  readonly width: number;
  readonly height: number;
}

/** A line between two boxes. */
export interface MapEdge {
  readonly from: MapNode;
  readonly to: MapNode;
  readonly isHot: boolean;
  /** px */
  readonly width: number;
}

/** The map with every box in its place. Sizes in px. */
export interface ConnectionMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  readonly width: number;
  readonly height: number;
  /** Clients stand together, because there are too many to look at. */
  readonly isGrouped: boolean;
}

/** More clients or modules than these are shown in groups. */
const [MOST_CLIENTS, MOST_MODULES] = [32, 26];
/** Groups of clients of one server, at most; the smallest stand together as one. */
const MOST_GROUPS = 12;
const COLUMNS = { module: 0, client: 390, server: 830 } as const;
const WIDTHS = { module: 270, client: 310, server: 270 } as const;
const HEIGHTS = { module: 34, client: 50, server: 76 } as const;
const [GAP, BLOCK_GAP] = [10, 26];

/** Lays the map out: servers from top to bottom by weight, beside each its clients, and the modules near what they hold. */
export function layOutMap(audit: Audit): ConnectionMap {
  const byId = new Map(audit.clients.map((client) => [client.id, client]));
  const isGrouped = audit.clients.length > MOST_CLIENTS;
  const moduleOf = openModules(audit.clients);
  const nodes: MapNode[] = [];
  const edges: MapEdge[] = [];
  const modules = new Map<string, { node: MapNode; clients: MapNode[] }>();
  const hot = new Set<MapNode>();
  let top = 0;
  for (const budget of audit.servers) {
    const groups = groupsOf(budget.clients.flatMap((id) => byId.get(id) ?? []), isGrouped);
    const server = serverNode(budget);
    const stack = groups.length * (HEIGHTS.client + GAP) - GAP;
    const block = Math.max(stack, HEIGHTS.server);
    server.y = top + (block - HEIGHTS.server) / 2;
    nodes.push(server);
    groups.forEach((clients, index) => {
      const node = clientNode(clients, isGrouped);
      node.y = top + (block - stack) / 2 + index * (HEIGHTS.client + GAP);
      nodes.push(node);
      const isHot = clients.some(({ made }) => made.is === "repeated");
      if (isHot) hot.add(node);
      edges.push({ from: node, to: server, isHot, width: isHot ? 2.5 : widthOf(clients) });
      for (const client of clients) {
        const name = moduleOf(client.kept);
        const entry = modules.get(name) ?? { node: moduleNode(name, audit.clients.filter(({ kept }) => moduleOf(kept) === name)), clients: [] };
        modules.set(name, entry);
        if (!entry.clients.includes(node)) entry.clients.push(node);
      }
    });
    top += block + BLOCK_GAP;
  }
  placeModules([...modules.values()]);
  for (const { node, clients } of modules.values()) {
    nodes.push(node);
    for (const client of clients) edges.push({ from: node, to: client, isHot: hot.has(client), width: 1.5 });
  }
  const bottom = Math.max(...nodes.map(({ y, height }) => y + height), HEIGHTS.server);
  const order = { module: 0, client: 1, server: 2 };
  nodes.sort((a, b) => order[a.kind] - order[b.kind] || a.y - b.y);
  return { nodes, edges, width: COLUMNS.server + WIDTHS.server, height: bottom, isGrouped };
}

/** Each module as near as it gets to the middle of its clients, none over another. */
function placeModules(entries: readonly { node: MapNode; clients: readonly MapNode[] }[]): void {
  const wanted = entries.map(({ node, clients }) => ({ node, y: clients.reduce((sum, client) => sum + client.y + client.height / 2, 0) / clients.length - HEIGHTS.module / 2 }));
  wanted.sort((a, b) => a.y - b.y || (a.node.title < b.node.title ? -1 : 1));
  let free = 0;
  for (const { node, y } of wanted) {
    node.y = Math.max(y, free);
    free = node.y + HEIGHTS.module + GAP;
  }
  // What was pushed below the end is moved up again, as far as there is room.
  let limit = Math.max(wanted.length * (HEIGHTS.module + GAP), wanted.at(-1)?.y ?? 0) + HEIGHTS.module;
  for (const { node } of wanted.toReversed()) {
    node.y = Math.min(node.y, limit - HEIGHTS.module);
    limit = node.y - GAP;
  }
}

/** The name of the module a place belongs to: its file; the folder, for the fullest folders first, where there are too many files. */
function openModules(clients: readonly AuditedClient[]): (place: Place) => string {
  const names = new Map(clients.map(({ kept }) => [kept.file, kept.file]));
  for (let shown = new Set(names.values()); shown.size > MOST_MODULES; shown = new Set(names.values())) {
    // Files first: a folder that stands for its files already joins another one only when nothing else is left.
    const files = [...shown].filter((name) => !name.endsWith("/"));
    const movable = new Set(files.length > 1 ? files : shown);
    const folders = new Map<string, number>();
    for (const name of movable) folders.set(folderOf(name), (folders.get(folderOf(name)) ?? 0) + 1);
    const [fullest = ""] = [...folders].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length)[0] ?? [];
    for (const [file, name] of names) if (movable.has(name) && folderOf(name) === fullest) names.set(file, fullest);
  }
  return ({ file }) => names.get(file) ?? file;
}

/** `src/data/` of `src/data/pool.ts`, `src/` of `src/data/`. */
function folderOf(name: string): string {
  const parts = name.replace(/\/$/, "").split("/");
  return parts.length > 1 ? `${parts.slice(0, -1).join("/")}/` : "all modules";
}

/** The clients of a server one by one, or those together that are alike. */
function groupsOf(clients: readonly AuditedClient[], isGrouped: boolean): AuditedClient[][] {
  if (!isGrouped) return clients.map((client) => [client]);
  const groups = new Map<string, AuditedClient[]>();
  for (const client of clients) {
    // Of what is made again and again no limit counts.
    const size = client.made.is === "repeated" ? "repeated" : client.limit;
    const key = JSON.stringify([client.package, client.client, size]);
    groups.set(key, [...(groups.get(key) ?? []), client]);
  }
  const sorted = [...groups.values()].sort((a, b) => Number(isUnbounded(b)) - Number(isUnbounded(a)) || b.length - a.length);
  return sorted.length <= MOST_GROUPS ? sorted : [...sorted.slice(0, MOST_GROUPS - 1), sorted.slice(MOST_GROUPS - 1).flat()];
}

function isUnbounded(clients: readonly AuditedClient[]): boolean {
  return clients.some(({ limit, made }) => limit.is === "unlimited" || made.is === "repeated");
}

function toneOf(clients: readonly AuditedClient[]): MapNode["tone"] {
  if (isUnbounded(clients)) return "bad";
  return clients.some(({ limit, made }) => limit.is === "unknown" || made.is === "unknown") ? "warn" : "plain";
}

function clientNode(clients: readonly AuditedClient[], isGrouped: boolean): MapNode {
  const [first] = clients as [AuditedClient];
  const kind = `${first.client} (${first.package})`;
  const size = first.made.is === "repeated" ? `made ${madeText(first.made)}` : sizeText(first.limit);
  const isSeveral = isGrouped && clients.length > 1;
  const sizeOf = ({ client, package: name, limit, made }: AuditedClient): string => JSON.stringify([client, name, made.is === "repeated" || limit]);
  const isMixed = isSeveral && clients.some((each) => sizeOf(each) !== sizeOf(first));
  if (isMixed) {
    const title = `${number(clients.length)} other clients`;
    return node("client", { id: anchorOf(first), title, detail: "of several kinds", label: `${title} of ${first.server.name}`, href: `#${serverAnchor(first.server)}`, tone: toneOf(clients) });
  }
  const title = isSeveral ? `${number(clients.length)} × ${kind}` : first.name === "" ? kind : first.name;
  const detail = isSeveral ? (first.made.is === "repeated" ? "made again and again" : size.replace(/^unlimited$|^unknown$|connections?/, "$& each")) : first.name === "" ? size : `${kind}, ${size}`;
  const label = isSeveral ? `${count(clients.length, "client")} ${kind}, ${detail}` : `${title}: ${kind}, ${size}, kept in ${placeText(first.kept)}`;
  return node("client", { id: anchorOf(first), title, detail, label, href: isSeveral ? `#${serverAnchor(first.server)}` : `#${anchorOf(first)}`, tone: toneOf(clients) });
}

function serverNode(budget: ServerBudget): MapNode {
  const { server, total, limit, verdict } = budget;
  const takes = limit === undefined ? "" : ` of ${number(limit)}`;
  const detail = `${shortTotalText(total)}${takes}`;
  const tone = ({ over: "bad", unlimited: "bad", tight: "warn", unknown: "warn", within: "good", unchecked: "plain" } as const)[verdict];
  return node("server", { id: serverAnchor(server), title: server.name, detail, label: `Server ${server.name}: ${totalText(total)}${takes} connections, ${verdict}`, href: `#${serverAnchor(server)}`, tone });
}

function moduleNode(name: string, clients: readonly AuditedClient[]): MapNode {
  const [first] = clients as [AuditedClient];
  return node("module", { id: `module-${name}`, title: name, detail: "", label: `${name} keeps ${count(clients.length, "client")}`, href: `#${anchorOf(first)}`, tone: "plain" });
}

function node(kind: MapNode["kind"], rest: Pick<MapNode, "id" | "title" | "detail" | "label" | "href" | "tone">): MapNode {
  return { kind, ...rest, x: COLUMNS[kind], y: 0, width: WIDTHS[kind], height: HEIGHTS[kind] };
}

/** Thicker where more may flow, by the square root, so that 300 is not a bar. */
function widthOf(clients: readonly AuditedClient[]): number {
  const sum = clients.reduce((total, { limit }) => total + (limit.is === "known" ? limit.value : 1), 0);
  return Math.min(9, 1.5 + Math.sqrt(sum) / 3);
}

/** The map as SVG, for a page that has the styles of the audit. */
export function drawMap(map: ConnectionMap): string {
  const pad = 8;
  const ids = new Map(map.nodes.map((each, index) => [each, `n${index}`]));
  const lines = map.edges.map(({ from, to, isHot, width }) => {
    const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2].map((each) => Math.round(each));
    const middle = ((x1 as number) + (x2 as number)) / 2;
    return `<path class="edge${isHot ? " hot" : ""}" data-from="${ids.get(from)}" data-to="${ids.get(to)}" stroke-width="${width.toFixed(1)}" d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}"/>`;
  });
  const boxes = map.nodes.map((each) => drawNode(each, ids.get(each) as string));
  const heads = (["module", "client", "server"] as const).map((kind) => `<text class="head" x="${COLUMNS[kind]}" y="-18">${kind === "module" ? "Modules" : kind === "client" ? "Clients" : "Servers"}</text>`);
  return `<svg viewBox="${-pad} -44 ${map.width + 2 * pad} ${Math.ceil(map.height) + 44 + pad}" role="group" aria-labelledby="map-title">
<g aria-hidden="true">${heads.join("")}</g>
<g aria-hidden="true" class="edges">
${lines.join("\n")}
</g>
${boxes.join("\n")}
</svg>`;
}

function drawNode({ kind, x, y, width, height, title, detail, label, href, tone }: MapNode, id: string): string {
  const at = (offset: number): number => Math.round(y + offset);
  const clip = kind === "module" ? clipStart : clipEnd;
  const most = { module: 29, client: 31, server: 24 }[kind];
  const mark = tone === "plain" ? "" : `<circle class="mark" cx="${x + width - 16}" cy="${at(16)}" r="5"/>`;
  const first = kind === "server" ? 28 : detail === "" ? height / 2 + 5 : 21;
  const second = detail === "" ? "" : `<text class="detail" x="${x + 14}" y="${at(kind === "server" ? 54 : 39)}">${escapeHtml(clipEnd(detail, kind === "server" ? 22 : 38))}</text>`;
  return `<a class="node ${kind} ${tone}" data-node="${id}" href="${escapeHtml(href)}" aria-label="${escapeHtml(label)}"><title>${escapeHtml(label)}</title><rect x="${x}" y="${at(0)}" width="${width}" height="${height}" rx="${kind === "module" ? 8 : 10}"/><text class="title" x="${x + 14}" y="${at(first)}">${escapeHtml(clip(title, most))}</text>${second}${mark}</a>`;
}
