import { join } from "node:path";

import type { Audit, AuditedClient, ServerBudget } from "../src/audit/model.js";
import { runCommand } from "../src/command/main.js";
import { FIXTURES } from "./fixture-harness.js";

/** What a run of the audit left behind. */
export interface AuditRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `audit` as the command line does, in a folder below `fixtures/audit/`. */
export async function runAuditIn(folder: string, ...args: string[]): Promise<AuditRun> {
  return runAuditAt(join(FIXTURES, "audit", folder), ...args);
}

/** Runs `audit` in any folder. */
export async function runAuditAt(cwd: string, ...args: string[]): Promise<AuditRun> {
  let stdout = "";
  let stderr = "";
  const surroundings = { cwd, env: {}, stdout: { write: (text: string) => (stdout += text) }, stderr: { write: (text: string) => (stderr += text) } };
  const code = await runCommand(["audit", "--no-config-lookup", ...args], surroundings);
  return { code, stdout, stderr };
}

/** The audit of a fixture as data. */
export async function audited(folder: string, ...args: string[]): Promise<Audit> {
  const { code, stdout, stderr } = await runAuditIn(folder, "--format", "json", ...args);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Audit;
}

/** The client that something in a file is called. */
export function clientNamed(audit: Audit, file: string, name: string): AuditedClient {
  const found = audit.clients.find((client) => client.kept.file === file && client.name === name);
  if (!found) throw new Error(`${file} keeps no ${name}, but ${audit.clients.map(({ kept, name: each }) => `${kept.file} ${each}`).join(", ")}`);
  return found;
}

export function budgetOf(audit: Audit, server: string): ServerBudget {
  const found = audit.servers.find((budget) => budget.server.name === server);
  if (!found) throw new Error(`No server ${server}, but ${audit.servers.map((budget) => budget.server.name).join(", ")}`);
  return found;
}
