import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrange } from "../tools/options/download.js";
import { fileOf, generate, readPinned, readPlan, readReviews, toText } from "../tools/options/generate.js";
import type { SourceReading } from "../tools/options/plan.js";
import { readSourceNames } from "../tools/options/read-source.js";
import { openTypes, readTypeLevels } from "../tools/options/read-types.js";
import { findStretches, joinEqual, wholeMajors } from "../tools/options/stretches.js";

const target = fileURLToPath(new URL("../src/catalogue/known-options/", import.meta.url));

describe("generating", () => {
  it.each(["generic-pool", "exponential-backoff"])(
    "gives for %s the same text every time, and it is the text in the repository",
    (name) => {
      const plan = readPlan();
      const planned = plan.packages.find((candidate) => candidate.name === name);
      const pinned = readPinned()[name];
      if (!planned || !pinned) throw new Error(`${name} is not planned`);
      const first = toText(generate(plan, planned, pinned, readReviews()));
      expect(toText(generate(plan, planned, pinned, readReviews()))).toBe(first);
      expect(readFileSync(join(target, fileOf(name)), "utf8")).toBe(first);
    },
    180_000,
  );

  it("has pinned versions for every package it plans, and reviews only of clients it knows", () => {
    const { packages } = readPlan();
    expect(Object.keys(readPinned()).sort()).toEqual(packages.map((planned) => planned.name).sort());
    for (const note of readReviews()) {
      const planned = packages.find((candidate) => candidate.name === note.package);
      expect(Object.keys(planned?.clients ?? {}), note.package).toContain(note.client);
    }
  });
});

describe("reading types", () => {
  let folder: string;
  beforeAll(() => {
    folder = arrange(Object.entries(readPlan().shared), [["generic-pool", "3.9.0"]]);
  }, 120_000);

  function readLevels(text: string, pass: string[] = []): ReturnType<typeof readTypeLevels> {
    const [type] = openTypes(folder, [text]);
    if (!type || "problem" in type) throw new Error(type?.problem ?? "no type");
    return readTypeLevels(type, pass);
  }

  it("follows sections, unions and intersections, and leaves out what is forbidden", () => {
    const { levels, open } = readLevels(
      `{ host?: string; gone?: never; pool?: false | { max?: number; validate?(client: object): boolean } } &
       { port: number }`,
    );
    expect(open).toBe(false);
    expect(levels).toEqual({ "": ["host", "pool", "port"], pool: ["max", "validate"] });
  }, 60_000);

  it("takes instances, functions and lists for values, and loose or foreign objects for passed on", () => {
    const { levels } = readLevels(
      `{ logger?: { info(text: string): void }; agent?: import("node:http").Agent; hosts?: string[];
         retry?: (times: number) => number; tls?: import("node:tls").ConnectionOptions;
         extra?: Record<string, unknown> }`,
    );
    expect(levels).toEqual({
      "": ["logger", "agent", "hosts", "retry", "tls", "extra"],
      tls: "*",
      extra: "*",
    });
  }, 60_000);

  it("passes on what it is told to, and says when the whole object is loose", () => {
    expect(readLevels("{ ssl?: { ca?: string } }", ["ssl"]).levels).toEqual({ "": ["ssl"], ssl: "*" });
    expect(readLevels("{ [name: string]: string }").open).toBe(true);
  }, 60_000);

  it("says what is wrong with a type that is not there", () => {
    const [type] = openTypes(folder, ['import("generic-pool").NoSuchOptions']);
    expect(type).toHaveProperty("problem");
  }, 60_000);
});

describe("reading code", () => {
  const folder = mkdtempSync(join(tmpdir(), "options-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function namesIn(code: string, reading: Omit<SourceReading, "file">): string[] {
    const file = `client-${Math.random().toString(36).slice(2)}/index.js`;
    mkdirSync(join(folder, "node_modules", file, ".."), { recursive: true });
    writeFileSync(join(folder, "node_modules", file), code);
    return readSourceNames(folder, { file, ...reading }).map(([level, name]) => (level ? `${level}.${name}` : name));
  }

  it("finds members, destructurings and `in` tests of the named objects alone", () => {
    const code = `
      class Pool {
        constructor(options, other) {
          this.max = options.max || 10;
          const { min, idle: idleMillis } = options || {};
          if ('ssl' in options) this.ssl = options['ssl'];
          if (options.hasOwnProperty('max')) other.unrelated();
        }
      }`;
    expect(new Set(namesIn(code, { objects: ["options"], within: "Pool" }))).toEqual(
      new Set(["max", "min", "idle", "ssl"]),
    );
  });

  it("finds a constructor's destructured parameter and nobody else's", () => {
    const code = `
      class Parser { constructor({ socket }) { this.socket = socket; } }
      class Client { constructor(url, { connections, connect: dial } = {}) { this.run = ({ task }) => task; } }`;
    expect(namesIn(code, { objects: ["{}"], within: "Client.constructor" })).toEqual(["connections", "connect"]);
  });

  it("finds the keys of a table and the names handed to a function, at the level it is told", () => {
    const table = "exports.DEFAULTS = { host: 'localhost', 'key-prefix': '' };";
    expect(namesIn(table, { keysOf: "DEFAULTS", at: "redisOptions" })).toEqual([
      "redisOptions.host",
      "redisOptions.key-prefix",
    ]);
    expect(namesIn("this.user = val('user', config);", { argumentOf: "val" })).toEqual(["user"]);
  });

  it("says so when nothing is there to read", () => {
    expect(() => namesIn("const nothing = 1;", { objects: ["options"] })).toThrow("reads nothing of options");
    expect(() => namesIn("const nothing = 1;", { keysOf: "DEFAULTS" })).toThrow("has no object literal DEFAULTS");
    expect(namesIn("const nothing = 1;", { keysOf: "DEFAULTS", optional: true })).toEqual([]);
  });
});

describe("splitting into stretches", () => {
  const releases = ["4.0.0", "4.1.0", "4.1.1", "4.2.0", "5.0.0", "5.1.0"];

  it("finds the release that brought a change", () => {
    const stretches = findStretches(releases, (version) =>
      version.startsWith("4") && version < "4.1.1" ? ["host"] : ["host", "commandTimeout"],
    );
    expect(stretches).toEqual([
      { versions: ">=4 <4.1.1", from: "4.1.0" },
      { versions: ">=4.1.1 <5", from: "4.2.0" },
      { versions: ">=5 <6", from: "5.1.0" },
    ]);
  });

  it("reads few of many releases", () => {
    const many = Array.from({ length: 64 }, (_, minor) => `3.${minor}.0`);
    const asked = new Set<string>();
    const stretches = findStretches(many, (version) => {
      asked.add(version);
      return Number(version.split(".")[1]) >= 37;
    });
    expect(stretches.map(({ versions }) => versions)).toEqual([">=3 <3.37", ">=3.37 <4"]);
    expect(asked.size).toBeLessThanOrEqual(9);
  });

  it("begins where the plan begins", () => {
    expect(wholeMajors(["0.95.0", "0.95.15", "1.0.1"])).toEqual([
      { versions: ">=0.95 <1", from: "0.95.15" },
      { versions: ">=1 <2", from: "1.0.1" },
    ]);
  });

  it("can take whole majors, and joins equal neighbours but never majors", () => {
    expect(wholeMajors(releases)).toEqual([
      { versions: ">=4 <5", from: "4.2.0" },
      { versions: ">=5 <6", from: "5.1.0" },
    ]);
    const entries = [
      { versions: ">=4 <4.1", from: "a@4.0.0" },
      { versions: ">=4.1 <5", from: "a@4.2.0" },
      { versions: ">=5 <6", from: "a@5.1.0" },
    ];
    expect(joinEqual(entries, () => true)).toEqual([
      { versions: ">=4 <5", from: "a@4.2.0" },
      { versions: ">=5 <6", from: "a@5.1.0" },
    ]);
  });
});
