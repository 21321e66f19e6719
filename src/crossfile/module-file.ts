import type { TSESTree } from "@typescript-eslint/utils";
import { Reading } from "../code/constructions.js";
import type { EntryPointTable } from "../code/entry-points-table.js";
import type { Mention } from "../code/gate.js";
import { callInPlace, exportsOf, frameOf, isClass, isFunction, type ClassNode, type FunctionNode } from "../code/frames.js";
import { fieldOf, fieldType } from "../code/frames-callees.js";
import { Pools } from "../code/leases-pools.js";
import { Lifetimes, type Lifetime } from "../code/lifetimes.js";
import type { MakerTable } from "../code/maker-table.js";
import { bare, memberName, ModuleText, type Node, type ParsedText } from "../code/module-text.js";
import type { Origin } from "../code/origins.js";
import { isMeant, sizeOf } from "../judge/lifetime.js";
import { JudgedSite } from "../judge/site.js";

/** A client that a function makes each time it is called. */
export interface Making {
  readonly client: string;
  readonly package: string;
  readonly size: string;
  /** Position of the construction in its file. */
  readonly start: number;
  /** Lines from the function that was asked for down to the construction, all in one file. */
  readonly lines: readonly number[];
  /** Handed to the caller, whose business it then is how long it lives. */
  readonly isReturned: boolean;
  readonly isClosed: boolean;
  /** What it is made with depends on what the function is called with. */
  readonly varies: boolean;
  /** The server it connects to does. */
  readonly targetVaries: boolean;
}

/** Something of another module that a function calls each time. */
export interface OutgoingCall {
  readonly origin: Origin;
  readonly by: "call" | "new";
  readonly lines: readonly number[];
  readonly isReturned: boolean;
}

/** What happens in one module when something it exports is called; plain data, kept when the tree is gone. */
export interface Answer {
  readonly makings: readonly Making[];
  readonly calls: readonly OutgoingCall[];
  /** Where else to ask: what was asked for comes from another module. */
  readonly elsewhere: readonly Origin[];
}

const NOTHING: Answer = { makings: [], calls: [], elsewhere: [] };
/** Functions call each other at most this deep within one module. */
const MAX_LOCAL_CALLS = 8;
/** Callbacks of such methods run later or never, whatever calls the method. */
const LISTENING = /^(?:on|once|addListener|prependListener|addEventListener|setTimeout|setInterval|setImmediate|subscribe|listen)$/;

/** A module that is not linted itself: answers what its exports do when they are called. */
export class ModuleFile {
  readonly module: ModuleText;
  readonly #reading: Reading;
  /** How long its clients live and how often its functions run. */
  readonly lifetimes: Lifetimes;
  readonly #byCall: ReadonlyMap<Node, Lifetime>;
  #pools: Pools | undefined;
  #inFrames: Map<Node, (TSESTree.CallExpression | TSESTree.NewExpression)[]> | undefined;

  constructor(parsed: ParsedText, path: string, makers: MakerTable, entryPoints: EntryPointTable, mentions?: readonly Mention[]) {
    this.module = new ModuleText(parsed, path, mentions);
    this.#reading = new Reading(this.module, makers);
    this.lifetimes = new Lifetimes(this.#reading, entryPoints);
    this.#byCall = new Map(this.lifetimes.all.map((lifetime) => [lifetime.construction.call as Node, lifetime]));
  }

  /** What calling (or constructing) an export does: `["users", "find"]`, `["UserService", "new()", "find"]`. */
  ask(path: readonly string[], by: "call" | "new"): Answer {
    const found = this.functionOf(path);
    if (!found) return NOTHING;
    if ("elsewhere" in found) return { ...NOTHING, elsewhere: found.elsewhere };
    const { node, owner } = found;
    const makings: Making[] = [];
    const calls: OutgoingCall[] = [];
    const context = { makings, calls, seen: new Set<Node>(), isOurs: owner };
    if (isFunction(node) && by === "call") this.#collect(node, [], true, context);
    else if (isClass(node) && by === "new") this.#construct(node, [], context);
    return { makings, calls, elsewhere: [] };
  }

  /** What is exported under the beginning of a path, and the rest of the path from there on. */
  exportOf(path: readonly string[]): { readonly node: Node; readonly rest: readonly string[] } | { readonly elsewhere: readonly Origin[] } | undefined {
    const { names } = exportsOf(this.module);
    const [name = "default", ...rest] = path;
    const start = names.get(name);
    if (start) return { node: start, rest };
    const whole = names.get("default");
    return this.#passedOn(path) ?? (whole && name !== "default" ? { node: whole, rest: path } : undefined);
  }

  /** The clients of its names, for files that import them. */
  get pools(): Pools {
    this.#pools ??= new Pools(this.reading);
    return this.#pools;
  }

  /** Names of constants and what they are worth are asked for in the same way as functions. */
  exported(path: readonly string[]): { readonly node: Node } | { readonly elsewhere: readonly Origin[] } | undefined {
    const [name, ...rest] = path;
    const { names } = exportsOf(this.module);
    const node = name === undefined ? names.get("default") : names.get(name);
    if (node) {
      const value = isFunction(node) || isClass(node) ? node : this.#valueOf(node);
      const origin = this.#reading.origins.of(value);
      if (origin) return { elsewhere: [{ specifier: origin.specifier, path: [...origin.path, ...rest] }] };
      return rest.length === 0 ? { node: value } : undefined;
    }
    return this.#passedOn(path);
  }

  get reading(): Reading {
    return this.#reading;
  }

  #valueOf(node: Node): Node {
    const variable = node.type === "Identifier" ? this.module.variableOf(node) : undefined;
    const definition = variable?.defs[0]?.node as Node | undefined;
    if (isFunction(definition) || isClass(definition)) return definition;
    return node;
  }

  #passedOn(path: readonly string[]): { elsewhere: Origin[] } | undefined {
    const [name, ...rest] = path;
    const { passedOn, stars } = exportsOf(this.module);
    const target = name === undefined ? undefined : passedOn.get(name);
    if (target) {
      const head = target.name === "*" || target.name === "default" ? [] : [target.name];
      return { elsewhere: [{ specifier: target.specifier, path: [...head, ...rest] }] };
    }
    return stars.length > 0 && name !== undefined ? { elsewhere: stars.map((specifier) => ({ specifier, path })) } : undefined;
  }

  /** The function or class that a path of what it exports leads to. */
  functionOf(path: readonly string[]): { node: FunctionNode | ClassNode; owner: ClassNode | undefined } | { elsewhere: readonly Origin[] } | undefined {
    const exported = this.exportOf(path);
    return exported && "node" in exported ? this.#walk(exported.node, exported.rest) : exported;
  }

  /** Follows a path through objects, instances and what functions return. */
  #walk(start: Node, path: readonly string[]): { node: FunctionNode | ClassNode; owner: ClassNode | undefined } | { elsewhere: readonly Origin[] } | undefined {
    const { callees } = this.lifetimes;
    let node: Node = isFunction(start) || isClass(start) ? start : bare(start);
    let instance: ClassNode | undefined;
    for (const [at, segment] of path.entries()) {
      const origin: Origin | undefined = instance ? undefined : this.#reading.origins.of(node);
      if (origin) return { elsewhere: [{ specifier: origin.specifier, path: [...origin.path, ...path.slice(at)] }] };
      if (segment === "new()") {
        const made = callees.of(node);
        if (!isClass(made)) return undefined;
        instance = made;
        continue;
      }
      if (segment === "()") {
        const made = callees.of(node);
        const returned = isFunction(made) ? soleReturn(made) : undefined;
        if (!returned) return undefined;
        node = bare(returned);
        instance = callees.instanceOf(node);
        continue;
      }
      instance ??= callees.instanceOf(node);
      const owner: ClassNode | undefined = instance;
      if (owner) {
        const method = callees.memberOf(owner, segment, false);
        if (method && at === path.length - 1) return { node: method, owner };
        const field = method ? undefined : fieldOf(owner, segment);
        const type = field && fieldType(field);
        const value = field?.type === "PropertyDefinition" ? field.value : undefined;
        const next: Node | undefined = method ?? value ?? type;
        if (!next) return undefined;
        node = next;
        instance = callees.instanceOf(node);
        continue;
      }
      const itself = callees.of(node);
      const object = callees.objectOf(node);
      const property = object?.properties.find((each) => each.type === "Property" && each.key.type === "Identifier" && each.key.name === segment);
      const next: Node | undefined = isClass(itself) ? callees.memberOf(itself, segment, true) : property?.type === "Property" ? property.value : undefined;
      if (!next) return undefined;
      node = next;
    }
    if (instance) return undefined;
    const origin = this.#reading.origins.of(node);
    if (origin) return { elsewhere: [origin] };
    const made = callees.of(node);
    return made && { node: made, owner: undefined };
  }

  /** Everything that a call of a function makes and calls, by way of the other functions of the module. */
  #collect(made: FunctionNode, lines: readonly number[], goesOut: boolean, context: Collecting): void {
    if (context.seen.has(made) || lines.length > MAX_LOCAL_CALLS) return;
    context.seen.add(made);
    for (const call of this.#callsIn(made)) this.#visit(call, lines, goesOut, context);
  }

  #construct(owner: ClassNode, lines: readonly number[], context: Collecting): void {
    if (context.seen.has(owner) || lines.length > MAX_LOCAL_CALLS) return;
    context.seen.add(owner);
    for (const call of this.#callsIn(owner)) this.#visit(call, lines, true, context);
    for (const member of owner.body.body) {
      if (member.type === "MethodDefinition" && member.kind === "constructor") this.#collect(member.value as FunctionNode, lines, true, context);
    }
    const parent = owner.superClass ? this.lifetimes.callees.of(owner.superClass) : undefined;
    if (isClass(parent)) this.#construct(parent, lines, context);
    const inherited = owner.superClass && !parent ? this.#reading.origins.of(owner.superClass) : undefined;
    if (inherited) context.calls.push({ origin: inherited, by: "new", lines: [...lines, this.#line(owner)], isReturned: true });
  }

  #visit(call: TSESTree.CallExpression | TSESTree.NewExpression, lines: readonly number[], goesOut: boolean, context: Collecting): void {
    const frame = frameOf(call);
    const cache = frame.kind === "function" ? this.lifetimes.executions.caches.of(call, frame.node) : undefined;
    const here = [...lines, this.#line(call)];
    const lifetime = this.#byCall.get(call);
    // A broken cache is reported where it stands; one that is overwritten on every call is as hot as its callers.
    if (cache?.is === "kept" || cache?.is === "unsure" || (lifetime && cache?.is === "broken" && cache.by !== "overwritten")) return;
    const isReturned = goesOut && (cache === undefined || cache.flow.isReturned);
    if (lifetime) {
      const site = new JudgedSite(lifetime.construction, this.#reading);
      if (!lifetime.construction.sure || !site.isOffered || isMeant(lifetime, site)) return;
      const { isClosed, varies, targetVaries } = lifetime;
      context.makings.push({ client: site.clientName, package: site.packageName, size: sizeOf(site), start: call.range[0], lines: here, isReturned, isClosed, varies, targetVaries });
      return;
    }
    const target = this.lifetimes.callees.of(call.callee);
    if (isFunction(target) && call.type === "CallExpression") return this.#collect(target, here, isReturned, context);
    if (isClass(target) && call.type === "NewExpression") return this.#construct(target, here, context);
    const origin = originOfCallee(call, this.#reading, this.lifetimes);
    if (origin && !this.#reading.table.knows(origin.specifier)) {
      context.calls.push({ origin, by: call.type === "NewExpression" ? "new" : "call", lines: here, isReturned });
    }
  }

  /** The calls that run with a frame: in its own body, and in callbacks that are run on the spot. */
  #callsIn(frame: Node): readonly (TSESTree.CallExpression | TSESTree.NewExpression)[] {
    if (!this.#inFrames) {
      this.#inFrames = new Map();
      for (const call of this.module.nodesOf("CallExpression", "NewExpression")) {
        const home = this.#homeOf(call);
        const list = home && this.#inFrames.get(home);
        if (list) list.push(call);
        else if (home) this.#inFrames.set(home, [call]);
      }
    }
    return this.#inFrames.get(frame) ?? [];
  }

  #homeOf(node: Node): Node | undefined {
    const frame = frameOf(node);
    if (frame.kind === "module") return undefined;
    if (frame.kind === "field") return frame.node;
    const made = frame.node;
    const inPlace = callInPlace(made);
    if (inPlace) return this.#homeOf(inPlace);
    const call = made.parent.type === "CallExpression" && made.parent.callee !== made ? made.parent : undefined;
    if (!call || this.lifetimes.entryPoints.handing(made)) return made;
    const name = call.callee.type === "Identifier" ? call.callee.name : call.callee.type === "MemberExpression" ? memberName(call.callee) : undefined;
    const isLater = name === undefined || LISTENING.test(name) || this.lifetimes.executions.keeps(call, made);
    return isLater ? made : (this.#homeOf(call) ?? made);
  }

  #line(node: Node): number {
    return this.module.lineOf(node);
  }
}

interface Collecting {
  readonly makings: Making[];
  readonly calls: OutgoingCall[];
  readonly seen: Set<Node>;
  readonly isOurs: ClassNode | undefined;
}

/** Where a called thing comes from; methods of fields and parameters by the type they are annotated with. */
export function originOfCallee(call: TSESTree.CallExpression | TSESTree.NewExpression, reading: Reading, lifetimes: Lifetimes): Origin | undefined {
  const origin = reading.origins.of(call.callee);
  if (origin || call.callee.type !== "MemberExpression" || call.type === "NewExpression") return origin;
  const name = memberName(call.callee);
  const type = lifetimes.typeOf(call.callee.object);
  const imported = type?.type === "Identifier" && name !== undefined ? lifetimes.importOfType(type) : undefined;
  return imported && { specifier: imported.specifier, path: [...imported.path, "new()", name as string] };
}

function soleReturn(made: FunctionNode): Node | undefined {
  if (made.body.type !== "BlockStatement") return made.body;
  const last = made.body.body.at(-1);
  return last?.type === "ReturnStatement" ? (last.argument ?? undefined) : undefined;
}
