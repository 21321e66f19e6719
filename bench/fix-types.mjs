/**
 * Whether fixed text still type-checks: the file before and after its fixes, in a project with the real client packages that
 * lab/probes installs. What does not resolve is unresolved both times, so only a diagnostic that is new counts.
 *
 *   node bench/fix-types.mjs [--javascript] [package…]   every file of the pinned set that fixes change
 *
 * `--javascript` adds plain JavaScript, checked loosely: an option of the wrong type is wrong in either language. real-code.mjs
 * checks the TypeScript.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import semver from "semver";
import { Project, ts } from "ts-morph";
import { knownPackages, readPackageName } from "./census-makers.mjs";
import { choosePackages, folderOf, leave, readSourceFiles } from "./pinned-set.mjs";
import { TimedLinter, loadPlugin, loadScopePattern, readPresetRules } from "./plugin-under-test.mjs";

const probesFolder = fileURLToPath(new URL("../lab/probes/node_modules/", import.meta.url));
const ownFolder = fileURLToPath(new URL("../node_modules/", import.meta.url));

const compilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  allowJs: true,
  checkJs: true,
  strict: true,
  experimentalDecorators: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  jsx: ts.JsxEmit.Preserve,
  types: ["node"],
};

/** @returns {boolean} whether the client packages are there, without whose types nothing can be checked */
export function hasTypes() {
  return existsSync(probesFolder);
}

/** Of what a package depends on, only the types of clients say something about a fix. */
const isClient = (name) => knownPackages.some((known) => (/[/-]$/.test(known) ? name.startsWith(known) : name === known));

export const isTypeScript = (path) => /\.[cm]?tsx?$/.test(path);

/**
 * @param {string} folder   of the package: its package.json says which versions of the clients it is written for
 * @param {string} absolute the file
 * @param {string} before
 * @param {string} after    with all fixes
 * @returns {{ added: string[], clients: string[] }} new diagnostics, and the packages whose types stood behind the check
 */
export function compareTypes(folder, absolute, before, after) {
  const root = mkdtempSync(join(tmpdir(), "connections-bench-types-"));
  try {
    const clients = installClients(root, folder);
    const used = new Set();
    const project = new Project({
      // What JavaScript does not declare is of any type, and nobody's mistake.
      compilerOptions: { ...compilerOptions, noImplicitAny: isTypeScript(absolute), typeRoots: [join(ownFolder, "@types")] },
      skipAddingFilesFromTsConfig: true,
      skipFileDependencyResolution: true,
      resolutionHost: (host, options) => ({
        resolveModuleNames: (names, from) =>
          names.map((name) => {
            const isOurs = from === absolute && clients.has(readPackageName(name));
            if (isOurs) used.add(readPackageName(name));
            return ts.resolveModuleName(name, isOurs ? join(root, "file.ts") : from, options(), host).resolvedModule;
          }),
      }),
    });
    const old = readDiagnostics(project, absolute, before);
    // By code: the text of a diagnostic spells types out, and what a fix writes becomes part of them.
    const added = readDiagnostics(project, absolute, after).filter(({ code }) => {
      const at = old.findIndex((each) => each.code === code);
      if (at >= 0) old.splice(at, 1);
      return at < 0;
    });
    return { added: added.map(({ code, message }) => `TS${code} ${message}`), clients: [...used].filter(isClient) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Without positions: a fix moves what stands below it. */
function readDiagnostics(project, absolute, text) {
  const file = project.createSourceFile(absolute, text, { overwrite: true });
  return file.getPreEmitDiagnostics().map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, " ");
    return { code: diagnostic.getCode(), message: message.slice(0, 300) };
  });
}

/** Puts the installed version of each dependency that is nearest to the one wanted below `root`. @returns {Set<string>} */
function installClients(root, folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const wanted = { ...manifest.devDependencies, ...manifest.peerDependencies, ...manifest.dependencies };
  const clients = new Set();
  for (const [name, range] of Object.entries(wanted)) {
    const place = findNearest(name, range);
    if (place === undefined) continue;
    link(place, join(root, "node_modules", name));
    const types = join(probesFolder, "@types", name.replace(/^@/, "").replace("/", "__"));
    if (existsSync(types)) link(types, join(root, "node_modules/@types", name.replace(/^@/, "").replace("/", "__")));
    clients.add(name);
  }
  return clients;
}

function link(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  if (!existsSync(to)) symlinkSync(from, to);
}

/** @type {Map<string, { version: string, place: string }[]> | undefined} what the probes install, under the packages' own names */
let installed;

/** The newest installed version the range admits, else of the major it begins with; none where there is none. */
function findNearest(name, range) {
  installed ??= listInstalled();
  const wanted = semver.validRange(range);
  const versions = (installed.get(name) ?? []).sort((left, right) => semver.rcompare(left.version, right.version));
  const admitted = versions.find(({ version }) => wanted === null || semver.satisfies(version, wanted));
  const alike = versions.find(({ version }) => semver.major(version) === semver.minVersion(wanted ?? "*")?.major);
  return (admitted ?? alike)?.place;
}

/** Several majors stand side by side under other names: `redis-4` is redis. */
function listInstalled() {
  const found = new Map();
  const names = readdirSync(probesFolder).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(probesFolder, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  for (const each of names) {
    const place = join(probesFolder, each);
    if (!existsSync(join(place, "package.json"))) continue;
    const { name, version } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
    if (semver.valid(version) !== null) found.set(name, [...(found.get(name) ?? []), { version, place }]);
  }
  return found;
}

async function checkSet(names, withJavaScript) {
  if (!hasTypes()) leave("the client packages are not installed: run node lab/probes/run.mjs --smoke");
  const plugin = await loadPlugin();
  const mayBeInScope = await loadScopePattern();
  const rules = readPresetRules(plugin, "recommended");
  const counts = { files: 0, withTypes: 0, broken: 0 };
  for (const pinned of choosePackages(names)) {
    const linter = await TimedLinter.open(plugin, rules, folderOf(pinned));
    for (const { path, absolute, code } of readSourceFiles(pinned)) {
      if (!mayBeInScope.test(code) || !(withJavaScript || isTypeScript(path))) continue;
      const { output } = linter.fix(code, absolute);
      if (output === code) continue;
      const { added, clients } = compareTypes(folderOf(pinned), absolute, code, output);
      counts.files += 1;
      if (clients.length > 0) counts.withTypes += 1;
      if (added.length > 0) counts.broken += 1;
      console.log(`${pinned.name}@${pinned.version} ${path}: ${clients.join(", ") || "no types of clients"}`);
      for (const text of added) console.log(`  new: ${text}`);
    }
  }
  console.log(`${counts.files} fixed files, ${counts.withTypes} against the clients' own types, ${counts.broken} with new diagnostics`);
  process.exitCode = counts.broken > 0 ? 1 : 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const options = { javascript: { type: "boolean", default: false } };
  const { values: flags, positionals } = parseArgs({ allowPositionals: true, options });
  await checkSet(positionals, flags.javascript);
}
