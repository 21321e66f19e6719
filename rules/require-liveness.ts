/**
 * # require-liveness
 *
 * Danger: the peer of an open connection is gone without a word. Commands on it hang, or time out one after the other, and
 *         the connection stays: 940 seconds of outage where 10 would do.
 * Flags:  clients where nothing would destroy a dead connection in use (keepAlive does not, nor a timeout that only
 *         rejects); liveness options that do harm as they stand; on request, clients that take minutes for it.
 * Silent: clients that do it by themselves; a timer in the file that ends a client which does not answer; unread options.
 * Fix:    writes the option that destroys, where all uses of the client are plain requests (bounding), else suggests it.
 */
import { setDeadPeer } from "../src/fixes/set-timeouts.js";
import { defineRule } from "../src/rule.js";

export default defineRule({
  name: "require-liveness",
  description: "Require something that destroys a dead connection in use",
  on: "construction",

  messages: {
    nothingDestroys: "`{{client}}` keeps a dead connection in use for up to {{seconds}} s{{looksSafe}}. Set {{options}}.",
    slowDefault: "`{{client}}` keeps a dead connection in use for {{seconds}} s before it ends it by itself. Set {{options}}.",
    noRemedy: "`{{client}}` keeps a dead connection in use for up to {{seconds}} s{{looksSafe}}, and no option ends it. Add a watchdog.",
    harmfulOption: "`{{option}}` closes a healthy idle `{{client}}` for good while `{{without}}` is absent. Write that too.",
    setDeadPeer: "Set {{all}}.",
  },

  options: {
    missing: {
      enum: ["report", "ignore"],
      default: "report",
      description: "What to do about a client whose dead connections an option would end.",
    },
    slowDefaults: {
      enum: ["report", "ignore"],
      default: "ignore",
      description: "What to do about a client that ends dead connections by itself, but only after minutes.",
    },
    noRemedy: {
      enum: ["report", "ignore"],
      default: "report",
      description: "What to do about a client that only code can protect.",
    },
  },

  check(site, context) {
    const liveness = site.liveness;
    const client = site.clientName;
    if (liveness.is === "harmful") {
      const { option, without, at } = liveness;
      const data: Record<string, string | number> = { client, option, without };
      return { messageId: "harmfulOption", data, at };
    }
    if (liveness.is === "fine" || liveness.is === "unsure" || site.isWatched) return;
    if (!["request", "unknown"].includes(site.role.role)) return;

    const options = liveness.is === "noRemedy" ? [] : liveness.options;
    const all = options.map((option) => `\`${option}\``).join(" and ");
    if (liveness.is === "slow") {
      if (context.options.slowDefaults === "ignore") return;
      const data: Record<string, string | number> = { client, options: all, seconds: liveness.seconds };
      return { messageId: "slowDefault", data, fix: setDeadPeer(site, options, "setDeadPeer", context) };
    }
    const looksSafe = liveness.looksSafe === undefined ? "" : `: \`${liveness.looksSafe}\` does not end it`;
    const about: Record<string, string | number> = { client, looksSafe, seconds: site.outageSeconds };
    if (liveness.is === "noRemedy") return context.options.noRemedy === "report" ? { messageId: "noRemedy", data: about } : undefined;
    if (context.options.missing === "ignore") return;
    return { messageId: "nothingDestroys", data: { ...about, options: all }, fix: setDeadPeer(site, options, "setDeadPeer", context) };
  },
});
