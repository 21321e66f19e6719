import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Everything a user downloads, unpacked. Measured when written: 0.5 MB with the option names of all clients. */
const UNPACKED_BUDGET = 3_000_000;

let folder = "";
let tarball = "";
let packed: { readonly files: { readonly path: string }[]; readonly unpackedSize: number };

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
    expect(packed.unpackedSize).toBeLessThan(UNPACKED_BUDGET);
  });

  test("runs no script at install and asks for few packages", () => {
    const manifest = JSON.parse(readFileSync(join(folder, "node_modules/eslint-plugin-connections/package.json"), "utf8")) as Record<string, Record<string, string> | undefined>;
    expect(Object.keys(manifest["scripts"] ?? {}).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([]);
    expect(Object.keys(manifest["dependencies"] ?? {}).toSorted()).toEqual(["diff", "picomatch", "semver"]);
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
