import type { Linter } from "eslint";

/** The results of one file as this report shows them. */
export interface MarkdownFile {
  readonly path: string;
  readonly messages: readonly Linter.LintMessage[];
}

/** GitHub takes 65,536 characters in a comment; the rest is left for the diff's end and the last line. */
const maxCharacters = 60_000;

/**
 * The findings as Markdown for a comment on a change: one table for each file.
 *
 * @param docsUrl the page of a rule
 * @param diff what fixes change; "" for none
 */
export function formatMarkdown(
  files: readonly MarkdownFile[],
  docsUrl: (ruleId: string) => string | undefined,
  diff: string,
): string {
  const withFindings = files.filter(({ messages }) => messages.length > 0);
  const problems = withFindings.flatMap(({ messages }) => messages);
  if (problems.length === 0 && diff === "") return "### Connections: no problems\n";

  const fixable = problems.filter(({ fix }) => fix).length;
  const repair = fixable > 0 ? `, \`--fix\` repairs ${fixable}` : "";
  const place = count(withFindings.length, "file");
  let text = `### Connections: ${count(problems.length, "problem")} in ${place}${repair}\n`;
  let shown = 0;
  for (const file of withFindings) {
    const table = formatTable(file, docsUrl);
    if (text.length + table.length > maxCharacters) break;
    text += table;
    shown += 1;
  }
  if (shown < withFindings.length) text += `\n… and ${count(withFindings.length - shown, "more file")}.\n`;
  if (diff === "") return text;
  const block = formatDiffBlock(diff);
  return text.length + block.length > maxCharacters ? `${text}\nThe diff is too long for a comment.\n` : text + block;
}

function formatTable({ path, messages }: MarkdownFile, docsUrl: (ruleId: string) => string | undefined): string {
  const rows = messages.map(({ line, message, ruleId, fix }) => {
    const url = ruleId === null ? undefined : docsUrl(ruleId);
    const rule = ruleId === null ? "" : url === undefined ? `\`${ruleId}\`` : `[${ruleId}](${url})`;
    return `| ${line} | ${escapeCell(message)} | ${rule} | ${fix ? "yes" : ""} |`;
  });
  return [`\n**\`${path}\`**\n`, "| line | problem | rule | fixable |", "| ---: | --- | --- | --- |", ...rows, ""].join(
    "\n",
  );
}

/** A pipe parts cells even inside code; outside of code, a tag would be rendered. */
export function escapeCell(text: string): string {
  const parts = text
    .replaceAll("|", "\\|")
    .replaceAll(/\r?\n/g, " ")
    .split(/(`[^`]*`)/);
  return parts.map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;"))).join("");
}

/** The fence has to be longer than any run of backticks inside it. */
function formatDiffBlock(diff: string): string {
  const longest = Math.max(2, ...(diff.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `\n<details><summary>What \`--fix\` changes</summary>\n\n${fence}diff\n${diff}${fence}\n\n</details>\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
