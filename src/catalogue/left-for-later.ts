/** A library that holds connections or retries, and has no entry yet. */
export interface LeftForLater {
  /** Import specifiers; a trailing `*` matches any ending. */
  readonly packages: readonly string[];
  readonly what: string;
  /** What stands in the way of an entry. */
  readonly why: string;
}

/** For the pages, and for whoever looks for something to add. A test sees to it that nothing here has an entry. */
export const leftForLater: readonly LeftForLater[] = [
  { packages: ["@grpc/grpc-js"], what: "channels over HTTP/2", why: "Clients of one target share one connection (50 clients: 1). Its waits end with a deadline for each call, which means reading every call." },
  { packages: ["@google-cloud/firestore", "@google-cloud/pubsub"], what: "gRPC channels", why: "Channels grow with concurrent requests; their options were read and never run." },
  { packages: ["@confluentinc/kafka-javascript"], what: "a Kafka client on librdkafka", why: "Its options are those of librdkafka and none was run; nothing bounds its connections, one per broker." },
  { packages: ["rhea", "rhea-promise"], what: "one AMQP 1.0 connection", why: "It dials again with delays that grow to a cap (seen); its waits were not run." },
  { packages: ["couchbase"], what: "a native client", why: "Its limits stand in the connection string and were not verified." },
  { packages: ["tedious"], what: "one connection to SQL Server", why: "Mostly used through mssql, which has an entry; alone, only its connect timeout was run." },
  { packages: ["tarn"], what: "a pool of anything, under knex", why: "`max` has to be written or it throws; what is left is `Infinity`." },
  { packages: ["massive"], what: "a pool on pg-promise", why: "Hands its options to pg-promise; only the size was run." },
  { packages: ["objection"], what: "models on knex", why: "Takes a knex that is judged where it is made." },
  { packages: ["memjs"], what: "one connection per memcached server", why: "Ends its waits after 0.5 s by itself; nothing to report is known." },
  { packages: ["basic-ftp", "ssh2-sftp-client"], what: "one connection", why: "Single connections for one use; their timeouts were run, listeners and release were not." },
  { packages: ["partysocket"], what: "a web socket that dials again", why: "A fork of reconnecting-websocket; its defaults were run at one version only." },
  { packages: ["influx", "@influxdata/influxdb-client", "@influxdata/influxdb3-client"], what: "HTTP clients", why: "They send through Node's agent, which is judged where it is made." },
  { packages: ["@keyv/redis", "cache-manager-ioredis", "cache-manager-ioredis-yet", "cache-manager-redis-store", "cache-manager-redis-yet"], what: "caches that make a Redis client from their options", why: "What they hand on changes with their versions; read, not run." },
  { packages: ["@liaoliaots/nestjs-redis", "@nestjs-modules/ioredis"], what: "Nest modules that make ioredis clients", why: "The options stand in a section for each client; read, not run." },
  { packages: ["redis-om", "redlock"], what: "libraries that take a Redis client", why: "They open no connection of their own when they are given one; read, not run." },
  { packages: ["@nestjs/microservices"], what: "a wrapper of seven transports", why: "Each transport hands on options of another library; read, not run." },
  { packages: ["puppeteer", "playwright"], what: "a browser process per launch", why: "A process is no connection: the words of the rules do not fit." },
  { packages: ["opossum"], what: "a circuit breaker", why: "It repeats nothing (run: one call for each `fire()`); a retry inside it is judged as any other." },
  { packages: ["poll"], what: "repeats a function for ever", why: "It repeats after success, and an error ends it (run): polling is no retry." },
  { packages: ["@smithy/util-retry"], what: "the retry strategies of the AWS SDK", why: "A bucket of 500 tokens ends them whatever is written (run: 36 attempts with `Infinity`)." },
  { packages: ["@octokit/plugin-retry"], what: "retries for the clients of GitHub", why: "They end whatever is written: `Infinity` is taken as 0 (run)." },
];
