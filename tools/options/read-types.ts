import { join } from "node:path";
import { ModuleKind, ModuleResolutionKind, Node, Project, ScriptTarget } from "ts-morph";
import type { Symbol as TypeSymbol, Type } from "ts-morph";
import type { Levels } from "./plan.js";

/** Sections inside sections inside sections: deeper levels are values in practice. */
const deepest = 3;

export interface TypeReading {
  readonly levels: Levels;
  /** The options object has an index signature, or its type says nothing. */
  readonly open: boolean;
}

/**
 * Opens the packages of one folder and looks at type expressions.
 * @returns one type per text, or what TypeScript says against it
 */
export function openTypes(folder: string, texts: readonly string[]): (Type | { readonly problem: string })[] {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    compilerOptions: {
      target: ScriptTarget.ES2022,
      module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.Bundler,
      lib: ["lib.es2023.d.ts"],
      strict: true,
      skipLibCheck: true,
      preserveSymlinks: true,
      types: ["node"],
      typeRoots: [join(folder, "node_modules", "@types"), join(folder, "..", "node_modules", "@types")],
    },
  });
  const aliases = texts.map((text, index) => `export type Options${index} = ${text.replaceAll("\n", " ")};`).join("\n");
  const file = project.createSourceFile(join(folder, "options.ts"), aliases, { overwrite: true });
  const problems = new Map<number, string>();
  for (const diagnostic of file.getPreEmitDiagnostics()) {
    const text = diagnostic.getMessageText();
    problems.set((diagnostic.getLineNumber() ?? 1) - 1, typeof text === "string" ? text : text.getMessageText());
  }
  return file.getTypeAliases().map((alias, index) => {
    const problem = problems.get(index);
    return problem === undefined ? alias.getType() : { problem: `${folder}: ${problem}` };
  });
}

/** The names a type allows, by level. */
export function readTypeLevels(type: Type, pass: readonly string[] = [], leaf: readonly string[] = []): TypeReading {
  const names = new Map<string, Set<string> | "*">();
  const open = readSection(type, "", names, { pass, leaf, above: [] });
  return { levels: Object.fromEntries([...names].map(([level, set]) => [level, set === "*" ? "*" : [...set]])), open };
}

interface Walk {
  readonly pass: readonly string[];
  readonly leaf: readonly string[];
  readonly above: readonly Type[];
}

function readSection(type: Type, level: string, names: Map<string, Set<string> | "*">, walk: Walk): boolean {
  const parts = objectParts(type).filter((part) => !isList(part));
  if (parts.length === 0 || parts.some(saysNothing)) {
    if (level !== "") names.set(level, "*");
    return true;
  }
  if (names.get(level) === "*") return true;
  const here = (names.get(level) as Set<string> | undefined) ?? new Set<string>();
  names.set(level, here);

  for (const part of parts) {
    for (const property of part.getProperties()) {
      const name = property.getName();
      if (name.startsWith("__@") || isForbidden(property)) continue;
      const value = typeOf(property);
      here.add(name);
      const path = level === "" ? name : `${level}.${name}`;
      if (walk.pass.includes(path)) names.set(path, "*");
      else if (!walk.leaf.includes(path)) readBelow(value, path, names, { ...walk, above: [...walk.above, part] });
    }
  }
  return false;
}

/**
 * `option?: never` and `option?: undefined` forbid a name; they do not make it known. Where an intersection leaves
 * nothing because two declarations contradict each other, the name is known all the same.
 */
function isForbidden(property: TypeSymbol): boolean {
  const declarations = property.getDeclarations();
  return declarations.length > 0 && declarations.every((declaration) => isNothing(declaration.getType()));
}

function isNothing(type: Type): boolean {
  if (type.isUnion()) return type.getUnionTypes().every(isNothing);
  return type.isUndefined() || type.isNever();
}

function readBelow(value: Type, path: string, names: Map<string, Set<string> | "*">, walk: Walk): void {
  if (value.isAny() || value.isUnknown()) return;
  const sections = objectParts(value).filter((part) => isSection(part) && !walk.above.includes(part));
  if (sections.length === 0) return;
  if (path.split(".").length > deepest || sections.some((part) => isForeign(part) || saysNothing(part))) {
    names.set(path, "*");
    return;
  }
  for (const section of sections) readSection(section, path, names, walk);
}

function typeOf(property: TypeSymbol): Type {
  const [declaration] = property.getDeclarations();
  return declaration ? property.getTypeAtLocation(declaration) : property.getDeclaredType();
}

/** The members of a union that are objects. */
function objectParts(type: Type): Type[] {
  if (type.isAny() || type.isUnknown()) return [];
  const parts = type.isUnion() ? type.getUnionTypes() : [type];
  return parts.filter((part) => part.isObject() || part.isIntersection() || part.isTypeParameter());
}

/** `object`, `{}` an index signature, numbers as names: anything may stand there. */
function saysNothing(type: Type): boolean {
  if (type.getStringIndexType()) return true;
  if (type.getProperties().some((property) => /^\d+$/.test(property.getName()))) return true;
  return type.getProperties().length === 0 && type.getCallSignatures().length === 0;
}

function isList(type: Type): boolean {
  if (type.isIntersection()) return type.getIntersectionTypes().some(isList);
  return type.isArray() || type.isTuple() || type.isReadonlyArray();
}

/** A plain object of options, and not a list, a function, an instance or an object that must have methods. */
function isSection(type: Type): boolean {
  if (isList(type)) return false;
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return false;
  const symbol = type.getSymbol();
  if (symbol?.getDeclarations().some((declaration) => Node.isClassDeclaration(declaration))) return false;
  if (isFromLanguage(type)) return false;
  return !type.getProperties().some(isMethod);
}

/** `create(): Client` makes an instance; `validate?(client): boolean` is an option like any other. */
function isMethod(property: TypeSymbol): boolean {
  return property.getDeclarations().some((declaration) => {
    if (Node.isMethodDeclaration(declaration)) return true;
    return Node.isMethodSignature(declaration) && !declaration.hasQuestionToken();
  });
}

/** Files of a named type; `Omit<…>` and the like have no name of their own and count as the package's. */
function declaredIn(type: Type): string[] {
  const symbol = type.getSymbol();
  if (!symbol || symbol.getName() === "__type") return [];
  return symbol.getDeclarations().map((declaration) => declaration.getSourceFile().getFilePath());
}

/** Date, Map, Promise, AbortSignal ... */
function isFromLanguage(type: Type): boolean {
  return declaredIn(type).some((path) => /\/lib\.[\w.]+\.d\.ts$/.test(path));
}

/** An option object of Node itself, such as tls.ConnectionOptions: handed on as it is. Agents are our subject. */
function isForeign(type: Type): boolean {
  if (type.getSymbol()?.getName() === "AgentOptions") return false;
  return declaredIn(type).some((path) => path.includes("/node_modules/@types/node/"));
}
