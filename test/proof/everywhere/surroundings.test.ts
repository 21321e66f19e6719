import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromPage } from "../../snippets.js";
import { BAD, CONFIG, eslint, FIXED, findingsIn, makeProject, must, read, RULE, run, tarball, write } from "./project.js";

const ESLINT = { eslint: "10.15.0" };

function git(root: string, ...args: string[]): string {
  return must(run(root, "git", "-c", "user.name=dev", "-c", "user.email=dev@example.org", ...args)).stdout;
}

/** A repository with everything committed but a file that needs repair, which is staged. */
function staged(files: Readonly<Record<string, string>>, wanted: Parameters<typeof makeProject>[1]): string {
  const root = makeProject({ ".gitignore": "node_modules\n", "eslint.config.js": CONFIG, ...files }, { ...wanted, install: [] });
  git(root, "init", "-q");
  must(run(root, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"));
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "begin", "--no-verify");
  write(root, { "src/backend.js": BAD });
  git(root, "add", "src/backend.js");
  return root;
}

describe("commit hooks", () => {
  test("lint-staged and husky repair what is committed", () => {
    const manifest = JSON.parse(fromPage("docs/recipes.md", '{\n  "scripts"')) as Record<string, unknown>;
    const root = staged({ ".husky/pre-commit": "npx lint-staged\n" }, { with: { ...ESLINT, husky: "9.1.7", "lint-staged": "17.6.1" }, manifest });
    git(root, "commit", "-q", "-m", "add the backend");
    expect(git(root, "show", "HEAD:src/backend.js")).toMatch(FIXED);
  });

  test("lefthook does", () => {
    const hook = fromPage("docs/recipes.md", "pre-commit:");
    const root = staged({ "lefthook.yml": hook }, { with: { ...ESLINT, lefthook: "2.2.2" } });
    must(run(root, "lefthook", "install"));
    git(root, "commit", "-q", "-m", "add the backend");
    expect(git(root, "show", "HEAD:src/backend.js")).toMatch(FIXED);
  });

  // The only program here that npm does not bring: Debian has a package of that name.
  test.skipIf(spawnSync("pre-commit", ["--version"]).status !== 0)("pre-commit stops the commit, and has repaired the file", () => {
    const hook = fromPage("docs/recipes.md", "repos:");
    const root = staged({ ".pre-commit-config.yaml": hook }, { with: ESLINT });
    must(run(root, "pre-commit", "install"));
    expect(run(root, "git", "-c", "user.name=dev", "-c", "user.email=dev@example.org", "commit", "-m", "add the backend").status).not.toBe(0);
    expect(read(root, "src/backend.js")).toMatch(FIXED);
  });
});

test("SARIF for code scanning: relative paths, a fix, help for the rule", () => {
  const root = makeProject({ "src/backend.js": BAD }, { with: ESLINT });
  const { stdout, status } = run(root, "npx", "eslint-plugin-connections", "--format", "sarif");
  expect(status).toBe(1);
  const [sarif] = (JSON.parse(stdout) as { runs: [{ tool: { driver: { rules: { id: string; helpUri: string; help: { text: string; markdown: string } }[] } }; results: { ruleId: string; locations: [{ physicalLocation: { artifactLocation: { uri: string } } }]; fixes?: { artifactChanges: { artifactLocation: { uri: string }; replacements: { insertedContent: { text: string } }[] }[] }[] }[] }] }).runs;
  expect(sarif.results.map(({ ruleId, locations, fixes }) => [ruleId, locations[0].physicalLocation.artifactLocation.uri, fixes?.length])).toEqual([[RULE, "src/backend.js", 1]]);
  const change = sarif.results[0]?.fixes?.[0]?.artifactChanges[0];
  expect(change?.artifactLocation.uri).toBe("src/backend.js");
  expect(change?.replacements[0]?.insertedContent.text).toMatch(FIXED);
  const rule = sarif.tool.driver.rules.find(({ id }) => id === RULE);
  expect(rule?.helpUri).toMatch(/^https:.*require-max-connections/);
  expect(rule?.help.text).toContain("upper bound");
  expect(rule?.help.markdown).toContain(`](${rule?.helpUri ?? "-"})`);
});

test("annotations of GitHub Actions: what ESLint prints fits the problem matcher that the Node action brings", () => {
  const root = makeProject({ "eslint.config.js": CONFIG, "src/backend.js": BAD }, { with: ESLINT });
  // eslint-stylish.json of actions/setup-node: a line with the file, then lines with place, severity, message and rule.
  const lines = run(root, "eslint", "src").stdout.split("\n");
  const place = lines.findIndex((line) => /^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.*)\s\s+(.*)$/.test(line));
  expect(lines[place]).toContain(RULE);
  expect(lines.slice(0, place).findLast((line) => /^([^\s].*)$/.test(line))).toBe(join(root, "src/backend.js"));
});

describe.each(["20.19.6", "22.23.3", "24.9.0"])("Node %s", (version) => {
  test("lints and runs the command", () => {
    const root = makeProject({ "eslint.config.js": CONFIG, "src/backend.js": BAD }, { with: { ...ESLINT, node: version } });
    const node = join(root, "node_modules/node/bin/node");
    expect(must(run(root, node, "--version")).stdout.trim()).toBe(`v${version}`);
    expect(findingsIn(run(root, node, "node_modules/eslint/bin/eslint.js", "--format", "json", "src"))).toEqual([`backend.js:3 ${RULE}`]);
    expect(run(root, node, "node_modules/eslint-plugin-connections/dist/src/command/bin.js", "src").stdout).toContain("1 problem");
  });
});

test("a project with TypeScript 7, whose compiler has no interface for linters", () => {
  const config = 'import { defineConfig } from "eslint/config";\nimport connections, { type ConnectionsSettings } from "eslint-plugin-connections";\n\nexport default defineConfig([connections.configs.recommended, { settings: { connections: { fix: "safe" } satisfies ConnectionsSettings } }]);\n';
  const tsconfig = JSON.stringify({ compilerOptions: { module: "nodenext", target: "es2023", strict: true, noEmit: true, types: [] }, include: ["*.ts"] });
  const rc = JSON.stringify({ extends: ["./node_modules/eslint-plugin-connections/oxlint/recommended.json"] });
  const root = makeProject({ "configured.ts": config, "tsconfig.json": tsconfig, "eslint.config.js": CONFIG, "src/backend.js": BAD, "src/other.ts": BAD.replace("backend =", "backend: Pool ="), ".oxlintrc.json": rc }, { with: { ...ESLINT, typescript: "7.0.2", oxlint: "1.94.0" } });
  must(run(root, "tsc", "--project", "."));
  expect(eslint(root, "src/backend.js")).toEqual([`backend.js:3 ${RULE}`]);
  expect(run(root, "oxlint", "src/other.ts").stdout).toContain("require-max-connections");
});

describe("package managers", () => {
  /** A pool per request, made in another file: found only where the optional packages for following calls were found too. */
  const FOLLOWED = {
    "src/open.js": 'import { Pool } from "undici";\n\nexport const open = () => new Pool("http://backend:8080", { connections: 5 });\n',
    "src/server.js": 'import { createServer } from "node:http";\nimport { open } from "./open.js";\n\ncreateServer(async (request, response) => {\n  const { statusCode } = await open().request({ path: "/", method: "GET" });\n  response.writeHead(statusCode).end();\n}).listen(80);\n',
  };
  const FOUND = [`backend.js:3 ${RULE}`, "server.js:5 connections/no-pool-in-hot-path"];

  test("pnpm, which hides what is not asked for", () => {
    const root = makeProject({ "eslint.config.js": CONFIG, "src/backend.js": BAD, ...FOLLOWED }, { with: ESLINT, install: ["npx", "--yes", "pnpm@10.30.0", "install", "--silent"] });
    expect(eslint(root, "src")).toEqual(FOUND);
  });

  test("Yarn with Plug'n'Play, where there is no node_modules", () => {
    const yarn = ["npx", "--yes", "@yarnpkg/cli-dist@4.18.1"];
    const files = { "eslint.config.js": CONFIG, "src/backend.js": BAD, ...FOLLOWED, "yarn.lock": "", ".yarnrc.yml": "nodeLinker: pnp\nenableTelemetry: false\nenableImmutableInstalls: false\n" };
    // Yarn looks every platform's build up, and a registry may have those of its own platform only.
    const native = ["oxc-parser", "oxc-resolver"].flatMap((name) => Object.keys(readManifest(name).optionalDependencies ?? {}));
    const resolutions = Object.fromEntries(native.filter((name) => !name.endsWith("linux-x64-gnu")).map((name) => [name, "portal:./nothing"]));
    const nothing = { "nothing/package.json": '{ "name": "nothing", "version": "1.0.0" }\n' };
    const root = makeProject({ ...files, ...nothing }, { with: ESLINT, manifest: { resolutions }, install: [...yarn, "install"] });
    const lint = () => run(root, yarn[0] as string, ...yarn.slice(1), "eslint", "--format", "json", "src");
    const before = lint();
    expect(findingsIn(before)).toEqual(FOUND.slice(0, 1));
    expect(before.stderr).toContain("set `dependenciesMeta.oxc-parser.unplugged` to true in package.json");
    const unplugged = JSON.parse(fromPage("docs/recipes.md", '{\n  "dependenciesMeta"')) as object;
    write(root, { "package.json": JSON.stringify({ ...(JSON.parse(read(root, "package.json")) as object), ...unplugged }) });
    must(run(root, yarn[0] as string, ...yarn.slice(1), "install"));
    expect(findingsIn(lint())).toEqual(FOUND);
  });

  test("npm workspaces: the version comes from the root's node_modules, and calls are followed into another workspace", () => {
    const shared = { name: "@app/db", version: "1.0.0", type: "module", exports: "./index.js", dependencies: { undici: "7.18.2" } };
    const files = {
      "eslint.config.js": CONFIG,
      "packages/db/package.json": JSON.stringify(shared),
      "packages/db/index.js": 'import { Pool } from "undici";\n\nexport const open = () => new Pool("http://backend:8080", { connections: 5 });\n',
      "packages/api/package.json": JSON.stringify({ name: "@app/api", version: "1.0.0", type: "module", dependencies: { "@app/db": "1.0.0", express: "5.2.1" } }),
      "packages/api/index.js": 'import express from "express";\nimport { open } from "@app/db";\n\nconst app = express();\napp.get("/users", async (request, response) => {\n  response.json(await open().request({ path: "/", method: "GET" }));\n});\n',
      "packages/api/backend.js": BAD,
    };
    const root = makeProject(files, { with: ESLINT, manifest: { workspaces: ["packages/*"], dependencies: {} } });
    expect(eslint(root, "packages")).toEqual([`backend.js:3 ${RULE}`, "index.js:6 connections/no-pool-in-hot-path"]);
  });
});

function readManifest(name: string): { optionalDependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(new URL(`../../../node_modules/${name}/package.json`, import.meta.url), "utf8")) as { optionalDependencies?: Record<string, string> };
}

test("the tarball is what was tested", () => {
  expect(tarball()).toMatch(/eslint-plugin-connections-\d+\.\d+\.\d+\.tgz$/);
});
