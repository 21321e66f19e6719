import { readFileSync } from "node:fs";
import Module from "node:module";
import { dirname, join } from "node:path";

/**
 * Lets packages of several majors have their peer side by side, which npm installs only once: what a CommonJS file asks
 * for by the peer's name is the copy installed for the major of the file's own package.
 *
 * @param {string} peer `@mikro-orm/core`
 * @param {(major: string) => string | undefined} aliasOf the alias of that copy; nothing where the usual one is right
 */
export function giveOwnPeers(peer, aliasOf) {
  const internals = /** @type {any} */ (Module);
  const usual = internals._resolveFilename;
  internals._resolveFilename = function resolve(/** @type {string} */ asked, /** @type {any} */ parent, /** @type {unknown[]} */ ...rest) {
    const isPeer = asked === peer || asked.startsWith(`${peer}/`);
    const alias = isPeer && parent?.filename !== undefined ? aliasOf(readMajor(parent.filename)) : undefined;
    return usual.call(this, alias === undefined ? asked : `${alias}${asked.slice(peer.length)}`, parent, ...rest);
  };
}

/** @param {string} file @returns {string} the major of the package it belongs to */
function readMajor(file) {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (version !== undefined) return version.split(".")[0];
    } catch {
      // further up
    }
  }
  return "";
}
