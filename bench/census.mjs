/**
 * A count of constructions that shares nothing with the plugin: one walk over the syntax tree, names taken for
 * file-wide, no scopes, no options, no versions. It says what the pinned set holds, and what the plugin walks past.
 *
 *   node bench/census.mjs [--list] [package…]
 */
import { pathToFileURL } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { findMaker, knownPackages, readPackageName } from "./census-makers.mjs";
import { choosePackages, readSourceFiles } from "./pinned-set.mjs";

/** Wrappers that compilers put around a required module. */
const interopName =
  /^_*(?:importDefault|importStar|interop(?:Require)?(?:Default|Wildcard|Namespace|NamespaceDefault|DefaultLegacy)|toESM)$/;
const anyKnownPackage = new RegExp(`["'\`](?:node:)?(?:${knownPackages.join("|")})`);
const stepsDropped = new Set(["default", "promises"]);

/**
 * @param {string} code
 * @param {string} filename decides TypeScript or JavaScript, JSX or not
 * @returns {{ family: string, package: string, maker: string, line: number, column: number }[]} columns from 1;
 *   nothing for a file that does not parse
 */
export function countConstructions(code, filename) {
  const tree = parse(code, filename);
  if (tree === undefined) return [];
  const names = new Map();
  // Twice, because a name may be used above the line that binds it, and aliases build on one another.
  for (let round = 0; round < 2; round += 1) visit(tree, (node) => bindNames(node, names));

  const found = [];
  visit(tree, (node) => {
    if (node.type !== "NewExpression" && node.type !== "CallExpression") return;
    const origin = resolve(node, names);
    const maker = origin && findMaker(origin.specifier, writePath(origin));
    if (maker === undefined) return;
    const { line, column } = node.loc.start;
    found.push({ ...maker, maker: writePath(origin), line, column: column + 1 });
  });
  return found;
}

function parse(code, filename) {
  try {
    return parser.parseForESLint(code, {
      filePath: filename,
      loc: true,
      range: true,
      ecmaFeatures: { jsx: !/\.[cm]?ts$/.test(filename) },
    }).ast;
  } catch {
    return undefined;
  }
}

function writePath({ steps, made }) {
  return made === "new" ? `new ${steps.join(".")}` : steps.join(".").replace(/\.?\(\)/g, "()");
}

/** Notes what a declaration, an assignment, an import or a class binds to a module. */
function bindNames(node, names) {
  if (node.type === "ImportDeclaration" && node.importKind !== "type") {
    for (const specifier of node.specifiers) {
      if (specifier.importKind === "type") continue;
      const step = specifier.type === "ImportSpecifier" ? [specifier.imported.name ?? specifier.imported.value] : [];
      bind(names, specifier.local.name, { specifier: node.source.value, steps: drop(step) });
    }
  } else if (node.type === "TSImportEqualsDeclaration" && node.moduleReference.type === "TSExternalModuleReference") {
    bind(names, node.id.name, { specifier: node.moduleReference.expression.value, steps: [] });
  } else if (node.type === "VariableDeclarator" && node.init) {
    bindPattern(node.id, resolve(node.init, names), names);
  } else if (node.type === "AssignmentExpression" && node.operator === "=") {
    bindPattern(node.left, resolve(node.right, names), names);
  } else if (node.type === "AssignmentPattern" && node.left.type === "Identifier") {
    bindPattern(node.left, resolve(node.right, names), names);
  } else if (node.type === "PropertyDefinition" && node.value && node.key.type === "Identifier") {
    bind(names, `.${node.key.name}`, resolve(node.value, names));
  } else if ((node.type === "ClassDeclaration" || node.type === "ClassExpression") && node.id && node.superClass) {
    bind(names, node.id.name, resolve(node.superClass, names));
  }
}

function bindPattern(pattern, origin, names) {
  if (origin === undefined || origin.made === "new") return;
  if (pattern.type === "Identifier") {
    bind(names, pattern.name, origin);
  } else if (pattern.type === "MemberExpression" && !pattern.computed && pattern.object.type === "ThisExpression") {
    bind(names, `.${pattern.property.name}`, origin);
  } else if (pattern.type === "ObjectPattern") {
    for (const property of pattern.properties) {
      if (property.type !== "Property" || property.computed) continue;
      const step = property.key.name ?? property.key.value;
      const value = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
      bindPattern(value, { ...origin, steps: drop([...origin.steps, step]) }, names);
    }
  }
}

function bind(names, name, origin) {
  if (origin !== undefined && origin.made !== "new") names.set(name, origin);
}

function drop(steps) {
  return steps.filter((step) => !stepsDropped.has(step));
}

/** Follows an expression back to the module it comes from. */
function resolve(node, names) {
  switch (node.type) {
    case "Identifier":
      return names.get(node.name);
    case "MemberExpression":
      return resolveMember(node, names);
    case "AwaitExpression":
      return resolve(node.argument, names);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "ChainExpression":
      return resolve(node.expression, names);
    case "SequenceExpression":
      return resolve(node.expressions.at(-1), names);
    case "LogicalExpression":
      return resolve(node.left, names) ?? resolve(node.right, names);
    case "ConditionalExpression":
      return resolve(node.consequent, names) ?? resolve(node.alternate, names);
    case "ImportExpression":
      return typeof node.source.value === "string" ? { specifier: node.source.value, steps: [] } : undefined;
    case "NewExpression":
      return resolveNew(node, names);
    case "CallExpression":
      return resolveCall(node, names);
    default:
      return undefined;
  }
}

function resolveMember(node, names) {
  if (node.computed || node.property.type !== "Identifier") return undefined;
  const origin = resolve(node.object, names);
  if (origin === undefined)
    return node.object.type === "ThisExpression" ? names.get(`.${node.property.name}`) : undefined;
  return { ...origin, steps: drop([...origin.steps, node.property.name]) };
}

function resolveNew(node, names) {
  const origin = resolve(node.callee, names);
  return origin && origin.made !== "new" ? { ...origin, made: "new" } : undefined;
}

function resolveCall(node, names) {
  const { callee, arguments: args } = node;
  const [first] = args;
  if (callee.type === "Identifier" && callee.name === "require" && typeof first?.value === "string") {
    return { specifier: first.value, steps: [] };
  }
  if (callee.type === "Identifier" && interopName.test(callee.name) && first !== undefined)
    return resolve(first, names);
  const origin = resolve(callee, names);
  if (origin === undefined || origin.made === "new") return undefined;
  return { ...origin, steps: [...origin.steps, "()"] };
}

function visit(node, enter) {
  enter(node);
  for (const [key, value] of Object.entries(node)) {
    if (key === "parent" || key === "loc" || key === "range" || key === "tokens" || key === "comments") continue;
    if (Array.isArray(value)) {
      for (const child of value) if (isNode(child)) visit(child, enter);
    } else if (isNode(value)) {
      visit(value, enter);
    }
  }
}

function isNode(value) {
  return typeof value === "object" && value !== null && typeof value.type === "string";
}

/** A file can only hold a construction if it names one of the packages in a string. */
export function mayConstruct(code) {
  return anyKnownPackage.test(code);
}

function printCensus(chosen, { list }) {
  const totals = new Map();
  let constructions = 0;
  let packagesWith = 0;
  for (const pinned of chosen) {
    const families = new Map();
    const files = readSourceFiles(pinned);
    for (const { path, absolute, code } of files) {
      if (!mayConstruct(code)) continue;
      for (const site of countConstructions(code, absolute)) {
        families.set(site.family, (families.get(site.family) ?? 0) + 1);
        totals.set(site.family, (totals.get(site.family) ?? 0) + 1);
        if (list)
          console.log(
            `${pinned.name}@${pinned.version} ${path}:${site.line} ${readPackageName(site.package)} ${site.maker}`,
          );
      }
    }
    const count = [...families.values()].reduce((sum, value) => sum + value, 0);
    constructions += count;
    if (count > 0) packagesWith += 1;
    if (!list)
      console.log(
        `${`${pinned.name}@${pinned.version}`.padEnd(46)}${String(files.length).padStart(6)} files  ${writeFamilies(families)}`,
      );
  }
  console.log(
    `\n${chosen.length} packages, ${packagesWith} with constructions; ${constructions} constructions of ${totals.size} families`,
  );
  console.log(writeFamilies(totals));
}

function writeFamilies(families) {
  if (families.size === 0) return "none";
  return [...families]
    .sort((left, right) => right[1] - left[1])
    .map(([family, count]) => `${family} ${count}`)
    .join(", ");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const args = process.argv.slice(2);
  printCensus(choosePackages(args.filter((arg) => arg !== "--list")), { list: args.includes("--list") });
}
