import { parseForESLint } from "@typescript-eslint/parser";
import { families } from "../../src/catalogue/index.js";
import { Reading } from "../../src/code/constructions.js";
import { MakerTable } from "../../src/code/maker-table.js";
import { ModuleText, type Node, type ParsedText } from "../../src/code/module-text.js";

/** Parses TypeScript the way ESLint hands it to a rule. */
export function readText(text: string, filename = "/service/src/service.ts"): Reading {
  const { ast, scopeManager, visitorKeys } = parseForESLint(text, { range: true, loc: true, sourceType: "module", jsx: filename.endsWith("x") });
  const parsed = { ast, text, scopeManager, visitorKeys } as unknown as ParsedText;
  linkParents(parsed.ast, parsed.visitorKeys);
  return new Reading(new ModuleText(parsed, filename), new MakerTable(families));
}

/** ESLint sets `parent` before any rule runs; a bare parser does not. */
function linkParents(root: Node, visitorKeys: ParsedText["visitorKeys"]): void {
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    for (const key of visitorKeys[node.type] ?? []) {
      for (const child of [(node as unknown as Record<string, unknown>)[key]].flat()) {
        if (typeof child !== "object" || child === null) continue;
        (child as { parent?: Node }).parent = node;
        open.push(child as Node);
      }
    }
  }
}
