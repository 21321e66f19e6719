import { agentkeepalive } from "./agentkeepalive.js";
import { amqpConnectionManager, amqplib } from "./amqplib.js";
import { awsClients, awsHandler, awsHttp2Clients, smithyHandler } from "./aws.js";
import { cassandra } from "./cassandra.js";
import { clickhouse } from "./clickhouse.js";
import { databasesMysql, databasesPg } from "./databases.js";
import { drizzleMysql2, drizzleNodePostgres, drizzlePostgresJs } from "./drizzle.js";
import { elasticsearch } from "./elasticsearch.js";
import { genericPool } from "./generic-pool.js";
import { glide } from "./glide.js";
import { axios, gotClient } from "./http-clients.js";
import { ioredis, iovalkey } from "./ioredis.js";
import { kafkajs } from "./kafkajs.js";
import { knex } from "./knex.js";
import { ldapjs, ldapts } from "./ldap.js";
import { kysely } from "./kysely.js";
import { mariadb } from "./mariadb.js";
import { memcached } from "./memcached.js";
import { mikroOrmCore, mikroOrmMssql, mikroOrmMysql, mikroOrmPostgresql } from "./mikro-orm.js";
import { mongodb } from "./mongodb.js";
import { mongoose, nestMongoose } from "./mongoose.js";
import { mqtt } from "./mqtt.js";
import { mssql } from "./mssql.js";
import { mysql } from "./mysql.js";
import { mysql2, mysql2Promise } from "./mysql2.js";
import { nats, natsTransport } from "./nats.js";
import { neo4j } from "./neo4j.js";
import { neon, vercelPostgres } from "./neon.js";
import { nodeHttp } from "./node-http.js";
import { nodeRedis, redisClient } from "./node-redis.js";
import { nodemailer } from "./nodemailer.js";
import { opensearch } from "./opensearch.js";
import { oracledb } from "./oracledb.js";
import { pgPool } from "./pg-pool.js";
import { pgPromise } from "./pg-promise.js";
import { pg } from "./pg.js";
import { postgres } from "./postgres.js";
import { prisma, prismaAdapterMariaDb, prismaAdapterMssql, prismaAdapterNeon, prismaAdapterPg } from "./prisma.js";
import { beeQueue, bull, bullmq, otherQueues } from "./queues.js";
import { connectRedis, rateLimitRedis, redisSubscriptions, socketIoAdapters, socketIoEmitter } from "./redis-adapters.js";
import { retryFamilies } from "./retry-families.js";
import { nestSequelize, sequelize, sequelizeCore, sequelizeTypescript } from "./sequelize.js";
import type { Family } from "./shape.js";
import { slonik } from "./slonik.js";
import { socketIoClient } from "./socket-io.js";
import { ssh2 } from "./ssh.js";
import { nestTypeorm, typeorm } from "./typeorm.js";
import { undici } from "./undici.js";
import { reconnectingWebSocket, ws } from "./ws.js";

/** Every family of client libraries, alphabetical. */
export const families: readonly Family[] = [
  agentkeepalive,
  amqpConnectionManager,
  amqplib,
  awsClients,
  awsHandler,
  awsHttp2Clients,
  axios,
  beeQueue,
  bull,
  bullmq,
  cassandra,
  clickhouse,
  connectRedis,
  databasesMysql,
  databasesPg,
  drizzleMysql2,
  drizzleNodePostgres,
  drizzlePostgresJs,
  elasticsearch,
  genericPool,
  glide,
  gotClient,
  ioredis,
  iovalkey,
  kafkajs,
  knex,
  ldapjs,
  ldapts,
  kysely,
  mariadb,
  memcached,
  mikroOrmCore,
  mikroOrmMssql,
  mikroOrmMysql,
  mikroOrmPostgresql,
  mongodb,
  mongoose,
  mqtt,
  mssql,
  mysql,
  mysql2,
  mysql2Promise,
  nats,
  natsTransport,
  neo4j,
  neon,
  nestMongoose,
  nestSequelize,
  nestTypeorm,
  nodeHttp,
  nodemailer,
  nodeRedis,
  opensearch,
  oracledb,
  otherQueues,
  pg,
  pgPool,
  pgPromise,
  postgres,
  prisma,
  prismaAdapterMariaDb,
  prismaAdapterMssql,
  prismaAdapterNeon,
  prismaAdapterPg,
  rateLimitRedis,
  reconnectingWebSocket,
  redisClient,
  redisSubscriptions,
  sequelize,
  sequelizeCore,
  sequelizeTypescript,
  slonik,
  smithyHandler,
  socketIoAdapters,
  socketIoClient,
  socketIoEmitter,
  ssh2,
  typeorm,
  undici,
  vercelPostgres,
  ws,
  ...retryFamilies,
];
