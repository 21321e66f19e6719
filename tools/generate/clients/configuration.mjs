// The smallest configuration with which a client is safe, as code: what bounds it, ends its waits and destroys what is dead.
import { readFileSync } from "node:fs";
import { at } from "./version-groups.mjs";

/** By package and client: what a construction needs besides, and what the catalogue does not know. */
const examples = JSON.parse(readFileSync(new URL("./examples.json", import.meta.url), "utf8"));

const VARIABLE = { pool: "pool", cluster: "cluster", agent: "agent", connection: "connection", multiplexed: "client", nothing: "http" };

function exampleFor(packageName, client, index) {
  const own = examples[packageName] ?? {};
  const [general, special] = [own[client.name] ?? {}, own[`${client.name}#${index}`] ?? {}];
  return { ...own["*"], ...general, ...special, options: { ...own["*"]?.options, ...general.options, ...special.options } };
}

function number(value) {
  return value >= 10_000 ? String(value).replace(/\B(?=(?:\d{3})+$)/g, "_") : String(value);
}

/** Options that make a construction this client: `client: "pg"`. */
function conditionOptions(list = []) {
  const imports = [];
  const options = {};
  for (const condition of list) {
    if ("is" in condition) options[condition.option] = { text: JSON.stringify(condition.is[0]) };
    if ("from" in condition) {
      const name = { driver: "driver", dialect: "dialect" }[condition.option] ?? "made";
      imports.push({ name, from: condition.from[0] });
      options[condition.option] = { text: name };
    }
  }
  return { imports, options };
}

const WAITS = { connectTimeout: "connecting", acquireTimeout: "waiting for a free connection", commandTimeout: "waiting for a reply" };

/** The form of a setting that holds with the options written so far. */
function formOf(settings, written) {
  const isMet = (condition) => {
    if (!("option" in condition)) return false;
    const text = written[condition.option]?.text;
    const isWritten = text !== undefined || Object.keys(written).some((option) => option.startsWith(`${condition.option}.`));
    if ("present" in condition) return condition.present === isWritten;
    const is = (list) => list.some((each) => JSON.stringify(each) === text);
    if ("is" in condition) return is(condition.is);
    return "isNot" in condition && !is(condition.isNot);
  };
  return (settings ?? []).find(({ when = [] }) => when.every(isMet));
}

/** What has to be written, by dotted path, with the reason for a comment. */
function optionsToWrite(client, written) {
  const wanted = {};
  const want = (option, text, note) => {
    const before = wanted[option];
    wanted[option] = { text: before?.text ?? text, note: [before?.note, note].filter(Boolean).join("; ") };
  };
  const limit = formOf(client.settings.limit, written);
  const own = limit?.absent[0]?.value;
  if (limit && typeof own === "number") want(limit.options[0], number(own), "the library's own number");
  else if (limit && limit.write !== undefined) want(limit.options[0], number(limit.write), own === "off" ? "there is no limit without it" : "the most connections it opens");
  for (const [name, note] of Object.entries(WAITS)) {
    const setting = formOf(client.settings[name], written);
    if (setting?.absent[0]?.value !== "off" || setting.write === undefined) continue;
    want(setting.options[0], number(setting.write), note);
    for (const { option, text } of setting.together ?? []) want(option, text, "what was rejected is not sent again");
  }
  const [liveness] = client.liveness ?? [];
  for (const option of liveness?.by === "option" ? liveness.options : []) {
    const setting = Object.values(client.settings).flat().find(({ options, write }) => options[0] === option && write !== undefined);
    if (setting) want(option, number(setting.write), "destroys a dead connection");
  }
  return wanted;
}

/** Dotted paths as a tree: a leaf is `{ text, note }`. */
function treeOf(options) {
  const tree = {};
  for (const [path, leaf] of Object.entries(options)) {
    const keys = path.split(".");
    const last = keys.pop();
    let level = tree;
    for (const key of keys) level = level[key] = typeof level[key]?.text === "string" ? {} : (level[key] ?? {});
    if (level[last] === undefined) level[last] = leaf;
  }
  return tree;
}

function printed(tree, indent) {
  const key = (name) => (/^[\w$]+$/.test(name) ? name : JSON.stringify(name));
  return Object.entries(tree).flatMap(([name, value]) => {
    if (typeof value.text !== "string") return [`${indent}${key(name)}: {`, ...printed(value, `${indent}  `), `${indent}},`];
    const member = value.text === name ? name : `${key(name)}: ${value.text}`;
    return [`${indent}${member},${value.note ? ` // ${value.note}` : ""}`];
  });
}

/** The expression that makes it, up to its arguments: `new Pool`, `createPoolCluster().add`. */
function calleeOf(maker, { default: module }, name) {
  const { path } = maker;
  const root = /[A-Za-z_$][\w$]*/.exec(path.replace(/^new /, ""))?.[0];
  const isDefault = root === undefined || module !== undefined;
  const local = isDefault ? (module ?? name) : root;
  const spelled = root === undefined ? path.replace("()", `${local}()`) || local : isDefault ? path.replace(root, `${local}.${root}`) : path;
  return { imported: isDefault ? local : `{ ${local} }`, callee: `${maker.by === "call" ? "" : "new "}${spelled}` };
}

function listenerLines(client, variable) {
  const fact = (client.errorEvent ?? []).find(({ crashes }) => crashes);
  if (!fact) return [];
  const on = `${variable}${fact.on === "" ? "" : `.${fact.on}`}`;
  if (client.holds !== "connection") return [`${on}.on("error", (error) => console.error(error));`];
  return [`${on}.on("error", (error) => {`, "  console.error(error);", "  process.exit(1);", "});"];
}

/**
 * The code for one version.
 * @param index which of the package's clients of this name it is: conditions tell them apart
 * @returns nothing where nothing has to be written
 */
export function configuration(family, wholeClient, index, version) {
  const client = at(wholeClient, version);
  const [specifier] = family.packages;
  const example = exampleFor(specifier, client, index);
  const maker = client.makers.find(({ path }) => path === example.maker) ?? client.makers[0];
  if (!maker || example.skip) return undefined;
  const variable = example.name ?? VARIABLE[client.holds];
  const required = conditionOptions(client.when);
  const given = Object.fromEntries(Object.entries(example.options).map(([option, text]) => [option, { text }]));
  const first = { ...required.options, ...given };
  // What is written for one setting may be what another one depends on.
  const wanted = optionsToWrite(client, { ...first, ...optionsToWrite(client, first) });
  const listener = listenerLines(client, variable);
  if (Object.keys(wanted).length === 0 && listener.length === 0) return undefined;

  const { imported, callee } = calleeOf(maker, example, example.local ?? client.name);
  const args = example.arguments ?? [];
  const tree = treeOf({ ...required.options, ...given, ...wanted });
  const lines = printed(tree, "  ");
  const call = lines.length === 0 ? `${callee}(${args.join(", ")});` : `${callee}(${[...args, "{"].join(", ")}`;
  return [
    `import ${imported} from "${example.from ?? specifier.replace("*", "s3")}";`,
    ...required.imports.map(({ name, from }) => `import ${example.driver ?? `{ ${name} }`} from "${from}";`),
    ...(example.lines ?? []),
    "",
    `export const ${variable} = ${example.await ? "await " : ""}${call}`,
    ...(lines.length === 0 ? [] : [...lines, "});"]),
    ...listener,
  ].join("\n");
}
