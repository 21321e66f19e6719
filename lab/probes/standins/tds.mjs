import { startLoopbackServer } from "../../net/loopback-server.mjs";

const SQL_BATCH = 0x01;
const RPC = 0x03;
const RESPONSE = 0x04;
const TRANSACTION = 0x0e;
const LOGIN = 0x10;
const PRELOGIN = 0x12;

const WAITFOR = Buffer.from("waitfor", "utf16le");
const DONE = Buffer.from([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** VERSION and ENCRYPTION (not supported), then their values. */
const PRELOGIN_ANSWER = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 15, 0, 7, 208, 0, 0, 2]);

/** LOGINACK for TDS 7.4, program "SQL", then DONE. */
const LOGIN_ANSWER = (() => {
  const name = Buffer.from("SQL", "utf16le");
  const body = Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4, 3]), name, Buffer.from([15, 0, 7, 208])]);
  const head = Buffer.from([0xad, body.length, 0]);
  return Buffer.concat([head, body, DONE]);
})();

/** ENVCHANGE: a transaction has begun (8, with its number) or ended (9 and 10, with the number it had). */
const BEGUN = Buffer.concat([Buffer.from([0xe3, 11, 0, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0]), DONE]);
/** @param {number} how 9 committed, 10 rolled back */
const ended = (how) => Buffer.concat([Buffer.from([0xe3, 11, 0, how, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0]), DONE]);

/** What a transaction manager request asks for, after its headers of 22 bytes. */
const BEGIN = 5;
const COMMIT = 7;

/**
 * A stand-in for SQL Server: lets everybody in without encryption, runs every statement at once with no rows, and never
 * answers a statement that says "waitfor", nor, unless it `begins` them, a request to begin a transaction.
 *
 * @param {{ begins?: boolean }} [how]
 */
export const startTdsStandIn = ({ begins = false } = {}) =>
  startLoopbackServer((socket, flows) => {
    let buffered = Buffer.alloc(0);
    socket.on("end", () => socket.end());
    socket.on("data", (chunk) => {
      flows.touch();
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 8 && buffered.length >= buffered.readUInt16BE(2)) {
        const [type, isLast] = [buffered[0], ((buffered[1] ?? 0) & 1) === 1];
        const packet = buffered.subarray(0, buffered.readUInt16BE(2));
        const isHeld = packet.includes(WAITFOR);
        buffered = buffered.subarray(packet.length);
        if (!isLast || (type === TRANSACTION && !begins)) continue;
        if (type === TRANSACTION) {
          const asked = packet.readUInt16LE(8 + packet.readUInt32LE(8));
          socket.write(makePacket(asked === BEGIN ? BEGUN : ended(asked === COMMIT ? 9 : 10)));
        }
        if (type === PRELOGIN) socket.write(makePacket(PRELOGIN_ANSWER));
        if (type === LOGIN) socket.write(makePacket(LOGIN_ANSWER));
        if ((type === SQL_BATCH || type === RPC) && !isHeld) socket.write(makePacket(DONE));
      }
    });
  });

/** @param {Buffer} body */
function makePacket(body) {
  const head = Buffer.from([RESPONSE, 1, 0, 0, 0, 0, 1, 0]);
  head.writeUInt16BE(8 + body.length, 2);
  return Buffer.concat([head, body]);
}
