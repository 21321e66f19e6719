/** A real Redis Cluster of one node, which may tell its clients to come through a proxy. */
import { once } from "node:events";
import { connect } from "node:net";

import { findFreePort } from "../../net/free-port.mjs";
import { findProgram } from "../../net/services/find-program.mjs";
import { startGuarded } from "../../net/services/guarded-process.mjs";
import { makeScratchFolder } from "../../net/services/scratch.mjs";

/**
 * @param {number} port
 * @param {number} toldPort where it tells its clients it is
 * @returns {Promise<{ close: () => Promise<void> }>} it serves every slot
 */
export async function startRedisOfOne(port, toldPort) {
  const program = findProgram("redis-server", "redis-server");
  const folder = makeScratchFolder("cluster", undefined);
  const address = ["--bind", "127.0.0.1", "--port", `${port}`, "--cluster-announce-ip", "127.0.0.1", "--cluster-announce-port", `${toldPort}`];
  const args = [...address, "--cluster-enabled", "yes", "--cluster-port", `${await findFreePort()}`, "--save", "", "--appendonly", "no", "--dir", folder.path];
  const server = await startGuarded(program, args, { ready: /Ready to accept connections/, stopSignal: "KILL", scratch: folder.path });
  const socket = connect(port, "127.0.0.1");
  socket.write("CLUSTER ADDSLOTSRANGE 0 16383\r\n");
  await once(socket, "data");
  let isServing = false;
  while (!isServing) {
    socket.write("CLUSTER INFO\r\n");
    const [answer] = await once(socket, "data");
    isServing = String(answer).includes("cluster_state:ok");
  }
  socket.destroy();
  return { close: () => server.stop() };
}
