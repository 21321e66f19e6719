import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { planConsolidation, type KeptClient } from "../audit/consolidate.js";
import { writeMerging, type Rewriting } from "../audit/consolidate-write.js";
import type { Program } from "../audit/program.js";
import { count } from "../audit/words.js";
import { readFileFailure } from "./cannot-run.js";
import { formatDiff } from "./report-diff.js";
import { hasColor, type Surroundings } from "./streams.js";
import { writeWhole } from "./write-whole.js";

/**
 * Makes one shared module of clients that several modules make alike; prints the diff, or writes it.
 *
 * @param writes the files are changed
 * @returns 0; 2 where a file could not be written
 */
export async function consolidate(program: Program, clients: readonly KeptClient[], writes: boolean, surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, env } = surroundings;
  const { mergings, refusals } = planConsolidation(clients, (specifier, from) => program.resolve(specifier, from));
  const changes = new Map<string, Rewriting>();
  const refused = [...refusals];
  for (const merging of mergings) {
    const touched = merging.members.find(({ file }) => changes.has(file.path));
    const made = touched ? `${program.shown(touched.file.path)} is changed for another server already: run it once more` : writeMerging(program, merging);
    if (typeof made === "string") refused.push(`${merging.members.length} clients of ${merging.server} stay as they are: ${made}`);
    else for (const rewriting of made) changes.set(rewriting.path, rewriting);
  }
  let failures = 0;
  if (writes) {
    for (const change of changes.values()) {
      const failure = await write(change);
      if (failure === undefined) stdout.write(`written: ${program.shown(change.path)}\n`);
      else stderr.write(`error: cannot write ${program.shown(change.path)}: ${failure}\n`);
      failures += failure === undefined ? 0 : 1;
    }
  } else {
    const shown = [...changes.values()].map(({ path, before, after }) => ({ path: program.shown(path), before, after }));
    stdout.write(shown.length === 0 ? "" : formatDiff(shown, hasColor(stdout, env)));
  }
  for (const line of refused) stderr.write(`note: ${line}\n`);
  const advice = writes || changes.size === 0 ? "" : " (--write changes them)";
  stderr.write(changes.size === 0 ? "nothing to consolidate\n" : `${count(changes.size, "file")}${advice}\n`);
  return failures > 0 ? 2 : 0;
}

/** Writes one file, whole or not at all; answers the reason where that failed. */
async function write({ path, before, after }: Rewriting): Promise<string | undefined> {
  try {
    if (before === "") {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, after, { flag: "wx" });
      return undefined;
    }
    const bytes = readFileSync(path);
    if (!bytes.equals(Buffer.from(before))) return "it is not the text that was read";
    await writeWhole(path, bytes, after);
    return undefined;
  } catch (thrown) {
    return readFileFailure(thrown);
  }
}
