import { describe, expect, test } from "vitest";
import { backgroundEntryPoints } from "../src/catalogue/entry-points-background.js";
import { webEntryPoints } from "../src/catalogue/entry-points.js";
import { families } from "../src/catalogue/index.js";
import plugin, { type Client, type ConnectionsSettings, type Family, type Wrapper } from "../src/index.js";
import { readSettings } from "../src/settings.js";

const pool = { name: "Pool", holds: "pool", makers: [{ path: "Pool", by: "new", options: [0] }], settings: {} } as const satisfies Client;
const getPool = { from: "@app/db", name: "getPool" } as const;

/** The message of the error that these settings end a run with. */
function complaint(connections: unknown): string {
  try {
    readSettings({ connections });
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

/** Settings with one client, some of its members replaced. */
function withClient(members: object): object {
  return { clients: [{ packages: ["@app/db"], clients: [{ ...pool, ...members }] }] };
}

describe("a wrong entry is named with its path and what it takes", () => {
  test.each<[string, unknown, string]>([
    ["no list", { clients: {} }, "settings.connections.clients takes a list, not {}."],
    ["no family", { clients: ["pg"] }, 'settings.connections.clients[0] takes an object with packages, not "pg".'],
    ["no packages", { clients: [{ clients: [] }] }, "settings.connections.clients[0].packages is missing. It takes a list."],
    [
      "a wrong word",
      withClient({ makers: [{ path: "Pool", by: "static", options: [0] }] }),
      'settings.connections.clients[0].clients[0].makers[0].by takes "call" or "either" or "new", not "static".',
    ],
    ["a missing member", withClient({ makers: undefined }), "settings.connections.clients[0].clients[0].makers is missing. It takes a list."],
    ["a wrong type", withClient({ makers: [{ path: "Pool", by: "new", options: "0" }] }), 'settings.connections.clients[0].clients[0].makers[0].options takes a list, not "0".'],
    [
      "an unknown member",
      withClient({ maker: [] }),
      /^settings\.connections\.clients\[0\]\.clients\[0\]\.maker is not known\. settings\.connections\.clients\[0\]\.clients\[0\] takes name, holds, makers, /.source,
    ],
    [
      "a wrong range",
      withClient({ settings: { limit: [{ options: ["max"], absent: [{ versions: "seven", value: 10 }] }] } }),
      'settings.connections.clients[0].clients[0].settings.limit[0].absent[0].versions takes a semver range like ">=7 <9", not "seven".',
    ],
    [
      "a wrong value of a fact",
      withClient({ settings: { limit: [{ options: ["max"], absent: [{ value: "none" }] }] } }),
      'settings.connections.clients[0].clients[0].settings.limit[0].absent[0].value takes "off" or "required" or "varies" or a number, not "none".',
    ],
    [
      "a condition that is none",
      withClient({ when: [{ option: "client", equals: "pg" }] }),
      /^settings\.connections\.clients\[0\]\.clients\[0\]\.when\[0\]/.source,
    ],
    ["an entry point", { entryPoints: [{ id: "bus", packages: ["@app/bus"], often: [{ via: "method" }] }] }, "settings.connections.entryPoints[0].often[0].names is missing. It takes a list."],
    ["a wrapper's purpose", { wrappers: [{ ...getPool, does: "makes" }] }, /^settings\.connections\.wrappers\[0\]\.does takes .*"creates"/.source],
    ["a wrapper's client", { wrappers: [{ ...getPool, does: "creates" }] }, "settings.connections.wrappers[0].client is missing. It takes an object with package, name."],
    ["a wrapper's attempts", { wrappers: [{ ...getPool, does: "retries", attempts: { option: "tries" } }] }, 'settings.connections.wrappers[0].attempts.absent is missing. It takes "off" or a number.'],
    ["the server", { server: { maxConnections: 0 } }, "settings.connections.server.maxConnections takes a whole number above 0, not 0."],
  ])("%s", (_name, connections, message) => {
    if (message.startsWith("^")) expect(complaint(connections)).toMatch(new RegExp(message));
    else expect(complaint(connections)).toBe(message);
  });
});

test("what JSON would leave out is not taken for settings that were read before", () => {
  expect(complaint({ fix: "safe" })).toBe("none");
  expect(complaint({ fix: "safe", clients: () => [] })).toMatch(/^settings\.connections\.clients takes a list/);
});

test("a wrapper of a client that nobody knows is named", () => {
  const wrappers = [{ ...getPool, does: "creates", client: { package: "pg", name: "Pools" } }] satisfies Wrapper[];
  expect(complaint({ wrappers })).toBe("settings.connections.wrappers[0].client names no client of the catalogue: pg has Pool, Client, not Pools.");
});

test("whatever the catalogue says may be said in the settings", () => {
  expect(readSettings({ connections: { clients: families } }).clients).toEqual(families);
  const entryPoints = [...webEntryPoints, ...backgroundEntryPoints];
  expect(readSettings({ connections: { entryPoints } }).entryPoints).toEqual(entryPoints);
});

test("facts of one's own hold for every version and count as proven", () => {
  const connections = { clients: [{ packages: ["@app/db"], clients: [{ ...pool, settings: { limit: [{ options: ["max"], absent: [{ value: 10 }] }] } }] }] } satisfies ConnectionsSettings;
  const [family] = readSettings({ connections }).clients as readonly Family[];
  expect(family?.clients?.[0]?.settings.limit?.[0]?.absent).toEqual([
    { value: 10, versions: "*", source: { kind: "run", where: "settings.connections", seen: "" }, probe: "settings.connections" },
  ]);
});

test("the types of the package say what the settings take", () => {
  const connections = {
    fix: "safe",
    values: { limit: 20, acquireTimeout: { import: "ACQUIRE_MS", from: "@app/limits" } },
    wrappers: [
      { ...getPool, does: "creates", client: { package: "pg", name: "Pool" } },
      { ...getPool, does: "caches" },
      { ...getPool, does: "closes" },
      { ...getPool, does: "limits" },
      { ...getPool, does: "retries", attempts: { option: "tries", absent: "off" } },
    ],
    server: { maxConnections: 100, instances: 4 },
    testFiles: ["**/*.check.ts"],
    crossFile: false,
  } satisfies ConnectionsSettings;
  expect(readSettings({ connections }).wrappers).toEqual(connections.wrappers);
  expect(Object.keys(plugin.rules).length).toBeGreaterThan(0);
});
