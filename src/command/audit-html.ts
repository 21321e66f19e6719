import type { Audit } from "../audit/model.js";
export function formatAuditHtml(audit: Audit): string { return JSON.stringify(audit); }
