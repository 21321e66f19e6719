import type { TSESTree } from "@typescript-eslint/utils";
import type { Mention } from "../code/gate.js";

type Statement = TSESTree.ProgramStatement;

/** More names than these are not looked for: nearly everything would hang together anyway. */
const MAX_NAMES = 200;

/**
 * What is left of a module without the functions and types that nothing of interest speaks of and that speak of nothing of
 * interest: helpers that format and compare. Binding the names of a tree costs as much as parsing it; whoever only follows
 * calls to a client never comes to these. Names are looked for in the text, so a function is kept once too often and never
 * left out once too often.
 *
 * @param matters whether an import may lead to a client or to something that is called again and again
 */
export function withoutIsolated(program: TSESTree.Program, text: string, mentions: readonly Mention[], matters: (specifier: string) => boolean): TSESTree.Program {
  const names = new Set<string>();
  const kept = new Set<Statement>();
  const rest = new Map<Statement, readonly string[]>();
  const offsets = mentions.filter(({ specifier }) => matters(specifier)).map(({ at }) => at);
  const open: Statement[] = [];
  for (const statement of program.body) {
    const [start, end] = spanOf(statement);
    const named = namesOf(statement);
    if (statement.type === "ImportDeclaration") {
      kept.add(statement);
      if (offsets.some((at) => at >= start && at < end)) for (const { local } of statement.specifiers) names.add(local.name);
    } else if (named === undefined || offsets.some((at) => at >= start && at < end)) open.push(statement);
    else rest.set(statement, named);
  }
  // From the names that matter to what speaks of them, and from there to whatever that speaks of.
  let fresh = [...names];
  while (open.length > 0 || fresh.length > 0) {
    if (names.size > MAX_NAMES) return program;
    for (const [statement] of rest) {
      const [start, end] = spanOf(statement);
      const own = text.slice(start, end);
      if (fresh.some((name) => own.includes(name))) open.push(statement);
    }
    fresh = [];
    for (let statement = open.pop(); statement; statement = open.pop()) {
      kept.add(statement);
      rest.delete(statement);
      for (const name of declaredBy(statement)) {
        if (!names.has(name)) fresh.push(name);
        names.add(name);
      }
      // `export { a, b }` does nothing with them.
      if (statement.type === "ExportNamedDeclaration" && !statement.declaration) continue;
      const [start, end] = spanOf(statement);
      const own = text.slice(start, end);
      for (const [other, called] of rest) if (called.some((name) => own.includes(name))) open.push(other);
    }
  }
  if (rest.size === 0) return program;
  return { ...program, body: program.body.filter((statement) => kept.has(statement)) };
}

/** As parsed, before anything else is done with the tree. */
function spanOf(statement: Statement): [start: number, end: number] {
  const { start, end } = statement as unknown as { start: number; end: number };
  return [start, end];
}

/** The names of a statement that only declares functions or types; nothing for any other, which does something by itself. */
function namesOf(statement: Statement): readonly string[] | undefined {
  const declared = statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
  switch (declared.type) {
    case "FunctionDeclaration":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return declared.id ? [declared.id.name] : undefined;
    case "VariableDeclaration": {
      const names = declared.declarations.flatMap(({ id, init }) => (id.type === "Identifier" && (init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression") ? [id.name] : []));
      return names.length === declared.declarations.length ? names : undefined;
    }
    default:
      return undefined;
  }
}

/** Names that a statement brings into the module; those of patterns are read too. */
function declaredBy(statement: Statement): readonly string[] {
  const declared = statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
  if (declared.type === "VariableDeclaration") return declared.declarations.flatMap(({ id }) => boundIn(id));
  return "id" in declared && declared.id?.type === "Identifier" ? [declared.id.name] : [];
}

function boundIn(pattern: TSESTree.Node): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => boundIn(property.type === "Property" ? property.value : property.argument));
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? boundIn(element) : []));
    case "AssignmentPattern":
      return boundIn(pattern.left);
    case "RestElement":
      return boundIn(pattern.argument);
    default:
      return [];
  }
}
