import type { Condition, Word } from "../catalogue/shape.js";
import type { Branch, OptionBag } from "./options.js";

/** Above this a limit never binds: one client address has 65,535 ports. */
const PORTS = 65_535;

/** Whether a value in code is what a word of the catalogue means. */
export function isWord(value: Word, word: Word): boolean {
  if (word === "<string>") return typeof value === "string" && !/^<(?:Infinity|undefined|NaN)>$/.test(value);
  if (word === "<huge>") return (typeof value === "number" && value > PORTS) || value === "<Infinity>";
  return value === word;
}

/** Whether all conditions hold for a construction's options; `"unsure"` where one depends on what cannot be read. */
export function holds(conditions: readonly Condition[], options: OptionBag): boolean | "unsure" {
  let unsure = false;
  for (const condition of conditions) {
    const answer = holdsOne(condition, options);
    if (answer === false) return false;
    if (answer === "unsure") unsure = true;
  }
  return unsure ? "unsure" : true;
}

function holdsOne(condition: Condition, options: OptionBag): boolean | "unsure" {
  if ("url" in condition) return options.urls.some(({ start }) => condition.url.some((each) => start.startsWith(each)));
  const value = options.get(condition.option);
  if (value.state === "unreadable") return "unsure";
  const branches: readonly Branch[] = value.state === "absent" ? [{ word: "<undefined>", node: options.call }] : value.branches;
  if ("present" in condition) {
    const isPresent = branches.some((branch) => branch.word !== "<undefined>");
    return isPresent === condition.present;
  }
  if ("from" in condition) return holdsOneOf(branches, condition.from, options);
  const words = "is" in condition ? condition.is : condition.isNot;
  const answers = new Set(
    branches.map(({ word }) => (word === undefined ? "unsure" : words.some((each) => isWord(word, each)))),
  );
  if (answers.size !== 1) return "unsure";
  const [answer] = [...answers];
  if (answer === "unsure" || answer === undefined) return "unsure";
  return "is" in condition ? answer : !answer;
}

/** Whether an option holds what one of these modules exports; a name that is not imported at all is anything. */
function holdsOneOf(branches: readonly Branch[], specifiers: readonly string[], options: OptionBag): boolean | "unsure" {
  const answers = branches.map(({ word, node }): boolean | "unsure" => {
    if (word !== undefined) return false;
    const origin = options.origins.of(node);
    return origin ? specifiers.includes(origin.specifier) : "unsure";
  });
  const [first] = answers;
  return first !== undefined && answers.every((answer) => answer === first) ? first : "unsure";
}
