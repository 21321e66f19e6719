/** Who takes the process down when its connection is lost and nobody listens to `error`. */
import { findRefusingPort } from "../../net/index.mjs";
import { startCounter } from "../measure/limit.mjs";
import { loseConnection } from "../measure/unlistened.mjs";
import { startTdsStandIn } from "../standins/tds.mjs";
import { startWebSocketProxy } from "../standins/websocket-proxy.mjs";
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
 * @property {boolean} [overWebSockets] the proxy carries WebSockets to the service
 * @property {string} expected
 */

/**
 * @param {Unlistened} unlistened
 * @returns {import("../probe.js").Probe}
 */
function unlistenedProbe({ client, id = `${client}/errorEvent/unlistened`, opens = client, versions, service, overWebSockets = false, expected }) {
  /** @param {import("../probe.js").ProbeContext} ctx @param {Partial<import("../measure/unlistened.mjs").Loss>} more */
  const lose = async (ctx, more) => {
    if (opens.endsWith("refused")) return loseConnection(ctx, { opens, port: await findRefusingPort(), ...more });
    const server = await startServer(ctx);
    return loseConnection(ctx, { opens, port: server.port, lose: () => server.flows.destroyAll(), ...more });
  };
  /** @param {import("../probe.js").ProbeContext} ctx */
  const startServer = async (ctx) => {
    if (opens.startsWith("mssql/")) {
      const server = await startTdsStandIn();
      ctx.defer(server.close);
      return server;
    }
    if (service === undefined) return startMongod(ctx);
    if (!overWebSockets) return startCounter(ctx, service);
    const proxy = await startWebSocketProxy((await ctx.load("ws-8")).WebSocketServer, ctx.ports[service]);
    ctx.defer(proxy.close);
    return proxy;
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
  { client: "@neondatabase/serverless/Pool", versions: ["neondatabase-serverless-0", "neondatabase-serverless-1"], service: "postgres", overWebSockets: true, expected: ENDS },
  { client: "@neondatabase/serverless/Client", versions: ["neondatabase-serverless-0", "neondatabase-serverless-1"], service: "postgres", overWebSockets: true, expected: ENDS },
  { client: "@vercel/postgres/createPool", versions: ["vercel-postgres-0"], service: "postgres", overWebSockets: true, expected: ENDS },
  { client: "ldapjs/createClient", opens: "ldapjs/createClient refused", versions: ["ldapjs-3"], expected: ENDS },
];

/** @type {Unlistened[]} */
const surviving = [
  { client: "pg-promise/pgp", versions: ["pg-promise-11", "pg-promise-12"], service: "postgres", expected: GOES_ON },
  { client: "typeorm/postgres", versions: ["typeorm-0.3", "typeorm-1"], service: "postgres", expected: GOES_ON },
  { client: "ioredis/Redis", versions: ["ioredis-5", "ioredis-6"], service: "redis", expected: GOES_ON },
  { client: "mysql/createPool", versions: ["mysql-2"], service: "mariadb", expected: GOES_ON },
  { client: "mysql/createPool", id: "mysql/createPool/errorEvent/checked-out", opens: "mysql/createPool checked out", versions: ["mysql-2"], service: "mariadb", expected: GOES_ON },
  { client: "mysql/createConnection", id: "mysql/createConnection/errorEvent/asked", opens: "mysql/createConnection asked", versions: ["mysql-2"], service: "mariadb", expected: GOES_ON },
  { client: "mysql2/createPool", opens: "mysql/createPool", versions: ["mysql2-1", "mysql2-2", "mysql2-3"], service: "mariadb", expected: GOES_ON },
  { client: "mysql2/createPool", id: "mysql2/createPool/errorEvent/checked-out", opens: "mysql/createPool checked out", versions: ["mysql2-1", "mysql2-2", "mysql2-3"], service: "mariadb", expected: GOES_ON },
  { client: "mysql2/createConnection", id: "mysql2/createConnection/errorEvent/promise", opens: "mysql2/promise createConnection", versions: ["mysql2-1", "mysql2-2", "mysql2-3"], service: "mariadb", expected: GOES_ON },
  { client: "mariadb/createPool", versions: ["mariadb-2", "mariadb-3"], service: "mariadb", expected: GOES_ON },
  { client: "mongodb/MongoClient", versions: ["mongodb-4", "mongodb-5", "mongodb-6", "mongodb-7"], expected: GOES_ON },
  { client: "sequelize/postgres", versions: ["sequelize-5", "sequelize-6"], service: "postgres", expected: GOES_ON },
  { client: "@sequelize/core/postgres", versions: ["@sequelize/core"], service: "postgres", expected: GOES_ON },
  { client: "knex/pg", versions: ["knex-0.95", "knex-1", "knex-2", "knex-3"], service: "postgres", expected: GOES_ON },
  { client: "@databases/pg/createConnectionPool", opens: "@databases/pg", versions: ["databases-pg-5", "databases-pg-6"], service: "postgres", expected: GOES_ON },
  { client: "slonik/createPool", versions: ["slonik-47"], service: "postgres", expected: GOES_ON },
  { client: "drizzle-orm/mysql2", versions: ["drizzle-orm"], service: "mariadb", expected: GOES_ON },
  { client: "drizzle-orm/postgres-js", versions: ["drizzle-orm"], service: "postgres", expected: GOES_ON },
  { client: "postgres/postgres", versions: ["postgres-3"], service: "postgres", expected: GOES_ON },
  { client: "@mikro-orm/postgresql/MikroORM", opens: "@mikro-orm/postgresql", versions: ["@mikro-orm/postgresql"], service: "postgres", expected: GOES_ON },
  { client: "@prisma/adapter-pg/PrismaPg", opens: "@prisma/adapter-pg", versions: ["prisma-adapter-pg-6", "@prisma/adapter-pg"], service: "postgres", expected: GOES_ON },
  { client: "ioredis/Redis", id: "ioredis/Redis/errorEvent/duplicate", opens: "ioredis/duplicate", versions: ["ioredis-4", "ioredis-5", "ioredis-6"], service: "redis", expected: GOES_ON },
  { client: "iovalkey/Redis", versions: ["iovalkey-0"], service: "redis", expected: GOES_ON },
  { client: "iovalkey/Redis", id: "iovalkey/Redis/errorEvent/duplicate", opens: "iovalkey/duplicate", versions: ["iovalkey-0"], service: "redis", expected: GOES_ON },
  { client: "mssql/ConnectionPool", versions: ["mssql-6", "mssql-9", "mssql-12"], expected: GOES_ON },
  { client: "amqp-connection-manager/connect", versions: ["amqp-connection-manager-4", "amqp-connection-manager-5"], service: "rabbitmq", expected: GOES_ON },
  { client: "nats/connect", versions: ["nats-2"], service: "nats", expected: GOES_ON },
  { client: "@nats-io/transport-node/connect", opens: "nats/connect", versions: ["nats-io-transport-3"], service: "nats", expected: GOES_ON },
  { client: "kafkajs/Kafka", opens: "kafkajs/Kafka refused", versions: ["kafkajs-2"], expected: GOES_ON },
  { client: "memcached/Memcached", opens: "memcached/Memcached refused", versions: ["memcached-2"], expected: GOES_ON },
  { client: "nodemailer/createTransport", opens: "nodemailer/createTransport refused", versions: ["nodemailer-6", "nodemailer-7", "nodemailer-10"], expected: GOES_ON },
  { client: "socket.io-client/io", opens: "socket.io-client/io refused", versions: ["socket.io-client-4"], expected: GOES_ON },
  { client: "reconnecting-websocket/ReconnectingWebSocket", opens: "reconnecting-websocket/ReconnectingWebSocket refused", versions: ["reconnecting-websocket-4"], expected: GOES_ON },
  { client: "mqtt/connect", versions: ["mqtt-5"], service: "mosquitto", expected: GOES_ON },
];

export const probes = [...ending, ...surviving].map(unlistenedProbe);
