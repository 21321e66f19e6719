import type { Word } from "../catalogue/shape.js";
import { isWord } from "./conditions.js";
import { bare, staticName, type Node, type Variable } from "./module-text.js";
import type { FunctionNode } from "./retries-callbacks.js";
import type { StrategyForm } from "./retries-strategy.js";
import type { Values } from "./values.js";

/** What one run of a strategy comes to. `own`: the library falls back to its own strategy. */
export type Outcome =
  | { readonly is: "delay"; readonly delay: number; readonly at: Node }
  | { readonly is: "stops" }
  | { readonly is: "own" };

/** A value while a strategy runs: a word, or nothing that can be told. */
type Held = Word | typeof UNKNOWN;
const UNKNOWN = Symbol("unknown");
/** A run has gone on without an answer. */
const NO_ANSWER = Symbol("no answer");

type Scope = Map<Variable, Held>;

/** Nodes visited for one answer; a strategy of real code needs some 30. */
export const MAX_VISITED = 2_000;
const MAX_OUTCOMES = 32;

class TooLong extends Error {}

/** Runs one strategy function on numbers. */
export class StrategyRun {
  #visited = 0;
  #chance = 0;
  #outcomes: Outcome[] = [];

  constructor(
    readonly made: FunctionNode,
    readonly form: StrategyForm,
    readonly values: Values,
  ) {}

  /** Nodes visited for the last answer. */
  get visited(): number {
    return this.#visited;
  }

  /** All answers it may give for this attempt, when `Math.random()` answers `chance`. */
  answer(attempt: number, chance: number): readonly Outcome[] | "unsure" {
    this.#visited = 0;
    this.#chance = chance;
    this.#outcomes = [];
    try {
      const scope = this.#scopeFor(attempt);
      if (this.made.body.type === "BlockStatement") {
        if (this.#block(this.made.body.body, scope) === NO_ANSWER) this.#record("<undefined>", this.made.body);
      } else this.#answerWith(this.made.body, scope);
      return this.#outcomes;
    } catch (error) {
      if (error instanceof TooLong) return "unsure";
      throw error;
    }
  }

  #scopeFor(attempt: number): Scope {
    const scope: Scope = new Map();
    const parameter = this.made.params[this.form.argument];
    const { member } = this.form;
    if (parameter?.type === "Identifier" && member === undefined) this.#declare(parameter, attempt, scope);
    if (parameter?.type === "AssignmentPattern" && member === undefined) this.#declare(parameter.left, attempt, scope);
    if (parameter?.type === "ObjectPattern" && member !== undefined) {
      for (const property of parameter.properties) {
        if (property.type === "Property" && staticName(property) === member) this.#declare(property.value, attempt, scope);
      }
    }
    if (parameter?.type === "Identifier" && member !== undefined) this.#members = { of: this.values.module.variableOf(parameter), member, attempt };
    return scope;
  }

  #members: { of: Variable | undefined; member: string; attempt: number } | undefined;

  #declare(name: Node, value: Held, scope: Scope): void {
    const variable = this.values.module.variableOf(name.type === "AssignmentPattern" ? name.left : name);
    if (variable) scope.set(variable, value);
  }

  #visit(): void {
    this.#visited += 1;
    if (this.#visited > MAX_VISITED || this.#outcomes.length > MAX_OUTCOMES) throw new TooLong();
  }

  /** Runs statements until one answers. Where a condition cannot be told, both ways are gone. */
  #block(statements: readonly Node[], scope: Scope): typeof NO_ANSWER | "answered" {
    for (const [index, statement] of statements.entries()) {
      this.#visit();
      switch (statement.type) {
        case "ReturnStatement":
          if (statement.argument) this.#answerWith(statement.argument, scope);
          else this.#record("<undefined>", statement);
          return "answered";
        case "ThrowStatement":
          this.#outcomes.push({ is: "stops" });
          return "answered";
        case "BlockStatement":
          if (this.#block(statement.body, scope) === "answered") return "answered";
          break;
        case "IfStatement": {
          const test = this.#value(statement.test, scope);
          if (test === UNKNOWN) {
            const rest = statements.slice(index + 1);
            const yes = this.#block([statement.consequent, ...rest], new Map(scope));
            const no = this.#block([...(statement.alternate ? [statement.alternate] : []), ...rest], scope);
            if (yes !== no) this.#record("<undefined>", statement);
            return yes === NO_ANSWER && no === NO_ANSWER ? NO_ANSWER : "answered";
          }
          const taken = isTruthy(test) ? statement.consequent : statement.alternate;
          if (taken && this.#block([taken], scope) === "answered") return "answered";
          break;
        }
        case "SwitchStatement":
          if (this.#block(this.#caseOf(statement, scope), scope) === "answered") return "answered";
          break;
        case "VariableDeclaration":
          for (const { id, init } of statement.declarations) this.#declare(id, init ? this.#value(init, scope) : "<undefined>", scope);
          break;
        case "ExpressionStatement":
          this.#effect(statement.expression, scope);
          break;
        case "FunctionDeclaration":
        case "EmptyStatement":
          break;
        default:
          throw new TooLong(); // loops, try: nobody computes a delay with them
      }
    }
    return NO_ANSWER;
  }

  /** What a switch runs for its value: from the case that fits, through the ones below it, up to the first `break`. */
  #caseOf({ discriminant, cases }: Extract<Node, { type: "SwitchStatement" }>, scope: Scope): readonly Node[] {
    const value = this.#value(discriminant, scope);
    const tests = cases.map(({ test }) => (test ? this.#value(test, scope) : undefined));
    if (value === UNKNOWN || tests.includes(UNKNOWN)) throw new TooLong();
    const fitting = tests.indexOf(value);
    const first = fitting < 0 ? tests.indexOf(undefined) : fitting;
    const run = first < 0 ? [] : cases.slice(first).flatMap(({ consequent }) => consequent);
    const end = run.findIndex(({ type }) => type === "BreakStatement");
    return end < 0 ? run : run.slice(0, end);
  }

  #effect(expression: Node, scope: Scope): void {
    if (expression.type !== "AssignmentExpression") {
      if (expression.type === "UpdateExpression") throw new TooLong();
      return; // a log line
    }
    const variable = this.values.module.variableOf(expression.left);
    if (!variable || !scope.has(variable)) {
      if (variable) throw new TooLong(); // the strategy keeps a count of its own outside itself
      return;
    }
    const right = this.#value(expression.right, scope);
    const operator = expression.operator.slice(0, -1);
    scope.set(variable, operator === "" ? right : arithmetic(operator, scope.get(variable) as Held, right));
  }

  /** Answers with an expression, along both arms of a condition that cannot be told. */
  #answerWith(node: Node, scope: Scope): void {
    this.#visit();
    const expression = bare(node);
    if (expression.type === "ConditionalExpression") {
      const test = this.#value(expression.test, scope);
      if (test === UNKNOWN || isTruthy(test)) this.#answerWith(expression.consequent, scope);
      if (test === UNKNOWN || !isTruthy(test)) this.#answerWith(expression.alternate, scope);
      return;
    }
    if (expression.type === "NewExpression" || (expression.type === "Identifier" && /^(?:err|error)$/i.test(expression.name) && !this.#isHeld(expression, scope))) {
      this.#record("<Error>", expression);
      return;
    }
    const value = this.#value(expression, scope);
    if (value === UNKNOWN) throw new TooLong();
    this.#record(value, expression);
  }

  #isHeld(name: Node, scope: Scope): boolean {
    const variable = this.values.module.variableOf(name);
    return variable !== undefined && scope.has(variable);
  }

  #record(word: Word, at: Node): void {
    const { stops } = this.form;
    const isNumber = typeof word === "number" || word === "<Infinity>" || word === "<NaN>";
    if (stops.some((stop) => (stop === "<nonNumber>" ? !isNumber : isWord(word, stop)))) this.#outcomes.push({ is: "stops" });
    else if (isNumber) this.#outcomes.push({ is: "delay", delay: typeof word === "number" ? word : word === "<Infinity>" ? Infinity : NaN, at });
    else this.#outcomes.push({ is: "own" });
  }

  #value(node: Node, scope: Scope): Held {
    this.#visit();
    const expression = bare(node);
    switch (expression.type) {
      case "Identifier": {
        const variable = this.values.module.variableOf(expression);
        if (variable && scope.has(variable)) return scope.get(variable) as Held;
        return this.#outside(expression);
      }
      case "MemberExpression":
        return this.#member(expression, scope);
      case "UnaryExpression": {
        const operand = this.#value(expression.argument, scope);
        if (operand === UNKNOWN) return UNKNOWN;
        if (expression.operator === "!") return !isTruthy(operand);
        const number = numberOf(operand);
        if (number === undefined) return UNKNOWN;
        if (expression.operator === "~") return ~number;
        return expression.operator === "-" ? -number : expression.operator === "+" ? number : UNKNOWN;
      }
      case "BinaryExpression":
        if (expression.left.type === "PrivateIdentifier") return UNKNOWN;
        return arithmetic(expression.operator, this.#value(expression.left, scope), this.#value(expression.right, scope));
      case "LogicalExpression": {
        const left = this.#value(expression.left, scope);
        if (left === UNKNOWN) return UNKNOWN;
        if (expression.operator === "??") return left === null || left === "<undefined>" ? this.#value(expression.right, scope) : left;
        return isTruthy(left) === (expression.operator === "||") ? left : this.#value(expression.right, scope);
      }
      case "ConditionalExpression": {
        const test = this.#value(expression.test, scope);
        if (test === UNKNOWN) return UNKNOWN;
        return this.#value(isTruthy(test) ? expression.consequent : expression.alternate, scope);
      }
      case "CallExpression":
        return this.#call(expression, scope);
      default:
        return this.#outside(expression);
    }
  }

  #outside(node: Node): Held {
    const value = this.values.of(node);
    return value.kind === "known" ? value.word : UNKNOWN;
  }

  #member(member: Extract<Node, { type: "MemberExpression" }>, scope: Scope): Held {
    const object = bare(member.object);
    const told = this.#members;
    if (told && object.type === "Identifier" && this.values.module.variableOf(object) === told.of) {
      return staticName(member) === told.member ? told.attempt : UNKNOWN;
    }
    if (member.computed && staticName(member) === undefined) {
      const list = object.type === "ArrayExpression" ? object : this.#listOf(object);
      const index = this.#value(member.property, scope);
      if (!list || typeof index !== "number") return UNKNOWN;
      const item = list.elements[index];
      return item ? this.#value(item, scope) : "<undefined>";
    }
    if (object.type === "Identifier" && object.name === "Math" && staticName(member) === "E") return Math.E;
    return this.#outside(member);
  }

  #listOf(object: Node): Extract<Node, { type: "ArrayExpression" }> | undefined {
    const variable = object.type === "Identifier" ? this.values.module.variableOf(object) : undefined;
    const definition = variable?.defs[0]?.node as Node | undefined;
    const init = definition?.type === "VariableDeclarator" && definition.init ? bare(definition.init) : undefined;
    return init?.type === "ArrayExpression" ? init : undefined;
  }

  #call(call: Extract<Node, { type: "CallExpression" }>, scope: Scope): Held {
    const callee = bare(call.callee);
    const object = callee.type === "MemberExpression" ? bare(callee.object) : undefined;
    const name = callee.type === "MemberExpression" ? staticName(callee) : callee.type === "Identifier" ? callee.name : undefined;
    const args = call.arguments.map((argument) => (argument.type === "SpreadElement" ? UNKNOWN : this.#value(argument, scope)));
    if (callee.type === "Identifier" && (name === "Number" || name === "parseInt") && !this.values.module.variableOf(callee)) {
      return args[0] === undefined ? UNKNOWN : (numberOf(args[0]) ?? UNKNOWN);
    }
    if (object?.type !== "Identifier" || object.name !== "Math" || this.values.module.variableOf(object)) return UNKNOWN;
    if (name === "random") return this.#chance;
    const numbers = args.map((arg) => (arg === UNKNOWN ? undefined : numberOf(arg)));
    const computed = name === undefined ? undefined : MATH[name];
    if (!computed || numbers.includes(undefined)) return UNKNOWN;
    return wordOf(computed(...(numbers as number[])));
  }
}

const MATH: { readonly [name: string]: ((...numbers: number[]) => number) | undefined } = {
  min: Math.min,
  max: Math.max,
  pow: Math.pow,
  exp: Math.exp,
  log: Math.log,
  log2: Math.log2,
  sqrt: Math.sqrt,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  trunc: Math.trunc,
  abs: Math.abs,
};

function arithmetic(operator: string, left: Held, right: Held): Held {
  if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (operator === "===" || operator === "==") return left === right;
  if (operator === "!==" || operator === "!=") return left !== right;
  if (a === undefined || b === undefined) return UNKNOWN;
  switch (operator) {
    case "+":
      return wordOf(a + b);
    case "-":
      return wordOf(a - b);
    case "*":
      return wordOf(a * b);
    case "/":
      return wordOf(a / b);
    case "%":
      return wordOf(a % b);
    case "**":
      return wordOf(a ** b);
    case "<<":
      return a << b;
    case "|":
      return a | b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return UNKNOWN;
  }
}

function wordOf(number: number): Word {
  if (Number.isNaN(number)) return "<NaN>";
  return number === Infinity ? "<Infinity>" : number;
}

function numberOf(held: Held): number | undefined {
  if (held === "<Infinity>") return Infinity;
  if (typeof held === "string" && held !== "" && !Number.isNaN(Number(held))) return Number(held);
  return typeof held === "number" ? held : undefined;
}

function isTruthy(held: Held): boolean {
  return held !== "<undefined>" && held !== "<NaN>" && Boolean(held);
}
