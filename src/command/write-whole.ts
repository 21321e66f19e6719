import { access, chmod, chown, constants, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { CannotRun } from "./cannot-run.js";

/**
 * Replaces a file's text in one step: the new text is written beside it and moved over it, so that whoever reads the
 * file, or pulls the plug, finds the old text or the new one. Mode and owner stay; a symbolic link stays a link.
 *
 * @param before the bytes the new text was made from: a file that has changed since is left alone
 * @throws CannotRun with the reason in words, or the file system's own error; the file is then as it was
 */
export async function writeWhole(path: string, before: Buffer, text: string): Promise<void> {
  const target = await realpath(path);
  await access(target, constants.W_OK);
  const { mode, uid, gid } = await stat(target);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeFile(draft, text, { flag: "wx" });
    await chmod(draft, mode);
    // Only root can give a file away, and only root would otherwise take it.
    if (process.getuid?.() === 0) await chown(draft, uid, gid);
    if (!before.equals(await readFile(target))) throw new CannotRun("it was changed while it was linted");
    await rename(draft, target);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}
