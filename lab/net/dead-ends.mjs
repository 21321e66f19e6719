/**
 * Three ways in which a server fails to answer, for clients that believe a connection is an answer.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { Worker } from "node:worker_threads";

import { within, WaitedTooLong } from "./bounded.mjs";
import { startLoopbackServer } from "./loopback-server.mjs";

/** @typedef {import("./loopback-server.mjs").LoopbackServer} LoopbackServer */

/**
 * Accepts, reads and never writes: a wedged process, or a load balancer that lost its backend.
 *
 * @returns {Promise<LoopbackServer>}
 */
export function startMuteServer() {
  return startLoopbackServer((socket, flows) => {
    socket.on("data", () => flows.touch());
    socket.on("end", () => socket.end()); // mute, but it lets a client that hangs up go
  });
}

/**
 * Accepts and closes at once, cleanly (FIN, no reset).
 *
 * @returns {Promise<LoopbackServer>}
 */
export function startClosingServer() {
  return startLoopbackServer((socket) => {
    socket.resume();
    socket.end();
  });
}

const FILLERS_AT_MOST = 16;
const NO_ANSWER_MS = 300;

/**
 * A port that lets SYN packets go unanswered, as a firewall that drops them or a host that is gone. Made of a listening
 * socket whose accept queue is full: its thread is blocked and never accepts, so Linux drops further SYNs
 * (net.ipv4.tcp_abort_on_overflow = 0, the default). No privileges and no packet filter needed.
 *
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 * @throws {Error} when the kernel goes on accepting (other systems than Linux may)
 */
export async function startUnreachablePort() {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./blocked-listener.mjs", import.meta.url), { workerData: gate });
  /** @type {import("node:net").Socket[]} */
  const fillers = [];
  const close = async () => {
    for (const filler of fillers) filler.destroy();
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    await worker.terminate();
  };
  try {
    const [port] = await within(once(worker, "message"), 5000, "the blocked listener");
    while (await isAnswered(port, fillers)) {
      if (fillers.length >= FILLERS_AT_MOST) throw new Error("this kernel completes handshakes beyond a full backlog");
    }
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * @param {number} port
 * @param {import("node:net").Socket[]} fillers keeps the sockets that fill the queue
 */
async function isAnswered(port, fillers) {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  try {
    await within(once(socket, "connect"), NO_ANSWER_MS, "an answer to the SYN");
    fillers.push(socket);
    return true;
  } catch (error) {
    socket.destroy();
    if (error instanceof WaitedTooLong) return false;
    throw error;
  }
}
