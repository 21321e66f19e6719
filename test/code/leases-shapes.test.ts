import { describe, expect, test } from "vitest";
import { families } from "../../src/catalogue/index.js";
import type { Client, Family, Lease } from "../../src/catalogue/shape.js";
import { Takes } from "../../src/code/leases.js";
import { judgeLeases } from "../../src/judge/lease.js";
import { readText } from "./read-text.js";

/** How a client is made, and how what is taken from it is used; the words for taking and giving back are the catalogue's. */
interface Words {
  /** Text that makes `pool`. */
  readonly make: string;
  /** A use that answers a promise, of the connection `NAME`. */
  readonly use: string;
  /** The same with a callback `(failure) => …` as `CALLBACK`. */
  readonly useWith?: string;
  /** What may fail while it is taken, where a failing use gives it back by itself. Default: the use. */
  readonly fails?: string;
  /** What has to come before the first use. */
  readonly open?: string;
}

const TYPEORM = 'const pool = new TypeOrm.DataSource({ type: "postgres", url });\n';
const SEQUELIZE = "const pool = new Sequelize(url, { dialect: \"postgres\" });\n";
const onSql = { use: 'NAME.query("select 1")', useWith: 'NAME.query("select 1", CALLBACK)' };

/** By package and class, where one has several. */
const WORDS: Readonly<Record<string, Words>> = {
  pg: { make: 'import { Pool } from "pg";\nconst pool = new Pool({ max: 10 });\n', ...onSql },
  "pg-pool": { make: 'import Pool from "pg-pool";\nconst pool = new Pool({ max: 10 });\n', ...onSql },
  "pg-promise": { make: 'import pgp from "pg-promise";\nconst pool = pgp()({ max: 10 });\n', ...onSql },
  postgres: { make: 'import postgres from "postgres";\nconst pool = postgres(url);\n', use: "NAME`select 1`" },
  "@neondatabase/serverless": { make: 'import { Pool } from "@neondatabase/serverless";\nconst pool = new Pool({ max: 10 });\n', ...onSql },
  "@vercel/postgres": { make: 'import { createPool } from "@vercel/postgres";\nconst pool = createPool({ max: 10 });\n', ...onSql },
  mysql: { make: 'import mysql from "mysql";\nconst pool = mysql.createPool({ connectionLimit: 10 });\n', ...onSql },
  mysql2: { make: 'import mysql from "mysql2";\nconst pool = mysql.createPool({ connectionLimit: 10 });\n', ...onSql },
  "mysql2/promise": { make: 'import mysql from "mysql2/promise";\nconst pool = mysql.createPool({ connectionLimit: 10 });\n', ...onSql },
  mariadb: { make: 'import mariadb from "mariadb";\nconst pool = mariadb.createPool({ connectionLimit: 10 });\n', ...onSql },
  mssql: { make: 'import sql from "mssql";\nconst pool = new sql.ConnectionPool({ server });\n', use: 'new sql.Request(NAME).query("select 1")', open: "await NAME.begin();" },
  "mssql PreparedStatement": { make: 'import sql from "mssql";\nconst pool = new sql.ConnectionPool({ server });\n', use: "NAME.execute({})", open: 'await NAME.prepare("select 1");' },
  oracledb: { make: 'import oracledb from "oracledb";\nconst pool = await oracledb.createPool({ poolMax: 4 });\n', use: 'NAME.execute("select 1")', useWith: 'NAME.execute("select 1", CALLBACK)' },
  knex: { make: 'import knex from "knex";\nconst pool = knex({ client: "pg", connection: url });\n', use: 'NAME("orders").insert({})' },
  sequelize: { make: `import { Sequelize } from "sequelize";\n${SEQUELIZE}`, use: "Order.create({}, { transaction: NAME })" },
  "sequelize-typescript": { make: `import { Sequelize } from "sequelize-typescript";\n${SEQUELIZE}`, use: "Order.create({}, { transaction: NAME })" },
  typeorm: { make: `import * as TypeOrm from "typeorm";\n${TYPEORM}`, ...onSql },
  mongodb: { make: 'import { MongoClient } from "mongodb";\nconst pool = new MongoClient(url);\n', use: "orders.insertOne({}, { session: NAME })", open: "NAME.startTransaction();" },
  "neo4j-driver": { make: 'import neo4j from "neo4j-driver";\nconst pool = neo4j.driver(url);\n', use: 'begun.run("RETURN 1")', fails: "log()", open: "const begun = await NAME.beginTransaction();" },
  "generic-pool": { make: 'import { createPool } from "generic-pool";\nconst pool = createPool(factory, { max: 5 });\n', use: "NAME.print(text)" },
  amqplib: { make: 'import amqplib from "amqplib";\nconst pool = await amqplib.connect(url);\n', use: 'NAME.assertQueue("orders")' },
};

/** Frameworks that make the client of another package and hand it out themselves: nothing in a file is theirs to take. */
const HANDED_OUT = new Set(["@nestjs/typeorm", "@nestjs/sequelize"]);

interface Case {
  readonly name: string;
  readonly words: Words;
  readonly lease: Lease;
  readonly client: Client;
}

const cases = (families as readonly Family[]).flatMap(({ packages, clients = [] }) => {
  const seen = new Set<string>();
  return clients.flatMap((client) =>
    (client.leases ?? []).flatMap((lease): Case[] => {
      const [name] = packages as [string];
      const key = `${lease.by} ${lease.take}`;
      if (HANDED_OUT.has(name) || seen.has(key)) return [];
      seen.add(key);
      const words = WORDS[`${name} ${lease.take}`] ?? WORDS[name];
      if (!words) throw new Error(`How ${name} is made and used is not said here.`);
      return [{ name: `${name} ${lease.take}`, words, lease, client }];
    }),
  );
});

const isAtOnce = ({ by }: Lease): boolean => by === "return" || by === "new";

/** `client.release()`, in the words of the catalogue. */
function giving(lease: Lease, index = 0, name = "taken"): string {
  const [own] = lease.release.slice(index);
  const wait = lease.releaseIsAsync ? "await " : "";
  return own === undefined ? `pool.${lease.releaseOnPool?.[index] ?? ""}(${name});` : `${wait}${name}.${own}();`;
}

function taking(lease: Lease): string {
  if (lease.by === "new") return `new sql.${lease.take}(pool)`;
  return `${isAtOnce(lease) ? "" : "await "}pool.${lease.take}()`;
}

/** The verdicts on a function with this body. */
function verdictsOn({ words, lease }: Case, body: string): string[] {
  const text = body
    .replaceAll("TAKE", `const taken = ${taking(lease)};`)
    .replaceAll("OPEN", (words.open ?? "").replaceAll("NAME", "taken"))
    .replaceAll("PROMISE", words.use.replaceAll("NAME", "taken"))
    .replaceAll("USE", `await ${(words.fails ?? words.use).replaceAll("NAME", "taken")};`)
    .replaceAll("GIVE", giving(lease))
    .replaceAll("UNDO", giving(lease, lease.kind === "transaction" ? 1 : 0));
  return judgeLeases(new Takes(readText(`${words.make}export async function run(flag, ids, log, owner) {\n${text}\n}\n`))).map(({ verdict }) => verdict.is);
}

const promised = cases.filter(({ lease }) => lease.by !== "callback");
const ended = promised.filter(({ lease }) => lease.kind !== "transaction");
const transactions = promised.filter(({ lease }) => lease.kind === "transaction");

describe.each(ended.map((each) => [each.name, each] as const))("%s", (_name, each) => {
  const { lease } = each;
  const on = (body: string): string[] => verdictsOn(each, body);
  /** What is taken only by its first use is not there before. */
  const held = "TAKE OPEN USE";

  test("given back in finally", () => expect(on("TAKE try { OPEN USE } finally { GIVE }")).toEqual([]));
  test("given back in finally, the result returned", () => expect(on("TAKE try { OPEN return await PROMISE; } finally { GIVE }")).toEqual([]));
  test("declared before, guarded in finally", () => {
    expect(on(`let taken; try { taken = ${taking(lease)}; OPEN USE } finally { if (taken) { GIVE } }`)).toEqual([]);
  });
  test("given back by both, try and catch", () => expect(on("TAKE try { OPEN USE GIVE } catch (error) { GIVE throw error; }")).toEqual([]));
  test("only at the end", () => expect(on(`${held} GIVE`)).toEqual(["lostOnError"]));
  test("an early return", () => expect(on(`TAKE OPEN try { USE } catch {} if (flag) return; GIVE`)).toEqual(["lostOnPath"]));
  test("a throw", () => expect(on(`TAKE OPEN try { USE } catch {} if (flag) throw new Error("no"); GIVE`)).toEqual(["lostOnError"]));
  test("a break", () => expect(on(`for (const id of ids) { TAKE OPEN try { USE } catch {} if (id < 0) break; GIVE }`)).toEqual(["lostOnPath"]));
  test("in one branch only", () => expect(on(`TAKE OPEN try { USE } catch {} if (flag) { GIVE }`)).toEqual(["lostOnPath"]));
  test("a promise returned without await", () => expect(on("TAKE OPEN try { return PROMISE; } finally { GIVE }")).toContain("releasedEarly"));
  test("an await before it in finally", () => expect(on("TAKE OPEN try { USE } finally { await log(); GIVE }")).toEqual(["lostOnError"]));
  test("given back twice", () => expect(on("TAKE OPEN try { USE GIVE } finally { GIVE }")).toEqual(lease.twice && knownForAll(lease) ? ["releasedTwice"] : []));
  test("never given back", () => expect(on(held)).toEqual(lease.kind === "channel" ? [] : ["neverReleased"]));
  test("the result dropped", () => expect(on(isAtOnce(lease) ? `${taking(lease)};` : `await pool.${lease.take}();`)).toEqual(isAtOnce(lease) ? [] : ["dropped"]));
  test("returned to the caller", () => expect(on("TAKE OPEN return taken;")).toEqual([]));
  test("kept in an object", () => expect(on("TAKE OPEN owner.taken = taken;")).toEqual([]));
  test("handed to a constructor that is returned", () => expect(on("TAKE OPEN return new Session(taken);")).toEqual([]));
  test("using", () => expect(on(`await using taken = ${taking(lease)}; OPEN USE`)).toEqual([]));
  test("given back by a function that is returned", () => expect(on("TAKE OPEN return async () => { GIVE };")).toEqual([]));
  if (!isAtOnce(lease)) {
    const chained = (body: string): string => `return pool.${lease.take}().then(${body});`;
    test("a chain with finally", () => expect(on(chained("(taken) => PROMISE.finally(async () => { GIVE })"))).toEqual([]));
    test("a chain that gives back on success only", () => expect(on(chained("(taken) => PROMISE.then(async (rows) => { GIVE return rows; })"))).toEqual(["lostOnError"]));
  }
});

describe.each(transactions.map((each) => [each.name, each] as const))("%s", (_name, each) => {
  const on = (body: string): string[] => verdictsOn(each, body);

  test("ended on both paths", () => expect(on("TAKE OPEN try { USE GIVE } catch (error) { UNDO throw error; }")).toEqual([]));
  test("only at the end", () => expect(on("TAKE OPEN USE GIVE")).toEqual(["lostOnError"]));
  test("an early return", () => expect(on("TAKE OPEN try { USE if (flag) return; GIVE } catch (error) { UNDO throw error; }")).toEqual(["lostOnPath"]));
  test("a throw before the try", () => expect(on("TAKE OPEN if (flag) throw new Error(\"no\"); try { USE GIVE } catch (error) { UNDO throw error; }")).toEqual(["lostOnError"]));
  test("a break", () => expect(on("for (const id of ids) { TAKE OPEN try { USE if (id < 0) break; GIVE } catch (error) { UNDO throw error; } }")).toEqual(["lostOnPath"]));
  test("in one branch only", () => expect(on("TAKE OPEN try { USE if (flag) { GIVE } } catch (error) { UNDO throw error; }")).toEqual(["lostOnPath"]));
  test("an await before it in catch", () => expect(on("TAKE OPEN try { USE GIVE } catch (error) { await log(); UNDO throw error; }")).toEqual(["lostOnError"]));
  test("a catch that forgets it", () => expect(on("TAKE OPEN try { USE GIVE } catch (error) { return null; }")).toEqual(["lostOnError"]));
  test("never ended", () => expect(on("TAKE OPEN USE")).toEqual(["neverReleased"]));
  test("returned to the caller", () => expect(on("TAKE OPEN return taken;")).toEqual([]));
  test("kept in an object", () => expect(on("TAKE OPEN owner.taken = taken;")).toEqual([]));
  test("left to the library", () => {
    if (!isAtOnce(each.lease)) expect(on(`return pool.${each.lease.take}(async (taken) => { USE });`)).toEqual([]);
  });
});

/** Whether the harm is a fact of every version: which one is installed is not known here. */
function knownForAll({ twice, fact }: Lease): boolean {
  return twice?.versions === fact.versions;
}

const withCallback = cases.filter(({ lease, words }) => lease.by !== "promise" && lease.callbackArg !== undefined && words.useWith !== undefined);

describe.each(withCallback.map((each) => [each.name, each] as const))("%s with a callback", (_name, each) => {
  const { lease, words } = each;
  const on = (inner: string, release = "release"): string[] => {
    const parameters = lease.callbackRelease === undefined ? "(error, taken)" : `(error, taken, ${release})`;
    const text = inner.replaceAll(/USE\((\w+)\)/g, (_use, callback: string) => (words.useWith ?? "").replaceAll("NAME", "taken").replaceAll("CALLBACK", callback));
    const given = lease.callbackRelease === undefined ? `taken.${lease.release[0] ?? ""}();` : `${release}();`;
    const used = text.replaceAll("GIVE", given).replaceAll("ASK", (words.useWith ?? "").replaceAll("NAME", "taken"));
    return judgeLeases(new Takes(readText(`${words.make}export function run(flag, callback, owner) {\npool.${lease.take}(${parameters} => { ${used} });\n}\n`))).map(({ verdict }) => verdict.is);
  };
  const asked = (inner: string): string => (words.useWith ?? "").replaceAll("NAME", "taken").replaceAll("CALLBACK", `(failure, rows) => { ${inner} }`);

  test("given back first thing in the callback", () => expect(on(`if (error) return callback(error); ${asked("GIVE callback(failure, rows);")}`)).toEqual([]));
  test("given back on success only", () => expect(on(`if (error) return callback(error); ${asked("if (failure) return callback(failure); GIVE callback(null, rows);")}`)).toEqual(["lostOnError"]));
  test("given back on failure only", () => expect(on(`if (error) return callback(error); ${asked("if (failure) { GIVE return callback(failure); } callback(null, rows);")}`)).toEqual(["lostOnPath"]));
  test("an early return", () => expect(on(`if (error) return callback(error); if (flag) return callback(null, []); ${asked("GIVE callback(failure, rows);")}`)).toEqual(["lostOnPath"]));
  test("never given back", () => expect(on(`if (error) return callback(error); ${asked("callback(failure, rows);")}`)).toEqual(lease.kind === "channel" ? [] : ["neverReleased"]));
  test("handed to the caller", () => expect(on("callback(error, taken);")).toEqual([]));
  test("kept in an object", () => expect(on("if (error) return callback(error); owner.taken = taken;")).toEqual([]));
});
