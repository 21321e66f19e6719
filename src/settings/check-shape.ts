import { readFileSync } from "node:fs";
import validRange from "semver/ranges/valid.js";

/** The words of JSON schema that the settings' own schema uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "number" | "boolean";
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly format?: "semver-range";
  readonly default?: unknown;
  /** The default is filled in unless this member is written. */
  readonly "x-unless"?: string;
}

/** Where a value is not what it has to be, and what it has to be. */
interface Problem {
  readonly path: string;
  readonly text: string;
  /** How far it was right: of several shapes the one that fits longest is meant. */
  readonly depth: number;
}

type Checked = { readonly value: unknown } | { readonly problem: Problem };

let schema: { readonly properties: Readonly<Record<string, Schema>>; readonly $defs: Readonly<Record<string, Schema>> } | undefined;

/** Read when somebody has settings of that kind, and never otherwise. */
function wholeSchema(): NonNullable<typeof schema> {
  schema ??= JSON.parse(readFileSync(new URL("./settings.schema.json", import.meta.url), "utf8")) as NonNullable<typeof schema>;
  return schema;
}

/**
 * Checks a value of `settings.connections` against the schema and fills in what may be left out.
 * @throws one error that names the path of the first wrong place and what it takes
 */
export function checkShape<T>(key: string, value: unknown): T {
  const own = wholeSchema().properties[key];
  if (!own) throw new Error(`The schema of the settings has no ${key}.`);
  const checked = check(own, value, `settings.connections.${key}`, 0);
  if ("problem" in checked) throw new Error(`${checked.problem.path} ${checked.problem.text}.`);
  return checked.value as T;
}

function check(given: Schema, value: unknown, path: string, depth: number): Checked {
  const own = resolved(given);
  if (own.anyOf) return checkAny(own.anyOf, value, path, depth);
  const wrong: Checked = { problem: { path, depth, text: `takes ${takes(given)}, not ${shown(value)}` } };
  if (own.enum) return own.enum.includes(value) ? { value } : wrong;
  switch (own.type) {
    case "array":
      return Array.isArray(value) ? checkItems(own, value, path, depth) : wrong;
    case "object":
      return isRecord(value) ? checkMembers(own, value, path, depth) : wrong;
    default: {
      if (typeof value !== own.type) return wrong;
      const isRange = own.format !== "semver-range" || validRange(value as string) !== null;
      return isRange ? { value } : { problem: { path, depth: depth + 1, text: `takes a semver range like ">=7 <9", not ${shown(value)}` } };
    }
  }
}

function checkAny(given: readonly Schema[], value: unknown, path: string, depth: number): Checked {
  const shapes = given.map(resolved);
  const word = isRecord(value) ? tellingWord(shapes) : undefined;
  if (word !== undefined && isRecord(value)) {
    const meant = shapes.find(({ properties }) => properties?.[word]?.enum?.includes(value[word]));
    if (meant) return check(meant, value, path, depth);
    const all = shapes.flatMap(({ properties }) => properties?.[word]?.enum ?? []);
    return { problem: { path: `${path}.${word}`, depth: depth + 1, text: `takes ${takes({ enum: all })}, not ${shown(value[word])}` } };
  }
  let closest: Problem | undefined;
  for (const each of shapes) {
    const checked = check(each, value, path, depth);
    if ("value" in checked) return checked;
    if (checked.problem.depth > (closest?.depth ?? depth)) closest = checked.problem;
  }
  return { problem: closest ?? { path, depth, text: `takes ${shapes.map(takes).join(" or ")}, not ${shown(value)}` } };
}

/** The member that tells several shapes apart, where all of them ask for one: `does: "creates"`. */
function tellingWord(shapes: readonly Schema[]): string | undefined {
  const [first, ...others] = shapes;
  return first?.required?.find((name) => [first, ...others].every(({ required, properties }) => required?.includes(name) && properties?.[name]?.enum));
}

function checkItems(own: Schema, values: readonly unknown[], path: string, depth: number): Checked {
  const { minItems = 0, maxItems = Infinity, items = {} } = own;
  if (values.length < minItems || values.length > maxItems) {
    return { problem: { path, depth: depth + 1, text: `takes ${minItems} entries, not ${values.length}` } };
  }
  const made: unknown[] = [];
  for (const [index, each] of values.entries()) {
    const checked = check(items, each, `${path}[${index}]`, depth + 1);
    if ("problem" in checked) return checked;
    made.push(checked.value);
  }
  return { value: made };
}

function checkMembers(own: Schema, value: Readonly<Record<string, unknown>>, path: string, depth: number): Checked {
  const { properties = {}, required = [] } = own;
  const right = required.filter((name) => name in value).length;
  const here = depth + right / 100;
  const made: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    const property = properties[name];
    if (!property) return { problem: { path: `${path}.${name}`, depth: here, text: `is not known. ${path} takes ${Object.keys(properties).join(", ")}` } };
    if (each === undefined) continue;
    const checked = check(property, each, `${path}.${name}`, depth + 1 + right / 100);
    if ("problem" in checked) return checked;
    made[name] = checked.value;
  }
  for (const [name, property] of Object.entries(properties)) {
    if (name in made) continue;
    if (property.default !== undefined && !(property["x-unless"] !== undefined && property["x-unless"] in value)) made[name] = property.default;
    else if (required.includes(name)) return { problem: { path: `${path}.${name}`, depth: here, text: `is missing. It takes ${takes(property)}` } };
  }
  return { value: made };
}

function resolved(given: Schema): Schema {
  const name = given.$ref?.replace("#/$defs/", "");
  const target = name === undefined ? undefined : wholeSchema().$defs[name];
  return target ? { ...target, ...given } : given;
}

/** What a place takes, in words. */
function takes(given: Schema): string {
  const own = resolved(given);
  if (own.anyOf) return own.anyOf.map(takes).join(" or ");
  if (own.enum) return own.enum.map((word) => JSON.stringify(word)).join(" or ");
  if (own.type === "array") return "a list";
  if (own.type !== "object") return `a ${own.type ?? "value"}`;
  const members = own.required ?? Object.keys(own.properties ?? {});
  return `an object with ${members.join(", ")}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
