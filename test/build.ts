import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

function newest(folder: string): number {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return Math.max(0, ...entries.map((name) => statSync(join(ROOT, folder, name)).mtimeMs));
}

/** Builds once before all suites, when the built plugin is older than its sources: several suites run what users run. */
export default function build(): void {
  const built = statSync(join(ROOT, "dist/src/index.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(newest("src"), newest("rules"))) return;
  // A type error does not stop the suites; the type check is a step of its own and fails there.
  spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit", cwd: ROOT });
}
