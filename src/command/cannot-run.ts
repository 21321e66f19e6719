/** The command cannot go on. Its message is one line for the user; the exit code is 2. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/**
 * The first line of what was thrown: loaders, parsers and ESLint append positions, stacks and advice
 * on further lines, and a message of the command is one line.
 */
export function readFirstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const line = text.split("\n").find((part) => part.trim() !== "");
  return (line ?? "no reason given").trim();
}

/** The reason of a failed file operation in words; the error's own text for codes that nobody meets daily. */
export function readFileFailure(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const words: Record<string, string> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    ENOENT: "no such file or folder",
    ELOOP: "a symbolic link that points at itself",
    EISDIR: "it is a folder",
    EROFS: "the file system is read-only",
    ENOSPC: "no space left on the disk",
  };
  return words[code] ?? readFirstLine(thrown);
}
