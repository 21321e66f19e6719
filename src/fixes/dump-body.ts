import { staticName, type Node } from "../code/module-text.js";
import { frameOf } from "../code/frames.js";
import type { LeaseSite } from "../judge/lease.js";
import type { Edit, Fix } from "./edit.js";
import { indentAt, lineEnd } from "./statement-lines.js";

/** The body of an answer is read and thrown away, right after the answer is there. */
export function dumpBody(site: LeaseSite): Fix | undefined {
  const edits = editsFor(site);
  return edits && { level: "bounding", messageId: "dropBody", data: site.words, certain: site.certain, edits };
}

function editsFor(site: LeaseSite): Edit[] | undefined {
  if (site.verdict.is !== "unread") return undefined;
  const { body, dump } = site.verdict.held;
  const { module } = site.reading;
  const { call } = site.take;
  const { target } = site.verdict;
  if (!target) {
    const waiting = call.parent;
    const isStatement = waiting?.type === "AwaitExpression" && waiting.parent?.type === "ExpressionStatement";
    return isStatement ? [{ range: waiting.range, text: `await (${module.textOf(waiting)}).${body}.${dump}()` }] : undefined;
  }
  const statement = target.parent?.parent;
  const indent = statement && indentAt(statement.range[0], module);
  if (statement?.type !== "VariableDeclaration" || statement.declarations.length !== 1 || indent === undefined) return undefined;
  const name = nameOfBody(target, body, site);
  if (name === undefined) return undefined;
  const at = lineEnd(statement.range[1], module);
  const eol = module.parsed.text.includes("\r\n") ? "\r\n" : "\n";
  const semicolon = module.textOf(statement).endsWith(";") ? ";" : "";
  return [...name.edits, { range: [at, at], text: `${eol}${indent}await ${name.text}.${dump}()${semicolon}` }];
}

/** How the body is called behind the declaration; a pattern that leaves it out has to name it. */
function nameOfBody(target: Node, body: string, site: LeaseSite): { readonly text: string; readonly edits: Edit[] } | undefined {
  const { module } = site.reading;
  if (target.type === "Identifier") return { text: `${target.name}.${body}`, edits: [] };
  if (target.type !== "ObjectPattern") return undefined;
  const named = target.properties.find((property) => property.type === "Property" && staticName(property) === body);
  if (named?.type === "Property") return named.value.type === "Identifier" ? { text: named.value.name, edits: [] } : undefined;
  const last = target.properties.at(-1);
  const isTaken = new RegExp(`\\b${body}\\b`).test(module.textOf(frameOf(target).node));
  return last && !isTaken ? { text: body, edits: [{ range: [last.range[1], last.range[1]], text: `, ${body}` }] } : undefined;
}
