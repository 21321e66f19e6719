import type { Construction } from "./constructions.js";
import { bare, type Node } from "./module-text.js";
import type { Branch } from "./options.js";

/** What a construction says about the server it connects to. */
export type Target =
  /** An address written out: `db.internal:5432`. */
  | { readonly is: "host"; readonly name: string }
  /** An expression that holds the address, or a part of it. */
  | { readonly is: "expression"; readonly node: Node; readonly port?: string }
  /** Nothing is said about it: the library decides. */
  | { readonly is: "default" }
  | { readonly is: "unreadable" };

/** Sections of options in which a library may look for its address; the options themselves first. */
const SECTIONS = ["", "connection.", "socket.", "redis.", "options."];
const HOSTS = ["host", "hostname", "server", "socketPath", "endpoint"];
const LISTS = ["sentinels", "nodes", "node", "hosts", "servers", "brokers", "contactPoints", "cloud.id"];
const URLS = ["url", "uri", "connectionString", "connection", "datasourceUrl", "clientUrl", "baseURL", "host"];

/** Reads where a client connects to: from a connection string, an option or an argument. */
export function readTarget({ call, options, maker }: Construction): Target {
  const { module } = options.values;
  const texts = maker.url?.args;
  /** `new Sequelize("shop", "user", "password")`: the first of several names a database. */
  const hasSeveralTexts = (texts?.length ?? 0) > 1;
  /** The first argument may be a name: of a database, or of a queue where the address stands elsewhere. */
  const mayBeName = hasSeveralTexts || texts?.includes(0) === false;
  for (const { node, start } of options.urls) {
    const address = addressIn(start);
    if (address !== undefined) return { is: "host", name: address };
    if (!hasSeveralTexts && !isObject(wholeOf(node))) return { is: "expression", node: wholeOf(node) };
  }
  for (const section of SECTIONS) {
    for (const name of HOSTS) {
      const branch = writtenAt(`${section}${name}`);
      if (!branch) continue;
      const port = writtenAt(`${section}port`);
      const portText = port === undefined ? "" : typeof port.word === "number" || typeof port.word === "string" ? `:${port.word}` : `:${module.textOf(port.node)}`;
      if (typeof branch.word === "string") return { is: "host", name: `${branch.word}${portText}` };
      return { is: "expression", node: wholeOf(branch.node) };
    }
  }
  for (const name of [...LISTS, ...SECTIONS.flatMap((section) => URLS.map((url) => `${section}${url}`))]) {
    const branch = writtenAt(name);
    if (!branch || (isObject(wholeOf(branch.node)) && !LISTS.includes(name))) continue;
    if (typeof branch.word === "string") return { is: "host", name: addressIn(branch.word) ?? branch.word };
    return { is: "expression", node: wholeOf(branch.node) };
  }
  const positional = inArguments();
  if (positional) return positional;
  return options.readable ? { is: "default" } : { is: "unreadable" };

  function writtenAt(path: string): Branch | undefined {
    const value = options.get(path);
    return value.state === "present" ? value.branches.find(({ word }) => word !== null && word !== "<undefined>") : undefined;
  }

  /** `new Redis(6379, "cache.internal")`, `new Pool("https://payments.internal")`, `new Pool(origin)`. */
  function inArguments(): Target | undefined {
    const [first, second] = call.arguments;
    if (!first || first.type === "SpreadElement") return undefined;
    const value = options.values.of(first);
    if (value.kind === "known" && typeof value.word === "number") {
      const host = second && options.values.of(second);
      if (host?.kind === "known" && typeof host.word === "string") return { is: "host", name: `${host.word}:${value.word}` };
      return second && host?.kind === "computed" ? { is: "expression", node: second } : undefined;
    }
    if (value.kind === "known" && typeof value.word === "string") {
      const name = addressIn(value.word) ?? (mayBeName ? undefined : value.word);
      return name === undefined ? undefined : { is: "host", name };
    }
    if (mayBeName && (!hasSeveralTexts || call.arguments.length > 2)) return undefined;
    if (bare(first).type === "ArrayExpression") return { is: "expression", node: first };
    const isOptions = second === undefined ? options.readable : options.values.of(second).kind !== "object";
    return (value.kind === "computed" || value.kind === "either") && !isOptions ? { is: "expression", node: first } : undefined;
  }

  function isObject(node: Node): boolean {
    return ["object", "function"].includes(options.values.of(node).kind);
  }
}

/** What is read of another file is said of the first name: `settings` for `settings.databaseUrl`. */
function wholeOf(node: Node): Node {
  let whole = node;
  for (let around = whole.parent; around?.type === "MemberExpression" && around.object === whole && !around.computed; around = whole.parent) {
    if (around.parent?.type === "CallExpression" && around.parent.callee === around) break;
    whole = around;
  }
  return whole;
}

/** Host and port of a connection string, or all of its hosts; never the user or the password. */
export function addressIn(text: string): string | undefined {
  const address = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^/?#\u0000]+)(\u0000)?/i.exec(text);
  // A host that goes on in a computed part is no host.
  if (address?.[1] && text.length > address[0].length) return address[1];
  if (address?.[1] && !text.includes("\u0000")) return address[1];
  return /(?:^|;)\s*(?:server|data source|host)\s*=\s*([^;]+)/i.exec(text)?.[1]?.trim();
}
