/**
 * Runs in a network namespace of its own (`unshare --net`): the dead peer that acknowledges nothing. Reads a job as JSON
 * from its arguments, prints the results as one line of JSON.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

import { startCountingProxy } from "./counting-proxy.mjs";
import { measureCalmly, scenarioOf } from "./dead-peer.mjs";
import { digDroppingHole, preparePacketFilter } from "./drop-hole.mjs";
import { runAll } from "./run-all.mjs";
import { makeServers } from "./servers.mjs";

/** @type {{ mode: import("./modes.mjs").Mode, variants: import("./variants.mjs").Variant<import("./clients.mjs").Client>[] }} */
const { mode, variants } = JSON.parse(process.argv[2] ?? "");

// The namespace ends with whoever asked for it, however that ends.
process.stdin.resume().once("close", () => process.exit(1));

execFileSync("ip", ["link", "set", "lo", "up"]);
writeFileSync("/proc/sys/net/ipv4/tcp_retries2", String(mode.retries));
preparePacketFilter();
const servers = makeServers();
try {
  const results = await runAll(variants, mode.atOnce, async (variant) => {
    const { server, skipped } = await servers.get(variant.program.server);
    if (server === undefined) return { skipped };
    // The proxy gives the program a port of its own; what is dropped is between the two of them.
    return measureCalmly(scenarioOf(variant, mode, mode.noAckCapMs), async () => {
      const proxy = await startCountingProxy(server.port);
      return { ...digDroppingHole(proxy.port), close: proxy.close };
    });
  });
  console.log(JSON.stringify(results));
} finally {
  await servers.stop();
  process.stdin.removeAllListeners("close").destroy();
}
