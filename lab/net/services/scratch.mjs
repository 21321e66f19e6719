import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @type {Set<string>} */
const folders = new Set();
process.on("exit", () => {
  for (const folder of folders) removeFolder(folder);
});

/**
 * A folder of its own for one server, removed at the latest when this process exits.
 *
 * @param {string} name
 * @param {{ uid: number, gid: number }} [owner]
 * @returns {{ path: string, remove: () => void }}
 */
export function makeScratchFolder(name, owner) {
  const path = mkdtempSync(join(tmpdir(), `connections-${name}-`));
  folders.add(path);
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  return { path, remove: () => removeFolder(path) };
}

/** @param {string} folder */
function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}

/**
 * Some servers refuse to run as root. Under root: the given user, else `nobody`; otherwise nothing to change.
 *
 * @param {string} name
 * @returns {{ uid: number, gid: number } | undefined}
 */
export function findUnprivilegedUser(name) {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of [name, "nobody"]) {
    try {
      const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, user], { stdio: "pipe" })));
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // no such user
    }
  }
  return undefined;
}
