import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Thrown by every starter when its program is not on this machine: a reason to skip, not a failure. */
export class ProgramMissing extends Error {
  /**
   * @param {string} program
   * @param {string} debianPackage
   */
  constructor(program, debianPackage) {
    super(`${program} is not installed (Debian: apt-get install ${debianPackage})`);
    this.name = "ProgramMissing";
  }
}

/**
 * The path of a program: on PATH, in the usual sbin folders, or in `alsoIn`.
 *
 * @param {string} program
 * @param {string} debianPackage named in the error
 * @param {string[]} [alsoIn]
 * @returns {string}
 * @throws {ProgramMissing}
 */
export function findProgram(program, debianPackage, alsoIn = []) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/sbin", ...alsoIn];
  for (const folder of folders) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  throw new ProgramMissing(program, debianPackage);
}

/**
 * Debian keeps PostgreSQL's programs in one folder per major, off PATH. Newest first.
 *
 * @returns {string[]}
 */
export function findPostgresFolders() {
  const root = "/usr/lib/postgresql";
  try {
    return readdirSync(root)
      .sort((a, b) => Number(b) - Number(a))
      .map((major) => join(root, major, "bin"));
  } catch {
    return [];
  }
}
