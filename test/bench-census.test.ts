import { describe, expect, it } from "vitest";
// @ts-expect-error the bench is plain JavaScript
import { countConstructions } from "../bench/census.mjs";

function makers(code: string, filename = "service.js"): string[] {
  const sites = countConstructions(code, filename) as { package: string; maker: string; line: number }[];
  return sites.map((site) => `${site.line} ${site.package} ${site.maker}`);
}

describe("the census finds constructions", () => {
  it.each([
    ["a named import", `import { Pool } from "pg";\nconst pool = new Pool();`, ["2 pg new Pool"]],
    ["a default import", `import pg from "pg";\nconst pool = new pg.Pool();`, ["2 pg new Pool"]],
    [
      "a destructured require",
      `const { MongoClient: Mongo } = require("mongodb");\nnew Mongo(url);`,
      ["2 mongodb new MongoClient"],
    ],
    [
      "a member of a require",
      `const MongoClient = require("mongodb").MongoClient;\nMongoClient.connect(url);`,
      ["2 mongodb MongoClient.connect()"],
    ],
    ["a subpath", `import mysql from "mysql2/promise";\nmysql.createPool({});`, ["2 mysql2 createPool()"]],
    [
      "compiled TypeScript",
      `const pg_1 = __importDefault(require("pg"));\nnew pg_1.default.Pool();`,
      ["2 pg new Pool"],
    ],
    ["a compiled call", `const redis_1 = require("redis");\n(0, redis_1.createClient)();`, ["2 redis createClient()"]],
    ["a module that is called", `const knex = require("knex");\nconst db = knex({ client: "pg" });`, ["2 knex ()"]],
    ["a module called twice", `const pgp = require("pg-promise")();\nconst db = pgp(url);`, ["2 pg-promise ()()"]],
    ["a dynamic import", `const { Pool } = await import("pg");\nnew Pool();`, ["2 pg new Pool"]],
    ["an inline require", `const pool = new (require("pg").Pool)();`, ["1 pg new Pool"]],
    [
      "a subclass",
      `import { Redis } from "ioredis";\nclass Cache extends Redis {}\nnew Cache();`,
      ["3 ioredis new Redis"],
    ],
    [
      "a member of this",
      `class Store { constructor() { this.mysql = require("mysql"); }\nopen() { this.mysql.createPool({}); } }`,
      ["2 mysql createPool()"],
    ],
    ["a core module", `import { Agent } from "node:https";\nnew Agent({ keepAlive: true });`, ["2 https new Agent"]],
  ])("made from %s", (_form, code, expected) => {
    expect(makers(code)).toEqual(expected);
  });

  it("leaves look-alikes alone", () => {
    expect(makers(`import { createClient } from "@supabase/supabase-js";\ncreateClient(url);`)).toEqual([]);
    expect(makers(`class Pool {}\nnew Pool();`)).toEqual([]);
    expect(makers(`import type { Pool } from "pg";\nnew Pool();`, "service.ts")).toEqual([]);
    expect(makers(`import pg from "pg";\npg.types.setTypeParser(20, BigInt);`)).toEqual([]);
  });

  it("answers nothing for a file that does not parse", () => {
    expect(makers(`const { Pool = require("pg");`)).toEqual([]);
  });
});
