/** A role of PostgreSQL that a server as small as most real ones would have: 100 connections. */
import { load } from "../probes/load.mjs";

/** @param {number} port */
export async function limitConnections(port) {
  const { default: pg } = await load("pg-8");
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "probe",
    database: "postgres",
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  await client.connect();
  try {
    await client.query("CREATE ROLE orders LOGIN CONNECTION LIMIT 100");
  } finally {
    await client.end();
  }
}
