import { startLoopbackServer } from "../../net/loopback-server.mjs";

const VERSION_4_4 = Buffer.from([0, 0, 4, 4]);
const HELLO = 0x01;
const RESET = 0x0f;
const RUN = 0x10;

/** `SUCCESS { server: "Neo4j/4.4.0", connection_id: "bolt-1" }` in one chunk. */
const SUCCESS = makeChunk(
  Buffer.concat([
    Buffer.from([0xb1, 0x70, 0xa2]),
    text("server"),
    text("Neo4j/4.4.0"),
    text("connection_id"),
    text("bolt-1"),
  ]),
);

/** `SUCCESS { fields: [] }`. */
const RUNS = makeChunk(Buffer.concat([Buffer.from([0xb1, 0x70, 0xa1]), text("fields"), Buffer.from([0x90])]));

/**
 * A stand-in for Neo4j 4.4: agrees on Bolt 4.4, welcomes everybody, and never answers a query, unless it `answers` all of
 * them with nothing.
 *
 * @param {{ answers?: boolean }} [how]
 */
export const startBoltStandIn = ({ answers = false } = {}) =>
  startLoopbackServer((socket, flows) => {
    let buffered = Buffer.alloc(0);
    let isAgreed = false;
    socket.on("end", () => socket.end());
    socket.on("data", (chunk) => {
      flows.touch();
      buffered = Buffer.concat([buffered, chunk]);
      if (!isAgreed) {
        if (buffered.length < 20) return;
        buffered = buffered.subarray(20); // the magic number and four proposals
        isAgreed = true;
        socket.write(VERSION_4_4);
      }
      while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
        const size = buffered.readUInt16BE(0);
        const tag = buffered[3];
        buffered = buffered.subarray(2 + size);
        if (size > 1 && (answers || tag === HELLO || tag === RESET)) socket.write(tag === RUN ? RUNS : SUCCESS);
      }
    });
  });

/** @param {string} value at most 15 bytes */
function text(value) {
  return Buffer.concat([Buffer.from([0x80 + value.length]), Buffer.from(value)]);
}

/** @param {Buffer} message */
function makeChunk(message) {
  const size = Buffer.alloc(2);
  size.writeUInt16BE(message.length);
  return Buffer.concat([size, message, Buffer.from([0, 0])]);
}
