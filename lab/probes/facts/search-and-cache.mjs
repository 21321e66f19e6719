/** Clients of one service each: Elasticsearch, OpenSearch, ClickHouse and memcached. */
import { limitProbes } from "../measure/limit-probes.mjs";
import { startHeldHttp } from "./http.mjs";

const HOW = "HTTP server that answers nothing, 300 requests at once";
/** More than the 256 that the search clients allow. */
const CALLERS = 300;

/**
 * @param {Pick<import("../measure/limit-probes.mjs").LimitClient, "client" | "option" | "versions" | "write" | "expected" | "spellings">} search
 */
const searchProbes = (search) =>
  limitProbes({
    ...search,
    how: HOW,
    async prepare(ctx, options) {
      const { Client } = await ctx.loadDefault(ctx.alias);
      const { origin, flows } = await startHeldHttp(ctx);
      return {
        flows,
        callers: CALLERS,
        open() {
          const client = new Client({ node: origin, maxRetries: 0, ...options });
          return { take: () => client.info(), close: () => client.close() };
        },
      };
    },
  });

const elasticsearch7 = searchProbes({
  client: "@elastic/elasticsearch/Client",
  option: "agent.maxSockets",
  versions: ["elasticsearch-7"],
  write: (value) => ({ agent: { maxSockets: value } }),
  expected: { absent: 256, Infinity: "unbounded" },
});

const elasticsearch = searchProbes({
  client: "@elastic/elasticsearch/Client-undici",
  option: "agent.connections",
  versions: ["elasticsearch-8", "elasticsearch-9"],
  write: (value) => ({ agent: { connections: value } }),
  expected: { absent: 256, null: "unbounded" },
});

const opensearch = searchProbes({
  client: "@opensearch-project/opensearch/Client",
  option: "agent.maxSockets",
  versions: ["opensearch-2", "opensearch-3"],
  write: (value) => ({ agent: { maxSockets: value } }),
  expected: { absent: 256, Infinity: "unbounded" },
});

const clickhouse = limitProbes({
  client: "@clickhouse/client/createClient",
  option: "max_open_connections",
  versions: ["clickhouse-1"],
  how: "HTTP server that answers nothing, 150 requests at once",
  write: (value) => ({ max_open_connections: value }),
  async prepare(ctx, options, query) {
    const { createClient } = await ctx.loadDefault(ctx.alias);
    const { origin, flows } = await startHeldHttp(ctx);
    return {
      flows,
      open() {
        const client = createClient({ url: `${origin}${query}`, ...options });
        return { take: () => client.query({ query: "SELECT 1" }), close: () => client.close() };
      },
    };
  },
  expected: { absent: 10, Infinity: "unbounded" },
  spellings: { "url?max_open_connections=20": { query: "?max_open_connections=20", expected: 20 } },
});

const memcached = limitProbes({
  client: "memcached/Memcached",
  option: "poolSize",
  versions: ["memcached-2"],
  how: "server that answers nothing, 150 commands at once",
  write: (value) => ({ poolSize: value }),
  async prepare(ctx, options) {
    const Memcached = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startHeldHttp(ctx);
    return {
      flows,
      open() {
        const cache = new Memcached(`127.0.0.1:${port}`, options);
        cache.on("failure", () => {}).on("issue", () => {});
        const take = () => new Promise((resolve) => cache.get("basket", resolve));
        return { take, close: () => cache.end() };
      },
    };
  },
  expected: { absent: 10, Infinity: "unbounded" },
});

export const probes = [...elasticsearch7, ...elasticsearch, ...opensearch, ...clickhouse, ...memcached];
