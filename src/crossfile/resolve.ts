import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { canParse } from "./parse.js";
import { entriesOf } from "./project-files.js";

type ResolverFactory = import("oxc-resolver").ResolverFactory;

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** TypeScript files are imported by the name that they are compiled to. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};
/** Finds the file that an import leads to, as long as it belongs to the project: nothing below `node_modules`. */
export class ModuleResolver {
  #factory: ResolverFactory | undefined | "missing";
  #seen = new Seen();

  /** Forgets what the disk was seen to hold; until the next call of this, it is looked at once. */
  begin(): void {
    this.#seen = new Seen();
    if (this.#factory !== "missing") this.#factory?.clearCache();
  }

  /** @returns an absolute path without links, or nothing: packages, assets, what does not exist */
  resolve(specifier: string, from: string): string | undefined {
    const folder = dirname(from);
    const known = this.#seen.answersIn(folder);
    if (known.has(specifier)) return known.get(specifier);
    const answer = this.#find(specifier, from, folder);
    known.set(specifier, answer);
    return answer;
  }

  #find(specifier: string, from: string, folder: string): string | undefined {
    if (/^(?:node|bun|cloudflare|virtual|data|https?):/.test(specifier)) return undefined;
    const isRelative = /^\.{0,2}\//.test(specifier) || specifier === "." || specifier === "..";
    const path = isRelative ? this.#seen.find(resolve(folder, specifier)) : this.#alias(specifier, from);
    return path !== undefined && isOwn(path) ? path : undefined;
  }

  #alias(specifier: string, from: string): string | undefined {
    const found = this.#load()?.resolveFileSync(from, specifier).path;
    return found === undefined ? undefined : sourceOf(found, this.#seen);
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
function sourceOf(path: string, seen: Seen): string {
  const source = path.replaceAll("\\", "/").replace(/\/(?:dist|build|lib|out)\/(?:esm\/|cjs\/|src\/)?/, "/src/");
  return source === path ? path : (seen.find(source) ?? path);
}

function isOwn(path: string): boolean {
  return canParse(path) && !/[\\/]node_modules[\\/]/.test(path);
}

/** What was seen of the disk: each folder is listed once, and no file is asked about by itself. */
class Seen {
  /** Files below the folders that imports stand in or lead to: a name, and whether it may be a link. */
  readonly #folders = new Map<string, ReadonlyMap<string, "file" | "folder" | "link">>();
  readonly #real = new Map<string, string | undefined>();
  readonly #answers = new Map<string, Map<string, string | undefined>>();

  /** Where the imports of a folder's files lead, by specifier. */
  answersIn(folder: string): Map<string, string | undefined> {
    let answers = this.#answers.get(folder);
    if (!answers) this.#answers.set(folder, (answers = new Map()));
    return answers;
  }

  /** `./users`, `./users.js` written for users.ts, `./users/` with an index. */
  find(path: string): string | undefined {
    const extension = /\.[cm]?[jt]sx?$/.exec(path)?.[0];
    const folder = dirname(path);
    const name = basename(path);
    const stem = extension === undefined ? name : name.slice(0, -extension.length);
    const written = extension === undefined ? [] : (WRITTEN_AS[extension] ?? [extension]).map((each) => stem + each);
    const named = [...written, ...EXTENSIONS.map((each) => name + each)];
    return this.#first(folder, named) ?? (this.#list(folder).has(name) ? this.#first(path, EXTENSIONS.map((each) => `index${each}`)) : undefined);
  }

  #first(folder: string, names: readonly string[]): string | undefined {
    const listed = this.#list(folder);
    for (const name of names) {
      const is = listed.get(name);
      if (is === "file") return this.#inReal(folder, name);
      const target = is === "link" ? real(join(folder, name)) : undefined;
      if (target !== undefined && this.#list(dirname(target)).get(basename(target)) === "file") return target;
    }
    return undefined;
  }

  #inReal(folder: string, name: string): string | undefined {
    if (!this.#real.has(folder)) this.#real.set(folder, real(folder));
    const found = this.#real.get(folder);
    return found && join(found, name);
  }

  #list(folder: string): ReadonlyMap<string, "file" | "folder" | "link"> {
    let listed = this.#folders.get(folder);
    if (!listed) {
      listed = new Map(entriesOf(folder).map((entry) => [entry.name, entry.isFile() ? "file" : entry.isSymbolicLink() ? "link" : "folder"]));
      this.#folders.set(folder, listed);
    }
    return listed;
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined; // removed between the two looks, a link to itself, no permission
  }
}
