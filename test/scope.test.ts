import { Linter } from "eslint";
import { expect, test } from "vitest";
import plugin from "../src/index.js";

/** The rules that listen to anything in a text. */
function listening(code: string, connections?: object): string[] {
  const heard: string[] = [];
  const rules = Object.fromEntries(
    Object.entries(plugin.rules).map(([name, rule]) => {
      const create: typeof rule.create = (context) => {
        const listeners = rule.create(context);
        if (Object.keys(listeners).length > 0) heard.push(name);
        return listeners;
      };
      return [name, { ...rule, create }];
    }),
  );
  const linter = new Linter({ cwd: "/app" });
  const ids = Object.fromEntries(Object.keys(rules).map((name) => [`connections/${name}`, "error"]));
  const settings = connections ? { settings: { connections } } : {};
  const messages = linter.verify(code, [{ plugins: { connections: { rules } } as never, rules: ids as never, ...settings }], { filename: "/app/service.js" });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return heard;
}

const OWN = { clients: [{ packages: ["@app/db"], clients: [{ name: "Db", holds: "pool", makers: [{ path: "Db", by: "new", options: [0] }], settings: { limit: [{ options: ["max"], absent: [{ value: "off" }] }] } }] }] };

test("a file that imports no client carries no listener", () => {
  expect(listening('import { readFile } from "node:fs/promises"; import { path } from "./paths.js"; console.log(await readFile(path));')).toEqual([]);
});

test("a file whose clients have no such setting carries no listener of the rule that judges it", () => {
  const heard = listening('import Redis from "ioredis"; export const redis = new Redis();');
  expect(heard).toContain("require-timeouts");
  expect(heard).not.toContain("require-max-connections");
});

test.each([
  ["an import of a client that has it", 'import pg from "pg"; export const pool = new pg.Pool();', undefined],
  ["one of several imports", 'import Redis from "ioredis"; import http from "node:http"; export const made = [new Redis(), new http.Agent()];', undefined],
  ["a client of the settings", 'import { Db } from "@app/db"; export const db = new Db();', OWN],
  ["a wrapper of the settings", 'import { open } from "./open.js"; export const db = open();', { wrappers: [{ from: "./open", name: "open", does: "creates", client: { package: "pg", name: "Pool" } }] }],
])("%s makes it listen", (_name, code, connections) => {
  expect(listening(code, connections)).toContain("require-max-connections");
});
