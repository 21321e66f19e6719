import { surroundings as words } from "../catalogue/surroundings.js";
import type { Reading } from "./constructions.js";
import type { ModuleText } from "./module-text.js";
import { staticName } from "./module-text.js";

/** What a file is for, as far as it decides which cure is sensible. */
export interface Surroundings {
  /** The file is a serverless function: many instances of it run side by side, each with its own pool. */
  readonly serverless: boolean;
  /** Connections are held for long: event streams, upgrades, proxying, long polls. */
  readonly longLived: boolean;
  /** Several calls are started side by side and waited for together. */
  readonly sideBySide: boolean;
}

const known = new WeakMap<ModuleText, Surroundings>();

export function readSurroundings(reading: Reading): Surroundings {
  const { module } = reading;
  const cached = known.get(module);
  if (cached) return cached;
  const longLived = words.longLivedWords.some((word) => module.parsed.text.includes(word));
  const surroundings = { serverless: isServerless(module), longLived, sideBySide: /\bPromise\s*\.\s*all(?:Settled)?\s*\(/.test(module.parsed.text) };
  known.set(module, surroundings);
  return surroundings;
}

function isServerless(module: ModuleText): boolean {
  for (const statement of module.parsed.ast.body) {
    // A type import counts here: `import type { Handler } from "aws-lambda"` says what the file is.
    if (statement.type === "ImportDeclaration" && isServerlessPackage(statement.source.value)) return true;
    if (statement.type === "ExportNamedDeclaration" && exportsHandler(statement, module)) return true;
  }
  if (!module.parsed.text.includes("exports.handler")) return false;
  return module.nodesOf("AssignmentExpression").some((assignment) => {
    if (assignment.left.type !== "MemberExpression" || staticName(assignment.left) !== "handler") return false;
    return /^(?:module\.)?exports\.handler$/.test(module.textOf(assignment.left));
  });
}

function exportsHandler(statement: Extract<ModuleText["parsed"]["ast"]["body"][number], { type: "ExportNamedDeclaration" }>, module: ModuleText): boolean {
  const { declaration } = statement;
  if (declaration?.type === "FunctionDeclaration") return declaration.id?.name === "handler" && declaration.params.length > 0;
  if (declaration?.type !== "VariableDeclaration") return false;
  return declaration.declarations.some((each) => each.id.type === "Identifier" && each.id.name === "handler" && /=>|function|\(/.test(module.textOf(each)));
}

function isServerlessPackage(specifier: string): boolean {
  return words.serverlessPackages.some((name) => (name.endsWith("*") ? specifier.startsWith(name.slice(0, -1)) : specifier === name));
}
