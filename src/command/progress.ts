import type { TextSink } from "./streams.js";

/** Below this many milliseconds a run shows no progress, between two updates passes the second number. */
const [quietMs, updateMs] = [700, 100];

/** The line that says how far a long run has come. */
export interface Progress {
  /** One more file is about to be linted. */
  step(name: string): void;
  /** Removes the line. */
  end(): void;
}

/**
 * Shows progress on a terminal; writes nothing anywhere else, because a log keeps every line.
 *
 * @param now milliseconds on any clock
 */
export function startProgress(sink: TextSink, total: number, now: () => number = Date.now): Progress {
  if (sink.isTTY !== true) return { step: () => undefined, end: () => undefined };
  let done = 0;
  let nextAt = now() + quietMs;
  let isShown = false;
  return {
    step(name) {
      done += 1;
      if (now() < nextAt) return;
      nextAt = now() + updateMs;
      isShown = true;
      const line = `linting ${done}/${total} ${name}`;
      // Cut to the terminal's width: a line that wraps cannot be taken back.
      sink.write(`\r\u001B[K${line.slice(0, (sink.columns ?? 80) - 1)}`);
    },
    end() {
      if (isShown) sink.write("\r\u001B[K");
      isShown = false;
    },
  };
}
