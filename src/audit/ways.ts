import { onceFactories } from "../catalogue/shutdown.js";
import { callInPlace, frameOf, isClass, isFunction, type ClassNode, type FunctionNode } from "../code/frames.js";
import { ownName } from "../code/frames-callees.js";
import { bare, memberName, outer, staticName, type Node } from "../code/module-text.js";
import type { Call } from "../code/options.js";
import { readBinding } from "../code/uses.js";
import { everyText, isScript } from "../judge/lifetime.js";
import type { Program, ProgramFile, Spot } from "./program.js";

/** One way by which the program comes to a place. */
export interface Way {
  /** `once`: when a module is loaded; `repeated`: again and again; `script`: in a file that runs once and ends. */
  readonly ends: "once" | "repeated" | "script" | "unknown";
  /** `GET /users`, for what is repeated. */
  readonly every?: string;
  /** For what is unknown. */
  readonly why?: string;
  /** From the outermost place to the asked one. */
  readonly path: readonly Spot[];
}

/** Calls within calls, and ways altogether; beyond them a way is called unknown. */
const MAX_DEPTH = 12;
const MAX_WAYS = 500;

/** Finds how often the program comes to a place: up from it, through functions, classes and modules. */
export class Ways {
  readonly #open = new Set<Node>();
  #found = 0;

  constructor(readonly program: Program) {}

  /** @param carries the value of the node is or contains the client */
  to(spot: Spot, carries = true, below: readonly Spot[] = []): Way[] {
    const { file, node } = spot;
    const path = [spot, ...below];
    if (path.length > MAX_DEPTH || this.#found > MAX_WAYS) return this.#unknown(path, "too many calls lead there");
    const { executions } = file.open.readings;
    const runs = executions.of(node, carries);
    if (runs.execution.is === "hot") {
      const above = runs.execution.path.map((each) => ({ file, node: each }));
      return this.#end({ ends: "repeated", every: everyText(runs.execution.hot), path: [...above, ...path] });
    }
    if (runs.execution.is === "required") return this.#end({ ends: "repeated", every: "every request, as its runtime wants it", path });
    const [turn] = runs.turns;
    if (turn && !turn.isBounded) return this.#end({ ends: "repeated", every: "every turn of a loop", path: [{ file, node: turn.node }, ...path] });
    if (turn) return this.#unknown([{ file, node: turn.node }, ...path], "one for every turn of a loop");

    const frame = frameOf(node);
    if (frame.kind === "module") return this.#end({ ends: isScript(file.path) ? "script" : "once", path });
    if (frame.kind === "field") return this.#ofClass({ file, node: frame.node }, frame.node, path);
    const cache = executions.caches.of(node, frame.node);
    if (cache.is === "kept") {
      const { slot } = cache;
      if (slot.lasts === "instance" && slot.owner) return this.#ofClass({ file, node: slot.owner }, slot.owner, path);
      if (slot.lasts === "closure" && slot.home) return this.#ofFunction(file, slot.home, true, path);
      if (slot.key) return this.#unknown(path, "one for every key of a cache");
      return this.#end({ ends: "once", path });
    }
    if (cache.is === "unsure") return this.#unknown(path, "whether it is kept cannot be read");
    if (cache.is === "broken") return this.#unknown(path, "its cache may be filled more than once");
    return this.#ofFunction(file, frame.node, carries && cache.flow.isReturned, path);
  }

  #ofFunction(file: ProgramFile, made: FunctionNode, carries: boolean, path: readonly Spot[]): Way[] {
    const around = made.parent;
    if (around.type === "MethodDefinition" && around.kind === "constructor" && isClass(around.parent.parent)) {
      return this.#ofClass({ file, node: around.parent.parent }, around.parent.parent, path);
    }
    const inPlace = callInPlace(made);
    if (inPlace) return this.to({ file, node: inPlace }, carries, path);
    if (this.#open.has(made)) return [];
    this.#open.add(made);
    const ways = this.#ofCallers(file, made, carries, path);
    this.#open.delete(made);
    return ways;
  }

  #ofCallers(file: ProgramFile, made: FunctionNode, carries: boolean, path: readonly Spot[]): Way[] {
    const { callees, executions } = file.open.readings;
    const around = made.parent;
    if (around.type === "Property" && onceFactories.includes(staticName(around) ?? "")) return this.#end({ ends: "once", path });
    const name = nameOf(made, callees.variableFor(made)?.identifiers[0] as Node | undefined);
    if (!name) {
      const { execution } = executions.ofFunction(made, carries);
      if (execution.is === "once") return this.#end({ ends: isScript(file.path) ? "script" : "once", path });
      const call = outer(made);
      return this.#unknown(path, call?.type === "CallExpression" ? `made in a function handed to ${calleeText(call, file)}` : "who calls its function cannot be read");
    }
    const ways: Way[] = [];
    for (const use of this.program.references(file, name.range[0])) ways.push(...this.#ofUse(use, carries, path));
    if (ways.length > 0) return ways;
    return this.#unknown(path, `nothing in the program calls ${ownName(made) ?? "its function"}()`);
  }

  /** What a name of a function means for how often it runs. */
  #ofUse({ file, node }: Spot, carries: boolean, path: readonly Spot[]): Way[] {
    const parent = node.parent;
    if (!parent || isMention(node, parent)) return [];
    const value: Node = parent.type === "MemberExpression" && parent.property === node ? parent : node;
    const around = outer(value);
    if ((around?.type === "CallExpression" || around?.type === "NewExpression") && bare(around.callee) === value) return this.to({ file, node: around }, carries, path);
    const { executions, entryPoints } = file.open.readings;
    const handed = entryPoints.handing(value);
    if (handed) return this.#end({ ends: "repeated", every: everyText(handed), path: [{ file, node: handed.at }, ...path] });
    if (around?.type !== "CallExpression" && around?.type !== "NewExpression") return [];
    const made = file.open.readings.callees.of(value);
    if (around.type === "CallExpression" && isFunction(made) && executions.keeps(around, made)) return this.to({ file, node: around }, carries, path);
    return this.#unknown([{ file, node: around }, ...path], `handed to ${calleeText(around, file)}`);
  }

  #ofClass(spot: Spot, owner: ClassNode, path: readonly Spot[]): Way[] {
    const { file } = spot;
    const hot = file.open.readings.entryPoints.constructed(owner);
    if (hot) return this.#end({ ends: "repeated", every: everyText(hot), path: [{ file, node: hot.at }, ...path] });
    if (this.#open.has(owner)) return [];
    this.#open.add(owner);
    const name = owner.id ?? (owner.parent.type === "VariableDeclarator" && owner.parent.id.type === "Identifier" ? owner.parent.id : undefined);
    const ways: Way[] = [];
    for (const use of name ? this.program.references(file, name.range[0]) : []) {
      const around = outer(use.node.parent?.type === "MemberExpression" && use.node.parent.property === use.node ? use.node.parent : use.node);
      if (around?.type === "NewExpression" && around.arguments.every((argument) => bare(argument) !== use.node)) ways.push(...this.to({ file: use.file, node: around }, true, path));
      else if (isClass(around) && around.superClass && bare(around.superClass) === use.node) ways.push(...this.#ofClass({ file: use.file, node: around }, around, path));
    }
    this.#open.delete(owner);
    if (ways.length > 0) return ways;
    // A container makes what is decorated, and makes it once unless it is told otherwise.
    if ((owner.decorators?.length ?? 0) > 0) return this.#end({ ends: "once", path: [spot, ...path] });
    return this.#unknown(path, `nothing in the program constructs ${name?.name ?? "its class"}`);
  }

  #end(way: Way): Way[] {
    this.#found += 1;
    return [way];
  }

  #unknown(path: readonly Spot[], why: string): Way[] {
    return this.#end({ ends: "unknown", why, path });
  }
}

/** Where what is made ends up: the construction itself, or the call of the function that hands it over. */
export function keptAt({ path }: Way, made: Spot): Spot {
  let index = path.findLastIndex(({ file, node }) => file === made.file && node === made.node);
  let kept = made;
  for (let above = path[index - 1]; above && readBinding(kept.node, kept.file.open.reading.module).binding.kind === "returned"; above = path[index - 1]) {
    if (above.node.type !== "CallExpression" && above.node.type !== "NewExpression") break;
    kept = above;
    index -= 1;
  }
  return kept;
}

/** The name by which a function is called. */
export function nameOf(made: FunctionNode | ClassNode, variable: Node | undefined): Node | undefined {
  if (variable) return variable;
  if (made.id) return made.id;
  const around = made.parent;
  if (around.type === "MethodDefinition" || around.type === "PropertyDefinition" || around.type === "Property") return around.computed ? undefined : around.key;
  if (around.type === "AssignmentExpression" && around.left.type === "MemberExpression" && memberName(around.left) !== undefined) return around.left.property;
  return undefined;
}

/** Imports, exports and types name a function and do nothing with it. */
function isMention(node: Node, parent: Node): boolean {
  if (/^(?:Import|Export)|^TS(?:Type|Class|Interface)/.test(parent.type)) return true;
  return parent.type === "AssignmentExpression" && parent.left === node;
}

function calleeText(call: Call, file: ProgramFile): string {
  const text = file.open.reading.module.textOf(call.callee).replace(/\s+/g, "");
  return `${text.length > 40 ? `${text.slice(0, 39)}…` : text}()`;
}
