/** How long things are watched, and what the repairs are told. Times in milliseconds. */

/**
 * @typedef {object} Mode
 * @property {"smoke" | "short" | "full"} name
 * @property {Record<string, number>} values `settings.connections.values`
 * @property {{ before: number, after: number }} capMs how long a dead peer is watched
 * @property {number} retries `net.ipv4.tcp_retries2` of the namespace
 * @property {number} noAckCapMs how long a program as written is watched there
 * @property {number} atOnce dead peers side by side
 * @property {number} load share of the requests per second that a program states: those of a quarter of an hour pile up
 */

/** What a team would write that wants its replies within 5 s. @type {Mode} */
const short = {
  name: "short",
  values: { deadPeer: 5000, queryTimeout: 5000 },
  capMs: { before: 20_000, after: 20_000 },
  retries: 5,
  noAckCapMs: 30_000,
  atOnce: 8,
  load: 1,
};

/** @type {Record<Mode["name"], Mode>} */
export const MODES = {
  short,
  smoke: {
    ...short,
    name: "smoke",
    values: { deadPeer: 2000, queryTimeout: 2000 },
    capMs: { before: 6000, after: 10_000 },
  },
  full: {
    ...short,
    name: "full",
    capMs: { before: 330_000, after: 60_000 },
    retries: 15,
    noAckCapMs: 1_100_000,
    atOnce: 30,
    load: 0.4,
  },
};
