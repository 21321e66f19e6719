/** Whether a program with a watchdog gets over a dead peer, as the same program without one does not. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { findFreePort } from "../../net/free-port.mjs";
import { digAckedHole, measureOutage } from "../../outage/dead-peer.mjs";
import { unwatched, watched } from "../../watchdogs/program.mjs";
import { startLdap } from "../standins/answering.mjs";
import { startRedisOfOne } from "../standins/redis-of-one.mjs";
import { startRedisSentinel } from "../standins/redis-sentinel.mjs";
import { startWebSocketStandIn } from "../standins/websocket.mjs";

/** Twice as long as a watchdog needs at most: it looks every 5 s, and waits for 2 s. */
const WATCHED_MS = 14_000;
const PER_SECOND = 20;
/** The sentinel itself holds two connections to its master. */
const OF_THE_SENTINEL = 2;

/** @typedef {import("../probe.js").Probe} Probe */
/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../../watchdogs/clients.mjs").Watchdog} Watchdog */
/** @typedef {import("../../watchdogs/clients.mjs").Server} Server */
/** @typedef {import("../../outage/dead-peer.mjs").Hole} Hole */

/** Real servers by the name that probes ask for them by. @type {Partial<Record<Server, import("../probe.js").ServiceName>>} */
const SERVICES = { postgres: "postgres", mariadb: "mariadb", redis: "redis", "redis-sentinel": "redis" };

/** @param {Watchdog} watchdog @returns {Probe} */
export function watchdogProbe(watchdog) {
  const { name, title, versions, server, then } = watchdog;
  const service = SERVICES[server];
  return {
    id: `${watchdog.package}/${name}/watchdog/dead-peer`,
    fact: `${title}: the watchdog on the page of require-liveness, and the peer of connections in use is gone`,
    package: watchdog.package,
    versions: [...versions],
    kind: "behaviour",
    how: `the program runs behind a proxy that goes silent, ${PER_SECOND} requests a second, watched for ${WATCHED_MS / 1_000} s`,
    speed: "on-demand",
    needs: service === undefined ? [] : [service],
    expected: then,
    run: (ctx) => survive(ctx, watchdog, watched(watchdog)),
    control: { describe: "the same program without the watchdog", expected: "kept", run: (ctx) => survive(ctx, watchdog, unwatched(watchdog)) },
  };
}

/**
 * @param {ProbeContext} ctx
 * @param {Watchdog} watchdog
 * @param {string} text
 */
async function survive(ctx, watchdog, text) {
  const hole = await dig(ctx, watchdog.server);
  const own = watchdog.server === "redis-sentinel" ? OF_THE_SENTINEL : 0;
  const path = writeProgram(ctx, watchdog, text);
  const { crash, recoveredAfterS, dead, destroyed } = await measureOutage({
    path,
    hole,
    portName: "ORDERS_PORT",
    connections: watchdog.connections + own,
    perSecond: PER_SECOND,
    capMs: WATCHED_MS,
    longestMs: 0,
  });
  if (crash !== undefined) return `crashes: ${crash}`;
  if (recoveredAfterS === null) return "kept";
  return destroyed >= dead - own ? "destroyed" : "replaced";
}

/** @param {ProbeContext} ctx @param {Server} server @returns {Promise<Hole>} */
async function dig(ctx, server) {
  const service = SERVICES[server];
  if (server === "redis-cluster") {
    const port = await findFreePort();
    const hole = await digAckedHole(port);
    ctx.defer(hole.close);
    ctx.defer((await startRedisOfOne(port, hole.port)).close);
    return hole;
  }
  const hole = await digAckedHole(service === undefined ? await startStandIn(ctx, server) : ctx.ports[service]);
  ctx.defer(hole.close);
  if (server !== "redis-sentinel") return hole;
  const sentinel = await startRedisSentinel(hole.port);
  ctx.defer(sentinel.close);
  return { ...hole, port: sentinel.port };
}

/** @param {ProbeContext} ctx @param {Server} server */
async function startStandIn(ctx, server) {
  if (server === "ldap") return startLdap(ctx);
  const { WebSocketServer } = await ctx.load("ws-8");
  const { port, close } = await startWebSocketStandIn(WebSocketServer);
  ctx.defer(close);
  return port;
}

/**
 * A folder with the program and links to its packages under the names it imports them by.
 *
 * @param {ProbeContext} ctx
 * @param {Watchdog} watchdog
 * @param {string} text
 * @returns {string} its path
 */
function writeProgram({ alias, installDir, defer }, watchdog, text) {
  const folder = mkdtempSync(join(tmpdir(), "connections-watchdog-"));
  defer(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, from] of Object.entries({ [watchdog.package]: alias, ...watchdog.also })) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(installDir, "node_modules", from), link, "dir");
  }
  writeFileSync(join(folder, "entities.mjs"), ENTITIES(watchdog.package));
  const path = join(folder, "service.mjs");
  writeFileSync(path, text);
  return path;
}

/** What the programs of an ORM leave to the reader. @param {string} name */
const ENTITIES = (name) => `import { EntitySchema } from ${JSON.stringify(name)};
export const entities = [new EntitySchema({ name: "Order", properties: { id: { type: "number", primary: true } } })];
`;
