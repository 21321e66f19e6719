import { createRequire } from "node:module";

/** What the command reads from this package's own package.json. */
export interface OwnPackage {
  readonly name: string;
  readonly version: string;
  readonly homepage?: string;
  readonly peerDependencies: { readonly eslint: string };
}

/** Found by the package's own name, so that it is the same file from src/, from dist/ and from an installation. */
export function readOwnPackage(): OwnPackage {
  return createRequire(import.meta.url)("eslint-plugin-connections/package.json") as OwnPackage;
}
