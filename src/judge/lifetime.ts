import { basename } from "node:path";
import type { BrokenBy } from "../code/caches.js";
import type { Hot } from "../code/entry-points.js";
import type { Broken } from "../code/execution.js";
import type { Lifetime } from "../code/lifetimes.js";
import { isListening } from "../code/roles.js";
import { staticName, type ModuleText, type Node } from "../code/module-text.js";
import type { JudgedSite } from "./site.js";

/** A client that is made again and again. */
export interface LifetimeSite {
  readonly at: Node;
  /**
   * `hot`: in a place that runs often; `broken`: behind a cache that keeps nothing; `perCall`: by an exported function
   * that drops it; `copied`: a copy per read; `behindCall`: by a function of another file; `open`: in a function whose
   * callers stand in other files, which only `reached` knows.
   */
  readonly is: "hot" | "broken" | "perCall" | "copied" | "behindCall" | "open";
  readonly by?: BrokenBy | undefined;
  /** For messages: `client`, `package`, `size`, `every`, `path`, `function`, `slot`, `call`. */
  readonly data: Readonly<Record<string, string>>;
  /** The same, for messages, of a hot path of another file that comes here. Reads the whole project: ask only where it is wanted. */
  readonly reached?: () => Readonly<Record<string, string>> | undefined;
  /** Of what a call in this file makes in another one: which file, and where in it. */
  readonly target?: { readonly file: string; readonly start: number };
  /** What it was read from; nothing for what stands in another file. */
  readonly source?: { readonly lifetime: Lifetime; readonly broken: Broken | undefined; readonly site: JudgedSite; readonly hot: Hot | undefined };
}

/** Files that run once and end. */
const SCRIPT = /(?:^|\/)(?:scripts?|bin|cli|commands?|migrations?|migrate|seeds?|seeders?|tools|benchmarks?|examples?)\/|(?:^|\/)(?:seed|migrate|migration|setup|[\w.-]*\.config|[\w.-]*(?:[-.]cli|[-.]script|[-.]seed|[-.]migration))\.[cm]?[jt]sx?$/;
/** Functions whose name says that they run at start or end, or try whether the server is there. */
const STARTING = /^(?:main|bootstrap|start|boot|init|setup|set[A-Z]|run|migrat|seed|up$|down$|provision|install|reset|prepare|ensure|create|drop|truncate|wait|health|check|ping|is[A-Z]|ready|probe|test|verify|validate|warm|teardown|shutdown|global|before|after|handler$|register|load|connect|open|listen|subscribe|watch|consume)/i;
/** A connection of its own is what such a function tries out. */
const PROBING = /health|ready|alive|ping|probe|(?:check|test|verify).*(?:conn|db|database|redis|server)/i;
/** A name in the options by which an agent is made for one target on purpose: it pins what a name resolves to. */
const PINNING = ["lookup", "connect.lookup"];
/** The connection string of a pool outside the process. */
const HYPERDRIVE = /\b(?:env|bindings)\b[\s\S]*\.connectionString|HYPERDRIVE/i;

/** Judges how often a client is made; nothing where that is right, or cannot be told. */
export function judgeLifetime(lifetime: Lifetime, site: JudgedSite): LifetimeSite | undefined {
  const { construction, runs } = lifetime;
  if (runs.execution.is === "required" || !construction.sure || isMeant(lifetime, site)) return undefined;
  const filename = site.reading.module.filename.replaceAll("\\", "/");
  const found = verdictOf(lifetime, isScript(filename), site);
  if (!found) return undefined;
  const { hot, broken, is } = found;
  const { module } = site.reading;
  const nodes = runs.execution.is === "hot" ? runs.execution.path : [];
  const spots = broken && is === "broken" ? [broken.guard?.slot.node ?? broken.at, broken.at] : [...(hot && nodes.length === 0 ? [hot.at] : nodes), construction.call];
  return {
    at: construction.call,
    is,
    by: is === "broken" ? broken?.by : undefined,
    data: {
      client: isCopy(lifetime) ? `${shortened(module.textOf(construction.call.callee))}()` : site.clientName,
      package: site.packageName,
      size: sizeOf(site),
      every: hot ? everyText(hot) : `every call of \`${lifetime.functionName ?? "the function"}\``,
      path: pathText(spots, module),
      function: lifetime.functionName ?? "the function",
      slot: broken ? shortened(module.textOf(broken.slot.node)) : "",
    },
    source: { lifetime, broken, site, hot },
  };
}

/** A client that is made in a function of which this file does not tell who calls it. */
export function openLifetime(lifetime: Lifetime, site: JudgedSite, pathTo: (start: number) => { readonly every: string; readonly path: string } | undefined): LifetimeSite | undefined {
  const { construction, runs, made } = lifetime;
  const isOpen = runs.execution.is === "unknown" && construction.sure && !isMeant(lifetime, site) && !isScript(site.reading.module.filename);
  if (!isOpen) return undefined;
  const reached = (): Record<string, string> | undefined => {
    const found = pathTo(construction.call.range[0]);
    return found && { client: site.clientName, package: site.packageName, size: sizeOf(site), every: found.every, path: found.path };
  };
  return { at: construction.call, is: "open", data: {}, reached, ...(made && { source: { lifetime, broken: undefined, site, hot: undefined } }) };
}

interface Found {
  readonly is: LifetimeSite["is"];
  readonly hot?: Hot;
  readonly broken?: Broken | undefined;
}

function verdictOf(lifetime: Lifetime, runsOnce: boolean, site: JudgedSite): Found | undefined {
  const { runs } = lifetime;
  const [broken] = runs.broken;
  if (runs.execution.is === "hot") {
    const { hot } = runs.execution;
    if (isCopy(lifetime) && hot.every === "call") return { is: "copied", hot };
    return broken ? { is: "broken", hot, broken } : { is: "hot", hot };
  }
  if (runsOnce) return undefined;
  const isOnce = runs.execution.is === "once";
  if (broken && broken.by !== "overwritten" && !isOnce) return { is: "broken", broken };
  const turn = runs.turns.find((each) => each.isDropped && (each.isBounded ? !isOnce && !lifetime.varies : lifetime.isClosed));
  if (turn) return { is: "hot", hot: { every: "turn", label: "every turn of the loop", at: turn.node } };
  return isOnce ? undefined : droppedByCall(lifetime, site);
}

/** Whether a file is run once and ends: a script, a migration, a command. */
export function isScript(filename: string): boolean {
  return SCRIPT.test(filename.replaceAll("\\", "/"));
}

/** An exported function that makes, uses and drops a client: whoever calls it, no call needs one of its own. */
function droppedByCall(lifetime: Lifetime, site: JudgedSite): Found | undefined {
  const { functionName, made } = lifetime;
  if (!lifetime.isExported || !made?.async || functionName === undefined || STARTING.test(functionName) || lifetime.varies) return undefined;
  const isUsed = site.role.role === "request" || lifetime.uses.some(({ kind }) => kind === "argument");
  if (!isUsed || !(lifetime.isClosed || (lifetime.staysInside && site.role.role === "request"))) return undefined;
  return { is: "perCall" };
}

/** One client per use is the purpose there. */
export function isMeant(lifetime: Lifetime, site: JudgedSite): boolean {
  const { construction, uses, targetVaries, isClosed } = lifetime;
  const { role } = site.role;
  if (construction.client.holds === "nothing" || construction.maker.reuses || role === "blocking" || uses.some((use) => isListening(use, site.reading))) return true;
  if (role === "subscriber" && lifetime.endsWith) return true;
  // The channel belongs to this connection: a subscriber of its own ends with it.
  if (role === "subscriber" && uses.some((use) => /subscribe$/i.test(use.member ?? "") && use.call?.arguments[0]?.type !== "Literal")) return true;
  // A probe of a target that somebody typed in.
  if (targetVaries && isClosed) return true;
  if (isClosed && PROBING.test(lifetime.functionName ?? "") && !site.holdsSeveral) return true;
  if (site.isAgent && PINNING.some((option) => construction.options.get(option).state !== "absent")) return true;
  return HYPERDRIVE.test(construction.call.arguments.map((argument) => site.reading.module.textOf(argument)).join(","));
}

function isCopy({ construction }: Lifetime): boolean {
  const { call } = construction;
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression") return false;
  return construction.client.roles?.copies?.includes(staticName(call.callee) ?? "") ?? false;
}

/** `every GET /users`, `every tick (cron 0 * * * *)`. */
export function everyText({ every, label }: Hot): string {
  if (/^every\b/.test(label)) return label;
  return every === "request" || every === "render" ? `every ${label}` : `every ${every} (${label})`;
}

/** What one more of it costs the server. */
export function sizeOf(site: JudgedSite): string {
  if (!site.holdsSeveral) return "a connection";
  const limit = site.setting("limit");
  if (limit.is === "off") return "any number of connections";
  const number = limit.is === "on" || limit.is === "default" ? limit.value : undefined;
  if (number === undefined) return "connections of its own";
  return number === 1 ? "a connection" : `up to ${number} connections`;
}

/** The way from what calls down to what makes: `routes.ts:12 -> routes.ts:8`. */
export function pathText(nodes: readonly Node[], module: ModuleText): string {
  const name = basename(module.filename.replaceAll("\\", "/"));
  const lines = nodes.map((node) => module.lineOf(node));
  return lines.filter((line, index) => line !== lines[index - 1]).map((line) => `${name}:${line}`).join(" -> ");
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, "");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
