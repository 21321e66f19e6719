/**
 * The built plugin repairs a program: every rule of the strict preset, the values a scenario states, all fixes to the
 * fixpoint. A suggestion is taken only where the scenario names it, and the report says which were.
 */
import { Linter } from "eslint";

const AT_MOST = 20;

/**
 * @typedef {object} Wish
 * @property {Record<string, number>} values `settings.connections.values`, in milliseconds
 * @property {readonly string[]} [applySuggestions] messageIds of suggestions that a person would click
 *
 * @typedef {object} Repair
 * @property {string} text the program after all of it
 * @property {string[]} fixes rule/messageId of what was fixed without a click, sorted
 * @property {string[]} suggestions rule/messageId of what was clicked, in order
 * @property {string[]} left what the plugin still says, as rule/messageId
 */

/** @param {import("eslint").Linter.LintMessage} message */
const nameOf = (message) => `${message.ruleId?.replace("connections/", "")}/${message.messageId}`;

/**
 * @param {string} text
 * @param {string} filename absolute: the plugin reads the versions of the packages installed around it
 * @param {Wish} wish
 * @returns {Promise<Repair>}
 * @throws {Error} when the program does not parse, or the repair does not come to rest
 */
export async function repair(text, filename, { values, applySuggestions = [] }) {
  const { default: plugin } = await import(new URL("../../dist/src/index.js", import.meta.url).href);
  const linter = new Linter({ cwd: filename.replace(/\/[^/]*$/, "") });
  /** @type {import("eslint").Linter.Config[]} */
  const config = [{ ...plugin.configs.strict, settings: { connections: { values } } }];
  /** @param {string} source */
  const lint = (source) => {
    const messages = linter.verify(source, config, { filename });
    const fatal = messages.find((message) => message.fatal === true || message.ruleId === null);
    if (fatal !== undefined) throw new Error(`${filename}:${fatal.line}: ${fatal.message}`);
    return messages;
  };

  /** @type {Set<string>} */
  const fixes = new Set();
  // A repair may ask for the next one, so they are noted as they are made. ESLint takes a predicate; its types do not say so.
  const remember = /** @type {any} */ (
    (/** @type {import("eslint").Linter.LintMessage} */ message) => fixes.add(nameOf(message)).size > 0
  );
  const suggestions = [];
  let repaired = text;
  for (let pass = 0; pass < AT_MOST; pass += 1) {
    const messages = lint(repaired);
    if (messages.some((message) => message.fix !== undefined)) {
      const { output } = linter.verifyAndFix(repaired, config, { filename, fix: remember });
      if (output === repaired) throw new Error(`${filename}: fixes are offered and change nothing`);
      repaired = output;
      continue;
    }
    const wanted = messages.flatMap((message) => {
      const suggestion = message.suggestions?.find((each) => applySuggestions.includes(each.messageId ?? ""));
      return suggestion === undefined ? [] : [{ message, suggestion }];
    })[0];
    if (wanted === undefined)
      return { text: repaired, fixes: [...fixes].toSorted(), suggestions, left: messages.map(nameOf) };
    const { range, text: replacement } = wanted.suggestion.fix;
    repaired = repaired.slice(0, range[0]) + replacement + repaired.slice(range[1]);
    suggestions.push(`${nameOf(wanted.message)}: ${wanted.suggestion.messageId}`);
  }
  throw new Error(`${filename}: the repair does not come to rest in ${AT_MOST} passes`);
}
