/** What clients of brokers, directories and other lasting connections wait for, and what they do about a peer that is gone. */
import { startLoopbackServer } from "../../net/loopback-server.mjs";
import { startSilentProxy } from "../../net/silent-proxy.mjs";
import { livenessProbes } from "../measure/dead-peer.mjs";
import { waitingProbes } from "../measure/waiting-client.mjs";
import * as family from "../openers/brokers.mjs";
import { asServer, startLdap, startMailServer } from "../standins/answering.mjs";
import { startBoltStandIn } from "../standins/bolt.mjs";
import { startSmtpStandIn } from "../standins/smtp.mjs";
import { startWebSocketStandIn } from "../standins/websocket.mjs";
import { startHeldHttp } from "./http.mjs";

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {{ port: number, close: () => unknown }} Started */

/** @param {(ctx: ProbeContext) => Promise<Started>} start */
const closed = (start) => async (/** @type {ProbeContext} */ ctx) => {
  const server = await start(ctx);
  ctx.defer(server.close);
  return server;
};

/** Knows no key. */
const startMemcached = closed(() =>
  startLoopbackServer((socket, flows) => {
    socket.on("end", () => socket.end());
    socket.on("data", () => {
      flows.touch();
      socket.write("END\r\n");
    });
  }),
);

/** @param {{ upstream?: boolean, engine?: { pingInterval: number, pingTimeout: number } }} how */
const startWebSocket = ({ upstream = false, engine }) =>
  closed(async (ctx) => {
    const { WebSocketServer } = await ctx.load("ws-8");
    return startWebSocketStandIn(WebSocketServer, { ...(upstream ? { upstream: ctx.ports.postgres } : {}), ...(engine ? { engine } : {}) });
  });

/** @param {string} option */
const written = (option) => (/** @type {unknown} */ value) => ({ [option]: value });

const NEVER = { absent: "never", 0: "never", null: "never" };
const IN_ADDRESS = {
  "url?connect_timeout": { options: { query: "?connect_timeout=1" }, expected: "never" },
  "url?connectionTimeoutMillis": { options: { query: "?connectionTimeoutMillis=600" }, expected: "never" },
};

/** Everything that speaks to PostgreSQL through a WebSocket. @param {string} client @param {string} alias @param {family.Opener} open @param {boolean} [isPool] */
const neon = (client, alias, open, isPool = true) =>
  waitingProbes({
    client,
    versions: [alias],
    server: startWebSocket({ upstream: true }),
    alsoNeeds: ["postgres"],
    open,
    connect: { option: "connectionTimeoutMillis", write: written("connectionTimeoutMillis"), expected: NEVER, spellings: IN_ADDRESS, handshake: "rejects" },
    ...(isPool ? { acquire: { option: "connectionTimeoutMillis", write: written("connectionTimeoutMillis"), expected: NEVER, spellings: IN_ADDRESS } } : {}),
    command: { option: "query_timeout", write: written("query_timeout"), expected: NEVER, spellings: { false: { options: { query_timeout: false }, expected: "never" } } },
    ...(isPool
      ? { liveness: { query_timeout: { words: "query_timeout: 600", options: { query_timeout: 600 }, expected: /** @type {const} */ ("replaced"), control: { words: "statement_timeout instead", options: { statement_timeout: 600 } } } } }
      : {}),
  });

export const probes = [
  ...waitingProbes({
    client: "amqplib/connect",
    versions: ["amqplib-0", "amqplib-1", "amqplib-2"],
    server: "rabbitmq",
    open: family.openAmqplib,
    connect: { option: "timeout", write: written("timeout"), expected: { absent: "never" }, handshake: "rejects" },
    liveness: { heartbeat: { words: "heartbeat=1", options: { heartbeat: 1 }, expected: "destroyed", control: { words: "heartbeat=0", options: { heartbeat: 0 } } } },
  }),
  ...waitingProbes({
    client: "amqp-connection-manager/connect",
    versions: ["amqp-connection-manager-4", "amqp-connection-manager-5"],
    server: "rabbitmq",
    open: family.openAmqpManager,
    connect: { option: "connectionOptions.timeout", write: written("timeout"), expected: { absent: "never" } },
    liveness: { heartbeat: { words: "heartbeatIntervalInSeconds: 1", options: { heartbeatIntervalInSeconds: 1 }, expected: "destroyed", control: { words: "heartbeatIntervalInSeconds: 0", options: { heartbeatIntervalInSeconds: 0 } } } },
  }),
  ...waitingProbes({
    client: "mqtt/connect",
    versions: ["mqtt-4", "mqtt-5"],
    server: "mosquitto",
    open: family.openMqtt,
    connect: { option: "connectTimeout", write: written("connectTimeout"), expected: { absent: 30_000 }, handshake: "rejects" },
    liveness: { keepalive: { words: "keepalive: 1", options: { keepalive: 1, reschedulePings: false }, expected: "destroyed", control: { words: "keepalive: 0", options: { keepalive: 0 } } } },
  }),
  ...waitingProbes({
    client: "nats/connect",
    versions: ["nats-2"],
    server: "nats",
    open: family.openNats,
    connect: { option: "timeout", write: written("timeout"), expected: { absent: 20_000 }, handshake: "rejects" },
    liveness: { pingInterval: { words: "pingInterval: 500", options: { pingInterval: 500, maxPingOut: 2 }, expected: "destroyed", control: { words: "pingInterval: 60000", options: { pingInterval: 60_000 } } } },
  }),
  ...waitingProbes({
    client: "@nats-io/transport-node/connect",
    versions: ["nats-io-transport-3"],
    server: "nats",
    open: family.openNats,
    connect: { option: "timeout", write: written("timeout"), expected: { absent: 20_000 }, handshake: "rejects" },
    liveness: { pingInterval: { words: "pingInterval: 500", options: { pingInterval: 500, maxPingOut: 2 }, expected: "destroyed", control: { words: "pingInterval: 60000", options: { pingInterval: 60_000 } } } },
  }),
  ...waitingProbes({
    client: "memcached/Memcached",
    versions: ["memcached-2"],
    server: startMemcached,
    open: family.openMemcached,
    connect: { option: "timeout", write: written("timeout"), expected: { absent: 5_000 } },
    liveness: { idle: { words: "idle: 600", options: { idle: 600 }, isAskedOnce: true, expected: "destroyed", control: { words: "idle: 60000", options: { idle: 60_000 } } } },
  }),
  ...waitingProbes({
    client: "ldapjs/createClient",
    versions: ["ldapjs-3"],
    server: startHeldHttp,
    isMute: true,
    answering: asServer(startLdap),
    open: family.openLdapjs,
    connect: { option: "connectTimeout", write: written("connectTimeout"), expected: { absent: "never", 0: "never" } },
    command: { option: "timeout", write: written("timeout"), expected: { absent: "never", 0: "never" } },
    liveness: { all: { words: "timeout and idleTimeout: 600", options: { timeout: 600, idleTimeout: 600 }, expected: "kept, callers get an error" } },
  }),
  ...waitingProbes({
    client: "ldapts/Client",
    versions: ["ldapts-8"],
    server: startHeldHttp,
    isMute: true,
    answering: asServer(startLdap),
    open: family.openLdapts,
    connect: { option: "connectTimeout", write: written("connectTimeout"), expected: { absent: "never", 0: "never" } },
    command: { option: "timeout", write: written("timeout"), expected: { absent: "never", 0: "never" } },
    liveness: { timeout: { words: "timeout: 600", options: { timeout: 600 }, expected: "destroyed", control: { words: "connectTimeout: 600 instead", options: { connectTimeout: 600 } } } },
  }),
  ...waitingProbes({
    client: "neo4j-driver/driver",
    versions: ["neo4j-driver-5", "neo4j-driver-6"],
    server: closed(() => startBoltStandIn()),
    isMute: true,
    open: family.openNeo4j,
    connect: { option: "connectionTimeout", write: written("connectionTimeout"), expected: { absent: "30000 60000" } },
    liveness: {
      all: { words: "every limit of its own at 600 ms", options: { connectionTimeout: 600, connectionAcquisitionTimeout: 700, connectionLivenessCheckTimeout: 600 }, expected: "kept, callers get an error" },
    },
  }),
  ...waitingProbes({
    client: "cassandra-driver/Client",
    versions: ["cassandra-driver"],
    server: startHeldHttp,
    isMute: true,
    open: family.openCassandra,
    connect: { option: "socketOptions.connectTimeout", write: written("connectTimeout"), expected: { absent: 5_000 } },
    command: { option: "socketOptions.readTimeout", write: written("readTimeout"), expected: { absent: "5000 12000 30000", 0: "5000 30000" } },
  }),
  ...waitingProbes({
    client: "nodemailer/createTransport",
    versions: ["nodemailer-6", "nodemailer-7", "nodemailer-10"],
    server: closed(startSmtpStandIn),
    isMute: true,
    answering: asServer(startMailServer),
    open: family.openSmtp,
    // Its pool keeps the connection for the next mail, and the timer runs on.
    idle: { timeouts: { words: "socketTimeout", options: { socketTimeout: 600 }, expected: "dials again", control: { words: "socketTimeout: 60000", options: { socketTimeout: 60_000 } } } },
    command: { option: "socketTimeout", write: written("socketTimeout"), expected: { absent: 600_000 } },
    liveness: { socketTimeout: { words: "socketTimeout: 600", options: { socketTimeout: 600 }, expected: "destroyed", control: { words: "socketTimeout: 60000", options: { socketTimeout: 60_000 } } } },
  }),
  ...neon("@neondatabase/serverless/Pool", "neondatabase-serverless-1", family.openNeonPool),
  ...neon("@neondatabase/serverless/Client", "neondatabase-serverless-1", family.openNeonClient, false),
  ...neon("@vercel/postgres/createPool", "vercel-postgres-0", family.openVercel),
  ...neon("@prisma/adapter-neon/PrismaNeon", "@prisma/adapter-neon", family.openPrismaNeon),
  ...waitingProbes({
    client: "ws/WebSocket",
    versions: ["ws-8"],
    server: startWebSocket({}),
    open: family.openWs,
    connect: { option: "handshakeTimeout", write: written("handshakeTimeout"), expected: { absent: "never" }, handshake: "rejects" },
    liveness: { all: { words: "handshakeTimeout: 600", options: { handshakeTimeout: 600 }, expected: "kept" } },
  }),
  ...waitingProbes({
    client: "reconnecting-websocket/ReconnectingWebSocket",
    versions: ["reconnecting-websocket-4"],
    server: startWebSocket({}),
    open: family.openReconnectingWebSocket,
    connect: { option: "connectionTimeout", write: written("connectionTimeout"), expected: { absent: 4_000 }, handshake: "rejects" },
    liveness: { all: { words: "connectionTimeout: 600", options: { connectionTimeout: 600 }, expected: "kept" } },
  }),
  ...waitingProbes({
    client: "socket.io-client/io",
    versions: ["socket.io-client-4"],
    server: startWebSocket({ engine: { pingInterval: 60_000, pingTimeout: 60_000 } }),
    open: family.openSocketIo,
    connect: { option: "timeout", write: written("timeout"), expected: { absent: 20_000 }, handshake: "rejects" },
  }),
  // How long it waits for a ping the server tells it. The socket lingers: nobody answers that it is closed.
  ...livenessProbes({
    client: "socket.io-client/io",
    versions: ["socket.io-client-4"],
    needs: [],
    speed: "on-demand",
    async begin(ctx, { every }) {
      const { port } = await startWebSocket({ engine: { pingInterval: every, pingTimeout: every } })(ctx);
      const proxy = await startSilentProxy({ port });
      ctx.defer(proxy.close);
      const { ask } = await family.openSocketIo(ctx, proxy.port, { reconnection: true, reconnectionDelay: 100 });
      await ask();
      return { proxy, ask };
    },
    cases: { pings: { words: "pings every 400 ms", options: { every: 400 }, expected: "replaced", control: { words: "pings every 60 s", options: { every: 60_000 } } } },
  }),
];
