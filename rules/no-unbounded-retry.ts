/**
 * # no-unbounded-retry
 *
 * Danger: what goes on for ever while the server is away goes on in every process at once, and the server that comes back
 *         meets all of them in the same second.
 * Flags:  a retry library without an end; loops, functions and timers that repeat connecting or querying for ever; two
 *         listeners that both reconnect; a reconnect strategy that neither grows to a cap nor stays at a second or more.
 * Silent: attempts, a budget, a signal, a flag; poll loops; a client's own strategy; one that grows to a cap.
 * Fix:    a finite number of attempts; growth, a cap and jitter, never an end, for a strategy (bounding).
 */
import { capRetry } from "../src/fixes/cap-retry.js";
import { capStrategy } from "../src/fixes/cap-strategy.js";
import { defineRule } from "../src/rule.js";

export default defineRule({
  name: "no-unbounded-retry",
  description: "Disallow retries that never end",
  on: "repetition",

  messages: {
    endlessByDefault: "`{{call}}` repeats for as long as it fails: {{package}} has no limit of its own. Set `{{option}}`.",
    endlessAsWritten: "`{{call}}` repeats for as long as it fails: {{package}} takes `{{written}}` as no limit. Give it a number.",
    endlessCallback: "`{{call}}` repeats for as long as it fails: {{package}} leaves the count to `{{option}}`, which does not count. Count the attempts in it.",
    endlessSchedule: "`{{call}}` repeats for as long as it fails: this schedule has no end. Set `{{option}}`.",
    crashesAsWritten: "`{{call}}` ends the process: {{package}} lists every delay beforehand, and `{{written}}` fills the memory. Give it a number.",
    noGrowth: "`{{client}}` dials again every {{delay}} ms for as long as the server is away: `{{option}}` does not grow. Let it grow to a cap.",
    noCap: "`{{client}}` may stay away long after the server is back: `{{option}}` grows without a limit. Cap it.",
    noStop: "`{{client}}` does not give up where `{{option}}` tells it to: {{package}} does not know that answer and goes on by itself. Answer an `Error`.",
    noJitter: "All copies of `{{client}}` dial again in the same moment: `{{option}}` has no jitter. Add some chance to the delay.",
    endlessLoop: "This loop never gives up: it goes round for as long as `{{client}}` fails. Count the attempts, or let the delay grow to a cap.",
    endlessRecursion: "This function runs itself again for as long as `{{client}}` fails. Count the attempts, or let the delay grow to a cap.",
    endlessTimer: "This timer tries again for as long as `{{client}}` fails. Count the attempts, or let the delay grow to a cap.",
    endlessReconnect: "This listener makes a new `{{client}}` for every one that is lost, for ever. Guard it with one timer, and let the delay grow to a cap.",
    reconnectsTwice: "One lost `{{client}}` is replaced by two: more than one path reconnects, and the connections double with every loss. Reconnect in one place.",
    capRetry: "Set `{{option}}` to {{value}}.",
    capStrategy: "Let `{{option}}` grow from {{base}} to {{cap}} {{unit}}, with jitter.",
    addCap: "Cap `{{option}}` at {{cap}} {{unit}}, with jitter.",
    addJitter: "Add up to 20 % jitter to `{{option}}`.",
  },

  options: {
    jitter: { enum: ["ignore", "require"], default: "ignore", description: "What to do about a reconnect strategy without jitter." },
  },

  check(site, context) {
    if (site.kind === "library") {
      const { problem } = site;
      return problem && { messageId: problem, data: site.data, at: site.at, fix: capRetry(site, "capRetry", context) };
    }
    if (site.kind === "hand") return site.problem && { messageId: site.problem, data: site.data, at: site.at };
    if (site.missing === "jitter" && context.options.jitter === "ignore") return;
    const messageId = ({ stop: "noStop", growth: "noGrowth", cap: "noCap", jitter: "noJitter" } as const)[site.missing];
    const title = ({ stop: "capStrategy", growth: "capStrategy", cap: "addCap", jitter: "addJitter" } as const)[site.missing];
    return { messageId, data: site.data, at: site.at, fix: capStrategy(site, title, context) };
  },
});
