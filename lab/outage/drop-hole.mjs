/**
 * The other dead peer: packets of the open connections are dropped and nothing is acknowledged. Needs a network namespace
 * of its own, in which it may change the packet filter.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** `st` of /proc/net/tcp. */
const ESTABLISHED = "01";

/**
 * @param {number} port of the server
 * @returns {number[]} local ports of the clients' sockets that are connected to it
 */
function findClients(port) {
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", remote, state] = line.trim().split(/\s+/);
      return remote === wanted && state === ESTABLISHED ? [Number.parseInt(local.split(":")[1] ?? "", 16)] : [];
    });
}

/** @param {string[]} args */
const nft = (...args) => execFileSync("nft", args, { stdio: "pipe" });

/** Makes the chain in which the holes are dug. */
export function preparePacketFilter() {
  nft("add", "table", "ip", "lab");
  nft("add", "chain", "ip", "lab", "silence", "{ type filter hook input priority 0; }");
}

/**
 * A hole between one program and its server. Whatever else talks to that port is silenced as well, so every program gets
 * a port of its own.
 *
 * @param {number} port of the server, or of a proxy in front of it
 * @returns {import("./dead-peer.mjs").Hole}
 */
export function digDroppingHole(port) {
  /** @type {number[]} */
  let dead = [];
  return {
    port,
    open: () => findClients(port).length,
    freeze() {
      dead = findClients(port);
      for (const client of dead) {
        nft("add", "rule", "ip", "lab", "silence", "tcp", "sport", `${client}`, "tcp", "dport", `${port}`, "drop");
        nft("add", "rule", "ip", "lab", "silence", "tcp", "sport", `${port}`, "tcp", "dport", `${client}`, "drop");
      }
      return dead.length;
    },
    destroyed() {
      const alive = new Set(findClients(port));
      return dead.filter((client) => !alive.has(client)).length;
    },
    close: async () => {},
  };
}
