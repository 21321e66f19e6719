/** Who takes the process down when its connection is lost and nobody listens to `error`. */
import { findRefusingPort } from "../../net/index.mjs";
import { startCounter } from "../measure/limit.mjs";
import { loseConnection } from "../measure/unlistened.mjs";
import { startMongod } from "./mongodb.mjs";

const ENDS = "the process ends";
const GOES_ON = "the process goes on";

/**
 * @typedef {object} Unlistened
 * @property {string} [id] what is lost, where it is not the client as such: `pg/Pool/errorEvent/checked-out`
 * @property {string} client `pg/Pool`
 * @property {string} [opens] the opener, where it is not called like the client
 * @property {string[]} versions
 * @property {import("../probe.js").ServiceName} [service] behind a proxy that closes every connection once all is idle
 * @property {string} expected
 */

/**
 * @param {Unlistened} unlistened
 * @returns {import("../probe.js").Probe}
 */
function unlistenedProbe({ client, id = `${client}/errorEvent/unlistened`, opens = client, versions, service, expected }) {
  /** @param {import("../probe.js").ProbeContext} ctx @param {Partial<import("../measure/unlistened.mjs").Loss>} more */
  const lose = async (ctx, more) => {
    if (opens.endsWith("refused")) return loseConnection(ctx, { opens, port: await findRefusingPort(), ...more });
    const server = service === undefined ? await startMongod(ctx) : await startCounter(ctx, service);
    return loseConnection(ctx, { opens, port: server.port, lose: () => server.flows.destroyAll(), ...more });
  };
  const ends = expected === ENDS;
  return {
    id,
    fact: `${client}: ${opens.endsWith("refused") ? "connecting is refused" : "the connection is closed"} and nobody listens to error`,
    package: client.slice(0, client.lastIndexOf("/")),
    versions,
    kind: "behaviour",
    how: `a process of its own${service === undefined ? "" : `, real ${service} behind a proxy that closes`}`,
    speed: "newest-version",
    needs: service === undefined ? [] : [service],
    expected,
    run: (ctx) => lose(ctx, {}),
    control: {
      describe: ends ? "with a listener" : "an error on a bare emitter",
      expected: ends ? GOES_ON : ENDS,
      run: (ctx) => (ends ? lose(ctx, { listens: true }) : loseConnection(ctx, { opens: "bare emitter", port: 0 })),
    },
  };
}

/** @type {Unlistened[]} */
const ending = [
  { client: "pg/Pool", versions: ["pg-7", "pg-8.0", "pg-8"], service: "postgres", expected: ENDS },
  { client: "pg/Client", versions: ["pg-8.0", "pg-8"], service: "postgres", expected: ENDS },
  { client: "pg-pool/Pool", versions: ["pg-pool-2", "pg-pool-3"], service: "postgres", expected: ENDS },
  { client: "pg/Pool", id: "pg/Pool/errorEvent/checked-out", opens: "pg/Pool checked out", versions: ["pg-8.0", "pg-8"], service: "postgres", expected: ENDS },
  { client: "drizzle-orm/drizzle", versions: ["drizzle-orm"], service: "postgres", expected: ENDS },
  { client: "drizzle-orm/drizzle", id: "drizzle-orm/drizzle/errorEvent/of-a-pool", opens: "drizzle-orm/drizzle of a Pool", versions: ["drizzle-orm"], service: "postgres", expected: ENDS },
  { client: "kysely/PostgresDialect", id: "kysely/PostgresDialect/errorEvent/of-a-pool", opens: "kysely/PostgresDialect of a Pool", versions: ["kysely"], service: "postgres", expected: ENDS },
  { client: "redis/createClient", id: "redis/createClient/errorEvent/unlistened-3", opens: "redis/createClient 3 refused", versions: ["redis-3"], expected: ENDS },
  { client: "redis/createClient", versions: ["redis-4", "redis-5", "redis-6"], service: "redis", expected: ENDS },
  { client: "redis/createClient", id: "redis/createClient/errorEvent/duplicate", opens: "redis/duplicate", versions: ["redis-4", "redis-5", "redis-6"], service: "redis", expected: ENDS },
  { client: "redis/createClientPool", versions: ["redis-5", "redis-6"], service: "redis", expected: ENDS },
  { client: "amqplib/connect", versions: ["amqplib-0", "amqplib-1", "amqplib-2"], service: "rabbitmq", expected: ENDS },
  { client: "amqplib/connect", id: "amqplib/connect/errorEvent/callback_api", opens: "amqplib/connect with a callback", versions: ["amqplib-0", "amqplib-1", "amqplib-2"], service: "rabbitmq", expected: ENDS },
  { client: "mysql/createConnection", versions: ["mysql-2"], service: "mariadb", expected: ENDS },
  { client: "mysql2/createConnection", opens: "mysql/createConnection", versions: ["mysql2-1", "mysql2-2", "mysql2-3"], service: "mariadb", expected: ENDS },
  { client: "mariadb/createConnection", versions: ["mariadb-2", "mariadb-3"], service: "mariadb", expected: ENDS },
  { client: "ws/WebSocket", opens: "ws/WebSocket refused", versions: ["ws-8"], expected: ENDS },
  { client: "ssh2/Client", opens: "ssh2/Client refused", versions: ["ssh2-1"], expected: ENDS },
  { client: "ldapjs/createClient", opens: "ldapjs/createClient refused", versions: ["ldapjs-3"], expected: ENDS },
];

/** @type {Unlistened[]} */
const surviving = [
  { client: "pg-promise/pgp", versions: ["pg-promise-11", "pg-promise-12"], service: "postgres", expected: GOES_ON },
  { client: "typeorm/postgres", versions: ["typeorm-0.3", "typeorm-1"], service: "postgres", expected: GOES_ON },
  { client: "ioredis/Redis", versions: ["ioredis-5", "ioredis-6"], service: "redis", expected: GOES_ON },
  { client: "mysql/createPool", versions: ["mysql-2"], service: "mariadb", expected: GOES_ON },
  { client: "mysql/createPool", id: "mysql/createPool/errorEvent/checked-out", opens: "mysql/createPool checked out", versions: ["mysql-2"], service: "mariadb", expected: GOES_ON },
  { client: "mysql2/createPool", opens: "mysql/createPool", versions: ["mysql2-1", "mysql2-2", "mysql2-3"], service: "mariadb", expected: GOES_ON },
  { client: "mysql2/createPool", id: "mysql2/createPool/errorEvent/checked-out", opens: "mysql/createPool checked out", versions: ["mysql2-1", "mysql2-2", "mysql2-3"], service: "mariadb", expected: GOES_ON },
  { client: "mysql2/createConnection", id: "mysql2/createConnection/errorEvent/promise", opens: "mysql2/promise createConnection", versions: ["mysql2-1", "mysql2-2", "mysql2-3"], service: "mariadb", expected: GOES_ON },
  { client: "mariadb/createPool", versions: ["mariadb-2", "mariadb-3"], service: "mariadb", expected: GOES_ON },
  { client: "mongodb/MongoClient", versions: ["mongodb-4", "mongodb-5", "mongodb-6", "mongodb-7"], expected: GOES_ON },
  { client: "mqtt/connect", versions: ["mqtt-5"], service: "mosquitto", expected: GOES_ON },
];

export const probes = [...ending, ...surviving].map(unlistenedProbe);
