/**
 * Runs in a network namespace of its own (`unshare --net`): the dead peer that acknowledges nothing. Reads a job as JSON
 * from its arguments, prints the results as one line of JSON.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

import { startCountingProxy } from "./counting-proxy.mjs";
import { measureCalmly } from "./dead-peer.mjs";
import { digDroppingHole, preparePacketFilter } from "./drop-hole.mjs";
import { runAll } from "./run-all.mjs";
import { makeServers } from "./servers.mjs";

/** @type {{ retries: number, atOnce: number, variants: import("./variants.mjs").Variant[], capMs: Record<"before" | "after", number> }} */
const { retries, atOnce, variants, capMs } = JSON.parse(process.argv[2] ?? "");

// The namespace ends with whoever asked for it, however that ends.
process.stdin.resume().once("close", () => process.exit(1));

execFileSync("ip", ["link", "set", "lo", "up"]);
writeFileSync("/proc/sys/net/ipv4/tcp_retries2", String(retries));
preparePacketFilter();
const servers = makeServers();
try {
  const results = await runAll(variants, atOnce, async ({ client, kind, path }) => {
    const { server, skipped } = await servers.get(client.server);
    if (server === undefined) return { skipped };
    const { portName, connections, perSecond } = client;
    const scenario = { path, portName, connections, perSecond, capMs: kind === "before" ? capMs.before : capMs.after };
    // The proxy gives the program a port of its own; what is dropped is between the two of them.
    return measureCalmly(scenario, async () => {
      const proxy = await startCountingProxy(server.port);
      return { ...digDroppingHole(proxy.port), close: proxy.close };
    });
  });
  console.log(JSON.stringify(results));
} finally {
  await servers.stop();
  process.stdin.removeAllListeners("close").destroy();
}
