/** The parts of the lab that need no network. */
export { drawBars } from "./chart.mjs";
export { judgeResults } from "./judge-results.mjs";
export { makePages } from "./page.mjs";
export { repair } from "./repair.mjs";
