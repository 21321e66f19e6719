/** Clients whose limit is read from the object they made: there is no server to connect to. */
import { valueProbes } from "../measure/value-probes.mjs";
import { readMessage } from "../measure/limit.mjs";

const INVALID_POOL_MAX = 'throws: NJS-007: invalid value for "poolMax" in parameter 1';

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
      return pool.poolMax;
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
    huge: 1_000_000,
    "string-5": INVALID_POOL_MAX,
  },
  spellings: {
    max: { options: { max: 9 }, expected: 4 },
    "pool.max": { options: { pool: { max: 9 } }, expected: 4 },
    connectionLimit: { options: { connectionLimit: 9 }, expected: 4 },
  },
});

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

export const probes = [...oracledb, ...cassandra];
