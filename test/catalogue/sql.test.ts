import { describe, expect, test } from "vitest";
import type { SettingName } from "../../src/catalogue/shape.js";
import type { Installed } from "../../src/code/installed.js";
import { judgeSetting, type Verdict } from "../../src/judge/setting.js";
import { readText } from "../code/read-text.js";

/** What is said of one setting of the one SQL client that a text makes, with `version` installed. */
function judge(text: string, version: string | undefined, name: SettingName = "limit"): string {
  const installed: Installed = version === undefined ? { is: "unknown" } : { is: "exact", version };
  const { constructions } = readText(text);
  const verdicts = constructions.map((construction) => shown(judgeSetting(construction, name, installed)));
  return [...new Set(verdicts)].join(" | ");
}

function shown(verdict: Verdict): string {
  switch (verdict.is) {
    case "off":
      return `off by ${verdict.because}, ${verdict.option}`;
    case "default":
      return `${verdict.value} by default`;
    case "ineffective":
      return `${verdict.written} is ${verdict.inForce}`;
    case "on":
      return `${verdict.value}`;
    case "unsure":
      return `unsure of ${verdict.why}`;
    default:
      return verdict.is;
  }
}

describe("a connection string", () => {
  const mysql = (argument: string): string => judge(`import { createPool } from "mysql2"; createPool(${argument});`, "3.24.6");

  test.each([
    ["'mysql://db/orders?connectionLimit=20'", "20"],
    ["'mysql://db/orders?connectionlimit=20'", "20"],
    ["'mysql://db/orders?charset=utf8&connectionLimit=0'", "off by written, connectionLimit"],
    ["`mysql://${process.env.HOST}/orders?connectionLimit=20`", "20"],
    ["`mysql://db/orders?charset=${process.env.CHARSET}`", "unsure of url"],
    ["process.env.MYSQL_URL", "unsure of url"],
    ["{ uri: process.env.MYSQL_URL, connectionLimit: 5 }", "5"],
    ["'mysql://db/orders'", "10 by default"],
  ])("of mysql2 holds options: %s", (argument, expected) => {
    expect(mysql(argument)).toBe(expected);
  });

  test.each([
    ["'Server=db;Max Pool Size=20;Encrypt=true'", "20"],
    ["'Server=db; max pool size = 20'", "20"],
    ["`Server=${process.env.HOST};Max Pool Size=20`", "20"],
    ["`Server=db;Password=${process.env.PASSWORD}`", "10 by default"],
    ["`Server=db;${process.env.MORE}`", "unsure of url"],
  ])("of mssql is a list of pairs: %s", (argument, expected) => {
    expect(judge(`import { connect } from "mssql"; connect(${argument});`, "12.7.14")).toBe(expected);
  });

  test("says nothing to mssql 6", () => {
    expect(judge(`import { connect } from "mssql"; connect("Server=db;Max Pool Size=20");`, "6.4.1")).toBe("10 by default");
  });
});

describe("a number that is text", () => {
  test.each([
    ["process.env.PG_MAX", "process.env.PG_MAX is 1"],
    ["process.env['PG_MAX'] ?? 10", `process.env['PG_MAX'] is 1`],
    ["'5'", '"5" is 1'],
    ["Number(process.env.PG_MAX)", "set"],
    ["undefined", "undefined is 1"],
  ])("makes one connection in postgres: %s", (max, expected) => {
    expect(judge(`import postgres from "postgres"; postgres(url, { max: ${max} });`, "3.4.9")).toBe(expected);
  });

  test("is a number to pg", () => {
    expect(judge(`import { Pool } from "pg"; new Pool({ max: process.env.PG_MAX });`, "8.23.1")).toBe("set");
  });
});

describe("where the options stand", () => {
  test.each([
    ["'postgres://db/orders', { pool: { max: 9 } }", "9"],
    ["'orders', 'shop', process.env.PASSWORD, { pool: { max: 9 } }", "9"],
    ["config.name, config.user, config.password, { pool: { max: 9 } }", "9"],
    ["{ dialect: 'postgres', pool: { max: 9 } }", "9"],
    ["config.url", "unsure of kind"],
    ["...parts", "unsure of kind"],
  ])("sequelize: new Sequelize(%s)", (args, expected) => {
    expect(judge(`import { Sequelize } from "sequelize"; new Sequelize(${args});`, "6.37.8")).toBe(expected);
  });

  test.each([
    ["process.env.URL", "10 by default"],
    ["{ connection: process.env.URL }", "10 by default"],
    ["{ connection: { max: 9 } }", "9"],
    ["{ connection: config }", "unsure of options"],
    ["{ client: pool }", ""],
    ["pool", "unsure of kind"],
    ["", ""],
  ])("drizzle(%s)", (argument, expected) => {
    expect(judge(`import { drizzle } from "drizzle-orm/node-postgres"; drizzle(${argument});`, "0.45.4")).toBe(expected);
  });
});

describe("the version", () => {
  const source = (options: string): string => `import { DataSource } from "typeorm"; new DataSource({ type: "postgres", ${options} });`;

  test.each([
    ["1.1.1", "20"],
    ["0.3.10", "20"],
    ["0.3.6", "poolSize is 10"],
    ["0.3.8", "none"],
    ["7.0.0", "none"],
  ])("decides what poolSize means to typeorm %s", (version, expected) => {
    expect(judge(source("poolSize: 20"), version)).toBe(expected);
  });

  test("leaves unsaid what hangs on it while it is unknown", () => {
    expect(judge(source("poolSize: 20"), undefined)).toBe("unsure of version");
    expect(judge(source("host: 'db'"), undefined)).toBe("10 by default");
    expect(judge(source("extra: { max: 20 }"), undefined)).toBe("20");
  });
});

describe("a wait", () => {
  test.each<[string, string, SettingName, string]>([
    [`import { Pool } from "pg"; new Pool({});`, "8.23.1", "acquireTimeout", "off by default, connectionTimeoutMillis"],
    [`import { Pool } from "pg"; new Pool({ connectionTimeoutMillis: 0 });`, "8.23.1", "connectTimeout", "off by written, connectionTimeoutMillis"],
    [`import { Pool } from "pg"; new Pool({ statement_timeout: 9000 });`, "8.23.1", "commandTimeout", "9000"],
    [`import { Pool } from "pg"; new Pool({ options: "-c statement_timeout=9000" });`, "8.23.1", "commandTimeout", "set"],
    [`import { Pool } from "pg"; new Pool({ connectionString: "postgres://db/a?statement_timeout=9000" });`, "8.23.1", "commandTimeout", "9000"],
    [`import { createPool } from "mysql2"; createPool({});`, "3.24.6", "acquireTimeout", "none"],
    [`import { createPool } from "mysql2"; createPool({ connectTimeout: 0 });`, "3.24.6", "connectTimeout", "off by written, connectTimeout"],
    [`import { createPool } from "mariadb"; createPool({});`, "3.5.4", "deadPeer", "off by default, socketTimeout"],
    [`import postgres from "postgres"; postgres({});`, "3.4.9", "connectTimeout", "30 by default"],
    [`import { createPool } from "slonik"; createPool("postgres://db");`, "47.3.2", "acquireTimeout", "none"],
    [`import { createPool } from "slonik"; createPool("postgres://db");`, "33.3.3", "acquireTimeout", "5000 by default"],
    [`import { Sequelize } from "sequelize"; new Sequelize("postgres://db");`, "6.37.8", "connectTimeout", "off by default, dialectOptions.connectionTimeoutMillis"],
    [`import { Sequelize } from "sequelize"; new Sequelize("mysql://db");`, "6.37.8", "connectTimeout", "10000 by default"],
  ])("%s with %s: %s", (text, version, name, expected) => {
    expect(judge(text, version, name)).toBe(expected);
  });
});
