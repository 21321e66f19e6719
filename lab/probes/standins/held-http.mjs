import { startLoopbackServer } from "../../net/loopback-server.mjs";

/** An HTTP server that takes every request and answers none: each keeps its connection. */
export const startHeldHttpServer = () =>
  startLoopbackServer((socket, flows) => {
    socket.on("data", () => flows.touch());
    socket.on("end", () => socket.end());
  });
