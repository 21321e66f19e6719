/** The programs that are measured side by side: as written, as the plugin repaired it, and the code that no fix writes. */
import { repair } from "./repair.mjs";
import { runAll } from "./run-all.mjs";

/** What happens to one program, in the order in which it is told. */
export const KINDS = /** @type {const} */ (["before", "fixed", "code", "control"]);

/**
 * @typedef {typeof KINDS[number]} Kind
 */

/**
 * @template {import("./programs.mjs").Program} [Of=import("./programs.mjs").Program]
 * @typedef {object} Variant
 * @property {Of} program
 * @property {Kind} kind
 * @property {string} path
 */

/**
 * Writes each program, its repair and its companions into the project.
 *
 * @template {import("./programs.mjs").Program} Of
 * @param {import("./project.mjs").Project} project
 * @param {readonly Of[]} programs
 * @param {Record<string, number>} values `settings.connections.values`, where a program states none of its own
 * @returns {Promise<{ variants: Variant<Of>[], rows: Record<string, Record<string, any>> }>} no `fixed` where the plugin
 *   changes nothing; a row of results for each program
 */
export async function prepare(project, programs, values) {
  /** @type {Variant<Of>[]} */
  const variants = [];
  /** @type {Record<string, Record<string, any>>} */
  const rows = {};
  for (const program of programs) {
    const { name, title, program: file = name, era = "newest", applySuggestions = ["setDeadPeer"] } = program;
    const text = project.readProgram(file);
    const before = project.write(era, `${name}.mjs`, text);
    const { text: repaired, ...note } = await repair(text, before, { values: program.values ?? values, applySuggestions });
    rows[name] = { title, repair: note, ...("bound" in program ? { bound: program.bound } : {}) };
    variants.push({ program, kind: "before", path: before });
    if (repaired !== text)
      variants.push({ program, kind: "fixed", path: project.write(era, `${name}.fixed.mjs`, repaired) });
    for (const kind of /** @type {const} */ (["code", "control"])) {
      const other = program[kind];
      if (other === undefined) continue;
      const path = project.write(era, `${name}.${kind}.mjs`, project.readProgram(other.program));
      variants.push({ program, kind, path });
    }
  }
  return { variants, rows };
}

/**
 * Measures variants and writes what came out into the rows.
 *
 * @template {import("./programs.mjs").Program} Of
 * @param {readonly Variant<Of>[]} variants
 * @param {Record<string, Record<string, any>>} rows
 * @param {number} atOnce
 * @param {(variant: Variant<Of>) => Promise<unknown>} measure
 */
export async function measureInto(rows, variants, atOnce, measure) {
  const results = await runAll(variants, atOnce, measure);
  fillRows(rows, variants, results);
}

/**
 * @param {Record<string, Record<string, any>>} rows
 * @param {readonly Variant[]} variants
 * @param {readonly unknown[]} results in the order of the variants
 */
export function fillRows(rows, variants, results) {
  for (const [index, { program, kind }] of variants.entries()) {
    const other = kind === "code" || kind === "control" ? program[kind] : undefined;
    const row = /** @type {Record<string, any>} */ (rows[program.name]);
    const { program: file, why } = other ?? {};
    row[kind] = { ...(other === undefined ? {} : { program: file, why }), .../** @type {object} */ (results[index]) };
  }
}
