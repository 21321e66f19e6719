import { realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { canParse } from "./parse.js";

type ResolverFactory = import("oxc-resolver").ResolverFactory;

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** TypeScript files are imported by the name that they are compiled to. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};
/** How long an answer about aliases and packages is taken for true, in ms: package.json and tsconfig.json change rarely. */
const FRESH_FOR = 1_000;

/** Finds the file that an import leads to, as long as it belongs to the project: nothing below `node_modules`. */
export class ModuleResolver {
  #factory: ResolverFactory | undefined | "missing";
  #aliases = new Map<string, string | undefined>();
  #files = new Map<string, string>();
  #since = 0;
  /** Relative imports answered since the last `begin`; those that lead nowhere too. */
  #trusted: Map<string, string | undefined> | undefined;

  /** Until the next call of this, what was found stays, and what was not is not looked for again. */
  begin(): void {
    this.#trusted = new Map();
  }

  /** @returns an absolute path without links, or nothing: packages, assets, what does not exist */
  resolve(specifier: string, from: string): string | undefined {
    if (/^(?:node|bun|cloudflare|virtual|data|https?):/.test(specifier)) return undefined;
    const isRelative = /^\.{0,2}\//.test(specifier) || specifier === "." || specifier === "..";
    const path = isRelative ? this.#relative(specifier, from) : this.#alias(specifier, from);
    return path !== undefined && isOwn(path) ? path : undefined;
  }

  #relative(specifier: string, from: string): string | undefined {
    const key = `${dirname(from)}\0${specifier}`;
    if (this.#trusted?.has(key)) return this.#trusted.get(key);
    const found = this.#look(key, specifier, from);
    this.#trusted?.set(key, found);
    return found;
  }

  /** Only what was found is kept: a file that is made a moment later must be seen. */
  #look(key: string, specifier: string, from: string): string | undefined {
    this.#forgetOld();
    const known = this.#files.get(key);
    if (known !== undefined && statSync(known, { throwIfNoEntry: false })) return known;
    const found = findFile(resolve(dirname(from), specifier));
    if (found !== undefined) this.#files.set(key, found);
    return found;
  }

  #forgetOld(): void {
    const now = Date.now();
    if (now - this.#since <= FRESH_FOR) return;
    this.#aliases.clear();
    this.#files.clear();
    if (this.#factory !== "missing") this.#factory?.clearCache();
    this.#since = now;
  }

  #alias(specifier: string, from: string): string | undefined {
    this.#forgetOld();
    const key = `${dirname(from)}\0${specifier}`;
    if (this.#aliases.has(key)) return this.#aliases.get(key);
    const found = this.#load()?.resolveFileSync(from, specifier).path ?? undefined;
    const path = found === undefined ? undefined : sourceOf(found);
    this.#aliases.set(key, path);
    return path;
  }

  #load(): ResolverFactory | undefined {
    if (this.#factory === undefined) {
      try {
        const { ResolverFactory } = createRequire(import.meta.url)("oxc-resolver") as typeof import("oxc-resolver");
        this.#factory = new ResolverFactory({
          tsconfig: "auto",
          conditionNames: ["source", "node", "import", "require", "default"],
          extensions: EXTENSIONS,
          extensionAlias: Object.fromEntries(Object.entries(WRITTEN_AS).map(([extension, list]) => [extension, [...list]])),
          mainFields: ["module", "main"],
        });
      } catch {
        this.#factory = "missing"; // relative imports are followed without it
      }
    }
    return this.#factory === "missing" ? undefined : this.#factory;
  }
}

/** A file of a workspace's build folder leads to the source beside it, which is what people edit. */
function sourceOf(path: string): string {
  const source = path.replaceAll("\\", "/").replace(/\/(?:dist|build|lib|out)\/(?:esm\/|cjs\/|src\/)?/, "/src/");
  return source === path ? path : (findFile(source) ?? path);
}

function isOwn(path: string): boolean {
  return canParse(path) && !/[\\/]node_modules[\\/]/.test(path);
}

/** `./users`, `./users.js` written for users.ts, `./users/` with an index. */
function findFile(path: string): string | undefined {
  const extension = /\.[cm]?[jt]sx?$/.exec(path)?.[0];
  const stem = extension === undefined ? path : path.slice(0, -extension.length);
  const candidates = [
    ...(extension === undefined ? [] : (WRITTEN_AS[extension] ?? [extension]).map((each) => stem + each)),
    ...EXTENSIONS.map((each) => path + each),
    ...EXTENSIONS.map((each) => join(path, `index${each}`)),
  ];
  const found = candidates.find(isFile);
  if (found === undefined) return undefined;
  try {
    return realpathSync(found);
  } catch {
    return undefined; // removed between the two looks
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false; // a link to itself, no permission
  }
}
