import { frameOf, isFunction } from "../code/frames.js";
import { memberKey } from "../code/frames-callees.js";
import { bare, outer, staticName, type Node } from "../code/module-text.js";
import { findUses, readBinding, useOf, type Binding, type Use } from "../code/uses.js";
import type { Program, ProgramFile, Spot } from "./program.js";
import { nameOf } from "./ways.js";

/** A use of a client with the file it stands in. */
export interface FileUse {
  readonly use: Use;
  readonly file: ProgramFile;
}

/** Everything the program does with one client. */
export interface Followed {
  /** Name of the variable, field or function by which the code knows it. */
  readonly name: string;
  readonly uses: readonly FileUse[];
  /** Why there may be more uses than these. */
  readonly leaves: string | undefined;
}

/** A client is handed on at most this often, and used at most so many times, before the rest is called unknown. */
const MAX_HOPS = 6;
const MAX_USES = 2_000;

/** Follows a client through variables, fields, returned values and modules to all its uses. */
export function followClient(program: Program, start: Spot): Followed {
  const uses = new Map<string, FileUse>();
  const seen = new Set<string>();
  let leaves: string | undefined;
  let name = "";
  follow(start, 0);
  return { name, uses: [...uses.values()], leaves };

  function follow({ file, node }: Spot, hops: number): void {
    const { module } = file.open.reading;
    const { binding, chained } = readBinding(node, module);
    for (const use of chained) add(use, file);
    if (hops === 0) name = nameOfBinding(binding, { file, node });
    switch (binding.kind) {
      case "variable": {
        const declared = binding.variable.identifiers[0] as Node | undefined;
        for (const use of findUses(binding, module)) take(use, file, hops);
        if (declared) refer({ file, node: declared }, hops);
        return;
      }
      case "member": {
        for (const use of findUses(binding, module)) take(use, file, hops);
        const key = keyOfMember(binding, node);
        if (key) refer({ file, node: key }, hops);
        return;
      }
      case "returned":
        return handOut({ file, node }, hops);
      case "stored":
        return ofStored(binding.node, file, hops);
      case "exported":
        return ofExported({ file, node }, hops);
      case "passed":
        add({ kind: "argument", call: binding.call, node }, file);
        return;
      case "dropped":
        return;
    }
  }

  /** Every place of the program that names a variable, field or property. */
  function refer({ file, node }: Spot, hops: number): void {
    referAt(file, node.range[0], hops);
  }

  function referAt(declaredIn: ProgramFile, start: number, hops: number): void {
    const key = `${declaredIn.path}:${start}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const { file, node } of program.references(declaredIn, start)) {
      const parent = node.parent;
      if (!parent || /^(?:Import|Export)/.test(parent.type) || isTarget(node)) continue;
      const value = parent.type === "MemberExpression" && parent.property === node ? parent : node;
      take(useOf(value), file, hops);
    }
  }

  function take(use: Use, file: ProgramFile, hops: number): void {
    // The importers are among the references; and what is only filled (`pool ??= …`) is not used.
    if (isTarget(use.node)) return;
    if (use.kind === "exported") {
      const property = outer(use.node);
      if (property?.type === "Property") ofStored(property, file, hops); // module.exports = { db: pool }
      return;
    }
    if (use.kind === "returned") {
      add(use, file);
      handOut({ file, node: use.node }, hops + 1);
      return;
    }
    const value = outer(use.node);
    const isAlias = use.kind === "other" && value?.type === "VariableDeclarator" && value.init && bare(value.init) === use.node;
    const isKept = use.kind === "other" && value?.type === "AssignmentExpression" && bare(value.right) === use.node;
    if (use.kind === "other" && value?.type === "Property" && value.parent?.type === "ObjectExpression") {
      if (hops < MAX_HOPS) ofStored(value, file, hops + 1);
    } else if (value?.type === "Property" && value.parent?.type === "ObjectPattern") {
      referAt(file, use.node.range[0], hops); // const { pool } = require("./db")
    } else if ((isAlias || isKept) && hops < MAX_HOPS) follow({ file, node: use.node }, hops + 1);
    else add(use, file);
  }

  /** A client that a function returns: wherever it is called. */
  function handOut({ file, node }: Spot, hops: number): void {
    const frame = frameOf(node);
    const made = frame.kind === "function" ? frame.node : undefined;
    const called = made && nameOf(made, file.open.readings.callees.variableFor(made)?.identifiers[0] as Node | undefined);
    if (!made || !called || hops >= MAX_HOPS) {
      leaves ??= "it is returned to code that cannot be followed";
      return;
    }
    const key = `${file.path}:${called.range[0]}`;
    if (seen.has(key)) return;
    seen.add(key);
    const isGetter = (made.parent.type === "MethodDefinition" || made.parent.type === "Property") && made.parent.kind === "get";
    for (const use of program.references(file, called.range[0])) {
      const parent = use.node.parent;
      if (!parent || /^(?:Import|Export)/.test(parent.type)) continue;
      const value = parent.type === "MemberExpression" && parent.property === use.node ? parent : use.node;
      const call = outer(value);
      if (isGetter) take(useOf(value), use.file, hops + 1);
      else if (call?.type === "CallExpression" && bare(call.callee) === value) follow({ file: use.file, node: call }, hops + 1);
    }
  }

  /** `{ db: new Pool() }`, `exports.db = new Pool()`: by the name of the property. */
  function ofStored(at: Node, file: ProgramFile, hops: number): void {
    const key = at.type === "Property" ? at.key : at.type === "AssignmentExpression" && at.left.type === "MemberExpression" ? at.left.property : undefined;
    if (key?.type === "Identifier") refer({ file, node: key }, hops);
    else leaves ??= "it is kept where it cannot be followed";
  }

  /** `export default new Pool()`, `exports.db = new Pool()`, `module.exports = new Pool()`: by the word it is exported under. */
  function ofExported({ file, node }: Spot, hops: number): void {
    let around = outer(node);
    while (around && around.type !== "ExportDefaultDeclaration" && around.type !== "AssignmentExpression") around = outer(around);
    const target = around?.type === "AssignmentExpression" && around.left.type === "MemberExpression" ? around.left.property : undefined;
    if (target) refer({ file, node: target }, hops);
    else if (around) referAt(file, around.range[0] + "export ".length, hops);
  }

  function add(use: Use, file: ProgramFile): void {
    if (uses.size < MAX_USES) uses.set(`${file.path}:${use.node.range[0]}:${use.node.range[1]}`, { use, file });
    if (use.kind === "other") leaves ??= "it is handed on to code that cannot be followed";
  }
}

/** Whether a name is written, not read. */
function isTarget(node: Node): boolean {
  const value = node.parent?.type === "MemberExpression" && node.parent.property === node ? node.parent : node;
  return value.parent?.type === "AssignmentExpression" && value.parent.left === value;
}

function keyOfMember(binding: Extract<Binding, { kind: "member" }>, node: Node): Node | undefined {
  for (let around = node.parent; around && around !== binding.owner; around = around.parent) {
    if (around.type === "PropertyDefinition" && memberKey(around) === binding.name) return around.key;
    if (around.type === "AssignmentExpression" && around.left.type === "MemberExpression") return around.left.property;
  }
  return undefined;
}

function nameOfBinding(binding: Binding, { file, node }: Spot): string {
  if (binding.kind === "variable") return binding.variable.name;
  if (binding.kind === "member") return binding.name;
  if (binding.kind === "stored") {
    const { node: at } = binding;
    return (at.type === "Property" ? staticName(at) : at.type === "AssignmentExpression" && at.left.type === "MemberExpression" ? staticName(at.left) : undefined) ?? "";
  }
  const frame = binding.kind === "returned" ? frameOf(node) : undefined;
  if (frame?.kind !== "function" || !isFunction(frame.node)) return "";
  const called = nameOf(frame.node, file.open.readings.callees.variableFor(frame.node)?.identifiers[0] as Node | undefined);
  return called?.type === "Identifier" ? `${called.name}()` : "";
}
