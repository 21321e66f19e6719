import { startLoopbackServer } from "../../net/loopback-server.mjs";

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const HELLO = {
  ok: 1,
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
};

const FOUND_NOTHING = { ok: 1, cursor: { id: 0n, ns: "shop.orders", firstBatch: [] } };

/**
 * A stand-in for a standalone mongod: shakes hands, answers every command with `{ ok: 1 }`, and never answers a `find`
 * unless asked to: then it finds nothing. `finding()` counts the connections on which one was asked and is not answered,
 * which leaves out the driver's monitors.
 *
 * @param {{ serialize: (document: object) => Uint8Array, deserialize: (bytes: Uint8Array) => any }} bson
 * @param {{ finds?: boolean }} [how]
 */
export async function startMongodStandIn(bson, { finds = false } = {}) {
  let finding = 0;
  const server = await startLoopbackServer((socket, flows) => {
    let buffered = Buffer.alloc(0);
    let isFinding = false;
    socket.on("end", () => socket.end());
    socket.once("close", () => {
      if (isFinding) finding -= 1;
    });
    socket.on("data", (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 16 && buffered.length >= buffered.readInt32LE(0)) {
        const message = buffered.subarray(0, buffered.readInt32LE(0));
        buffered = buffered.subarray(message.length);
        const isQuery = message.readInt32LE(12) === OP_QUERY;
        const command = bson.deserialize(message.subarray(isQuery ? readQueryStart(message) : 21));
        if (command.find !== undefined && !finds) {
          if (!isFinding) finding += 1;
          isFinding = true;
        } else {
          socket.write(makeReply(message.readInt32LE(4), isQuery, bson.serialize(command.find === undefined ? HELLO : FOUND_NOTHING)));
        }
      }
      flows.touch();
    });
  });
  return { ...server, finding: () => finding };
}

/** @param {Buffer} message flags, collection name, skip, return, then the document */
const readQueryStart = (message) => message.indexOf(0, 20) + 1 + 8;

/**
 * @param {number} responseTo
 * @param {boolean} isQuery
 * @param {Uint8Array} document
 */
function makeReply(responseTo, isQuery, document) {
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  if (isQuery) head.writeInt32LE(1, 32);
  return Buffer.concat([head, document]);
}
