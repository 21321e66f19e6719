/**
 * # no-retry-around-reconnecting-client
 *
 * Danger: attempts multiply. Five tries around a client that tries twenty times are a hundred, and a client that never
 *         gives up goes on in the background after the outer retry has made the next one.
 * Flags:  a retry, by library or by hand, around making or connecting a client that reconnects, or around commands of one
 *         that repeats or queues them.
 * Silent: HTTP calls and plain queries; clients whose own retries are off; HTTP SDKs unless asked for.
 * Fix:    takes the outer retry away (suggestion).
 */
import { dropOuterRetry } from "../src/fixes/drop-outer-retry.js";
import { defineRule } from "../src/rule.js";

export default defineRule({
  name: "no-retry-around-reconnecting-client",
  description: "Disallow retries around clients that retry by themselves",
  on: "nestedRetry",

  messages: {
    multiplies:
      "{{outer}} tries up to {{outerAttempts}} times what `{{client}}` tries {{innerAttempts}} times (`{{option}}`): {{product}} attempts for each call. Leave the retries to one of them.",
    repeatsAgain: "{{outer}} repeats commands that `{{client}}` repeats or queues by itself: the attempts multiply. Leave the retries to one of them.",
    reconnectsAgain: "{{outer}} connects again what `{{client}}` reconnects by itself, for ever and in the background. Connect once, and leave the rest to {{package}}.",
    dropOuterRetry: "Remove `{{outer}}` and leave the retries to the client.",
  },

  options: {
    sdks: { enum: ["ignore", "report"], default: "ignore", description: "What to do about retries around HTTP SDKs that repeat their requests." },
  },

  check(nested, context) {
    if (nested.sdk && context.options.sdks === "ignore") return;
    const counted = nested.data["product"] !== "";
    const messageId = nested.does === "dials" ? "reconnectsAgain" : counted ? "multiplies" : "repeatsAgain";
    return { messageId, data: nested.data, suggest: [dropOuterRetry(nested, "dropOuterRetry")] };
  },
});
