import { bare, soleValue, staticName, type ModuleText, type Node } from "../code/module-text.js";

/** A number that the environment gives, with what stands in for it. */
export interface EnvNumber {
  /** `PG_MAX`. */
  readonly variable: string;
  /** What counts where the variable is not set; undefined where nothing is said. */
  readonly otherwise: number | undefined;
}

/** Names on names on the way to the variable, at most. */
const MAX_DEPTH = 8;
const CONVERSIONS = /^(?:Number|parseInt|parseFloat|Number\.parseInt|Number\.parseFloat)$/;

/** `Number(process.env.PG_MAX ?? 10)`, `+env.PG_MAX || 10`, `parseInt(process.env.PG_MAX || "10", 10)`, `process.env.PG_MAX ? Number(process.env.PG_MAX) : 10`. */
export function readEnvNumber(node: Node, module: ModuleText, depth = 0): EnvNumber | undefined {
  const expression = bare(node);
  const read = (inner: Node): EnvNumber | undefined => readEnvNumber(inner, module, depth + 1);
  if (depth > MAX_DEPTH) return undefined;
  switch (expression.type) {
    case "MemberExpression": {
      const isEnvironment = /(?:^|\.)env$/.test(module.textOf(bare(expression.object)).replace(/\s/g, ""));
      const variable = isEnvironment ? staticName(expression) : undefined;
      return variable === undefined ? undefined : { variable, otherwise: undefined };
    }
    case "CallExpression": {
      const [first] = expression.arguments;
      return first && CONVERSIONS.test(module.textOf(expression.callee)) ? read(first) : undefined;
    }
    case "UnaryExpression":
      return expression.operator === "+" ? read(expression.argument) : undefined;
    case "LogicalExpression": {
      const found = expression.operator === "&&" ? undefined : read(expression.left);
      return found && { ...found, otherwise: found.otherwise ?? numberIn(expression.right) };
    }
    case "ConditionalExpression": {
      const found = read(expression.consequent) ?? read(expression.alternate);
      return found && { ...found, otherwise: found.otherwise ?? numberIn(expression.alternate) ?? numberIn(expression.consequent) };
    }
    case "Identifier": {
      const variable = module.variableOf(expression);
      const value = variable && soleValue(variable);
      return value && read(value);
    }
    default:
      return undefined;
  }
}

/** `10` and `"10"`. */
function numberIn(node: Node): number | undefined {
  const { type, ...rest } = bare(node);
  const value = type === "Literal" && "value" in rest ? rest.value : undefined;
  const found = typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : Number.NaN;
  return Number.isFinite(found) ? found : undefined;
}
