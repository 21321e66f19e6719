import { connect } from "node:net";

import { startLoopbackServer } from "./loopback-server.mjs";

/**
 * @typedef {object} Freezing
 * @property {() => number} freeze silences the flows open now, answers how many
 * @property {() => number} frozen how many silenced flows are still open
 * @property {() => number} hungUp on how many silenced flows the client has closed its side
 *
 * @typedef {import("./loopback-server.mjs").LoopbackServer & Freezing} SilentProxy
 *
 * @typedef {{ frozen: boolean, hungUp: boolean, client: Socket, upstream: Socket }} Flow
 * @typedef {import("node:net").Socket} Socket
 */

/**
 * A TCP proxy that can go silent. It forwards until `freeze()`: from then on the flows open at that moment stay open on
 * both sides, what arrives on them is acknowledged by the kernel and thrown away, and not even a FIN passes; flows
 * opened later work. This is the outage no TCP keepalive notices, and the one a load balancer makes when it loses a backend.
 *
 * @param {{ host?: string, port: number } | { path: string }} target
 * @returns {Promise<SilentProxy>}
 */
export async function startSilentProxy(target) {
  /** @type {Set<Flow>} */
  const open = new Set();
  let hungUp = 0;
  const server = await startLoopbackServer((client, flows) => {
    const upstream = connect({ host: "127.0.0.1", ...target, allowHalfOpen: true });
    /** @type {Flow} */
    const flow = { frozen: false, hungUp: false, client, upstream };
    open.add(flow);
    upstream.on("error", () => {}); // the client sees a closed connection, which is what happened
    client.on("end", () => {
      if (!flow.frozen || flow.hungUp) return;
      flow.hungUp = true;
      hungUp += 1;
      flows.touch();
    });
    forward(client, upstream, flow, flows);
    forward(upstream, client, flow, flows);
    client.once("close", () => {
      open.delete(flow);
      upstream.destroy();
    });
    upstream.once("close", () => {
      if (!flow.frozen) client.destroy();
    });
  });
  const { close } = server;
  return {
    ...server,
    freeze() {
      let silenced = 0;
      for (const flow of open) {
        if (flow.frozen) continue;
        flow.frozen = true;
        silenced += 1;
        // A side that waited for the other to drain must read on, or its sender would notice a full window.
        flow.client.resume();
        flow.upstream.resume();
      }
      return silenced;
    },
    frozen: () => [...open].filter((flow) => flow.frozen).length,
    hungUp: () => hungUp,
    async close() {
      for (const { upstream } of open) upstream.destroy();
      await close();
    },
  };
}

/**
 * @param {Socket} from
 * @param {Socket} to
 * @param {Flow} flow
 * @param {import("./flows.mjs").FlowCounter} flows
 */
function forward(from, to, flow, flows) {
  from.on("data", (chunk) => {
    flows.touch();
    if (flow.frozen || to.writableEnded) return;
    if (!to.write(chunk)) {
      from.pause();
      to.once("drain", () => from.resume());
    }
  });
  from.on("end", () => {
    if (!flow.frozen) to.end();
  });
}
