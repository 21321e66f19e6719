import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Bytes: what a user downloads, and the same unpacked. Measured when written: 0.42 MB and 2.9 MB, two thirds of it the catalogue. */
const DOWNLOAD_BUDGET = 500_000;
const UNPACKED_BUDGET = 3_000_000;
/** Packages that an installation brings besides the plugin, on one platform, without what a peer dependency asks for. Measured: 6 and 1 native build of two each. */
const PACKAGES_BUDGET = 10;

/** A package of the lock file. */
interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly cpu?: readonly string[];
  readonly os?: readonly string[];
}

let folder = "";
let tarball = "";
let packed: { readonly files: { readonly path: string }[]; readonly size: number; readonly unpackedSize: number };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "connections-package-"));
  const output = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [first] = JSON.parse(output) as ((typeof packed & { filename: string }) | undefined)[];
  if (!first) throw new Error("npm pack made nothing");
  packed = first;
  tarball = join(folder, first.filename);
  mkdirSync(join(folder, "node_modules/eslint-plugin-connections"), { recursive: true });
  execFileSync("tar", ["xzf", tarball, "-C", join(folder, "node_modules/eslint-plugin-connections"), "--strip-components=1"]);
  for (const name of ["semver", "diff", "picomatch", "@types", "@eslint", "@eslint-community", "json-schema-traverse"]) {
    symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  }
}, 120_000);

describe("the package", () => {
  test("is sound by publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: join(folder, "node_modules/eslint-plugin-connections"), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("resolves for every kind of importer (attw)", () => {
    const bin = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, tarball, "--profile", "esm-only", "--no-emoji"], { encoding: "utf8" });
    expect(status, stdout + stderr).toBe(0);
  });

  test("holds what users need and nothing else", () => {
    const odd = packed.files.map(({ path }) => path).filter((path) => !/^(?:dist\/(?:src|rules)\/.+\.(?:js|d\.ts|json)|oxlint\/\w+\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path));
    expect(odd).toEqual([]);
    expect(packed.files.some(({ path }) => /command\/start\./.test(path))).toBe(false);
    expect(packed.size).toBeLessThan(DOWNLOAD_BUDGET);
    expect(packed.unpackedSize).toBeLessThan(UNPACKED_BUDGET);
  });

  test("holds the types that its entry leads to, and no others", () => {
    const root = join(folder, "node_modules/eslint-plugin-connections");
    const reached = new Set<string>();
    const follow = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const [, from = ""] of readFileSync(join(root, path), "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)\.js"/g)) follow(join(dirname(path), `${from}.d.ts`));
    };
    follow("dist/src/index.d.ts");
    expect(packed.files.map(({ path }) => path).filter((path) => path.endsWith(".d.ts")).toSorted()).toEqual([...reached].toSorted());
  });

  test("can be published from a workflow with a provenance that names this repository", () => {
    const { repository, homepage, bugs, publishConfig } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { repository: { url: string }; homepage: string; bugs: string; publishConfig: unknown };
    const [, url = ""] = /^git\+(https:\/\/github\.com\/[\w-]+\/[\w-]+)\.git$/.exec(repository.url) ?? [];
    expect(homepage).toBe(`${url}#readme`);
    expect(bugs).toBe(`${url}/issues`);
    expect(publishConfig).toEqual({ access: "public", provenance: true });
  });

  test("runs no script at install and asks for few packages", () => {
    const manifest = JSON.parse(readFileSync(join(folder, "node_modules/eslint-plugin-connections/package.json"), "utf8")) as Record<string, Record<string, string> | undefined>;
    expect(Object.keys(manifest["scripts"] ?? {}).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([]);
    expect(Object.keys(manifest["dependencies"] ?? {}).toSorted()).toEqual(["diff", "picomatch", "semver"]);
    const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, Locked> };
    const brought = new Set<string>();
    const bring = ({ dependencies, optionalDependencies }: Locked): void => {
      for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
        const locked = packages[`node_modules/${name}`];
        // Builds for other platforms and WebAssembly are not installed, or not in the lock file at all.
        if (brought.has(name) || locked === undefined || (locked.cpu && !locked.cpu.includes(process.arch)) || (locked.os && !locked.os.includes(process.platform))) continue;
        brought.add(name);
        bring(locked);
      }
    };
    bring(manifest as Locked);
    expect(brought.size, [...brought].join(", ")).toBeGreaterThan(4);
    expect(brought.size, [...brought].join(", ")).toBeLessThanOrEqual(PACKAGES_BUDGET);
  });
});

const CONFIG = `import { defineConfig } from "eslint/config";
import connections, { type Client, type ConnectionsSettings } from "eslint-plugin-connections";

const pool = { name: "Pool", holds: "pool", makers: [{ path: "Pool", by: "new", options: [0] }], settings: {} } satisfies Client;
// @ts-expect-error there is no such purpose
const wrong: ConnectionsSettings = { wrappers: [{ from: "@app/db", name: "getPool", does: "makes" }] };

export default defineConfig([
  { files: ["**/*.ts"], plugins: { connections }, extends: ["connections/recommended"] },
  { extends: [connections.configs.strict, connections.configs["essential-rules"]] },
  connections.configs.essential,
  { settings: { connections: { fix: "safe", clients: [{ packages: ["@app/db"], clients: [pool] }] } satisfies ConnectionsSettings } },
]);
// @ts-expect-error there is no such preset
connections.configs.everything;
// @ts-expect-error there is no such rule
connections.rules["no-such-rule"];
`;

test.each(["eslint-v9-39", "eslint"])("its types fit into defineConfig of %s", (eslint) => {
  const project = mkdtempSync(join(folder, "types-"));
  mkdirSync(join(project, "node_modules"));
  symlinkSync(join(ROOT, "node_modules", eslint), join(project, "node_modules/eslint"));
  symlinkSync(join(folder, "node_modules/eslint-plugin-connections"), join(project, "node_modules/eslint-plugin-connections"));
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(join(project, "eslint.config.ts"), CONFIG);
  const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--preserveSymlinks", "eslint.config.ts"];
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), ...flags], { cwd: project, encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
