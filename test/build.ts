import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

function newest(folder: string): number {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return Math.max(0, ...entries.map((name) => statSync(join(ROOT, folder, name)).mtimeMs));
}

/** Builds once before all suites, when the built plugin is older than its sources: several suites run what users run. */
export default function build(): () => void {
  // Every fixture becomes a project on disk: below one folder, so that it can be taken away as a whole.
  const folder = mkdtempSync(join(tmpdir(), "connections-fixtures-"));
  process.env["CONNECTIONS_FIXTURES"] = folder;
  if (isStale()) {
    // A type error does not stop the suites; the type check is a step of its own and fails there.
    spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit", cwd: ROOT });
  }
  return () => rmSync(folder, { recursive: true, force: true });
}

function isStale(): boolean {
  const built = statSync(join(ROOT, "dist/src/index.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built <= Math.max(newest("src"), newest("rules"));
}
