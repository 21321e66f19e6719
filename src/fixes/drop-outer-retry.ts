import type { Node } from "../code/module-text.js";
import type { ModuleText } from "../code/module-text.js";
import { isFunction, nodesWithin } from "../code/retries-callbacks.js";
import type { NestedRetry } from "../judge/retry-nested.js";
import { bare } from "../code/module-text.js";
import type { Edit, Fix } from "./edit.js";

/**
 * Takes the outer retry away and leaves what it repeated. Only ever a suggestion: which of the two retries is the one that
 * was wanted is the author's choice.
 * @returns nothing for loops, and where what is repeated asks its retry for something
 */
export function dropOuterRetry(nested: NestedRetry, messageId: string): Fix | undefined {
  const { library } = nested;
  const repeats = library?.call.retrier.repeats;
  if (!library || !repeats || !("argument" in repeats)) return undefined;
  const { call } = library.call;
  const { module } = library.reading;
  const given = call.arguments[repeats.argument];
  // A description is worth the same without the retry; piped, there is more around it.
  const text = repeats.described ? call.arguments.length > 1 && given && module.textOf(given) : given && textWithout(given, module);
  if (!text || hasComment(call, given as Node, module)) return undefined;
  const edits: Edit[] = [{ range: call.range, text }, ...removeImport(call.callee, module)];
  return { level: "bounding", messageId, data: { outer: library.call.retrier.name }, certain: false, edits };
}

/** What an arrow answers, or the call of a function. */
function textWithout(given: Node, module: ModuleText): string | undefined {
  const made = bare(given);
  if (!isFunction(made)) return /^(?:Identifier|MemberExpression)$/.test(made.type) ? `${module.textOf(given)}()` : undefined;
  if (made.params.some((parameter) => isUsed(parameter, module))) return undefined;
  if (made.body.type === "BlockStatement") return made.params.length === 0 ? `(${module.textOf(given)})()` : undefined;
  const answer = made.body.type === "ObjectExpression" || made.body.type === "SequenceExpression" ? undefined : made.body;
  return answer && module.textOf(answer);
}

function isUsed(parameter: Node, module: ModuleText): boolean {
  return nodesWithin(parameter, module).some((each) => (module.variableOf(each)?.references.length ?? 0) > 0);
}

function hasComment(call: Node, kept: Node, module: ModuleText): boolean {
  const { text } = module.parsed;
  return [text.slice(call.range[0], kept.range[0]), text.slice(kept.range[1], call.range[1])].some((part) => /\/[/*]/.test(part));
}

/** The import goes with its last use. */
function removeImport(callee: Node, module: ModuleText): Edit[] {
  const variable = module.variableOf(bare(callee));
  const specifier = variable?.defs[0]?.node as Node | undefined;
  const declaration = specifier?.parent;
  if (variable?.references.length !== 1 || declaration?.type !== "ImportDeclaration" || declaration.specifiers.length !== 1) return [];
  const [start, end] = declaration.range;
  const { text } = module.parsed;
  const line = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0;
  return [{ range: [start, end + line], text: "" }];
}
