import type { ESLint, Linter } from "eslint";

/** What the presets are called; the `-rules` twins carry no globs, for .vue, .svelte, .astro and globs of one's own. */
export type PresetName = `${"recommended" | "essential" | "strict"}${"" | "-rules"}`;

/** Rule entries per preset. A rule missing from one is off there. */
const PRESETS: Record<"recommended" | "essential" | "strict", Linter.RulesRecord> = {
  recommended: {
    "connections/no-ineffective-option": "error",
    "connections/no-pool-in-hot-path": "error",
    "connections/no-retry-around-reconnecting-client": "error",
    "connections/no-unbounded-retry": "error",
    "connections/require-error-listener": "error",
    "connections/require-liveness": ["error", { noRemedy: "ignore" }],
    "connections/require-max-connections": "error",
    "connections/require-release": "error",
    "connections/require-timeouts": "error",
  },
  essential: {
    "connections/no-ineffective-option": "error",
    "connections/no-pool-in-hot-path": ["error", { exportedFunctions: "ignore" }],
    "connections/no-retry-around-reconnecting-client": "error",
    "connections/no-unbounded-retry": "error",
    "connections/require-error-listener": "error",
    "connections/require-liveness": ["error", { missing: "ignore", noRemedy: "ignore" }],
    "connections/require-max-connections": ["error", { finiteDefaults: "allow" }],
    "connections/require-release": "error",
  },
  strict: {
    "connections/no-ineffective-option": "error",
    "connections/no-pool-in-hot-path": ["error", { reverse: "report" }],
    "connections/no-retry-around-reconnecting-client": ["error", { sdks: "report" }],
    "connections/no-unbounded-retry": ["error", { jitter: "require" }],
    "connections/require-error-listener": ["error", { leases: "report" }],
    "connections/require-liveness": ["error", { slowDefaults: "report" }],
    "connections/require-max-connections": "error",
    "connections/require-release": "error",
    "connections/require-timeouts": ["error", { finiteDefaults: "report" }],
  },
};

/** The files a preset is for. Without globs ESLint 10 ends the whole run at the first file of another language. */
const FILES = ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"];

/** The presets, each a single config object that brings the plugin along. */
export function presetsOf(plugin: ESLint.Plugin): Record<PresetName, Linter.Config> {
  const entries = Object.entries(PRESETS).flatMap(([name, rules]): [string, Linter.Config][] => [
    [name, { name: `connections/${name}`, files: FILES, plugins: { connections: plugin }, rules }],
    [`${name}-rules`, { name: `connections/${name}-rules`, plugins: { connections: plugin }, rules }],
  ]);
  return Object.fromEntries(entries) as Record<PresetName, Linter.Config>;
}
