/** A real sentinel: redis-server watching over a master, which may stand behind a proxy. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { findFreePort } from "../../net/free-port.mjs";
import { findProgram } from "../../net/services/find-program.mjs";
import { startGuarded } from "../../net/services/guarded-process.mjs";
import { makeScratchFolder } from "../../net/services/scratch.mjs";

/** It calls a master dead only long after every probe is over. */
const DOWN_AFTER_MS = 600_000;

/**
 * @param {number} masterPort
 * @returns {Promise<{ port: number, close: () => Promise<void> }>} it watches over the master called `main`
 */
export async function startRedisSentinel(masterPort) {
  const program = findProgram("redis-server", "redis-server");
  const folder = makeScratchFolder("sentinel", undefined);
  const port = await findFreePort();
  const config = join(folder.path, "sentinel.conf");
  writeFileSync(config, `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${masterPort} 1\nsentinel down-after-milliseconds main ${DOWN_AFTER_MS}\n`);
  const server = await startGuarded(program, [config, "--sentinel"], { ready: /\+monitor master main/, stopSignal: "KILL", scratch: folder.path });
  return { port, close: () => server.stop() };
}
