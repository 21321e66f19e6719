import { describe, expect, test } from "vitest";
import { sitesIn } from "./other-sites.js";

/** The role of the Redis client made in a text. */
function roleIn(text: string): string {
  const site = sitesIn(text).find(({ packageName }) => packageName === "ioredis" || packageName === "redis");
  if (!site) throw new Error(`No client in ${text}`);
  return site.role.role;
}

const REDIS = 'import Redis from "ioredis"; const redis = new Redis();';
const NODE_REDIS = 'import { createClient } from "redis"; const redis = createClient();';

describe("what a Redis connection is used for", () => {
  test.each([
    [`${REDIS} export const read = () => redis.get("cart");`, "request"],
    [`${REDIS} redis.on("error", console.error); export const read = () => redis.hgetall("cart");`, "request"],
    [`${REDIS} export const next = () => redis.blpop("jobs", 0);`, "blocking"],
    [`${REDIS} export const next = () => redis.xreadgroup("GROUP", "mail", "one", "STREAMS", "mail", ">");`, "blocking"],
    [`${REDIS} redis.subscribe("prices");`, "subscriber"],
    [`${NODE_REDIS} export const next = () => redis.blPop("jobs", 0);`, "blocking"],
    [`${NODE_REDIS} export const next = () => redis.BRPOP("jobs", 0);`, "blocking"],
    [`${NODE_REDIS} redis.pSubscribe("prices.*", show);`, "subscriber"],
    [`${NODE_REDIS} export const read = () => redis.hGetAll("cart");`, "request"],
  ])("%s: %s", (text, expected) => {
    expect(roleIn(`declare const show: any; ${text}`)).toBe(expected);
  });
});

describe("who takes a Redis connection over", () => {
  test.each([
    [`import { Queue } from "bullmq"; ${REDIS} new Queue("mail", { connection: redis });`, "queue"],
    [`import { Worker } from "bullmq"; import Redis from "ioredis"; new Worker("mail", send, { connection: new Redis() });`, "queue"],
    [`import Bee from "bee-queue"; ${NODE_REDIS} new Bee("mail", { redis });`, "queue"],
    [`import { createAdapter } from "@socket.io/redis-adapter"; ${REDIS} createAdapter(redis, other);`, "queue"],
    [`import { RedisStore } from "connect-redis"; ${NODE_REDIS} new RedisStore({ client: redis });`, "queue"],
    [`import RedisStore from "connect-redis"; ${NODE_REDIS} new RedisStore({ client: redis });`, "queue"],
    [`const RedisStore = require("connect-redis")(session); ${NODE_REDIS} new RedisStore({ client: redis });`, "queue"],
    [`import { RedisPubSub } from "graphql-redis-subscriptions"; ${REDIS} new RedisPubSub({ subscriber: redis });`, "subscriber"],
    [`import { register } from "./registry.js"; ${REDIS} register(redis);`, "unknown"],
  ])("%s: %s", (text, expected) => {
    expect(roleIn(`declare const send: any, other: any, session: any; ${text}`)).toBe(expected);
  });
});
