import type { Source } from "./shape.js";

/** The day most facts were checked. */
const CHECKED = "2026-11-21";

/** A fact read in a published package. @param where `package@version path:line` */
export function code(where: string, seen = CHECKED): Source {
  return { kind: "code", where, seen };
}

/** A fact read in a library's documentation. @param where the page's address */
export function page(where: string, seen = CHECKED): Source {
  return { kind: "page", where, seen };
}

/** A fact seen when running it. @param where what was run */
export function run(where: string, seen = CHECKED): Source {
  return { kind: "run", where, seen };
}
