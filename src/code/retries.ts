import type { Repeated, Retrier } from "../catalogue/shape.js";
import type { Reading } from "./constructions.js";
import { packageOf } from "./maker-table.js";
import { bare, soleValue, staticName, type ModuleText, type Node } from "./module-text.js";
import { OptionBag, type Call, type OptionValue } from "./options.js";
import type { FunctionNode } from "./retries-callbacks.js";
import { classAround, findUses, readBinding, type Use } from "./uses.js";

/** A call of a catalogued retry library. */
export interface RetryCall {
  readonly kind: "library";
  readonly retrier: Retrier;
  /** The npm package. */
  readonly packageName: string;
  readonly call: Call;
  readonly options: RetryOptions;
}

/** The path of the argument itself, where a number may stand instead of options: `retry(3)`. */
export const ARGUMENT = "()";

/** The options of a retry call, and the argument itself where a library takes a bare number there. */
export class RetryOptions {
  readonly bag: OptionBag;

  constructor(
    readonly call: Call,
    maker: Retrier["makers"][number],
    readonly reading: Reading,
  ) {
    this.bag = new OptionBag(call, maker, reading.values, reading.origins);
  }

  get(path: string): OptionValue {
    if (path !== ARGUMENT) return this.bag.get(path);
    const argument = this.call.arguments[this.bag.maker.options[0] ?? 0];
    if (!argument) return { state: "absent" };
    if (argument.type === "SpreadElement") return { state: "unreadable" };
    const value = this.reading.values.of(argument);
    if (value.kind === "object") return { state: "absent" };
    if (value.kind === "known") return { state: "present", branches: [{ word: value.word, node: value.node }] };
    if (value.kind === "function") return { state: "present", branches: [{ node: value.node }] };
    return this.bag.readable ? { state: "absent" } : { state: "unreadable" };
  }

  /** What stands where options are expected and is no object: a schedule. */
  get policy(): Node | undefined {
    const positions = this.bag.maker.options;
    const index = positions.find((position) => this.call.arguments[position] !== undefined);
    const argument = index === undefined ? undefined : this.call.arguments[index];
    return argument && argument.type !== "SpreadElement" ? argument : undefined;
  }
}

/** The calls of retry libraries in a file, in source order. */
export function findRetryCalls(reading: Reading): RetryCall[] {
  return reading.uses.calls.flatMap((call): RetryCall[] => {
    const origin = reading.originOfCall(call);
    const found = origin && reading.table.retrierOf(origin, call.type === "NewExpression" ? "new" : "call");
    if (!origin || !found) return [];
    const options = new RetryOptions(call, found.maker, reading);
    return [{ kind: "library", retrier: found.retrier, packageName: packageOf(origin.specifier), call, options }];
  });
}

/** What the call of a retry library makes, as far as this file shows: the members used on it, and whether that is all. */
export function usesOfRetry(call: Call, reading: Reading): { uses: readonly Use[]; complete: boolean } {
  const { binding, chained } = readBinding(call, reading.module);
  const uses = [...chained, ...findUses(binding, reading.module)];
  const isLocal = (binding.kind === "variable" && binding.declaration.parent?.parent?.type !== "ExportNamedDeclaration") || binding.kind === "dropped";
  return { uses, complete: isLocal && uses.every(({ kind }) => kind === "member") };
}

/** The nodes that a retry call repeats: function bodies, or the expression an operator is piped on. Empty where unreadable. */
export function repeatedBy({ retrier, call, options }: RetryCall, reading: Reading): Node[] {
  const { repeats } = retrier;
  return repeats ? findRepeated(repeats, call, options, reading) : [];
}

function findRepeated(repeats: Repeated, call: Call, options: RetryOptions, reading: Reading): Node[] {
  if ("argument" in repeats && repeats.described) {
    const described = pipedTo(call) ?? call.arguments[repeats.argument];
    const variable = described?.type === "Identifier" ? reading.module.variableOf(described) : undefined;
    const value = variable ? soleValue(variable) : described;
    return value ? [value] : [];
  }
  if ("argument" in repeats) {
    const given = call.arguments[repeats.argument] ?? call.arguments.find((argument) => /Function/.test(argument.type));
    const functions = [given, ...call.arguments].flatMap((argument) => (argument ? functionAt(argument, reading) : []));
    return functions.slice(0, 1);
  }
  if ("option" in repeats) {
    const value = options.get(repeats.option);
    return value.state === "present" ? value.branches.flatMap(({ node }) => functionAt(node, reading)) : [];
  }
  if ("methods" in repeats) {
    return usesOfRetry(call, reading).uses.flatMap(({ member, call: used }) => {
      const first = used?.arguments[0];
      return first && member !== undefined && repeats.methods.includes(member) ? functionAt(first, reading) : [];
    });
  }
  if ("piped" in repeats) {
    const piped = pipedTo(call);
    return piped ? [piped] : [];
  }
  const member = call.parent?.type === "Decorator" ? call.parent.parent : undefined;
  return member?.type === "MethodDefinition" ? [member.value] : [];
}

/** What the `pipe` is called on in which an operator stands. */
function pipedTo(operator: Call): Node | undefined {
  const pipe = operator.parent?.type === "CallExpression" && operator.parent.callee !== operator ? bare(operator.parent.callee) : undefined;
  return pipe?.type === "MemberExpression" && staticName(pipe) === "pipe" ? pipe.object : undefined;
}

/** The function an expression stands for in this file, `f` and `f.bind(x)` included; an arrow around a call as it is. */
export function functionAt(node: Node, reading: Reading): Node[] {
  const expression = bare(node);
  if (expression.type === "CallExpression" && expression.callee.type === "MemberExpression" && staticName(expression.callee) === "bind") {
    return functionAt(expression.callee.object, reading);
  }
  if (expression.type === "MemberExpression" && bare(expression.object).type === "ThisExpression") {
    const name = staticName(expression);
    const method = reading.module
      .nodesOf("MethodDefinition", "PropertyDefinition")
      .find((each) => staticName(each) === name && isAround(each.parent?.parent, expression));
    const value = method?.value;
    return value && /Function/.test(value.type) ? [value] : [];
  }
  const value = reading.values.of(expression);
  return value.kind === "function" ? [value.node] : [];
}

function isAround(outerNode: Node | undefined, inner: Node): boolean {
  return outerNode !== undefined && outerNode.range[0] <= inner.range[0] && inner.range[1] <= outerNode.range[1];
}

/** Where a function is named in this file: by its variable, or as a method of its class. */
export function usesOfFunction(made: FunctionNode, module: ModuleText): Node[] {
  const name = made.type === "FunctionDeclaration" || made.type === "FunctionExpression" ? made.id : null;
  const declarator = made.parent?.type === "VariableDeclarator" ? made.parent.id : undefined;
  const variable = module.variableOf(name ?? declarator ?? made);
  if (variable) return variable.references.flatMap(({ identifier, init }) => (init ? [] : [identifier as Node]));
  const member = made.parent?.type === "MethodDefinition" || made.parent?.type === "PropertyDefinition" ? made.parent : undefined;
  const method = member && staticName(member);
  if (!member || method === undefined) return [];
  const owner = classAround(member);
  return module.membersNamed(method).filter((each) => {
    return bare(each.object).type === "ThisExpression" && classAround(each) === owner;
  });
}
