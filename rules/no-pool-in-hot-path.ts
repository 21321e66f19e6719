/**
 * # no-pool-in-hot-path
 *
 * Danger: a client made per request, message or job dials anew each time. A hundred requests at once are a hundred pools,
 *         no limit of a pool bounds them together, and every call pays for connecting.
 * Flags:  a construction that an entry point reaches, here or in another file; behind a cache that keeps nothing; in an
 *         exported function that makes, uses and drops it.
 * Silent: module scope and start-up, correct caches, factories as such, and wherever it cannot be told how often.
 * Fix:    makes it once: at module scope, or behind a getter that caches the promise (moving).
 */
import { moveOut } from "../src/fixes/hoist-to-module.js";
import { sharePromise } from "../src/fixes/share-promise.js";
import { defineRule } from "../src/rule.js";

const BROKEN = {
  neverWritten: "cacheNeverWritten",
  afterAwait: "cacheFilledAfterAwait",
  overwritten: "cacheOverwritten",
  swapped: "cacheSwapped",
  keyedByRequest: "cacheKeyNew",
  cleared: "cacheCleared",
} as const;

const TITLES = { module: "hoistToModule", lazy: "makeLazily", global: "keepOnGlobal" } as const;

export default defineRule({
  name: "no-pool-in-hot-path",
  description: "Disallow making pools and clients again and again, per request, message, job or call",
  on: "lifetime",

  messages: {
    madeInHotPath: "`{{client}}` ({{package}}) is made on {{every}} and opens {{size}} each time: {{path}}. Make it once and share it.",
    madeBehindCall: "`{{call}}` opens a new `{{client}}` ({{package}}) on {{every}}: {{path}}. Make it once and share it.",
    madeForHotPath: "`{{client}}` ({{package}}) is made on {{every}} of another file and opens {{size}} each time: {{path}}. Make it once and share it.",
    madePerCall: "`{{function}}` makes a `{{client}}` ({{package}}), opens {{size}} and drops it on every call: {{path}}. Make it once and share it.",
    copiedPerRead: "`{{client}}` ({{package}}) opens one more connection on {{every}}: {{path}}. Keep the copy in a field.",
    cacheNeverWritten: "`{{client}}` ({{package}}) is made on {{every}}: `{{slot}}` is looked at and nothing fills it, {{path}}. Store the client there.",
    cacheFilledAfterAwait: "`{{client}}` ({{package}}) is made by each of the callers that arrive at once: `{{slot}}` is filled after an await, {{path}}. Store the promise.",
    cacheOverwritten: "`{{client}}` ({{package}}) is made on {{every}} and replaces the open one in `{{slot}}`: {{path}}. Make it once.",
    cacheSwapped: "`{{client}}` ({{package}}) is made on every call when two keys take turns: `{{slot}}` keeps the last one only, {{path}}. Keep one per key in a Map.",
    cacheKeyNew: "`{{client}}` ({{package}}) is made on {{every}}: the key of `{{slot}}` is a new one each time, {{path}}. Use a key that comes again.",
    cacheCleared: "`{{client}}` ({{package}}) is made on {{every}}: the call that fills `{{slot}}` empties or closes it again, {{path}}. Leave it open.",
    hoistToModule: "Make the `{{client}}` once, at module scope.",
    makeLazily: "Make the `{{client}}` once, on first use.",
    keepOnGlobal: "Make the `{{client}}` once, kept on `globalThis`.",
    sharePromise: "Store the promise in `{{slot}}`.",
  },

  options: {
    exportedFunctions: {
      enum: ["report", "ignore"],
      default: "report",
      description: "What to do about an exported function that makes, uses and drops a client, when nothing shows how often it is called.",
    },
    reverse: {
      enum: ["ignore", "report"],
      default: "ignore",
      description: "Whether a construction is reported as well where it stands, when a hot path of another file comes to it. Reads the whole project.",
    },
  },

  check(site, context) {
    const { data, is, by } = site;
    if (is === "open") {
      const reached = context.options.reverse === "report" ? site.reached?.() : undefined;
      return reached && { messageId: "madeForHotPath", data: reached, suggest: [moveOut(site, TITLES).fix] };
    }
    if (is === "behindCall") return { messageId: "madeBehindCall", data };
    if (is === "copied") return { messageId: "copiedPerRead", data };
    if (is === "perCall" && context.options.exportedFunctions === "ignore") return;
    if (is === "broken" && by) return { messageId: BROKEN[by], data, fix: by === "afterAwait" ? sharePromise(site, "sharePromise") : undefined };
    return { messageId: is === "perCall" ? "madePerCall" : "madeInHotPath", data, ...moveOut(site, TITLES) };
  },
});
