import { expect, test } from "vitest";
import { backgroundEntryPoints } from "../../src/catalogue/entry-points-background.js";
import { edgeSigns, fileConventions, handlerTypes } from "../../src/catalogue/entry-points-files.js";
import { webEntryPoints } from "../../src/catalogue/entry-points.js";
import { EntryPointTable } from "../../src/code/entry-points-table.js";
import { Lifetimes } from "../../src/code/lifetimes.js";
import { readText } from "./read-text.js";

const table = new EntryPointTable([...webEntryPoints, ...backgroundEntryPoints], fileConventions, { handlerTypes, edgeSigns });

/** How often the first pool of a text runs: `once`, `unknown`, `required`, or the label of what calls it. */
function often(text: string, filename?: string): string {
  const { all } = new Lifetimes(readText(`import { Pool } from "pg";\n${text}`, filename), table);
  const lifetime = all.find(({ construction }) => construction.packageName === "pg");
  const execution = lifetime?.runs.execution;
  return execution?.is === "hot" ? execution.hot.label : (execution?.is ?? "nothing");
}

test.each([
  ["express", 'import express from "express"; const app = express(); app.get("/users", async () => { new Pool(); });', "GET /users"],
  ["an array of handlers", 'import { Router } from "express"; const r = Router(); r.post("/a", [check, async () => { new Pool(); }]);', "POST /a"],
  ["fastify", 'import fastify from "fastify"; const app = fastify(); app.route({ method: "GET", url: "/users", handler: async () => { new Pool(); } });', "GET /users"],
  ["a hook that runs at start", 'import fastify from "fastify"; const app = fastify(); app.addHook("onReady", async () => { new Pool(); });', "once"],
  ["a plugin's parameter", 'import type { FastifyInstance } from "fastify"; export default async function (f: FastifyInstance) { f.get("/a", async () => { new Pool(); }); }', "GET /a"],
  ["koa", 'import Koa from "koa"; const app = new Koa(); app.use(async (ctx) => { new Pool(); });', "every request"],
  ["hono", 'import { Hono } from "hono"; const app = new Hono().basePath("/v1"); app.get("/a", (c) => { new Pool(); });', "GET /a"],
  ["nest", 'import { Controller, Get } from "@nestjs/common"; @Controller("users") class C { @Get("all") list() { new Pool(); } }', "GET users/all"],
  ["a request scope", 'import { Injectable, Scope } from "@nestjs/common"; @Injectable({ scope: Scope.REQUEST }) class S { pool = new Pool(); }', "every request (scope REQUEST)"],
  ["a provider", 'import { Injectable } from "@nestjs/common"; @Injectable() class S { pool = new Pool(); }', "unknown"],
  ["trpc", 'import { initTRPC } from "@trpc/server"; const t = initTRPC.create(); export const r = t.router({ list: t.procedure.query(() => { new Pool(); }) });', "tRPC list"],
  ["apollo", 'import { ApolloServer } from "@apollo/server"; const resolvers = { Query: { users: () => { new Pool(); } } }; new ApolloServer({ resolvers });', "GraphQL resolvers.Query.users"],
  ["node:http", 'import { createServer } from "node:http"; createServer((req, res) => { new Pool(); }).listen(80, () => {});', "every request"],
  ["ws", 'import { WebSocketServer } from "ws"; const s = new WebSocketServer({}); s.on("connection", (socket) => { socket.on("message", () => { new Pool(); }); });', "every message of a WebSocket"],
  ["kafkajs", 'import { Kafka } from "kafkajs"; const c = new Kafka({}).consumer({}); c.run({ eachMessage: async () => { new Pool(); } });', "every Kafka message"],
  ["amqplib", 'import amqp from "amqplib"; const c = await (await amqp.connect("")).createChannel(); c.consume("jobs", () => { new Pool(); });', "every message of queue jobs"],
  ["mqtt", 'import mqtt from "mqtt"; const c = mqtt.connect(""); c.on("message", () => { new Pool(); });', "every MQTT message"],
  ["bullmq", 'import { Worker } from "bullmq"; new Worker("mail", async () => { new Pool(); });', "every mail job"],
  ["node-cron", 'import cron from "node-cron"; cron.schedule("* * * * *", () => { new Pool(); });', "cron * * * * *"],
  ["setInterval", "setInterval(() => { new Pool(); }, 5_000);", "every 5,000 ms"],
  ["setTimeout", "setTimeout(() => { new Pool(); }, 5_000);", "once"],
  ["a handler by its types", 'import type { Handler } from "aws-lambda"; export const run: Handler = async () => { new Pool(); };', "every request"],
  ["a method handed over", 'import express from "express"; class C { list() { new Pool(); } } const c = new C(); express().get("/a", c.list.bind(c));', "GET /a"],
  ["a function called by a handler", 'import express from "express"; const open = () => new Pool(); express().get("/a", () => { open(); });', "GET /a"],
  ["a getter", "export class C { get pool() { return new Pool(); } }", "every read of `pool`"],
  ["a function called at start", "function main() { new Pool(); } main();", "once"],
  ["a function nobody calls", "export function open() { return new Pool(); }", "unknown"],
  ["a pool's own factory", 'import { createPool } from "generic-pool"; export const f = () => createPool({ create: () => new Pool() });', "once"],
  ["recursion without a start", "function a() { b(); new Pool(); } function b() { a(); }", "unknown"],
])("%s", (_name, text, expected) => {
  expect(often(text)).toBe(expected);
});

test("a Worker wants a client per request", () => {
  expect(often("export default { async fetch(request: Request, env: { DB: Hyperdrive }) { new Pool(); } };")).toBe("required");
});

test("a path is a sign only with its framework", () => {
  const text = "export async function GET() { new Pool(); }";
  expect(often(text, "/shop/src/app/users/route.ts")).toBe("unknown");
  expect(often(`import { NextResponse } from "next/server";\n${text}`, "/shop/src/app/users/route.ts")).toBe("GET /users");
});
