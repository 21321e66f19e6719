/** generic-pool and tarn: pools of whatever their factory makes, here plain sockets. */
import { once } from "node:events";
import { connect } from "node:net";

import { limitProbes } from "../measure/limit-probes.mjs";
import { startHeldHttp } from "./http.mjs";

const HOW = "the factory opens sockets to a counting server, 150 callers at once";

/** @param {number} port */
const makeFactory = (port) => ({
  async create() {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    await once(socket, "connect");
    return socket;
  },
  /** @param {import("node:net").Socket} socket */
  async destroy(socket) {
    socket.destroy();
  },
});

const genericPool = limitProbes({
  client: "generic-pool/createPool",
  option: "max",
  versions: ["generic-pool"],
  how: HOW,
  write: (value) => ({ max: value }),
  async prepare(ctx, { factory, ...options }) {
    const { createPool } = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startHeldHttp(ctx);
    return {
      flows,
      open() {
        const pool = createPool({ ...makeFactory(port), ...factory }, options);
        return { take: () => pool.acquire() };
      },
    };
  },
  expected: { absent: 1, undefined: 1, null: 1, 0: 1, "-1": 1, NaN: 1, Infinity: 1, huge: "unbounded", "string-5": 5 },
  spellings: {
    "factory-level-max": { options: { factory: { max: 4 } }, expected: 1 },
    maxSize: { options: { maxSize: 4 }, expected: 1 },
  },
});

const REFUSED = "throws: Tarn: opt.max must be an integer > 0";

const tarn = limitProbes({
  client: "tarn/Pool",
  option: "max",
  versions: ["tarn-3"],
  how: HOW,
  write: (value) => ({ max: value }),
  async prepare(ctx, { min = 0, ...options }) {
    const { Pool } = await ctx.loadDefault(ctx.alias);
    const { port, flows } = await startHeldHttp(ctx);
    return {
      flows,
      open() {
        const pool = new Pool({ ...makeFactory(port), min, ...options });
        return { take: () => pool.acquire().promise };
      },
    };
  },
  expected: {
    absent: REFUSED,
    null: REFUSED,
    0: REFUSED,
    Infinity: "unbounded",
    huge: "unbounded",
    "string-5": REFUSED,
  },
});

export const probes = [...genericPool, ...tarn];
