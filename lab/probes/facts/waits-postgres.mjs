/** What PostgreSQL's clients wait for, and what they do about a peer that is gone. */
import * as family from "../openers/postgres-family.mjs";
import { valueProbes } from "../measure/value-probes.mjs";
import { waitProbes } from "../measure/wait-probes.mjs";
import { waitingProbes } from "../measure/waiting-client.mjs";

const NEVER = { absent: "never", 0: "never", null: "never" };
/** Written in the address, where pg and what is built on it do not look. */
const IN_ADDRESS = {
  "url?connect_timeout": { options: { query: "?connect_timeout=1" }, expected: "never" },
  "url?connectionTimeoutMillis": { options: { query: "?connectionTimeoutMillis=600" }, expected: "never" },
};

/** pg's own names for its three limits, at some level of the options. @param {(options: any) => any} at */
const named = (at) => ({
  connect: {
    option: "connectionTimeoutMillis",
    write: (/** @type {unknown} */ value) => at({ connectionTimeoutMillis: value }),
    expected: NEVER,
    handshake: "rejects",
  },
  acquire: { option: "connectionTimeoutMillis", write: (/** @type {unknown} */ value) => at({ connectionTimeoutMillis: value }), expected: NEVER },
  command: {
    option: "query_timeout",
    write: (/** @type {unknown} */ value) => at({ query_timeout: value }),
    expected: NEVER,
    spellings: { false: { options: at({ query_timeout: false }), expected: "never" } },
  },
});
const plain = named((options) => options);

/** What looks as if it ended a dead connection: limits of the server, limits of idle connections, keepalive. */
const LOOKS_SAFE = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 500,
  connectionTimeoutMillis: 600,
  statement_timeout: 600,
  lock_timeout: 600,
  idle_in_transaction_session_timeout: 600,
  idleTimeoutMillis: 600,
  maxLifetimeSeconds: 1,
  maxUses: 2,
};

/** The same without what throws connections away that are healthy as well: with `query_timeout` they end a dead one in passing. */
const { maxLifetimeSeconds: _lifetime, maxUses: _uses, ...LEAVES_ALONE } = LOOKS_SAFE;

/** @param {string} section @param {any} options */
const under = (section, options) => (section === "" ? options : { [section]: options });

/** `query_timeout` destroys, and nothing else does. @param {string} [section] */
const destroysByQueryTimeout = (section = "") => ({
  query_timeout: {
    words: "query_timeout: 600",
    options: under(section, { query_timeout: 600 }),
    expected: /** @type {const} */ ("destroyed"),
    control: { words: "what looks safe instead", options: under(section, LOOKS_SAFE), expected: /** @type {const} */ ("kept, callers get an error") },
  },
});

/** @param {string} words @param {any} options @param {"kept" | "kept, callers get an error"} [expected] */
const kept = (words, options, expected = "kept, callers get an error") => ({ all: { words, options, expected } });

const OWN_LIMITS = "every limit of its own at 600 ms";

export const probes = [
  ...waitingProbes({
    client: "pg/Pool",
    versions: ["pg-8.0", "pg-8"],
    server: "postgres",
    open: family.openPgPool,
    connect: { option: plain.connect.option, write: plain.connect.write, expected: {}, spellings: IN_ADDRESS },
    acquire: { ...plain.acquire, expected: { null: "never" }, spellings: IN_ADDRESS },
    command: { ...plain.command, expected: {} },
    liveness: destroysByQueryTimeout(),
  }),
  ...waitingProbes({
    client: "pg/Pool-7.6",
    package: "pg",
    versions: ["pg-7.6"],
    server: "postgres",
    open: family.openOldPgPool,
    liveness: { all: { words: "query_timeout: 600, which it does not know yet, and all that looks safe", options: { ...LEAVES_ALONE, query_timeout: 600 }, expected: "kept, callers get an error" } },
  }),
  ...waitingProbes({
    client: "pg/Client",
    versions: ["pg-8.0", "pg-8"],
    server: "postgres",
    open: family.openPgClient,
    connect: { ...plain.connect, spellings: IN_ADDRESS },
    command: plain.command,
    liveness: kept("query_timeout: 600 and all that looks safe", { ...LEAVES_ALONE, query_timeout: 600 }),
  }),
  ...waitingProbes({
    client: "pg-pool/Pool",
    versions: ["pg-pool-2", "pg-pool-3"],
    server: "postgres",
    open: family.openPgPoolPackage,
    ...plain,
    connect: { ...plain.connect, spellings: IN_ADDRESS },
    acquire: { ...plain.acquire, spellings: IN_ADDRESS },
    liveness: destroysByQueryTimeout(),
  }),
  ...waitingProbes({
    client: "pg-promise/pgp",
    versions: ["pg-promise-10", "pg-promise-11", "pg-promise-12"],
    server: "postgres",
    open: family.openPgPromise,
    ...plain,
    connect: { ...plain.connect, spellings: IN_ADDRESS },
    acquire: { ...plain.acquire, spellings: IN_ADDRESS },
    liveness: kept("query_timeout: 600 and all that looks safe", { ...LEAVES_ALONE, query_timeout: 600 }),
  }),
  ...waitingProbes({
    client: "@prisma/adapter-pg/PrismaPg",
    versions: ["prisma-adapter-pg-6", "@prisma/adapter-pg"],
    server: "postgres",
    open: family.openPrismaPg,
    ...plain,
    connect: { ...plain.connect, spellings: IN_ADDRESS },
    acquire: { ...plain.acquire, spellings: IN_ADDRESS },
    liveness: destroysByQueryTimeout(),
  }),
  ...waitingProbes({
    client: "drizzle-orm/node-postgres",
    versions: ["drizzle-orm"],
    server: "postgres",
    open: family.openDrizzlePg,
    ...named((connection) => ({ connection })),
    connect: { ...named((connection) => ({ connection })).connect, spellings: IN_ADDRESS },
    acquire: { ...named((connection) => ({ connection })).acquire, spellings: IN_ADDRESS },
    liveness: destroysByQueryTimeout("connection"),
  }),
  ...waitingProbes({
    client: "drizzle-orm/postgres-js",
    versions: ["drizzle-orm"],
    server: "postgres",
    open: family.openDrizzlePostgresJs,
    connect: { option: "connection.connect_timeout (seconds)", write: (value) => ({ connection: { connect_timeout: value } }), control: { value: 1 }, unit: 1, expected: { absent: 30_000 }, handshake: "rejects" },
    liveness: kept("keep_alive, max_lifetime and idle_timeout of a second", { connection: { keep_alive: 1, max_lifetime: 1, idle_timeout: 1 } }, "kept"),
  }),
  ...waitingProbes({
    client: "postgres/postgres",
    versions: ["postgres-3"],
    server: "postgres",
    open: family.openPostgresJs,
    liveness: kept("keep_alive, max_lifetime, idle_timeout, connect_timeout of a second", { keep_alive: 1, max_lifetime: 1, idle_timeout: 1, connect_timeout: 1, connection: { statement_timeout: 600 } }, "kept"),
  }),
  ...waitingProbes({
    client: "sequelize/postgres",
    versions: ["sequelize-5", "sequelize-6"],
    server: "postgres",
    open: family.openSequelizePg,
    connect: { ...named((dialectOptions) => ({ dialectOptions })).connect, versions: ["sequelize-6"], expected: { absent: "never", 0: "never" } },
    command: { ...named((dialectOptions) => ({ dialectOptions })).command, versions: ["sequelize-6"], expected: { absent: "never", 0: "never" } },
    liveness: {
      query_timeout: {
        ...destroysByQueryTimeout("dialectOptions").query_timeout,
        versions: ["sequelize-6"],
        control: { words: "what looks safe instead", options: { dialectOptions: LOOKS_SAFE } },
      },
      "query_timeout-5": { words: "query_timeout: 600 and all that looks safe", options: { dialectOptions: { ...LEAVES_ALONE, query_timeout: 600 }, pool: { acquire: 600, idle: 600 } }, expected: "kept, callers get an error", versions: ["sequelize-5"] },
    },
  }),
  ...waitingProbes({
    client: "@sequelize/core/postgres",
    versions: ["@sequelize/core"],
    server: "postgres",
    open: family.openSequelize7Pg,
    acquire: { option: "pool.acquire", write: (value) => ({ pool: { acquire: value } }), expected: { absent: 60_000 } },
    command: { ...plain.command, expected: { absent: "never" }, spellings: {} },
    liveness: {
      query_timeout: {
        words: "query_timeout: 600",
        options: { query_timeout: 600 },
        expected: "destroyed",
        control: { words: "keepAlive and statement_timeout instead", options: { keepAlive: true, statement_timeout: 600 } },
      },
    },
  }),
  ...waitingProbes({
    client: "typeorm/postgres",
    versions: ["typeorm-0.2", "typeorm-0.3", "typeorm-1"],
    server: "postgres",
    open: family.openTypeormPg,
    acquire: { option: "connectTimeoutMS", write: (value) => ({ connectTimeoutMS: value }), expected: { absent: "never", 0: "never" } },
    command: { option: "extra.query_timeout", write: (value) => ({ extra: { query_timeout: value } }), expected: { absent: "never" } },
    liveness: kept("extra.query_timeout: 600 and all that looks safe", { connectTimeoutMS: 600, maxQueryExecutionTime: 600, extra: { ...LEAVES_ALONE, query_timeout: 600 } }),
  }),
  ...waitingProbes({
    client: "knex/pg",
    versions: ["knex-0.95", "knex-1", "knex-2", "knex-3"],
    server: "postgres",
    open: family.openKnexPg,
    connect: { option: "pool.createTimeoutMillis", write: (value) => ({ pool: { createTimeoutMillis: value } }), control: { value: 600 }, expected: { absent: "30000 60000" }, handshake: "rejects" },
    liveness: kept("query_timeout, statement_timeout, keepAlive, idleTimeoutMillis", { connection: { query_timeout: 600, statement_timeout: 600, keepAlive: true }, pool: { idleTimeoutMillis: 600 } }),
  }),
  ...waitingProbes({
    client: "@mikro-orm/postgresql/MikroORM",
    versions: ["@mikro-orm/postgresql"],
    server: "postgres",
    open: family.openMikroOrmPg,
    connect: { ...named((driverOptions) => ({ driverOptions })).connect, expected: { absent: "never" } },
    acquire: { ...named((driverOptions) => ({ driverOptions })).acquire, expected: { absent: "never" } },
    command: { ...named((driverOptions) => ({ driverOptions })).command, expected: { absent: "never" }, spellings: {} },
    liveness: kept("driverOptions.query_timeout: 600 and all that looks safe", { driverOptions: { ...LEAVES_ALONE, query_timeout: 600 }, pool: { idleTimeoutMillis: 600 } }),
  }),
  ...waitingProbes({
    client: "@databases/pg/createConnectionPool",
    versions: ["databases-pg-5", "databases-pg-6"],
    server: "postgres",
    open: family.openDatabasesPg,
    connect: { option: "connectionTimeoutMilliseconds", write: (value) => ({ connectionTimeoutMilliseconds: value }), expected: { absent: "10000 60000" }, handshake: "rejects" },
    acquire: { option: "queueTimeoutMilliseconds", write: (value) => ({ queueTimeoutMilliseconds: value }), expected: { absent: 60_000 } },
    command: { option: "queryTimeoutMilliseconds", write: (value) => ({ queryTimeoutMilliseconds: value }), expected: { absent: "never", 0: "never" } },
    liveness: {
      queryTimeoutMilliseconds: {
        words: "queryTimeoutMilliseconds: 600",
        options: { queryTimeoutMilliseconds: 600 },
        expected: "destroyed",
        control: { words: OWN_LIMITS, options: { statementTimeoutMilliseconds: 600, connectionTimeoutMilliseconds: 600, idleTimeoutMilliseconds: 600 } },
      },
    },
  }),
  ...waitingProbes({
    client: "slonik/createPool",
    versions: ["slonik-33", "slonik-47"],
    server: "postgres",
    open: family.openSlonik,
    connect: { option: "connectionTimeout", write: (value) => ({ connectionTimeout: value }), expected: { absent: 5_000 }, handshake: "rejects" },
    acquire: { option: "connectionTimeout", write: (value) => ({ connectionTimeout: value }), versions: ["slonik-33"], expected: { absent: 5_000 } },
    // Of version 33 a dropped idle connection ends the process, so that the control has nothing to tell.
    idle: { timeouts: { words: "connectionTimeout", options: { connectionTimeout: 600 }, expected: "undisturbed", versions: ["slonik-47"] } },
    liveness: { all: { words: OWN_LIMITS, options: { statementTimeout: 600, idleInTransactionSessionTimeout: 600, connectionTimeout: 600, idleTimeout: 600 }, expected: "kept", versions: ["slonik-47"] } },
  }),
  // The server keeps it: on a connection that went silent nothing of it would be seen.
  ...valueProbes({
    client: "slonik/createPool",
    setting: "commandTimeout",
    option: "statementTimeout",
    versions: ["slonik-33", "slonik-47"],
    speed: "on-demand",
    needs: ["postgres"],
    how: "the statement_timeout of its session, asked of the server",
    write: (value) => ({ statementTimeout: value }),
    controlValue: 600,
    controlExpected: "600ms",
    measure: async (ctx, options) => (await family.openSlonik(ctx, ctx.ports.postgres, options)).show(),
    expected: { absent: "1min" },
  }),
  ...waitProbes({
    client: "sequelize/postgres-4",
    package: "sequelize",
    setting: "acquireTimeout",
    option: "pool.acquire",
    versions: ["sequelize-4"],
    speed: "on-demand",
    needs: ["postgres"],
    where: "a pool of one connection that is taken",
    write: (value) => ({ pool: { acquire: value } }),
    async begin(ctx, options) {
      const { take } = await family.openSequelizePg(ctx, ctx.ports.postgres, { operatorsAliases: false, ...options });
      await take?.();
      return () => take?.();
    },
    expected: { absent: 10_000 },
  }),
];
