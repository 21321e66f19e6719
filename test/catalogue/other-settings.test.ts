import { describe, expect, test } from "vitest";
import { settingIn, sitesIn } from "./other-sites.js";

const REDIS = 'import Redis from "ioredis";';
const NODE_REDIS = 'import { createClient, createClientPool, createCluster } from "redis";';

describe("timeouts of ioredis, by version", () => {
  test.each([
    ["new Redis()", "connectTimeout", "4.31.0", "10000"],
    ["new Redis({ connectTimeout: 0 })", "connectTimeout", "5.11.1", "off"],
    ["new Redis()", "commandTimeout", "4.24.6", "none"],
    ["new Redis()", "commandTimeout", "4.25.0", "off"],
    ["new Redis('redis://cache', { commandTimeout: 2000 })", "commandTimeout", "6.0.0", "2000"],
    ["new Redis(6379, 'cache', { commandTimeout: 2000 })", "commandTimeout", "6.0.0", "2000"],
    ["new Redis()", "deadPeer", "5.3.2", "none"],
    ["new Redis()", "deadPeer", "5.4.0", "off"],
    ["new Redis({ socketTimeout: 10000 })", "deadPeer", "6.0.0", "10000"],
    ["new Redis.Cluster([], { socketTimeout: 10000 })", "deadPeer", "6.0.0", "not honoured: socketTimeout"],
    ["new Redis.Cluster([], { redisOptions: { socketTimeout: 10000 } })", "deadPeer", "6.0.0", "10000"],
    ["new Redis()", "deadPeer", "7.0.0", "none"],
  ] as const)("%s: %s of %s is %s", (code, name, version, expected) => {
    expect(settingIn(`${REDIS} export const made = ${code};`, name, version)).toBe(expected);
  });
});

describe("timeouts of node-redis, by version", () => {
  test.each([
    ["createClient()", "connectTimeout", "3.1.2", "none"],
    ["createClient()", "connectTimeout", "4.7.1", "5000"],
    ["createClient({ socket: { connectTimeout: 2000 } })", "connectTimeout", "6.3.1", "2000"],
    ["createClient()", "commandTimeout", "5.12.1", "none"],
    ["createClient()", "commandTimeout", "6.3.1", "none"],
    ["createClient({ commandOptions: { timeout: 500 } })", "commandTimeout", "5.12.1", "none"],
    ["createClient({ commandOptions: { timeout: 500 } })", "commandTimeout", "6.3.1", "none"],
    ["createClientPool({}, {})", "acquireTimeout", "5.12.1", "3000"],
    ["createClientPool({}, { acquireTimeout: 0 })", "acquireTimeout", "6.3.1", "off"],
    ["createClientPool({ socket: { socketTimeout: 10000 } }, {})", "deadPeer", "6.3.1", "10000"],
    ["createClientPool({}, { maximum: 10 })", "deadPeer", "5.0.1", "none"],
    ["createClientPool({}, { maximum: 10 })", "deadPeer", "5.1.0", "off"],
    ["createCluster({ defaults: { socket: { connectTimeout: 2000 } } })", "connectTimeout", "5.12.1", "2000"],
  ] as const)("%s: %s of %s is %s", (code, name, version, expected) => {
    expect(settingIn(`${NODE_REDIS} export const made = ${code};`, name, version)).toBe(expected);
  });
});

describe("timeouts of the others, by version", () => {
  test.each([
    ['import { Client } from "@elastic/elasticsearch"; new Client({ node });', "commandTimeout", "7.17.14", "30000"],
    ['import { Client } from "@elastic/elasticsearch"; new Client({ node });', "commandTimeout", "8.19.2", "600000"],
    ['import { Client } from "@elastic/elasticsearch"; new Client({ node });', "commandTimeout", "9.4.3", "off"],
    ['import { MongoClient } from "mongodb"; new MongoClient("mongodb://db/orders?waitQueueTimeoutMS=2000");', "acquireTimeout", "6.22.0", "2000"],
    ['import { MongoClient } from "mongodb"; new MongoClient("mongodb://db/orders");', "acquireTimeout", "6.22.0", "off"],
    ['import { createPool } from "generic-pool"; createPool(factory, { acquireTimeoutMillis: 0 });', "acquireTimeout", "3.9.0", "off"],
    ['import amqp from "amqplib"; amqp.connect("amqp://broker");', "connectTimeout", "0.10.9", "off"],
    ['import amqp from "amqplib"; amqp.connect("amqp://broker", { timeout: 3000 });', "connectTimeout", "2.3.1", "3000"],
    ['import { connect } from "amqplib/callback_api"; connect("amqp://broker", (error, connection) => ready(connection));', "connectTimeout", "1.2.0", "off"],
    ['import mqtt from "mqtt"; mqtt.connect("mqtt://broker");', "connectTimeout", "5.16.0", "30000"],
    ['import WebSocket from "ws"; new WebSocket("wss://feed");', "connectTimeout", "8.23.0", "off"],
    ['import WebSocket from "ws"; new WebSocket("wss://feed", { handshakeTimeout: 4000 });', "connectTimeout", "8.23.0", "4000"],
    ['import axios from "axios"; axios.create({ baseURL });', "commandTimeout", "1.21.1", "off"],
    ['import axios from "axios"; axios.create({ baseURL, timeout: 0 });', "commandTimeout", "1.21.1", "off"],
    ['import axios from "axios"; axios.create({ baseURL, timeout: 8000 });', "commandTimeout", "1.21.1", "8000"],
    ['import { S3Client } from "@aws-sdk/client-s3"; new S3Client({ region });', "connectTimeout", "3.1169.0", "off"],
    ['import { S3Client } from "@aws-sdk/client-s3"; new S3Client({ requestHandler: { socketTimeout: 9000 } });', "commandTimeout", "3.1169.0", "9000"],
    ['import { S3Client } from "@aws-sdk/client-s3"; new S3Client({ region });', "connectTimeout", "3.400.0", "none"],
    ['import { S3Client } from "@aws-sdk/client-s3"; new S3Client({ region });', "connectTimeout", "3.521.0", "off"],
    ['import { PollyClient } from "@aws-sdk/client-polly"; new PollyClient({ region });', "connectTimeout", "3.1142.0", "none"],
    ['import { Agent } from "undici"; new Agent({ connect: { timeout: 3000 } });', "connectTimeout", "7.30.2", "3000"],
    ['import ldap from "ldapjs"; ldap.createClient({ url });', "commandTimeout", "3.0.7", "off"],
  ] as const)("%s (%s of %s: %s)", (code, name, version, expected) => {
    expect(settingIn(`declare const node: string, factory: any, ready: any, baseURL: string, region: string, url: string; ${code}`, name, version)).toBe(expected);
  });
});

describe("what holds no connection is no client", () => {
  test.each([
    'import mongoose from "mongoose"; mongoose.createConnection();',
    'import { createTransport } from "nodemailer"; createTransport({ host: "smtp" });',
    'import { Queue } from "bullmq"; new Queue("mail");',
    'import { Kafka } from "kafkajs"; new Kafka({ brokers: [] });',
    'import { GetObjectCommand } from "@aws-sdk/client-s3"; new GetObjectCommand({});',
    'import type Redis from "ioredis"; export let redis: Redis;',
    'import { Redis } from "@upstash/redis"; new Redis({});',
    'import { createClient } from "@supabase/supabase-js"; createClient("", "");',
    'import { Client } from "discord.js"; new Client({});',
  ])("%s", (code) => {
    expect(sitesIn(code).map(({ clientName }) => clientName)).toEqual([]);
  });
});

describe("makers are found however they are imported", () => {
  test.each([
    ['const Redis = require("ioredis"); new Redis();', "Redis"],
    ['const { Redis } = require("ioredis"); new Redis();', "Redis"],
    ['import * as ns from "ioredis"; new ns.Cluster([]);', "Cluster"],
    ['import * as ns from "ioredis"; new ns.default.Cluster([]);', "Cluster"],
    ['import Redis from "ioredis"; Redis.createClient({});', "Redis"],
    ['import { Valkey } from "iovalkey"; new Valkey();', "Redis"],
    ['import * as redis from "redis"; redis.createClient();', "createClient"],
    ['const amqp = require("amqplib"); amqp.connect("amqp://broker");', "connect"],
    ['import { Kafka } from "kafkajs"; const kafka = new Kafka({}); kafka.producer();', "producer"],
    ['import { Kafka } from "kafkajs"; new Kafka({}).consumer({ groupId: "mail" });', "consumer"],
    ['import io from "socket.io-client"; io("https://chat");', "io"],
    ['import { GlideClient } from "@valkey/valkey-glide"; await GlideClient.createClient({});', "GlideClient"],
    ['import Redis from "ioredis"; const redis = new Redis(); redis.quit(); redis.duplicate();', "Redis|duplicate"],
    ['import { createClient } from "redis"; const redis = createClient(); redis.duplicate();', "createClient|duplicate"],
    ['import { DynamoDB } from "@aws-sdk/client-dynamodb"; new DynamoDB({});', "AWS client"],
    ['import { Queue } from "bullmq"; new Queue("mail", { connection: { host: "cache" } });', "Queue"],
  ])("%s: %s", (code, expected) => {
    expect(sitesIn(code, code.includes('"redis"') ? { is: "exact", version: "6.3.1" } : undefined).map(({ clientName }) => clientName).join("|")).toBe(expected);
  });
});
