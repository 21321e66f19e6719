import { createRequire } from "node:module";

/**
 * What the plugin says of itself, read from its own package.json so that ESLint's cache key carries the real version.
 * By its own name, so that the way from `src` is the way from `dist`.
 */
export const manifest = createRequire(import.meta.url)("eslint-plugin-connections/package.json") as {
  readonly name: string;
  readonly version: string;
  readonly homepage: string;
};

/** The page of a rule. The one place where such an address is built. */
export function docsUrl(rule: string): string {
  return `${manifest.homepage.replace(/#.*$/, "")}/blob/main/docs/rules/${rule}.md`;
}
