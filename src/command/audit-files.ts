import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import type { ProgramFiles, TsMorph } from "../audit/program.js";
import { CannotRun, readFirstLine } from "./cannot-run.js";
import { findFiles } from "./find-files.js";

/** What the audit reads, and the folder that its paths are shown from. */
export interface AuditInput extends ProgramFiles {
  readonly folder: string;
}

/**
 * Finds the program that the command line names: a tsconfig with what it references, or the source files of a folder.
 *
 * @throws CannotRun with one line where there is no such thing, or nothing in it
 */
export async function findProgram(target: string, cwd: string, tsMorph: TsMorph): Promise<AuditInput> {
  const path = resolve(cwd, target);
  const what = statSync(path, { throwIfNoEntry: false });
  if (!what) throw new CannotRun(`no such file or folder: ${target}`);
  if (what.isFile()) {
    if (!path.endsWith(".json")) throw new CannotRun(`the audit takes a tsconfig.json or a folder, not ${target}`);
    return { folder: dirname(path), tsconfigs: withReferences(path, tsMorph), files: [] };
  }
  const tsconfig = join(path, "tsconfig.json");
  if (existsSync(tsconfig) && !isWorkspace(path)) return { folder: path, tsconfigs: withReferences(tsconfig, tsMorph), files: [] };
  const { files } = await findFiles([path], cwd);
  return { folder: path, tsconfigs: [], files: files.map((file) => file.path) };
}

/** The packages of a workspace have configurations of their own: all of its source files are one program. */
function isWorkspace(folder: string): boolean {
  if (existsSync(join(folder, "pnpm-workspace.yaml"))) return true;
  try {
    return "workspaces" in (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as object);
  } catch {
    return false; // no package.json, or one that says nothing
  }
}

/** A tsconfig with the ones it references, and they in turn. */
function withReferences(first: string, { ts }: TsMorph): string[] {
  const found = new Set<string>();
  const open = [first];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const { config, error } = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
    if (error) throw new CannotRun(`${path} cannot be read: ${readFirstLine(ts.flattenDiagnosticMessageText(error.messageText, "\n"))}`);
    const { references = [] } = (config ?? {}) as { references?: readonly { path?: string }[] };
    for (const { path: to } of references) {
      if (to === undefined) continue;
      const target = resolve(dirname(path), to);
      open.push(target.endsWith(".json") ? target : join(target, "tsconfig.json"));
    }
  }
  return [...found];
}
