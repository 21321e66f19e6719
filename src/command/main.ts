import { CannotRun, readFirstLine } from "./cannot-run.js";
import type { Surroundings } from "./streams.js";

/** Runs with what stands after its own name on the command line and answers the exit code. */
export type Subcommand = (args: readonly string[], surroundings: Surroundings) => Promise<number>;

/** Every subcommand, loaded only when it is called. Without a name the first one runs. */
const subcommands: Readonly<Record<string, () => Promise<Subcommand>>> = {
  lint: async () => (await import("./lint.js")).runLint,
  audit: async () => (await import("./audit.js")).runAudit,
};

/**
 * The command line of the package.
 *
 * @param args what the user wrote after the command's name
 * @returns 0 clean, 1 problems found, 2 could not run (the reason is one line on stderr)
 */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [name = "", ...rest] = args;
  const isNamed = Object.hasOwn(subcommands, name);
  const load = subcommands[isNamed ? name : "lint"];
  try {
    if (load === undefined) throw new CannotRun(`there is no subcommand ${name}`);
    const run = await load();
    return await run(isNamed ? rest : args, surroundings);
  } catch (thrown) {
    surroundings.stderr.write(`error: ${describeFailure(thrown, surroundings)}\n`);
    return 2;
  }
}

/** One line for what was foreseen; a defect of the command itself also shows its stack where somebody asks for it. */
function describeFailure(thrown: unknown, { env }: Surroundings): string {
  if (thrown instanceof CannotRun) return thrown.message;
  if (env["DEBUG"] && thrown instanceof Error && thrown.stack) return thrown.stack;
  return `${readFirstLine(thrown)} (a defect of this command: DEBUG=1 shows where)`;
}
