/**
 * The clients that no option protects from a dead connection, and what a watchdog over each of them consists of. One shape
 * fits all (`program.mjs`): only the words below differ.
 */

import { OTHERS } from "./others.mjs";
import { SQL } from "./sql.mjs";

/**
 * @typedef {object} Watchdog
 * @property {string} name of its file; unique
 * @property {string} title
 * @property {readonly string[]} covers probes of the catalogue's facts that say no option helps: whoever stands on one of them
 *   is helped by this program
 * @property {Server} server
 * @property {readonly string[]} versions aliases of the package that is measured, oldest first
 * @property {number} connections it holds when it is busy
 * @property {string} package what the program imports
 * @property {Record<string, string>} [also] further packages, by the name they are imported by, with their aliases
 * @property {readonly string[]} imports besides the timer's
 * @property {string} of what it holds: the name of the variable
 * @property {readonly string[]} open the body of a function that opens it
 * @property {true} [isAwaited] whether that takes time
 * @property {readonly string[]} read the body of `readUser(id)`
 * @property {string} ping an expression: a promise of an answer
 * @property {string} end an expression
 * @property {"destroyed" | "replaced"} then whether it closes the dead connection, or leaves it to the kernel beside the new one
 *
 * @typedef {"postgres" | "mariadb" | "redis" | "redis-sentinel" | "redis-cluster" | "ldap" | "websocket"} Server
 */

/** @type {readonly Watchdog[]} */
export const WATCHDOGS = [...SQL, ...OTHERS];

/** Whoever has no program here, by package and client, and why. */
export const WITHOUT = /** @type {const} */ ({
  "@redis/client/createClientPool": "before 5.1 only, whose `destroy()` ends the process; 5.1 has `socketTimeout`",
  "kafkajs/admin": "the lab has no Kafka to try it against",
  "kafkajs/consumer": "the lab has no Kafka to try it against",
  "kafkajs/producer": "the lab has no Kafka to try it against",
  "mysql/createPool": "a `timeout` of each query destroys its connection, as shown above; what is idle the pool pings before it hands it out",
  "neo4j-driver/driver": "the lab has no Neo4j to try it against",
  "oracledb/createPool": "the lab has no Oracle server to try it against",
  "pg/Pool": "before 7.7.1 only, which does not connect on Node 14 or later; a newer one has `query_timeout`",
  "redis/createClientPool": "before 5.1 only, whose `destroy()` ends the process; 5.1 has `socketTimeout`",
});

/** What the lab runs as outages already (`lab/outage/clients.mjs`), and the facts that stand behind it. */
export const MEASURED = /** @type {const} */ ({
  "node-redis-watchdog": ["redis/createClient/liveness/socketTimeout"],
  "mysql2-watchdog": ["mysql2/createPool/liveness/all"],
  "node-http-watchdog": ["node:http/Agent/liveness/all"],
});
