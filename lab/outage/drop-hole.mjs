/**
 * The other dead peer: packets of the open connections are dropped and nothing is acknowledged. Needs a network namespace
 * of its own, in which it may change the packet filter.
 */
import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

/** `st` of /proc/net/tcp. */
const ESTABLISHED = "01";

/** Reading the table takes the kernel milliseconds, however short it is: programs side by side share what was read. */
const FRESH_MS = 80;
/** Local ports of connected sockets, by the port they are connected to. @type {Map<number, number[]>} */
let connected = new Map();
let readAt = -Infinity;

function readTable() {
  connected = new Map();
  for (const line of readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1)) {
    const [, local, remote, state] = line.trim().split(/\s+/);
    if (local === undefined || remote === undefined || state !== ESTABLISHED) continue;
    const [from, to] = [local, remote].map((address) => Number.parseInt(address.split(":")[1] ?? "", 16));
    if (from !== undefined && to !== undefined) connected.set(to, [...(connected.get(to) ?? []), from]);
  }
  readAt = performance.now();
}

/**
 * @param {number} port of the server
 * @param {number} [freshMs] how old what is told may be
 * @returns {readonly number[]} local ports of the clients' sockets that are connected to it
 */
function findClients(port, freshMs = FRESH_MS) {
  if (performance.now() - readAt >= freshMs) readTable();
  return connected.get(port) ?? [];
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
  /** @type {readonly number[]} */
  let dead = [];
  return {
    port,
    open: () => findClients(port, 0).length,
    live: () => findClients(port).filter((client) => !dead.includes(client)).length,
    async freeze() {
      dead = findClients(port, 0);
      const rules = dead.flatMap((client) => [
        `add rule ip lab silence tcp sport ${client} tcp dport ${port} drop`,
        `add rule ip lab silence tcp sport ${port} tcp dport ${client} drop`,
      ]);
      // All at once, while the proxy goes on: a request that was acknowledged before its reply is dropped is another outage.
      await promisify(execFile)("nft", [rules.join("; ")]);
      return dead.length;
    },
    destroyed() {
      const alive = new Set(findClients(port));
      return dead.filter((client) => !alive.has(client)).length;
    },
    close: async () => {},
  };
}
