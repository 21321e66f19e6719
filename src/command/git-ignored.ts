import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Longest wait for git, in milliseconds; a slower answer counts as none. */
const patienceMs = 5000;

/**
 * What git ignores below a folder, as absolute paths; an ignored folder stands for all it holds.
 * Git itself is asked, because only it knows nested .gitignore files, .git/info/exclude and the user's own excludes.
 *
 * @returns an empty set outside a repository, without git, and where git refuses the repository
 */
export async function findGitIgnored(folder: string): Promise<ReadonlySet<string>> {
  // fsmonitor may name a program to run: a repository that is only looked at must not start one.
  const args = ["-c", "core.fsmonitor=false", "ls-files", "-z", "--others", "--ignored", "--exclude-standard"];
  try {
    const { stdout } = await run("git", [...args, "--directory"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" },
      maxBuffer: 64 * 1024 * 1024,
      timeout: patienceMs,
      windowsHide: true,
    });
    const names = stdout.split("\0").filter((name) => name !== "");
    return new Set(names.map((name) => join(folder, name.replace(/\/$/, ""))));
  } catch {
    return new Set();
  }
}
