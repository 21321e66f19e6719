import type { Node } from "../code/module-text.js";
import { bare, type ModuleText } from "../code/module-text.js";
import { isFunction, type FunctionNode } from "../code/retries-callbacks.js";
import type { JudgedStrategy } from "../judge/retry-strategy.js";
import type { Preferences } from "../settings.js";
import type { Edit, Fix } from "./edit.js";
import { replaceValue } from "./replace-value.js";
import { valueText } from "./values.js";

/** A reconnect strategy: 100 ms, doubling to 5,000 ms, and up to a fifth of it by chance. */
const BASE_MS = 100;
const CAP_MS = 5_000;
const JITTER = "(1 + 0.2 * Math.random())";

/**
 * Gives a reconnect strategy growth, a cap and jitter where it lacks them, and never an end: a client that has given up is
 * dead for good. Its other answers stay as they are.
 * @returns nothing where the answer cannot be rewritten without touching anything else
 */
export function capStrategy(site: JudgedStrategy, messageId: string, { settings, folder }: Preferences): Fix | undefined {
  const { strategy, curve, missing } = site;
  const { module } = site.site.reading;
  if (!("attempt" in strategy) || missing === "stop") return undefined;
  const [answer, ...others] = curve.answers;
  if (!answer || others.length > 0) return undefined;
  const context = { settings, module, folder };
  const base = valueText("reconnectBase", strategy.unit === "s" ? BASE_MS / 1_000 : BASE_MS, strategy.unit, context);
  const cap = valueText("reconnectCap", strategy.unit === "s" ? CAP_MS / 1_000 : CAP_MS, strategy.unit, context);
  const made = isFunction(site.at) ? site.at : undefined;
  const named = made ? attemptName(made, strategy.attempt, module) : { name: "attempt", edits: [] };
  if (!named) return undefined;
  const turn = strategy.attempt.first === 0 ? named.name : `(${named.name} - ${strategy.attempt.first})`;
  const growing = `Math.min(${base.text} * 2 ** ${turn}, ${cap.text})`;
  const kept = `Math.min(${module.textOf(answer)}, ${cap.text})`;
  const jitter = curve.jittered ? "" : ` * ${JITTER}`;
  const source = module.textOf(answer);
  const written = missing === "jitter" ? `${isSimple(answer) ? source : `(${source})`}${jitter}` : missing === "cap" ? `${kept}${jitter}` : `${growing} * ${JITTER}`;
  const edit: Edit | undefined = made ? { range: answer.range, text: written } : replaceValue(answer, `${parameterText(site, "attempt", module)} => ${written}`, module);
  if (!edit) return undefined;
  const imports = missing === "growth" ? [...base.edits, ...cap.edits.filter(({ text }) => !base.edits.some((each) => each.text === text))] : missing === "cap" ? cap.edits : [];
  return {
    level: "bounding",
    messageId,
    data: { option: site.option, base: base.shown, cap: cap.shown, unit: strategy.unit },
    certain: site.certain,
    edits: [...imports, ...(missing === "growth" ? named.edits : []), edit],
  };
}

function isSimple(node: Node): boolean {
  return /^(?:Literal|Identifier|CallExpression|MemberExpression)$/.test(bare(node).type);
}

/** The name under which a strategy is told the attempt, and what it takes for it to have one. */
function attemptName(made: FunctionNode, { argument, member }: { argument: number; member?: string }, module: ModuleText): { name: string; edits: Edit[] } | undefined {
  const parameter = made.params[argument];
  if (parameter?.type === "Identifier") return { name: member === undefined ? parameter.name : `${parameter.name}.${member}`, edits: [] };
  if (parameter || made.params.length > 0 || argument > 0) return undefined;
  // Written with its type wherever there are types: the object around it may be a constant that nobody gave one.
  const isTyped = /\.[cm]?tsx?$/.test(module.filename);
  const name = member === undefined ? "attempt" : "options";
  if (isTyped && member !== undefined && made.parent?.type !== "Property") return undefined;
  const open = module.parsed.text.indexOf("(", made.range[0]);
  const end = made.type === "ArrowFunctionExpression" ? module.parsed.text.indexOf(")", open) : -1;
  const at = made.type === "ArrowFunctionExpression" ? end : open + 1;
  if (open < 0 || at < 0 || at > made.body.range[0]) return undefined;
  return { name: member === undefined ? name : `${name}.${member}`, edits: [{ range: [at, at], text: isTyped && member === undefined ? `${name}: number` : name }] };
}

function parameterText(site: JudgedStrategy, name: string, module: ModuleText): string {
  const { attempt } = site.strategy as Extract<JudgedStrategy["strategy"], { attempt: unknown }>;
  return /\.[cm]?tsx?$/.test(module.filename) && attempt.member === undefined ? `(${name}: number)` : `(${name})`;
}
