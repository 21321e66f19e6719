/**
 * # require-max-connections
 *
 * Danger: a pool without a ceiling turns a slow server into a flood: every waiting caller opens one more connection,
 *         and the server that was slow is now also full.
 * Flags:  a pool, cluster or agent whose limit is absent (none, or the library's own number that nobody chose), is
 *         written as no limit, or is written where or how the library does not honour it.
 * Silent: single connections; a limit that is known or set; what cannot be read; versions without a catalogued fact; agents
 *         for HTTP that are made anew for one request.
 * Fix:    writes the library's own number (safe), or a limit where there was none (bounding).
 */
import { suggestionOnly } from "../src/fixes/edit.js";
import { setLimit } from "../src/fixes/set-limit.js";
import { defineRule } from "../src/rule.js";

export default defineRule({
  name: "require-max-connections",
  description: "Require an upper bound on the connections a client may open",
  on: "construction",
  judges: ["limit"],

  messages: {
    unboundedByDefault: "`{{client}}` may open any number of connections: {{package}} has no limit of its own. Set `{{option}}`.",
    unboundedAsWritten:
      "`{{client}}` may open any number of connections: {{package}} takes `{{written}}` as no limit. Set `{{option}}` to a number.",
    finiteByDefault:
      "`{{client}}` opens up to {{inForce}} in every process: {{package}}'s own number, chosen by nobody. Write `{{option}}` down.",
    ineffectiveLimit: "`{{client}}` opens up to {{inForce}}: {{package}} does not honour `{{written}}`. Set `{{option}}` to a number.",
    setLimit: "Set `{{option}}` to {{value}}.",
    setServerlessLimit: "Set `{{option}}` to {{value}}: every instance of a serverless function has a pool of its own.",
  },

  options: {
    finiteDefaults: {
      enum: ["report", "allow"],
      default: "report",
      description: "What to do about a pool that relies on the library's own finite limit.",
    },
  },

  check(site, context) {
    if (!site.holdsSeveral) return;
    const limit = site.setting("limit");
    if (limit.is === "default" && context.options.finiteDefaults === "allow") return;
    if (limit.is !== "off" && limit.is !== "default" && limit.is !== "ineffective") return;

    const data = { client: site.clientName, package: site.packageName, ...site.describe(limit) };
    if (limit.is === "ineffective") {
      return { messageId: "ineffectiveLimit", data, at: limit.at, fix: setLimit(site, limit, "setLimit", context) };
    }

    if (site.isForOneRequest) return;

    const fix = setLimit(site, limit, "setLimit", context);
    const several = site.surroundings.serverless || (site.isAgent && site.surroundings.longLived);
    const serverless = site.surroundings.serverless ? setLimit(site, limit, "setServerlessLimit", context, 1) : undefined;
    return {
      messageId: limit.is === "default" ? "finiteByDefault" : limit.because === "default" ? "unboundedByDefault" : "unboundedAsWritten",
      data,
      ...(limit.is === "off" && limit.because === "written" ? { at: limit.at } : {}),
      ...(several ? { suggest: [suggestionOnly(serverless), suggestionOnly(fix)] } : { fix }),
    };
  },
});
