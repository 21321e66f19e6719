import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { ESLint } from "eslint";
import { onTestFinished } from "vitest";

import { runLint } from "../../src/command/lint.js";
import { CannotRun } from "../../src/command/cannot-run.js";
import { stubPlugin } from "./stub-plugin.js";

/** A project in the system's temporary folder that goes with its test. */
export interface TemporaryProject {
  readonly folder: string;
  path(name: string): string;
  read(name: string): string;
  write(name: string, content: string | Buffer): void;
  /** Installs a package of this repository, as a link. */
  install(name: string, from: string): void;
}

export function makeProject(files: Readonly<Record<string, string | Buffer>>): TemporaryProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "connections-command-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const project: TemporaryProject = {
    folder,
    path: (name) => join(folder, name),
    read: (name) => readFileSync(join(folder, name), "utf8"),
    write(name, content) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    },
    install(name, from) {
      const target = join(folder, "node_modules", name);
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(realpathSync(join(import.meta.dirname, "..", "..", "node_modules", from)), target, "dir");
    },
  };
  for (const [name, content] of Object.entries(files)) project.write(name, content);
  return project;
}

/** What a run of the command left behind. */
export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the lint part in this process, by default with the stub plugin. */
export async function lint(
  project: TemporaryProject,
  args: readonly string[] = [],
  plugin: ESLint.Plugin = stubPlugin,
): Promise<CommandRun> {
  let stdout = "";
  let stderr = "";
  const surroundings = {
    cwd: project.folder,
    env: {},
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
  };
  try {
    const code = await runLint(args, surroundings, async () => plugin);
    return { code, stdout, stderr };
  } catch (thrown) {
    if (!(thrown instanceof CannotRun)) throw thrown;
    return { code: 2, stdout, stderr: `${stderr}error: ${thrown.message}\n` };
  }
}
