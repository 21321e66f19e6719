import { addUp } from "../src/audit/budget.js";
import type { Amount, Audit, AuditedClient, Made, Place, Server } from "../src/audit/model.js";

/** Audits of any size, made up for what only shows with many clients. */

const SERVERS: readonly Server[] = [
  { is: "variable", name: "DATABASE_URL" },
  { is: "host", name: "cache-with-a-rather-long-name.internal.example:6379" },
  { is: "variable", name: "REPORTS_URL" },
  { is: "any", name: "any address (undici)" },
  { is: "default", name: "pg's default" },
];

export function clientOf(index: number): AuditedClient {
  const server = SERVERS[index % SERVERS.length] as Server;
  const folders = ["orders", "payments/refunds", "search", "accounts/sessions/with-a-long-name", "jobs"];
  const at: Place = { file: `src/${folders[index % folders.length]}/module-${index}.ts`, line: 5 + index };
  const limits: Amount[] = [
    { is: "known", value: 10, by: "default" },
    { is: "known", value: 1, by: "kind" },
    { is: "known", value: 4 + (index % 3), by: "written" },
    { is: "unlimited", why: '"maxSockets" is not written' },
    { is: "unknown", why: '"max" is Number(process.env.POOL_MAX)' },
  ];
  const ways = [[{ file: "src/server.ts", line: 12 }, at]];
  const made: Made = index % 11 === 7 ? { is: "repeated", every: "every GET /orders/:id", ways } : { is: "counted", times: 1, ways };
  return {
    id: `${at.file}:${at.line}:3`,
    at,
    column: 3,
    kept: at,
    name: index % 4 === 0 ? "" : `pool${index}`,
    client: "Pool",
    package: "pg",
    version: "8.23.1",
    server,
    holds: "pool",
    limit: limits[index % limits.length] as Amount,
    timeouts: { connect: { is: "known", value: 5_000, by: "written" }, acquire: { is: "endless" }, command: { is: "none" } },
    liveness: { is: "missing", options: ["query_timeout"] },
    role: "request",
    made,
    closed: index % 2 === 0 ? { is: "nobody" } : { is: "shutdown", on: "SIGTERM", at },
    users: [at.file],
  };
}

export function auditOf(size: number): Audit {
  const clients = Array.from({ length: size }, (_, index) => clientOf(index));
  const servers = addUp(clients, { instances: 20, workers: 8, serverLimit: 500, serverLimits: new Map() });
  return { project: "shop", files: 1_000, instances: 20, workers: 8, clients, servers, notices: size > 3 ? ["12 test files are left out"] : [] };
}
