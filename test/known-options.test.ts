import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import semver from "semver";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { type KnownOptions, type KnownOptionsEntry, readKnownOptions } from "../src/catalogue/known-options.js";

vi.mock("node:fs", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs")>();
  return { ...real, readFileSync: vi.fn(real.readFileSync) };
});

const folder = fileURLToPath(new URL("../src/catalogue/known-options/", import.meta.url));

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replaceAll("\\", "/"))
  .sort();

function readEntry(packageName: string, client: string, version: string): KnownOptionsEntry {
  const entries = readKnownOptions(packageName)?.clients[client] ?? [];
  const entry = entries.find((candidate) => semver.satisfies(version, candidate.versions));
  if (!entry) throw new Error(`${packageName}@${version} ${client} is not known`);
  return entry;
}

/** `socket.connectTimeout` is looked for at the level `socket`. */
function isKnown(packageName: string, client: string, version: string, path: string): boolean {
  const { options } = readEntry(packageName, client, version);
  const dot = path.lastIndexOf(".");
  const names = options[dot < 0 ? "" : path.slice(0, dot)];
  return names === "*" || (names?.includes(path.slice(dot + 1)) ?? false);
}

describe("the reader", () => {
  it("opens one file per package asked for, once, and none before", () => {
    const opened = (): string[] =>
      vi
        .mocked(readFileSync)
        .mock.calls.map(([path]) => String(path))
        .filter((path) => path.endsWith(".json"));
    expect(opened()).toEqual([]);

    const first = readKnownOptions("generic-pool");
    expect(readKnownOptions("generic-pool")).toBe(first);
    expect(opened().map((path) => path.split("/").at(-1))).toEqual(["generic-pool.json"]);
  });

  it("answers nothing for packages it has no file for, and never leaves its folder", () => {
    expect(readKnownOptions("left-pad")).toBeUndefined();
    expect(readKnownOptions("../../../package")).toBeUndefined();
    expect(readKnownOptions("@redis/../pg")).toBeUndefined();
    expect(readKnownOptions("")).toBeUndefined();
  });

  it("finds scoped packages and Node's own modules", () => {
    expect(readKnownOptions("@redis/client")?.package).toBe("@redis/client");
    expect(readKnownOptions("node:http")?.package).toBe("node:http");
  });
});

describe.each(files)("%s", (name) => {
  let known: KnownOptions;
  beforeAll(() => {
    known = JSON.parse(readFileSync(join(folder, name), "utf8")) as KnownOptions;
  });

  it("is found under its package's name", () => {
    expect(readKnownOptions(known.package)).toEqual(known);
  });

  it("has ranges that hold their own version and nobody else's", () => {
    for (const [client, entries] of Object.entries(known.clients)) {
      expect(entries.length, client).toBeGreaterThan(0);
      for (const entry of entries) {
        const version = entry.from.slice(entry.from.lastIndexOf("@") + 1);
        const holding = entries.filter((other) => semver.satisfies(version, other.versions));
        expect(holding, `${client} ${entry.versions}`).toEqual([entry]);
      }
      for (const [index, entry] of entries.entries()) {
        const later = entries.slice(index + 1);
        const overlapping = later.filter((other) => semver.intersects(entry.versions, other.versions));
        expect(overlapping, `${client} ${entry.versions}`).toEqual([]);
      }
    }
  });

  it("lists names once, in order, and sections only under names it knows", () => {
    for (const entries of Object.values(known.clients)) {
      for (const { options, open } of entries) {
        expect(open || options[""] !== undefined).toBe(true);
        for (const [level, names] of Object.entries(options)) {
          if (names !== "*") expect(names).toEqual([...new Set(names)].sort());
          if (level === "") continue;
          const dot = level.lastIndexOf(".");
          expect(options[dot < 0 ? "" : level.slice(0, dot)]).toContain(level.slice(dot + 1));
        }
      }
    }
  });
});

describe("samples that were read by hand", () => {
  it.each([
    ["pg", "Pool", "8.16.0", "max"],
    ["pg", "Pool", "8.16.0", "connectionTimeoutMillis"],
    ["pg", "Pool", "8.16.0", "query_timeout"],
    ["pg", "Pool", "8.16.0", "ssl.rejectUnauthorized"],
    ["pg-pool", "Pool", "3.6.0", "maxUses"],
    ["ioredis", "Redis", "4.25.0", "commandTimeout"],
    ["ioredis", "Redis", "5.0.0", "keepAlive"],
    ["ioredis", "Redis", "5.4.0", "socketTimeout"],
    ["ioredis", "Redis", "5.9.0", "blockingTimeout"],
    ["ioredis", "Redis", "6.0.0", "maxRetriesPerRequest"],
    ["ioredis", "Cluster", "5.8.0", "redisOptions.socketTimeout"],
    ["redis", "createClient", "4.6.0", "socket.connectTimeout"],
    ["redis", "createClient", "5.1.0", "socket.socketTimeout"],
    ["redis", "createClient", "5.6.0", "commandOptions.timeout"],
    ["redis", "createClient", "3.1.2", "retry_strategy"],
    ["redis", "createClientPool", "5.12.0", "acquireTimeout"],
    ["mysql", "createPool", "2.18.1", "acquireTimeout"],
    ["mysql2", "createPool", "3.9.0", "maxIdle"],
    ["mariadb", "createPool", "3.4.0", "acquireTimeout"],
    ["postgres", "postgres", "3.4.5", "connect_timeout"],
    ["postgres", "postgres", "3.4.5", "connection.statement_timeout"],
    ["undici", "Pool", "6.21.0", "connections"],
    ["undici", "Pool", "7.10.0", "connect.timeout"],
    ["undici", "Agent", "5.28.0", "headersTimeout"],
    ["node:http", "Agent", "20.11.0", "maxSockets"],
    ["node:https", "Agent", "22.0.0", "maxTotalSockets"],
    ["mongodb", "MongoClient", "6.5.0", "maxPoolSize"],
    ["mongodb", "MongoClient", "4.10.0", "useNewUrlParser"],
    ["typeorm", "DataSource(postgres)", "0.3.10", "poolSize"],
    ["typeorm", "DataSource(postgres)", "0.3.20", "extra.query_timeout"],
    ["knex", "knex", "3.1.0", "pool.acquireTimeoutMillis"],
    ["knex", "knex", "3.1.0", "connection.statement_timeout"],
    ["knex", "knex", "2.5.0", "pool.validate"],
    ["knex", "knex", "3.2.10", "pool.maxConnectionLifetimeMillis"],
    ["mongoose", "connect", "8.9.0", "bufferTimeoutMS"],
    ["bullmq", "Worker", "5.30.0", "connection.maxRetriesPerRequest"],
    ["mssql", "ConnectionPool", "11.0.0", "pool.acquireTimeoutMillis"],
    ["oracledb", "createPool", "6.5.0", "queueTimeout"],
    ["@smithy/node-http-handler", "NodeHttpHandler", "4.0.0", "httpsAgent.maxSockets"],
    ["p-retry", "pRetry", "6.2.0", "forever"],
  ])("%s %s %s knows %s", (packageName, client, version, path) => {
    expect(isKnown(packageName, client, version, path)).toBe(true);
  });

  it.each([
    ["pg", "Pool", "8.16.0", "acquireTimeoutMillis"],
    ["pg", "Pool", "8.16.0", "connectionLimit"],
    ["pg", "Client", "8.16.0", "max"],
    ["pg-pool", "Pool", "2.0.10", "maxUses"],
    ["ioredis", "Redis", "4.24.0", "commandTimeout"],
    ["ioredis", "Redis", "5.3.2", "socketTimeout"],
    ["ioredis", "Redis", "5.8.0", "blockingTimeout"],
    ["ioredis", "Cluster", "5.8.0", "socketTimeout"],
    ["redis", "createClient", "4.6.0", "connectTimeout"],
    ["redis", "createClient", "4.7.0", "socket.socketTimeout"],
    ["redis", "createClient", "5.0.1", "socket.socketTimeout"],
    ["redis", "createClient", "5.5.0", "commandOptions.timeout"],
    ["redis", "createClient", "3.1.2", "max_attempts"],
    ["mysql2", "createPool", "3.9.0", "acquireTimeout"],
    ["mysql2", "createConnection", "3.9.0", "connectionLimit"],
    ["undici", "Pool", "6.21.0", "maxSockets"],
    ["undici", "Client", "6.21.0", "connections"],
    ["node:http", "Agent", "20.11.0", "connections"],
    ["mongodb", "MongoClient", "4.10.0", "poolSize"],
    ["typeorm", "DataSource(postgres)", "0.3.9", "poolSize"],
    ["knex", "knex", "3.1.0", "acquireTimeoutMillis"],
    ["knex", "knex", "3.1.0", "pool.refreshIdle"],
    ["knex", "knex", "3.1.0", "pool.maxConnectionLifetimeMillis"],
    ["oracledb", "getConnection", "6.5.0", "poolMax"],
    ["amqplib", "connect", "0.10.4", "heartbeat"],
    ["p-retry", "pRetry", "7.0.0", "forever"],
  ])("%s %s %s does not know %s", (packageName, client, version, path) => {
    expect(isKnown(packageName, client, version, path)).toBe(false);
  });
});
