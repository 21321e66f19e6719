/**
 * What the audit of a whole program costs, on a generated one of 1,000 files with 305 clients. Limits: 30 s and 1.5 GB for
 * the command as users start it, and the index of hot paths at most 1.5 times as long as parsing the same files with oxc
 * alone takes in the same run (CPU time, so that a busy machine does not count).
 *
 *   npm run build && node bench/audit.mjs
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSync } from "oxc-parser";

const FEATURES = 199;
const LIMITS = { seconds: 30, megabytes: 1_500, index: 1.5 };

/** Five files to a feature: routes, service, repository, data source, model; every fifth has a Redis, every third a pool per call. */
export function generate(root) {
  mkdirSync(join(root, "src/data"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "shop", type: "module", dependencies: { express: "5.3.0", pg: "8.23.1", ioredis: "5.8.2" } }));
  writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions: { paths: { "@data/*": ["./src/data/*"] }, module: "NodeNext" }, include: ["src"] }));
  const padding = Array.from({ length: 60 }, (_, at) => `export function format${at}(value: number): string {\n  const text = value > ${at} ? String(value) : "${at}";\n  return text.padStart(${at}, "0");\n}\n`).join("");
  const write = (name, text) => writeFileSync(join(root, "src", name), text);
  write("data/pool.ts", 'import { Pool } from "pg";\nexport const createPool = () => new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });\n');
  for (let at = 0; at < FEATURES; at += 1) {
    const open = at % 3 === 0 ? "return createPool();" : "pool ??= createPool();\n  return pool;";
    const cache = at % 5 === 0 ? `import { Redis } from "ioredis";\nexport const cache${at} = new Redis(process.env.REDIS_URL!);\nprocess.once("SIGTERM", () => cache${at}.quit());\n` : "";
    const own = at % 3 === 1 ? `import { Pool } from "pg";\nexport const reports${at} = new Pool({ connectionString: process.env.REPORTS_URL, max: 4 });\n` : "";
    write(`routes${at}.ts`, `import { Router } from "express";\nimport { list${at} } from "./service${at}.js";\nconst router = Router();\nrouter.get("/items${at}", async (req, res) => {\n  res.json(await list${at}());\n});\nexport default router;\n`);
    write(`service${at}.ts`, `import { Repository${at} } from "@data/repository${at}.js";\n${cache}const repository = new Repository${at}();\nexport const list${at} = async () => repository.list();\n${padding}`);
    write(`data/repository${at}.ts`, `import { open${at} } from "./source${at}.js";\nexport class Repository${at} {\n  async list() {\n    return open${at}().query("select 1");\n  }\n}\n${padding}`);
    write(`data/source${at}.ts`, `import { createPool } from "./pool.js";\n${own}let pool: ReturnType<typeof createPool> | undefined;\nexport function open${at}() {\n  ${open}\n}\n${padding}`);
    write(`data/model${at}.ts`, padding);
  }
  return FEATURES * 5 + 1;
}

const built = process.env.CONNECTIONS_DIST ?? new URL("../dist/", import.meta.url).href;
const root = mkdtempSync(join(tmpdir(), "connections-audit-"));
const files = generate(root);

const command = new URL("src/command/bin.js", built).pathname;
// The command as users start it, which then says what it took.
const script = `process.argv = ["node", "audit", "audit", ${JSON.stringify(root)}, "--format", "json", "--output", ${JSON.stringify(join(root, "audit.json"))}]; process.on("exit", () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); process.stderr.write("\\npeak " + maxRSS + " cpu " + (userCPUTime + systemCPUTime) + "\\n"); }); await import(${JSON.stringify(command)});`;
const run = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8", cwd: root });
const seconds = Number(/cpu (\d+)/.exec(run.stderr)?.[1]) / 1e6;
const megabytes = Number(/peak (\d+)/.exec(run.stderr)?.[1]) / 1_000;
if (run.status !== 0) throw new Error(run.stderr);
const audit = JSON.parse(readFileSync(join(root, "audit.json"), "utf8"));
console.log(`${files} files, ${audit.clients.length} clients, ${audit.servers.length} servers: ${seconds.toFixed(1)} s of CPU time of ${LIMITS.seconds} s, ${megabytes.toFixed(0)} MB of ${LIMITS.megabytes} MB`);
const expected = FEATURES + Math.ceil(FEATURES / 5) + Math.ceil((FEATURES - 1) / 3);
if (audit.files !== files || audit.clients.length !== expected) throw new Error(`${audit.clients.length} clients instead of ${expected}, ${audit.files} files instead of ${files}`);
if (seconds > LIMITS.seconds || megabytes > LIMITS.megabytes) process.exitCode = 1;

/** Seconds of CPU time of the fastest of several tries. */
function fastest(tries, work) {
  const seconds = Array.from({ length: tries }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  });
  return Math.min(...seconds);
}

const [{ openProjectFile }, { HotPaths }, { ModuleIndex }, { filesBelow }, { parseText }, { readSettings }] = await Promise.all(
  ["open-file", "crossfile/hot-paths", "crossfile/module-index", "crossfile/project-files", "crossfile/parse", "settings"].map((name) => import(new URL(`src/${name}.js`, built).href)),
);
const sources = filesBelow(root);
const parse = fastest(5, () => {
  for (const path of sources) {
    // Reading the tree is part of parsing: until then oxc hands over text.
    if (parseSync(path, readFileSync(path, "utf8")).program.body.length === 0) throw new Error(path);
  }
});
const { makers, entryPoints } = openProjectFile(parseText("a.ts", ""), "a.ts", readSettings({}), root).about.hotPaths.index;
let reached;
const index = fastest(5, () => (reached = new HotPaths(new ModuleIndex(makers, entryPoints)).read(root, sources)));
console.log(`index of hot paths ${index.toFixed(2)} s, parsing alone ${parse.toFixed(2)} s: ${(index / parse).toFixed(2)} of ${LIMITS.index} times`);
const ways = [...reached.values()].flat().length;
if (ways !== Math.ceil(FEATURES / 3)) throw new Error(`${ways} hot paths instead of ${Math.ceil(FEATURES / 3)}`);
if (index / parse > LIMITS.index) process.exitCode = 1;
rmSync(root, { recursive: true });
