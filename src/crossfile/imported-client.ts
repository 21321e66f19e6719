import { isClass, isFunction } from "../code/frames.js";
import { memberKey } from "../code/frames-callees.js";
import type { HeldClient } from "../code/leases-pools.js";
import { bare, staticName, type Node } from "../code/module-text.js";
import type { Origin } from "../code/origins.js";
import { returnsOf } from "../code/values.js";
import type { ModuleFile } from "./module-file.js";
import type { ModuleIndex } from "./module-index.js";
import { throughExports } from "./through-exports.js";

/**
 * The client that a name of another file is: `pool`, `db.pool`, `getPool()`, `new Database().pool`. Modules that lead to no
 * client by their texts are not parsed.
 */
export function importedClient(index: ModuleIndex, from: string, origin: Origin): HeldClient | undefined {
  return throughExports(index, from, origin, askForClient, (importer, specifier) => index.mayLead(importer, specifier));
}

function askForClient(file: ModuleFile, path: readonly string[]): { readonly answer: HeldClient } | Elsewhere | undefined {
  const exported = file.exportOf(path);
  const found = exported && ("elsewhere" in exported ? exported : clientAt(file, exported.node, exported.rest));
  return found && "client" in found ? { answer: found } : found;
}

interface Elsewhere {
  readonly elsewhere: readonly Origin[];
}

type Found = HeldClient | Elsewhere | undefined;

/** Follows a path from an exported name through objects, instances and what functions return. */
function clientAt(file: ModuleFile, start: Node, path: readonly string[]): Found {
  const { pools, reading } = file;
  const { callees } = file.lifetimes;
  let node = start;
  for (const [at, segment] of path.entries()) {
    const origin = reading.origins.of(node);
    if (origin) return { elsewhere: [{ specifier: origin.specifier, path: [...origin.path, ...path.slice(at)] }] };
    const isLast = at === path.length - 1;
    const itself = callees.of(node);
    if (segment === "new()") {
      if (!isClass(itself)) return undefined;
      node = itself;
      continue;
    }
    if (segment === "()") {
      if (!isFunction(itself)) return undefined;
      const held = isLast ? pools.ofResult(itself) : undefined;
      const returned = held ? undefined : onlyReturn(itself, file);
      if (!returned) return held && { ...held, home: reading };
      node = returned;
      continue;
    }
    const owner = path[at - 1] === "new()" && isClass(itself) ? itself : callees.instanceOf(node);
    if (owner) {
      const held = isLast ? pools.ofField(owner, segment) : undefined;
      return held && { ...held, home: reading };
    }
    const next = isClass(itself) ? staticField(itself, segment) : propertyOf(callees.objectOf(node), segment);
    if (!next) return undefined;
    node = next;
  }
  const held = pools.of(node);
  if (held) return { ...held, home: reading };
  const origin = reading.origins.of(node);
  return origin && { elsewhere: [origin] };
}

function onlyReturn(made: Node, file: ModuleFile): Node | undefined {
  if (!isFunction(made)) return undefined;
  const returned = made.body.type === "BlockStatement" ? returnsOf(made, file.module) : [made.body];
  const [only] = returned;
  return only && returned.length === 1 ? bare(only) : undefined;
}

function staticField(owner: Node, name: string): Node | undefined {
  if (!isClass(owner)) return undefined;
  const field = owner.body.body.find((each) => each.type === "PropertyDefinition" && each.static && memberKey(each) === name);
  return field?.type === "PropertyDefinition" ? (field.value ?? undefined) : undefined;
}

function propertyOf(object: Node | undefined, name: string): Node | undefined {
  if (object?.type !== "ObjectExpression") return undefined;
  const property = object.properties.find((each) => each.type === "Property" && staticName(each) === name);
  return property?.type === "Property" ? property.value : undefined;
}
