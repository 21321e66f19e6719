import type { Schedules } from "../catalogue/shape.js";
import type { Reading } from "./constructions.js";
import { bare, soleValue, staticName, type Node } from "./module-text.js";

/** Nobody nests schedules deeper; the bound keeps constants that name each other finite. */
const MAX_DEPTH = 12;

/** Whether a schedule ends, read from how it is put together. */
export function readSchedule(node: Node, words: Schedules, reading: Reading, depth = 0): "ends" | "endless" | "unsure" {
  const expression = bare(node);
  if (depth > MAX_DEPTH) return "unsure";
  const inner = (each: Node | undefined): "ends" | "endless" | "unsure" => (each ? readSchedule(each, words, reading, depth + 1) : "unsure");
  if (expression.type === "Identifier") {
    const variable = reading.module.variableOf(expression);
    return inner(variable && soleValue(variable));
  }
  if (expression.type === "MemberExpression") return wordOf(nameOf(expression, words, reading), words);
  if (expression.type !== "CallExpression") return "unsure";
  const callee = bare(expression.callee);
  const args = expression.arguments.filter((argument) => argument.type !== "SpreadElement");
  if (callee.type === "MemberExpression" && staticName(callee) === "pipe") {
    return args.reduce((so: "ends" | "endless" | "unsure", step) => combine(so, step, words, reading, depth), inner(callee.object));
  }
  const name = nameOf(callee, words, reading);
  if (name === undefined) return "unsure";
  const [first, second] = args;
  if (words.keeps.includes(name)) return args.length > 1 ? inner(first) : inner(args[0]);
  if (words.shorter.includes(name)) return second ? shorter(inner(first), inner(second)) : "unsure";
  if (words.longer.includes(name)) return second ? longer(inner(first), inner(second)) : "unsure";
  return wordOf(name, words);
}

/** What a step of a pipe makes of the schedule before it: `Schedule.intersect(other)`, or `Schedule.jittered` as it is. */
function combine(so: "ends" | "endless" | "unsure", step: Node, words: Schedules, reading: Reading, depth: number): "ends" | "endless" | "unsure" {
  const expression = bare(step);
  const callee = expression.type === "CallExpression" ? bare(expression.callee) : expression;
  const name = nameOf(callee, words, reading);
  if (name === undefined) return "unsure";
  const other = expression.type === "CallExpression" ? expression.arguments[0] : undefined;
  if (words.keeps.includes(name)) return so;
  if (words.ends.includes(name)) return "ends";
  const second = other ? readSchedule(other, words, reading, depth + 1) : "unsure";
  if (words.shorter.includes(name)) return shorter(so, second);
  return words.longer.includes(name) ? longer(so, second) : "unsure";
}

function shorter(a: "ends" | "endless" | "unsure", b: "ends" | "endless" | "unsure"): "ends" | "endless" | "unsure" {
  if (a === "ends" || b === "ends") return "ends";
  return a === "endless" && b === "endless" ? "endless" : "unsure";
}

function longer(a: "ends" | "endless" | "unsure", b: "ends" | "endless" | "unsure"): "ends" | "endless" | "unsure" {
  if (a === "endless" || b === "endless") return "endless";
  return a === "ends" && b === "ends" ? "ends" : "unsure";
}

function wordOf(name: string | undefined, words: Schedules): "ends" | "endless" | "unsure" {
  if (name === undefined) return "unsure";
  if (words.ends.includes(name)) return "ends";
  return words.endless.includes(name) ? "endless" : "unsure";
}

/** The name below `Schedule` that an expression stands for, `recurs`; nothing where it is no schedule of the library. */
function nameOf(node: Node, words: Schedules, reading: Reading): string | undefined {
  const origin = reading.origins.of(node);
  if (!origin || !words.specifiers.includes(origin.specifier)) return undefined;
  const path = origin.path[0] === words.path ? origin.path.slice(1) : origin.path;
  return path.length === 1 ? path[0] : undefined;
}
