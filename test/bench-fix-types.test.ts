import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
// @ts-expect-error the bench is plain JavaScript
import { compareTypes } from "../bench/fix-types.mjs";

const folder = mkdtempSync(join(tmpdir(), "connections-bench-"));
writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "orders", version: "1.0.0", dependencies: { pg: "^8.0.0" } }));

function added(name: string, before: string, after: string): string[] {
  return compareTypes(folder, join(folder, name), before, after).added as string[];
}

const pool = (options: string): string => `import { Pool } from "pg";\nimport { log } from "./log.js";\nexport const pool = new Pool(${options});\nlog(pool);\n`;

describe("the types of fixed text", () => {
  it.each(["pool.ts", "pool.js"])("are those of the client: %s", (name) => {
    expect(added(name, pool(""), pool("{ max: 10 }"))).toEqual([]);
    expect(added(name, pool(""), pool('{ max: "ten" }')).join()).toMatch(/TS2322.*number/);
  });

  it("only count what is new", () => {
    expect(added("pool.ts", pool('{ max: "ten" }'), pool('{ max: "ten", min: 1 }'))).toEqual([]);
    expect(added("pool.ts", pool('{ max: "ten" }'), `${pool('{ max: "ten" }')}export const other = new Pool({ max: "ten" });\n`)).toHaveLength(1);
  });

  it("names the clients whose types it had", () => {
    expect(compareTypes(folder, join(folder, "pool.ts"), pool(""), pool("")).clients).toEqual(["pg"]);
  });
}, 60_000);
