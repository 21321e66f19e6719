/** A package that looks like a client of a server and is none, or whose connections are not the caller's to bound. */
export interface NeverFlagged {
  /** Import specifiers; a trailing `*` matches any ending. */
  readonly packages: readonly string[];
  readonly why: "http" | "embedded" | "platform" | "builder" | "shared";
  /** For the pages: one sentence. */
  readonly reason: string;
}

/**
 * What the rules leave alone on purpose, whatever its exports are called. Nothing of it is looked up while linting: a
 * package without an entry is silent anyway. It answers "did you forget it?", and a test holds the catalogue against it.
 */
export const neverFlagged: readonly NeverFlagged[] = [
  { packages: ["@upstash/redis", "@upstash/redis/*"], why: "http", reason: "Its `Redis` sends every command as a request of its own over HTTP." },
  { packages: ["@upstash/qstash", "@upstash/ratelimit", "@upstash/vector"], why: "http", reason: "They call an HTTP API." },
  { packages: ["@vercel/kv"], why: "http", reason: "It is @upstash/redis with another name." },
  { packages: ["@supabase/supabase-js"], why: "http", reason: "Its `createClient` calls an HTTP API." },
  { packages: ["@planetscale/database"], why: "http", reason: "It sends queries over HTTP and holds no connection." },
  { packages: ["@libsql/client/web", "@libsql/client/http"], why: "http", reason: "They send statements over HTTP." },
  { packages: ["@tidbcloud/serverless"], why: "http", reason: "It sends queries over HTTP." },
  { packages: ["@xata.io/client"], why: "http", reason: "It calls an HTTP API." },
  { packages: ["@octokit/*", "stripe", "@sendgrid/mail", "openai"], why: "http", reason: "They call an HTTP API through an agent that is judged where it is made." },
  { packages: ["better-sqlite3", "sqlite3", "sqlite", "node:sqlite", "bun:sqlite"], why: "embedded", reason: "The database is a file in the same process." },
  { packages: ["@electric-sql/pglite"], why: "embedded", reason: "PostgreSQL runs in the same process." },
  { packages: ["duckdb", "@duckdb/node-api"], why: "embedded", reason: "The database runs in the same process." },
  { packages: ["level", "lmdb", "nedb", "lowdb"], why: "embedded", reason: "The store is a file in the same process." },
  { packages: ["ioredis-mock", "redis-mock", "pg-mem", "mongodb-memory-server"], why: "embedded", reason: "They stand in for a server in tests." },
  { packages: ["@cloudflare/workers-types", "cloudflare:sockets"], why: "platform", reason: "The platform opens and closes the connection with the request." },
  { packages: ["discord.js"], why: "platform", reason: "Its `Client` is a bot with one gateway connection per shard." },
  { packages: ["firebase-admin", "@google-cloud/storage"], why: "http", reason: "They call HTTP APIs; channels and agents are their own business." },
  { packages: ["aws-sdk"], why: "shared", reason: "All clients of version 2 share one agent of 50 sockets; an agent of one's own is judged where it is made." },
  { packages: ["node-fetch", "ky", "superagent", "request", "needle"], why: "shared", reason: "They send through an agent that is judged where it is made." },
  { packages: ["sql-template-tag", "squel", "sql-bricks"], why: "builder", reason: "They build SQL text and run none." },
];
