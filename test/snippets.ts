import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A fenced block of a page. */
export interface Snippet {
  /** Path of the page from the root of the repository. */
  readonly page: string;
  /** The line of the opening fence. */
  readonly line: number;
  readonly language: string;
  /** Without the indentation of the fence. */
  readonly text: string;
  /** The paragraph or comment before it. */
  readonly before: string;
  /** ❌ or ✅ in the paragraph before it, or in its first line. */
  readonly mark: "bad" | "good" | undefined;
}

/** Every page of the repository, as paths from its root. */
export function pages(): string[] {
  const below = (folder: string): string[] => readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
  const all = [...readdirSync(ROOT), ...below("docs"), ...below("fixtures/example-service"), "bench/README.md", "lab/README.md", "tools/options/README.md", "src/catalogue/known-options/README.md"];
  // The tests install the example's packages.
  return all.filter((name) => name.endsWith(".md") && !name.includes("/node_modules/")).toSorted();
}

/** The fenced blocks of a page, in order. */
export function snippetsOf(page: string): Snippet[] {
  const lines = readFileSync(join(ROOT, page), "utf8").split("\n");
  const found: Snippet[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, indent, language] = /^( *)```(\w*)/.exec(lines[index] ?? "") ?? [];
    if (indent === undefined || language === undefined) continue;
    const close = lines.indexOf(`${indent}\`\`\``, index + 1);
    if (close < 0) throw new Error(`${page}:${index + 1} opens a block that nothing closes.`);
    const inside = lines.slice(index + 1, close).map((line) => line.slice(indent.length));
    const before = paragraphBefore(lines, index);
    const signs = `${before} ${inside[0] ?? ""}`;
    const mark = signs.includes("❌") ? "bad" : signs.includes("✅") ? "good" : undefined;
    found.push({ page, line: index + 1, language, text: `${inside.join("\n")}\n`, before, mark });
    index = close;
  }
  return found;
}

/** The text of the one block of a page that begins so. What asks for a block runs it: `snippets.test.ts` counts on that. */
export function fromPage(page: string, beginning: string): string {
  const [found, second] = snippetsOf(page).filter(({ text }) => text.startsWith(beginning));
  if (found === undefined || second !== undefined) throw new Error(`${page} has ${found ? "several blocks" : "no block"} that begin${found ? "" : "s"} with ${JSON.stringify(beginning)}.`);
  return found.text;
}

function paragraphBefore(lines: readonly string[], index: number): string {
  let end = index;
  while (end > 0 && lines[end - 1]?.trim() === "") end -= 1;
  let start = end;
  while (start > 0 && lines[start - 1]?.trim() !== "" && !lines[start - 1]?.endsWith("```")) start -= 1;
  return lines.slice(start, end).join("\n");
}
