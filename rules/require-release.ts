/**
 * # require-release
 *
 * Danger: a connection that never goes back is gone for as long as the process lives: after as many leaks as the pool has
 *         connections every caller waits. One that goes back dead fails caller after caller until the kernel gives it up.
 * Flags:  a connection that some path does not give back, gives back twice, gives back too early, or gives back dead after
 *         a client-side timeout; a query option that makes the pool lose its connection; a response whose body nobody reads.
 * Silent: `pool.query`; `using`; a connection that is returned, stored or handed on; one of a pool that is made for one call
 *         and stays in it, which nobody else waits for; a plain release in `finally` where no client-side timeout is visible.
 * Fix:    the release into a `finally`, with the error where the connection may be dead; `pool.query` for one statement.
 */
import { dumpBody } from "../src/fixes/dump-body.js";
import { releaseBroken } from "../src/fixes/release-broken.js";
import { awaitReturned, releaseAtOnce, releaseInFinally, removeSecond } from "../src/fixes/release-lease.js";
import { removeTimeout } from "../src/fixes/remove-timeout.js";
import { usePoolQuery } from "../src/fixes/use-pool-query.js";
import { defineRule } from "../src/rule.js";

export default defineRule({
  name: "require-release",
  description: "Require every connection taken from a pool to be given back, on every path and only when it is alive",
  on: "lease",

  messages: {
    dropped: "`{{taken}}` takes a {{thing}} that never goes back: {{then}}. Keep it and give it back.",
    neverReleased: "`{{taken}}` takes a {{thing}} that never goes back: {{then}}. Call `{{release}}` in a `finally`.",
    lostOnError: "The {{thing}} of `{{taken}}` is lost when line {{line}} fails: {{then}}. Call `{{release}}` in a `finally`.",
    lostOnPath: "The {{thing}} of `{{taken}}` is not given back on the path that ends at line {{line}}: {{then}}. Call `{{release}}` there.",
    releasedTwice: "The connection has already been given back on a path that leads here: {{consequence}}. Release it once.",
    releasedEarly: "The connection goes back before the promise returned at line {{line}} has settled: somebody else may get it meanwhile. Await that promise first.",
    poison: "The connection goes back although `{{option}}` may have expired on it: it is dead and fails the next caller too. {{cure}}.",
    lostSlot: "When `{{option}}` expires, {{package}} never takes this connection back: once all are lost, every caller waits. Take a connection and `destroy()` it on the error.",
    unread: "`{{taken}}` answers a body that nobody reads: one of more than {{fits}} bytes keeps its connection for good. Read it, or call `{{dump}}`.",
    dropBody: "Read the body and throw it away.",
    releaseAtOnce: "Give the connection back at once.",
    releaseInFinally: "Call `{{release}}` in a `finally`.",
    usePoolQuery: "Use `{{pool}}.{{method}}`, which needs no release.",
    releaseWithError: "Release `{{connection}}` as broken when something has failed.",
    destroyOnError: "Destroy `{{connection}}` when something has failed.",
    awaitReturned: "Await the returned promise.",
    removeSecond: "Remove the release that is one too many.",
    removeTimeout: "Remove `{{option}}`.",
  },

  options: {},

  check(site) {
    const { is } = site.verdict;
    const finding = { messageId: is, data: site.words };
    switch (is) {
      case "dropped":
        return { ...finding, fix: releaseAtOnce(site) };
      case "neverReleased":
      case "lostOnError":
      case "lostOnPath":
        return { ...finding, fix: usePoolQuery(site) ?? releaseInFinally(site) };
      case "releasedTwice":
        return { ...finding, suggest: [removeSecond(site)] };
      case "releasedEarly":
        return { ...finding, fix: awaitReturned(site) };
      case "poison":
        return { ...finding, fix: releaseBroken(site) };
      case "lostSlot":
        return { ...finding, suggest: [removeTimeout(site)] };
      case "unread":
        return { ...finding, fix: dumpBody(site) };
    }
  },
});
