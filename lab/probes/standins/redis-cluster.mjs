import { startLoopbackServer } from "../../net/loopback-server.mjs";

const ALL_SLOTS = 16_383;

/**
 * A stand-in for a Redis cluster of one master that holds all slots. It answers every GET, and no blocking command.
 */
export async function startRedisClusterStandIn() {
  const server = await startLoopbackServer((socket, flows) => {
    let buffered = "";
    socket.on("end", () => socket.end());
    socket.setEncoding("latin1").on("data", (/** @type {unknown} */ chunk) => {
      flows.touch();
      buffered += String(chunk);
      for (;;) {
        const read = readCommand(buffered);
        if (read === undefined) return;
        buffered = buffered.slice(read.length);
        const answer = answerTo(read.words, server.port);
        if (answer !== undefined) socket.write(answer);
      }
    });
  });
  return server;
}

/** @param {string} text `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n` */
function readCommand(text) {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return undefined;
  let at = head[0].length;
  const words = [];
  for (let left = Number(head[1]); left > 0; left -= 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null) return undefined;
    const start = at + size[0].length;
    const end = start + Number(size[1]);
    if (text.length < end + 2) return undefined;
    words.push(text.slice(start, end));
    at = end + 2;
  }
  return { words, length: at };
}

/**
 * @param {string[]} words
 * @param {number} port
 */
function answerTo([name = "", sub = ""], port) {
  switch (name.toUpperCase()) {
    case "CLUSTER":
      if (/^slots$/i.test(sub)) return `*1\r\n*3\r\n:0\r\n:${ALL_SLOTS}\r\n*3\r\n${text("127.0.0.1")}:${port}\r\n${text("a".repeat(40))}`;
      return text("cluster_state:ok\r\ncluster_enabled:1\r\n");
    case "INFO":
      return text("loading:0\r\ncluster_enabled:1\r\nredis_version:7.0.15\r\n");
    case "HELLO":
      return `%1\r\n${text("server")}${text("redis")}`;
    case "BLPOP":
      return undefined;
    case "GET":
      return text("x");
    case "PING":
      return "+PONG\r\n";
    default:
      return "+OK\r\n";
  }
}

/** @param {string} value */
const text = (value) => `$${value.length}\r\n${value}\r\n`;
