/**
 * What the census counts as a construction, written down apart from the plugin's catalogue on purpose: two lists made
 * independently disagree where one of them is wrong.
 *
 * A maker is the path from the module to the expression that makes a client. `()` is a call, `new ` in front means
 * `new`, `default` steps are dropped. `"()()"` reads: call the module, then call what it answered.
 */
const anyCapital = "new *";

/** @type {Record<string, { family: string, makers: string[] }>} */
export const makersByPackage = {
  pg: { family: "pg", makers: ["new Pool", "new Client", "new native.Pool", "new native.Client", "new BoundPool"] },
  "pg-pool": { family: "pg", makers: ["new "] },
  "pg-promise": { family: "pg-promise", makers: ["()()"] },
  postgres: { family: "postgres", makers: ["()"] },
  slonik: { family: "slonik", makers: ["createPool()"] },
  massive: { family: "massive", makers: ["()"] },
  "@neondatabase/serverless": { family: "neon", makers: ["new Pool", "new Client"] },
  "@vercel/postgres": { family: "neon", makers: ["createPool()", "createClient()"] },
  mysql: { family: "mysql", makers: ["createPool()", "createConnection()", "createPoolCluster()"] },
  mysql2: {
    family: "mysql2",
    makers: ["createPool()", "createConnection()", "createPoolCluster()", "createPoolPromise()", "connect()"],
  },
  mariadb: { family: "mariadb", makers: ["createPool()", "createConnection()", "createPoolCluster()"] },
  "ali-rds": { family: "mysql", makers: ["new ", "()", "new RDSClient"] },
  mssql: { family: "mssql", makers: ["new ConnectionPool", "new Connection", "connect()"] },
  tedious: { family: "tedious", makers: ["new Connection"] },
  oracledb: { family: "oracledb", makers: ["createPool()", "getConnection()"] },
  knex: { family: "knex", makers: ["()", "knex()"] },
  sequelize: { family: "sequelize", makers: ["new Sequelize", "new "] },
  "sequelize-typescript": { family: "sequelize", makers: ["new Sequelize"] },
  typeorm: { family: "typeorm", makers: ["new DataSource", "createConnection()", "createConnections()"] },
  "@mikro-orm/core": { family: "mikro-orm", makers: ["MikroORM.init()", "new MikroORM"] },
  "@prisma/client": { family: "prisma", makers: ["new PrismaClient"] },
  "drizzle-orm": { family: "drizzle", makers: ["drizzle()"] },
  kysely: { family: "kysely", makers: ["new Kysely"] },
  mongodb: { family: "mongodb", makers: ["new MongoClient", "MongoClient.connect()", "connect()"] },
  mongoose: { family: "mongoose", makers: ["connect()", "createConnection()", "new Mongoose"] },
  redis: { family: "redis", makers: ["createClient()", "createCluster()", "createClientPool()", "createSentinel()"] },
  "@redis/client": {
    family: "redis",
    makers: ["createClient()", "createCluster()", "createClientPool()", "createSentinel()"],
  },
  ioredis: {
    family: "ioredis",
    makers: ["new ", "new Redis", "new Cluster", "new Redis.Cluster", "()", "createClient()"],
  },
  iovalkey: { family: "ioredis", makers: ["new ", "new Redis", "new Cluster", "new Redis.Cluster"] },
  "@keyv/redis": { family: "redis", makers: ["new ", "new KeyvRedis", "createKeyv()"] },
  undici: {
    family: "undici",
    makers: ["new Pool", "new Agent", "new Client", "new BalancedPool", "new ProxyAgent", "new EnvHttpProxyAgent"],
  },
  http: { family: "http-agent", makers: ["new Agent", "Agent()"] },
  https: { family: "http-agent", makers: ["new Agent", "Agent()"] },
  agentkeepalive: { family: "agentkeepalive", makers: ["new ", "new HttpsAgent", "new HttpAgent", "new Agent"] },
  hpagent: { family: "http-agent", makers: ["new HttpProxyAgent", "new HttpsProxyAgent"] },
  "@smithy/node-http-handler": { family: "aws", makers: ["new NodeHttpHandler", "new NodeHttp2Handler"] },
  "@aws-sdk/node-http-handler": { family: "aws", makers: ["new NodeHttpHandler", "new NodeHttp2Handler"] },
  "aws-sdk": { family: "aws", makers: [anyCapital] },
  "generic-pool": { family: "generic-pool", makers: ["createPool()", "new Pool", "Pool()"] },
  tarn: { family: "tarn", makers: ["new Pool"] },
  "neo4j-driver": { family: "neo4j", makers: ["driver()"] },
  "cassandra-driver": { family: "cassandra", makers: ["new Client"] },
  couchbase: { family: "couchbase", makers: ["connect()", "new Cluster"] },
  nodemailer: { family: "nodemailer", makers: ["createTransport()", "createTransporter()"] },
  amqplib: { family: "amqplib", makers: ["connect()"] },
  "amqp-connection-manager": { family: "amqplib", makers: ["connect()"] },
  rhea: { family: "rhea", makers: ["connect()"] },
  kafkajs: { family: "kafkajs", makers: ["new Kafka"] },
  nats: { family: "nats", makers: ["connect()"] },
  mqtt: { family: "mqtt", makers: ["connect()", "connectAsync()"] },
  "@elastic/elasticsearch": { family: "elasticsearch", makers: ["new Client"] },
  elasticsearch: { family: "elasticsearch", makers: ["new Client", "Client()"] },
  "@opensearch-project/opensearch": { family: "elasticsearch", makers: ["new Client"] },
  "@clickhouse/client": { family: "clickhouse", makers: ["createClient()"] },
  influx: { family: "influx", makers: ["new InfluxDB"] },
  bull: { family: "bull", makers: ["new ", "new Queue", "()"] },
  bullmq: { family: "bull", makers: ["new Queue", "new Worker", "new QueueEvents", "new FlowProducer"] },
  "bee-queue": { family: "bull", makers: ["new "] },
  memcached: { family: "memcached", makers: ["new "] },
  memjs: { family: "memcached", makers: ["Client.create()"] },
  ldapjs: { family: "ldap", makers: ["createClient()"] },
  ldapts: { family: "ldap", makers: ["new Client"] },
  ssh2: { family: "ssh", makers: ["new Client", "new "] },
  "ssh2-sftp-client": { family: "ssh", makers: ["new "] },
  "basic-ftp": { family: "ftp", makers: ["new Client"] },
  ws: { family: "ws", makers: ["new ", "new WebSocket"] },
  "socket.io-client": { family: "socket.io", makers: ["()", "io()", "new Manager"] },
  puppeteer: { family: "browser", makers: ["launch()", "connect()"] },
  playwright: { family: "browser", makers: ["chromium.launch()", "chromium.connect()"] },
};

/** Every `new XClient(…)` of these scopes is a client with connections of its own. */
const scopesOfClients = [
  { prefix: "@aws-sdk/client-", family: "aws", ending: /(?:Client|^new (?:S3|DynamoDB|SQS|SNS|SES|KMS|STS|Lambda))$/ },
  {
    prefix: "@google-cloud/",
    family: "google-cloud",
    ending: /(?:PubSub|Firestore|Storage|BigQuery|Datastore|Client)$/,
  },
];

/** Every package name of the tables, longest first; the scopes end in a slash or a dash. */
export const knownPackages = [...Object.keys(makersByPackage), ...scopesOfClients.map(({ prefix }) => prefix)].sort(
  (left, right) => right.length - left.length,
);

/**
 * @param {string} specifier as imported: `mysql2/promise`, `node:http`
 * @param {string} path      as `census.mjs` writes it: `new Pool`, `createClient()`
 * @returns {{ package: string, family: string } | undefined}
 */
export function findMaker(specifier, path) {
  const packageName = readPackageName(specifier);
  const entry = makersByPackage[packageName];
  if (entry !== undefined) {
    const isMaker =
      entry.makers.includes(path) || (entry.makers.includes(anyCapital) && /^new (?:\w+\.)*[A-Z]\w*$/.test(path));
    return isMaker ? { package: packageName, family: entry.family } : undefined;
  }
  const scope = scopesOfClients.find(({ prefix }) => packageName.startsWith(prefix));
  if (scope === undefined || !path.startsWith("new ") || !scope.ending.test(path)) return undefined;
  return { package: packageName, family: scope.family };
}

/** `node:http` is `http`, `mysql2/promise` is `mysql2`, `@redis/client/dist` is `@redis/client`. */
export function readPackageName(specifier) {
  const [first, second] = specifier.replace(/^node:/, "").split("/");
  return first.startsWith("@") && second !== undefined ? `${first}/${second}` : first;
}
