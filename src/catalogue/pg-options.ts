import type { Setting, Source } from "./shape.js";

/** What a wrapper of pg says about the pool it makes. */
export interface PgPassedOn {
  /** Versions of the wrapper. */
  readonly versions: string;
  readonly source: Source;
  /** Where the wrapper takes pg's options: `"connection."`; by default among its own. */
  readonly under?: string;
  /** What becomes of the connection when `query_timeout` expires: this depends on how the wrapper gives it back. */
  readonly onExpiry: "destroys" | "rejects";
  /** Whose probes saw the facts: `"pg/Pool"`. */
  readonly probes?: string;
}

/**
 * The timeouts of pg. Connecting and waiting for a free connection share `connectionTimeoutMillis`; of the three that end a
 * query only `query_timeout` is the driver's own timer, the others are kept by the server (also as
 * `options: "-c statement_timeout=…"`). A URL carries the query timeouts and not the other one.
 */
export function pgTimeouts({ versions, source, under = "", onExpiry, probes }: PgPassedOn) {
  const probe = (id: string) => (probes === undefined ? {} : { probe: `${probes}/${id}` });
  const connection = (wait: "acquireTimeout" | "connectTimeout") =>
    ({
      options: [`${under}connectionTimeoutMillis`],
      unit: "ms",
      absent: [{ versions, source, value: "off", ...probe(`${wait}/absent`) }],
      values: [
        { versions, source, value: 0, means: "off", ...probe(`${wait}/0`) },
        { versions, source, value: null, means: "off", ...probe(`${wait}/null`) },
      ],
      ignored: [
        { versions, source, option: "?connectionTimeoutMillis", ...probe(`${wait}/url?connectionTimeoutMillis`) },
        { versions, source, option: "?connect_timeout", ...probe(`${wait}/url?connect_timeout`) },
      ],
      write: 10_000,
      onExpiry: "rejects",
    }) as const satisfies Setting;
  const query = {
    options: [`${under}query_timeout`, `${under}statement_timeout`, `${under}options`],
    inUrl: ["query_timeout", "statement_timeout", "options"],
    unit: "ms",
    absent: [{ versions, source, value: "off", ...probe("commandTimeout/absent") }],
    values: [
      { versions, source, value: 0, means: "off", ...probe("commandTimeout/0") },
      { versions, source, value: null, means: "off", ...probe("commandTimeout/null") },
      { versions, source, value: false, means: "off", ...probe("commandTimeout/false") },
    ],
    write: 30_000,
    onExpiry,
  } as const satisfies Setting;
  return { acquireTimeout: [connection("acquireTimeout")], connectTimeout: [connection("connectTimeout")], commandTimeout: [query] };
}

/** Options of pg that look as if they ended a dead connection in use. */
export const PG_LOOKS_SAFE = [
  "keepAlive",
  "connectionTimeoutMillis",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
  "idleTimeoutMillis",
  "maxLifetimeSeconds",
  "maxUses",
] as const;
