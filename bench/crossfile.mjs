/**
 * What following calls into other files costs, on a generated project of 500 files: the first file of a process (loads the
 * native parser and resolver), a file whose way nobody has gone yet, and one whose way is known (every step is looked at
 * again with one `stat`). Limits: 70, 40 and 1 ms of CPU time, so that a busy machine does not count.
 *
 *   npm run build && node bench/crossfile.mjs
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { median } from "./figures.mjs";

const built = process.env.CONNECTIONS_DIST ?? new URL("../dist/", import.meta.url).href;
const { default: plugin } = await import(new URL("src/index.js", built).href);

const FEATURES = 99;
const LIMITS = { first: 70, cold: 40, warm: 1 };

/** Per feature five files: routes, service, repository, data source, model. A third of them makes a pool per call. */
function generate(root) {
  mkdirSync(join(root, "src/data"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "shop", dependencies: { express: "5.3.0", pg: "8.23.1" } }));
  writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions: { paths: { "@data/*": ["./src/data/*"] } } }));
  const padding = Array.from({ length: 60 }, (_, at) => `export function format${at}(value: number) {\n  return value > ${at} ? String(value) : "${at}";\n}\n`).join("");
  for (let at = 0; at < FEATURES; at += 1) {
    const write = (name, text) => writeFileSync(join(root, "src", name), text);
    const open = at % 3 === 0 ? "return createPool();" : "pool ??= createPool();\n  return pool;";
    write(`routes${at}.ts`, routes(at));
    write(`service${at}.ts`, `import { Repository${at} } from "@data/repository${at}.js";\nconst repository = new Repository${at}();\nexport const list${at} = async () => repository.list();\n${padding}`);
    write(`data/repository${at}.ts`, `import { open${at} } from "./source${at}.js";\nexport class Repository${at} {\n  async list() {\n    return open${at}().query("select 1");\n  }\n}\n${padding}`);
    write(`data/source${at}.ts`, `import { createPool } from "./pool.js";\nlet pool: ReturnType<typeof createPool> | undefined;\nexport function open${at}() {\n  ${open}\n}\nexport const isOpen${at} = () => pool !== undefined;\n${padding}`);
    write(`data/model${at}.ts`, padding);
  }
  writeFileSync(join(root, "src/data/pool.ts"), 'import { Pool } from "pg";\nexport const createPool = () => new Pool({ max: 10 });\n');
}

function routes(at) {
  return `import { Router } from "express";\nimport { list${at} } from "./service${at}.js";\nconst router = Router();\nrouter.get("/items${at}", async (req, res) => {\n  res.json(await list${at}());\n});\nexport default router;\n`;
}

const root = mkdtempSync(join(tmpdir(), "connections-crossfile-"));
generate(root);
const linter = new Linter({ cwd: root });

/** Time of our own rule alone, in ms, and what it found. */
function time(at, crossFile) {
  const spent = [];
  const rule = plugin.rules["no-pool-in-hot-path"];
  const timed = { ...rule, create: (context) => withClock(() => rule.create(context), spent) };
  const config = {
    files: ["**/*.ts"],
    languageOptions: { parser },
    plugins: { connections: { rules: { "no-pool-in-hot-path": timed } } },
    rules: { "connections/no-pool-in-hot-path": "error" },
    settings: crossFile ? {} : { connections: { crossFile: false } },
  };
  const messages = linter.verify(routes(at), [config], { filename: join(root, `src/routes${at}.ts`) });
  const odd = messages.find(({ ruleId }) => !ruleId);
  if (odd) throw new Error(odd.message);
  return { ms: spent.reduce((sum, each) => sum + each, 0), found: messages.length };
}

function withClock(create, spent) {
  const run = (work) => {
    const start = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(start);
    spent.push((user + system) / 1_000);
    return result;
  };
  const listeners = run(create);
  return Object.fromEntries(Object.entries(listeners).map(([name, listen]) => [name, (node) => run(() => listen(node))]));
}

// The linter itself is warmed up on files that nothing is followed from.
for (let at = 0; at < 20; at += 1) time(at, false);
const first = time(0, true);
const cold = Array.from({ length: FEATURES - 1 }, (_, at) => time(at + 1, true));
const warm = Array.from({ length: FEATURES }, (_, at) => time(at, true));
rmSync(root, { recursive: true });

const found = [first, ...cold].reduce((sum, each) => sum + each.found, 0);
const expected = Math.ceil(FEATURES / 3);
const rows = { first: [first.ms], cold: cold.map(({ ms }) => ms), warm: warm.map(({ ms }) => ms) };
for (const [name, numbers] of Object.entries(rows)) {
  console.log(`${name.padEnd(6)} median ${median(numbers).toFixed(2)} ms, longest ${Math.max(...numbers).toFixed(2)} ms (limit ${LIMITS[name]} ms)`);
}
console.log(`${found} of ${expected} pools per call found in ${FEATURES * 5 + 1} files`);
if (found !== expected) throw new Error("Not every way was followed.");
if (Object.entries(rows).some(([name, numbers]) => median(numbers) > LIMITS[name])) process.exitCode = 1;
