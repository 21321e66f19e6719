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

/**
 * A stand-in for SQL Server: lets everybody in without encryption, runs every statement at once with no rows, and never
 * answers a request to begin a transaction, nor a statement that says "waitfor".
 */
export const startTdsStandIn = () =>
  startLoopbackServer((socket, flows) => {
    let buffered = Buffer.alloc(0);
    socket.on("end", () => socket.end());
    socket.on("data", (chunk) => {
      flows.touch();
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 8 && buffered.length >= buffered.readUInt16BE(2)) {
        const [type, isLast] = [buffered[0], ((buffered[1] ?? 0) & 1) === 1];
        const isHeld = buffered.subarray(0, buffered.readUInt16BE(2)).includes(WAITFOR);
        buffered = buffered.subarray(buffered.readUInt16BE(2));
        if (!isLast || type === TRANSACTION) continue;
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
