import type { Reading } from "./constructions.js";
import type { Take } from "./leases.js";
import { classAround } from "./uses.js";

/**
 * Whether the client of a connection may be one for a database in the process: by a value of its driver option, and where its
 * construction does not show the driver, by the class around the taking or by what the file imports.
 */
export function mayBeEmbedded({ call, construction, lease }: Take, { module }: Reading): boolean {
  const { unlessEmbedded } = lease;
  if (!unlessEmbedded) return false;
  const names = new RegExp(unlessEmbedded.word, "i");
  for (const option of unlessEmbedded.options) {
    const value = construction?.options.get(option);
    if (value?.state !== "present") continue;
    const words = value.branches.map(({ word }) => word);
    if (words.some((word) => typeof word === "string" && names.test(word))) return true;
    if (words.every((word) => typeof word === "string")) return false;
  }
  for (let owner = classAround(call); owner; owner = classAround(owner)) if ("id" in owner && owner.id && "name" in owner.id && names.test(String(owner.id.name))) return true;
  return module.mentions.some(({ specifier }) => names.test(specifier));
}
