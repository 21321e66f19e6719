/**
 * Worker of `startUnreachablePort`: listens with the smallest backlog, tells its port, then blocks its thread so that
 * nothing is ever accepted.
 */
import { createServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

const server = createServer();
server.listen({ host: "127.0.0.1", port: 0, backlog: 1 }, () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  parentPort?.postMessage(port);
  Atomics.wait(workerData, 0, 0);
  server.close();
});
