import { parseArgs } from "node:util";

import { CannotRun } from "./cannot-run.js";
import { findClosestName } from "./closest-name.js";

export const presetNames = ["recommended", "essential", "strict"] as const;
export const formatNames = ["stylish", "json", "sarif", "markdown"] as const;

export type PresetName = (typeof presetNames)[number];
export type FormatName = (typeof formatNames)[number];

/**
 * What happens to fixes: `ignored` (only reported), `written`, `diffed` (a diff instead of the problems they
 * repair) or `shown` (the problems, then the diff). Only `written` touches files.
 */
export type FixMode = "ignored" | "written" | "diffed" | "shown";

/** The command line of the lint part, checked. */
export interface LintArguments {
  readonly asks: "lint" | "help" | "version";
  /** As written; never empty. */
  readonly paths: readonly string[];
  readonly preset: PresetName;
  readonly format: FormatName;
  readonly fixes: FixMode;
  /** Each `--rule`, unparsed. */
  readonly rules: readonly string[];
  readonly quiet: boolean;
  /** undefined: any number of warnings is fine. */
  readonly maxWarnings: number | undefined;
  readonly configLookup: boolean;
}

const flags = {
  preset: { type: "string" },
  rule: { type: "string", multiple: true },
  fix: { type: "boolean" },
  "fix-dry-run": { type: "boolean" },
  "show-fixes": { type: "boolean" },
  format: { type: "string", short: "f" },
  quiet: { type: "boolean" },
  "max-warnings": { type: "string" },
  "no-config-lookup": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/**
 * Reads the command line of the lint part.
 *
 * @throws CannotRun with one line for an unknown flag, a missing or a wrong value
 */
export function readLintArguments(args: readonly string[]): LintArguments {
  const { found, paths } = readFlags(args, flags);
  const readLast = (name: keyof typeof flags): string | undefined => found.get(name)?.at(-1);
  return {
    asks: found.has("help") ? "help" : found.has("version") ? "version" : "lint",
    paths: paths.length > 0 ? paths : ["."],
    preset: readChoice("preset", readLast("preset") ?? "recommended", presetNames),
    format: readChoice("format", readLast("format") ?? "stylish", formatNames),
    fixes: readFixMode(found),
    rules: found.get("rule") ?? [],
    quiet: found.has("quiet"),
    maxWarnings: readCount("max-warnings", readLast("max-warnings")),
    configLookup: !found.has("no-config-lookup"),
  };
}

/** The flags a command line may have, as `parseArgs` takes them. */
export type KnownFlags = Readonly<Record<string, { readonly type: "string" | "boolean"; readonly short?: string; readonly multiple?: boolean }>>;

/**
 * Splits a command line into its flags, each with its values in order ("" for one without), and the rest.
 *
 * @throws CannotRun with one line for an unknown flag, a missing or a wrong value
 */
export function readFlags(args: readonly string[], known: KnownFlags): { found: Map<string, string[]>; paths: string[] } {
  const found = new Map<string, string[]>();
  const paths: string[] = [];
  // Not strict: Node's own messages for mistakes are long and name no near miss, so the tokens are checked here.
  for (const token of parseArgs({ args: [...args], options: known, strict: false, tokens: true }).tokens) {
    if (token.kind === "positional") paths.push(token.value);
    if (token.kind !== "option") continue;
    const flag = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (flag === undefined) throw new CannotRun(describeUnknownFlag(token.rawName, known));
    if (flag.type === "boolean" && token.value !== undefined) throw new CannotRun(`${token.rawName} takes no value`);
    if (flag.type === "string" && !token.value) throw new CannotRun(`${token.rawName} needs a value`);
    found.set(token.name, [...(found.get(token.name) ?? []), token.value ?? ""]);
  }
  return { found, paths };
}

function describeUnknownFlag(written: string, known: KnownFlags): string {
  const near = findClosestName(written.replace(/^-+/, ""), Object.keys(known));
  return `unknown flag ${written}: ${near === undefined ? "--help lists the known ones" : `did you mean --${near}?`}`;
}

/** One of several names. */
export function readChoice<Name extends string>(flag: string, written: string, names: readonly Name[]): Name {
  const known = names.find((name) => name === written);
  if (known === undefined) throw new CannotRun(`unknown ${flag} "${written}": it is one of ${names.join(", ")}`);
  return known;
}

function readCount(flag: string, written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  // ESLint's own default, -1, stands for any number.
  if (written === "-1") return undefined;
  if (!/^\d+$/.test(written)) throw new CannotRun(`--${flag} takes a whole number, not "${written}"`);
  return Number(written);
}

function readFixMode(found: ReadonlyMap<string, unknown>): FixMode {
  const modes = { fix: "written", "fix-dry-run": "diffed", "show-fixes": "shown" } as const;
  const written = Object.entries(modes).filter(([flag]) => found.has(flag));
  const [first, second] = written;
  if (first !== undefined && second !== undefined) {
    throw new CannotRun(`--${first[0]} and --${second[0]} exclude each other`);
  }
  return first?.[1] ?? "ignored";
}
