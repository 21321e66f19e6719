import type { AuditedClient, Server } from "../audit/model.js";

/** Text for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

/** The end of a text that is too long goes. */
export function clipEnd(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The beginning goes: of a path the end says more. */
export function clipStart(text: string, most: number): string {
  return text.length > most ? `…${text.slice(1 - most)}` : text;
}

/** The id of a client's row. */
export function anchorOf({ id }: AuditedClient): string {
  return `client-${wordOf(id)}`;
}

/** The id of a server's section. */
export function serverAnchor({ is, name }: Server): string {
  return `server-${is}-${wordOf(name)}`;
}

/** Only characters that need no escaping, each text to another one. */
function wordOf(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9]/g, (sign) => `-${sign.codePointAt(0)?.toString(36) ?? ""}-`);
}
