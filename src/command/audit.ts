import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

import type { Audit } from "../audit/model.js";
import type { Settings } from "../settings.js";
import { readAuditArguments, type AuditArguments } from "./audit-arguments.js";
import { findProgram, type AuditInput } from "./audit-files.js";
import { CannotRun, readFileFailure } from "./cannot-run.js";
import { auditHelpText } from "./help.js";
import { loadEslint, loadTsMorph, requireParser } from "./load-from-project.js";
import { readOwnPackage } from "./own-package.js";
import { startProgress } from "./progress.js";
import { openProjectConfigs } from "./project-config.js";
import { hasColor, type Surroundings } from "./streams.js";

/**
 * Audits the program that the arguments name and writes the report.
 *
 * @returns 0 done, 1 over budget where --fail-over asks for it
 * @throws CannotRun with one line for what makes the run impossible
 */
export async function runAudit(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const startedAt = performance.now();
  const request = readAuditArguments(args);
  const { cwd, stdout, stderr } = surroundings;
  if (request.asks === "help") {
    stdout.write(auditHelpText);
    return 0;
  }
  const folders = [resolve(cwd, request.target), cwd];
  const tsMorph = loadTsMorph(folders);
  requireParser(folders);
  const input = await findProgram(request.target, cwd, tsMorph);
  const settings = await readProjectSettings(request, input.folder, surroundings);
  const scale = {
    instances: request.instances ?? settings.server.instances ?? 1,
    workers: request.workers,
    serverLimit: request.serverLimit ?? settings.server.maxConnections,
    serverLimits: request.serverLimits,
  };
  if (request.failOver && scale.serverLimit === undefined && scale.serverLimits.size === 0) {
    throw new CannotRun("--fail-over needs to know what a server takes: --server-limit <n>, or maxConnections in settings.connections.server");
  }
  const [{ Program }, { auditProgram, findClients }, { isOver }, { count }] = await Promise.all([import("../audit/program.js"), import("../audit/collect.js"), import("../audit/budget.js"), import("../audit/words.js")]);
  const program = new Program(tsMorph, input, settings, input.folder);
  if (program.paths.length === 0) throw new CannotRun(nothingIn(request.target, input));
  if (request.asks === "consolidate") {
    const { consolidate } = await import("./audit-consolidate.js");
    return consolidate(program, findClients(program).clients, request.writes, surroundings);
  }
  const progress = startProgress(stderr, program.paths.length);
  const shown = relative(cwd, resolve(cwd, request.target)).replaceAll("\\", "/");
  const project = shown === "" || shown.startsWith("..") ? basename(input.folder) : shown;
  let audit: Audit;
  try {
    audit = auditProgram(program, scale, project, progress.step);
  } finally {
    progress.end();
  }
  await writeAudit(audit, request, surroundings);
  for (const notice of audit.notices) stderr.write(`note: ${notice}\n`);
  stderr.write(`${count(audit.files, "file")}, ${count(audit.clients.length, "client")}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return request.failOver && audit.servers.some(isOver) ? 1 : 0;
}

function nothingIn(target: string, { folder, tsconfigs }: AuditInput): string {
  const [first] = tsconfigs;
  const included = first === undefined ? `no JavaScript or TypeScript file in ${target}` : `${relative(folder, first) || first} includes no JavaScript or TypeScript file that is there; name the folder that holds them`;
  return `nothing to audit: ${included}`;
}

/** `settings.connections` of the project's own eslint.config, checked. */
async function readProjectSettings(request: AuditArguments, folder: string, { cwd, stderr }: Surroundings): Promise<Settings> {
  const { readSettings } = await import("../settings.js");
  if (!request.configLookup) return readSettings({});
  const warn = (line: string): unknown => stderr.write(`warning: ${line}\n`);
  const readProject = openProjectConfigs(loadEslint([folder, cwd]).ESLint, cwd, warn);
  // The settings of a program are those of a file at its root.
  const { settings } = await readProject(join(folder, "any-file.ts"));
  try {
    return readSettings({ connections: settings });
  } catch (thrown) {
    throw new CannotRun(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function writeAudit(audit: Audit, request: AuditArguments, surroundings: Surroundings): Promise<void> {
  const text = await formatAudit(audit, request, surroundings);
  if (request.output === undefined) {
    surroundings.stdout.write(text);
    return;
  }
  const path = resolve(surroundings.cwd, request.output);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (thrown) {
    throw new CannotRun(`cannot write ${request.output}: ${readFileFailure(thrown)}`);
  }
  surroundings.stderr.write(`written: ${request.output}\n`);
}

async function formatAudit(audit: Audit, { format, output }: AuditArguments, { stdout, env }: Surroundings): Promise<string> {
  switch (format) {
    case "json":
      return `${JSON.stringify(audit, null, 2)}\n`;
    case "markdown":
      return (await import("./audit-markdown.js")).formatAuditMarkdown(audit);
    case "sarif":
      return (await import("./audit-sarif.js")).formatAuditSarif(audit, readOwnPackage());
    case "html":
      return (await import("./audit-html.js")).formatAuditHtml(audit);
    case "table":
      return (await import("./audit-table.js")).formatAuditTable(audit, output === undefined && hasColor(stdout, env));
  }
}
