/**
 * # require-timeouts
 *
 * Danger: a server dies without a word and every caller waits: for a connection, for a reply, for a place in the pool.
 *         The process fills up with requests that nobody answers any more.
 * Flags:  waits that nothing of the client's ends although it has an option for them; a timeout for replies on a
 *         connection that waits on purpose.
 * Silent: finite defaults, unless asked for; limits kept by the server; replies on blocking, subscribing, queue connections.
 * Fix:    writes connect and acquire timeouts, and one for replies where all uses are plain requests (bounding).
 */
import { removeOption } from "../src/fixes/remove-option.js";
import { setTimeouts } from "../src/fixes/set-timeouts.js";
import { defineRule } from "../src/rule.js";

export default defineRule({
  name: "require-timeouts",
  description: "Require a timeout for every wait that a client can end",
  on: "constructionOrUse",

  messages: {
    waitsByDefault: "`{{client}}` waits {{waits}} when its server dies. Set {{options}}.",
    waitsAsWritten: "`{{client}}` waits {{waits}} when its server dies: `{{written}}` is no timeout. Give it a number.",
    finiteByDefault: "`{{client}}` waits up to {{waits}} when its server dies: {{package}}'s own choice, and nobody's here. Write {{options}} down.",
    timeoutBreaksBlocking:
      "`{{option}}` ends commands after {{value}} ms, also those that wait on purpose: this connection serves a {{role}}. Remove it here.",
    timeoutBreaksBorrower:
      "`{{option}}` ends commands after {{value}} ms, also those that wait on purpose: here the client of {{made}} serves a {{role}}. Use one without it.",
    setTimeouts: "Set {{all}}.",
    removeTimeout: "Remove `{{option}}`.",
  },

  options: {
    finiteDefaults: {
      enum: ["report", "allow"],
      default: "allow",
      description: "What to do about a wait that only the library's own number ends.",
    },
  },

  check(site, context) {
    const client = site.clientName;
    const broken = site.brokenBlocking;
    if (broken) {
      const { option, value, at } = broken;
      const role = broken.role === "queue" ? "queue" : "blocking consumer";
      const data: Record<string, string | number> = { option, value, role, made: site.madeAt };
      if (site.borrowedAt) return { messageId: "timeoutBreaksBorrower", data };
      return {
        messageId: "timeoutBreaksBlocking",
        data,
        at,
        suggest: [removeOption(site, at, "removeTimeout", { option })],
      };
    }

    const { absent, written, finite } = site.waits;
    const findings = written.map((wait) => ({
      messageId: "waitsAsWritten" as const,
      data: { client, ...site.waitData([wait]), written: site.describe(wait.verdict).written },
      at: wait.verdict.at,
      ...asFinding(setTimeouts(site, [wait], "setTimeouts", context)),
    }));
    if (absent.length > 0) {
      const cure = asFinding(setTimeouts(site, absent, "setTimeouts", context));
      return [...findings, { messageId: "waitsByDefault" as const, data: { client, ...site.waitData(absent) }, ...cure }];
    }
    if (finite.length === 0 || context.options.finiteDefaults === "allow") return findings;
    const data = { client, package: site.packageName, ...site.waitData(finite) };
    return [...findings, { messageId: "finiteByDefault" as const, data, ...asFinding(setTimeouts(site, finite, "setTimeouts", context)) }];
  },
});

function asFinding({ fix, suggest }: ReturnType<typeof setTimeouts>) {
  return { ...(fix ? { fix } : {}), ...(suggest ? { suggest: [suggest] } : {}) };
}
