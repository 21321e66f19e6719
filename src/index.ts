import type { ESLint, Linter } from "eslint";
import noIneffectiveOption from "../rules/no-ineffective-option.js";
import noPoolInHotPath from "../rules/no-pool-in-hot-path.js";
import noRetryAroundReconnectingClient from "../rules/no-retry-around-reconnecting-client.js";
import noUnboundedRetry from "../rules/no-unbounded-retry.js";
import requireErrorListener from "../rules/require-error-listener.js";
import requireLiveness from "../rules/require-liveness.js";
import requireMaxConnections from "../rules/require-max-connections.js";
import requireRelease from "../rules/require-release.js";
import requireTimeouts from "../rules/require-timeouts.js";
import { presetsOf, type PresetName } from "./presets.js";
import { manifest } from "./docs-url.js";
import type { Rule } from "./rule.js";

/** Spelled out, so that the types that users load name nothing but ESLint's own. */
export type RuleName =
  | "no-ineffective-option"
  | "no-pool-in-hot-path"
  | "no-retry-around-reconnecting-client"
  | "no-unbounded-retry"
  | "require-error-listener"
  | "require-liveness"
  | "require-max-connections"
  | "require-release"
  | "require-timeouts";

const rules: Record<RuleName, Rule> = {
  "no-ineffective-option": noIneffectiveOption,
  "no-pool-in-hot-path": noPoolInHotPath,
  "no-retry-around-reconnecting-client": noRetryAroundReconnectingClient,
  "no-unbounded-retry": noUnboundedRetry,
  "require-error-listener": requireErrorListener,
  "require-liveness": requireLiveness,
  "require-max-connections": requireMaxConnections,
  "require-release": requireRelease,
  "require-timeouts": requireTimeouts,
};

/** The plugin as ESLint and oxlint load it. */
const plugin: Omit<ESLint.Plugin, "rules" | "configs"> & {
  rules: Record<RuleName, NonNullable<ESLint.Plugin["rules"]>[string]>;
  configs: Record<PresetName, Linter.Config>;
} = {
  meta: { name: manifest.name, version: manifest.version, namespace: "connections" },
  // typescript-eslint's rule type and ESLint's differ in the context's type only.
  rules: rules as unknown as Record<RuleName, NonNullable<ESLint.Plugin["rules"]>[string]>,
  configs: {} as Record<PresetName, Linter.Config>,
};
Object.assign(plugin.configs, presetsOf(plugin));

/** For `satisfies`: `settings: { connections: { … } satisfies ConnectionsSettings }`. */
export type { EntryPoint, Registration } from "./catalogue/shape.js";
export type { ConnectionsSettings, OwnClient as Client, OwnFamily as Family, OwnRetrier as Retrier, OwnSetting as Setting, Wrapper } from "./settings/types.js";

export default plugin;
export { plugin as "module.exports" };
