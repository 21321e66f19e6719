/** One output of the command: a stream of the process, or a recorder in tests. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Everything the command touches of its process, so that it also runs inside one. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}

/** Whether colours may be written: NO_COLOR and FORCE_COLOR decide before the terminal does. */
export function hasColor(sink: TextSink, env: Surroundings["env"]): boolean {
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return sink.isTTY === true;
}
