import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Linter } from "eslint";
import * as parser from "@typescript-eslint/parser";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backgroundEntryPoints } from "../../src/catalogue/entry-points-background.js";
import { edgeSigns, fileConventions, handlerTypes } from "../../src/catalogue/entry-points-files.js";
import { webEntryPoints } from "../../src/catalogue/entry-points.js";
import { families } from "../../src/catalogue/index.js";
import { EntryPointTable } from "../../src/code/entry-points-table.js";
import { MakerTable } from "../../src/code/maker-table.js";
import { ModuleIndex } from "../../src/crossfile/module-index.js";
import plugin from "../../src/index.js";

const folders: string[] = [];
let root = "";

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "connections-index-")));
  folders.push(root);
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const entryPoints = new EntryPointTable([...webEntryPoints, ...backgroundEntryPoints], fileConventions, { handlerTypes, edgeSigns });
const newIndex = (): ModuleIndex => new ModuleIndex(new MakerTable(families), entryPoints);

/** The way from a call in `src/routes.ts` to a construction. */
function follow(index: ModuleIndex, specifier: string, ...path: string[]): string | undefined {
  return index.follow(join(root, "src/routes.ts"), { specifier, path }, "call")?.path;
}

const FACTORY = 'import { Pool } from "pg";\nexport function createPool() {\n  return new Pool({ max: 5 });\n}\n';
const USER = 'import { createPool } from "./db";\nexport const findUser = async (id) => createPool().query("select 1", [id]);\n';

describe("following a call", () => {
  test("goes through relative imports with and without endings", () => {
    write({ "src/db.ts": FACTORY, "src/users.ts": USER, "src/people.js": USER.replace("./db", "./db.js") });
    expect(follow(newIndex(), "./users", "findUser")).toBe("users.ts:2 -> db.ts:3");
    expect(follow(newIndex(), "./people.js", "findUser")).toBe("people.js:2 -> db.ts:3");
  });

  test("goes through aliases of the tsconfig, imports and exports of package.json, and workspaces", () => {
    write({
      "package.json": JSON.stringify({ name: "shop", workspaces: ["packages/*"], imports: { "#db": "./src/db.ts" } }),
      "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "@shop/*": ["./src/*"] } } }),
      "src/db.ts": FACTORY,
      "packages/billing/package.json": JSON.stringify({ name: "@acme/billing", exports: { "./db": "./dist/db.js" } }),
      "packages/billing/src/db.ts": FACTORY,
    });
    mkdirSync(join(root, "node_modules/@acme"), { recursive: true });
    symlinkSync(join(root, "packages/billing"), join(root, "node_modules/@acme/billing"));
    write({ "packages/billing/dist/db.js": "throw new Error('built');" });
    expect(follow(newIndex(), "@shop/db", "createPool")).toBe("db.ts:3");
    expect(follow(newIndex(), "#db", "createPool")).toBe("db.ts:3");
    expect(follow(newIndex(), "@acme/billing/db", "createPool")).toBe("db.ts:3");
  });

  test("stays out of installed packages", () => {
    write({ "package.json": "{}", "node_modules/pools/package.json": JSON.stringify({ name: "pools", main: "index.js" }), "node_modules/pools/index.js": FACTORY });
    expect(follow(newIndex(), "pools", "createPool")).toBeUndefined();
  });

  test("goes through barrels, renames, namespaces, objects, instances and CommonJS", () => {
    write({
      "src/db.ts": FACTORY,
      "src/index.ts": 'export * from "./empty";\nexport * from "./db";\nexport { createPool as open } from "./db";\nexport * as pools from "./db";\n',
      "src/empty.ts": "export {};\n",
      "src/repository.ts": 'import { createPool } from "./db";\nclass Users {\n  find() {\n    return createPool().query("select 1");\n  }\n}\nexport const users = new Users();\nexport default { find: () => users.find() };\n',
      "src/legacy.cjs": 'const { createPool } = require("./db");\nmodule.exports = { find: () => createPool().query("select 1") };\n',
    });
    const index = newIndex();
    expect(follow(index, "./index", "createPool")).toBe("db.ts:3");
    expect(follow(index, "./index", "open")).toBe("db.ts:3");
    expect(follow(index, "./index", "pools", "createPool")).toBe("db.ts:3");
    expect(follow(index, "./repository", "users", "find")).toBe("repository.ts:4 -> db.ts:3");
    expect(follow(index, "./repository", "find")).toBe("repository.ts:8 -> repository.ts:4 -> db.ts:3");
    expect(follow(index, "./legacy.cjs", "find")).toBe("legacy.cjs:2 -> db.ts:3");
  });

  test("stops at a correct cache, and at four modules", () => {
    const step = (next: string): string => `import { run } from "./${next}";\nexport const start = () => run();\nexport { start as run };\n`;
    write({
      "src/db.ts": `${FACTORY}let pool;\nexport const getPool = () => (pool ??= createPool());\nexport const run = createPool;\n`,
      "src/a.ts": step("b"),
      "src/b.ts": step("c"),
      "src/c.ts": step("d"),
      "src/d.ts": step("db"),
    });
    const index = newIndex();
    expect(follow(index, "./db", "getPool")).toBeUndefined();
    expect(follow(index, "./b", "run")).toBe("b.ts:2 -> c.ts:2 -> d.ts:2 -> db.ts:3");
    expect(follow(index, "./a", "run")).toBeUndefined();
  });
});

describe("an index in an editor", () => {
  test("sees edits, new files and removed ones on the next question", () => {
    write({ "src/db.ts": "export const createPool = () => undefined;\n", "src/users.ts": USER });
    const index = newIndex();
    expect(follow(index, "./users", "findUser")).toBeUndefined();
    write({ "src/db.ts": FACTORY });
    expect(follow(index, "./users", "findUser")).toBe("users.ts:2 -> db.ts:3");
    rmSync(join(root, "src/db.ts"));
    expect(follow(index, "./users", "findUser")).toBeUndefined();
    write({ "src/db/index.ts": FACTORY });
    expect(follow(index, "./users", "findUser")).toBe("users.ts:2 -> index.ts:3");
  });
});

describe("a run over many files", () => {
  afterEach(() => vi.useRealTimers());

  /** One file after the other, as a linter does. */
  function lint(index: ModuleIndex): string | undefined {
    index.begin();
    return follow(index, "./users", "findUser");
  }

  test("takes what was seen of the disk for true until nobody asks for a while, and for ten seconds at most", () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    write({ "src/users.ts": USER });
    const index = newIndex();
    expect(lint(index)).toBeUndefined();
    write({ "src/db.ts": FACTORY });
    vi.advanceTimersByTime(200);
    expect(lint(index)).toBeUndefined();
    vi.advanceTimersByTime(301);
    expect(lint(index)).toBe("users.ts:2 -> db.ts:3");
    rmSync(join(root, "src/db.ts"));
    for (let at = 0; at < 48; at += 1) {
      vi.advanceTimersByTime(200);
      expect(lint(index), `after ${at}`).toBe("users.ts:2 -> db.ts:3");
    }
    for (let at = 0; at < 3; at += 1) {
      vi.advanceTimersByTime(200);
      lint(index);
    }
    expect(lint(index)).toBeUndefined();
  });
});

describe("a project that is not as it should be", () => {
  test("has cycles of imports, of re-exports and of calls", () => {
    write({
      "src/a.ts": 'import { b } from "./b";\nexport const a = () => b();\nexport * from "./b";\n',
      "src/b.ts": 'import { a } from "./a";\nexport const b = () => a();\nexport * from "./a";\n',
    });
    expect(follow(newIndex(), "./a", "a")).toBeUndefined();
    expect(follow(newIndex(), "./a", "missing")).toBeUndefined();
  });

  test("has a barrel of a thousand files", () => {
    write(Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`src/parts/part${at}.ts`, `export const part${at} = () => ${at};\n`])));
    write({ "src/barrel.ts": Array.from({ length: 1000 }, (_, at) => `export * from "./parts/part${at}";`).join("\n") });
    const index = newIndex();
    const start = performance.now();
    expect(follow(index, "./barrel", "part999")).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("has links to itself, broken files, directories where files are meant, and files outside the root", () => {
    write({ "src/broken.ts": "export const findUser = (", "src/binary.ts": "\u0000\u0001\uFFFF", "src/folder.ts/readme.md": "" });
    symlinkSync("loop.ts", join(root, "src/loop.ts"));
    const outside = realpathSync(mkdtempSync(join(tmpdir(), "connections-outside-")));
    folders.push(outside);
    writeFileSync(join(outside, "db.ts"), FACTORY);
    symlinkSync(join(outside, "db.ts"), join(root, "src/linked.ts"));
    const index = newIndex();
    for (const name of ["broken", "binary", "folder", "loop", "none"]) expect(follow(index, `./${name}`, "findUser")).toBeUndefined();
    expect(follow(index, "./linked", "createPool")).toBe("db.ts:3");
    expect(follow(index, join(outside, "db"), "createPool")).toBe("db.ts:3");
  });

  test("is nested so deeply that its parser gives up", () => {
    write({ "src/deep.ts": `export const findUser = () => ${"(".repeat(5_000)}1${")".repeat(5_000)};\nexport const sum = ${"1 + ".repeat(20_000)}1;\n` });
    expect(follow(newIndex(), "./deep", "findUser")).toBeUndefined();
  });

  test("has Windows separators in its paths", () => {
    expect(entryPoints.conventionsFor("C:\\shop\\src\\app\\users\\route.ts").map(({ id }) => id)).toContain("next.route-handler");
  });

  test("has no native parser: one notice, and nothing is followed", async () => {
    write({ "src/db.ts": FACTORY });
    vi.resetModules();
    vi.doMock("node:module", async (original) => {
      const real = await original<typeof import("node:module")>();
      const createRequire = (from: string | URL): NodeJS.Require => {
        const require = real.createRequire(from);
        return Object.assign((name: string) => {
          if (name.startsWith("oxc-")) throw new Error("no native binding");
          return require(name) as unknown;
        }, require);
      };
      return { ...real, createRequire };
    });
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const { ModuleIndex: Fresh } = await import("../../src/crossfile/module-index.js");
    const index = new Fresh(new MakerTable(families), entryPoints);
    expect(follow(index, "./db", "createPool")).toBeUndefined();
    expect(follow(index, "./db", "createPool")).toBeUndefined();
    expect(warned).toHaveBeenCalledTimes(1);
    expect(String(warned.mock.calls[0]?.[0])).toContain("oxc-parser cannot be loaded (no native binding)");
    vi.doUnmock("node:module");
    warned.mockRestore();
  });
});

describe("constants of other files", () => {
  test("count as if they stood here, and are reported here", () => {
    write({ "package.json": "{}", "node_modules/pg/package.json": JSON.stringify({ name: "pg", version: "8.23.1" }), "src/settings.ts": "export const LIMIT = Infinity;\nexport const options = { db: { host: 'db' } };\nexport const given = { max: Number(process.env.MAX) };\n" });
    const text = [
      'import { Pool } from "pg";',
      'import { LIMIT, options, given } from "./settings";',
      "export const unbounded = new Pool({ max: LIMIT });",
      "export const bare = new Pool(options.db);",
      "export const set = new Pool(given);",
    ].join("\n");
    const lint = (crossFile: boolean): string[] => {
      const rules = { "connections/require-max-connections": "error" } as const;
      const config = { files: ["**/*.ts"], languageOptions: { parser }, plugins: { connections: plugin }, rules, settings: { connections: { crossFile } } };
      return new Linter({ cwd: root }).verify(text, [config], { filename: join(root, "src/db.ts") }).map(({ line, messageId }) => `${line}: ${messageId}`);
    };
    expect(lint(true)).toEqual(["3: unboundedAsWritten", "4: finiteByDefault"]);
    expect(lint(false)).toEqual([]);
  });
});
