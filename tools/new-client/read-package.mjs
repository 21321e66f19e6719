// What a package's own types tell of its clients: what makes them, and options that look like limits and timeouts.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Project } from "ts-morph";

/** Option names by the setting they look like. The first that fits decides. */
const LOOKS_LIKE = [
  ["acquireTimeout", /acquire\w*time|(?:wait|queue)\w*time|pool_?time/i],
  ["connectTimeout", /connect\w*time|handshake_?time|dial_?time/i],
  ["commandTimeout", /(?:command|query|request|statement|response|socket|read|operation|idle_in)\w*time_?out|^timeout(?:ms)?$/i],
  ["limit", /^(?:max|size|limit|connections|maximum)$|^(?:pool|max)_?(?:size|pool|max|conn|sock|client)\w*$|^(?:connection|pool|socket)s?_?(?:limit|max|size)$|^maximum_?pool\w*$/i],
];

const CLOSING = ["end", "close", "quit", "disconnect", "destroy", "shutdown", "terminate", "drain"];
const TAKING = ["connect", "acquire", "getConnection", "borrow"];
const RELEASING = ["release", "releaseConnection", "giveBack"];

/** Where a package stands: among the probes' packages (also under an alias), or among the repository's own. */
export function findPackage(name, root) {
  const folders = [join(root, "lab/probes/node_modules", name), join(root, "node_modules", name)];
  const folder = folders.find((each) => existsSync(join(each, "package.json")));
  if (!folder) return undefined;
  const { name: real, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return { alias: name, name: real, version, folder };
}

/**
 * Every exported class and function of a package whose options look as if they bounded connections or waits.
 * @returns `[{ path, by, position, settings, emits, closes, takes, releases }]`
 */
export function readClients({ folder }) {
  const project = new Project({ compilerOptions: { moduleResolution: 2, module: 1, target: 9, strict: true, esModuleInterop: true, skipLibCheck: true }, skipAddingFilesFromTsConfig: true });
  const file = project.createSourceFile(join(folder, "..", "__read-types.ts"), `import * as library from ${JSON.stringify(folder)};\nexport const whole = library;\n`);
  project.resolveSourceFileDependencies();
  const library = file.getVariableDeclarationOrThrow("whole");
  const found = [];
  for (const member of library.getType().getProperties()) {
    const type = member.getTypeAtLocation(library);
    const path = member.getName() === "default" ? "" : member.getName();
    for (const [by, signatures] of [["new", type.getConstructSignatures()], ["call", type.getCallSignatures()]]) {
      const client = clientOf(signatures, library);
      if (client) found.push({ path, by, ...client });
    }
  }
  // A default export that is a member too would be drafted twice.
  return found.filter((each, index) => found.findIndex((other) => other.by === each.by && JSON.stringify(other.settings) === JSON.stringify(each.settings) && other.position === each.position) === index);
}

function clientOf(signatures, at) {
  for (const signature of signatures) {
    for (const [position, parameter] of signature.getParameters().entries()) {
      const settings = settingsIn(parameter.getTypeAtLocation(at).getNonNullableType(), at);
      if (Object.keys(settings).length === 0) continue;
      const made = signature.getReturnType();
      const names = new Set(made.getProperties().map((member) => member.getName()));
      const has = (list) => list.filter((name) => names.has(name));
      return { position, settings, emits: names.has("on") && names.has("emit"), closes: has(CLOSING), takes: has(TAKING), releases: has(RELEASING) };
    }
  }
  return undefined;
}

/** Dotted option paths by the setting they look like, one level of sections deep. */
function settingsIn(type, at) {
  const settings = {};
  const look = (of, prefix) => {
    for (const part of of.isUnion() ? of.getUnionTypes() : [of]) {
      if (!part.isObject() || part.isArray() || part.getCallSignatures().length > 0) continue;
      for (const member of part.getProperties()) {
        const option = `${prefix}${member.getName()}`;
        const value = member.getTypeAtLocation(at).getNonNullableType();
        const isNumber = (value.isUnion() ? value.getUnionTypes() : [value]).some((each) => each.isNumber() || each.isNumberLiteral());
        const name = isNumber ? LOOKS_LIKE.find(([, pattern]) => pattern.test(member.getName()))?.[0] : undefined;
        if (name) settings[name] = [...new Set([...(settings[name] ?? []), option])];
        else if (prefix === "" && /pool|agent|socket|connection|client|driver|^options$/i.test(member.getName())) look(value, `${option}.`);
      }
    }
  };
  look(type, "");
  return settings;
}
