/** How clients of brokers, sockets, mail and HTTP services come back after a loss. */
import { delayProbe } from "../measure/dial-gap.mjs";
import { reconnectProbe } from "../measure/reconnect.mjs";
import * as open from "../openers/returning-brokers.mjs";
import { startLdap, startMailServer, startService, startWebSocketServer } from "../standins/answering.mjs";

/** @typedef {import("../measure/reconnect.mjs").Returning} Returning */

const EVER = "after a loss: by itself, for ever; at first: for ever";
const NEVER = "after a loss: never; at first: 1 time";
const ONCE = "after a loss: at the next command, 1 time; at first: 1 time";
const FOUR = "after a loss: at the next command, 4 times; at first: 4 times";
const TEN = "after a loss: by itself, 10 times; at first: 1 time";

const undicis = ["undici-5", "undici-6", "undici-7", "undici-8"];
/** It looks at the clock, which is not hurried. */
const quickNats = { reconnectTimeWait: 50 };
const twoKafkaRetries = { describe: "new Kafka({ retry: { retries: 2 } })", options: { retry: { retries: 2 } }, expected: "at first: 3 times; at the next command again" };
const noRetries = { describe: "maxRetries: 0", options: { maxRetries: 0 }, expected: ONCE };

/** @type {Returning[]} */
const all = [
  { client: "amqplib/connect", versions: ["amqplib-0", "amqplib-1", "amqplib-2"], serve: "rabbitmq", open: open.openAmqplib, expected: NEVER },
  { client: "amqp-connection-manager/connect", versions: ["amqp-connection-manager-4", "amqp-connection-manager-5"], serve: "rabbitmq", open: open.openAmqpManager, expected: EVER },
  { client: "mqtt/connect", versions: ["mqtt-4", "mqtt-5"], serve: "mosquitto", open: open.openMqtt, expected: EVER, control: { describe: "reconnectPeriod: 0", options: { reconnectPeriod: 0 }, expected: NEVER } },
  { client: "nats/connect", versions: ["nats-2"], serve: "nats", open: open.openNats, options: quickNats, expected: TEN, control: { describe: "reconnect: false", options: { reconnect: false }, expected: NEVER } },
  { client: "@nats-io/transport-node/connect", versions: ["nats-io-transport-3"], serve: "nats", open: open.openNats, options: quickNats, expected: TEN, control: { describe: "reconnect: false", options: { reconnect: false }, expected: NEVER } },
  { client: "socket.io-client/io", versions: ["socket.io-client-4"], open: open.openSocketIo, expected: "at first: for ever", control: { describe: "reconnectionAttempts: 2", options: { reconnectionAttempts: 2 }, expected: "at first: 3 times" } },
  { client: "ws/WebSocket", versions: ["ws-8"], serve: startWebSocketServer, open: open.openWebSocket, expected: NEVER },
  { client: "reconnecting-websocket/ReconnectingWebSocket", versions: ["reconnecting-websocket-4"], serve: startWebSocketServer, open: open.openReconnectingWebSocket, expected: EVER },
  { client: "kafkajs/producer", versions: ["kafkajs-2"], open: open.openKafka("producer"), expected: "at first: 6 times; at the next command again", control: twoKafkaRetries },
  { client: "kafkajs/producer", versions: ["kafkajs-2"], open: open.openKafka("producer"), what: "retries-Infinity", options: { retry: { retries: Infinity, initialRetryTime: 100, maxRetryTime: 100 } }, expected: "at first: for ever", control: twoKafkaRetries },
  { client: "kafkajs/admin", versions: ["kafkajs-2"], open: open.openKafka("admin"), expected: "at first: 6 times; at the next command again", control: twoKafkaRetries },
  { client: "kafkajs/admin", versions: ["kafkajs-2"], open: open.openKafka("admin"), what: "retries-Infinity", options: { retry: { retries: Infinity, initialRetryTime: 100, maxRetryTime: 100 } }, expected: "at first: for ever", control: twoKafkaRetries },
  { client: "kafkajs/consumer", versions: ["kafkajs-2"], open: open.openKafka("consumer"), expected: "at first: 6 times; at the next command again", control: twoKafkaRetries },
  { client: "ssh2/Client", versions: ["ssh2-1"], open: open.openSsh, expected: "at first: 1 time" },
  { client: "ldapts/Client", versions: ["ldapts-8"], serve: startLdap, open: open.openLdapts, expected: ONCE },
  { client: "nodemailer/createTransport", versions: ["nodemailer-6", "nodemailer-7", "nodemailer-10"], serve: startMailServer, open: open.openMailPool, expected: ONCE },
  { client: "undici/Pool", versions: undicis, serve: startService, open: open.openUndici((undici, origin) => new undici.Pool(origin)), expected: ONCE },
  { client: "undici/BalancedPool", versions: undicis, serve: startService, open: open.openUndici((undici, origin) => new undici.BalancedPool(origin)), expected: ONCE },
  { client: "undici/Agent", versions: undicis, serve: startService, open: open.openUndici((undici) => new undici.Agent()), expected: ONCE },
  { client: "undici/Client", versions: undicis, serve: startService, open: open.openUndici((undici, origin) => new undici.Client(origin)), expected: ONCE },
  { client: "undici/ProxyAgent", versions: undicis, open: open.openUndici((undici, origin) => new undici.ProxyAgent(origin)), expected: "at first: 1 time; at the next command again" },
  { client: "@elastic/elasticsearch/Client", versions: ["elasticsearch-7", "elasticsearch-8", "elasticsearch-9"], serve: startService, open: open.openSearch, expected: FOUR, control: noRetries },
  { client: "@opensearch-project/opensearch/Client", versions: ["opensearch-2", "opensearch-3"], serve: startService, open: open.openSearch, expected: FOUR, control: noRetries },
  { client: "@clickhouse/client/createClient", versions: ["clickhouse-1"], serve: startService, open: open.openClickhouse, expected: ONCE },
  { client: "@aws-sdk/client-dynamodb/DynamoDBClient", versions: ["@aws-sdk/client-dynamodb"], open: open.openAws("DynamoDBClient", "ListTablesCommand"), expected: "at first: 4 times; at the next command again", control: { describe: "maxAttempts: 2", options: { maxAttempts: 2 }, expected: "at first: 2 times; at the next command again" } },
  { client: "@aws-sdk/client-sqs/SQSClient", versions: ["@aws-sdk/client-sqs"], open: open.openAws("SQSClient", "ListQueuesCommand"), expected: "at first: 3 times; at the next command again", control: { describe: "maxAttempts: 2", options: { maxAttempts: 2 }, expected: "at first: 2 times; at the next command again" } },
];

/** @type {import("../measure/dial-gap.mjs").Waiting[]} */
const delays = [
  { client: "amqp-connection-manager/connect", option: "reconnectTimeInSeconds", versions: ["amqp-connection-manager-4", "amqp-connection-manager-5"], open: open.openAmqpManager, expected: 5_000, control: 0.5 },
  { client: "mqtt/connect", option: "reconnectPeriod", versions: ["mqtt-4", "mqtt-5"], open: open.openMqtt, expected: 1_000, control: 500 },
  { client: "nats/connect", option: "reconnectTimeWait", versions: ["nats-2"], serve: "nats", open: open.openNats, expected: 2_000, control: 500 },
  { client: "@nats-io/transport-node/connect", option: "reconnectTimeWait", versions: ["nats-io-transport-3"], serve: "nats", open: open.openNats, expected: 2_000, control: 500 },
  { client: "socket.io-client/io", option: "reconnectionDelay", versions: ["socket.io-client-4"], options: { randomizationFactor: 0 }, open: open.openSocketIo, expected: 1_000, control: 500 },
];

export const probes = [...all.map(reconnectProbe), ...delays.map(delayProbe)];
