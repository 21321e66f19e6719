import { agentkeepalive } from "./agentkeepalive.js";
import { awsClients, awsHandler, smithyHandler } from "./aws.js";
import { cassandra } from "./cassandra.js";
import { clickhouse } from "./clickhouse.js";
import { databasesMysql, databasesPg } from "./databases.js";
import { drizzleMysql2, drizzleNodePostgres, drizzlePostgresJs } from "./drizzle.js";
import { elasticsearch } from "./elasticsearch.js";
import { genericPool } from "./generic-pool.js";
import { ioredis } from "./ioredis.js";
import { knex } from "./knex.js";
import { mariadb } from "./mariadb.js";
import { memcached } from "./memcached.js";
import { mikroOrmCore, mikroOrmMssql, mikroOrmMysql, mikroOrmPostgresql } from "./mikro-orm.js";
import { mongodb } from "./mongodb.js";
import { mongoose, nestMongoose } from "./mongoose.js";
import { mssql } from "./mssql.js";
import { mysql } from "./mysql.js";
import { mysql2 } from "./mysql2.js";
import { neo4j } from "./neo4j.js";
import { neon, vercelPostgres } from "./neon.js";
import { nodeHttp } from "./node-http.js";
import { nodeRedis } from "./node-redis.js";
import { nodemailer } from "./nodemailer.js";
import { opensearch } from "./opensearch.js";
import { oracledb } from "./oracledb.js";
import { pg } from "./pg.js";
import { pgPool } from "./pg-pool.js";
import { pgPromise } from "./pg-promise.js";
import { postgres } from "./postgres.js";
import { prisma, prismaAdapterMariaDb, prismaAdapterMssql, prismaAdapterNeon, prismaAdapterPg } from "./prisma.js";
import { retryFamilies } from "./retry-families.js";
import { sequelize, sequelizeCore, sequelizeTypescript } from "./sequelize.js";
import type { Family } from "./shape.js";
import { slonik } from "./slonik.js";
import { typeorm } from "./typeorm.js";
import { undici } from "./undici.js";

/** Every family of client libraries, alphabetical. */
export const families: readonly Family[] = [
  agentkeepalive,
  awsClients,
  awsHandler,
  cassandra,
  clickhouse,
  databasesMysql,
  databasesPg,
  drizzleMysql2,
  drizzleNodePostgres,
  drizzlePostgresJs,
  elasticsearch,
  genericPool,
  ioredis,
  knex,
  mariadb,
  memcached,
  mikroOrmCore,
  mikroOrmMssql,
  mikroOrmMysql,
  mikroOrmPostgresql,
  mongodb,
  mongoose,
  mssql,
  mysql,
  mysql2,
  neo4j,
  neon,
  nestMongoose,
  nodeHttp,
  nodemailer,
  nodeRedis,
  opensearch,
  oracledb,
  pg,
  pgPool,
  pgPromise,
  postgres,
  prisma,
  prismaAdapterMariaDb,
  prismaAdapterMssql,
  prismaAdapterNeon,
  prismaAdapterPg,
  sequelize,
  sequelizeCore,
  sequelizeTypescript,
  slonik,
  smithyHandler,
  typeorm,
  undici,
  vercelPostgres,
  ...retryFamilies,
];
