import type { Family } from "./shape.js";
import { run } from "./source.js";

const versions = ">=0.20 <0.30";
const source = run("kysely@0.28.18 with a Pool of its caller: idle kill");

/** kysely makes no connections of its own: it takes a pool, and leaves the pool's errors to whoever made it. */
export const kysely = {
  packages: ["kysely"],
  bystanders: [{ path: "PostgresDialect", by: "new", versions, source, probe: "kysely/PostgresDialect/errorEvent/of-a-pool" }],
} as const satisfies Family;
