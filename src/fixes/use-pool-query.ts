import type { LeaseSite } from "../judge/lease.js";
import { dottedName } from "../code/escapes.js";
import { bare, outer, staticName, type Node } from "../code/module-text.js";
import type { Edit, Fix } from "./edit.js";
import { removeRelease } from "./release-lease.js";
import { removeLine, statementAround } from "./statement-lines.js";

/** Statements that mean something to the session they run in. */
const OF_SESSION = /\b(?:begin|start\s+transaction|commit|rollback|savepoint|set|listen|unlisten|lock|temp(?:orary)?|prepare|advisory|use)\b/i;

/** A connection taken for a single statement is not needed: the pool runs it on one of its own, and cannot lose it. */
export function usePoolQuery(site: LeaseSite): Fix | undefined {
  const { subject, lease, take } = site;
  const { module } = site.reading;
  const pool = dottedName(take.pool);
  const taking = statementAround(take.call);
  if (!subject || !lease?.shortcuts || pool === undefined || subject.take.arrival.in !== "variable") return undefined;
  if (taking?.type !== "VariableDeclaration" || taking.declarations.length !== 1) return undefined;
  const edits: (Edit | undefined)[] = [removeLine(taking, module)];
  const uses: Node[] = [];
  for (const node of subject.references) {
    if (node.parent?.type === "VariableDeclarator" && node.parent.id === node) continue;
    if (!subject.isReleaseAt(node)) {
      uses.push(node);
      continue;
    }
    const statement = statementAround(node);
    edits.push(statement?.type === "ExpressionStatement" ? removeRelease(statement, module) : undefined);
  }
  const [use, ...others] = uses;
  const member = use && outer(use);
  const call = member && outer(member);
  if (!use || others.length > 0 || member?.type !== "MemberExpression" || call?.type !== "CallExpression" || bare(call.callee) !== member) return undefined;
  const isPlain = lease.shortcuts.includes(staticName(member) ?? "") && subject.touching.size === 0 && !isRepeated(use, taking);
  if (!isPlain || OF_SESSION.test(module.textOf(call)) || edits.includes(undefined)) return undefined;
  const all = [...(edits as Edit[]), { range: use.range, text: module.textOf(take.pool) }];
  return { level: "bounding", messageId: "usePoolQuery", data: { pool, method: staticName(member) ?? "" }, certain: site.certain, edits: all };
}

/** Whether a loop runs the use more often than the taking. */
function isRepeated(use: Node, taking: Node): boolean {
  for (let around = use.parent; around && around !== taking.parent; around = around.parent) if (/^(?:For|While|DoWhile)/.test(around.type)) return true;
  return false;
}
