import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** A change of one file, with the path to show, parted by slashes. */
export interface Change {
  readonly path: string;
  /** "" for a new file. */
  readonly before: string;
  readonly after: string;
}

/** A unified diff that `git apply` and `patch -p1` take from the folder the paths start from. */
export function formatDiff(changes: readonly Change[], isColored: boolean): string {
  const patches = changes.map(({ path, before, after }) => {
    const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
    return createTwoFilesPatch(before === "" ? "/dev/null" : `a/${path}`, `b/${path}`, before, after, undefined, undefined, options);
  });
  const diff = patches.join("");
  return isColored ? diff.split("\n").map(paint).join("\n") : diff;
}

/** In the colours of git: headers bold, places cyan, removed lines red, added lines green. */
function paint(line: string): string {
  const isHeader = line.startsWith("--- a/") || line.startsWith("+++ b/");
  const codes: Readonly<Record<string, [number, number]>> = { "-": [31, 39], "+": [32, 39], "@": [36, 39] };
  const [on, off] = isHeader ? [1, 22] : (codes[line[0] ?? ""] ?? []);
  return on === undefined ? line : `\u001B[${on}m${line}\u001B[${off}m`;
}
