/** What tests and pages take from here. */
export { MEASURED, WATCHDOGS, WITHOUT } from "./clients.mjs";
export { unwatched, watched } from "./program.mjs";
