/** The parts of the lab that need no network. */
export { drawBars } from "./chart.mjs";
export { CLIENTS } from "./clients.mjs";
export { makePages } from "./evidence-page.mjs";
export { findLeftOut, judgeResults } from "./judge-results.mjs";
export { HERDS, PATIENT, RESTARTS, STORMS } from "./programs.mjs";
export { quoteInto } from "./quotes.mjs";
export { repair } from "./repair.mjs";
