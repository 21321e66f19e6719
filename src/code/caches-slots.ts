import type { TSESTree } from "@typescript-eslint/utils";
import { isClass, isFunction, thisClassOf, type ClassNode, type FunctionNode } from "./frames.js";
import type { Callees } from "./frames-callees.js";
import { memberName, type ModuleText, type Node, type Variable } from "./module-text.js";
import { bare, soleValue } from "./module-text.js";

/** A place that can keep a client from one call to the next. */
export interface Slot {
  /** Equal for two expressions that name the same place. */
  readonly id: string;
  /** `process`: module scope, static fields, globals; `closure`: a variable of the function around; `local`, `argument`: no longer than the call. */
  readonly lasts: "process" | "instance" | "closure" | "local" | "argument";
  readonly node: Node;
  readonly variable?: Variable | undefined;
  /** The class of an instance slot. */
  readonly owner?: ClassNode | undefined;
  /** The function whose variable a closure slot is. */
  readonly home?: FunctionNode | undefined;
  /** The key of a map or of a computed member. */
  readonly key?: Node | undefined;
  /** The slot that this is a member of. */
  readonly holder?: Slot | undefined;
}

const GLOBALS = new Set(["globalThis", "global", "window", "self", "process"]);
const READERS = new Set(["get", "has", "peek", "fetch"]);
const MAX_DEPTH = 8;

/** Names the slots of a file: two spellings of one place get one id. */
export class Slots {
  constructor(
    readonly module: ModuleText,
    readonly callees: Callees,
  ) {}

  /**
   * The slot an expression reads or writes, seen from a function: what is local to it keeps nothing.
   * @returns nothing for what is no place at all: calls, literals
   */
  of(node: Node, from: FunctionNode | undefined, depth = 0): Slot | undefined {
    const expression = bare(node);
    if (depth > MAX_DEPTH) return undefined;
    switch (expression.type) {
      case "Identifier":
        return this.#named(expression, from, depth);
      case "ThisExpression": {
        const here = thisClassOf(expression);
        if (!here) return undefined;
        return here.isStatic ? classSlot(here.owner, expression) : { id: `this@${here.owner.range[0]}`, lasts: "instance", owner: here.owner, node: expression };
      }
      case "MemberExpression": {
        const holder = this.of(expression.object, from, depth + 1);
        if (!holder) return undefined;
        const name = memberName(expression);
        if (name === "constructor" && holder.owner) return classSlot(holder.owner, expression);
        if (name === undefined) return this.#keyed(holder, expression.property, expression);
        // req.app.locals: what hangs on the application outlives the request.
        const lasts = holder.lasts === "argument" && name === "app" ? "process" : holder.lasts;
        return { ...holder, id: `${holder.id}.${name}`, lasts, node: expression, holder };
      }
      case "CallExpression": {
        if (expression.callee.type !== "MemberExpression" || !READERS.has(memberName(expression.callee) ?? "")) return undefined;
        const [key] = expression.arguments;
        const holder = key && this.of(expression.callee.object, from, depth + 1);
        return holder && this.#keyed(holder, key, expression);
      }
      default:
        return undefined;
    }
  }

  #keyed(holder: Slot, key: Node, node: Node): Slot {
    const text = key.type === "Literal" ? String(key.value) : this.module.textOf(key).replace(/\s+/g, "");
    return { ...holder, id: `${holder.id}[${text}]`, node, key, holder };
  }

  #named(name: TSESTree.Identifier, from: FunctionNode | undefined, depth: number): Slot | undefined {
    const variable = this.module.variableOf(name);
    if (!variable) {
      const id = name.name === "process" ? "global.process" : "global";
      return GLOBALS.has(name.name) ? { id, lasts: "process", node: name } : { id: `global.${name.name}`, lasts: "process", node: name };
    }
    const definition = variable.defs[0];
    if (!definition) return undefined;
    const declared = definition.node as Node;
    if (isClass(declared)) return classSlot(declared, name);
    const alias = declared.type === "VariableDeclarator" ? soleValue(variable) : undefined;
    const target = alias && placeIn(bare(alias));
    // const cached = globalThis as unknown as { … }; const { pools } is no alias of one place.
    if (target && (target.type === "Identifier" || target.type === "MemberExpression" || target.type === "ThisExpression") && isConstant(declared)) {
      return this.of(target, from, depth + 1);
    }
    const home = homeOf(definition.name as Node, definition.type === "Parameter");
    const isParameter = definition.type === "Parameter";
    const isInside = home !== undefined && from !== undefined && (home === from || (home.range[0] >= from.range[0] && home.range[1] <= from.range[1]));
    const lasts = home === undefined ? "process" : isInside ? (isParameter ? "argument" : "local") : "closure";
    return { id: `${name.name}@${(definition.name as Node).range[0]}`, lasts, node: name, variable, home };
  }
}

/** `globalThis.store ??= {}` and `globalThis.store || (globalThis.store = {})` are the place on their left. */
function placeIn(value: Node): Node {
  if (value.type === "AssignmentExpression") return bare(value.left);
  return value.type === "LogicalExpression" && value.right.type === "AssignmentExpression" ? bare(value.left) : value;
}

function classSlot(owner: ClassNode, node: Node): Slot {
  return { id: `class@${owner.range[0]}`, lasts: "process", node };
}

function isConstant(declarator: Node): boolean {
  return declarator.parent?.type === "VariableDeclaration" && declarator.parent.kind === "const";
}

/** The function whose call makes a variable; nothing at module scope. */
export function homeOf(name: Node, isParameter: boolean): FunctionNode | undefined {
  let inner = name;
  for (let around = name.parent; around; inner = around, around = around.parent) {
    if (!isFunction(around)) continue;
    // The name of a function declaration belongs to what is around it.
    if (around.id === inner && !isParameter) continue;
    return around;
  }
  return undefined;
}
