/** The programs that are measured side by side: as written, as the plugin repaired it, and the code that no fix writes. */
import { repair } from "./repair.mjs";

/**
 * @typedef {object} Variant
 * @property {import("./clients.mjs").Client} client
 * @property {"before" | "fixed" | "code"} kind
 * @property {string} path
 *
 * @typedef {Pick<import("./repair.mjs").Repair, "fixes" | "suggestions" | "left">} RepairNote
 */

/**
 * Writes a program and its repair into the project.
 *
 * @param {import("./project.mjs").Project} project
 * @param {string} name of the program
 * @param {import("./repair.mjs").Wish} wish
 * @returns {Promise<{ before: string, fixed?: string, note: RepairNote }>} paths; no `fixed` where the plugin changes nothing
 */
export async function prepare(project, name, wish) {
  const text = project.readProgram(name);
  const before = project.write(`${name}.mjs`, text);
  const { text: repaired, ...note } = await repair(text, before, wish);
  if (repaired === text) return { before, note };
  return { before, fixed: project.write(`${name}.fixed.mjs`, repaired), note };
}

/**
 * @param {import("./project.mjs").Project} project
 * @param {readonly import("./clients.mjs").Client[]} clients
 * @param {Record<string, number>} values
 * @returns {Promise<{ variants: Variant[], notes: Record<string, RepairNote> }>}
 */
export async function prepareClients(project, clients, values) {
  /** @type {Variant[]} */
  const variants = [];
  /** @type {Record<string, RepairNote>} */
  const notes = {};
  for (const client of clients) {
    const { applySuggestions = [], code } = client;
    const { before, fixed, note } = await prepare(project, client.name, { values, applySuggestions });
    notes[client.name] = note;
    variants.push({ client, kind: "before", path: before });
    if (fixed !== undefined) variants.push({ client, kind: "fixed", path: fixed });
    if (code !== undefined)
      variants.push({
        client,
        kind: "code",
        path: project.write(`${code.program}.mjs`, project.readProgram(code.program)),
      });
  }
  return { variants, notes };
}
