/** What the comparison lints with: the parser alone, the plugin's presets, and the recommended presets of others. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { benchFolder, cacheFolder } from "../pinned-set.mjs";
import { loadPlugin, readPresetRules } from "../plugin-under-test.mjs";

/** Other plugins, at exact versions. @type {Readonly<Record<string, string>>} */
export const peers = JSON.parse(readFileSync(join(benchFolder, "compare/peers.json"), "utf8"));
const peersFolder = join(cacheFolder, "peers");

export const parserOnly = "parser only";
export const oursAgain = "connections, recommended, again";

/**
 * By the name it has in the tables; what comes twice tells what the machine adds by itself.
 * @type {Readonly<Record<string, () => Promise<{ name?: string, plugin: import("eslint").ESLint.Plugin, rules: Record<string, unknown>, connections?: object }>>>}
 */
export const CONFIGURATIONS = {
  [parserOnly]: async () => ({ plugin: { rules: {} }, rules: {} }),
  "connections, essential": () => ours("essential"),
  "connections, recommended": () => ours("recommended"),
  [oursAgain]: () => ours("recommended"),
  "connections, strict": () => ours("strict"),
  "connections, recommended, `crossFile: false`": () => ours("recommended", { crossFile: false }),
  ...Object.fromEntries(Object.keys(peers).map((name) => [name.replace("eslint-plugin-", ""), () => theirs(name)])),
};

async function ours(preset, connections) {
  const plugin = await loadPlugin();
  return { name: "connections", plugin, rules: readPresetRules(plugin, preset), connections };
}

async function theirs(name) {
  const entry = createRequire(join(peersFolder, "package.json")).resolve(name);
  const module = await import(pathToFileURL(entry).href);
  const plugin = module.default ?? module;
  const presets = plugin.configs ?? {};
  const preset = presets["flat/recommended"] ?? presets["recommended"];
  const rules = Object.assign({}, ...[preset].flat().map((each) => each.rules));
  const prefix = Object.keys(rules).find((rule) => rule.includes("/")).split("/")[0];
  // Rules of ESLint itself that a preset sets are not the plugin's cost, and what is off costs nothing.
  const own = Object.entries(rules).filter(([rule, setting]) => rule.startsWith(`${prefix}/`) && !["off", 0].includes([setting].flat()[0]));
  return { name: prefix, plugin, rules: Object.fromEntries(own) };
}

/** Brings the others from npm, once, into a folder of its own, where no other tool finds them. */
export function fetchPeers() {
  const path = join(peersFolder, "package.json");
  if (existsSync(path) && JSON.stringify(JSON.parse(readFileSync(path, "utf8")).dependencies) === JSON.stringify(peers)) return;
  mkdirSync(peersFolder, { recursive: true });
  writeFileSync(join(peersFolder, ".npmrc"), "package-lock=false\n");
  writeFileSync(path, JSON.stringify({ private: true, dependencies: peers }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", "--loglevel=error"], { cwd: peersFolder, stdio: "inherit" });
}
