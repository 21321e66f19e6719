// Makes the JSON schema of `settings.connections` from its TypeScript types, so that the two cannot drift.
import { fileURLToPath } from "node:url";
import { Node, Project } from "ts-morph";

const ROOT = new URL("../../", import.meta.url);

/**
 * The interface a type is or was made from (`Own<…>` keeps the declarations of the members): worth a definition of its own
 * where it is the whole of it.
 */
function interfaceOf(type) {
  const members = type.getProperties();
  const owners = members.map((member) => member.getDeclarations()[0]?.getParent());
  const [own] = owners.filter((owner) => owner?.getSymbol()?.getName() !== "Fact");
  const owner = own ?? owners[0];
  if (!owner || !Node.isInterfaceDeclaration(owner)) return undefined;
  const all = new Set(owner.getType().getProperties().map((member) => member.getName()));
  const isWhole = all.size === members.length && members.every((member) => all.has(member.getName()));
  return isWhole ? owner : undefined;
}

function descriptionOf(symbol) {
  const texts = symbol?.compilerSymbol.getDocumentationComment(undefined).map(({ text }) => text).join("").trim();
  return texts ? { description: texts.replace(/\s*\n\s*/g, " ") } : {};
}

class SchemaMaker {
  definitions = {};

  /** The schema of a type; named ones as a reference. */
  of(type, at) {
    const isObject = (type.isObject() || type.isIntersection()) && !type.isArray() && !type.isReadonlyArray() && !type.isTuple();
    const owner = isObject ? interfaceOf(type) : undefined;
    if (!owner) return this.plain(type, at);
    const name = owner.getName();
    if (this.definitions[name] === undefined) {
      this.definitions[name] = {};
      this.definitions[name] = { ...descriptionOf(owner.getSymbol()), ...this.plain(type, at) };
    }
    return { $ref: `#/$defs/${name}` };
  }

  plain(type, at) {
    if (type.isUnion() && !type.isBoolean()) return this.union(type.getUnionTypes(), at);
    if (type.isBoolean()) return { type: "boolean" };
    if (type.isLiteral()) return { enum: [type.isBooleanLiteral() ? type.getText() === "true" : type.getLiteralValue()] };
    if (type.isNull()) return { enum: [null] };
    if (type.isString()) return { type: "string" };
    if (type.isNumber()) return { type: "number" };
    if (type.isTuple()) {
      const items = type.getTupleElements();
      return { type: "array", items: this.of(items[0], at), minItems: items.length, maxItems: items.length };
    }
    if (type.isArray() || type.isReadonlyArray()) return { type: "array", items: this.of(type.getArrayElementTypeOrThrow(), at) };
    return this.object(type, at);
  }

  union(types, at) {
    const parts = types.filter((type) => !type.isUndefined());
    const isWord = (type) => type.isLiteral() || type.isNull();
    const words = parts.filter((type) => isWord(type) && !type.isBooleanLiteral());
    const booleans = parts.filter((type) => type.isBooleanLiteral());
    const others = parts.filter((type) => !isWord(type)).map((type) => this.of(type, at));
    // The checker's own order depends on which file it met first.
    const sorted = (list) => list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const all = [
      ...(words.length > 0 ? [{ enum: sorted(words.map((type) => (type.isNull() ? null : type.getLiteralValue()))) }] : []),
      ...(booleans.length === 2 ? [{ type: "boolean" }] : booleans.map((type) => ({ enum: [type.getText() === "true"] }))),
      ...sorted(others),
    ];
    return all.length === 1 ? all[0] : { anyOf: all };
  }

  object(type, at) {
    const properties = {};
    const required = [];
    for (const property of type.getProperties()) {
      const name = property.getName();
      const of = property.getTypeAtLocation(at);
      properties[name] = { ...this.of(of, at), ...descriptionOf(property) };
      if (!property.isOptional()) required.push(name);
    }
    if ("versions" in properties) properties.versions = { ...properties.versions, format: "semver-range" };
    // A fact: what is left out is filled in when the settings are read.
    if ("source" in properties) {
      properties.versions = { ...properties.versions, default: "*" };
      properties.source = { ...properties.source, default: { kind: "run", where: "settings.connections", seen: "" } };
      properties.probe = { ...properties.probe, default: "settings.connections", "x-unless": "source" };
    }
    return { type: "object", properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
  }
}

/** The text of src/settings/settings.schema.json. */
export function settingsSchema() {
  const project = new Project({ tsConfigFilePath: fileURLToPath(new URL("tsconfig.json", ROOT)), skipAddingFilesFromTsConfig: true });
  const file = project.addSourceFileAtPath(fileURLToPath(new URL("src/settings/types.ts", ROOT)));
  project.resolveSourceFileDependencies();
  const declaration = file.getInterfaceOrThrow("ConnectionsSettings");
  const maker = new SchemaMaker();
  const root = maker.plain(declaration.getType(), declaration);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "settings.connections of eslint-plugin-connections",
    ...root,
    $defs: Object.fromEntries(Object.entries(maker.definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return `${JSON.stringify(schema, null, 1)}\n`;
}
