import type { LeaseSite } from "../judge/lease.js";
import { bare, outer, type ModuleText, type Node } from "../code/module-text.js";
import { functionAround } from "../code/values.js";
import type { Edit, Fix } from "./edit.js";
import { indentAt, lineEnd, lineStart, reindent, removeLine, statementAround, unitAt } from "./statement-lines.js";

type Block = Extract<Node, { type: "BlockStatement" }>;

/**
 * Puts what follows the taking into a `try` and the release into its `finally`; releases that stand elsewhere go. An own
 * `try … finally` further down is opened earlier instead.
 * @returns nothing where the rest is not a plain list of statements, or where it is not one release that is meant
 */
export function releaseInFinally(site: LeaseSite): Fix | undefined {
  const { subject, lease } = site;
  const place = readPlace(site);
  if (!subject || !lease || !place || lease.kind === "transaction") return undefined;
  if (lease.releaseIsAsync && !subject.home.async) return undefined;
  // Whether a transaction is to be committed or not is no matter of giving back.
  const isEnded = subject.references.some((node) => subject.isReleaseAt(node) && subject.isSpeaker(node));
  if (isEnded || (!subject.isGivenBackSomewhere && subject.references.some((node) => subject.isSpeaker(node)))) return undefined;
  const { module } = site.reading;
  const moved = openEarlier(place, site) ?? moveIntoFinally(place, site) ?? wrap(place, site, module);
  if (!moved) return undefined;
  // Under a `finally` a promise that is returned without waiting would outlive the connection.
  const returned = returnedPromises(place, site);
  if (returned.length > 0 && !subject.home.async) return undefined;
  const edits = [...moved, ...returned.map((node): Edit => ({ range: [node.range[0], node.range[0]], text: "await " }))];
  // A channel that the broker has closed throws when it is closed again, and hides what went wrong.
  const certain = site.certain && lease.kind !== "channel";
  return { level: "bounding", messageId: "releaseInFinally", data: { release: site.release }, certain, edits };
}

/** What the function returns of the connection's own calls without awaiting it. */
function returnedPromises({ rest }: Place, site: LeaseSite): Node[] {
  const { subject } = site;
  return site.reading.module.nodesOf("ReturnStatement").flatMap(({ argument, range }) => {
    if (!argument || !subject || !rest.some((each) => each.range[0] <= range[0] && range[1] <= each.range[1])) return [];
    if (argument.type === "AwaitExpression" || bare(argument).type !== "CallExpression" || !subject.speaksIn(argument.range)) return [];
    return functionAround(argument) === subject.home ? [argument] : [];
  });
}

/** The statement that takes the connection, and those after it in the same block. */
interface Place {
  readonly taking: Node;
  readonly rest: readonly Node[];
}

function readPlace(site: LeaseSite): Place | undefined {
  const taking = takingStatement(site);
  const block = taking?.parent;
  if (!taking || block?.type !== "BlockStatement" || site.subject?.take.arrival.in !== "variable") return undefined;
  if (taking.type === "VariableDeclaration" && taking.declarations.length !== 1) return undefined;
  const index = (block as Block).body.indexOf(taking as Block["body"][number]);
  const rest = (block as Block).body.slice(index + 1);
  const [first] = rest;
  const last = rest.at(-1);
  const isTakenLater = taking !== statementAround(site.take.call);
  if (!first || !last || rest.some((each) => each.type === "FunctionDeclaration")) return undefined;
  const isInside = site.subject.references.every((node) => within(node, taking) || (isTakenLater && node.range[1] <= taking.range[0]) || (node.range[0] >= first.range[0] && node.range[1] <= last.range[1]) || isDeclared(node));
  const { module } = site.reading;
  return isInside && lineStart(first.range[0], module) > taking.range[1] ? { taking, rest } : undefined;
}

/** Where the connection is there: at the taking, or at the call by which what was taken gets one. */
function takingStatement({ take, subject, lease }: LeaseSite): Node | undefined {
  if (!lease?.takenBy || lease.isLazy) return statementAround(take.call);
  const call = subject?.references.map((node) => outer(outer(node) ?? node)).find((each) => each && subject.isTaking(each));
  return call && statementAround(call);
}

function wrap({ taking, rest }: Place, site: LeaseSite, module: ModuleText): Edit[] | undefined {
  // A release inside an own `try` says where its author wanted it: what to do about it takes a look.
  if (site.subject?.references.some((node) => site.subject?.isReleaseAt(node) && isTried(node, taking))) return undefined;
  const releases = site.subject ? removeReleases(site, module) : undefined;
  const last = rest.findLast((each) => !releases?.some(({ range }) => range[0] <= each.range[0] && each.range[1] <= range[1]));
  if (!releases || !last) return undefined;
  const indent = indentAt(taking.range[0], module);
  const unit = unitAt(taking, module);
  if (indent === undefined || unit === undefined) return undefined;
  const eol = module.parsed.text.includes("\r\n") ? "\r\n" : "\n";
  const semicolon = module.textOf(taking).endsWith(";") ? ";" : "";
  const wait = site.lease?.releaseIsAsync ? "await " : "";
  const start = lineEnd(taking.range[1], module);
  const end = lineEnd(last.range[1], module);
  return [
    { range: [start, start], text: `${eol}${indent}try {` },
    ...reindent(start, end, unit, module, releases),
    ...releases,
    { range: [end, end], text: `${eol}${indent}} finally {${eol}${indent}${unit}${wait}${site.release}${semicolon}${eol}${indent}}` },
  ];
}

/** `try` moves up: what stands between the taking and the `try` comes under its `finally` too. */
function openEarlier({ taking, rest }: Place, site: LeaseSite): Edit[] | undefined {
  const { module } = site.reading;
  const { subject } = site;
  const index = rest.findIndex((each) => each.type === "TryStatement");
  const trying = rest[index];
  if (index < 1 || trying?.type !== "TryStatement" || !trying.finalizer || !subject) return undefined;
  const { finalizer } = trying;
  const given = subject.references.filter((node) => subject.isReleaseAt(node));
  if (!given.some((node) => within(node, finalizer)) || given.some((node) => !within(node, trying))) return undefined;
  const between = rest.slice(0, index);
  const names = between.flatMap((each) => (each.type === "VariableDeclaration" ? each.declarations.map(({ id }) => id) : []));
  const isLocal = names.every((name) => {
    const variable = name.type === "Identifier" ? module.variableOf(name) : undefined;
    return variable?.references.every(({ identifier }) => identifier.range[1] <= trying.block.range[1]);
  });
  const indent = indentAt(taking.range[0], module);
  const unit = unitAt(taking, module);
  const opening = trying.block.range[0] + 1;
  if (!isLocal || indent === undefined || unit === undefined || lineEnd(opening, module) !== opening) return undefined;
  const eol = module.parsed.text.includes("\r\n") ? "\r\n" : "\n";
  const start = lineEnd(taking.range[1], module);
  const end = lineStart(trying.range[0], module);
  return [
    { range: [start, start], text: `${eol}${indent}try {` },
    ...reindent(start, end - eol.length, unit, module, []),
    { range: [end, opening + eol.length], text: "" },
  ];
}

/** Releases that stand in a `try` and in its `catch` become one in its `finally`; a `catch` that only throws on goes. */
function moveIntoFinally({ taking, rest }: Place, site: LeaseSite): Edit[] | undefined {
  const { module } = site.reading;
  const { subject } = site;
  const [trying] = rest;
  if (trying?.type !== "TryStatement" || trying.finalizer || !trying.handler || !subject) return undefined;
  const { handler } = trying;
  const given = subject.references.filter((node) => subject.isReleaseAt(node));
  const indent = indentAt(trying.range[0], module);
  const unit = unitAt(taking, module);
  const releases = removeReleases(site, module);
  if (!releases || given.some((node) => !within(node, trying)) || indent === undefined || unit === undefined) return undefined;
  const eol = module.parsed.text.includes("\r\n") ? "\r\n" : "\n";
  const semicolon = module.textOf(taking).endsWith(";") ? ";" : "";
  const wait = site.lease?.releaseIsAsync ? "await " : "";
  const finalizer = `finally {${eol}${indent}${unit}${wait}${site.release}${semicolon}${eol}${indent}}`;
  const kept = handler.body.body.filter((each) => !releases.some(({ range }) => range[0] <= each.range[0] && each.range[1] <= range[1]));
  const [only, ...others] = kept;
  const rethrows = only?.type === "ThrowStatement" && others.length === 0 && only.argument.type === "Identifier" && handler.param?.type === "Identifier" && only.argument.name === handler.param.name;
  const hasComment = /\/[/*]/.test(module.textOf(handler));
  if (!rethrows || hasComment) return [...releases, { range: [trying.range[1], trying.range[1]], text: ` ${finalizer}` }];
  return [...releases.filter(({ range }) => range[1] <= handler.range[0]), { range: handler.range, text: finalizer }];
}

/** The removal of every release, where each is a statement of its own. */
function removeReleases(site: LeaseSite, module: ModuleText): Edit[] | undefined {
  const { subject } = site;
  const edits: Edit[] = [];
  for (const node of subject?.references ?? []) {
    if (!subject?.isReleaseAt(node)) continue;
    const statement = statementAround(node);
    const edit = statement && removeRelease(statement, module);
    if (!edit || !isOwnStatement(node, statement)) return undefined;
    edits.push(edit);
  }
  return edits;
}

/** A release statement goes; one that was all its block had would leave an empty block. */
export function removeRelease(statement: Node, module: ModuleText): Edit | undefined {
  const block = statement.parent;
  return block?.type === "BlockStatement" && block.body.length > 1 ? removeLine(statement, module) : undefined;
}

/** `client.release();` or `await client.release();` and nothing else. */
function isOwnStatement(node: Node, statement: Node): boolean {
  if (statement.type !== "ExpressionStatement") return false;
  const call = bare(statement.expression);
  if (call.type !== "CallExpression") return false;
  return within(node, call.callee) || call.arguments.some((argument) => argument === node);
}

/** `await pool.connect();` as a ping: the connection goes back at once. */
export function releaseAtOnce(site: LeaseSite): Fix | undefined {
  const { lease, take } = site;
  const { module } = site.reading;
  const [method] = lease?.release ?? [];
  const statement = statementAround(take.call);
  if (!lease || lease.kind !== undefined || statement?.type !== "ExpressionStatement") return undefined;
  if (take.call.arguments.length > 0 || (method === undefined && !lease.releaseOnPool)) return undefined;
  const text = module.textOf(take.call);
  const isPlain = statement.expression.type === "AwaitExpression" && statement.expression.argument === take.call;
  const pool = module.textOf(take.pool);
  const back = method === undefined ? `${pool}.${lease.releaseOnPool?.[0] ?? ""}(connection)` : `connection.${method}()`;
  const edit: Edit =
    isPlain && method !== undefined && module.textOf(statement).endsWith(";")
      ? { range: statement.expression.range, text: `(await ${text}).${method}()` }
      : { range: take.call.range, text: `${text}.then((connection) => ${back})` };
  return { level: "bounding", messageId: "releaseAtOnce", certain: site.certain, edits: [edit] };
}

/** `return await …`: the connection is kept until what uses it is done. */
export function awaitReturned(site: LeaseSite): Fix | undefined {
  if (site.verdict.is !== "releasedEarly" || !site.subject?.home.async) return undefined;
  const { returned } = site.verdict;
  return { level: "bounding", messageId: "awaitReturned", certain: site.certain, edits: [{ range: [returned.range[0], returned.range[0]], text: "await " }] };
}

/** One release too many goes: the second, or those before it where the second is the one in `finally`. */
export function removeSecond(site: LeaseSite): Fix | undefined {
  const { subject, verdict } = site;
  const statement = verdict.is === "releasedTwice" ? statementAround(verdict.at) : undefined;
  if (!statement || !subject) return undefined;
  const { module } = site.reading;
  const trying = statement.parent?.parent;
  const isFinal = trying?.type === "TryStatement" && trying.finalizer === statement.parent;
  const others = subject.references.filter((node) => isFinal && subject.isReleaseAt(node) && within(node, trying) && !within(node, statement));
  const edits = (isFinal ? others.map((node) => statementAround(node)) : [statement]).map((each) => each && removeRelease(each, module));
  if (edits.length === 0 || edits.includes(undefined)) return undefined;
  return { level: "bounding", messageId: "removeSecond", certain: false, edits: edits as Edit[] };
}

function isTried(node: Node, taking: Node): boolean {
  for (let around = node.parent; around && around !== taking.parent; around = around.parent) if (around.type === "TryStatement") return true;
  return false;
}

function isDeclared(node: Node): boolean {
  return node.parent?.type === "VariableDeclarator" && node.parent.id === node;
}

function within(node: Node, around: Node): boolean {
  return node.range[0] >= around.range[0] && node.range[1] <= around.range[1];
}
