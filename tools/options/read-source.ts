import { existsSync } from "node:fs";
import { join } from "node:path";
import { Node, Project, type SourceFile, SyntaxKind } from "ts-morph";
import type { SourceReading } from "./plan.js";

/** What every object has; reading these says nothing about options. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Finds the option names that a package's code reads: members (`options.max`), destructurings
 * (`const { max } = options`), `in` tests, and the keys of tables the package keeps.
 * @returns pairs of level and name
 */
export function readSourceNames(folder: string, reading: SourceReading): [level: string, name: string][] {
  const path = join(folder, "node_modules", reading.file);
  if (!existsSync(path)) {
    if (reading.optional) return [];
    throw new Error(`${path} is not there`);
  }
  const file = parse(path);
  const at = reading.at ?? "";

  if (reading.keysOf) {
    const keys = keysOf(file, reading.keysOf);
    if (!keys && !reading.optional) throw new Error(`${path} has no object literal ${reading.keysOf}`);
    return (keys ?? []).filter((name) => !name.startsWith("_")).map((name) => [at, name]);
  }

  if (reading.argumentOf) return argumentsOf(file, reading.argumentOf, path).map((name) => [at, name]);

  const scopes: Node[] = reading.within ? findNamed(file, reading.within) : [file];
  if (scopes.length === 0 && !reading.optional) throw new Error(`${path} has no ${reading.within}`);
  const found = scopes.flatMap((scope) => [...membersRead(scope, reading.objects ?? [])]);
  if (found.length === 0 && !reading.optional) {
    throw new Error(`${path} reads nothing of ${reading.objects?.join(", ")}`);
  }
  const own = found.filter(([, name]) => !name.startsWith("_"));
  return own.map(([below, name]) => [[at, below].filter(Boolean).join("."), name]);
}

const parsed = new Map<string, SourceFile>();

/** Several clients of a package are read from the same file. */
function parse(path: string): SourceFile {
  const known = parsed.get(path);
  if (known) return known;
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { allowJs: true, noResolve: true, noLib: true },
  });
  const file = project.addSourceFileAtPath(path);
  parsed.set(path, file);
  return file;
}

function* membersRead(scope: Node, objects: readonly string[]): Generator<[level: string, name: string]> {
  for (const node of scope.getDescendants()) {
    if (Node.isPropertyAccessExpression(node) && objects.includes(plainText(node.getExpression()))) {
      const name = node.getName();
      if (!inherited.has(name)) yield ["", name];
    } else if (Node.isElementAccessExpression(node) && objects.includes(plainText(node.getExpression()))) {
      const key = node.getArgumentExpression();
      if (Node.isStringLiteral(key)) yield ["", key.getLiteralValue()];
    } else if (Node.isBinaryExpression(node) && node.getOperatorToken().getKind() === SyntaxKind.InKeyword) {
      const key = node.getLeft();
      if (Node.isStringLiteral(key) && objects.includes(plainText(node.getRight()))) yield ["", key.getLiteralValue()];
    } else if (Node.isObjectBindingPattern(node)) {
      const parent = node.getParent();
      const holder = Node.isVariableDeclaration(parent) ? parent.getInitializer() : undefined;
      const isParameter = Node.isParameterDeclaration(parent) && parent.getParent() === scope && objects.includes("{}");
      if (!isParameter && !(holder && objects.includes(plainText(holder)))) continue;
      for (const element of node.getElements()) {
        if (element.getDotDotDotToken()) continue;
        yield ["", (element.getPropertyNameNode() ?? element.getNameNode()).getText().replaceAll(/["']/g, "")];
      }
    }
  }
}

/** `(options || {})`, `options!` and `options?.` read the same object as `options`. */
function plainText(node: Node): string {
  if (Node.isParenthesizedExpression(node) || Node.isNonNullExpression(node) || Node.isAsExpression(node)) {
    return plainText(node.getExpression());
  }
  if (Node.isBinaryExpression(node) && ["||", "??"].includes(node.getOperatorToken().getText())) {
    return plainText(node.getLeft());
  }
  return node.getText().replaceAll(/\s|\?/g, "");
}

/** Classes, functions, methods, variables and assigned members (`exports.defaults = {}`) of a name. */
function findNamed(file: SourceFile, name: string): Node[] {
  return file.getDescendants().filter((node) => {
    if (Node.isFunctionDeclaration(node) || Node.isClassDeclaration(node) || Node.isMethodDeclaration(node)) {
      return node.getName() === name;
    }
    if (Node.isConstructorDeclaration(node)) return name === `${node.getParent().getName() ?? ""}.constructor`;
    if (Node.isVariableDeclaration(node) || Node.isPropertyAssignment(node)) return node.getName() === name;
    if (Node.isClassExpression(node) || Node.isFunctionExpression(node)) return node.getName() === name;
    return Node.isBinaryExpression(node) && node.getLeft().getText().split(".").at(-1) === name;
  });
}

function keysOf(file: SourceFile, name: string): string[] | undefined {
  for (const holder of findNamed(file, name)) {
    const literal = holder.getFirstDescendantByKind(SyntaxKind.ObjectLiteralExpression);
    if (!literal) continue;
    return literal
      .getProperties()
      .flatMap((property) => (Node.isSpreadAssignment(property) ? [] : [property.getName().replaceAll(/["']/g, "")]));
  }
  return undefined;
}

function argumentsOf(file: SourceFile, name: string, path: string): string[] {
  const names = file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call) => {
    const [first] = call.getArguments();
    return call.getExpression().getText() === name && Node.isStringLiteral(first) ? [first.getLiteralValue()] : [];
  });
  if (names.length === 0) throw new Error(`${path} never calls ${name} with a name`);
  return names;
}
