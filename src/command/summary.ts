import type { FixMode } from "./arguments.js";

/** The figures of a run. */
export interface RunFigures {
  readonly files: number;
  /** Before fixes. */
  readonly problems: number;
  /** Of these, how many carry a fix. */
  readonly fixable: number;
  /** After fixes; equal to `problems` where none were asked for. */
  readonly left: number;
  /** Files whose text the fixes change. */
  readonly changed: number;
  readonly milliseconds: number;
}

/** The last line of a run. */
export function describeRun(run: RunFigures, fixes: FixMode): string {
  const time = `${(run.milliseconds / 1000).toFixed(1)} s`;
  return `${count(run.files, "file")}, ${describeProblems(run, fixes)}, ${time}\n`;
}

function describeProblems(run: RunFigures, fixes: FixMode): string {
  if (run.problems === 0) return "no problems";
  const problems = count(run.problems, "problem");
  const repaired = Math.max(0, run.problems - run.left);
  if (fixes === "written" && repaired === 0) return `${problems}, none repaired`;
  if (fixes === "written") return `${repaired} of ${problems} repaired in ${count(run.changed, "file")}`;
  if (fixes === "ignored") return run.fixable === 0 ? problems : `${problems} (${run.fixable} that --fix repairs)`;
  if (repaired === 0) return `${problems}, --fix would repair none`;
  return `--fix would repair ${repaired} of ${problems} in ${count(run.changed, "file")}, nothing was written`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
