import type { Linter } from "eslint";

import { CannotRun } from "./cannot-run.js";
import { findClosestName } from "./closest-name.js";

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

const severities: readonly unknown[] = ["off", "warn", "error", 0, 1, 2];

/**
 * Reads the values of `--rule`: what ESLint takes there, `name: severity` or `name: [severity, options]`, several
 * parted by commas, in braces or not, words with or without quotes.
 *
 * @param entries each `--rule` as written
 * @param knownRules full ids, for instance `connections/require-timeouts`
 * @throws CannotRun with one line for a text that cannot be read, an unknown rule or an unknown severity
 */
export function readRuleEntries(entries: readonly string[], knownRules: readonly string[]): Linter.RulesRecord {
  const rules: Linter.RulesRecord = {};
  for (const entry of entries) {
    for (const [name, value] of Object.entries(new EntryText(entry).readEntries())) {
      if (!knownRules.includes(name)) throw new CannotRun(describeUnknownRule(name, knownRules));
      const severity = Array.isArray(value) ? value[0] : value;
      if (!severities.includes(severity)) {
        throw new CannotRun(
          `--rule ${name} needs a severity first, off, warn or error, not ${JSON.stringify(severity)}`,
        );
      }
      rules[name] = value as Linter.RuleEntry;
    }
  }
  return rules;
}

function describeUnknownRule(name: string, knownRules: readonly string[]): string {
  const near = knownRules.find((rule) => rule.endsWith(`/${name}`)) ?? findClosestName(name, knownRules);
  if (near !== undefined) return `unknown rule "${name}": did you mean ${near}?`;
  return `unknown rule "${name}": the rules are ${knownRules.join(", ")}`;
}

/** A reader of JSON with optional quotes, which is what shells leave over of a rule's options. */
class EntryText {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  readEntries(): Record<string, Value> {
    const isBraced = this.#peek() === "{";
    const entries = isBraced ? this.#readObject() : this.#readPairs(undefined);
    if (this.#peek() !== undefined) this.#fail();
    if (Object.keys(entries).length === 0) this.#fail();
    return entries;
  }

  #readObject(): Record<string, Value> {
    this.#take("{");
    const pairs = this.#readPairs("}");
    this.#take("}");
    return pairs;
  }

  #readPairs(end: "}" | undefined): Record<string, Value> {
    const pairs: [string, Value][] = [];
    while (this.#peek() !== end) {
      const name = this.#readWord();
      this.#take(":");
      pairs.push([name, this.#readValue()]);
      if (this.#peek() === ",") this.#take(",");
      else if (this.#peek() !== end) this.#fail();
    }
    return Object.fromEntries(pairs);
  }

  #readList(): Value[] {
    this.#take("[");
    const items: Value[] = [];
    while (this.#peek() !== "]") {
      items.push(this.#readValue());
      if (this.#peek() === ",") this.#take(",");
      else if (this.#peek() !== "]") this.#fail();
    }
    this.#take("]");
    return items;
  }

  #readValue(): Value {
    const next = this.#peek();
    if (next === "{") return this.#readObject();
    if (next === "[") return this.#readList();
    if (next === '"' || next === "'") return this.#readWord();
    const word = this.#readWord();
    if (/^-?\d+(\.\d+)?$/.test(word)) return Number(word);
    if (word === "true" || word === "false") return word === "true";
    return word === "null" ? null : word;
  }

  #readWord(): string {
    this.#peek();
    const rest = this.#text.slice(this.#at);
    const quoted = /^"([^"\\]|\\.)*"|^'([^'\\]|\\.)*'/.exec(rest)?.[0];
    const written = quoted ?? /^[^\s:,[\]{}"']+/.exec(rest)?.[0];
    if (written === undefined) return this.#fail();
    this.#at += written.length;
    return quoted === undefined ? written : quoted.slice(1, -1).replace(/\\(.)/g, "$1");
  }

  /** The next character that is no space; undefined at the end. */
  #peek(): string | undefined {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    return this.#text[this.#at];
  }

  #take(character: string): void {
    if (this.#peek() !== character) this.#fail();
    this.#at += 1;
  }

  #fail(): never {
    throw new CannotRun(
      `--rule "${this.#text}" cannot be read at column ${this.#at + 1}: ` +
        "write it like 'connections/require-timeouts: error'",
    );
  }
}
