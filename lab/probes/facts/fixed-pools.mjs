/** Clients whose limit is read from the object they made: there is no server to connect to. */
import { valueProbes } from "../measure/value-probes.mjs";
import { readMessage } from "../measure/limit.mjs";

const INVALID_POOL_MAX = 'throws: NJS-007: invalid value for "poolMax" in parameter 1';

/** One client address has no more ports than that. @param {number} limit */
const sayLimit = (limit) => (limit > 65_535 ? "unbounded" : limit);

const oracledb = valueProbes({
  client: "oracledb/createPool",
  setting: "limit",
  option: "poolMax",
  versions: ["oracledb-6", "oracledb-26"],
  kind: "effective-option",
  how: "pool.poolMax of a pool with poolMin 0, thin mode, no server",
  write: (value) => ({ poolMax: value }),
  controlValue: 7,
  async measure(ctx, options) {
    const oracledb = await ctx.loadDefault(ctx.alias);
    const account = {
      user: "probe",
      password: "probe",
      connectString: "127.0.0.1:1/none",
      poolMin: 0,
      poolIncrement: 0,
    };
    try {
      const pool = await oracledb.createPool({ ...account, ...options });
      ctx.defer(() => pool.close(0));
      return sayLimit(pool.poolMax);
    } catch (error) {
      return `throws: ${readMessage(error)}`;
    }
  },
  expected: {
    absent: 4,
    undefined: 4,
    null: INVALID_POOL_MAX,
    0: INVALID_POOL_MAX,
    "-1": INVALID_POOL_MAX,
    Infinity: INVALID_POOL_MAX,
    huge: "unbounded",
    "string-5": INVALID_POOL_MAX,
  },
  spellings: {
    max: { options: { max: 9 }, expected: 4 },
    "pool.max": { options: { pool: { max: 9 } }, expected: 4 },
    connectionLimit: { options: { connectionLimit: 9 }, expected: 4 },
  },
});

const typeormOracle = valueProbes({
  client: "typeorm/oracle",
  setting: "limit",
  option: "poolSize",
  versions: ["typeorm-0.2", "typeorm-0.3.6", "typeorm-0.3.10", "typeorm-0.3", "typeorm-1"],
  kind: "effective-option",
  how: "pool.poolMax of the pool made before anything is sent, oracledb 6 in thin mode, no server",
  write: (value) => ({ poolSize: value }),
  controlValue: 7,
  controlExpected: { byVersion: { "typeorm-0.2": 9, "typeorm-0.3.6": 9 }, otherwise: 7 },
  measure: readOraclePoolMax,
  // `poolSize` came with 0.3.7.
  measureControl: (ctx) => readOraclePoolMax(ctx, { poolSize: 7, ...(isBeforePoolSize(ctx.alias) ? { extra: { poolMax: 9 } } : {}) }),
  expected: { absent: { byVersion: { "typeorm-0.2": 4, "typeorm-0.3.6": 4 }, otherwise: 4 } },
  spellings: { "extra.poolMax": { options: { extra: { poolMax: 3 } }, expected: 3 } },
});

/** @param {string} alias */
const isBeforePoolSize = (alias) => alias === "typeorm-0.2" || alias === "typeorm-0.3.6";

/**
 * @param {import("../probe.js").ProbeContext} ctx
 * @param {object} options
 */
async function readOraclePoolMax(ctx, options) {
  const typeorm = await ctx.loadDefault(ctx.alias);
  const oracledb = await ctx.loadDefault("oracledb-6");
  return new Promise((resolve, reject) => {
    const driver = {
      ...oracledb,
      async createPool(/** @type {object} */ config) {
        const pool = await oracledb.createPool({ ...config, poolMin: 0, poolIncrement: 0 });
        ctx.defer(() => pool.close(0));
        resolve(sayLimit(pool.poolMax));
        return new Promise(() => {}); // with no server, whatever comes next would wait for one
      },
    };
    const account = { username: "probe", password: "probe", connectString: "127.0.0.1:1/none" };
    const config = { type: "oracle", driver, ...account, ...options };
    const source = typeorm.DataSource === undefined ? new typeorm.Connection(config) : new typeorm.DataSource(config);
    (source.initialize === undefined ? source.connect() : source.initialize()).catch(reject);
  });
}

const cassandra = valueProbes({
  client: "cassandra-driver/Client",
  setting: "limit",
  option: "pooling.coreConnectionsPerHost",
  versions: ["cassandra-driver"],
  kind: "effective-option",
  how: "the client's options after the driver's own step for protocol version 4, local hosts",
  write: (value) => ({ pooling: { coreConnectionsPerHost: { 0: value } } }),
  controlValue: 7,
  async measure(ctx, { protocolVersion = 4, ...options }) {
    const { Client } = await ctx.loadDefault(ctx.alias);
    const { setMetadataDependent } = await ctx.loadDefault(`${ctx.alias}/lib/client-options.js`);
    const client = new Client({ contactPoints: ["127.0.0.1"], localDataCenter: "datacenter1", ...options });
    client.controlConnection.protocolVersion = protocolVersion;
    setMetadataDependent(client);
    return client.options.pooling.coreConnectionsPerHost[0];
  },
  expected: { absent: 1, 0: 0 },
  spellings: {
    "protocol-2": { options: { protocolVersion: 2 }, expected: 2 },
    "top-level": { options: { coreConnectionsPerHost: { 0: 4 } }, expected: 1 },
  },
});

export const probes = [...oracledb, ...typeormOracle, ...cassandra];
