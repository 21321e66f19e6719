import type { LeaseSite } from "../judge/lease.js";
import { isFunction } from "../code/frames.js";
import { bare, type ModuleText, type Node } from "../code/module-text.js";
import type { Edit, Fix } from "./edit.js";
import { indentAt, lineEnd, statementAround, unitAt } from "./statement-lines.js";

/**
 * Tells the pool that a connection may be dead: `release(true)`, or `destroy()` in its place. What has failed is kept in a
 * flag of its own, so that it type-checks whatever was thrown.
 * @returns nothing where the release stands neither in a `finally` nor in a `catch` nor in a callback with an error
 */
export function releaseBroken(site: LeaseSite): Fix | undefined {
  const { lease, subject, verdict } = site;
  if (verdict.is !== "poison" || !lease || !subject) return undefined;
  const { module } = site.reading;
  const call = bare(verdict.at);
  const statement = statementAround(call);
  if (call.type !== "CallExpression" || statement?.type !== "ExpressionStatement" || bare(statement.expression) !== call) return undefined;
  const dropping = lease.releaseTakesError ? undefined : lease.destroy?.[0];
  if (!lease.releaseTakesError && dropping === undefined) return undefined;
  const block = statement.parent;
  const trying = block?.parent?.type === "CatchClause" ? block.parent.parent : block?.parent;
  const edits =
    trying?.type === "TryStatement" && trying.finalizer === block
      ? withFlag(trying, call, statement, dropping, site, module)
      : trying?.type === "TryStatement" && trying.handler?.body === block
        ? [asDropped(call, dropping, "true", site)]
        : inCallback(call, site, module);
  if (!edits) return undefined;
  const messageId = dropping === undefined ? "releaseWithError" : "destroyOnError";
  return { level: "bounding", messageId, data: { connection: subject.variable.name }, certain: site.certain, edits };
}

function asDropped(call: Extract<Node, { type: "CallExpression" }>, dropping: string | undefined, error: string, site: LeaseSite): Edit {
  if (dropping !== undefined) return { range: call.range, text: `${site.subject?.variable.name ?? ""}.${dropping}()` };
  const [first] = call.arguments;
  return first ? { range: first.range, text: error } : { range: [call.range[1] - 1, call.range[1] - 1], text: error };
}

function withFlag(
  trying: Extract<Node, { type: "TryStatement" }>,
  call: Extract<Node, { type: "CallExpression" }>,
  statement: Node,
  dropping: string | undefined,
  site: LeaseSite,
  module: ModuleText,
): Edit[] | undefined {
  const indent = indentAt(trying.range[0], module);
  const unit = unitAt(statement, module);
  if (indent === undefined || unit === undefined) return undefined;
  const { text } = module.parsed;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const end = text.slice(statement.range[0], statement.range[1]).endsWith(";") ? ";" : "";
  const flag = ["broken", "isBroken", "connectionBroken"].find((name) => !new RegExp(`\\b${name}\\b`).test(text));
  if (flag === undefined) return undefined;
  const inner = `${indent}${unit}`;
  const edits: Edit[] = [{ range: [trying.range[0], trying.range[0]], text: `let ${flag} = false${end}${eol}${indent}` }];
  if (trying.handler) {
    const opening = lineEnd(trying.handler.body.range[0] + 1, module);
    edits.push({ range: [opening, opening], text: `${eol}${inner}${flag} = true${end}` });
  } else {
    const closing = trying.block.range[1];
    edits.push({ range: [closing, closing], text: ` catch (error) {${eol}${inner}${flag} = true${end}${eol}${inner}throw error${end}${eol}${indent}}` });
  }
  if (dropping === undefined) edits.push(asDropped(call, undefined, flag, site));
  else edits.push({ range: [statement.range[0], statement.range[0]], text: `if (${flag}) ${site.subject?.variable.name ?? ""}.${dropping}()${end}${eol}${inner}else ` });
  return edits;
}

/** `(error, rows) => { connection.release(); … }`: the callback has the error at hand. */
function inCallback(call: Extract<Node, { type: "CallExpression" }>, site: LeaseSite, module: ModuleText): Edit[] | undefined {
  if (!site.lease?.releaseTakesError) return undefined;
  let around: Node | undefined = call.parent;
  while (around && !isFunction(around)) around = around.parent;
  const error = around?.params[0];
  const variable = error?.type === "Identifier" ? module.variableOf(error) : undefined;
  if (!variable || error?.type !== "Identifier" || !site.subject?.failures.has(variable)) return undefined;
  return [asDropped(call, undefined, error.name, site)];
}
