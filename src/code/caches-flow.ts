import type { TSESTree } from "@typescript-eslint/utils";
import type { Slot, Slots } from "./caches-slots.js";
import { callInPlace, isFunction, type FunctionNode } from "./frames.js";
import { memberName, type ModuleText, type Node } from "./module-text.js";
import { functionAround } from "./values.js";

/** Where the value of an expression goes before its function ends. */
export interface Flow {
  /** Slots it is stored in, with the expression that stores. */
  readonly writes: readonly { readonly slot: Slot; readonly at: Node }[];
  /** Handed to the caller. */
  readonly isReturned: boolean;
  /** Put where this file cannot follow it: an array, an object, a function that is not read. */
  readonly isKept: boolean;
}

/** Methods of a client or promise that answer it, or a promise of it. */
const FLUENT = new Set(["on", "once", "addListener", "setMaxListeners", "connect", "then", "catch", "finally", "$connect", "extend", "$extends", "initialize", "unref", "setup"]);
const KEEPING = new Set(["push", "add", "unshift", "set", "register", "provide", "decorate", "bind"]);

/** Follows a made client through casts, awaits, chains, local names and objects that contain it. */
export function followFlow(start: Node, made: FunctionNode | undefined, module: ModuleText, slots: Slots): Flow {
  const writes: { slot: Slot; at: Node }[] = [];
  const result = { isReturned: false, isKept: false };
  const seen = new Set<Node>();
  const open: Node[] = [start];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    follow(node);
  }
  return { writes, ...result };

  function follow(from: Node): void {
    let node = from;
    for (let around = node.parent; around; node = around, around = around.parent) {
      switch (around.type) {
        case "MemberExpression": {
          if (around.object !== node || around.parent?.type !== "CallExpression" || around.parent.callee !== around) return;
          if (!FLUENT.has(memberName(around) ?? "")) return;
          around = around.parent;
          break;
        }
        case "AssignmentExpression": {
          if (around.right !== node) return;
          store(around.left, around);
          break;
        }
        case "VariableDeclarator":
          if (around.init === node && around.id.type === "Identifier") store(around.id, around);
          return;
        case "PropertyDefinition":
          result.isKept = true;
          return;
        case "CallExpression":
        case "NewExpression":
          if (!passInto(around, node)) return;
          break;
        case "ReturnStatement":
        case "ArrowFunctionExpression": {
          const from = around.type === "ReturnStatement" ? functionAround(around) : around;
          const next = isFunction(from) ? afterReturn(from) : undefined;
          if (!next) return;
          around = next;
          break;
        }
        case "LogicalExpression":
        case "ConditionalExpression":
          if (around.type === "ConditionalExpression" && around.test === node) return;
          break;
        case "Property":
          if (around.value !== node) return;
          break;
        case "AwaitExpression":
        case "SequenceExpression":
        case "ObjectExpression":
        case "ArrayExpression":
        case "SpreadElement":
        case "ChainExpression":
        case "TSAsExpression":
        case "TSSatisfiesExpression":
        case "TSNonNullExpression":
        case "TSTypeAssertion":
          break;
        default:
          return;
      }
    }
  }

  function store(target: Node, at: Node): void {
    if (target.type === "MemberExpression" && /^(?:module\.)?exports\b/.test(module.textOf(target))) result.isKept = true;
    const slot = slots.of(target, made);
    if (!slot) {
      result.isKept = true;
      return;
    }
    writes.push({ slot, at });
    if (slot.lasts !== "local" || !slot.variable || target.type !== "Identifier") return;
    for (const reference of slot.variable.references) if (reference.isRead()) open.push(reference.identifier as Node);
  }

  /** @returns whether the result of the call still contains the client */
  function passInto(call: TSESTree.CallExpression | TSESTree.NewExpression, argument: Node): boolean {
    if (!call.arguments.includes(argument as TSESTree.CallExpressionArgument)) return false;
    const { callee } = call;
    const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    if (callee.type === "MemberExpression" && method === "set" && call.arguments.length >= 2) {
      const holder = slots.of(callee.object, made);
      const [key] = call.arguments;
      if (holder && key) {
        const text = key.type === "Literal" ? String(key.value) : module.textOf(key).replace(/\s+/g, "");
        writes.push({ slot: { ...holder, id: `${holder.id}[${text}]`, node: call, key, holder }, at: call });
        return false;
      }
    }
    // Object.defineProperty(this, "pool", { value: pool })
    if (callee.type === "MemberExpression" && method === "defineProperty" && call.arguments.length === 3) {
      const holder = slots.of(call.arguments[0] as Node, made);
      const [, key] = call.arguments;
      if (holder && key?.type === "Literal") writes.push({ slot: { ...holder, id: `${holder.id}.${String(key.value)}`, node: call, holder }, at: call });
      result.isKept = true;
      return false;
    }
    if (method !== undefined && KEEPING.has(method)) {
      result.isKept = true;
      return false;
    }
    return true;
  }

  function afterReturn(from: FunctionNode): Node | undefined {
    if (from === made) {
      result.isReturned = true;
      return undefined;
    }
    const inPlace = callInPlace(from);
    if (inPlace) return inPlace;
    // connecting.then((client) => client)
    return from.parent.type === "CallExpression" ? from.parent : undefined;
  }
}
