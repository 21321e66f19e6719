import { pg, pgPool } from "./pg.js";
import type { Family } from "./shape.js";

/** Every family of client libraries, alphabetical. */
export const families: readonly Family[] = [pg, pgPool];
