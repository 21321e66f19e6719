import type { TSESTree } from "@typescript-eslint/utils";
import type { Hot } from "../code/entry-points.js";
import type { Runs } from "../code/execution.js";
import type { Mention } from "../code/gate.js";
import type { Lifetimes } from "../code/lifetimes.js";
import { bare, staticName, type ModuleText, type Node } from "../code/module-text.js";
import type { Origin } from "../code/origins.js";
import { everyText, isScript, pathText, type LifetimeSite } from "../judge/lifetime.js";
import { originOfCallee } from "./module-file.js";
import type { ModuleIndex, Reached } from "./module-index.js";

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** A loop or timer follows one import hop only: it is looked for in files that nothing marks as a service's. */
const ONE_MODULE = 1;

/**
 * Finds the calls of a file that make a client in another one, again and again.
 * @param leading the imports to follow, see `findLeading`
 * @param isMarked the file imports a client or registers handlers; others are searched for loops over awaited calls only
 * @param wantsAll every client that a call makes, not only the first one
 */
export function findHotCalls(lifetimes: Lifetimes, index: ModuleIndex, leading: ReadonlySet<string>, isMarked: boolean, wantsAll = false): LifetimeSite[] {
  const { reading, executions } = lifetimes;
  const { module } = reading;
  const sites: LifetimeSite[] = [];
  if (leading.size === 0) return [];
  const makers = new Set(lifetimes.all.map(({ construction }) => construction.call as Node));
  for (const call of module.nodesOf("CallExpression", "NewExpression")) {
    if (makers.has(call)) continue;
    const origin = originOfCallee(call, reading, lifetimes);
    if (origin && leading.has(origin.specifier)) {
      sites.push(...ofCall(call, origin));
    }
    if (isMarked) for (const handed of functionsIn(call)) sites.push(...ofHanded(handed));
  }
  return sites;

  function reach(origin: Origin, by: "call" | "new", maxModules?: number): readonly Reached[] {
    if (wantsAll) return [...index.followAll(module.filename, origin, by, maxModules)];
    const first = index.follow(module.filename, origin, by, maxModules);
    return first ? [first] : [];
  }

  function ofCall(call: Call, origin: Origin): LifetimeSite[] {
    if (!isMarked && !mayRepeat(call, module)) return [];
    const runs = executions.of(call);
    const isHot = runs.execution.is === "hot";
    if (runs.execution.is === "required" || (!isHot && runs.turns.length === 0 && runs.broken.length === 0)) return [];
    const by = call.type === "NewExpression" ? "new" : "call";
    return reach(origin, by, isHot ? undefined : ONE_MODULE).flatMap((found) => {
      // A client for a server that somebody named: how long it lives is theirs to say.
      if (found.targetVaries && lifetimes.vary(call)) return [];
      return judge(call, found, found.isReturned ? runs : executions.of(call, false)) ?? [];
    });
  }

  function judge(call: Call, found: Reached, runs: Runs): LifetimeSite | undefined {
    const [broken] = runs.broken;
    const hot = runs.execution.is === "hot" ? runs.execution.hot : undefined;
    if (broken && found.isReturned && (hot || (broken.by !== "overwritten" && runs.execution.is === "unknown"))) {
      const spots = pathText([broken.guard?.slot.node ?? broken.at, call], module);
      return { at: call, is: "broken", by: broken.by, target: found, data: dataOf(call, found, hot, spots, module.textOf(broken.slot.node)) };
    }
    if (hot) return { at: call, is: "behindCall", target: found, data: dataOf(call, found, hot, pathText(pathOf(runs, call), module)) };
    if (isScript(module.filename)) return undefined;
    const isOnce = runs.execution.is === "once";
    const turn = runs.turns.find((each) => each.isDropped && (each.isBounded ? !isOnce && !found.varies : found.isClosed));
    const every: Hot | undefined = turn && { every: "turn", label: "every turn of the loop", at: turn.node };
    return every && { at: call, is: "behindCall", target: found, data: dataOf(call, found, every, pathText([call], module)) };
  }

  /** `router.get("/users", users.list)`: what is handed over is called by whoever it is handed to. */
  function ofHanded(node: Node): LifetimeSite[] {
    const origin = reading.origins.of(node);
    if (!origin || !leading.has(origin.specifier)) return [];
    const hot = lifetimes.entryPoints.handing(node);
    if (!hot || lifetimes.entryPoints.isEdge) return [];
    return reach(origin, "call").map((found) => ({ at: node, is: "behindCall", target: found, data: dataOf(node, found, hot, pathText([node], module)) }));
  }

  function dataOf(node: Node, found: Reached, hot: Hot | undefined, here: string, slot = ""): Record<string, string> {
    return {
      call: nameOf(node),
      client: found.client,
      package: found.package,
      size: found.size,
      every: hot ? everyText(hot) : `every call of \`${nameOf(node)}\``,
      path: `${here} -> ${found.path}`,
      slot,
    };
  }

  function nameOf(node: Node): string {
    const isCall = node.type === "CallExpression" || node.type === "NewExpression";
    const text = module.textOf(isCall ? node.callee : node).replace(/\s+/g, "");
    const short = text.length > 40 ? `…${text.slice(-39)}` : text;
    return node.type === "NewExpression" ? `new ${short}()` : `${short}()`;
  }
}

/**
 * The imports of a file behind which a client may be made: nearly always none, and then there is nothing to follow. Told by
 * the text, before the file is parsed.
 */
export function findLeading(filename: string, mentions: readonly Mention[], index: ModuleIndex, isMarked: boolean): ReadonlySet<string> {
  index.begin();
  const specifiers = new Set(mentions.map(({ specifier }) => specifier));
  return new Set([...specifiers].filter((specifier) => (isMarked ? index.mayLead(filename, specifier) : index.leadsToClient(filename, specifier))));
}

function pathOf(runs: Runs, call: Call): readonly Node[] {
  const path = runs.execution.is === "hot" ? runs.execution.path : [];
  // The handler's own line says nothing that the label does not; the calls below it do.
  const calls = path.slice(1).filter((node) => node !== call);
  return [...calls, call];
}

/** Names handed to a call as functions, arrays and `bind` looked through. */
function functionsIn(call: Call): Node[] {
  return call.arguments.flatMap((argument) => {
    const items = argument.type === "ArrayExpression" ? argument.elements : [argument];
    return items.flatMap((item) => {
      const value = item && item.type !== "SpreadElement" ? bare(item) : undefined;
      if (value?.type === "Identifier" || value?.type === "MemberExpression") return [value];
      const isBound = value?.type === "CallExpression" && value.callee.type === "MemberExpression" && staticName(value.callee) === "bind";
      return isBound ? [(value.callee as TSESTree.MemberExpression).object] : [];
    });
  });
}

/** Whether a call stands in a loop, in a callback of an array or in a timer, of which something is awaited. */
function mayRepeat(call: Call, module: ModuleText): boolean {
  for (let around: Node | undefined = call.parent; around; around = around.parent) {
    if (isRepeating(around) && /\bawait\b/.test(module.textOf(around))) return true;
  }
  return false;
}

function isRepeating(around: Node): boolean {
  if (around.type !== "CallExpression") return /^(?:For|While|DoWhile)/.test(around.type);
  const name = around.callee.type === "MemberExpression" ? staticName(around.callee) : around.callee.type === "Identifier" ? around.callee.name : "";
  return /^(?:map|forEach|setTimeout|setInterval)$/.test(name ?? "");
}
