/**
 * # require-error-listener
 *
 * Danger: many clients emit `error` when the server closes an idle connection, and Node ends a process in which nobody
 *         listens: a restart of the database restarts every service as well.
 * Flags:  a client whose unlistened error ends the process, with no listener in its file or class; a listener added again
 *         with every request; a listener on a client that never emits `error`; in strict, connections that are checked out.
 * Silent: clients that do not crash; clients handed to code that cannot be read; a listener anywhere in the file, also on a
 *         field, an alias, a parameter or in a subclass, or in a file of the same folder on what this one hands out; a handler
 *         for uncaught exceptions in the package after which the process goes on.
 * Fix:    a listener that logs, right after the construction, for what goes on by itself; else what to do is suggested.
 */
import { addListener } from "../src/fixes/add-listener.js";
import { defineRule } from "../src/rule.js";

export default defineRule({
  name: "require-error-listener",
  description: "Require a listener for the errors of clients that end the process without one",
  on: "listener",

  messages: {
    unlistened: "Nobody listens to the errors of `{{client}}`: when the server closes an idle connection, the process ends. Add `{{listener}}`.",
    perCall: "`{{client}}` gets one more listener with {{when}}: they are never removed. Add it once, where the client is made.",
    deaf: "`{{client}}` of {{package}} never emits `error`: this listener is never called. Handle the rejected promises.",
    unlistenedLease:
      "Nobody listens to the errors of this connection while it is checked out: when the server closes it, the process ends. Add a listener when the pool connects.",
    addListener: "Add a listener that logs.",
    addExitingListener: "Add a listener that logs and ends the process.",
    addReconnectingListener: "Add a listener that logs and connects again.",
  },

  options: {
    leases: {
      enum: ["ignore", "report"],
      default: "ignore",
      description: "What to do about connections that are checked out of a pool without a listener of their own.",
    },
  },

  check(site, context) {
    const { is } = site.verdict;
    if (is === "unlistenedLease" && (context.options.leases === "ignore" || site.survives())) return;
    const finding = { messageId: is, data: site.words };
    if (is !== "unlistened") return finding;
    if (site.goesOn) return { ...finding, fix: addListener(site, "goOn") };
    return { ...finding, suggest: [addListener(site, "exit"), addListener(site, "reconnect")] };
  },
});
