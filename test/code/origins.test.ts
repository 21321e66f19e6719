import { describe, expect, test } from "vitest";
import { readText } from "./read-text.js";

/** Origin of the expression inside `here(…)`. */
function originIn(text: string): string | undefined {
  const reading = readText(text);
  const marked = reading.module.nodesOf("CallExpression").find((call) => call.callee.type === "Identifier" && call.callee.name === "here");
  const origin = marked?.arguments[0] && reading.origins.of(marked.arguments[0]);
  return origin && `${origin.specifier} ${origin.path.join(".")}`.trimEnd();
}

describe("an import in every form leads to its package", () => {
  test.each([
    ['import { Pool } from "pg"; here(Pool);', "pg Pool"],
    ['import { Pool as PgPool } from "pg"; here(PgPool);', "pg Pool"],
    ['import pg from "pg"; here(pg.Pool);', "pg Pool"],
    ['import * as pg from "pg"; here(pg.Pool);', "pg Pool"],
    ['import * as pg from "pg"; here(pg.default.Pool);', "pg Pool"],
    ['import { default as Redis } from "ioredis"; here(Redis);', "ioredis"],
    ['import Redis from "ioredis"; here(Redis.Cluster);', "ioredis Cluster"],
    ['import pg = require("pg"); here(pg.Pool);', "pg Pool"],
    ['const pg = require("pg"); here(pg["Pool"]);', "pg Pool"],
    ['const { Pool } = require("pg"); here(Pool);', "pg Pool"],
    ['const { Pool: PgPool } = require("pg"); here(PgPool);', "pg Pool"],
    ['const { native: { Pool } } = require("pg"); here(Pool);', "pg native.Pool"],
    ['const Pool = require("pg").Pool; here(Pool);', "pg Pool"],
    ['const Redis = require("ioredis").default; here(Redis);', "ioredis"],
    ['here(require("pg").Pool);', "pg Pool"],
    ['const pg = await import("pg"); here(pg.Pool);', "pg Pool"],
    ['const { Pool } = await import("pg"); here(Pool);', "pg Pool"],
    ['const { default: pg } = await import("pg"); here(pg.Pool);', "pg Pool"],
    ['here((await import("pg")).default.Pool);', "pg Pool"],
    ['import("pg").then(({ Pool }) => here(Pool));', "pg Pool"],
    ['import("pg").then((pg) => here(pg.Pool));', "pg Pool"],
    ['import { createRequire } from "node:module"; const load = createRequire(import.meta.url); here(load("pg").Pool);', "pg Pool"],
    ['import { createRequire } from "module"; here(createRequire(import.meta.url)("pg").Pool);', "pg Pool"],
    ['import * as m from "node:module"; const { Pool } = m.createRequire(import.meta.url)("pg"); here(Pool);', "pg Pool"],
    ['import pg from "pg"; const { Pool } = pg; here(Pool);', "pg Pool"],
    ['import pg from "pg"; const P = pg.Pool; here(P);', "pg Pool"],
    ['import pg from "pg"; const P = pg.Pool as typeof pg.Pool; here(P!);', "pg Pool"],
    ['let pg; pg = require("pg"); here(pg.Pool);', "pg Pool"],
    ['import pgPromise from "pg-promise"; const pgp = pgPromise({}); here(pgp);', "pg-promise ()"],
    ['import mysql from "mysql2"; const cluster = mysql.createPoolCluster(); here(cluster.add);', "mysql2 createPoolCluster.().add"],
    ['import { Pool } from "pg"; class Db extends Pool {} here(Db);', "pg Pool"],
    ['import { Pool } from "pg"; const Db = class extends Pool {}; here(Db);', "pg Pool"],
    ['import { db } from "./db.js"; here(db);', "./db.js db"],
  ])("%s", (text, origin) => expect(originIn(text)).toBe(origin));
});

describe("what is no import has no origin", () => {
  test.each([
    ['import type { Pool } from "pg"; here(Pool);'],
    ['import { type Pool } from "pg"; here(Pool);'],
    ["class Pool {} here(Pool);"],
    ["function createClient() {} here(createClient);"],
    ["here(Pool);"],
    ["function run(Pool: unknown) { here(Pool); }"],
    ['let pg = require("pg"); pg = fake; here(pg.Pool);'],
    ['let pg; if (fast) pg = require("pg"); else pg = require("pg-native"); here(pg.Pool);'],
    ["function require(name: string) { return {}; } here(require('pg').Pool);"],
    ["const name = 'pg'; here(require(name).Pool);"],
    ["const a = b; const b = a; here(a);"],
    ['import { Pool } from "pg"; class Db extends Pool { constructor() { super(); } } here(Db);'],
    ['import pg from "pg"; const { [key]: P } = pg; here(P);'],
    ['import pg from "pg"; const { ...rest } = pg; here(rest.Pool);'],
  ])("%s", (text) => expect(originIn(text)).toBeUndefined());
});

describe("what compilers and careful authors put around an import is looked through", () => {
  test.each([
    ['const pg_1 = __importDefault(require("pg")); here(pg_1.default.Pool);', "pg Pool"],
    ['const pg = __importStar(require("pg")); here(pg.Pool);', "pg Pool"],
    ['var _pg = _interopRequireDefault(require("pg")); here(_pg.default.Pool);', "pg Pool"],
    ['const Redis = custom || require("ioredis"); here(Redis);', "ioredis"],
    ['import http from "http"; import https from "https"; const Agent = secure ? https.Agent : http.Agent; here(Agent);', "https Agent"],
  ])("%s", (text, origin) => expect(originIn(text)).toBe(origin));
});
