/** Brokers, directories and everything else that is talked to over one lasting connection. */

/** @typedef {import("../probe.js").ProbeContext} ProbeContext */
/** @typedef {import("../measure/waiting-client.mjs").Session} Session */
/** @typedef {(ctx: ProbeContext, port: number, options: any) => Promise<Session>} Opener */

/** @param {any} emitter */
const quiet = (emitter) => emitter.on("error", () => {});

/**
 * Settles with the first of these events.
 *
 * @param {any} emitter
 * @param {string} good
 * @param {string[]} bad
 * @returns {Promise<unknown>}
 */
const either = (emitter, good, bad) =>
  new Promise((resolve, reject) => {
    emitter.once(good, resolve);
    for (const name of bad) emitter.once(name, (/** @type {any} */ event) => reject(event instanceof Error ? event : new Error(name)));
  });

/** Also what a method hands to its callback. @param {(done: (error: unknown, answer?: unknown) => void) => unknown} start @returns {Promise<any>} */
const called = (start) => new Promise((resolve, reject) => void start((error, answer) => (error ? reject(error) : resolve(answer))));

/** @type {Opener} */
export async function openAmqplib(ctx, port, { heartbeat, ...socket }) {
  const amqplib = await ctx.loadDefault(ctx.alias);
  const url = `amqp://guest:guest@127.0.0.1:${port}${heartbeat === undefined ? "" : `?heartbeat=${heartbeat}`}`;
  /** @type {Promise<any> | undefined} */
  let opening;
  const open = async () => {
    const connection = quiet(await amqplib.connect(url, socket));
    ctx.defer(() => connection.close());
    return quiet(await connection.createChannel());
  };
  return { ask: async () => (await (opening ??= open())).assertQueue("", { exclusive: true }) };
}

/** @type {Opener} */
export async function openAmqpManager(ctx, port, { timeout, ...options }) {
  const { connect } = await ctx.loadDefault(ctx.alias);
  const connectionOptions = timeout === undefined ? {} : { connectionOptions: { timeout } };
  /** @type {any} */
  let channel;
  /** @type {Promise<unknown> | undefined} */
  let opening;
  return {
    async ask() {
      if (opening === undefined) {
        const manager = quiet(connect([`amqp://guest:guest@127.0.0.1:${port}`], { ...connectionOptions, ...options }));
        ctx.defer(() => manager.close());
        opening = either(manager, "connect", ["connectFailed"]);
        channel = quiet(manager.createChannel());
      }
      await opening;
      await channel.waitForConnect();
      return channel.assertQueue("", { exclusive: true });
    },
  };
}

/** @type {Opener} */
export async function openMqtt(ctx, port, options) {
  const mqtt = await ctx.loadDefault(ctx.alias);
  /** @type {any} */
  let client;
  /** @type {Promise<unknown> | undefined} */
  let opening;
  ctx.defer(() => client?.end(true));
  return {
    async ask() {
      if (opening === undefined) {
        client = quiet(mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...options }));
        opening = either(client, "connect", ["close", "error"]);
      }
      await opening;
      return called((done) => client.publish("probe", "x", { qos: 1 }, done));
    },
  };
}

/** @type {Opener} */
export async function openNats(ctx, port, options) {
  const { connect } = await ctx.load(ctx.alias);
  /** @type {Promise<any> | undefined} */
  let opening;
  ctx.defer(async () => (await opening)?.close());
  return { ask: async () => (await (opening ??= connect({ servers: `127.0.0.1:${port}`, reconnect: false, ...options }))).flush() };
}

/** @type {Opener} */
export async function openMemcached(ctx, port, options) {
  const Memcached = await ctx.loadDefault(ctx.alias);
  const memcached = new Memcached(`127.0.0.1:${port}`, { retries: 0, failures: 0, poolSize: 1, ...options });
  ctx.defer(() => memcached.end());
  return { ask: () => called((done) => memcached.get("probe", done)) };
}

/** @type {Opener} */
export async function openLdapjs(ctx, port, options) {
  const ldap = await ctx.loadDefault(ctx.alias);
  /** @type {any} */
  let client;
  /** @type {Promise<unknown> | undefined} */
  let opening;
  ctx.defer(() => client?.destroy());
  return {
    async ask() {
      if (opening === undefined) {
        client = quiet(ldap.createClient({ url: `ldap://127.0.0.1:${port}`, ...options }));
        opening = either(client, "connect", ["connectError", "connectTimeout"]);
      }
      await opening;
      return called((done) => client.bind("cn=probe", "x", done));
    },
  };
}

/** @type {Opener} */
export async function openLdapts(ctx, port, options) {
  const { Client } = await ctx.load(ctx.alias);
  const client = new Client({ url: `ldap://127.0.0.1:${port}`, ...options });
  ctx.defer(() => client.unbind());
  return { ask: () => client.bind("cn=probe", "x") };
}

/** @type {Opener} */
export async function openNeo4j(ctx, port, options) {
  const neo4j = await ctx.loadDefault(ctx.alias);
  const driver = neo4j.driver(`bolt://127.0.0.1:${port}`, neo4j.auth.basic("a", "b"), { maxConnectionPoolSize: 1, maxTransactionRetryTime: 0, ...options });
  ctx.defer(() => driver.close());
  return { ask: () => driver.session().run("RETURN 1") };
}

/** @type {Opener} */
export async function openCassandra(ctx, port, socketOptions) {
  const { Client, policies } = await ctx.loadDefault(ctx.alias);
  const client = new Client({
    contactPoints: [`127.0.0.1:${port}`],
    localDataCenter: "one",
    policies: { reconnection: new policies.reconnection.ConstantReconnectionPolicy(2_000_000) },
    socketOptions,
  });
  ctx.defer(() => client.shutdown());
  return { ask: () => client.connect() };
}

/** @type {Opener} */
export async function openSmtp(ctx, port, options) {
  const nodemailer = await ctx.loadDefault(ctx.alias);
  const transport = nodemailer.createTransport({ host: "127.0.0.1", port, ignoreTLS: true, pool: true, maxConnections: 1, ...options });
  ctx.defer(() => transport.close());
  const mail = { from: "shop@example.com", to: "buyer@example.com", subject: "Your order", text: "It is on its way." };
  return { ask: () => transport.sendMail(mail) };
}

/**
 * A WebSocket whose errors hurt nobody when it is torn down while it connects, and come as errors: some libraries write into
 * what they are told.
 *
 * @param {ProbeContext} ctx
 */
async function loadWebSocket(ctx) {
  const { WebSocket } = await ctx.load("ws-8");
  return class extends WebSocket {
    /** @param {any[]} args */
    constructor(...args) {
      super(...args);
      this.on("error", () => {});
    }

    /** @param {string} name @param {(event: any) => void} listener @param {any} [options] */
    addEventListener(name, listener, options) {
      super.addEventListener(name, name === "error" ? () => listener(new Error("the socket failed")) : listener, options);
    }
  };
}

/** Serverless PostgreSQL drivers speak through a WebSocket, which is told here to be no encrypted one. @param {ProbeContext} ctx @param {any} neonConfig @param {number} port */
async function tellNeon(ctx, neonConfig, port) {
  const WebSocket = await loadWebSocket(ctx);
  Object.assign(neonConfig, { webSocketConstructor: WebSocket, wsProxy: () => `127.0.0.1:${port}/`, useSecureWebSocket: false, forceDisablePgSSL: true, pipelineConnect: false, pipelineTLS: false });
}

/** @param {any} options @param {(address: string) => any} make */
const addressed = ({ query = "", ...options }, make) => ({ ...make(`postgres://probe:probe@neon.example/postgres${query}`), max: 1, ...options });

/** @param {ProbeContext} ctx @param {any} pool @returns {Session} */
function sessionOfPool(ctx, pool) {
  quiet(pool);
  ctx.defer(() => pool.end());
  return {
    ask: () => pool.query("select 1"),
    async take() {
      quiet(await pool.connect());
    },
  };
}

/** @type {Opener} */
export async function openNeonPool(ctx, port, options) {
  const { Pool, neonConfig } = await ctx.load(ctx.alias);
  await tellNeon(ctx, neonConfig, port);
  return sessionOfPool(ctx, new Pool(addressed(options, (connectionString) => ({ connectionString }))));
}

/** @type {Opener} */
export async function openNeonClient(ctx, port, options) {
  const { Client, neonConfig } = await ctx.load(ctx.alias);
  await tellNeon(ctx, neonConfig, port);
  const client = quiet(new Client(addressed(options, (connectionString) => ({ connectionString }))));
  /** @type {Promise<unknown> | undefined} */
  let opening;
  return {
    async ask() {
      await (opening ??= client.connect());
      return client.query("select 1");
    },
  };
}

/** @type {Opener} */
export async function openVercel(ctx, port, options) {
  const { createPool } = await ctx.load(ctx.alias);
  const { neonConfig } = await ctx.load("@neondatabase/serverless");
  await tellNeon(ctx, neonConfig, port);
  // It insists on an address of a pooler.
  return sessionOfPool(ctx, createPool(addressed(options, (address) => ({ connectionString: address.replace("neon.example", "a-pooler.neon.example") }))));
}

/** @type {Opener} */
export async function openPrismaNeon(ctx, port, options) {
  const { PrismaNeon } = await ctx.load(ctx.alias);
  const { neonConfig } = await ctx.load("@neondatabase/serverless");
  await tellNeon(ctx, neonConfig, port);
  const adapter = await new PrismaNeon(addressed(options, (connectionString) => ({ connectionString }))).connect();
  ctx.defer(() => adapter.dispose());
  return { ask: () => adapter.queryRaw({ sql: "select 1", args: [], argTypes: [] }), take: () => adapter.startTransaction() };
}

/** Made when first asked, so that its timers belong to that. @param {ProbeContext} ctx @param {() => any} make @returns {Session} */
function sessionOfSocket(ctx, make) {
  /** @type {any} */
  let socket;
  /** @type {Promise<unknown> | undefined} */
  let opening;
  ctx.defer(() => socket?.close());
  return {
    async ask() {
      opening ??= new Promise((resolve, reject) => {
        socket = make();
        socket.addEventListener("open", resolve);
        for (const name of ["error", "close"]) socket.addEventListener(name, () => reject(new Error(name)));
      });
      await opening;
      const answered = new Promise((resolve) => socket.addEventListener("message", resolve));
      socket.send("probe");
      return answered;
    },
  };
}

/** @type {Opener} */
export async function openWs(ctx, port, options) {
  const { WebSocket } = await ctx.load(ctx.alias);
  return sessionOfSocket(ctx, () => quiet(new WebSocket(`ws://127.0.0.1:${port}`, options)));
}

/** @type {Opener} */
export async function openReconnectingWebSocket(ctx, port, options) {
  const Reconnecting = await ctx.loadDefault(ctx.alias);
  const WebSocket = await loadWebSocket(ctx);
  const Made = Reconnecting.default ?? Reconnecting;
  return sessionOfSocket(ctx, () => new Made(`ws://127.0.0.1:${port}`, [], { WebSocket, maxRetries: 0, ...options }));
}

/** @type {Opener} */
export async function openSocketIo(ctx, port, options) {
  const { io } = await ctx.load(ctx.alias);
  /** @type {any} */
  let socket;
  /** @type {Promise<unknown> | undefined} */
  let opening;
  ctx.defer(() => socket?.disconnect());
  return {
    async ask() {
      if (opening === undefined) {
        socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"], reconnection: false, forceNew: true, ...options });
        opening = new Promise((resolve, reject) => {
          socket.once("connect", resolve);
          socket.once("connect_error", reject);
        });
      }
      await opening;
      return new Promise((resolve) => socket.emit("probe", resolve));
    },
  };
}
