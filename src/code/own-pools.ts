import type { Reading } from "./constructions.js";
import { frameOf, isExported, isFunction, type FunctionNode } from "./frames.js";
import type { Take } from "./leases.js";
import { bare, isWithin, soleValue, type Node, type Variable } from "./module-text.js";
import { functionAt, usesOfFunction } from "./retries.js";
import { findUses, type Use } from "./uses.js";
import { returnsOf } from "./values.js";

/** How many functions a pool is followed through. */
const MAX_HOPS = 4;

/**
 * Whether the pool of a taken connection is made anew for each call of the function that takes it, or of the one that hands it
 * in, and leaves that call with nobody: nobody waits for a connection of such a pool, and this one is all it gives out.
 */
export function isPoolOfOneCall(take: Take, reading: Reading): boolean {
  return new OwnPools(reading).isOwn(take.pool, take.call, 0);
}

class OwnPools {
  constructor(readonly reading: Reading) {}

  /** @param at what uses the pool, and does so once each time the pool is made */
  isOwn(pool: Node, at: Node, hops: number): boolean {
    const { module } = this.reading;
    const expression = bare(pool);
    const variable = expression.type === "Identifier" ? module.variableOf(expression) : undefined;
    const { node: home } = frameOf(at);
    if (!variable || !isFunction(home) || hops > MAX_HOPS || !isWithin(variable.scope.block as Node, home)) return false;
    const [definition] = variable.defs;
    if (definition?.type === "Parameter") return this.#isHandedIn(variable, home, at, hops);
    const made = soleValue(variable);
    if (!made || isRepeated(at, definition?.node as Node, home)) return false;
    return this.#isMadeHere(made, hops) && this.#staysWith(variable, home, hops);
  }

  /** Every call of a function that only this file can call hands in a pool of its own. */
  #isHandedIn(variable: Variable, home: FunctionNode, at: Node, hops: number): boolean {
    const { module } = this.reading;
    const index = home.params.findIndex((parameter) => parameter.type === "Identifier" && module.variableOf(parameter) === variable);
    const uses = usesOfFunction(home, module);
    if (index < 0 || uses.length === 0 || !this.#isPrivate(home) || isRepeated(at, home, home) || !this.#staysWith(variable, home, hops)) return false;
    return uses.every((use) => {
      const call = use.parent;
      const handed = call?.type === "CallExpression" && call.callee === use ? call.arguments[index] : undefined;
      return call !== undefined && handed !== undefined && this.isOwn(handed, call, hops + 1);
    });
  }

  #isMadeHere(value: Node, hops: number): boolean {
    const made = bare(value);
    if (this.reading.constructions.some(({ call }) => call === made)) return true;
    const [maker] = made.type === "CallExpression" && hops < MAX_HOPS ? functionAt(made.callee, this.reading) : [];
    if (!maker || !isFunction(maker)) return false;
    const returned = maker.body.type === "BlockStatement" ? returnsOf(maker, this.reading.module) : [maker.body];
    return returned.length > 0 && returned.every((each) => each !== undefined && this.#isMadeBy(each, maker, hops + 1));
  }

  /** What a function answers is made by this call of it. */
  #isMadeBy(returned: Node, maker: FunctionNode, hops: number): boolean {
    const expression = bare(returned);
    const variable = expression.type === "Identifier" ? this.reading.module.variableOf(expression) : undefined;
    if (!variable) return this.#isMadeHere(expression, hops);
    const made = isWithin(variable.scope.block as Node, maker) ? soleValue(variable) : undefined;
    return made !== undefined && this.#isMadeHere(made, hops) && this.#staysWith(variable, maker, hops, true);
  }

  /** Every use of a pool is a member of it, in the same function, or hands it to a function that does no more with it. */
  #staysWith(variable: Variable, home: FunctionNode, hops: number, mayReturn = false): boolean {
    const { module } = this.reading;
    const uses = findUses({ kind: "variable", variable, declaration: home }, module);
    return uses.every((use) => frameOf(use.node).node === home && (use.kind === "member" || (mayReturn && use.kind === "returned") || this.#isLent(use, hops)));
  }

  #isLent({ kind, call, node }: Use, hops: number): boolean {
    const index = call?.arguments.findIndex((argument) => bare(argument) === node) ?? -1;
    const [target] = kind === "argument" && call && index >= 0 && hops < MAX_HOPS ? functionAt(call.callee, this.reading) : [];
    const parameter = target && isFunction(target) ? target.params[index] : undefined;
    const variable = parameter?.type === "Identifier" ? this.reading.module.variableOf(parameter) : undefined;
    return target !== undefined && isFunction(target) && variable !== undefined && this.#staysWith(variable, target, hops + 1);
  }

  #isPrivate(made: FunctionNode): boolean {
    const { module } = this.reading;
    const member = made.parent;
    if (member?.type === "MethodDefinition") return member.accessibility === "private" || member.key.type === "PrivateIdentifier";
    const name = made.type === "FunctionDeclaration" ? made.id : member?.type === "VariableDeclarator" ? member.id : undefined;
    const variable = name?.type === "Identifier" ? module.variableOf(name) : undefined;
    return variable !== undefined && !isExported(variable, module);
  }
}

/** Whether something stands in a loop, up to a function, that what it uses is made outside of. */
function isRepeated(node: Node, declaration: Node, home: Node): boolean {
  for (let around = node.parent; around && around !== home; around = around.parent) {
    if (/^(?:For|While|DoWhile)/.test(around.type) && !isWithin(declaration, around)) return true;
  }
  return false;
}
