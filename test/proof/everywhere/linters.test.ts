import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { fromPage } from "../../snippets.js";
import { BAD, CONFIG, eslint, FIXED, findingsIn, makeProject, must, read, RULE, run, write } from "./project.js";

const TYPED = fromPage("docs/recipes.md", "import tseslint from");
const TSCONFIG = JSON.stringify({ compilerOptions: { module: "nodenext", target: "es2023", strict: true, noEmit: true, skipLibCheck: false, types: [] }, include: ["src"] });

describe.each(["9.15.0", "9.39.5", "10.15.0"])("ESLint %s", (version) => {
  test("JavaScript alone: finds, says nothing of what is right, and fixes to silence", () => {
    const root = makeProject({ "eslint.config.js": CONFIG, "src/backend.js": BAD, "src/right.js": BAD.replace("8080\")", '8080", { connections: 10 })') }, { with: { eslint: version } });
    expect(eslint(root, "src")).toEqual([`backend.js:3 ${RULE}`]);
    must(run(root, "eslint", "--fix", "src"));
    expect(read(root, "src/backend.js")).toMatch(FIXED);
  });

  test("TypeScript, with and without types", () => {
    const lease = 'import type { Sessions } from "./sessions.js";\n\nexport async function count(sessions: Sessions) {\n  const session = await sessions.pool.connect();\n  const { rows } = await session.query("select 1");\n  session.release();\n  return rows;\n}\n';
    const files = { "tsconfig.json": TSCONFIG, "src/backend.ts": BAD, "src/sessions.ts": 'import type { Pool } from "pg";\nexport interface Sessions { readonly pool: Pool }\n', "src/count.ts": lease };
    const versions = { eslint: version, typescript: "6.0.3", "typescript-eslint": "8.73.0", pg: "8.23.1", "@types/pg": "8.16.0" };
    const root = makeProject({ ...files, "eslint.config.js": TYPED }, { with: versions });
    expect(eslint(root, "src")).toEqual([`backend.ts:3 ${RULE}`, "count.ts:4 connections/require-release"]);
    write(root, { "eslint.config.js": TYPED.replace(/, \{\n.*\n\}/, "") });
    expect(eslint(root, "src")).toEqual([`backend.ts:3 ${RULE}`]);
  });
});

test("an editor asks about text that is not saved, and shows what --fix would make of it", () => {
  const root = makeProject({ "eslint.config.js": CONFIG, "src/backend.js": "export {};\n" }, { with: { eslint: "10.15.0" } });
  const args = ["--stdin", "--stdin-filename", "src/backend.js", "--fix-dry-run", "--format", "json"];
  const { stdout } = must(run(root, "sh", "-c", `printf '%s' "$1" | eslint ${args.join(" ")}`, "sh", BAD));
  const [result] = JSON.parse(stdout) as { output?: string; messages: unknown[] }[];
  expect(result?.output).toMatch(FIXED);
  expect(result?.messages).toEqual([]);
  expect(read(root, "src/backend.js")).toBe("export {};\n");
});

test("an old code base keeps what it has, and fails for what is new", () => {
  const root = makeProject({ "eslint.config.js": CONFIG, "src/backend.js": BAD }, { with: { eslint: "10.15.0" } });
  must(run(root, "eslint", "--suppress-all", "src"));
  expect(JSON.parse(read(root, "eslint-suppressions.json"))).toEqual({ "src/backend.js": { [RULE]: { count: 1 } } });
  must(run(root, "eslint", "src"));
  write(root, { "src/other.js": BAD });
  const again = run(root, "eslint", "--format", "json", "src");
  expect(again.status).toBe(1);
  expect(findingsIn(again)).toEqual([`other.js:3 ${RULE}`]);
});

describe("script blocks", () => {
  const script = 'import { Pool } from "undici";\nexport const backend = new Pool("http://backend:8080");\n';

  test("of Vue", () => {
    const config = fromPage("docs/recipes.md", "import vue from");
    const root = makeProject({ "eslint.config.js": config, "src/App.vue": `<template>\n  <p>one</p>\n</template>\n\n<script>\n${script}</script>\n` }, { with: { eslint: "10.15.0", "eslint-plugin-vue": "10.12.1", "vue-eslint-parser": "10.4.2" } });
    expect(eslint(root, "src")).toEqual([`App.vue:7 ${RULE}`]);
    must(run(root, "eslint", "--fix", "src"));
    expect(read(root, "src/App.vue")).toMatch(FIXED);
  });

  test("of Svelte", () => {
    const config = 'import svelte from "eslint-plugin-svelte";\nimport connections from "eslint-plugin-connections";\nexport default [...svelte.configs.base, { files: ["**/*.svelte"], ...connections.configs["recommended-rules"] }];\n';
    const root = makeProject({ "eslint.config.js": config, "src/App.svelte": `<script>\n${script}</script>\n\n<p>one</p>\n` }, { with: { eslint: "10.15.0", svelte: "5", "eslint-plugin-svelte": "3.24.1" } });
    expect(eslint(root, "src")).toEqual([`App.svelte:3 ${RULE}`]);
  });

  test("of Astro", () => {
    const config = 'import astro from "eslint-plugin-astro";\nimport connections from "eslint-plugin-connections";\nexport default [...astro.configs.base, { files: ["**/*.astro"], ...connections.configs["recommended-rules"] }];\n';
    const root = makeProject({ "eslint.config.js": config, "src/index.astro": `---\n${script.replace("export ", "")}const answer = await backend.request({ path: "/", method: "GET" });\n---\n<p>{answer.statusCode}</p>\n` }, { with: { eslint: "10.15.0", "eslint-plugin-astro": "3.2.1" } });
    expect(eslint(root, "src")).toContain(`index.astro:3 ${RULE}`);
  });
});

describe("oxlint", () => {
  const rc = JSON.stringify({ extends: ["./node_modules/eslint-plugin-connections/oxlint/recommended.json"] });

  test("on the command line, alone in a project of TypeScript", () => {
    const root = makeProject({ ".oxlintrc.json": rc, "src/backend.ts": BAD }, { with: { oxlint: "1.94.0" } });
    const { stdout } = run(root, "oxlint", "--format", "json", "src");
    expect((JSON.parse(stdout) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code)).toContain("connections(require-max-connections)");
    run(root, "oxlint", "--fix", "src");
    expect(read(root, "src/backend.ts")).toMatch(FIXED);
  });

  test("in an editor, by its language server: a diagnostic and a quick fix", async () => {
    const root = makeProject({ ".oxlintrc.json": rc, "src/backend.ts": BAD }, { with: { oxlint: "1.94.0" } });
    const uri = pathToFileURL(join(root, "src/backend.ts")).href;
    const server = new LanguageServer(root);
    try {
      await server.ask("initialize", { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: { textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } } } }, workspaceFolders: [{ uri: pathToFileURL(root).href, name: "service" }] });
      server.tell("initialized", {});
      server.tell("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: BAD } });
      const diagnostics = await server.diagnosticsOf(uri);
      const ours = diagnostics.find(({ code }) => String(code).includes("require-max-connections"));
      expect(ours?.range.start.line).toBe(2);
      const actions = (await server.ask("textDocument/codeAction", { textDocument: { uri }, range: ours?.range, context: { diagnostics: [ours] } })) as { edit?: { changes?: Record<string, { newText: string }[]> } }[];
      expect(JSON.stringify(actions)).toMatch(FIXED);
    } finally {
      server.end();
    }
  });
});

interface Diagnostic {
  readonly code?: unknown;
  readonly range: { readonly start: { readonly line: number } };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** Just enough of a client of the language server protocol. Each wait ends after 60 s. */
class LanguageServer {
  readonly #child;
  readonly #waiting = new Set<(message: Message) => void>();
  #last = 0;
  #rest = Buffer.alloc(0);

  constructor(root: string) {
    this.#child = spawn(join(root, "node_modules/.bin/oxlint"), ["--lsp"], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  async ask(method: string, params: unknown): Promise<unknown> {
    const id = (this.#last += 1);
    const answer = this.#waitFor((message) => message.id === id && message.method === undefined);
    this.#send({ id, method, params });
    return (await answer).result;
  }

  tell(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** What the server publishes of a file, or answers when it is asked. */
  async diagnosticsOf(uri: string): Promise<readonly Diagnostic[]> {
    const isAbout = (message: Message): boolean => message.method === "textDocument/publishDiagnostics" && (message.params as { uri: string; diagnostics: unknown[] }).uri === uri && (message.params as { diagnostics: unknown[] }).diagnostics.length > 0;
    const published = this.#waitFor(isAbout);
    return ((await published).params as { diagnostics: Diagnostic[] }).diagnostics;
  }

  end(): void {
    this.#child.kill();
  }

  #waitFor(isIt: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const end = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error("the language server said nothing for 60 s"));
      }, 60_000);
      const look = (message: Message): void => {
        if (!isIt(message)) return;
        clearTimeout(end);
        this.#waiting.delete(look);
        resolve(message);
      };
      this.#waiting.add(look);
    });
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.#rest.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/i.exec(this.#rest.subarray(0, Math.max(head, 0)).toString())?.[1]);
      if (head < 0 || !(this.#rest.length >= head + 4 + length)) return;
      const message = JSON.parse(this.#rest.subarray(head + 4, head + 4 + length).toString()) as Message;
      this.#rest = this.#rest.subarray(head + 4 + length);
      // What the server asks of an editor gets an empty answer.
      if (message.id !== undefined && message.method !== undefined) this.#send({ id: message.id, result: null });
      for (const look of this.#waiting) look(message);
    }
  }
}
